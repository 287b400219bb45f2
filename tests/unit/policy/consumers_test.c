/* consumers: declarations become readers of models that exist. */
#include "policy/world.h"

#include "policy/consumers.h"

static const char policy[] = "teams: {bi: {members: b@example.com}}\n"
                             "consumers:\n"
                             "  weekly:\n"
                             "    type: dashboard\n"
                             "    label: Weekly revenue\n"
                             "    owner: {team: bi}\n"
                             "    maturity: medium\n"
                             "    url: https://bi.example.com/1\n"
                             "    contact: {slack: '#bi'}\n"
                             "    contract: {id: orders-v2, version: '>=2 <4'}\n"
                             "    depends_on:\n"
                             "      - orders\n"
                             "      - {model: sales.orders, columns: [AMOUNT, amonut]}\n"
                             "      - sales.ordres\n"
                             "      - {model: sales.open, columns: other}\n"
                             "    assumes: [one row per order_id]\n"
                             "  agent: {type: agent, owner: {name: Eve, email: Eve@Example.com}, "
                             "depends_on: sales.orders}\n";

static struct model *add_model(struct world *world, struct project *project, const char *name,
                               const char *fqn)
{
    struct model *model = arena_new(&world->arena, struct model);
    model->name = str_of(name);
    model->fqn = str_of(fqn);
    model->body.columns.complete = true;
    vec_push(&world->arena, &project->models, model);
    return model;
}

static void add_projects(struct world *world, struct projects *projects)
{
    struct project *project = arena_new(&world->arena, struct project);
    struct model *open = add_model(world, project, "sales.open", "\"sales\".\"open\"");
    struct model *orders = add_model(world, project, "sales.orders", "\"sales\".\"orders\"");
    struct column amount = { .name = STR("amount") };
    vec_push(&world->arena, &orders->body.columns, amount);
    open->body.columns.complete = false;
    *projects = (struct projects){ .model_count = 2 };
    vec_push(&world->arena, projects, project);
}

static void declarations(void **state)
{
    struct world *world = *state;
    world_policy(world, policy);
    assert_clean(world);
    assert_int_equal(world->policy.consumers.count, 2);
    const struct consumer *agent = &world->policy.consumers.items[0];
    const struct consumer *weekly = &world->policy.consumers.items[1];
    assert_str(agent->id, "agent");
    assert_null(agent->team);
    assert_str(agent->owner_name, "Eve");
    assert_str(agent->owner_email, "eve@example.com");
    assert_int_equal(agent->maturity, MATURITY_HIGH);
    assert_str(weekly->type, "dashboard");
    assert_str(weekly->pin.id, "orders-v2");
    assert_str(weekly->pin.range, ">=2 <4");
    assert_str(agent->pin.id, "");
    assert_str(weekly->team->name, "bi");
    assert_int_equal(weekly->maturity, MATURITY_MEDIUM);
    assert_str(weekly->contact, "slack #bi");
    assert_str(weekly->label, "Weekly revenue");
    assert_int_equal(weekly->assumes.count, 1);
    assert_int_equal(weekly->targets.count, 4);
    assert_int_equal(weekly->targets.items[0].columns.count, 0);
}

/* dbt exposures and OpenLineage write all parts, in quotes or not. */
static void the_default_catalog_may_be_written(void **state)
{
    static const struct {
        const char *typed, *fqn;
    } cases[] = {
        { "db.sales.orders", "\"sales\".\"orders\"" },
        { "DB.Sales.Orders", "\"sales\".\"orders\"" },
        { "'\"db\".\"sales\".\"orders\"'", "\"sales\".\"orders\"" },
        { "'\"sales\".\"orders\"'", "\"sales\".\"orders\"" },
        { "'`db`.`sales`.`orders`'", "\"sales\".\"orders\"" },
        { "other.sales.orders", "" },
        { "db.orders", "\"sales\".\"orders\"" },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct projects projects;
        struct reader reader;
        struct str text = str_fmt(&world->arena,
                                  "teams: {bi: {members: b@example.com}}\nconsumers:\n  weekly: "
                                  "{type: dashboard, owner: {team: bi}, depends_on: [%s]}\n",
                                  cases[i].typed);
        world_policy(world, text.ptr);
        add_projects(world, &projects);
        projects.items[0]->config.default_catalog = STR("db");
        policy_readers(&reader, &world->arena, &world->policy, &projects, &world->diags);
        assert_str(reader.targets.items[0].model, cases[i].fqn);
    }
}

static void names_are_resolved(void **state)
{
    struct world *world = *state;
    struct projects projects;
    struct reader readers[2];
    world_policy(world, policy);
    add_projects(world, &projects);
    policy_readers(readers, &world->arena, &world->policy, &projects, &world->diags);
    assert_str(readers[1].id, "weekly");
    assert_int_equal(readers[1].targets.count, 4);
    const struct reader_target *targets = readers[1].targets.items;
    assert_str(targets[0].model, "\"sales\".\"orders\"");
    assert_int_equal(targets[0].columns.count, 0);
    assert_str(targets[1].columns.items[0], "amount");
    assert_str(targets[1].columns.items[1], "amonut");
    assert_str(targets[2].model, "");
    assert_str(targets[3].columns.items[0], "other");
    assert_string_equal(
        world_diags(world),
        ".stoplog/policy.yml:14:9: warning: consumer weekly reads column amonut, which "
        "sales.orders does not have [did you mean \"amount\"?]\n"
        ".stoplog/policy.yml:15:9: warning: consumer weekly reads sales.ordres, which is the name "
        "of no model, or of several [did you mean \"sales.orders\"?]\n");
}

static void without_a_snapshot_nothing_is_wrong(void **state)
{
    struct world *world = *state;
    struct reader readers[2];
    world_policy(world, policy);
    policy_readers(readers, &world->arena, &world->policy, NULL, &world->diags);
    assert_clean(world);
    assert_int_equal(readers[1].targets.count, 4);
    assert_str(readers[1].targets.items[0].model, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(declarations),
        policy_test(names_are_resolved),
        policy_test(the_default_catalog_may_be_written),
        policy_test(without_a_snapshot_nothing_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
