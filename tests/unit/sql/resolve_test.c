/* The cases of tests/sql/resolved.txt and qualified.txt: which queries are the same once their
 * names are resolved, and once they are qualified; and what the limit of resolved trees does. */
#include "sql_test.h"

#include "base/buf.h"
#include "sql/resolve.h"

/* --- the tables ------------------------------------------------------------------------------ */

static const struct {
    const char *name, *columns[4];
} tables[] = { { "s", { "a", "b", "c" } }, { "t", { "a", "d" } } };

static const struct bind_relation *find_table(void *ctx, const struct sql_node *table)
{
    struct sql_case *c = ctx;
    struct bind_relation *relation = arena_new(&c->arena, struct bind_relation);
    relation->kind = BIND_TABLE;
    relation->id =
        str_fmt(&c->arena, "\"%.*s\"", STR_ARG(str_lower(&c->arena, table->first->text)));
    relation->node = table;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (!str_eq_fold(table->first->text, str_of(tables[i].name)))
            continue;
        relation->complete = true;
        for (size_t k = 0; tables[i].columns[k]; k++) {
            struct bind_column column = { .type = STR_EMPTY };
            column.name =
                sql_normalise(&c->arena, c->text.dialect, str_of(tables[i].columns[k]), false);
            vec_push(&c->arena, relation, column);
        }
    }
    return relation;
}

static bool is_value(void *ctx, const struct sql_node *node)
{
    (void)ctx, (void)node;
    return false;
}

typedef void resolve_fn(struct resolved *out, struct arena *arena, const struct bind_schema *schema,
                        const struct sql_node *query);

static void resolve(struct resolved *out, struct sql_case *c, resolve_fn *function)
{
    struct bind_schema schema = { c, find_table, is_value, c->text.dialect };
    function(out, &c->arena, &schema, c->tree);
    resolved_release(out);
}

/* --- the cases ------------------------------------------------------------------------------- */

static void check_pair(struct str dialect, struct str one, struct str other, bool same,
                       resolve_fn *function)
{
    struct sql_case a, b;
    struct resolved left, right;
    case_parse(&a, dialect, one);
    case_parse(&b, dialect, other);
    resolve(&left, &a, function);
    resolve(&right, &b, function);
    if (!left.query || !right.query || sql_same(left.query, right.query) != same)
        fail_msg("[%.*s] must be %s:\n  %.*s\n  %.*s\n  %.*s\n  %.*s", STR_ARG(dialect),
                 same ? "the same" : "apart", STR_ARG(one), STR_ARG(other),
                 STR_ARG(sql_form(&a.arena, left.query)), STR_ARG(sql_form(&b.arena, right.query)));
    case_close(&a);
    case_close(&b);
}

static void check_lost(struct str dialect, struct str query)
{
    struct sql_case c;
    struct resolved resolved;
    case_parse(&c, dialect, query);
    resolve(&resolved, &c, sql_qualify);
    if (resolved.certain)
        fail_msg("[%.*s] must not be certain: %.*s", STR_ARG(dialect), STR_ARG(query));
    case_close(&c);
}

/* Lines: "= " the same, "! " apart, "? " with a name that nobody finds. */
static void check_file(const char *path, resolve_fn *function, size_t least)
{
    struct str bytes = read_file(path), rest = bytes, block, line;
    size_t same = 0, apart = 0;
    while (next_block(&rest, &block)) {
        struct str first, dialect = take_dialect(&block);
        assert_true(str_split(&block, '\n', &first));
        while (str_split(&block, '\n', &line)) {
            bool equal = str_starts(line, STR("= "));
            if (str_starts(line, STR("? "))) {
                check_lost(dialect, str_sub(line, 2, SIZE_MAX));
                continue;
            }
            if (!equal && !str_starts(line, STR("! ")))
                fail_msg("neither =, ! nor ?: %.*s", STR_ARG(line));
            check_pair(dialect, first, str_sub(line, 2, SIZE_MAX), equal, function);
            *(equal ? &same : &apart) += 1;
        }
    }
    assert_true(same > least && apart > least);
    free((char *)bytes.ptr);
}

static void test_file(void **state)
{
    (void)state;
    check_file("tests/sql/resolved.txt", sql_resolve, 50);
}

static void test_qualified(void **state)
{
    (void)state;
    check_file("tests/sql/qualified.txt", sql_qualify, 5);
}

/* GROUP BY 1, 1, ... repeats the first item of the list as often. */
static bool fits(size_t times)
{
    struct sql_case c;
    struct arena arena;
    struct buf sql;
    struct resolved resolved;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    buf_init(&sql, &arena, SIZE_MAX);
    buf_puts(&sql, "SELECT f(a");
    for (int i = 1; i < 1000; i++)
        buf_puts(&sql, ", b");
    buf_puts(&sql, ") AS z FROM s GROUP BY 1");
    for (size_t i = 1; i < times; i++)
        buf_puts(&sql, ", 1");
    case_parse(&c, STR("duckdb"), buf_str(&sql));
    resolve(&resolved, &c, sql_resolve);
    case_close(&c);
    arena_release(&arena);
    return resolved.query != NULL;
}

/* 1000 columns of three nodes each, once in the list and once for each position. */
static void test_limit(void **state)
{
    (void)state;
    assert_true(fits(330));
    assert_false(fits(340));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_qualified),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
