/* The cases of tests/macros/columns.txt: "[dialect] query of db.m", then lines "=> form of the
 * query",
 * "< tables that are read", "> columns with their types", "? unknowns". A case without "?" has no
 * unknowns; the other lines may be left out, but not "=>". */
#include "project/macro_cases.h"

#include "base/limits.h"

#define EXTERNAL                                                                                   \
    "- name: db.s\n  columns: {a: int, b: text, c: date, Odd Name: double}\n"                      \
    "- name: db.t\n  columns: {c: date, a: int, d: text}\n"

/* Of db.open nobody knows the columns. */
static const char *const parents[] = {
    "p",
    "SELECT a, b, c FROM db.s",
    "computed",
    "SELECT a, f(b) AS g FROM db.s",
    "casts",
    "SELECT a::INT AS a FROM db.open",
    "beside",
    "SELECT s.a, s.b FROM db.s JOIN db.open ON s.a = open.a",
    "twice",
    "SELECT a, b AS a FROM db.s",
    "retyped",
    "SELECT a, c::TEXT AS c FROM db.s",
    "apart",
    "SELECT a AS z FROM db.s",
    "around",
    "SELECT * FROM (SELECT a::INT AS a FROM db.open)",
    "around_known",
    "SELECT * FROM (SELECT a, b FROM db.s)",
    "wider",
    "SELECT CAST(a AS BIGINT) AS a FROM db.t",
    "joined",
    "SELECT * EXCLUDE (c, \"odd name\") FROM db.s JOIN db.wider USING (a)",
    NULL,
};
static const char *const properties[][2] = {
    { "plain", "kind FULL, optimize_query false); SELECT a, b FROM db.s" },
    { "plain_casts", "optimize_query false); SELECT CAST(a AS INT) AS a FROM db.s" },
    { "history", "kind SCD_TYPE_2 (unique_key a)); SELECT a FROM db.s" },
    { "other_dialect", "dialect spark); SELECT CAST(a AS INT) AS a FROM db.s" },
};

static void add_model(struct arena *arena, struct test_files *files, const char *name,
                      const char *rest, struct str text)
{
    struct str path = str_fmt(arena, "models/%s.sql", name);
    add_file(arena, files, path.ptr,
             str_fmt(arena, "MODEL (name db.%s%s%.*s", name, rest, STR_ARG(text)));
}

static struct repository *load_model(struct arena *arena, struct str dialect, struct str text,
                                     struct parse_cache *cache, const char *external)
{
    struct test_files files = { 0 };
    add_file(arena, &files, "config.yaml",
             str_fmt(arena, "model_defaults:\n  dialect: %.*s\n", STR_ARG(dialect)));
    add_file(arena, &files, "external_models.yaml", str_of(external));
    for (size_t i = 0; parents[i]; i += 2)
        add_model(arena, &files, parents[i], "); ", str_of(parents[i + 1]));
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        add_model(arena, &files, properties[i][0], ", ", str_of(properties[i][1]));
    add_model(arena, &files, "m", ");\n", text);
    struct repository *repository = load_files(arena, &files, cache);
    assert_int_equal(repository->status, OK);
    return repository;
}

static size_t check_case(struct arena *arena, const struct macro_case *one)
{
    const struct repository *repository =
        load_model(arena, one->dialect, one->text, NULL, EXTERNAL);
    const struct model *model = model_of(repository, "db.m");
    return check_form(one->block, model) +
           check_line(one->block, "=> ", model_query_form(model), true) +
           check_line(one->block, "< ", dependency_text(arena, model), false) +
           check_line(one->block, "> ", column_text(arena, model), false) +
           check_line(one->block, "? ", unknown_list(arena, model_unknowns(model)), true);
}

static void cases_hold(void **state)
{
    check_macro_cases(*state, "tests/macros/columns.txt", 60, check_case);
}

/* --- snapshots -------------------------------------------------------------------------------- */

#define STAR_OF(name) "SELECT @STAR(db." name ") FROM db." name

struct two {
    const struct model *before, *after;
};

