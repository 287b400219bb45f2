#include "project/check.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static const struct model *query_model(struct arena *arena, const char *query)
{
    struct str text = str_fmt(arena, "MODEL (name db.m); %s", query);
    return model_from(arena, text.ptr);
}

/* Which tables a query reads: the cases of sqlmesh's own documentation of dependencies. */
static void tables_are_found(void **state)
{
    static const struct {
        const char *query, *want;
    } rows[] = {
        { "SELECT 1 AS a", "" },
        { "SELECT a FROM db.src", "db.src" },
        { "SELECT a FROM DB.Src AS x", "db.src" },
        { "SELECT a FROM db.x, db.y", "db.x db.y" },
        { "SELECT a FROM db.x JOIN db.y USING (a) LEFT JOIN db.z ON true", "db.x db.y db.z" },
        { "SELECT a FROM (SELECT a FROM db.src) AS t", "db.src" },
        { "SELECT a FROM db.x WHERE a IN (SELECT b FROM db.y)", "db.x db.y" },
        { "SELECT a FROM db.x WHERE EXISTS (SELECT 1 FROM db.y)", "db.x db.y" },
        { "SELECT (SELECT max(b) FROM db.y) AS a FROM db.x", "db.x db.y" },
        { "SELECT a FROM db.x UNION ALL SELECT a FROM db.y", "db.x db.y" },
        { "WITH t AS (SELECT a FROM db.src) SELECT a FROM t", "db.src" },
        { "WITH t AS (SELECT a FROM db.src), u AS (SELECT a FROM t) SELECT a FROM u", "db.src" },
        { "WITH src AS (SELECT 1 AS a) SELECT a FROM db.src", "db.src" },
        { "SELECT a FROM db.m", "" },
        { "SELECT a FROM other.db.src", "other.db.src" },
        { "SELECT a FROM src", "src" },
        { "SELECT a FROM unnest([1, 2]) AS t(a)", "" },
        { "SELECT a FROM range(10) AS t(a)", "" },
        { "SELECT * FROM (VALUES (1)) AS t(a)", "" },
        { "SELECT a FROM @this_model", "" },
        { "SELECT a FROM information_schema.tables", "information_schema.tables" },
        { "FROM db.src SELECT a", "db.src" },
        { "SELECT a FROM @{s}.t", "" },
        { "JINJA_QUERY_BEGIN; SELECT a FROM db.x JOIN db.y ON x.i = {{ v }}; JINJA_END;",
          "db.x db.y" },
        { "JINJA_QUERY_BEGIN; SELECT a FROM db.x {% if y %} JOIN db.y {% endif %}; JINJA_END;",
          "db.x? db.y?" },
        { "SELECT a {# it's\na note #} FROM db.x", "db.x" },
        { "@union('all', db.x, db.y)", "db.x db.y" },
        { "@union(@c, 'all', db.x, db.y)", "db.x? db.y?" },
        { "@deduplicate(db.x, [a], ['b desc'])", "db.x" },
        { "@deduplicate(db.x, [], ['b desc'])", "db.x?" },
        { "CREATE TABLE db.z AS SELECT * FROM db.w; SELECT a FROM db.x; SELECT1", "db.x" },
        { "SELECT a FROM db.x WHERE @f(a, (SELECT 1 FROM db.y))", "db.x db.y" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str got = dependency_text(*state, query_model(*state, rows[i].query));
        if (!str_eq(got, str_of(rows[i].want)))
            print_error("%s\n", rows[i].query);
        assert_str(got, str_of(rows[i].want));
    }
}

static void depends_on_is_added(void **state)
{
    static const char *const written[] = { "(db.x, \"q\".y)", "[db.x, q.y]", "(db.x, q.y, db.m)" };
    for (size_t i = 0; i < ROWS(written); i++) {
        struct str text = str_fmt(
            *state, "MODEL (name db.m, depends_on %s); SELECT a FROM db.z, db.x", written[i]);
        assert_str(dependency_text(*state, model_from(*state, text.ptr)), STR("db.x db.z q.y!"));
    }
}

static void variables_name_tables(void **state)
{
    const char *config = "gateways:\n  g:\n    variables: {s: gw}\n"
                         "variables: {s: root, t: 'x y', N: 5}\n" CONFIG;
    static const struct {
        const char *query, *want, *unknown, *inputs;
    } rows[] = {
        { "SELECT a FROM @{s}.t", "gw.t", "", "variable:s" },
        { "SELECT a FROM @s.t", "gw.t", "", "variable:s" },
        { "SELECT a FROM @VAR('S').t", "gw.t", "", "variable:s" },
        { "SELECT a FROM p_@{s}_q.t", "p_gw_q.t", "", "variable:s" },
        { "SELECT a FROM \"@{s}\".t", "gw.t", "", "variable:s" },
        { "SELECT @n AS a FROM t", "t", "", "variable:n" },
        { "SELECT a FROM @nope.t", "",
          "variable:name of a table that is read; variable:variable @nope", "" },
        { "SELECT a FROM \"p_@{s}\".t JOIN \"@s\".u USING (a)", "gw.u p_gw.t", "", "variable:s" },
        { "SELECT a FROM @gateway.t", "g.t", "", "variable:gateway" },
        { "SELECT a FROM t WHERE d = @start_ds", "t", "", "" },
        { "@DEF(s, mine); SELECT a FROM @{s}.t", "mine.t", "", "" },
        { "JINJA_QUERY_BEGIN; SELECT {{ var('s') }} AS a FROM t; JINJA_END;", "t", "jinja:query",
          "variable:s" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text = str_fmt(*state, "MODEL (name db.m); %s", rows[i].query);
        const struct repository *repository =
            load(*state, "config.yaml", config, "models/m.sql", text.ptr);
        const struct model *model = model_of(repository, "db.m");
        if (!str_eq(dependency_text(*state, model), str_of(rows[i].want)))
            print_error("%s\n", rows[i].query);
        assert_str(dependency_text(*state, model), str_of(rows[i].want));
        assert_str(unknown_list(*state, model_unknowns(model)), str_of(rows[i].unknown));
        assert_str(input_text(*state, model), str_of(rows[i].inputs));
    }
}

/* A doubtful name reaches every model that it may mean. */
static void doubtful_names_reach_their_candidates(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "models/x.sql", "MODEL (name a.t); SELECT 1 AS i",
             "models/y.sql", "MODEL (name b.t); SELECT 1 AS i", "models/z.sql",
             "MODEL (name b.u); SELECT 1 AS i", "models/m.sql",
             "MODEL (name db.m); SELECT i FROM @{nope}.t");
    assert_str(dependency_text(*state, model_of(repository, "db.m")), STR("a.t? b.t?"));

    repository =
        load(*state, "config.yaml", CONFIG, "models/x.sql", "MODEL (name a.t); SELECT 1 AS i",
             "models/m.sql", "MODEL (name db.m); @mine(sources := (a.t, x.y), key := q.i)");
    assert_str(dependency_text(*state, model_of(repository, "db.m")), STR("a.t?"));
}

/* Which macros leave something open. */
static void macros_are_judged_by_their_place(void **state)
{
    const char *macros = "from sqlmesh import macro\n"
                         "@macro()\ndef pure(evaluator, x):\n    return x + 1\n"
                         "@macro('Named')\ndef other(evaluator):\n    return exp.select('a')\n";
    static const struct {
        const char *query, *unknown, *inputs;
    } rows[] = {
        { "SELECT @pure(a) AS a FROM t", "", "macro:@pure" },
        { "SELECT @pure(a) FROM t", "macro:macro @pure", "macro:@pure" },
        { "SELECT a FROM t WHERE @pure(a) > 1", "", "macro:@pure" },
        { "SELECT a FROM @pure(t)", "macro:macro @pure", "macro:@pure" },
        { "SELECT @named() AS a FROM t", "macro:macro @named", "macro:@named" },
        { "SELECT @missing(1) AS a FROM t", "macro:macro @missing", "" },
        { "SELECT @star(t) FROM t", "macro:macro @star", "" },
        { "SELECT @each([a, b], x -> x) FROM t", "", "" },
        { "SELECT @each(pure(a), x -> t.x) FROM t", "macro:macro @each", "" },
        { "SELECT @if(true, 1, 2) AS a FROM t", "", "" },
        { "SELECT @safe_div(a, b) AS a FROM t", "", "" },
        { "SELECT @generate_surrogate_key(a, b) FROM t", "", "" },
        { "SELECT a FROM t WHERE @and(a > 1, @missing(2))", "macro:macro @missing", "" },
        { "@pure(1); SELECT a FROM t", "", "macro:@pure" },
        { "@missing(1); SELECT a FROM t", "macro:macro @missing", "" },
        { "@union('all', db.x, db.y)", "macro:macro @union", "" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text = str_fmt(*state, "MODEL (name db.m); %s", rows[i].query);
        const struct repository *repository =
            load(*state, "config.yaml", CONFIG, "macros/m.py", macros, "models/m.sql", text.ptr);
        const struct model *model = model_of(repository, "db.m");
        if (!str_eq(unknown_list(*state, model_unknowns(model)), str_of(rows[i].unknown)))
            print_error("%s\n", rows[i].query);
        assert_str(unknown_list(*state, model_unknowns(model)), str_of(rows[i].unknown));
        assert_str(input_text(*state, model), str_of(rows[i].inputs));
    }
}

static void unreadable_sql_is_unknown(void **state)
{
    const struct model *model = query_model(*state, "SELECT a FROM t WHERE ) ( b");
    const struct model *same = query_model(*state, "SELECT a  FROM t WHERE )  ( b");
    assert_true(model_unknowns(model)->count > 0);
    assert_int_equal(model_unknowns(model)->count, model_unknowns(same)->count);
    bool told = false;
    for (size_t i = 0; i < model_unknowns(model)->count; i++) {
        assert_int_equal(model_unknowns(model)->items[i].cause, UNKNOWN_SQL);
        assert_str(model_unknowns(model)->items[i].form, model_unknowns(same)->items[i].form);
        told = told || model_unknowns(model)->items[i].form.len > 0;
    }
    assert_true(told);
}

/* White space is part of what a template says; nothing else of the query is. */
static void jinja_is_kept_as_text(void **state)
{
    const struct model *a =
        query_model(*state, "JINJA_QUERY_BEGIN;\r\n SELECT {{ a }}\r\n FROM t;\r\nJINJA_END;");
    const struct model *b =
        query_model(*state, "JINJA_QUERY_BEGIN; SELECT {{ a }}\n FROM t JINJA_END;");
    assert_str(model_query_form(a), STR("SELECT {{ a }}\n FROM t"));
    assert_null(model_query(a));
    assert_false(model_columns(a)->complete);
    assert_int_equal(model_unknowns(b)->count, 1);
    a = query_model(*state,
                    "JINJA_QUERY_BEGIN; SELECT x AS a FROM t WHERE d = '{{ ds }}'; JINJA_END;");
    assert_true(model_columns(a)->complete);
    assert_str(column_text(*state, a), STR("a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(tables_are_found),
        arena_test(depends_on_is_added),
        arena_test(variables_name_tables),
        arena_test(doubtful_names_reach_their_candidates),
        arena_test(macros_are_judged_by_their_place),
        arena_test(unreadable_sql_is_unknown),
        arena_test(jinja_is_kept_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
