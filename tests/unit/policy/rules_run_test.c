/* rules_run: facts in, requirements out. */
#include "policy/changes.h"

#define TEAMS                                                                                      \
    "teams:\n"                                                                                     \
    "  sales: {members: [s1@example.com, s2@example.com, s3@example.com]}\n"                       \
    "  privacy: {members: [p1@example.com, p2@example.com]}\n"                                     \
    "  bi: {members: [b1@example.com]}\n"
#define OWNERS                                                                                     \
    "owners:\n"                                                                                    \
    "  - {models: 'sales.*', team: sales}\n"                                                       \
    "  - {models: 'sales.person*', team: sales, also: privacy, approvals: 2}\n"                    \
    "  - {paths: '.stoplog/**', team: bi}\n"
#define CONSUMERS                                                                                  \
    "consumers:\n"                                                                                 \
    "  weekly: {type: dashboard, owner: {team: bi}, depends_on: sales.orders}\n"                   \
    "  churn: {type: ml, owner: {email: m@example.com}, maturity: medium, depends_on: "            \
    "sales.orders}\n"                                                                              \
    "  sandbox: {type: notebook, owner: {team: bi}, maturity: low, depends_on: sales.orders}\n"

static void expect(struct world *world, struct changes *changes, const char *expected)
{
    const char *got = requirements_text(world, changes);
    if (strcmp(got, expected) != 0)
        fail_msg("got\n%s", got);
}

static void shape_asks_owner_and_consumers(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS CONSUMERS);
    add_model_fact(world, &changes, FACT_CL101, "orders");
    add_model_fact(world, &changes, FACT_MT100, "orders");
    add_reach(world, &changes, "churn", 0);
    add_reach(world, &changes, "sandbox", 0);
    add_reach(world, &changes, "weekly", 0);
    add_reach(world, &changes, "weekly", 0);
    run_rules(world, &changes);
    expect(world, &changes,
           "block owner sales of sales.orders x1: 0 shape\n"
           "block consumer bi of weekly x1: 0 shape-reaches-consumers\n"
           "warn consumer m@example.com of churn x1: 0 shape-reaches-consumers\n"
           "note consumer bi of sandbox x1: 0 shape-reaches-consumers\n");
    assert_int_equal(changes.output.fact_level[0], LEVEL_BLOCK);
    assert_int_equal(changes.output.fact_level[1], LEVEL_NOTE);
    const struct requirement *weekly = &changes.output.requirements.items[1];
    assert_str(weekly->consumer->id, "weekly");
    assert_str(changes.output.error, "");
}

/* Equal requirements of several rules and facts are one, at the highest level. */
static void equal_requirements_merge(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS);
    add_model_fact(world, &changes, FACT_SQ101, "orders");
    add_model_fact(world, &changes, FACT_CL101, "orders");
    add_model_fact(world, &changes, FACT_SQ102, "orders");
    add_model_fact(world, &changes, FACT_SQ102, "items");
    run_rules(world, &changes);
    expect(world, &changes,
           "block owner sales of sales.orders x1: 0 1 2 shape meaning\n"
           "warn owner sales of sales.items x1: 3 meaning\n");
    assert_int_equal(changes.output.fact_level[0], LEVEL_WARN);
}

static void each_team_is_asked(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS);
    add_model_fact(world, &changes, FACT_MD101, "persons");
    run_rules(world, &changes);
    expect(world, &changes,
           "block owner privacy of sales.persons x2: 0 shape\n"
           "block owner sales of sales.persons x2: 0 shape\n");
}

/* Who owned it before and who owns it now: neither name nor file lets it slip away. */
static void renamed_models_answer_to_both(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS "owners:\n"
                              "  - {models: 'sales.*', team: sales}\n"
                              "  - {paths: 'models/private/', team: privacy}\n"
                              "  - {models: 'bi.*', team: bi}\n");
    add_fact(world, &changes, FACT_MD102, make_model(world, "sales.a", "models/a.sql"),
             make_model(world, "bi.a", "models/a.sql"), NULL);
    add_fact(world, &changes, FACT_SQ101, make_model(world, "x.a", "models/private/a.sql"),
             make_model(world, "x.a", "models/a.sql"), NULL);
    run_rules(world, &changes);
    expect(world, &changes,
           "block owner bi of bi.a x1: 0 shape\n"
           "block owner sales of bi.a x1: 0 shape\n"
           "warn owner privacy of x.a x1: 1 meaning\n");
}

static void files_answer_to_path_owners(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS);
    add_fact(world, &changes, FACT_PO101, NULL, NULL, ".stoplog/teams.yml");
    add_fact(world, &changes, FACT_AU105, NULL, NULL, "tests/test_a.yaml");
    run_rules(world, &changes);
    expect(world, &changes, "block owner bi of .stoplog/teams.yml x1: 0 policy-edit\n");
    assert_int_equal(changes.output.fact_level[1], LEVEL_WARN);
}

