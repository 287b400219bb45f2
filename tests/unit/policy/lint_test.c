/* Every case of tests/rules/lint: policies that load, over one small project, and what is found
 * wrong with them. A case without findings has an empty list of them: what must not be nagged
 * about. */
#include "policy/cases.h"

#include "policy/lint.h"

#define FOLDER "tests/rules/lint/"

enum { TODAY = 20500 }; /* 2026-02-16 */

static const struct mem_file project[] = {
    { .path = STR_INIT("config.yaml"), .bytes = STR_INIT("model_defaults: {dialect: duckdb}\n") },
    { .path = STR_INIT("contracts/orders.odcs.yaml"), .bytes = STR_INIT("id: orders\n") },
    { .path = STR_INIT("models/finance/orders.sql"),
      .bytes = STR_INIT("MODEL (name finance.orders, kind FULL, tags [pii]);\n"
                        "SELECT 1 AS order_id, 2 AS amount") },
    { .path = STR_INIT("models/finance/revenue.sql"),
      .bytes = STR_INIT("MODEL (name finance.revenue, kind VIEW);\n"
                        "SELECT order_id, amount AS revenue FROM finance.orders") },
};
enum { FILES = sizeof project / sizeof *project };

static void check_case(struct world *world, struct str name)
{
    struct arena *arena = &world->arena;
    struct str path = str_fmt(arena, FOLDER "%.*s", STR_ARG(name));
    struct mem_file files[FILES + 1];
    struct source source;
    struct projects projects;
    struct err err = { 0 };
    memcpy(files, project, sizeof project);
    files[FILES] = (struct mem_file){
        .path = str_fmt(arena, ".stoplog/%.*s.yml", STR_ARG(name)),
        .bytes = case_read(arena, str_fmt(arena, "%s.yml", path.ptr), true),
    };
    source_from_memory(&source, arena, files, FILES + 1, STR("HEAD"));
    assert_int_equal(projects_load(&projects, arena, &source, NULL, NULL, &err), OK);
    diags_init(&world->diags, arena);
    world_load(world, files, FILES + 1);
    assert_clean(world);
    struct lint_input input = { &world->policy, &projects, &source, TODAY };
    policy_lint(&world->diags, arena, &input);
    case_expect(world, path);
}

static void findings_are_as_written(void **state)
{
    assert_true(each_case(state, FOLDER, check_case) > 8);
}

/* The packs must be free of what users are told about their own rules. */
static void packs_can_fire(void **state)
{
    struct world *world = *state;
    world_policy(world, "rules: {extends: strict}\n");
    assert_clean(world);
    for (size_t i = 0; i < world->policy.rules.count; i++)
        if (!when_possible(&world->arena, world->policy.rules.items[i]->when))
            fail_msg("%.*s can never fire", STR_ARG(world->policy.rules.items[i]->id));
}

static void patterns_cover_where_it_can_be_seen(void **state)
{
    static const struct {
        enum pattern_kind kind;
        const char *wide, *narrow;
        bool covers;
    } cases[] = {
        { PATTERN_NAME_GLOB, "*", "a.b", true },
        { PATTERN_NAME_GLOB, "a.*", "a.b", true },
        { PATTERN_NAME_GLOB, "A.*", "a.b", true },
        { PATTERN_NAME_GLOB, "a.*", "a.b*", true },
        { PATTERN_NAME_GLOB, "a.b", "a.b", true },
        { PATTERN_NAME_GLOB, "a.b*", "a.*", false },
        { PATTERN_NAME_GLOB, "a.?", "a.b", true },
        { PATTERN_NAME_GLOB, "a.*c", "a.*", false },
        { PATTERN_NAME_GLOB, "*.c", "a.*", false },
        { PATTERN_PATH_GLOB, "**", "models/a.sql", true },
        { PATTERN_PATH_GLOB, "*", "models/a.sql", true },
        { PATTERN_PATH_GLOB, "models/**", "models/a.sql", true },
        { PATTERN_PATH_GLOB, "models/**", "models/**", true },
        { PATTERN_PATH_GLOB, "models/**", "models/fin/**", true },
        { PATTERN_PATH_GLOB, "models/*", "models/fin/**", false },
        { PATTERN_PATH_GLOB, "models/*", "models/fin/a.sql", false },
        { PATTERN_PATH_GLOB, "mod*", "models/a.sql", false },
        { PATTERN_PATH_GLOB, "a.sql", "models/a.sql", false },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct pattern *wide, *narrow;
        struct err err;
        assert_int_equal(
            pattern_compile(world->patterns, cases[i].kind, str_of(cases[i].wide), &wide, &err),
            OK);
        assert_int_equal(
            pattern_compile(world->patterns, cases[i].kind, str_of(cases[i].narrow), &narrow, &err),
            OK);
        if (pattern_covers(wide, narrow) != cases[i].covers)
            fail_msg("%s and %s", cases[i].wide, cases[i].narrow);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_are_as_written),
        policy_test(packs_can_fire),
        policy_test(patterns_cover_where_it_can_be_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
