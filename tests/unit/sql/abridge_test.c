/* abridge: what is left of a query, what cannot be abridged, and that the outputs and tables of
 * what is left are those of the whole. That columns flow alike is checked wherever a flow is made
 * in a build for tests (lineage/flow.c). */
#include "sql_test.h"

#include "base/buf.h"
#include "sql/abridge.h"
#include "sql/query.h"

static struct sql_abridged abridged(struct sql_case *c)
{
    struct sql_abridged out;
    sql_abridge(&out, &c->arena, &c->arena, c->text.bytes, c->tree);
    return out;
}

/* kind "text" (children) */
static void dump(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, sql_kind_name(node->kind));
    if (node->text.len)
        buf_printf(out, " %.*s", STR_ARG(node->text));
    if (node->flags)
        buf_printf(out, " #%u", node->flags);
    for (const struct sql_node *it = node->first; it; it = it->next) {
        buf_puts(out, it == node->first ? "(" : ", ");
        dump(out, it);
    }
    if (node->first)
        buf_byte(out, ')');
}

static void check_left(const char *dialect, const char *sql, const char *want)
{
    struct sql_case c;
    struct buf out;
    case_open(&c, dialect, sql);
    struct sql_abridged packed = abridged(&c);
    if (!packed.packed.len)
        fail_msg("[%s] %s is not abridged", dialect, sql);
    buf_init(&out, &c.arena, LIMIT_memory_bytes);
    dump(&out, sql_abridged_tree(&c.arena, c.text.bytes, &packed));
    if (!str_eq(buf_str(&out), str_of(want)))
        fail_msg("[%s] %s\n  want %s\n  have %.*s", dialect, sql, want, STR_ARG(buf_str(&out)));
    case_close(&c);
}

static void test_left(void **state)
{
    (void)state;
    check_left(
        "duckdb", "SELECT a.x, 2 * (y + 1) AS z FROM db.t AS a WHERE y > 3 AND LOWER(s) = 'b'",
        "select(projections(column(ident a, ident x), as(binary(column(ident y)), ident z)), "
        "from(table(ident db, ident t, alias(ident a))), "
        "where(and(column(ident y), column(ident s))))");
    check_left("snowflake", "SELECT a.X, \"b\" AS \"c d\" FROM T a",
               "select(projections(column(ident A, ident X), as(column(ident b #8193), ident c d "
               "#8193)), from(table(ident T, alias(ident A))))");
    check_left(
        "duckdb", "SELECT COUNT(*) AS n, SUM(x)::DECIMAL(10, 2) AS s FROM t GROUP BY 1, (y, z)",
        "select(projections(as(call, ident n), as(cast(column(ident x), type DECIMAL(10, 2)), "
        "ident s)), from(table(ident t)), group-by(number 1, tuple(column(ident y), "
        "column(ident z))))");
    check_left("duckdb",
               "WITH c (p) AS (SELECT x FROM t) SELECT p FROM c JOIN u USING (p) UNION ALL "
               "SELECT q FROM (SELECT q FROM v) AS w ORDER BY 1 LIMIT 5",
               "setop UNION ALL(select(projections(column(ident p)), from(table(ident c), "
               "join INNER(table(ident u), using(ident p)))), select(projections(column(ident q)), "
               "from(subquery(select(projections(column(ident q)), from(table(ident v))), "
               "alias(ident w)))), with(cte(ident c, columns(ident p), select(projections("
               "column(ident x)), from(table(ident t))))), order-by(order(number 1)), "
               "limit(number 5))");
    check_left("duckdb", "SELECT a AS b FROM t WHERE ds BETWEEN @start_ds AND @end_ds",
               "select(projections(as(column(ident a), ident b)), from(table(ident t)), "
               "where(between(column(ident ds), macro-var start_ds, macro-var end_ds)))");
    check_left("duckdb", "SELECT SUM(x) OVER (PARTITION BY y ORDER BY z) AS s FROM t",
               "select(projections(as(call(column(ident x), column(ident y), column(ident z)), "
               "ident s)), from(table(ident t)))");
}

static void test_stars_and_queries(void **state)
{
    (void)state;
    check_left("duckdb", "SELECT * FROM t", "select(projections(star), from(table(ident t)))");
    check_left(
        "duckdb", "SELECT t.* EXCLUDE (a) REPLACE (b + c AS b) RENAME (d AS e) FROM t",
        "select(projections(star t(ident t, except(ident a), replace(as(binary(column(ident b), "
        "column(ident c)), ident b)), rename(as(column(ident d), ident e)))), "
        "from(table(ident t)))");
    check_left(
        "duckdb",
        "SELECT (SELECT MAX(b) FROM u WHERE u.k = t.k) AS b FROM t "
        "WHERE a IN (SELECT b FROM u) OR NOT EXISTS (SELECT 1 FROM v WHERE v.k = t.k)",
        "select(projections(as(scalar-query(select(projections(call MAX(column(ident b))), "
        "from(table(ident u)), where(binary(column(ident u, ident k), column(ident t, ident "
        "k))))), ident b)), from(table(ident t)), where(or(column(ident a), "
        "select(projections(column(ident b)), from(table(ident u))), exists #4(select("
        "projections(number 1), from(table(ident v)), where(binary(column(ident v, ident k), "
        "column(ident t, ident k))))))))");
}

static void check_none(const char *dialect, const char *sql)
{
    struct sql_case c;
    case_open(&c, dialect, sql);
    if (abridged(&c).packed.len)
        fail_msg("[%s] %s is abridged", dialect, sql);
    case_close(&c);
}

