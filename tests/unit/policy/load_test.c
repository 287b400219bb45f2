/* load: which entries of a snapshot are the policy, and what comes of them. */
#include "policy/world.h"

static void no_policy_is_observed(void **state)
{
    struct world *world = *state;
    struct mem_file files[] = { { .path = STR("models/a.sql"), .bytes = STR("SELECT 1") },
                                { .path = STR(".stoplog/README.md"), .bytes = STR("notes") } };
    world_load(world, files, 2);
    assert_clean(world);
    assert_false(world->policy.exists);
    assert_str(world->policy.pack, "observe");
    assert_str(world->policy.label, ".stoplog @ 4c1e9a0");
    assert_true(world->policy.rules.count > 0);
}

static void files_are_merged(void **state)
{
    struct world *world = *state;
    struct mem_file files[] = {
        { .path = STR(".stoplog/20-more.yaml"),
          .bytes = STR("version: 1\nowners: [{models: 'b.*', team: red, also: blue}]\n"
                       "refs: 'release/*'\n"),
          .mode = MODE_EXEC },
        { .path = STR(".stoplog/10-first.yml"),
          .bytes = STR("version: 1\nrefs: [main]\n"
                       "owners: [{models: [a.x, a.y], team: blue, approvals: 2}]\n") },
        { .path = STR(".stoplog/teams.yml"),
          .bytes = STR("version: 1\nteams:\n  red: {members: R@Example.com, contact: ask red}\n"
                       "  blue:\n    members: [b@example.com, A@example.com, a@EXAMPLE.com]\n"
                       "    contact: {slack: '#blue', email: blue@example.com}\n") },
    };
    world_load(world, files, 3);
    assert_clean(world);
    const struct policy *policy = &world->policy;
    assert_true(policy->exists);
    assert_str(policy->pack, "standard");
    assert_int_equal(policy->teams.count, 2);
    const struct team *blue = &policy->teams.items[0];
    assert_str(blue->name, "blue");
    assert_str(blue->contact, "slack #blue, email blue@example.com");
    assert_int_equal(blue->members.count, 2);
    assert_str(blue->members.items[0], "a@example.com");
    assert_true(team_has(blue, STR("B@example.COM")));
    assert_false(team_has(blue, STR("c@example.com")));
    assert_str(policy_team(policy, STR("red"))->contact, "ask red");
    assert_null(policy_team(policy, STR("Red")));
    assert_int_equal(policy->refs.count, 2);
    assert_int_equal(policy->owners.count, 3);
    assert_str(pattern_text(policy->owners.items[2].models), "b.*");
    assert_int_equal(policy->owners.items[2].teams.count, 2);
    assert_int_equal(policy->owners.items[1].approvals, 2);
}

static void only_plain_files_count(void **state)
{
    struct world *world = *state;
    struct str good = STR("version: 1\n");
    struct mem_file files[] = {
        { .path = STR(".stoplog/a.yml"), .bytes = good },
        { .path = STR(".stoplog/b.yml"), .bytes = STR("a.yml"), .mode = MODE_LINK },
        { .path = STR(".stoplog/c"), .bytes = STR(""), .mode = MODE_MODULE },
        { .path = STR(".stoplog/d.YML"), .bytes = good },
        { .path = STR(".stoplog/deep/e.yml"), .bytes = good },
        { .path = STR(".stoplog/deep/notes.txt"), .bytes = good },
        { .path = STR(".stoplog.yml"), .bytes = good },
        { .path = STR("sub/.stoplog/f.yml"), .bytes = STR("not read") },
    };
    world_load(world, files, 8);
    assert_string_equal(
        world_diags(world),
        ".stoplog.yml:1:1: warning: not read: policy files lie in .stoplog/\n"
        ".stoplog/b.yml:1:1: error: a link or submodule stands where only plain files are read\n"
        ".stoplog/c:1:1: error: a link or submodule stands where only plain files are read\n"
        ".stoplog/d.YML:1:1: warning: not read: the name must end in .yml or .yaml, in small "
        "letters\n"
        ".stoplog/deep/e.yml:1:1: warning: not read: only files directly in .stoplog are\n");
}

