#include "project/check.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static const struct model *seed(struct arena *arena, const char *properties, const char *path,
                                const char *csv)
{
    struct str text = str_fmt(arena, "MODEL (name s.seed, kind SEED (%s))", properties);
    return model_of(load(arena, "p/config.yaml", CONFIG, "p/models/sub/s.sql", text.ptr, path, csv),
                    "s.seed");
}

static void seeds_find_their_file(void **state)
{
    static const struct {
        const char *properties, *path;
    } rows[] = {
        { "path '../../seeds/x.csv'", "p/seeds/x.csv" },
        { "path '$root/seeds/x.csv'", "p/seeds/x.csv" },
        { "path 'x.csv'", "p/models/sub/x.csv" },
        { "path './x.csv'", "p/models/sub/x.csv" },
        { "path '../../../shared/x.csv'", "shared/x.csv" },
        { "path '../../../../../../x.csv'", "x.csv" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct model *model =
            seed(*state, rows[i].properties, rows[i].path, "Id,name\n1,a\n");
        assert_int_equal(model->class, MODEL_SEED);
        assert_str(column_text(*state, model), STR("id, name"));
        assert_str(input_text(*state, model), STR("seed file:x.csv"));
        assert_str(model->inputs.items[0].path, str_of(rows[i].path));
        assert_str(unknown_list(*state, model_unknowns(model)), STR(""));
    }
}

/* Cells are compared, not bytes. */
static void equal_cells_have_equal_digests(void **state)
{
    static const struct {
        const char *properties, *csv;
        bool same;
    } rows[] = {
        { "path 'x.csv'", "id,name\r\n\"1\",\"a b\"\r\n\r\n", true },
        { "path 'x.csv', csv_settings (delimiter = ';')", "id;name\n1;a b\n", true },
        { "path 'x.csv', csv_settings (quotechar = '''')", "id,name\n1,'a b'\n", true },
        { "path 'x.csv'", "id,name\n1,a  b\n", false },
        { "path 'x.csv'", "id,name\n1,a b\n2,c\n", false },
        { "path 'x.csv'", "id,nam\n1,a b\n", false },
        { "path 'x.csv'", "id,name\n1,a b,\n", false },
    };
    struct str base = seed(*state, "path 'x.csv'", "p/models/sub/x.csv", "id,name\n1,a b\n")
                          ->inputs.items[0]
                          .digest;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct model *model =
            seed(*state, rows[i].properties, "p/models/sub/x.csv", rows[i].csv);
        if (str_eq(model->inputs.items[0].digest, base) != rows[i].same)
            print_error("row %zu\n", i);
        assert_int_equal(str_eq(model->inputs.items[0].digest, base), rows[i].same);
    }
}

static void seeds_without_a_file_are_unknown(void **state)
{
    const struct model *model = seed(*state, "path 'y.csv'", "p/models/sub/x.csv", "a\n1\n");
    assert_str(unknown_list(*state, model_unknowns(model)), STR("missing:p/models/sub/y.csv"));
    assert_false(model_columns(model)->complete);
    model = seed(*state, "batch_size 5", "p/x.csv", "a\n1\n");
    assert_str(model->kind, STR("SEED"));
    model = seed(*state, "path 'x.csv'", "p/models/sub/x.csv", "a\n\xff\n");
    assert_int_equal(model_unknowns(model)->items[0].cause, UNKNOWN_ENCODING);
    assert_int_equal(model->inputs.count, 1);
    model = seed(*state, "path 'x.csv'", "p/models/sub/x.csv", "");
    assert_false(model_columns(model)->complete);
}

static void declared_columns_of_seeds_win(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "models/x.csv", "id,name\n1,a\n", "models/s.sql",
             "MODEL (name s, kind SEED (path 'x.csv'), columns (id INT, name TEXT))");
    assert_str(column_text(*state, model_of(repository, "s")), STR("id INT, name VARCHAR"));
}

static void external_models_are_read(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml",
             "default_gateway: main\ngateways: {main: {connection: {type: duckdb}}}\n" CONFIG,
             "external_models.yaml",
             "- name: Raw.T\n  description: d\n  columns: {Id: int, x: 'decimal(3, 1)'}\n"
             "- name: raw.open\n"
             "- name: raw.other\n  gateway: test\n"
             "- name: raw.mine\n  gateway: MAIN\n"
             "- name: '\"A b\".c'\n  dialect: snowflake\n",
             "schema.yaml", "- name: ignored.t\n", "external_models/deep/more.yaml",
             "- name: raw.more\n", "external_models/no.yml", "- name: raw.no\n");
    assert_int_equal(only_project(repository)->models.count, 5);
    const struct model *model = model_of(repository, "raw.t");
    assert_int_equal(model->class, MODEL_EXTERNAL);
    assert_str(model->kind, STR("EXTERNAL"));
    assert_str(column_text(*state, model), STR("id INT, x DECIMAL(3, 1)"));
    assert_false(model_columns(model_of(repository, "raw.open"))->complete);
    (void)model_of(repository, "raw.mine");
    (void)model_of(repository, "A b.C");
    assert_int_equal(repository->diags.count, 0);
}

static void the_old_file_name_still_works(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "schema.yaml", "- name: raw.t\n");
    (void)model_of(repository, "raw.t");
}

static void unit_tests_are_read(void **state)
{
    const struct repository *repository = load(
        *state, "config.yaml", CONFIG, "models/m.sql", "MODEL (name m); SELECT 1 AS a",
        "tests/deep/test_m.yaml",
        "test_b:\n  model: db.m\n  inputs: {x: {rows: [{b: 2, a: 1}]}}\n  outputs: {query: []}\n"
        "test_a:\n  model: db.n\n  vars: {start: 2022-01-01}\n",
        "tests/test_n.yml", "gateway: x\ntest_c: {model: m}\n");
    const struct project *project = only_project(repository);
    assert_int_equal(project->tests.count, 3);
    assert_str(project->tests.items[0].name, STR("test_a"));
    assert_str(project->tests.items[1].model, STR("db.m"));
    assert_str(project->tests.items[1].form,
               STR("{inputs: {x: {rows: [{a: 1, b: 2}]}}, model: db.m, outputs: {query: []}}"));
    assert_int_equal(project->tests.items[1].place.line, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(seeds_find_their_file),
        arena_test(equal_cells_have_equal_digests),
        arena_test(seeds_without_a_file_are_unknown),
        arena_test(declared_columns_of_seeds_win),
        arena_test(external_models_are_read),
        arena_test(the_old_file_name_still_works),
        arena_test(unit_tests_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
