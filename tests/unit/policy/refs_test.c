/* refs: which branches are governed. */
#include "policy/world.h"

static void check(struct world *world, const char *refs, const char *ref, bool governed)
{
    world_policy(world, str_fmt(&world->arena, "refs: %s\n", refs).ptr);
    assert_clean(world);
    if (policy_governs(&world->policy, str_of(ref), STR("refs/heads/other")) != governed)
        fail_msg("%s with refs: %s", ref, refs);
}

static void patterns(void **state)
{
    static const struct {
        const char *refs, *ref;
        bool governed;
    } rows[] = {
        { "[main]", "main", true },
        { "[main]", "refs/heads/main", true },
        { "[main]", "refs/heads/Main", false },
        { "[main]", "refs/heads/feature/main", false },
        { "[main]", "refs/tags/main", false },
        { "[main]", "refs/heads/mainline", false },
        { "['release/*']", "refs/heads/release/1", true },
        { "['release/*']", "refs/heads/release/1/2", false },
        { "['release/**']", "refs/heads/release/1/2", true },
        { "['release/']", "refs/heads/release/1/2", true },
        { "['*']", "refs/heads/a/b", true },
        { "['*']", "refs/tags/v1", false },
        { "['refs/tags/v*']", "refs/tags/v1", true },
        { "['refs/tags/v*']", "refs/heads/v1", false },
        { "['refs/tags/v*']", "v1", false },
        { "['refs/heads/rel/*']", "rel/1", true },
        { "['refs/heads/main']", "main", true },
        { "[a, b]", "refs/heads/b", true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(*state, rows[i].refs, rows[i].ref, rows[i].governed);
}

static void default_branch(void **state)
{
    struct world *world = *state;
    world_policy(world, "");
    assert_true(policy_governs(&world->policy, STR("refs/heads/main"), STR("main")));
    assert_true(policy_governs(&world->policy, STR("main"), STR("refs/heads/main")));
    assert_false(policy_governs(&world->policy, STR("refs/heads/dev"), STR("refs/heads/main")));
    assert_false(policy_governs(&world->policy, STR("refs/tags/main"), STR("main")));
    /* No default branch is known: any could be it. */
    assert_true(policy_governs(&world->policy, STR("refs/heads/dev"), STR("")));
}

/* A subject that no pattern may be tried on counts as governed. */
static void too_long_a_name_is_governed(void **state)
{
    struct world *world = *state;
    char *long_name = arena_alloc(&world->arena, LIMIT_subject_bytes + 1);
    for (size_t i = 0; i <= LIMIT_subject_bytes; i++)
        long_name[i] = 'x';
    struct str ref = { long_name, LIMIT_subject_bytes + 1 };
    world_policy(world, "refs: ['release/*']\n");
    assert_true(policy_governs(&world->policy, ref, STR("main")));
    world_policy(world, "refs: ['refs/heads/*']\n");
    assert_true(policy_governs(&world->policy, ref, STR("main")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(patterns),
        policy_test(default_branch),
        policy_test(too_long_a_name_is_governed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
