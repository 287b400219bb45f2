/* Tests of change/capture through whole projects: s.m gains the column id, and the query of s.c,
 * which stays as it is, names id without saying of which source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/tree.h"

static void add_file(struct tree *tree, struct arena *arena, const char *path, struct str text)
{
    vec_push(arena, tree, (struct mem_file){ .path = str_of(path), .bytes = text });
}

static struct tree project(struct arena *arena, const char *columns, const char *query)
{
    struct tree tree = { 0 };

    add_file(&tree, arena, "config.yaml", STR("model_defaults: {dialect: postgres}\n"));
    add_file(&tree, arena, "external_models.yaml",
             STR("- name: raw.orders\n"
                 "  columns: {order_id: int, customer_id: int, amount: int}\n"
                 "- name: raw.cust\n"
                 "  columns: {id: int, name: int}\n"));
    add_file(&tree, arena, "models/c.sql",
             str_fmt(arena, "MODEL (name s.c, kind FULL);\n%s\n", query));
    add_file(&tree, arena, "models/m.sql",
             str_fmt(arena, "MODEL (name s.m, kind FULL);\nSELECT %s FROM raw.orders\n", columns));
    return tree;
}

/* The facts on s.c when s.m has one more column, and s.c goes from one query to another. */
static void expect_edit(const char *old, const char *new, const char *facts)
{
    struct arena arena;
    struct change_set set;

    arena_init(&arena, 64u << 20, NULL);
    struct tree before = project(&arena, "order_id, customer_id", old);
    struct tree after = project(&arena, "order_id, customer_id, amount AS id", new);
    assert_null(tree_diff(&set, &arena, &before, &after));
    struct str lines = fact_lines(&arena, &set), line, found = STR_EMPTY;
    while (str_split(&lines, '\n', &line)) {
        if (str_find(line, STR(" s.c")) == 5)
            found = str_fmt(&arena, "%.*s%.*s\n", STR_ARG(found), STR_ARG(line));
    }
    if (!str_eq(found, str_of(facts)))
        fail_msg("%s: expected\n%sbut found\n%.*s", new, facts, STR_ARG(found));
    arena_release(&arena);
}

static void expect(const char *query, const char *facts)
{
    expect_edit(query, query, facts);
}

static const char clash[] = "SQ115 s.c | name id |  -> s.m.id\n";

static void a_name_in_two_sources(void **state)
{
    (void)state;
    expect("SELECT id FROM raw.cust JOIN s.m ON customer_id = name", clash);
    expect("SELECT name FROM raw.cust, s.m WHERE id = customer_id", clash);
    expect("SELECT name FROM raw.cust JOIN s.m ON customer_id = id", clash);
    expect("SELECT name FROM s.m, raw.cust GROUP BY name ORDER BY MAX(id)", clash);
    expect("SELECT o.name FROM raw.cust AS o, (SELECT id FROM raw.cust, s.m) AS q", clash);
    expect("SELECT name FROM s.m CROSS JOIN raw.cust AS a JOIN raw.cust AS b USING (id, name)",
           clash);
}

static void the_column_comes_through_stars(void **state)
{
    (void)state;
    expect("WITH x AS (SELECT * FROM s.m), y AS (SELECT * FROM x) "
           "SELECT id FROM raw.cust JOIN y ON customer_id = name",
           clash);
    expect("SELECT id FROM raw.cust, (SELECT * FROM s.m) AS q", clash);
    expect("SELECT id FROM raw.cust, (SELECT order_id FROM s.m UNION ALL SELECT 1) AS q", "");
    expect("SELECT id FROM (raw.cust CROSS JOIN s.m)", clash);
    expect("SELECT id FROM raw.cust, LATERAL (SELECT * FROM s.m WHERE order_id = id) AS q", clash);
}

static void the_column_does_not_come(void **state)
{
    (void)state;
    expect("SELECT cust.id FROM raw.cust JOIN s.m ON customer_id = name", "");
    expect("SELECT name FROM raw.cust JOIN s.m ON customer_id = name", "");
    expect("WITH m AS (SELECT order_id FROM s.m) SELECT id FROM raw.cust, m", "");
    expect("SELECT q.id FROM (SELECT id FROM raw.cust) AS q, s.m", "");
    expect("WITH q AS (SELECT id FROM raw.cust) SELECT q.id FROM q, s.m", "");
}

static void the_reader_was_mended(void **state)
{
    (void)state;
    expect_edit("SELECT id FROM raw.cust, s.m", "SELECT cust.id FROM raw.cust, s.m",
                "MT100 s.c |  |  ->\n");
}

/* Queries that read each other many times over end the search and count as a clash. */
static void a_search_ends(void **state)
{
    struct arena arena;
    struct str with = STR("WITH c0 AS (SELECT * FROM raw.other)");
    (void)state;

    arena_init(&arena, 64u << 20, NULL);
    for (int i = 1; i < 30; i++)
        with = str_fmt(&arena, "%.*s, c%d AS (SELECT * FROM c%d AS a, c%d AS b)", STR_ARG(with), i,
                       i - 1, i - 1);
    struct str query = str_fmt(&arena,
                               "%.*s SELECT id, order_id FROM raw.cust, c29, "
                               "(SELECT customer_id AS k FROM s.m) AS q",
                               STR_ARG(with));
    expect(query.ptr, clash);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_in_two_sources),
        cmocka_unit_test(the_column_comes_through_stars),
        cmocka_unit_test(the_column_does_not_come),
        cmocka_unit_test(the_reader_was_mended),
        cmocka_unit_test(a_search_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
