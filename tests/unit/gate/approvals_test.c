/* Whether an approval counts: one table of commits and what they come to. */
#include "gate/make.h"

#include "base/limits.h"

enum { TIP_TREE = 2, SAME_CHANGE = 7, OTHER_CHANGE = 9, NO_CHANGE = 10, UNREADABLE = 11 };

static const char *const members[] = { "ann@x.io", "bob@x.io", "carl@x.io", "dora@x.io" };

struct world {
    struct arena *arena;
    struct projects none;
    struct policy policy;
    struct gate_input input;
    struct verdict verdict;
    struct judge judge;
    size_t snapshots; /* trees that were asked for */
};

/* A change of one policy file, so that no model is needed to have a fingerprint. */
static struct path_change *policy_change(struct arena *arena, unsigned char to)
{
    struct path_change *path = arena_new(arena, struct path_change);
    *path = (struct path_change){ STR(".stoplog/a.yml"), make_oid(0x11), make_oid(to) };
    return path;
}

static enum status earlier(void *ctx, const struct commit_info *commit, struct snapshot *out,
                           struct err *err)
{
    struct world *world = ctx;
    world->snapshots++;
    if (commit->tree.bytes[0] == UNREADABLE)
        return err_set(err, E_IO, "object is missing");
    out->projects = &world->none;
    out->path_count = commit->tree.bytes[0] == NO_CHANGE ? 0 : 1;
    out->paths = policy_change(world->arena, commit->tree.bytes[0] == OTHER_CHANGE ? 0x33 : 0x22);
    return OK;
}

static struct world *make_world(struct arena *arena)
{
    struct world *world = arena_new(arena, struct world);
    world->arena = arena;
    map_init(&world->none.by_fqn, arena);
    world->policy = (struct policy){ .exists = true };
    struct gate_input *input = &world->input;
    *input = (struct gate_input){ .ref = STR("refs/heads/main"),
                                  .kind = UPDATE_MOVE,
                                  .base = make_oid(0xaa),
                                  .tip = make_oid(0xbb),
                                  .refused = STR_EMPTY,
                                  .before = &world->none,
                                  .after = &world->none,
                                  .paths = policy_change(arena, 0x22),
                                  .path_count = 1,
                                  .policy = &world->policy,
                                  .pushed = PUSHED_BY_NOBODY,
                                  .mailmap = STR_EMPTY };
    input->earlier.snapshot = earlier;
    input->earlier.ctx = world;
    world->judge = (struct judge){
        .arena = arena, .input = input, .out = &world->verdict, .undecided = STR_EMPTY
    };
    return world;
}

static void judge(struct world *world, const struct commit_info *commits, size_t count,
                  struct requirement requirement)
{
    struct judge *judge = &world->judge;
    struct snapshot tip = { &world->none, world->input.paths, world->input.path_count, NULL };
    struct change_set content;
    world->input.commits = commits;
    world->input.commit_count = count;
    vec_push(world->arena, &world->verdict.rules.requirements, requirement);
    facts_of_content(&content, world->arena, &world->input, &tip);
    facts_fingerprint(&world->verdict.fingerprint, &content, judge->asked_codes);
    judge->banned =
        banned_people(world->arena, commits, count, world->input.pushed.name, world->input.mailmap);
    approvals_collect(judge);
    judge_requirements(judge);
}

static struct requirement owner_approval(struct arena *arena, unsigned count)
{
    return (struct requirement){ .kind = REQUIRE_OWNER,
                                 .level = LEVEL_BLOCK,
                                 .subject = STR("finance.orders"),
                                 .team = make_team(arena, "finance", members, 4),
                                 .person_email = STR_EMPTY,
                                 .person_name = STR_EMPTY,
                                 .count = count,
                                 .contract_hint = STR_EMPTY };
}

/* The change itself, by carl; then one more commit that carries the message of the case. */
struct one {
    const char *name, *message;
    unsigned char tree; /* of the second commit */
    const char *pusher, *mailmap, *encoding;
    bool met;
    enum candidate_state state;
    const char *why; /* part of the candidate's reason */
};

