/* Break-glass: one table of pushes and whether their wish is granted. */
#include "gate/make.h"

#include "codec/date.h"

enum { TODAY = 20000 }; /* 2024-10-04 */

struct one {
    const char *option, *until, *message, *committer, *name, *signer;
    bool asked, accepted;
    const char *by, *via, *why_not;
};

#define REASON "stoplog.override=It burns, ticket 4711"
#define TRAILER "T\n\nOverride: It burns, ticket 4711\n"

/* The signature of a commit; BELOW: good, and the commit is not the tip. */
enum { GOOD, BAD, BROKEN, UNSIGNED, BELOW };

struct verifier {
    int signature;
    struct str email;
};

static enum status verify(void *ctx, const struct commit_info *commit, struct str email,
                          struct str *why_not, struct err *err)
{
    struct verifier *verifier = ctx;
    (void)commit;
    verifier->email = email;
    if (verifier->signature == BROKEN)
        return err_set(err, E_NOTFOUND, "no ssh-keygen");
    *why_not = verifier->signature == BAD ? STR("its key is revoked") : STR_EMPTY;
    return OK;
}

static void check_one(struct arena *arena, const struct one *one, int signature)
{
    struct server server = { .exists = true };
    struct str options[2] = { str_of(one->option), str_of(one->until) };
    struct commit_info commit = make_commit(0xbb, 2, "dan@x.io", one->committer, one->message);
    struct pushed pushed = { .name = str_of(one->name),
                             .signer = str_of(one->signer),
                             .signer_fault = STR_EMPTY,
                             .options = options,
                             .option_count = 2,
                             .is_push = true };
    struct override out;
    vec_push(arena, &server.override, STR("carol"));
    vec_push(arena, &server.override, STR("Root@x.io"));
    struct verifier verifier = { .signature = signature, .email = STR_EMPTY };
    struct override_question question = { .pushed = &pushed,
                                          .server = &server,
                                          .commits = &commit,
                                          .commit_count = 1,
                                          .tip = make_oid(signature == BELOW ? 0xbc : 0xbb),
                                          .signatures = { verify, &verifier },
                                          .today_days = TODAY };
    commit.is_signed = signature != UNSIGNED;
    override_find(&out, arena, &question);
    if (out.asked != one->asked || out.accepted != one->accepted ||
        !str_eq(out.by, str_of(one->by)) || str_find(out.via, str_of(one->via)) < 0 ||
        str_find(out.why_not, str_of(one->why_not)) < 0 || (out.accepted && out.why_not.len > 0))
        fail_msg("%s %s %s: asked %d, accepted %d by %.*s via %.*s: %.*s", one->option, one->until,
                 one->name, out.asked, out.accepted, STR_ARG(out.by), STR_ARG(out.via),
                 STR_ARG(out.why_not));
}

