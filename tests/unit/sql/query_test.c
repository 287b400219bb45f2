/* query: tables by scope, outputs, arms, CTEs, macros. */
#include "sql_test.h"

#include "sql/query.h"

/* Tables as "a.b c ?d" in source order; '?' = dynamic. */
static void check_tables(const char *dialect, const char *sql, const char *want)
{
    struct sql_case c;
    struct sql_table_refs refs = { 0 };
    case_open(&c, dialect, sql);
    sql_table_refs(&refs, &c.arena, c.tree);
    struct str have = STR_EMPTY;
    vec_for (struct sql_table_ref, r, &refs) {
        struct str name = STR_EMPTY;
        for (const struct sql_node *p = r->table->first;
             p && (p->kind == SQL_IDENT || p->kind == SQL_MACRO_VAR || p->kind == SQL_MACRO ||
                   p->kind == SQL_TEMPLATE);
             p = p->next)
            name = name.len ? str_fmt(&c.arena, "%.*s.%.*s", STR_ARG(name), STR_ARG(p->text))
                            : p->text;
        have = str_fmt(&c.arena, "%.*s%s%s%.*s", STR_ARG(have), have.len ? " " : "",
                       r->dynamic ? "?" : "", STR_ARG(name));
    }
    if (!str_eq(have, str_of(want)))
        fail_msg("[%s] %s\n  want '%s'\n  have '%.*s'", dialect, sql, want, STR_ARG(have));
    case_close(&c);
}

static void test_tables(void **state)
{
    (void)state;
    check_tables("duckdb", "SELECT * FROM db.a JOIN b ON a.x = b.x, c", "db.a b c");
    check_tables("duckdb",
                 "SELECT (SELECT 1 FROM a) FROM (SELECT 2 FROM b) x WHERE c IN (SELECT 1 FROM d) "
                 "AND EXISTS (SELECT 1 FROM e) UNION SELECT 3 FROM f",
                 "a b d e f");
    check_tables("snowflake", "SELECT * FROM t PIVOT (SUM(a) FOR b IN (SELECT c FROM u))", "T U");
    check_tables("duckdb", "SELECT * FROM range(10), read_csv('x'), UNNEST([1]), (VALUES (1)) v",
                 "");
    check_tables("duckdb", "SELECT * FROM 'x.parquet'", "x.parquet");
    check_tables("snowflake", "SELECT * FROM @stage/path", "");
    check_tables("bigquery", "SELECT * FROM db.src_*", "db.src_*");
    check_tables("bigquery", "SELECT * FROM ML.PREDICT(MODEL m, TABLE db.src)", "m db.src");
    check_tables("bigquery", "SELECT * FROM t AS x, x.items, x.items.more AS y, `x.items`",
                 "t x.items");
    check_tables("bigquery", "SELECT * FROM `p.d`.`T`, `r`.`INFORMATION_SCHEMA.TABLES`",
                 "p.d.T r.INFORMATION_SCHEMA.TABLES");
    check_tables("snowflake",
                 "SELECT a /* sqlglot.meta case_sensitive */ FROM t/* sqlglot.meta "
                 "case_sensitive */",
                 "t");
    check_tables("duckdb", "FROM a", "a");
    check_tables("duckdb", "FROM a SELECT b", "a");
    check_tables("duckdb", "SELECT * FROM a, a", "a a");
    check_tables("duckdb", "SELECT * FROM a LEFT JOIN (b JOIN c ON 1) ON 1", "a b c");
    check_tables("postgres", "SELECT * FROM a, LATERAL (SELECT * FROM b) x", "a b");
    check_tables("duckdb", "SELECT f((SELECT 1 FROM a), [x for x in (SELECT 1 FROM b)])", "a b");
}