static void test_none(void **state)
{
    (void)state;
    check_none("duckdb", "SELECT a + 1 FROM t");
    check_none("duckdb", "SELECT HASH(*) AS h FROM t");
    check_none("duckdb", "SELECT * LIKE 'a%' FROM t");
    check_none("duckdb", "SELECT (SELECT b + 1 FROM u) AS b FROM t");
    check_none("duckdb", "SELECT a FROM t WHERE a IN (SELECT b::INT FROM u)");
    check_none("duckdb", "SELECT ARRAY(SELECT b FROM u) AS b FROM t");
    check_none("duckdb", "SELECT COUNT(DISTINCT *) AS h FROM t");
    check_none("duckdb", "SELECT COLUMNS('a.*') AS h FROM t");
    check_none("duckdb", "SELECT list_transform(a, x -> x + b) AS a FROM t");
    check_none("duckdb", "SELECT [x FOR x IN a] AS a FROM t");
    check_none("duckdb", "SELECT t.a.upper() AS a FROM t");
    check_none("duckdb", "SELECT SUM(a) OVER w AS a FROM t WINDOW w AS (PARTITION BY b)");
    check_none("duckdb", "SELECT a FROM t PIVOT (SUM(a) FOR b IN (1, 2))");
    check_none("duckdb", "SELECT a FROM UNNEST([1]) AS t (a)");
    check_none("duckdb", "SELECT a FROM (VALUES (1)) AS t (a)");
    check_none("duckdb", "SELECT a FROM t USING SAMPLE 10%");
    check_none("duckdb", "SELECT a UNION BY NAME SELECT b");
    check_none("duckdb", "SELECT @f(a) AS a FROM t");
    check_none("duckdb", "SELECT a FROM @f(t)");
    check_none("duckdb", "SELECT a FROM db.@t");
    check_none("duckdb", "SELECT t.@a AS a FROM t");
    check_none("duckdb", "SELECT a AS @b FROM t");
    check_none("duckdb", "SELECT a AS \"@b\" FROM t");
    check_none("duckdb", "SELECT @a FROM t");
    check_none("duckdb+jinja", "SELECT {{ a }} AS a FROM t");
    check_none("bigquery", "SELECT ML.f(TABLE t) AS a FROM t");
    check_none("clickhouse", "SELECT a FROM t PREWHERE b = 1");
    check_none("duckdb", "VALUES (1)");
}

/* --- what is left says the same --------------------------------------------------------------- */

static void check_outputs(struct sql_case *c, const struct sql_node *left, bool written)
{
    struct sql_outputs whole = { 0 }, own = { 0 };
    assert_int_equal(sql_outputs(&whole, &c->arena, c->tree), sql_outputs(&own, &c->arena, left));
    assert_int_equal(whole.count, own.count);
    for (size_t i = 0; i < own.count; i++) {
        const struct sql_output *a = &whole.items[i], *b = &own.items[i];
        assert_true(str_eq(a->name, b->name) && (b->name.len || b->is_star));
        assert_int_equal(a->expr->kind, b->expr->kind);
        assert_int_equal(a->expr->start, b->expr->start);
        assert_true(a->is_star == b->is_star && !a->dynamic && !b->dynamic);
        assert_false(b->is_star && written);
        const struct sql_node *type =
            a->expr->kind == SQL_CAST ? sql_child(a->expr, SQL_TYPE) : NULL;
        if (type)
            assert_true(str_eq(sql_form(&c->arena, type),
                               sql_form(&c->arena, sql_child(b->expr, SQL_TYPE))));
    }
}

static void check_tables(struct sql_case *c, const struct sql_node *left)
{
    struct sql_table_refs whole = { 0 }, own = { 0 };
    sql_table_refs(&whole, &c->arena, c->tree);
    sql_table_refs(&own, &c->arena, left);
    assert_int_equal(whole.count, own.count);
    for (size_t i = 0; i < own.count; i++) {
        assert_int_equal(whole.items[i].table->start, own.items[i].table->start);
        assert_true(sql_same(whole.items[i].table, own.items[i].table));
    }
}

static size_t check_query(struct str dialect, struct str sql)
{
    struct sql_case c;
    case_parse(&c, dialect, sql);
    struct sql_abridged packed = abridged(&c);
    if (packed.packed.len) {
        const struct sql_node *left = sql_abridged_tree(&c.arena, c.text.bytes, &packed);
        assert_true(left->height <= c.tree->height);
        check_outputs(&c, left, packed.written);
        check_tables(&c, left);
    }
    case_close(&c);
    return packed.packed.len > 0;
}

static size_t check_file(const char *path, size_t *queries)
{
    struct str bytes = read_file(path), rest = bytes, block;
    size_t count = 0;
    for (; next_block(&rest, &block); ++*queries) {
        struct str dialect = take_dialect(&block);
        ptrdiff_t end = str_find(block, STR("\n=> "));
        count += check_query(dialect, str_sub(block, 0, end < 0 ? block.len : (size_t)end));
    }
    free((char *)(uintptr_t)bytes.ptr);
    return count;
}

static void test_same(void **state)
{
    (void)state;
    size_t queries = 0, count = check_file("tests/sql/select.txt", &queries) +
                                check_file("tests/sql/from.txt", &queries) +
                                check_file("tests/sql/query.txt", &queries) +
                                check_file("tests/sql/expression.txt", &queries) +
                                check_file("tests/sql/macro.txt", &queries) +
                                check_file("tests/sql/type.txt", &queries);
    print_message("%zu of %zu queries are abridged\n", count, queries);
    assert_true(count > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_left),
        cmocka_unit_test(test_stars_and_queries),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