static void a_wish_is_granted_or_says_why_not(void **state)
{
    static const struct one cases[] = {
        { "", "", "T\n", "dan@x.io", "carol", "", false, false, "", "", "" },
        { REASON, "", "T\n", "dan@x.io", "carol", "", true, true, "carol", "push option", "" },
        { REASON, "", "T\n", "dan@x.io", "CAROL", "", true, true, "carol", "push option", "" },
        { REASON, "", "T\n", "dan@x.io", "", "root@x.io", true, true, "Root@x.io", "", "" },
        { REASON, "", "T\n", "dan@x.io", "dan", "root@x.io", true, true, "Root@x.io", "", "" },
        { REASON, "", "T\n", "dan@x.io", "root", "", true, false, "", "", "root is not in" },
        { REASON, "", "T\n", "dan@x.io", "carol@x.io", "", true, false, "", "", "is not in" },
        { REASON, "", "T\n", "carol@x.io", "", "", true, false, "", "", "who pushes is not known" },
        { "stoplog.override=123456789", "", "T\n", "dan@x.io", "carol", "", true, false, "carol",
          "", "fewer than 10" },
        { "stoplog.override=1234567890", "", "T\n", "dan@x.io", "carol", "", true, true, "carol",
          "", "" },
        { "stoplog.override=  12345678  ", "", "T\n", "dan@x.io", "carol", "", true, false, "carol",
          "", "fewer than 10" },
        { "stoplog.override=\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc", "", "T\n",
          "dan@x.io", "carol", "", true, false, "carol", "", "fewer than 10" },
        { "stoplog.overrides=It burns, ticket 4711", "", "T\n", "dan@x.io", "carol", "", false,
          false, "", "", "" },
        { "xstoplog.override=It burns, ticket", "", "T\n", "dan@x.io", "carol", "", false, false,
          "", "", "" },
        { REASON, "stoplog.override-until=2024-10-04", "T\n", "dan@x.io", "carol", "", true, true,
          "carol", "", "" },
        { REASON, "stoplog.override-until=2024-10-03", "T\n", "dan@x.io", "carol", "", true, false,
          "carol", "", "which is over" },
        { REASON, "stoplog.override-until=2024-10-18", "T\n", "dan@x.io", "carol", "", true, true,
          "carol", "", "" },
        { REASON, "stoplog.override-until=2024-10-19", "T\n", "dan@x.io", "carol", "", true, false,
          "carol", "", "at most 14 days" },
        { REASON, "stoplog.override-until=2024-02-30", "T\n", "dan@x.io", "carol", "", true, false,
          "carol", "", "YYYY-MM-DD" },
        { "", "", TRAILER, "carol@x.io", "carol", "", true, true, "carol", "trailer in bbbbbbb",
          "" },
        { "", "", TRAILER "Override-until: 2024-10-05\n", "carol@x.io", "carol", "", true, true,
          "carol", "trailer", "" },
        { "", "", TRAILER "Override-until: 2024-10-01\n", "carol@x.io", "carol", "", true, false,
          "carol", "trailer", "which is over" },
        { "", "", TRAILER, "dan@x.io", "carol", "", true, false, "carol", "trailer",
          "did not commit" },
        { "", "", TRAILER, "", "carol", "", true, false, "carol", "trailer", "did not commit" },
        { "", "", TRAILER, "root@x.io", "", "root@x.io", true, true, "Root@x.io", "trailer", "" },
        { "", "", TRAILER, "root@y.io", "", "root@x.io", true, false, "Root@x.io", "trailer",
          "did not commit" },
        { "", "", TRAILER "and prose\n", "carol@x.io", "carol", "", false, false, "", "", "" },
        { "", "", "T\n\nbody\n---\nmore\n\nOverride: It burns, ticket 4711\n", "carol@x.io",
          "carol", "", true, false, "carol", "trailer", "" },
        { REASON, "", TRAILER, "dan@x.io", "carol", "", true, true, "carol", "push option", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_one(*state, &cases[i], GOOD);
}

static void a_trailer_counts_on_the_signed_tip_only(void **state)
{
    static const struct {
        int signature;
        const char *option;
        bool accepted;
        const char *via, *why_not;
    } cases[] = {
        { GOOD, "", true, "trailer", "" },
        { UNSIGNED, "", false, "trailer",
          "not signed by who pushes; use the push option stoplog.override" },
        { BAD, "", false, "trailer", "does not verify for carol@x.io: its key is revoked" },
        { BROKEN, "", false, "trailer", "could not be verified: no ssh-keygen" },
        { BELOW, "", false, "trailer", "not on the last commit of the push" },
        { BELOW, REASON, true, "push option", "" },
        { UNSIGNED, REASON, true, "push option", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct one one = {
            cases[i].option,   "",      TRAILER,      "Carol@X.io",    "carol", "", true,
            cases[i].accepted, "carol", cases[i].via, cases[i].why_not
        };
        check_one(*state, &one, cases[i].signature);
    }
}

static void only_a_push_is_overridden(void **state)
{
    struct str option = STR(REASON);
    struct server server = { .exists = true };
    struct pushed pushed = PUSHED_BY_NOBODY;
    struct override out;
    pushed.name = STR("carol");
    pushed.options = &option;
    pushed.option_count = 1;
    vec_push(*state, &server.override, STR("carol"));
    struct override_question question = { .pushed = &pushed, .server = &server };
    question.today_days = TODAY;
    override_find(&out, *state, &question);
    assert_false(out.asked);
    pushed.is_push = true;
    override_find(&out, *state, &question);
    assert_true(out.accepted);
    question.server = NULL;
    override_find(&out, *state, &question);
    assert_false(out.accepted);
}

static void it_passes_what_is_blocked_and_nothing_else(void **state)
{
    static const struct {
        enum outcome outcome;
        bool fatal;
        enum outcome after;
    } cases[] = {
        { OUTCOME_PASS, false, OUTCOME_PASS },
        { OUTCOME_WARN, false, OUTCOME_WARN },
        { OUTCOME_BLOCK, false, OUTCOME_OVERRIDDEN },
        { OUTCOME_UNDECIDED, false, OUTCOME_OVERRIDDEN },
        { OUTCOME_BLOCK, true, OUTCOME_BLOCK },
        { OUTCOME_UNDECIDED, true, OUTCOME_UNDECIDED },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct verdict verdict = { .outcome = cases[i].outcome, .is_fatal = cases[i].fatal };
        struct override override = { .asked = true, .accepted = true, .why_not = STR_EMPTY };
        override_apply(&verdict, &override);
        assert_int_equal(verdict.outcome, cases[i].after);
        if (cases[i].after == OUTCOME_OVERRIDDEN)
            assert_string_equal(verdict.override.instead_of, outcome_name(cases[i].outcome));
        if (cases[i].fatal)
            assert_true(!verdict.override.accepted && verdict.override.why_not.len > 0);
        verdict.outcome = cases[i].outcome;
        override.accepted = false;
        override_apply(&verdict, &override);
        assert_int_equal(verdict.outcome, cases[i].outcome);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_wish_is_granted_or_says_why_not),
        arena_test(a_trailer_counts_on_the_signed_tip_only),
        arena_test(only_a_push_is_overridden),
        arena_test(it_passes_what_is_blocked_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
