/* form: pairs that mean the same and pairs that do not (tests/sql/same.txt, different.txt: one
 * dialect line, then one statement per line), and doubt. */
#include "sql_test.h"

/* Compares the first statement of a block with each of the others. */
static void check_block(struct str block, bool want_same)
{
    struct str dialect = take_dialect(&block);
    struct str first = STR_EMPTY, line = STR_EMPTY;
    assert_true(str_split(&block, '\n', &first));
    struct sql_case a;
    case_parse(&a, dialect, first);
    struct str form_a = sql_form(&a.arena, a.tree);
    size_t others = 0;
    for (; str_split(&block, '\n', &line); others++) {
        struct sql_case b;
        case_parse(&b, dialect, line);
        struct str form_b = sql_form(&b.arena, b.tree);
        if (str_eq(form_a, form_b) != want_same || sql_same(a.tree, b.tree) != want_same)
            fail_msg("%s expected:\n %.*s\n %.*s\nforms:\n %.*s\n %.*s",
                     want_same ? "same" : "different", STR_ARG(first), STR_ARG(line),
                     STR_ARG(form_a), STR_ARG(form_b));
        case_close(&b);
    }
    assert_true(others > 0);
    case_close(&a);
}

static void check_file(const char *path, bool want_same)
{
    struct str bytes = read_file(path), rest = bytes, block;
    size_t count = 0;
    for (; next_block(&rest, &block); count++)
        check_block(block, want_same);
    assert_true(count > 20);
    free((char *)bytes.ptr);
}

static void test_same(void **state)
{
    (void)state;
    check_file("tests/sql/same.txt", true);
}

static void test_different(void **state)
{
    (void)state;
    check_file("tests/sql/different.txt", false);
}

static void check_doubt(const char *dialect, const char *sql, enum sql_doubt want)
{
    struct sql_case c;
    const struct sql_node *at = NULL;
    case_open(&c, dialect, sql);
    assert_int_equal(sql_doubt(c.tree, &at), want);
    assert_int_equal(at == NULL, want == DOUBT_NONE);
    case_close(&c);
}

static void test_doubt(void **state)
{
    (void)state;
    check_doubt("duckdb", "SELECT a FROM t", DOUBT_NONE);
    check_doubt("duckdb", "SELECT @x FROM t", DOUBT_MACRO);
    check_doubt("duckdb", "SELECT a FROM @{s}.t", DOUBT_MACRO);
    check_doubt("duckdb", "SELECT @f(a) FROM t", DOUBT_MACRO);
    check_doubt("duckdb", "SELECT a b c FROM t", DOUBT_OPAQUE);
    check_doubt("duckdb+jinja", "SELECT {{ a }} FROM t", DOUBT_TEMPLATE);
    check_doubt("duckdb+jinja", "SELECT '{{ a }}' FROM t", DOUBT_TEMPLATE);
    check_doubt("duckdb+jinja", "SELECT a {% if x %} {% endif %} FROM t", DOUBT_TEMPLATE);
    check_doubt("duckdb+jinja", "SELECT a {# only a note #} FROM t", DOUBT_NONE);
}

static void test_null(void **state)
{
    (void)state;
    struct sql_case c;
    case_open(&c, "", "SELECT 1");
    assert_int_equal(sql_form(&c.arena, NULL).len, 0);
    assert_true(sql_same(NULL, NULL));
    assert_false(sql_same(c.tree, NULL));
    assert_int_equal(sql_doubt(NULL, NULL), DOUBT_NONE);
    case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_different),
        cmocka_unit_test(test_doubt),
        cmocka_unit_test(test_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