static void test_ctes(void **state)
{
    (void)state;
    check_tables("duckdb", "WITH a AS (SELECT 1) SELECT * FROM a", "");
    check_tables("duckdb", "WITH src AS (SELECT 1) SELECT * FROM db.src", "db.src");
    check_tables("duckdb", "WITH src AS (SELECT * FROM db.src) SELECT * FROM src", "db.src");
    check_tables("duckdb", "WITH src AS (SELECT * FROM src) SELECT * FROM src", "src");
    check_tables("duckdb", "WITH RECURSIVE r AS (SELECT * FROM r) SELECT * FROM r", "");
    check_tables("duckdb", "WITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM b",
                 "b");
    check_tables("duckdb", "SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) x, a", "a");
    check_tables("duckdb",
                 "WITH a AS (SELECT 1) SELECT (SELECT 1 FROM a), 2 FROM (SELECT * FROM a)", "");
    check_tables("duckdb", "WITH a AS (SELECT 1) SELECT 1 FROM a UNION ALL SELECT 2 FROM a", "");
    check_tables("duckdb",
                 "WITH a AS (WITH b AS (SELECT * FROM a) SELECT * FROM b) SELECT * FROM a, b",
                 "a b");
    check_tables("duckdb", "WITH A AS (SELECT 1) SELECT * FROM \"a\"", "");
    check_tables("snowflake", "WITH A AS (SELECT 1) SELECT * FROM \"a\"", "a");
    check_tables("duckdb", "@WITH(@x) a AS (SELECT * FROM b) SELECT * FROM a", "b");
    check_tables("clickhouse", "WITH 1 AS a, b AS (SELECT 1 FROM c) SELECT * FROM a, b", "c a");
    check_tables("duckdb", "(WITH a AS (SELECT 1) SELECT * FROM a) UNION SELECT * FROM a", "a");
}

static void test_dynamic(void **state)
{
    (void)state;
    check_tables("duckdb", "SELECT * FROM @{s}.t, @this_model, x_@{y}, @v('s').t",
                 "?s.t ?this_model ?x_@{y} ?v.t");
    check_tables("duckdb+jinja", "SELECT * FROM {{ ref('a') }} JOIN b_{{ c }} ON 1",
                 "?{{ ref('a') }} ?b_{{ c }}");
    check_tables("duckdb", "SELECT * FROM a JOIN b ON x = = 1 FROM c.d JOIN \"E f\"",
                 "a b ?c.d ?e f");
    check_tables("duckdb", "UPDATE x SET a = 1 FROM db.y", "?db.y");
    check_tables("duckdb", "SELECT @IF(x, JOIN z ON TRUE) FROM a LEFT @JOIN(y) b ON TRUE", "z a b");
}

/* Outputs as "a b * - ?": name, star, nameless, dynamic. */
static void check_outputs(const char *dialect, const char *sql, const char *want)
{
    struct sql_case c;
    struct sql_outputs outputs = { 0 };
    case_open(&c, dialect, sql);
    bool known = sql_outputs(&outputs, &c.arena, c.tree);
    struct str have = known ? STR_EMPTY : STR("opaque");
    vec_for (struct sql_output, o, &outputs) {
        struct str name = o->is_star ? STR("*") : o->name.len ? o->name : STR("-");
        have = str_fmt(&c.arena, "%.*s%s%.*s%s", STR_ARG(have), have.len ? " " : "", STR_ARG(name),
                       o->dynamic ? "?" : "");
        assert_non_null(o->expr);
        assert_non_null(o->item);
    }
    if (!str_eq(have, str_of(want)))
        fail_msg("[%s] %s\n  want '%s'\n  have '%.*s'", dialect, sql, want, STR_ARG(have));
    case_close(&c);
}

