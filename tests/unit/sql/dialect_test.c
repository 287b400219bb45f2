/* dialect: the rows, and how each identifies a name. */
#include "sql_test.h"

#include "sql/words.h"

static void check_name(const char *dialect, const char *ident, bool quoted, const char *want)
{
    struct arena arena;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    struct str have = sql_normalise(&arena, dialect_of(dialect), str_of(ident), quoted);
    if (!str_eq(have, str_of(want)))
        fail_msg("%s: %s becomes %.*s, not %s", dialect, ident, STR_ARG(have), want);
    arena_release(&arena);
}

static void test_strategies(void **state)
{
    (void)state;
    check_name("postgres", "MyCol", false, "mycol");
    check_name("postgres", "MyCol", true, "MyCol");
    check_name("snowflake", "MyCol", false, "MYCOL");
    check_name("snowflake", "MyCol", true, "MyCol");
    check_name("duckdb", "MyCol", true, "mycol");
    check_name("bigquery", "MyCol", true, "mycol");
    check_name("mysql", "MyCol", false, "MyCol");
    check_name("", "\xC3\x89t\xC3\xA9", false, "\xC3\xA9t\xC3\xA9");
    check_name("oracle", "\xC3\xA9", false, "\xC3\x89");
}

static void test_find(void **state)
{
    (void)state;
    static const char *const names[] = {
        "athena",      "bigquery",  "clickhouse", "databricks", "doris",  "dremio",   "drill",
        "druid",       "duckdb",    "dune",       "exasol",     "fabric", "hive",     "materialize",
        "mysql",       "oracle",    "postgres",   "presto",     "prql",   "redshift", "risingwave",
        "singlestore", "snowflake", "solr",       "spark",      "spark2", "sqlite",   "starrocks",
        "tableau",     "teradata",  "trino",      "tsql",       ""
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_true(str_eq(dialect_of(names[i])->name, str_of(names[i])));
    assert_null(sql_dialect_find(STR("nonesuch")));
    assert_ptr_equal(sql_dialect_find(STR(" SnowFlake ")), dialect_of("snowflake"));
    assert_ptr_equal(sql_dialect_default(), dialect_of(""));
}

static void test_settings(void **state)
{
    (void)state;
    const struct sql_dialect *d =
        sql_dialect_find(STR("snowflake, normalization_strategy = case_insensitive"));
    assert_non_null(d);
    assert_true(str_eq(d->name, STR("snowflake")));
    assert_int_equal(d->name_case, CASE_INSENSITIVE);
    assert_int_equal(dialect_of("snowflake")->name_case, CASE_UPPER);
    assert_null(sql_dialect_find(STR("snowflake, normalization_strategy = sideways")));
    d = sql_dialect_find(STR("postgres, version=16"));
    assert_ptr_equal(d, dialect_of("postgres"));
}

static void test_words(void **state)
{
    (void)state;
    for (unsigned w = 1; w < SQL_OPERATORS; w++) {
        struct str text = word_text(w);
        assert_int_equal(word_find(text), w);
        struct str before = word_text(w - 1);
        if (w > 1 && before.ptr[0] == text.ptr[0] && before.len == text.len)
            assert_true(str_cmp(before, text) < 0);
        else if (w > 1 && before.ptr[0] == text.ptr[0])
            assert_true(before.len < text.len);
        else if (w > 1)
            assert_true(before.ptr[0] < text.ptr[0]);
    }
    for (unsigned w = SQL_OPERATORS; w < SQL_WORD_COUNT; w++)
        assert_int_equal(operator_find(word_text(w)), w);
    assert_int_equal(word_find(STR("sElEcT")), WORD_SELECT);
    assert_int_equal(word_find(STR("selects")), WORD_NONE);
    assert_int_equal(operator_find(STR("<> ")), OP_NOT_EQUAL_SQL);
    assert_true(str_eq(operator_canonical(OP_NOT_EQUAL_SQL), STR("!=")));
    assert_true(word_is_reserved(STR("select")));
    assert_false(word_is_reserved(STR("date")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strategies),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_settings),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
