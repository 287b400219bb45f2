#include "project/check.h"

#include "project/property.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static const struct model *model_with(struct arena *arena, const char *entries)
{
    struct str text = str_fmt(arena, "MODEL (name a.b, %s); SELECT 1 AS x", entries);
    return model_from(arena, text.ptr);
}

/* One property written in each way that SQLMesh reads, and what it comes to. */
static void properties_have_one_form(void **state)
{
    static const struct {
        const char *text, *key, *form;
    } rows[] = {
        { "owner jen", "owner", "jen" },
        { "owner 'jen'", "owner", "jen" },
        { "OWNER Jen", "owner", "Jen" },
        { "owner a, owner b", "owner", "b" },
        { "cron '@daily'", "cron", "@daily" },
        { "start '2020-01-01'", "start", "2020-01-01" },
        { "start 1577836800000", "start", "1577836800000" },
        { "tags (b, a)", "tags", "a, b" },
        { "tags [b, 'a', b]", "tags", "a, b" },
        { "tags x", "tags", "x" },
        { "partitioned_by ds", "partitioned_by", "ds" },
        { "partitioned_by (ds, b)", "partitioned_by", "ds, b" },
        { "partitioned_by [ds]", "partitioned_by", "ds" },
        { "clustered_by (a)", "clustered_by", "a" },
        { "allow_partials true", "allow_partials", "true" },
        { "allow_partials YES", "allow_partials", "true" },
        { "allow_partials 1", "allow_partials", "true" },
        { "allow_partials false", "allow_partials", "-" },
        { "physical_properties (b = 2, a = 'x')", "physical_properties", "a = 'x', b = 2" },
        { "table_properties (a = 1)", "physical_properties", "a = 1" },
        { "physical_properties ['k' = 1]", "physical_properties", "k = 1" },
        { "grain a", "grains", "a" },
        { "grain (a, b)", "grains", "(a, b)" },
        { "grains (a, b)", "grains", "a, b" },
        { "grains ((a, b), c)", "grains", "(a, b), c" },
        { "interval_unit DAY", "interval_unit", "day" },
        { "gateway Prod", "gateway", "prod" },
        { "signals (s(x := 1))", "signals", "s(x := 1)" },
        { "retention 5", "retention", "5" },
        { "owner NULL", "owner", "-" },
        { "enabled true", "enabled", "-" },
        { "cron_tz 'UTC'", "cron_tz", "-" },
        { "cron_tz 'Europe/Berlin'", "cron_tz", "Europe/Berlin" },
        { "owner jen,", "owner", "jen" },
        { "owner /* who */ jen -- x\n", "owner", "jen" },
        { "session_properties (a = @x)", "session_properties", "a = @x" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct model *model = model_with(*state, rows[i].text);
        struct str got = property_text(&model->properties, rows[i].key);
        if (!str_eq(got, str_of(rows[i].form)))
            print_error("%s\n", rows[i].text);
        assert_str(got, str_of(rows[i].form));
        assert_str(unknown_list(*state, model_unknowns(model)), STR(""));
    }
}

static void kinds_have_one_form(void **state)
{
    static const struct {
        const char *text, *kind, *key, *form;
    } rows[] = {
        { "kind full", "FULL", "x", "-" },
        { "kind 'FULL'", "FULL", "x", "-" },
        { "kind VIEW ()", "VIEW", "x", "-" },
        { "kind VIEW (materialized true)", "VIEW", "materialized", "true" },
        { "kind VIEW (materialized false)", "VIEW", "materialized", "-" },
        { "kind incremental_by_time_range (time_column ds)", "INCREMENTAL_BY_TIME_RANGE",
          "time_column", "ds, '%Y-%m-%d'" },
        { "kind INCREMENTAL_BY_TIME_RANGE (time_column (ds, '%Y'),)", "INCREMENTAL_BY_TIME_RANGE",
          "time_column", "ds, '%Y'" },
        { "kind INCREMENTAL_BY_TIME_RANGE (time_column ds, lookback 2)",
          "INCREMENTAL_BY_TIME_RANGE", "lookback", "2" },
        { "kind INCREMENTAL_BY_TIME_RANGE (time_column ds, forward_only false)",
          "INCREMENTAL_BY_TIME_RANGE", "forward_only", "-" },
        { "kind INCREMENTAL_UNMANAGED (forward_only false)", "INCREMENTAL_UNMANAGED",
          "forward_only", "false" },
        { "kind INCREMENTAL_BY_UNIQUE_KEY (unique_key (a, b))", "INCREMENTAL_BY_UNIQUE_KEY",
          "unique_key", "a, b" },
        { "kind INCREMENTAL_BY_UNIQUE_KEY (unique_key a, when_matched (WHEN MATCHED THEN UPDATE "
          "SET "
          "target.a = source.a))",
          "INCREMENTAL_BY_UNIQUE_KEY", "when_matched",
          "WHEN MATCHED THEN UPDATE SET target . a = source . a" },
        { "kind INCREMENTAL_BY_UNIQUE_KEY (unique_key a, when_matched WHEN MATCHED THEN UPDATE SET "
          "a = 1, b = 2, lookback 3)",
          "INCREMENTAL_BY_UNIQUE_KEY", "lookback", "3" },
        { "kind INCREMENTAL_BY_UNIQUE_KEY (unique_key a, merge_filter source.a > 1)",
          "INCREMENTAL_BY_UNIQUE_KEY", "merge_filter", "source.a > 1" },
        { "kind SCD_TYPE_2 (unique_key id, time_data_type TIMESTAMP)", "SCD_TYPE_2",
          "time_data_type", "-" },
        { "kind SCD_TYPE_2_BY_COLUMN (unique_key id, columns [a, b])", "SCD_TYPE_2_BY_COLUMN",
          "columns", "a, b" },
        { "kind CUSTOM (materialization 'm', materialization_properties (p = 'q'))", "CUSTOM",
          "materialization_properties", "p = 'q'" },
        { "owner x", "VIEW", "x", "-" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct model *model = model_with(*state, rows[i].text);
        struct str got = property_text(&model->kind_properties, rows[i].key);
        if (!str_eq(got, str_of(rows[i].form)) || !str_eq(model->kind, str_of(rows[i].kind)))
            print_error("%s\n", rows[i].text);
        assert_str(model->kind, str_of(rows[i].kind));
        assert_str(got, str_of(rows[i].form));
        assert_str(unknown_list(*state, model_unknowns(model)), STR(""));
    }
}

/* What SQLMesh refuses is said, with a place and where possible the nearest word, and stays an
 * unknown of the model. */
static void faults_are_named(void **state)
{
    static const struct {
        const char *text, *diag, *hint;
    } rows[] = {
        { "ownr jen", "\"ownr\" is no property", "owner" },
        { "kind FUL", "\"FUL\" is no model kind", "FULL" },
        { "kind FULL (a b)", "takes no properties", "" },
        { "kind VIEW (materialised true)", "\"materialised\" is no property of kind VIEW",
          "materialized" },
        { "start 2020-01-01", "expected a name, a string or a number", "" },
        { "owner jen cron '@daily'", "expected a name, a string or a number", "" },
        { "allow_partials maybe", "expected true or false", "" },
        { "tags (a.b.c)", "expected a list of names", "" },
        { "kind FULL VIEW", "is a comma missing", "" },
        { "owner", "has no value", "" },
        { ", owner x", "a comma with nothing in front", "" },
        { "columns (a)", "expected a column and its type", "" },
        { "default_catalog x", "is no property", "" },
        { "audits (1)", "expected name(", "" },
        { "physical_properties (a)", "", "" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text = str_fmt(*state, "MODEL (name a.b, %s); SELECT 1 AS x", rows[i].text);
        const struct repository *repository =
            load(*state, "config.yaml", CONFIG, "models/m.sql", text.ptr);
        if (!rows[i].diag[0])
            continue;
        if (!has_diag(repository, rows[i].diag))
            print_error("%s\n", rows[i].text);
        assert_true(has_diag(repository, rows[i].diag));
        assert_true(!rows[i].hint[0] || has_hint(repository, rows[i].hint));
        const struct model *model = model_of(repository, "a.b");
        assert_int_equal(model_unknowns(model)->items[0].cause, UNKNOWN_MODEL_BLOCK);
        assert_true(model_unknowns(model)->items[0].form.len > 0);
        assert_int_equal(repository->diags.items[0].place.line, 1);
    }
}

/* The same fault on both sides must not look like a change. */
static void unknowns_compare(void **state)
{
    const struct model *a = model_with(*state, "ownr jen"), *b = model_with(*state, "ownr  jen");
    const struct model *c = model_with(*state, "ownr bob");
    assert_str(model_unknowns(a)->items[0].form, model_unknowns(b)->items[0].form);
    assert_false(str_eq(model_unknowns(a)->items[0].form, model_unknowns(c)->items[0].form));
}

static void names_are_normalised(void **state)
{
    static const struct {
        const char *dialect, *written, *fqn, *name;
    } rows[] = {
        { "duckdb", "A.B", "\"a\".\"b\"", "a.b" },
        { "duckdb", "\"A\".B", "\"a\".\"b\"", "a.b" },
        { "duckdb", "m", "\"m\"", "m" },
        { "duckdb", "memory.a.b", "\"a\".\"b\"", "a.b" },
        { "duckdb", "other.a.b", "\"other\".\"a\".\"b\"", "other.a.b" },
        { "snowflake", "a.b", "\"A\".\"B\"", "A.B" },
        { "snowflake", "\"a\".b", "\"a\".\"B\"", "a.B" },
        { "postgres", "A.\"B\"", "\"a\".\"B\"", "a.B" },
        { "mysql", "A.b", "\"A\".\"b\"", "A.b" },
        { "bigquery", "`p.d.t`", "\"p\".\"d\".\"t\"", "p.d.t" },
        { "bigquery", "my-project.d.t", "\"my-project\".\"d\".\"t\"", "my-project.d.t" },
        { "bigquery", "`P.D.T`", "\"P\".\"D\".\"T\"", "P.D.T" },
        { "bigquery", "my-project.D.`T`", "\"my-project\".\"D\".\"T\"", "my-project.D.T" },
        { "bigquery", "D.T", "\"D\".\"T\"", "D.T" },
        { "bigquery", "TT", "\"tt\"", "tt" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text = str_fmt(*state, "MODEL (name %s, dialect %s); SELECT 1 AS x",
                                  rows[i].written, rows[i].dialect);
        const char *config = "gateways:\n  g:\n    connection: {type: duckdb}\n" CONFIG;
        const struct repository *repository =
            load(*state, "config.yaml", config, "models/m.sql", text.ptr);
        const struct model *model = only_project(repository)->models.items[0];
        assert_str(model->fqn, str_of(rows[i].fqn));
        assert_str(model->name, str_of(rows[i].name));
    }
}

static void audits_are_calls(void **state)
{
    static const struct {
        const char *text, *name, *args;
        bool blocking, skip;
    } rows[] = {
        { "audits (not_null(columns := (a, b)))", "not_null", "columns := (a, b)", true, false },
        { "audits not_null(columns := a)", "not_null", "columns := a", true, false },
        { "audits [NOT_NULL(columns = a)]", "not_null", "columns := a", true, false },
        { "audits (forall(criteria := x > 0, blocking := false))", "forall", "criteria := x > 0",
          false, false },
        { "audits (unique_values_non_blocking(columns := a))", "unique_values_non_blocking",
          "columns := a", false, false },
        { "audits (number_of_rows(threshold := 1, skip := true))", "number_of_rows",
          "threshold := 1", true, true },
        { "audits (accepted_range(min_v := 1, column := a))", "accepted_range",
          "column := a, min_v := 1", true, false },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct model *model = model_with(*state, rows[i].text);
        assert_int_equal(model->audits.count, 1);
        assert_str(model->audits.items[0].name, str_of(rows[i].name));
        assert_str(model->audits.items[0].args, str_of(rows[i].args));
        assert_int_equal(model->audits.items[0].blocking, rows[i].blocking);
        assert_int_equal(model->audits.items[0].skip, rows[i].skip);
        assert_str(unknown_list(*state, model_unknowns(model)), STR(""));
    }
}

static void columns_are_declared(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "columns (a INT, B TEXT)", "a INT, b VARCHAR" },
        { "columns (a DECIMAL(10, 2), b INT)", "a DECIMAL(10, 2), b INT" },
        { "columns (a STRUCT<x INT, y TEXT>, b INT)", NULL },
        { "columns (a MAP(TEXT, INT), b INT)", NULL },
        { "columns (a INT[], b INT,)", NULL },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct model *model = model_with(*state, rows[i].text);
        assert_int_equal(model_columns(model)->count, 2);
        assert_true(model_columns(model)->complete);
        assert_true(model_columns(model)->items[0].type.len > 0);
        assert_int_equal(model_columns(model)->items[0].source, COLUMN_DECLARED);
        if (rows[i].want)
            assert_str(column_text(*state, model), str_of(rows[i].want));
    }
}

static void every_row_of_the_tables_is_found(void **state)
{
    (void)state;
#define PROPERTY(key, type, form, flags)                                                           \
    assert_non_null(prop_find(STR(#key), (flags)));                                                \
    assert_null(prop_find(STR(#key "x"), ~0u));
#include "project/properties.def"
#undef PROPERTY
#define KIND(name, class_name, incremental)                                                        \
    assert_str(kind_find(STR(#name)), STR(#name));                                                 \
    assert_true(kind_of_class(STR(class_name)).len > 0);
#include "project/kinds.def"
#undef KIND
#define KIND_PROPERTY(key, type, form, bits) assert_non_null(kind_prop_find(STR(#key), (bits)));
#include "project/kind_properties.def"
#undef KIND_PROPERTY
    assert_str(prop_nearest(*state, STR("ownr"), P_M), STR("owner"));
    assert_str(kind_nearest(STR("VEW")), STR("VIEW"));
    assert_int_equal(kind_bits(STR("FULL")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(properties_have_one_form), arena_test(kinds_have_one_form),
        arena_test(faults_are_named),         arena_test(unknowns_compare),
        arena_test(names_are_normalised),     arena_test(audits_are_calls),
        arena_test(columns_are_declared),     arena_test(every_row_of_the_tables_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
