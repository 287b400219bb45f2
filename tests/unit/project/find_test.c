/* projects_find: the same answer to every question, asked first or after the index was made. */
#include "base/check.h"

#include "project/project.h"

static const struct mem_file files[] = {
    { .path = STR_INIT("config.yaml"), .bytes = STR_INIT("model_defaults: {dialect: duckdb}\n") },
    { .path = STR_INIT("models/a.sql"),
      .bytes = STR_INIT("MODEL (name fin.orders); SELECT 1 AS a") },
    { .path = STR_INIT("models/b.sql"),
      .bytes = STR_INIT("MODEL (name ops.orders); SELECT 1 AS a") },
    { .path = STR_INIT("models/c.sql"),
      .bytes = STR_INIT("MODEL (name fin.revenue); SELECT 1 AS a") },
    { .path = STR_INIT("models/d.sql"),
      .bytes = STR_INIT("MODEL (name lake.fin.tax); SELECT 1 AS a") },
};
enum { FILES = sizeof files / sizeof *files, ROUNDS = 20 };

static void answers_stay(void **state)
{
    static const struct {
        const char *typed, *name; /* "" = none, or several */
    } cases[] = {
        { "fin.orders", "fin.orders" },
        { "FIN.Orders", "fin.orders" },
        { "orders", "" },
        { "revenue", "fin.revenue" },
        { "REVENUE", "fin.revenue" },
        { "fin.tax", "lake.fin.tax" },
        { "tax", "lake.fin.tax" },
        { "lake.fin.tax", "lake.fin.tax" },
        { "venue", "" },
        { "fin.order", "" },
        { "\"fin\".\"revenue\"", "fin.revenue" },
        { "", "" },
        { ".", "" },
    };
    struct source source;
    struct projects projects;
    struct err err = { 0 };
    source_from_memory(&source, *state, files, FILES, STR("HEAD"));
    assert_int_equal(projects_load(&projects, *state, &source, NULL, NULL, &err), OK);
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            const struct model *model = projects_find(&projects, str_of(cases[i].typed), NULL);
            assert_str(model ? model->name : STR_EMPTY, str_of(cases[i].name));
        }
    struct str near;
    assert_null(projects_find(&projects, STR("fin.order"), &near));
    assert_str(near, STR("fin.orders"));
}

int main(void)
{
    const struct CMUnitTest tests[] = { arena_test(answers_stay) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
