/* owners: the last rule that matches answers. */
#include "policy/world.h"

static void check_tagged(struct world *world, const char *name, const char *path, const char *tag,
                         const char *team)
{
    struct owner_set owners;
    struct str tags[] = { str_of(tag), STR("z") };
    struct owned thing = { str_of(name), str_of(path), tags, *tag ? 2 : 0 };
    policy_owners(&owners, &world->arena, &world->policy, &thing);
    struct str got = owners.count ? owners.items[0]->teams.items[0]->name : STR("nobody");
    if (!str_eq(got, str_of(team)) || owners.count > 1)
        fail_msg("%s in %s belongs to %.*s, expected %s", name, path, STR_ARG(got), team);
}

static void check(struct world *world, const char *name, const char *path, const char *team)
{
    check_tagged(world, name, path, "", team);
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
    struct owner_set owners;
    struct owned thing = { .name = { bytes, LIMIT_subject_bytes + 1 },
                           .path = STR("models/a.sql") };
    policy_owners(&owners, &world->arena, &world->policy, &thing);
    assert_true(owners.unsure);
    assert_int_equal(owners.count, 1);
}

static void tags_own(void **state)
{
    struct world *world = *state;
    world_policy(world, "teams:\n  a: {members: a@example.com}\n  b: {members: b@example.com}\n"
                        "owners:\n"
                        "  - {models: 'finance.*', team: a}\n"
                        "  - {tags: ['pii*', gdpr], team: b}\n"
                        "  - {models: 'finance.known', team: a}\n");
    assert_clean(world);
    check_tagged(world, "finance.orders", "models/orders.sql", "", "a");
    check_tagged(world, "finance.orders", "models/orders.sql", "pii_email", "b");
    check_tagged(world, "sales.orders", "models/orders.sql", "GDPR", "b");
    check_tagged(world, "sales.orders", "models/orders.sql", "sales", "nobody");
    check_tagged(world, "finance.known", "models/orders.sql", "pii", "a");
}

static const struct team *called(struct world *world, const char *name)
{
    return policy_called(&world->policy, str_of(name));
}

static void names_of_others(void **state)
{
    struct world *world = *state;
    world_policy(world, "teams:\n"
                        "  a: {members: [b@example.com, a@example.com], aliases: '@Acme/finance'}\n"
                        "  b: {members: b@example.com, aliases: ['group:default/b', b-team]}\n"
                        "people: {'@ann': Ann@example.com}\n");
    assert_clean(world);
    assert_str(called(world, "@acme/FINANCE")->name, "a");
    assert_str(called(world, "b-team")->name, "b");
    assert_str(called(world, "b")->name, "b");
    assert_str(called(world, "@ANN")->name, "ann@example.com");
    assert_int_equal(called(world, "@ann")->members.count, 1);
    assert_null(called(world, "ann"));
    assert_null(called(world, ""));
}

static void any_of_several(void **state)
{
    struct world *world = *state;
    world_policy(world, "teams:\n"
                        "  a: {members: [b@example.com, a@example.com]}\n"
                        "  b: {members: b@example.com}\n"
                        "people: {'@c': c@example.com}\n");
    assert_clean(world);
    const struct team *parts[] = { called(world, "b"), called(world, "@c"), called(world, "b"),
                                   called(world, "a") };
    assert_ptr_equal(team_any(&world->arena, parts, 1), parts[0]);
    const struct team *both = team_any(&world->arena, parts, 4);
    assert_str(both->name, "b or c@example.com or a");
    assert_int_equal(both->members.count, 3);
    assert_true(team_has(both, STR("A@example.com")));
    assert_true(team_includes(both, parts[3]));
    assert_true(team_includes(team_any(&world->arena, &both, 1), parts[3]));
}

/* More than fit into a line: the name counts, the key tells all. */
static void many_parts(void **state)
{
    struct world *world = *state;
    const struct team *parts[6];
    for (size_t i = 0; i < 6; i++) {
        struct team *team = arena_new(&world->arena, struct team);
        team->name = str_fmt(&world->arena, "t%zu", i);
        parts[i] = team;
    }
    assert_str(team_any(&world->arena, parts, 6)->name, "t0 or t1 or t2 or 3 others");
    struct str key = team_key(&world->arena, team_any(&world->arena, parts, 6));
    assert_true(str_find(key, STR("t5")) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(last_match_wins), policy_test(unsure_is_owned), policy_test(tags_own),
        policy_test(names_of_others), policy_test(any_of_several),  policy_test(many_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