static void check_one(struct arena *arena, const struct one *one)
{
    struct world *world = make_world(arena);
    world->input.pushed.name = str_of(one->pusher);
    world->input.mailmap = str_of(one->mailmap);
    struct commit_info commits[2] = {
        make_commit(0xbb, TIP_TREE, "zoe@x.io", "zoe@x.io", one->message),
        make_commit(0xc1, TIP_TREE, "carl@x.io", "carl@x.io", "Drop a column\n"),
    };
    commits[0].is_empty = true;
    commits[0].encoding = str_of(one->encoding);
    if (one->tree != TIP_TREE) { /* the approval stands below the tip */
        commits[1] = commits[0];
        commits[1].id = make_oid(0xc2);
        commits[1].tree = make_oid(one->tree);
        commits[0] = make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", "Drop it\n");
    }
    judge(world, commits, 2, owner_approval(arena, 1));
    const struct judged *judged = &world->verdict.judged.items[0];
    if (judged->met != one->met || judged->have != one->met || judged->candidates.count != 1 ||
        judged->candidates.items[0].state != one->state ||
        str_find(judged->candidates.items[0].why, str_of(one->why)) < 0)
        fail_msg("%s: met %d, %zu candidates, first is %s: %.*s", one->name, judged->met,
                 judged->candidates.count,
                 judged->candidates.count ? candidate_state_name(judged->candidates.items[0].state)
                                          : "none",
                 STR_ARG(judged->candidates.count ? judged->candidates.items[0].why : STR_EMPTY));
}

#define ANN "Approve\n\nApproved-by: Ann <ann@x.io>\n"

