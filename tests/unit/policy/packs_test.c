/* The built-in packs: they load without a word, and their own cases hold. */
#include "policy/rules_test.h"
#include "policy/world.h"

static void run_pack(struct world *world, const char *pack)
{
    struct rule_tests tests;
    world_policy(world, str_fmt(&world->arena, "rules: {extends: %s}\n", pack).ptr);
    assert_clean(world);
    rules_test(&tests, &world->arena, &world->policy, world->patterns, &world->diags);
    assert_clean(world);
    assert_true(tests.count > 0);
    for (size_t i = 0; i < tests.count; i++)
        if (!tests.items[i].passed)
            fail_msg("%.*s:%u: %.*s: %.*s", STR_ARG(tests.items[i].place.path),
                     tests.items[i].place.line, STR_ARG(tests.items[i].rule),
                     STR_ARG(tests.items[i].message));
}

static void standard_holds(void **state)
{
    run_pack(*state, "standard");
}
static void strict_holds(void **state)
{
    run_pack(*state, "strict");
}
static void observe_holds(void **state)
{
    run_pack(*state, "observe");
}

/* A rule without a case is a rule that nobody has seen at work. */
static void every_rule_has_a_case(void **state)
{
    struct world *world = *state;
    world_policy(world, "");
    for (size_t i = 0; i < world->policy.rules.count; i++) {
        const struct rule *rule = world->policy.rules.items[i];
        if (!rule->tests)
            fail_msg("%.*s has no tests", STR_ARG(rule->id));
        if (rule->levels.other > LEVEL_NOTE && rule->fix.len == 0)
            fail_msg("%.*s does not say what to do", STR_ARG(rule->id));
    }
}

/* A policy is judged usable before its pack is read, so a pack may not ask for what a policy can
 * lack: people in number, or a team by name. */
static void packs_fit_every_policy(void **state)
{
    struct world *world = *state;
    size_t count;
    const struct str *names = rule_pack_names(&count);
    for (size_t i = 0; i < count; i++) {
        world_policy(world, str_fmt(&world->arena, "rules: {extends: %s}\n", names[i].ptr).ptr);
        for (size_t at = 0; at < world->policy.rules.count; at++) {
            const struct rule *rule = world->policy.rules.items[at];
            for (size_t part = 0; part < rule->require.count; part++) {
                assert_int_equal(rule->require.items[part].count, 0);
                assert_null(rule->require.items[part].team);
            }
        }
    }
}

/* One made-up fact of each code. */
static void one_of_each(struct world *world, struct change_set *set)
{
    set->arena = &world->arena;
    for (int code = 0; code < FACT_COUNT; code++)
        vec_push(&world->arena, &set->facts,
                 (struct fact){ .code = (enum fact_code)code,
                                .subject = STR("x.y"),
                                .column = STR_EMPTY,
                                .aspect = STR_EMPTY,
                                .place = { .path = STR("x.sql") } });
}

/* A policy whose pack was not read would ask nobody anything. */
static void no_verdict_without_the_pack(void **state)
{
    struct world *world = *state;
    struct change_set set = { 0 };
    struct rule_output out;
    world_policy(world, "");
    world->policy.pack_left_out = true;
    one_of_each(world, &set);
    struct rule_input input = { .policy = &world->policy, .changes = &set, .ref = STR("main") };
    rules_run(&out, &world->arena, &input);
    assert_true(out.error.len > 0);
}

static void run_each(struct world *world, const char *pack, struct change_set *set,
                     struct rule_output *out)
{
    world_policy(world, str_fmt(&world->arena,
                                "rules: {extends: %s}\nteams: {t: {members: a@b.c}}\n"
                                "owners: [{models: '*', team: t}, {paths: '**', team: t}]\n",
                                pack)
                            .ptr);
    assert_clean(world);
    one_of_each(world, set);
    struct rule_input input = { .policy = &world->policy, .changes = set, .ref = STR("main") };
    rules_run(out, &world->arena, &input);
    assert_str(out->error, "");
}

/* Everything above metadata is somebody's business. */
static void every_fact_has_a_rule(void **state)
{
    struct world *world = *state;
    struct change_set set = { 0 };
    struct rule_output out;
    run_each(world, "standard", &set, &out);
    for (size_t i = 0; i < set.facts.count; i++) {
        const struct fact_row *row = fact_row(set.facts.items[i].code);
        struct rule_input input = { .policy = &world->policy, .changes = &set };
        bool fires = false;
        for (size_t at = 0; at < world->policy.rules.count; at++) {
            struct str why = rule_explain(&world->arena, world->policy.rules.items[at], &input, i);
            fires = fires || str_find(why, STR(" fires: ")) >= 0;
        }
        if (fires != (row->class > CLASS_METADATA))
            fail_msg("%s: %s", row->code, fires ? "fires" : "no rule fires");
        bool quiet = row->class <= CLASS_ADDITIVE;
        if (quiet && out.fact_level[i] > LEVEL_NOTE)
            fail_msg("%s asks something", row->code);
    }
}

static void observe_blocks_only_what_is_fatal(void **state)
{
    struct change_set set = { 0 };
    struct rule_output out;
    run_each(*state, "observe", &set, &out);
    for (size_t i = 0; i < set.facts.count; i++)
        if ((out.fact_level[i] == LEVEL_BLOCK) != fact_is_fatal(set.facts.items[i].code))
            fail_msg("%s is at level %s", fact_row(set.facts.items[i].code)->code,
                     policy_level_name(out.fact_level[i]));
}

static void unknown_pack_is_empty(void **state)
{
    (void)state;
    size_t count;
    const struct str *names = rule_pack_names(&count);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++)
        assert_true(rule_pack_text(names[i]).len > 0);
    assert_int_equal(rule_pack_text(STR("lenient")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(standard_holds),
        policy_test(strict_holds),
        policy_test(observe_holds),
        policy_test(every_rule_has_a_case),
        policy_test(every_fact_has_a_rule),
        policy_test(observe_blocks_only_what_is_fatal),
        policy_test(unknown_pack_is_empty),
        policy_test(packs_fit_every_policy),
        policy_test(no_verdict_without_the_pack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
