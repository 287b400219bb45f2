/* parse: spans, limits of depth and height, entries; grammar itself is tests/sql/. */
#include "sql_test.h"

#include "sql/walk.h"

struct span {
    uint32_t start, end;
    unsigned deepest;
};

/* Children lie inside their file and start no earlier than it; depth is bounded. */
static enum walk_step check_span(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct span *file = ctx;
    assert_true(node->start <= node->end);
    assert_true(node->start >= file->start && node->end <= file->end);
    assert_true(node->kind < SQL_KIND_COUNT);
    if (depth > file->deepest)
        file->deepest = depth;
    return WALK_CONTINUE;
}

static void test_spans(void **state)
{
    (void)state;
    struct sql_case c;
    const char *sql =
        "WITH a AS (SELECT b.c + 1 AS d FROM b) SELECT a.d FROM a WHERE a.d IN (1, 2)";
    case_open(&c, "duckdb", sql);
    struct span file = { 0, (uint32_t)strlen(sql), 0 };
    sql_walk(c.tree, check_span, &file);
    const struct sql_node *list = sql_child(c.tree, SQL_PROJECTIONS);
    struct str item =
        str_sub(c.text.bytes, list->first->start, list->first->end - list->first->start);
    assert_true(str_eq(item, STR("a.d")));
    assert_int_equal(c.diags.count, 0);
    case_close(&c);
}

/* `open` n times, `middle`, `close` n times. */
static char *nested(const char *head, const char *open, const char *middle, const char *close,
                    size_t n)
{
    size_t size = strlen(head) + n * (strlen(open) + strlen(close)) + strlen(middle) + 1;
    char *out = malloc(size), *at = out;
    at += snprintf(at, size, "%s", head);
    for (size_t i = 0; i < n; i++)
        at += snprintf(at, size - (size_t)(at - out), "%s", open);
    at += snprintf(at, size - (size_t)(at - out), "%s", middle);
    for (size_t i = 0; i < n; i++)
        at += snprintf(at, size - (size_t)(at - out), "%s", close);
    return out;
}

static enum sql_doubt doubt_of(const char *dialect, const char *sql, unsigned *deepest)
{
    struct sql_case c;
    const struct sql_node *at;
    case_open(&c, dialect, sql);
    struct span file = { 0, (uint32_t)strlen(sql), 0 };
    sql_walk(c.tree, check_span, &file);
    *deepest = file.deepest;
    struct str form = sql_form(&c.arena, c.tree);
    assert_true(form.len > 0);
    assert_true(sql_same(c.tree, c.tree));
    enum sql_doubt doubt = sql_doubt(c.tree, &at);
    /* A limit is never hit in silence. */
    if (doubt == DOUBT_OPAQUE)
        assert_true(c.diags.count > 0);
    case_close(&c);
    return doubt;
}

static void test_depth(void **state)
{
    (void)state;
    unsigned deepest;
    /* One level is the query itself, one the innermost operand. */
    char *edge = nested("SELECT ", "(", "1", ")", LIMIT_sql_depth - 2);
    assert_int_equal(doubt_of("", edge, &deepest), DOUBT_NONE);
    char *past = nested("SELECT ", "(", "1", ")", LIMIT_sql_depth);
    assert_int_equal(doubt_of("", past, &deepest), DOUBT_OPAQUE);
    free(edge);
    free(past);
}

static void test_hostile_nesting(void **state)
{
    (void)state;
    static const char *const pieces[][3] = {
        { "(", "1", ")" },
        { "(SELECT ", "1", ")" },
        { "CASE WHEN ", "1", " END" },
        { "f(", "1", ")" },
        { "[", "1", "]" },
        { "{'a': ", "1", "}" },
        { "NOT ", "1", "" },
        { "- ", "1", "" },
        { "CAST(", "1", " AS INT)" },
        { "a[", "1", "]" },
        { "INTERVAL ", "1", "" },
        { "EXISTS (", "1", ")" },
        { "x -> ", "1", "" },
        { "@f(", "1", ")" },
        { "ARRAY(", "1", ")" },
        { "1 + ", "1", "" },
        { "a AND (b OR ", "1", ")" },
        { "MAP {1: ", "1", "}" },
        { "1 IN (", "1", ")" },
        { "1 BETWEEN ", "1", " AND 2" },
        { "CASE ", "1", "" },
    };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        unsigned deepest;
        char *sql = nested("SELECT ", pieces[i][0], pieces[i][1], pieces[i][2], 20000);
        doubt_of("duckdb", sql, &deepest);
        assert_true(deepest < 16 * LIMIT_sql_depth);
        free(sql);
    }
}