static struct two changed(struct arena *arena, const char *query, const char *external)
{
    struct parse_cache *cache = parse_cache_new(arena);
    struct repository *before = load_model(arena, STR("duckdb"), str_of(query), cache, EXTERNAL);
    struct repository *after = load_model(arena, STR("duckdb"), str_of(query), cache, external);
    return (struct two){ model_of(before, "db.m"), model_of(after, "db.m") };
}

/* The file of the model is the same, and its query is another one. */
static void a_query_is_one_of_its_snapshot(void **state)
{
    struct two same = changed(*state, STAR_OF("p"), EXTERNAL);
    assert_true(models_same(same.before, same.after));
    assert_true(models_same_told(same.before, same.after));
    struct two typed =
        changed(*state, STAR_OF("p"), "- name: db.s\n  columns: {a: bigint, b: text, c: date}\n");
    assert_false(models_silent(typed.before, typed.after));
    assert_false(models_share_query(typed.before, typed.after));
    assert_str(
        model_query_form(typed.before),
        STR("SELECT CAST(p.a AS INT) AS a, CAST(p.b AS VARCHAR) AS b, CAST(p.c AS DATE) AS c "
            "FROM db.p"));
    assert_str(model_query_form(typed.after),
               STR("SELECT CAST(p.a AS BIGINT) AS a, CAST(p.b AS VARCHAR) AS b, CAST(p.c AS DATE) "
                   "AS c FROM db.p"));
}

/* The columns of the parent are the same, but now SQLMesh knows their types. */
static void what_is_known_is_no_silence(void **state)
{
    struct two known =
        changed(*state, STAR_OF("beside"), EXTERNAL "- name: db.open\n  columns: {a: int}\n");
    assert_false(models_silent(known.before, known.after));
    assert_false(models_same_told(known.before, known.after));
    assert_true(model_asks_columns(known.before));
    assert_false(model_asks_columns(known.after));
    assert_int_equal(model_unknowns(known.before)->count, 1);
    assert_int_equal(model_unknowns(known.after)->count, 0);
}

/* What the macro wrote stands where the macro stands, also where other macros are written out
 * before it. */
static void places_are_those_of_the_macro(void **state)
{
    const struct repository *repository =
        load_model(*state, STR("duckdb"),
                   STR("SELECT @IF(TRUE, 1, 2) AS one,\n  @STAR(db.p), -- all\n  a AS z -- of a\n"
                       "FROM db.p"),
                   NULL, EXTERNAL);
    const struct columns *columns = model_columns(model_of(repository, "db.m"));
    assert_int_equal(columns->count, 5);
    for (size_t i = 0; i < columns->count; i++) {
        assert_int_equal(columns->items[i].place.line, i == 0 ? 2 : i == 4 ? 4 : 3);
        assert_str(columns->items[i].description, i == 4 ? STR("of a") : STR(""));
    }
}

/* Each star counts the columns of its relation. */
static void columns_are_limited(void **state)
{
    struct arena *arena = *state;
    struct buf external, query;
    const size_t columns = 2000, most = LIMIT_query_columns / columns;
    for (size_t past = 0; past < 2; past++) {
        buf_init(&external, arena, SIZE_MAX);
        buf_init(&query, arena, SIZE_MAX);
        buf_puts(&external, EXTERNAL "- name: db.wide\n  columns: {c0: int");
        for (size_t i = 1; i < columns; i++)
            buf_printf(&external, ", c%zu: int", i);
        buf_puts(&external, "}\n");
        buf_puts(&query, "SELECT 1 AS one");
        for (size_t i = 0; i < most + past; i++)
            buf_printf(&query, ", @STAR(db.wide, exclude := [c%zu])", i);
        buf_puts(&query, " FROM db.wide");
        const struct repository *repository =
            load_model(arena, STR("duckdb"), buf_str(&query), NULL, buf_str(&external).ptr);
        assert_int_equal(model_asks_columns(model_of(repository, "db.m")), past);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(cases_hold),
        arena_test(a_query_is_one_of_its_snapshot),
        arena_test(what_is_known_is_no_silence),
        arena_test(places_are_those_of_the_macro),
        arena_test(columns_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