static void unowned_asks_nobody(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS);
    add_model_fact(world, &changes, FACT_CL101, "orders");
    add_model_fact(world, &changes, FACT_OW101, "orders");
    run_rules(world, &changes);
    expect(world, &changes, "warn stop sales.orders x0: 1 unowned\n");
    assert_int_equal(changes.output.fact_level[0], LEVEL_WARN);
}

/* Else one push could take the policy away that judges the next. */
static void unowned_policy_and_unreadable_files_ask_any_team(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS "owners: [{models: 'sales.*', team: sales}]\n");
    add_fact(world, &changes, FACT_PO101, NULL, NULL, ".stoplog/policy.yml");
    add_fact(world, &changes, FACT_GT101, NULL, NULL, "models/broken.sql");
    run_rules(world, &changes);
    expect(world, &changes,
           "block owner any team of .stoplog/policy.yml x1: 0 policy-edit\n"
           "block owner any team of models/broken.sql x1: 1 unknown\n");
    const struct requirement *asked = &changes.output.requirements.items[0];
    assert_true(asked->unowned);
    assert_true(team_has(asked->team, STR("b1@example.com")));
    assert_int_equal(asked->team->members.count, 6);
    assert_int_equal(changes.output.fact_level[0], LEVEL_BLOCK);
}

/* The first teams and owners of a policy may come in; what nobody can read may not. */
static void without_teams_a_policy_file_warns(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, "refs: [main]\n");
    add_fact(world, &changes, FACT_PO101, NULL, NULL, ".stoplog/policy.yml");
    add_fact(world, &changes, FACT_GT101, NULL, NULL, "models/broken.sql");
    run_rules(world, &changes);
    expect(world, &changes,
           "block stop models/broken.sql x0: 1 unknown\n"
           "warn stop .stoplog/policy.yml x0: 0 policy-edit\n");
}

/* Whoever imported files, people and consumers name can be asked: such a policy is not only begun.
 */
static void without_teams_those_named_are_asked(void **state)
{
    struct world *world = *state;
    struct mem_file files[] = {
        { .path = STR(".stoplog/policy.yml"),
          .bytes = STR("version: 1\nimport: [{codeowners: CODEOWNERS}]\n"
                       "people: {'@ann': ann@example.com}\n"
                       "consumers:\n  weekly: {type: dashboard, owner: {email: bea@example.com}, "
                       "depends_on: sales.orders}\n") },
        { .path = STR("CODEOWNERS"), .bytes = STR("models/ cy@example.com @ann\n") },
    };
    struct changes changes = { 0 };
    world_load(world, files, 2);
    add_fact(world, &changes, FACT_PO101, NULL, NULL, ".stoplog/policy.yml");
    run_rules(world, &changes);
    expect(world, &changes,
           "block owner anybody named in the policy of .stoplog/policy.yml x1: 0 policy-edit\n");
    const struct team *asked = changes.output.requirements.items[0].team;
    assert_int_equal(asked->members.count, 3);
    assert_true(team_has(asked, STR("ann@example.com")));
    assert_true(team_has(asked, STR("bea@example.com")));
    assert_true(team_has(asked, STR("cy@example.com")));
}

/* A role is asked for in each part of an owner made up of several, be they few or many. */
static void roles_in_teams_made_up_of_several(void **state)
{
    struct world *world = *state;
    struct mem_file files[] = {
        { .path = STR(".stoplog/policy.yml"),
          .bytes = STR("version: 1\nimport: [{codeowners: CODEOWNERS}]\n"
                       "teams:\n"
                       "  a: {aliases: '@a', members: [a1@x.io, a2@x.io], roles: {lead: a1@x.io}}\n"
                       "  b: {aliases: '@b', members: [b1@x.io]}\n"
                       "  c: {aliases: '@c', members: [c1@x.io, c2@x.io], roles: {lead: c2@x.io}}\n"
                       "  d: {aliases: '@d', members: [d1@x.io]}\n"
                       "  e: {aliases: '@e', members: [e1@x.io]}\n"
                       "rules:\n  extends: observe\n  define:\n"
                       "    - {id: led, when: {class: shape}, level: block, why: x, "
                       "require: [{approve: owner}, {approve: 'role:lead'}]}\n") },
        { .path = STR("CODEOWNERS"),
          .bytes = STR("models/few.sql @a @b\nmodels/many.sql @a @b @c @d @e\n") },
    };
    struct changes changes = { 0 };
    world_load(world, files, 2);
    add_model_fact(world, &changes, FACT_CL101, "few");
    add_model_fact(world, &changes, FACT_CL101, "many");
    run_rules(world, &changes);
    expect(world, &changes,
           "block owner a or b of sales.few x1: 0 shape led\n"
           "block owner lead of a or lead of b of sales.few x1: 0 led\n"
           "block owner a or b or c or 2 others of sales.many x1: 1 shape led\n"
           "block owner lead of a or lead of b or lead of c or 2 others of sales.many x1: 1 led\n");
    const struct team *leads = changes.output.requirements.items[3].team;
    assert_int_equal(leads->members.count, 2);
    assert_str(leads->members.items[0], "a1@x.io");
    assert_str(leads->members.items[1], "c2@x.io");
}

