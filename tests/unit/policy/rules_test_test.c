/* rules_test: cases that hold, cases that do not, and cases that say nothing. */
#include "policy/rules_test.h"
#include "policy/world.h"

static struct rule_tests run(struct world *world, const char *text)
{
    struct rule_tests tests;
    world_policy(world, text);
    assert_clean(world);
    rules_test(&tests, &world->arena, &world->policy, world->patterns, &world->diags);
    return tests;
}

#define POLICY                                                                                     \
    "teams: {sales: {members: s@example.com}}\n"                                                   \
    "owners: [{models: 'sales.*', team: sales}]\n"                                                 \
    "consumers: {weekly: {type: ml, owner: {team: sales}, depends_on: sales.orders}}\n"            \
    "rules:\n  CL110: warn\n"

static void whole_policy(void **state)
{
    struct world *world = *state;
    struct rule_tests tests =
        run(world, POLICY "  tests:\n"
                          "    - name: good\n"
                          "      facts: [{code: CL101, model: sales.orders, consumers: weekly}]\n"
                          "      fires: yes\n      level: block\n"
                          "      asks: [block consumer weekly, block owner sales]\n"
                          "    - name: bad\n"
                          "      facts: [{code: CL110, model: sales.orders}]\n"
                          "      fires: no\n      level: block\n      asks: []\n");
    assert_clean(world);
    assert_int_equal(tests.count, 2);
    assert_true(tests.items[0].passed);
    assert_str(tests.items[0].message, "");
    assert_false(tests.items[1].passed);
    assert_str(tests.items[1].name, "bad");
    assert_int_equal(tests.items[1].place.line, 13);
    assert_str(tests.items[1].message,
               "fires: expected false, found true; level: expected block, found warn; asks: "
               "expected nothing, found warn owner sales");
}

/* A rule's own cases see that rule and no other. */
static void one_rule(void **state)
{
    struct world *world = *state;
    struct rule_tests tests =
        run(world, POLICY
            "  define:\n    - id: big\n      when: {downstream: '>= 5', tag: pii, kind: FULL, "
            "ref: dev, contract: covered, path: 'm/**'}\n"
            "      require: {approve: 'team:sales'}\n"
            "      level: block\n      why: x\n      tests:\n"
            "        - facts: [{code: CL101, model: sales.a, path: m/a.sql, downstream: 5, tags: "
            "[x, pii], kind: FULL, contract: c.yaml}]\n"
            "          ref: dev\n          asks: block team sales\n"
            "        - facts: [{code: CL101, model: sales.a}]\n          fires: no\n");
    assert_clean(world);
    assert_int_equal(tests.count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_str(tests.items[i].message, "");
    assert_str(tests.items[0].rule, "big");
}

static void made_up_people(void **state)
{
    struct world *world = *state;
    struct rule_tests tests = run(
        world, POLICY
        "  tests:\n"
        "    - facts: [{code: MD102, model: new.a, renamed_from: sales.a, owner: other}]\n"
        "      asks: block owner other\n"
        "    - facts: [{code: SQ101, model: sales.a, consumers: [{id: weekly, maturity: low}]}]\n"
        "      asks: [warn owner sales, note consumer weekly]\n"
        "    - facts: [{code: PO101, path: .stoplog/a.yml, owner: [one, two]}]\n"
        "      asks: [block owner one, block owner two]\n");
    assert_clean(world);
    assert_int_equal(tests.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_str(tests.items[i].message, "");
}

static void mistakes(void **state)
{
    struct world *world = *state;
    struct rule_tests tests = run(
        world, POLICY "  tests:\n"
                      "    - facts: [{code: CL101, model: sales.a}]\n"
                      "    - {facts: [{code: CL999, model: a}], fires: yes}\n"
                      "    - {facts: [{code: CL101}], fires: yes}\n"
                      "    - {facts: [{code: PO101, model: a}], fires: yes}\n"
                      "    - {facts: [{code: CL101, model: a, consumers: weakly}], fires: yes}\n"
                      "    - {facts: [{code: CL101, model: a}], asks: block, leveles: x}\n"
                      "    - text\n");
    assert_int_equal(tests.count, 0);
    assert_string_equal(
        world_diags(world),
        ".stoplog/policy.yml:8:7: error: a case needs \"fires\", \"level\" or \"asks\", else it "
        "shows nothing\n"
        ".stoplog/policy.yml:9:23: error: \"CL999\" is no rule, and no code or slug of a fact [did "
        "you mean \"CL109\"?]\n"
        ".stoplog/policy.yml:10:16: error: CL101 is about a model: give its \"model\"\n"
        ".stoplog/policy.yml:11:16: error: PO101 is about a file or ref: give its \"path\"\n"
        ".stoplog/policy.yml:12:16: error: unknown consumer \"weakly\" [did you mean \"weekly\"?]\n"
        ".stoplog/policy.yml:13:55: error: unknown key \"leveles\" in a test case [did you mean "
        "\"level\"?]\n"
        ".stoplog/policy.yml:14:7: error: a test case must be a map, not a text\n");
}

/* The pack's cases speak of the pack's levels; they run only where these hold. */
static void packs_run_where_they_hold(void **state)
{
    struct world *world = *state;
    assert_true(run(world, "rules: {extends: standard}\n").count > 30);
    assert_int_equal(run(world, "rules: {meaning: block}\n").count, 0);
    size_t strict = run(world, "rules: {extends: strict}\n").count;
    assert_true(strict > 0 && strict < 10);
    assert_int_equal(run(world, "rules:\n  define:\n    - {id: a, when: {class: additive}, level: "
                                "block, why: x}\n")
                         .count,
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(whole_policy),
        policy_test(one_rule),
        policy_test(made_up_people),
        policy_test(mistakes),
        policy_test(packs_run_where_they_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
