/* Covers: which models an object of a contract speaks of. */
#include "base/check.h"

#include "gate/covers.h"

struct case_of_names {
    const char *physical, *sqlmesh, *name; /* of the object */
    const char *models;                    /* of the project, separated by blanks */
    const char *covered;
};

static struct projects project_of(struct arena *arena, const char *names)
{
    struct project *project = arena_new(arena, struct project);
    struct projects projects = { 0 };
    struct str list = str_of(names), name;
    while (str_split(&list, ' ', &name)) {
        struct model *model = arena_new(arena, struct model);
        model->name = model->fqn = name;
        vec_push(arena, &project->models, model);
    }
    vec_push(arena, &projects, project);
    return projects;
}

static struct contracts contracts_of(struct arena *arena, const struct case_of_names *of)
{
    struct contract_object object = { .name = str_of(of->name),
                                      .physical_name = str_of(of->physical),
                                      .sqlmesh_model = str_of(of->sqlmesh) };
    struct contract_file file = { .path = STR("c.yaml"), .is_read = true };
    struct contracts contracts = { 0 };
    vec_push(arena, &file.contract.objects, object);
    vec_push(arena, &contracts, file);
    return contracts;
}

static struct str covered(struct arena *arena, const struct case_of_names *of)
{
    struct projects projects = project_of(arena, of->models);
    struct contracts contracts = contracts_of(arena, of);
    struct covers covers;
    struct str text = STR_EMPTY;
    covers_find(&covers, arena, &contracts, &projects);
    vec_for (const struct cover, cover, &covers) {
        text = str_fmt(arena, "%.*s%s%.*s", STR_ARG(text), text.len > 0 ? " " : "",
                       STR_ARG(cover->model->name));
        assert_non_null(covers_of(&covers, cover->model));
        assert_true(covers_name(&covers, &contracts.items[0], cover->model->name));
    }
    assert_false(covers_name(&covers, &contracts.items[0], STR("no.such")));
    covers_release(&covers);
    return text;
}

static void check_names(struct arena *arena, const struct case_of_names *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_str(covered(arena, &cases[i]), str_of(cases[i].covered));
}

static void names_agree_from_the_right(void **state)
{
    static const struct case_of_names cases[] = {
        { "fin.orders", "", "x", "fin.orders", "fin.orders" },
        { "FIN.Orders", "", "x", "fin.orders", "fin.orders" },
        { "fin.orders", "", "x", "dw.fin.orders", "dw.fin.orders" },
        { "dw.fin.orders", "", "x", "fin.orders", "fin.orders" },
        { "sales.orders", "", "x", "fin.orders", "" },
        { "n.orders", "", "x", "fin.orders", "" },
        { "fin.orders", "", "x", "fin.orders_v2", "" },
        { "fin.orders.", "", "x", "fin.orders", "" },
        { "", "", "orders", "fin.reorders", "" },
    };
    check_names(*state, cases, sizeof cases / sizeof *cases);
}

static void the_first_name_that_some_model_has_decides(void **state)
{
    static const struct case_of_names cases[] = {
        { "fin.orders", "fin.other", "orders", "fin.orders fin.other", "fin.orders" },
        { "wh.t_orders", "fin.other", "orders", "fin.orders fin.other", "fin.other" },
        { "wh.t_orders", "", "orders", "fin.orders fin.other", "fin.orders" },
        { "wh.t_orders", "no.such", "orders", "fin.orders", "fin.orders" },
        /* a logical name beside a more telling one must not catch a whole family */
        { "wh.t_orders", "", "orders", "fin.orders staging.orders", "" },
        /* alone it is all there is, and unsure is never uncovered */
        { "", "", "orders", "fin.orders staging.orders", "fin.orders staging.orders" },
        { "orders", "", "o", "fin.orders staging.orders", "fin.orders staging.orders" },
    };
    check_names(*state, cases, sizeof cases / sizeof *cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(names_agree_from_the_right),
        arena_test(the_first_name_that_some_model_has_decides),
    };
    return cmocka_run_group_tests_name("gate/covers", tests, NULL, NULL);
}