static void test_hostile_queries(void **state)
{
    (void)state;
    static const char *const pieces[][3] = {
        { "SELECT * FROM (", "t", ")" },       { "(", "SELECT 1", ")" },
        { "WITH a AS (", "SELECT 1", ")" },    { "SELECT 1 UNION (", "SELECT 1", ")" },
        { "SELECT 1 UNION ", "SELECT 1", "" }, { "SELECT * FROM a JOIN ", "b", " ON 1" },
        { "SELECT * FROM LATERAL ", "b", "" }, { "SELECT 1::ARRAY<", "INT", ">" },
        { "SELECT 1::INT", "", "[]" },         { "@WITH(a) ", "b", "" },
    };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        unsigned deepest;
        char *sql = nested("", pieces[i][0], pieces[i][1], pieces[i][2], 5000);
        doubt_of("", sql, &deepest);
        assert_true(deepest < 16 * LIMIT_sql_depth);
        free(sql);
    }
}

static void test_long_chains(void **state)
{
    (void)state;
    unsigned deepest;
    char *ands = nested("SELECT a WHERE b", " AND c = 1", "", "", 20000);
    assert_int_equal(doubt_of("", ands, &deepest), DOUBT_NONE);
    assert_true(deepest < 10);
    char *sum = nested("SELECT 1", " + 1", "", "", 1000);
    assert_int_equal(doubt_of("", sum, &deepest), DOUBT_NONE);
    char *joins = nested("SELECT 1 FROM a", " JOIN b ON a.x = b.x", "", "", 5000);
    assert_int_equal(doubt_of("", joins, &deepest), DOUBT_NONE);
    char *whens = nested("SELECT CASE", " WHEN a THEN b", " END", "", 20000);
    assert_int_equal(doubt_of("", whens, &deepest), DOUBT_NONE);
    free(ands);
    free(sum);
    free(joins);
    free(whens);
}

static void check_starts(const char *sql, bool want)
{
    struct sql_case c;
    case_lex(&c, STR("duckdb"), str_of(sql));
    assert_int_equal(sql_starts_query(&c.text, 0, c.text.count), want);
    case_close(&c);
}

static void test_starts_query(void **state)
{
    (void)state;
    check_starts("SELECT 1", true);
    check_starts("-- note\n (( WITH a AS (SELECT 1) SELECT 2", true);
    check_starts("FROM t", true);
    check_starts("VALUES (1)", true);
    check_starts("@WITH(x) a AS (SELECT 1) SELECT 2", true);
    check_starts("a + 1", false);
    check_starts("(a)", false);
    check_starts("@UNION('all', a)", false);
    check_starts("MODEL (name x)", false);
    check_starts("", false);
}

static void test_expression_entry(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "a = 1 AND b", "a = 1 AND b" },
        { "(a := 1, b := 'x')", "(a => 1, b => 'x')" },
        { "not_null(columns := (a, b))", "NOT_NULL(columns => (a, b))" },
        { "x AS y", "x AS y" },
        { "(SELECT 1)", "(SELECT 1)" },
        { "", "" },
        { "a b", "a b" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sql_case c;
        case_lex(&c, STR("duckdb"), str_of(cases[i][0]));
        c.tree = sql_parse_expression(&c.arena, &c.text, 0, c.text.count, &c.diags);
        struct str form = sql_form(&c.arena, c.tree);
        if (!str_eq(form, str_of(cases[i][1])))
            fail_msg("%s: %.*s", cases[i][0], STR_ARG(form));
        case_close(&c);
    }
}

/* A range in the middle of a text: nothing outside it is read. */
static void test_range(void **state)
{
    (void)state;
    struct sql_case c;
    case_lex(&c, STR(""), STR("x; SELECT a ; y"));
    uint32_t from = sql_next(&c.text, 2), to = from;
    while (!sql_token_is(&c.text, to, ";"))
        to++;
    c.tree = sql_parse_query(&c.arena, &c.text, from, to, &c.diags);
    assert_true(str_eq(sql_form(&c.arena, c.tree), STR("SELECT a")));
    assert_int_equal(c.diags.count, 0);
    case_close(&c);
}

/* Many faults give a bounded number of diags, quickly. */
static void test_many_faults(void **state)
{
    (void)state;
    struct sql_case c;
    char *sql = nested("SELECT ", "a b c, ", "1", "", 50000);
    case_open(&c, "", sql);
    assert_true(c.diags.count > 0 && c.diags.count <= 200);
    case_close(&c);
    free(sql);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_hostile_nesting),
        cmocka_unit_test(test_hostile_queries),
        cmocka_unit_test(test_long_chains),
        cmocka_unit_test(test_starts_query),
        cmocka_unit_test(test_expression_entry),
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_many_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