/* A link in place of the folder must not look like a repository without a policy. */
static void folder_must_be_a_folder(void **state)
{
    struct world *world = *state;
    struct mem_file file = { .path = STR(".stoplog"), .bytes = STR("x"), .mode = MODE_LINK };
    world_load(world, &file, 1);
    assert_true(world->policy.exists);
    assert_string_equal(world_diags(world), ".stoplog:1:1: error: .stoplog is not a folder\n");
}

static void large_file_is_a_fault(void **state)
{
    struct world *world = *state;
    size_t sizes[] = { LIMIT_yaml_bytes + 1, LIMIT_file_bytes + 1 };
    for (size_t i = 0; i < 2; i++) {
        char *bytes = arena_alloc(&world->arena, sizes[i]);
        for (size_t at = 0; at < sizes[i]; at++)
            bytes[at] = '#';
        struct mem_file file = { .path = STR(".stoplog/a.yml"), .bytes = { bytes, sizes[i] } };
        diags_init(&world->diags, &world->arena);
        world_load(world, &file, 1);
        assert_int_equal(diags_count(&world->diags, DIAG_ERROR), 1);
        assert_true(str_find(world->diags.items[0].text, STR("limit")) >= 0);
    }
}

static void number_of_files_is_bounded(void **state)
{
    struct world *world = *state;
    size_t count = LIMIT_policy_files + 1;
    struct mem_file *files = arena_array(&world->arena, count, sizeof *files);
    for (size_t i = 0; i < count; i++)
        files[i] = (struct mem_file){ .path = str_fmt(&world->arena, ".stoplog/%05zu.yml", i),
                                      .bytes = STR("version: 1\n") };
    world_load(world, files, count - 1);
    assert_clean(world);
    world_load(world, files, count);
    assert_int_equal(diags_count(&world->diags, DIAG_ERROR), 1);
    assert_true(str_find(world->diags.items[0].text, STR("limit policy_files")) >= 0);
}

static enum status lost(const struct source *source, const struct source_entry *entry,
                        struct str *out, struct err *err)
{
    (void)source, (void)entry, (void)out;
    return err_set(err, E_IO, "object is missing");
}

/* A missing object is our inability: it must not read as "no policy". */
static void missing_object_is_an_error(void **state)
{
    struct world *world = *state;
    struct mem_file file = { .path = STR(".stoplog/a.yml"), .bytes = STR("version: 1\n") };
    struct source source;
    struct err err = { 0 };
    source_from_memory(&source, &world->arena, &file, 1, STR("here"));
    source.read = lost;
    assert_int_equal(
        policy_load(&world->policy, &world->arena, &source, world->patterns, &world->diags, &err),
        E_IO);
    assert_string_equal(err.text, "reading .stoplog/a.yml: object is missing");
}

static void mistakes_are_bounded(void **state)
{
    struct world *world = *state;
    struct str text = STR("teams:\n");
    for (int i = 0; i < 500; i++)
        text = str_fmt(&world->arena, "%.*s  t%d: []\n", STR_ARG(text), i);
    world_policy(world, text.ptr);
    assert_int_equal(world->diags.count, 100);
    assert_str(world->diags.items[99].text, "too many mistakes; the rest is left out");
}

static void all_keys_are_read(void **state)
{
    struct world *world = *state;
    world_policy(world, "teams: {bi: {members: [b@example.com]}}\n"
                        "contracts:\n  - {path: 'contracts/*.yaml'}\n"
                        "  - {path: 'contracts/x/**', compatibility: full_transitive}\n"
                        "waivers:\n"
                        "  - {rule: column-removed, model: 'legacy.*', column: a, until: "
                        "2027-01-31, ticket: DATA-17,\n"
                        "     reason: goes away, approved_by: Ann@example.com}\n"
                        "rules:\n  extends: strict\n  column-widened: note\n  meaning: off\n"
                        "  define:\n    - id: mine\n      when: {class: shape}\n"
                        "      require:\n        - {approve: 'team:bi'}\n"
                        "        - contract: {bump: major}\n"
                        "        - trailer: {key: Rollback, match: '.{10,}'}\n"
                        "      level: warn\n      why: because\n");
    assert_clean(world);
    const struct policy *policy = &world->policy;
    assert_int_equal(policy->contracts.count, 2);
    assert_int_equal(policy->contracts.items[0].compatibility, COMPATIBILITY_FORWARD);
    const struct contract_rule *full = policy_contract(policy, STR("contracts/x/y.yaml"));
    assert_ptr_equal(full, &policy->contracts.items[1]);
    assert_int_equal(full->compatibility, COMPATIBILITY_FULL);
    assert_true(full->transitive);
    assert_null(policy_contract(policy, STR("models/a.sql")));
    const struct waiver *waiver = &policy->waivers.items[0];
    int64_t day;
    assert_true(date_parse(STR("2027-01-31"), &day));
    assert_int_equal(waiver->until_days, day);
    assert_str(waiver->rule, "CL101");
    assert_str(waiver->approved_by, "ann@example.com");
    assert_int_equal(policy->levels.count, 2);
    assert_str(policy->levels.items[0].name, "CL104");
    assert_int_equal(policy->levels.items[1].levels.other, LEVEL_OFF);
    const struct rule *mine = policy->rules.items[policy->rules.count - 1];
    assert_str(mine->id, "mine");
    assert_str(mine->pack, ".stoplog/policy.yml");
    assert_str(policy->rules.items[0]->pack, "strict");
    assert_int_equal(mine->require.count, 3);
    assert_int_equal(mine->require.items[0].kind, REQUIRE_TEAM);
    assert_int_equal(mine->require.items[1].kind, REQUIRE_CONTRACT);
    assert_str(mine->require.items[2].trailer_key, "Rollback");
}