static void test_outputs(void **state)
{
    (void)state;
    check_outputs("duckdb", "SELECT a, b AS C, t.d, e + 1, f::int, CAST(g AS INT) h FROM t",
                  "a c d - f h");
    check_outputs("snowflake", "SELECT a, \"b\", t.\"C d\" x FROM t", "A b X");
    check_outputs("duckdb", "SELECT *, t.* EXCLUDE (a), COLUMNS('x') FROM t", "* * *");
    check_outputs("duckdb", "FROM t", "*");
    check_outputs("duckdb", "SELECT 1 AS a UNION ALL SELECT 2 AS b", "a");
    check_outputs("duckdb", "(SELECT a) UNION (SELECT b)", "a");
    check_outputs("duckdb", "WITH x AS (SELECT 1 AS q) SELECT q FROM x", "q");
    check_outputs("duckdb", "VALUES (1, 2)", "- -");
    check_outputs("duckdb", "SELECT (SELECT max(a) AS m FROM t), (b), s.x.y, l[1], m['k']",
                  "m b y - k");
    check_outputs("duckdb", "SELECT 1, 'x', CAST('y' AS DATE), j -> '$.a.b', f(1)", "1 x y b -");
    check_outputs("duckdb", "(SELECT a, b FROM t LIMIT 1) LIMIT 2", "a b");
    check_outputs("duckdb", "SELECT 1 AS a, 2 AS b UNION ALL BY NAME SELECT 3 AS b, 4 AS c",
                  "a b c");
    check_outputs("bigquery", "SELECT 1 AS a LEFT UNION ALL BY NAME SELECT 4 AS c", "a");
    check_outputs("redshift", "SELECT *, 1 AS a, 2 AS b EXCLUDE (a, c) FROM t", "*? b");
    check_outputs("duckdb", "SELECT @x, @f(a) AS b, c AS @n, @STAR(t), d FROM t", "-? b? -? -? d");
    check_outputs("duckdb", "@UNION('all', a, b)", "opaque");
    check_outputs("duckdb", "nonsense of some kind", "opaque");
    check_outputs("tsql", "SELECT x = a + 1, [My Col] = b FROM t", "x my col");
}

static void test_arms(void **state)
{
    (void)state;
    struct sql_case c;
    struct sql_selects arms = { 0 };
    case_open(&c, "duckdb",
              "WITH x AS (SELECT 0) SELECT 1 UNION (SELECT 2 EXCEPT SELECT 3) UNION ALL SELECT 4 "
              "ORDER BY (SELECT 5)");
    sql_arms(&arms, &c.arena, c.tree);
    assert_int_equal(arms.count, 4);
    for (size_t i = 0; i < arms.count; i++) {
        const struct sql_node *item = sql_child(arms.items[i], SQL_PROJECTIONS)->first;
        assert_int_equal(item->text.ptr[0], '1' + (int)i);
    }
    case_close(&c);
    arms = (struct sql_selects){ 0 };
    case_open(&c, "duckdb", "SELECT a FROM (SELECT b)");
    sql_arms(&arms, &c.arena, c.tree);
    assert_int_equal(arms.count, 1);
    assert_ptr_equal(arms.items[0], c.tree);
    case_close(&c);
}

static void test_cte(void **state)
{
    (void)state;
    struct sql_case c;
    case_open(&c, "duckdb", "WITH a(x) AS (SELECT 1), b AS (SELECT 2) SELECT * FROM a");
    assert_int_equal(sql_cte(c.tree, STR("a"))->kind, SQL_SELECT);
    assert_true(str_eq(sql_form(&c.arena, sql_cte(c.tree, STR("b"))), STR("SELECT 2")));
    assert_null(sql_cte(c.tree, STR("c")));
    case_close(&c);
    case_open(&c, "duckdb", "SELECT 1");
    assert_null(sql_cte(c.tree, STR("a")));
    assert_null(sql_cte(NULL, STR("a")));
    case_close(&c);
}

static void check_names(struct arena *arena, const struct sql_names *names, const char *want)
{
    struct str have = STR_EMPTY;
    for (size_t i = 0; i < names->count; i++)
        have = str_fmt(arena, "%.*s%s%.*s", STR_ARG(have), i ? " " : "", STR_ARG(names->items[i]));
    assert_string_equal(str_dup(arena, have).ptr, want);
}

static void test_macros(void **state)
{
    (void)state;
    struct sql_case c;
    struct sql_names macros = { 0 }, vars = { 0 };
    case_open(&c, "duckdb",
              "SELECT @B, @A(@{c}_x, t_@D), @a(1), @'@e and @{F}', \"@{g} h\", @SQL('SELECT @i') "
              "FROM @{c}.t @WHERE(@w) x = @b");
    sql_macros(&macros, &vars, &c.arena, c.tree);
    check_names(&c.arena, &macros, "a sql where");
    check_names(&c.arena, &vars, "b c d e f g i w");
    sql_macros(NULL, NULL, &c.arena, c.tree);
    case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),  cmocka_unit_test(test_ctes), cmocka_unit_test(test_dynamic),
        cmocka_unit_test(test_outputs), cmocka_unit_test(test_arms), cmocka_unit_test(test_cte),
        cmocka_unit_test(test_macros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
