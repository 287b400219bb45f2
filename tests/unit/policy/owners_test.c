/* owners: the last rule that matches answers. */
#include "policy/world.h"

static void check(struct world *world, const char *name, const char *path, const char *team)
{
    const struct owner_rule *rule = policy_owner(&world->policy, str_of(name), str_of(path));
    struct str got = rule ? rule->teams.items[0]->name : STR("nobody");
    if (!str_eq(got, str_of(team)))
        fail_msg("%s in %s belongs to %.*s, expected %s", name, path, STR_ARG(got), team);
}

static void last_match_wins(void **state)
{
    struct world *world = *state;
    world_policy(world, "teams:\n  a: {members: a@example.com}\n  b: {members: b@example.com}\n"
                        "  c: {members: c@example.com}\n"
                        "owners:\n"
                        "  - {models: 'finance.*', team: a}\n"
                        "  - {paths: 'models/payroll/**', team: b}\n"
                        "  - {models: finance.public, team: c}\n"
                        "  - {paths: '.stoplog/', team: c}\n");
    assert_clean(world);
    check(world, "finance.orders", "models/orders.sql", "a");
    check(world, "FINANCE.orders", "models/orders.sql", "a");
    check(world, "finance.orders", "models/payroll/x/orders.sql", "b");
    check(world, "finance.public", "models/payroll/public.sql", "c");
    check(world, "sales.orders", "models/orders.sql", "nobody");
    check(world, "", "models/payroll/x.csv", "b");
    check(world, "", ".stoplog/policy.yml", "c");
    check(world, "", "finance.orders", "nobody");
    check(world, "finance.a", "", "a");
}

/* What cannot be matched is never unowned. */
static void unsure_is_owned(void **state)
{
    struct world *world = *state;
    char *bytes = arena_alloc(&world->arena, LIMIT_subject_bytes + 1);
    for (size_t i = 0; i <= LIMIT_subject_bytes; i++)
        bytes[i] = 'x';
    world_policy(world, "teams: {a: {members: a@example.com}}\n"
                        "owners: [{models: 'finance.*', team: a}]\n");
    const struct owner_rule *rule = policy_owner(
        &world->policy, (struct str){ bytes, LIMIT_subject_bytes + 1 }, STR("models/a.sql"));
    assert_non_null(rule);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(last_match_wins),
        policy_test(unsure_is_owned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