/* Loads one file without the pack; gives whether it was left out. */
static bool leaves_pack_out(struct world *world, const char *text)
{
    struct source source;
    struct err err = { 0 };
    struct mem_file file = { .path = STR(".stoplog/policy.yml"), .bytes = str_of(text) };
    source_from_memory(&source, &world->arena, &file, 1, STR("here"));
    diags_init(&world->diags, &world->arena);
    assert_int_equal(policy_load_without_pack(&world->policy, &world->arena, &source, NULL,
                                              world->patterns, &world->diags, &err),
                     OK);
    return world->policy.pack_left_out;
}

static void pack_is_read_when_spoken_of(void **state)
{
    struct world *world = *state;
    assert_true(leaves_pack_out(world, "version: 1\nrules: {extends: strict}\n"));
    assert_str(world->policy.pack, "strict");
    assert_int_equal(world->policy.rules.count, 0);
    assert_false(leaves_pack_out(world, "version: 1\nrules: {meaning: block}\n"));
    assert_clean(world);
    assert_int_equal(world->policy.levels.count, 1);
    assert_false(leaves_pack_out(
        world, "version: 1\nwaivers:\n  - {rule: meaning, model: a.b, until: 2027-01-31, ticket: "
               "T-1, reason: known, approved_by: a@b.c}\n"));
    assert_clean(world);
    assert_false(leaves_pack_out(world, "version: 1\nrules: {define: [{id: shape}]}\n"));
    assert_true(diags_count(&world->diags, DIAG_ERROR) > 0);
}

static void pack_can_be_added(void **state)
{
    struct world *world = *state;
    assert_true(leaves_pack_out(world, "version: 1\n"));
    struct policy late = world->policy;
    policy_add_pack(&late, &world->arena, world->patterns, &world->diags);
    assert_false(late.pack_left_out);
    size_t count = late.rules.count;
    policy_add_pack(&late, &world->arena, world->patterns, &world->diags);
    assert_int_equal(late.rules.count, count);
    world_policy(world, "");
    assert_clean(world);
    assert_int_equal(count, world->policy.rules.count);
    for (size_t i = 0; i < count; i++)
        assert_true(str_eq(late.rules.items[i]->id, world->policy.rules.items[i]->id));
}

static void policy_paths(void **state)
{
    (void)state;
    assert_true(policy_is_policy_path(STR(".stoplog")));
    assert_true(policy_is_policy_path(STR(".stoplog/x/y.txt")));
    assert_false(policy_is_policy_path(STR(".stoplog.yml")));
    assert_false(policy_is_policy_path(STR("a/.stoplog/x.yml")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(no_policy_is_observed),       policy_test(files_are_merged),
        policy_test(only_plain_files_count),      policy_test(folder_must_be_a_folder),
        policy_test(large_file_is_a_fault),       policy_test(number_of_files_is_bounded),
        policy_test(missing_object_is_an_error),  policy_test(mistakes_are_bounded),
        policy_test(all_keys_are_read),           policy_test(policy_paths),
        policy_test(pack_is_read_when_spoken_of), policy_test(pack_can_be_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