/* A level by fact code goes before one by rule; fatal facts heed neither. */
static void levels_are_overridden(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS "rules: {shape: warn, column-retyped: block, CL110: block, "
                                     "SQ101: 'off', meaning: block, MT104: warn}\n");
    add_model_fact(world, &changes, FACT_CL101, "a");
    add_model_fact(world, &changes, FACT_CL103, "b");
    add_model_fact(world, &changes, FACT_CL110, "c");
    add_model_fact(world, &changes, FACT_SQ101, "d");
    add_model_fact(world, &changes, FACT_SQ102, "e");
    add_model_fact(world, &changes, FACT_MT104, "f");
    add_fact(world, &changes, FACT_GT102, NULL, NULL, "refs/heads/main");
    run_rules(world, &changes);
    expect(world, &changes,
           "block owner sales of sales.b x1: 1 shape\n"
           "block owner sales of sales.c x1: 2 additive\n"
           "block owner sales of sales.e x1: 4 meaning\n"
           "block stop refs/heads/main x0: 6 never-accepted\n"
           "warn owner sales of sales.a x1: 0 shape\n"
           "warn stop sales.f x0: 5\n");
    assert_int_equal(changes.output.fact_level[3], LEVEL_OFF);
    assert_int_equal(changes.output.fact_level[5], LEVEL_WARN);
}

static void rules_switched_off_stay_off(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS "rules: {shape: 'off'}\n");
    add_model_fact(world, &changes, FACT_CL101, "a");
    run_rules(world, &changes);
    expect(world, &changes, "");
    assert_int_equal(changes.output.fact_level[0], LEVEL_NOTE);
}

static void fatal_facts_block_without_a_rule(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, "");
    world->policy.rules.count = 0;
    add_fact(world, &changes, FACT_PO102, NULL, NULL, ".stoplog/x.yml");
    run_rules(world, &changes);
    expect(world, &changes, "block stop .stoplog/x.yml x0: 0\n");
}

static void own_rules(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS
                 "rules:\n  extends: observe\n  define:\n"
                 "    - id: ticket\n"
                 "      when: {class: [meaning, shape], model: 'sales.*'}\n"
                 "      require: [trailer: {key: Ticket, match: '^DATA-'}, {approve: "
                 "'team:privacy', count: 2}]\n"
                 "      level: block\n      why: x\n"
                 "    - id: contract\n      when: {contract: covered}\n"
                 "      require: {contract: {change: true}}\n      level: warn\n      why: x\n"
                 "    - id: freeze\n      when: {ref: 'release/*', class: additive}\n"
                 "      level: block\n      why: x\n");
    const struct str contracts[] = { STR("contracts/a.yaml"), STR(""), STR("") };
    changes.input.contract_of = contracts;
    changes.input.ref = STR("release/1");
    add_model_fact(world, &changes, FACT_CL101, "a");
    add_model_fact(world, &changes, FACT_SQ101, "b");
    add_model_fact(world, &changes, FACT_CL110, "c");
    run_rules(world, &changes);
    expect(world, &changes,
           "block team privacy of sales.a x2: 0 ticket\n"
           "block team privacy of sales.b x2: 1 ticket\n"
           "block trailer Ticket x0: 0 1 ticket\n"
           "block stop sales.c x0: 2 freeze\n"
           "warn contract sales.a x0: 0 contract\n");
    assert_str(changes.output.requirements.items[4].contract_hint, "contracts/a.yaml");
    assert_str(pattern_text(changes.output.requirements.items[2].match), "^DATA-");
}

static void contract_of_ct101(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, "");
    add_model_fact(world, &changes, FACT_CT101, "a")->aspect = STR("contracts/a.yaml");
    run_rules(world, &changes);
    expect(world, &changes, "block contract sales.a x0: 0 contract-left-behind\n");
    assert_str(changes.output.requirements.items[0].contract_hint, "contracts/a.yaml");
}

#define WAIVER(rule, model, extra)                                                                 \
    "  - {rule: " rule ", model: '" model "', " extra                                              \
    "until: 1970-01-31, reason: x, approved_by: "                                                  \
    "a@example.com}\n"

