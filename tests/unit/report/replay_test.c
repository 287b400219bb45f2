/* Numbers and lists of a replay, from pushes made by hand. */
#include "base/check.h"

#include "report/replay.h"

static struct replay_push *add_push(struct replay *replay, struct arena *arena, unsigned char id,
                                    enum outcome outcome, uint64_t took_us)
{
    struct replay_push push = { .subject = STR("Some change"),
                                .time = (int64_t)id * 86400,
                                .took_us = took_us,
                                .brief = { .outcome = outcome,
                                           .unapproved = outcome,
                                           .policy_exists = true,
                                           .why = STR_EMPTY } };
    push.base.len = push.tip.len = 20;
    push.tip.bytes[0] = id;
    vec_push(arena, &replay->pushes, push);
    return &replay->pushes.items[replay->pushes.count - 1];
}

static void hit(struct replay_push *push, struct arena *arena, const char *rule,
                const char *subject, enum policy_level level)
{
    vec_push(arena, &push->brief.hits, (struct brief_hit){ str_of(rule), str_of(subject), level });
}

static void percentiles_are_times_of_pushes(void **state)
{
    static const struct {
        size_t count;
        uint64_t median, p95;
    } cases[] = { { 0, 0, 0 }, { 1, 1, 1 },    { 2, 2, 2 },
                  { 3, 2, 3 }, { 20, 11, 19 }, { 100, 51, 95 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct replay replay = { .ref = STR("main"), .policy = STR_EMPTY };
        for (size_t at = cases[i].count; at > 0; at--)
            add_push(&replay, *state, 1, OUTCOME_PASS, at);
        replay_sum(&replay, *state);
        assert_int_equal(replay.median_us, cases[i].median);
        assert_int_equal(replay.p95_us, cases[i].p95);
        assert_int_equal(replay.longest ? replay.longest->took_us : 0, cases[i].count);
    }
}

/* A rule that stands in the way of two models of one push is one push. */
static void rules_are_counted_by_push(void **state)
{
    struct replay replay = { .ref = STR("main"), .policy = STR_EMPTY };
    struct replay_push *push = add_push(&replay, *state, 1, OUTCOME_BLOCK, 5);
    hit(push, *state, "shape", "a.b", LEVEL_BLOCK);
    hit(push, *state, "shape", "a.c", LEVEL_BLOCK);
    hit(push, *state, "meaning", "a.b", LEVEL_WARN);
    hit(push, *state, "shape", "a.d", LEVEL_WARN);
    push = add_push(&replay, *state, 2, OUTCOME_WARN, 5);
    hit(push, *state, "meaning", "a.b", LEVEL_WARN);
    replay_sum(&replay, *state);
    assert_int_equal(replay.rules.count, 2);
    assert_str(replay.rules.items[0].rule, STR("shape"));
    assert_int_equal(replay.rules.items[0].blocked, 1);
    assert_int_equal(replay.rules.items[0].warned, 0);
    assert_int_equal(replay.rules.items[1].blocked, 0);
    assert_int_equal(replay.rules.items[1].warned, 2);
    assert_int_equal(replay.by_outcome[OUTCOME_BLOCK], 1);
    assert_int_equal(replay.by_outcome[OUTCOME_WARN], 1);
}

static struct str text_of(struct arena *arena, struct replay *replay)
{
    struct report_options options = { .columns = 100, .version = STR("0.1.0") };
    struct buf out;
    replay_sum(replay, arena);
    buf_init(&out, arena, 65536);
    report_replay(&out, arena, REPLAY_FORMAT_TEXT, replay, &options);
    return buf_str(&out);
}

static void the_text_lists_what_was_stopped(void **state)
{
    struct replay replay = { .ref = STR("main"), .policy = STR("new.yml"), .cut = true };
    struct replay_push *push = add_push(&replay, *state, 1, OUTCOME_BLOCK, 1500);
    push->subject = STR("Drop\033[2J amount");
    hit(push, *state, "shape", "a.b", LEVEL_BLOCK);
    hit(push, *state, "shape", "a.c", LEVEL_BLOCK);
    hit(push, *state, "meaning", "a.b", LEVEL_WARN);
    push = add_push(&replay, *state, 2, OUTCOME_PASS, 40);
    push->brief.unapproved = OUTCOME_BLOCK;
    push->brief.policy_exists = false;
    add_push(&replay, *state, 3, OUTCOME_UNDECIDED, 40)->brief.why = STR("an object is missing");
    assert_str(text_of(*state, &replay),
               STR("replay of main: 3 pushes from 1970-01-02 to 1970-01-04, judged by new.yml\n"
                   "  1 silent, 0 warned, 1 blocked, 1 undecided\n"
                   "  with approvals ignored: 2 blocked\n"
                   "  1 had no policy at base, so nothing was asked\n"
                   "  the clone is shallow: older pushes are not here\n"
                   "  time for one push: median 0.0 ms, 95% within 1.5 ms, longest 1.5 ms "
                   "(010000000000)\n"
                   "\n"
                   "pushes by rule\n"
                   "      1 blocked     0 warned  shape\n"
                   "      0 blocked     1 warned  meaning\n"
                   "\n"
                   "blocked, newest first\n"
                   "  010000000000  1970-01-02  Drop\\x1b[2J amount\n"
                   "    shape: a.b, a.c\n"
                   "\n"
                   "undecided, newest first\n"
                   "  030000000000  1970-01-04  Some change\n"
                   "    an object is missing\n"));
}

static void nothing_to_judge_is_said(void **state)
{
    struct replay replay = { .ref = STR("main"), .policy = STR_EMPTY };
    assert_str(text_of(*state, &replay), STR("replay of main: no push to judge\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(percentiles_are_times_of_pushes),
        arena_test(rules_are_counted_by_push),
        arena_test(the_text_lists_what_was_stopped),
        arena_test(nothing_to_judge_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