static void an_approval_counts_or_says_why_not(void **state)
{
    static const struct one cases[] = {
        { "in the team and fresh", ANN, TIP_TREE, "", "", "", true, CANDIDATE_COUNTS, "" },
        { "key and address in another case", "T\n\napproved-BY: Ann <Ann@X.IO>\n", TIP_TREE, "", "",
          "", true, CANDIDATE_COUNTS, "" },
        { "not in the team", "T\n\nApproved-by: Eve <eve@x.io>\n", TIP_TREE, "", "", "", false,
          CANDIDATE_NOT_IN_TEAM, "is not in finance" },
        { "wrote the change", "T\n\nApproved-by: Carl <carl@x.io>\n", TIP_TREE, "", "", "", false,
          CANDIDATE_IS_AUTHOR, "wrote commit c1c1c1c" },
        { "wrote the change, other case", "T\n\nApproved-by: Carl <CARL@x.io>\n", TIP_TREE, "", "",
          "", false, CANDIDATE_IS_AUTHOR, "wrote" },
        { "co-wrote the change",
          "T\n\nApproved-by: Dora <dora@x.io>\nCo-authored-by: Dora <dora@x.io>\n", TIP_TREE, "",
          "", "", false, CANDIDATE_IS_AUTHOR, "co-wrote" },
        { "pushed the change", ANN, TIP_TREE, "ann@x.io", "", "", false, CANDIDATE_IS_AUTHOR,
          "pushed" },
        { "pushed the change under a login", ANN, TIP_TREE, "ann", "", "", false,
          CANDIDATE_IS_AUTHOR, "pushed this change as ann" },
        { "the author's other address", ANN, TIP_TREE, "", "<ann@x.io> <carl@x.io>\n", "", false,
          CANDIDATE_IS_AUTHOR, "as carl@x.io" },
        { "mailmap brings nobody into a team", "T\n\nApproved-by: Eve <eve@x.io>\n", TIP_TREE, "",
          "<ann@x.io> <eve@x.io>\n", "", false, CANDIDATE_NOT_IN_TEAM, "" },
        { "same change on an earlier tree", ANN, SAME_CHANGE, "", "", "", true, CANDIDATE_COUNTS,
          "" },
        { "other change on an earlier tree", ANN, OTHER_CHANGE, "", "", "", false, CANDIDATE_STALE,
          ".stoplog/a.yml changed since (PO101" },
        { "no change yet on an earlier tree", ANN, NO_CHANGE, "", "", "", false, CANDIDATE_STALE,
          ".stoplog/a.yml changed since" },
        { "unreadable tree", ANN, UNREADABLE, "", "", "", false, CANDIDATE_UNCHECKED,
          "object is missing" },
        { "names another change", ANN "Approved-change: 1234567890abcdef\n", TIP_TREE, "", "", "",
          false, CANDIDATE_STALE, "it was given for change 1234567890ab" },
        { "no address", "T\n\nApproved-by: Ann\n", TIP_TREE, "", "", "", false, CANDIDATE_MALFORMED,
          "Name <address>" },
        { "text after the address", "T\n\nApproved-by: Ann <ann@x.io> with joy\n", TIP_TREE, "", "",
          "", false, CANDIDATE_MALFORMED, "Name <address>" },
        { "continued line", "T\n\nApproved-by: Ann\n <ann@x.io>\n", TIP_TREE, "", "", "", false,
          CANDIDATE_MALFORMED, "continued" },
        { "prose voids the block", "T\n\nApproved-by: Ann <ann@x.io>\nSee request 12\n", TIP_TREE,
          "", "", "", false, CANDIDATE_MALFORMED, "last paragraph of bbbbbbb" },
        { "not in the last paragraph", "T\n\nApproved-by: Ann <ann@x.io>\n\nSee it.\n", TIP_TREE,
          "", "", "", false, CANDIDATE_MALFORMED, "last paragraph" },
        { "a divider is read in two ways", "T\n\nbody\n---\nmore\n\nApproved-by: Ann <ann@x.io>\n",
          TIP_TREE, "", "", "", false, CANDIDATE_AMBIGUOUS, "" },
        { "another encoding", ANN, TIP_TREE, "", "", "UTF-7", false, CANDIDATE_AMBIGUOUS, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_one(*state, &cases[i]);
}

static const struct judged *judge_message(struct arena *arena, struct world *world,
                                          const char *message, unsigned count)
{
    struct commit_info *commit = arena_new(arena, struct commit_info);
    *commit = make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", message);
    judge(world, commit, 1, owner_approval(arena, count));
    return &world->verdict.judged.items[0];
}

static void people_are_counted_once(void **state)
{
    struct arena *arena = *state;
    struct world *world = make_world(arena);
    const struct judged *judged = judge_message(
        arena, world, "T\n\nApproved-by: Ann <ann@x.io>\nApproved-by: Ann B <ANN@x.io>\n", 2);
    assert_false(judged->met);
    assert_int_equal(judged->have, 1);

    world = make_world(arena);
    world->input.mailmap = STR("<ann@x.io> <bob@x.io>\n");
    judged = judge_message(arena, world,
                           "T\n\nApproved-by: Ann <ann@x.io>\nApproved-by: Bob <bob@x.io>\n", 2);
    assert_false(judged->met);
    assert_int_equal(judged->have, 1);
}

static void two_people_are_two(void **state)
{
    struct arena *arena = *state;
    const struct judged *judged =
        judge_message(arena, make_world(arena),
                      "T\n\nApproved-by: Ann <ann@x.io>\nApproved-by: Bob <bob@x.io>\n", 2);
    assert_true(judged->met);
    assert_int_equal(judged->have, 2);
    assert_int_equal(judged->could.count, 1); /* carl wrote it, ann and bob approved */
    assert_str(judged->could.items[0], STR("dora@x.io"));
}

static void who_could_approve_is_named(void **state)
{
    struct arena *arena = *state;
    struct world *world = make_world(arena);
    world->input.pushed.name = STR("dora");
    const struct judged *judged = judge_message(arena, world, "T", 1);
    assert_int_equal(judged->could.count, 2);
    assert_str(judged->could.items[0], STR("ann@x.io"));
    assert_str(judged->could.items[1], STR("bob@x.io"));
}

static void an_approval_names_the_change(void **state)
{
    struct arena *arena = *state;
    struct world *probe = make_world(arena);
    (void)judge_message(arena, probe, "T", 1);
    struct str hex = probe->verdict.fingerprint.hex;
    assert_int_equal(hex.len, 64);

    struct world *world = make_world(arena);
    struct str message = str_fmt(arena, ANN "Approved-change: %.*s\n", STR_ARG(hex));
    struct commit_info commits[2] = {
        make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", "T"),
        make_commit(0xc1, UNREADABLE, "zoe@x.io", "zoe@x.io", message.ptr),
    };
    judge(world, commits, 2, owner_approval(arena, 1));
    assert_true(world->verdict.judged.items[0].met);
    assert_int_equal(world->snapshots, 0); /* the name is enough */
}

/* A squash carries approvals of several changes: each line belongs to the change named after it. */
static void a_squash_mixes_no_approvals(void **state)
{
    struct arena *arena = *state;
    struct world *probe = make_world(arena);
    (void)judge_message(arena, probe, "T", 1);
    struct str hex = probe->verdict.fingerprint.hex;
    struct str message = str_fmt(arena,
                                 "T\n\nApproved-by: Ann <ann@x.io>\nApproved-change: %064d\n"
                                 "Approved-by: Bob <bob@x.io>\nApproved-change: %.*s\n",
                                 0, STR_ARG(hex));
    struct world *world = make_world(arena);
    const struct judged *judged = judge_message(arena, world, message.ptr, 2);
    assert_int_equal(judged->have, 1);
    assert_str(judged->candidates.items[0].who.email, STR("bob@x.io"));
    assert_int_equal(judged->candidates.items[1].state, CANDIDATE_STALE);
}

static void a_tree_is_read_once(void **state)
{
    struct arena *arena = *state;
    struct world *world = make_world(arena);
    struct commit_info commits[3] = {
        make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", "T"),
        make_commit(0xc1, OTHER_CHANGE, "zoe@x.io", "zoe@x.io", ANN),
        make_commit(0xc2, OTHER_CHANGE, "zoe@x.io", "zoe@x.io",
                    "T\n\nApproved-by: Bob <bob@x.io>\n"),
    };
    judge(world, commits, 3, owner_approval(arena, 1));
    assert_int_equal(world->snapshots, 1);
}

/* At the limit all trees are read, past it the approval is unchecked and says so. */
static void trees_are_limited(void **state)
{
    struct arena *arena = *state;
    size_t count = LIMIT_approval_trees + 2;
    struct commit_info *commits = arena_array(arena, count, sizeof *commits);
    struct world *world = make_world(arena);
    commits[0] = make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", "T");
    for (size_t i = 1; i < count; i++) {
        commits[i] = make_commit((unsigned char)i, OTHER_CHANGE, "zoe@x.io", "zoe@x.io", ANN);
        commits[i].tree.bytes[5] = (unsigned char)i;
    }
    judge(world, commits, count, owner_approval(arena, 1));
    assert_int_equal(world->snapshots, LIMIT_approval_trees);
    assert_false(world->verdict.judged.items[0].met);
    const struct candidate *all = world->verdict.approvals.items;
    assert_int_equal(all[count - 3].state, CANDIDATE_STALE);
    assert_int_equal(all[count - 2].state, CANDIDATE_UNCHECKED);
    assert_true(str_find(all[count - 2].why, STR("more than 64 earlier trees")) >= 0);
}

/* Strangers cost nothing: their trees are not read. */
static void only_asked_people_cost_a_tree(void **state)
{
    struct arena *arena = *state;
    struct world *world = make_world(arena);
    struct commit_info commits[2] = {
        make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", "T"),
        make_commit(0xc1, OTHER_CHANGE, "zoe@x.io", "zoe@x.io",
                    "T\n\nApproved-by: Eve <eve@x.io>\nApproved-by: Carl <carl@x.io>\n"),
    };
    judge(world, commits, 2, owner_approval(arena, 1));
    assert_int_equal(world->snapshots, 0);
    assert_int_equal(world->verdict.approvals.count, 2);
    assert_int_equal(world->verdict.approvals.items[0].state, CANDIDATE_NOT_IN_TEAM);
    assert_int_equal(world->verdict.approvals.items[1].state, CANDIDATE_IS_AUTHOR);
}

static void a_person_answers_for_a_consumer(void **state)
{
    struct arena *arena = *state;
    struct world *world = make_world(arena);
    struct requirement requirement = owner_approval(arena, 0);
    requirement.kind = REQUIRE_CONSUMERS;
    requirement.team = NULL;
    requirement.person_email = STR("gus@x.io");
    struct commit_info commit =
        make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io",
                    "T\n\nApproved-by: Ann <ann@x.io>\nApproved-by: Gus <GUS@x.io>\n");
    judge(world, &commit, 1, requirement);
    const struct judged *judged = &world->verdict.judged.items[0];
    assert_true(judged->met);
    assert_int_equal(judged->requirement.count, 1);
    assert_str(judged->candidates.items[1].why, STR("is not gus@x.io"));
}

/* What is asked may follow from the policy alone: then there is no fingerprint on either side, and
 * two of them are not the same change. */
static void no_fingerprint_is_no_proof(void **state)
{
    struct world *world = make_world(*state);
    world->input.path_count = 0;
    struct commit_info commits[2] = {
        make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", "Another thing\n"),
        make_commit(0xc2, NO_CHANGE, "zoe@x.io", "zoe@x.io", "A\n\nApproved-by: Ann <ann@x.io>\n"),
    };
    commits[1].is_empty = true;
    judge(world, commits, 2, owner_approval(*state, 1));
    const struct judged *judged = &world->verdict.judged.items[0];
    assert_str(world->verdict.fingerprint.hex, STR_EMPTY);
    assert_false(judged->met);
    assert_int_equal(judged->candidates.items[0].state, CANDIDATE_STALE);
    commits[1].tree = commits[0].tree;
    world = make_world(*state);
    world->input.path_count = 0;
    judge(world, commits, 2, owner_approval(*state, 1));
    assert_true(world->verdict.judged.items[0].met);
}

static void trailers_meet_trailer_requirements(void **state)
{
    struct arena *arena = *state;
    struct pattern_set *patterns = pattern_set_new();
    const struct pattern *match;
    assert_int_equal(pattern_compile(patterns, PATTERN_REGEX, STR(".{10,}"), &match, NULL), OK);
    static const struct {
        const char *message;
        bool met;
        const char *found;
    } cases[] = {
        { "T\n\nrollback: swap the view back\n", true, "" },
        { "T\n\nRollback: no\n", false, "Rollback in bbbbbbb does not match .{10,}" },
        { "T\n\nRollback: swap the view back\nprose\n", false, "" },
        { "T", false, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world *world = make_world(arena);
        struct requirement requirement = owner_approval(arena, 0);
        requirement.kind = REQUIRE_TRAILER;
        requirement.subject = STR("Rollback");
        requirement.match = match;
        struct commit_info commit =
            make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", cases[i].message);
        judge(world, &commit, 1, requirement);
        assert_int_equal(world->verdict.judged.items[0].met, cases[i].met);
        assert_str(world->verdict.judged.items[0].found, str_of(cases[i].found));
    }
    pattern_set_release(patterns);
}

/* ---- trust ---- */

enum { GOOD, BAD, BROKEN };

struct trusting {
    enum trust asked, server;
    const char *committer;
    int signature; /* -1: none */
    bool met;
    enum candidate_state state;
    enum trust proven;
    const char *why;
    size_t checks; /* signatures that were looked at */
};

struct verifier {
    int signature;
    size_t checks;
};

static enum status verify(void *ctx, const struct commit_info *commit, struct str email,
                          struct str *why_not, struct err *err)
{
    struct verifier *verifier = ctx;
    (void)commit;
    assert_str(email, STR("ann@x.io"));
    verifier->checks++;
    if (verifier->signature == BROKEN)
        return err_set(err, E_NOTFOUND, "no ssh-keygen");
    *why_not = verifier->signature == GOOD ? STR_EMPTY : STR("its key is revoked");
    return OK;
}

static void check_trust(struct arena *arena, const struct trusting *one, size_t number)
{
    struct world *world = make_world(arena);
    struct server server = { .trust = one->server };
    struct verifier verifier = { .signature = one->signature };
    struct commit_info commits[2] = {
        make_commit(0xbb, TIP_TREE, one->committer, one->committer, ANN),
        make_commit(0xc1, TIP_TREE, "carl@x.io", "carl@x.io", "Drop a column\n"),
    };
    commits[0].is_empty = true;
    commits[0].is_signed = one->signature >= 0;
    world->input.server = &server;
    world->input.signatures.verify = verify;
    world->input.signatures.ctx = &verifier;
    struct requirement requirement = owner_approval(arena, 1);
    requirement.trust = one->asked;
    judge(world, commits, 2, requirement);
    const struct judged *judged = &world->verdict.judged.items[0];
    const struct candidate *candidate = &judged->candidates.items[0];
    if (judged->met != one->met || candidate->state != one->state ||
        candidate->trust != one->proven || verifier.checks != one->checks ||
        str_find(candidate->why, str_of(one->why)) < 0)
        fail_msg("case %zu: met %d, %s, %s, %zu checks: %.*s", number, judged->met,
                 candidate_state_name(candidate->state), trust_name(candidate->trust),
                 verifier.checks, STR_ARG(candidate->why));
    assert_int_equal(judged->requirement.trust, trust_max(one->asked, one->server));
    assert_int_equal(world->verdict.approvals.items[0].trust, one->proven);
}

static void an_approval_is_trusted_or_says_why_not(void **state)
{
    static const struct trusting cases[] = {
        { TRUST_UNSET, TRUST_UNSET, "carl@x.io", -1, true, CANDIDATE_COUNTS, TRUST_DECLARED, "",
          0 },
        { TRUST_DECLARED, 0, "carl@x.io", GOOD, true, CANDIDATE_COUNTS, TRUST_DECLARED, "", 0 },
        { TRUST_DECLARED, 0, "ann@x.io", -1, true, CANDIDATE_COUNTS, TRUST_COMMITTED, "", 0 },
        { TRUST_COMMITTED, 0, "Ann@X.io", GOOD, true, CANDIDATE_COUNTS, TRUST_COMMITTED, "", 0 },
        { TRUST_COMMITTED, 0, "bob@x.io", GOOD, false, CANDIDATE_UNTRUSTED, TRUST_DECLARED,
          "declared only: committed by bob@x.io, and committed is asked", 0 },
        { TRUST_SIGNED, 0, "bob@x.io", GOOD, false, CANDIDATE_UNTRUSTED, TRUST_DECLARED,
          "signed is asked", 0 },
        { TRUST_SIGNED, 0, "ann@x.io", -1, false, CANDIDATE_UNTRUSTED, TRUST_COMMITTED,
          "committed only: the commit is not signed", 0 },
        { TRUST_SIGNED, 0, "ann@x.io", GOOD, true, CANDIDATE_COUNTS, TRUST_SIGNED, "", 1 },
        { TRUST_SIGNED, 0, "ann@x.io", BAD, false, CANDIDATE_UNTRUSTED, TRUST_COMMITTED,
          "does not verify for ann@x.io: its key is revoked", 1 },
        { TRUST_SIGNED, 0, "ann@x.io", BROKEN, false, CANDIDATE_UNCHECKED, TRUST_COMMITTED,
          "could not be verified: no ssh-keygen", 1 },
        { TRUST_UNSET, TRUST_COMMITTED, "carl@x.io", -1, false, CANDIDATE_UNTRUSTED, TRUST_DECLARED,
          "committed is asked", 0 },
        { TRUST_COMMITTED, TRUST_SIGNED, "ann@x.io", BAD, false, CANDIDATE_UNTRUSTED,
          TRUST_COMMITTED, "does not verify", 1 },
        { TRUST_SIGNED, TRUST_DECLARED, "ann@x.io", -1, false, CANDIDATE_UNTRUSTED, TRUST_COMMITTED,
          "not signed", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_trust(*state, &cases[i], i);
}

/* A certificate of ann stands for her signature on her own tip; on nobody else's commit, and on
 * none below the tip, which only bears her name. */
static void a_certificate_signs_the_own_tip_only(void **state)
{
    static const struct {
        const char *committer, *signer;
        bool is_below, met;
    } cases[] = {
        { "ann@x.io", "ann@x.io", false, true },   { "Ann@X.io", "ann@x.io", false, true },
        { "ann@x.io", "", false, false },          { "ann@x.io", "bob@x.io", false, false },
        { "carl@x.io", "ann@x.io", false, false }, { "ann@x.io", "ann@x.io", true, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world *world = make_world(*state);
        struct commit_info commits[3] = {
            make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", "Drop a column\n"),
            make_commit(0xbb, TIP_TREE, cases[i].committer, cases[i].committer, ANN),
            make_commit(0xc1, TIP_TREE, "carl@x.io", "carl@x.io", "Add a column\n"),
        };
        commits[1].is_empty = true;
        if (cases[i].is_below)
            commits[1].id = make_oid(0xbc);
        else
            commits[0].id = make_oid(0xbd);
        world->policy.approvals.certified_pusher = true;
        world->input.pushed.signer = str_of(cases[i].signer);
        struct requirement requirement = owner_approval(*state, 1);
        requirement.trust = TRUST_SIGNED;
        judge(world, commits, 3, requirement);
        if (world->verdict.judged.items[0].met != cases[i].met)
            fail_msg("case %zu: met %d", i, !cases[i].met);
    }
}

/* One commit is verified once, however many ask; at the limit all are, past it none. */
static void signatures_are_limited(void **state)
{
    struct arena *arena = *state;
    size_t count = LIMIT_signature_checks + 2;
    struct commit_info *commits = arena_array(arena, count, sizeof *commits);
    struct world *world = make_world(arena);
    struct verifier verifier = { .signature = BAD };
    commits[0] = make_commit(0xbb, TIP_TREE, "carl@x.io", "carl@x.io", "T");
    for (size_t i = 1; i < count; i++) {
        commits[i] = make_commit((unsigned char)i, TIP_TREE, "ann@x.io", "ann@x.io", ANN);
        commits[i].is_signed = commits[i].is_empty = true;
    }
    world->input.signatures.verify = verify;
    world->input.signatures.ctx = &verifier;
    struct requirement requirement = owner_approval(arena, 1);
    requirement.trust = TRUST_SIGNED;
    vec_push(arena, &world->verdict.rules.requirements, requirement);
    judge(world, commits, count, requirement);
    assert_int_equal(world->verdict.judged.count, 2);
    assert_int_equal(verifier.checks, LIMIT_signature_checks);
    assert_false(world->verdict.judged.items[0].met);
    const struct candidate *all = world->verdict.approvals.items;
    assert_int_equal(all[count - 3].state, CANDIDATE_UNTRUSTED);
    assert_int_equal(all[count - 2].state, CANDIDATE_UNCHECKED);
    assert_true(str_find(all[count - 2].why, STR("limit signature_checks")) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(an_approval_counts_or_says_why_not),
        arena_test(people_are_counted_once),
        arena_test(two_people_are_two),
        arena_test(who_could_approve_is_named),
        arena_test(an_approval_names_the_change),
        arena_test(a_squash_mixes_no_approvals),
        arena_test(a_tree_is_read_once),
        arena_test(trees_are_limited),
        arena_test(only_asked_people_cost_a_tree),
        arena_test(a_person_answers_for_a_consumer),
        arena_test(no_fingerprint_is_no_proof),
        arena_test(trailers_meet_trailer_requirements),
        arena_test(an_approval_is_trusted_or_says_why_not),
        arena_test(a_certificate_signs_the_own_tip_only),
        arena_test(signatures_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