static void waived_facts_ask_nothing(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS "waivers:\n" WAIVER("CL101", "sales.old*", "column: amount, ")
                            WAIVER("meaning", "sales.old", ""));
    add_model_fact(world, &changes, FACT_CL101, "old")->column = STR("AMOUNT");
    add_model_fact(world, &changes, FACT_CL101, "old")->column = STR("other");
    add_model_fact(world, &changes, FACT_SQ101, "old");
    add_model_fact(world, &changes, FACT_CL101, "new")->column = STR("amount");
    changes.input.today_days = 30;
    run_rules(world, &changes);
    expect(world, &changes,
           "block owner sales of sales.new x1: 3 shape\n"
           "block owner sales of sales.old x1: 1 shape\n");
    assert_int_equal(changes.output.waived.count, 2);
    assert_int_equal(changes.output.waived.items[0].fact, 0);
    assert_int_equal(changes.output.waived.items[1].fact, 2);
    assert_ptr_equal(changes.output.waived.items[1].waiver, &world->policy.waivers.items[1]);
    assert_int_equal(changes.output.fact_level[0], LEVEL_NOTE);
    assert_int_equal(changes.output.fact_level[2], LEVEL_NOTE);
}

static void waivers_end(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS "waivers:\n" WAIVER("CL101", "sales.*", ""));
    add_model_fact(world, &changes, FACT_CL101, "a");
    changes.input.today_days = 31;
    run_rules(world, &changes);
    assert_int_equal(changes.output.waived.count, 0);
    assert_int_equal(changes.output.requirements.count, 1);
}

/* Renaming a model into the waived names must not free it. */
static void waivers_need_both_names(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS "waivers:\n" WAIVER("MD102", "legacy.*", ""));
    add_fact(world, &changes, FACT_MD102, make_model(world, "sales.a", "a.sql"),
             make_model(world, "legacy.a", "a.sql"), NULL);
    add_fact(world, &changes, FACT_MD102, make_model(world, "legacy.b", "a.sql"),
             make_model(world, "legacy.c", "a.sql"), NULL);
    run_rules(world, &changes);
    assert_int_equal(changes.output.waived.count, 1);
    assert_int_equal(changes.output.waived.items[0].fact, 1);
    assert_int_equal(changes.output.requirements.count, 1);
}

/* A pattern that could not be tried is no "no": the rule counts as fired, and the run says so. */
static void unsure_is_said(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    char *bytes = arena_alloc(&world->arena, LIMIT_subject_bytes + 2);
    for (size_t i = 0; i <= LIMIT_subject_bytes; i++)
        bytes[i] = 'x';
    world_policy(world, "rules:\n  define:\n    - id: mine\n"
                        "      when: {class: meaning, model: 'a.*'}\n"
                        "      level: block\n      why: x\n");
    struct model *model = make_model(world, bytes, "a.sql");
    add_fact(world, &changes, FACT_CL101, model, model, NULL);
    run_rules(world, &changes);
    assert_str(changes.output.error, "");
    add_fact(world, &changes, FACT_SQ101, model, model, NULL);
    run_rules(world, &changes);
    assert_true(
        str_starts(changes.output.error, STR("rule mine: a pattern hit its limit on SQ101")));
    assert_int_equal(changes.output.fact_level[1], LEVEL_BLOCK);
}

static void impact_may_be_absent(void **state)
{
    struct world *world = *state;
    struct changes changes = { 0 };
    world_policy(world, TEAMS OWNERS);
    add_model_fact(world, &changes, FACT_CL101, "a");
    prepare(world, &changes);
    changes.input.impact = NULL;
    rules_run(&changes.output, &world->arena, &changes.input);
    assert_int_equal(changes.output.requirements.count, 1);
    changes.set.facts.count = changes.set.models.count = 0;
    rules_run(&changes.output, &world->arena, &changes.input);
    assert_int_equal(changes.output.requirements.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(shape_asks_owner_and_consumers),
        policy_test(equal_requirements_merge),
        policy_test(each_team_is_asked),
        policy_test(renamed_models_answer_to_both),
        policy_test(files_answer_to_path_owners),
        policy_test(unowned_asks_nobody),
        policy_test(unowned_policy_and_unreadable_files_ask_any_team),
        policy_test(without_teams_a_policy_file_warns),
        policy_test(without_teams_those_named_are_asked),
        policy_test(roles_in_teams_made_up_of_several),
        policy_test(levels_are_overridden),
        policy_test(rules_switched_off_stay_off),
        policy_test(fatal_facts_block_without_a_rule),
        policy_test(own_rules),
        policy_test(contract_of_ct101),
        policy_test(waived_facts_ask_nothing),
        policy_test(waivers_end),
        policy_test(waivers_need_both_names),
        policy_test(unsure_is_said),
        policy_test(impact_may_be_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
