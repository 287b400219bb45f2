/* Which of two values is the higher one. */
#include "base/check.h"

#include "contract/order.h"
#include "contract/range.h"
#include "contract/types.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static enum order reversed(enum order order)
{
    return order == ORDER_LOWER ? ORDER_HIGHER : order == ORDER_HIGHER ? ORDER_LOWER : order;
}

static void numbers_are_compared_exactly(void **state)
{
    static const struct {
        const char *before, *after;
        enum order order;
    } rows[] = {
        { "5", "6", ORDER_HIGHER },
        { "5", "5.0", ORDER_SAME },
        { "05", "5", ORDER_SAME },
        { "1e3", "1000", ORDER_SAME },
        { "1E+3", "0.1e4", ORDER_SAME },
        { "-0", "0.000", ORDER_SAME },
        { "-1", "1", ORDER_HIGHER },
        { "-1", "-2", ORDER_LOWER },
        { "10", "9", ORDER_LOWER },
        { "0.1", "0.09", ORDER_LOWER },
        { "0.30000000000000004", "0.3", ORDER_LOWER },
        { "9007199254740993", "9007199254740992", ORDER_LOWER },
        { "1e999999999", "1e999999998", ORDER_LOWER },
        { "1e9999999999", "1", ORDER_UNCLEAR }, /* an exponent past nine digits is none */
        { "+5", "5", ORDER_SAME },
        { ".5", "0.5", ORDER_SAME },
        { "5.", "5", ORDER_UNCLEAR },
        { "five", "5", ORDER_UNCLEAR },
        { "five", "five", ORDER_SAME },
        { "", "5", ORDER_UNCLEAR },
        { "1,000", "1000", ORDER_UNCLEAR },
        { "0x10", "16", ORDER_UNCLEAR },
        { "nan", "inf", ORDER_UNCLEAR },
        { "e5", "5", ORDER_UNCLEAR },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str a = str_of(rows[i].before), b = str_of(rows[i].after);
        if (order_numbers(a, b) != rows[i].order)
            fail_msg("%s to %s", rows[i].before, rows[i].after);
        assert_int_equal(order_numbers(b, a), reversed(rows[i].order));
    }
}

static void days_and_times_that_are_written_alike(void **state)
{
    static const struct {
        const char *before, *after;
        enum order order;
    } rows[] = {
        { "2024-01-31", "2024-02-01", ORDER_HIGHER },
        { "2024-01-31T08:00:00Z", "2024-01-31T07:59:59Z", ORDER_LOWER },
        { "08:30", "09:00", ORDER_HIGHER },
        { "08:30-08:00", "09:00-08:00", ORDER_HIGHER },
        { "08:30-08:00", "08:30-07:00", ORDER_UNCLEAR },
        { "2024-01-31", "2024-02-01T00:00", ORDER_UNCLEAR },
        { "31.01.2024", "01.02.2024", ORDER_UNCLEAR },
        { "yesterday", "today", ORDER_UNCLEAR },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str a = str_of(rows[i].before), b = str_of(rows[i].after);
        if (order_values(a, b) != rows[i].order)
            fail_msg("%s to %s", rows[i].before, rows[i].after);
        assert_int_equal(order_values(b, a), reversed(rows[i].order));
    }
}

static void durations_in_any_unit(void **state)
{
    static const struct {
        const char *before, *before_unit, *after, *after_unit;
        enum order order;
    } rows[] = {
        { "24", "h", "1", "d", ORDER_SAME },
        { "1.5", "d", "36", "hours", ORDER_SAME },
        { "25h", "", "1 day", "", ORDER_LOWER },
        { "90", "m", "2", "h", ORDER_HIGHER },
        { "P1D", "", "24", "h", ORDER_SAME },
        { "PT90M", "", "PT1H30M", "", ORDER_SAME },
        { "P1Y", "", "12", "mo", ORDER_SAME },
        { "P1W", "", "7", "d", ORDER_SAME },
        { "0.5", "y", "6", "months", ORDER_SAME },
        { "1", "y", "365", "d", ORDER_UNCLEAR },
        { "1", "y", "364", "d", ORDER_LOWER },
        { "1", "y", "367", "d", ORDER_HIGHER },
        { "daily", "", "weekly", "", ORDER_HIGHER },
        { "daily", "", "24", "h", ORDER_SAME },
        { "daily", "d", "1", "d", ORDER_UNCLEAR },
        { "soon", "", "1", "d", ORDER_UNCLEAR },
        { "1", "mo", "27", "d", ORDER_LOWER },
        { "1", "mo", "30", "d", ORDER_UNCLEAR },
        { "P1M", "", "PT1M", "", ORDER_LOWER },
        { "0.1", "y", "1", "mo", ORDER_UNCLEAR },
        { "-1", "d", "1", "d", ORDER_UNCLEAR },
        { "1", "", "2", "", ORDER_UNCLEAR },
        { "1", "fortnight", "1", "d", ORDER_UNCLEAR },
        { "5h", "d", "5", "d", ORDER_UNCLEAR },
        { "P", "", "P1D", "", ORDER_UNCLEAR },
        { "PT", "", "P1D", "", ORDER_UNCLEAR },
        { "P1H", "", "P1D", "", ORDER_UNCLEAR },
        { "9999999999", "y", "1", "y", ORDER_UNCLEAR },
        { "999999999", "w", "1", "w", ORDER_LOWER },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str a = str_of(rows[i].before), a_unit = str_of(rows[i].before_unit);
        struct str b = str_of(rows[i].after), b_unit = str_of(rows[i].after_unit);
        if (order_durations(a, a_unit, b, b_unit) != rows[i].order)
            fail_msg("%s %s to %s %s", a.ptr, a_unit.ptr, b.ptr, b_unit.ptr);
        assert_int_equal(order_durations(b, b_unit, a, a_unit), reversed(rows[i].order));
    }
}

static void multiples(void **state)
{
    (void)state;
    assert_true(number_is_multiple(STR("10"), STR("5")));
    assert_true(number_is_multiple(STR("0.3"), STR("0.1")));
    assert_true(number_is_multiple(STR("1"), STR("0.25")));
    assert_false(number_is_multiple(STR("5"), STR("10")));
    assert_false(number_is_multiple(STR("0"), STR("5")));
    assert_false(number_is_multiple(STR("5"), STR("0")));
    assert_false(number_is_multiple(STR("x"), STR("5")));
    assert_false(number_is_multiple(STR("99999999999999999999"), STR("9")));
}

static void the_stricter_end_counts(void **state)
{
    struct range_end end = { 0 };
    range_limit(&end, false, STR("5"), false);
    range_limit(&end, false, STR("3"), false);
    assert_str(end.text, STR("5"));
    range_limit(&end, false, STR("5"), true);
    assert_true(end.is_open);
    assert_str(range_end_text(*state, &end, false), STR("> 5"));
    range_limit(&end, false, STR("x"), false);
    assert_true(end.is_muddled);
    assert_int_equal(range_move(&end, &end, false), MOVE_UNCLEAR);
}

static void types_of_all_sorts(void **state)
{
    static const struct {
        const char *dialect, *before, *after;
        enum type_relation relation;
    } rows[] = {
        { "", "int", "INTEGER", TYPES_EQUAL },
        { "", "INT", "BIGINT", TYPES_WIDENED },
        { "", "DECIMAL(10, 2)", "DECIMAL(10, 4)", TYPES_UNCLEAR },
        { "", "DATE", "TIMESTAMP", TYPES_INCOMPATIBLE },
        { "", "VARCHAR(20)", "VARCHAR", TYPES_UNCLEAR },
        { "", "ARRAY<INT>", "ARRAY<BIGINT>", TYPES_WIDENED },
        { "", "ARRAY<INT>", "INT", TYPES_INCOMPATIBLE },
        { "", "STRUCT<a INT, b INT>", "STRUCT<b INT, a INT>", TYPES_EQUAL },
        { "", "STRUCT<a INT, b INT>", "STRUCT<a BIGINT, b SMALLINT>", TYPES_UNCLEAR },
        { "", "STRUCT<a INT>", "STRUCT<a INT, b INT>", TYPES_WIDENED },
        { "", "STRUCT<a INT, b INT>", "STRUCT<a INT>", TYPES_INCOMPATIBLE },
        { "", "STRUCT<a STRUCT<b INT>>", "STRUCT<a STRUCT<b DATE>>", TYPES_INCOMPATIBLE },
        { "", "MAP<TEXT, INT>", "MAP<TEXT, DATE>", TYPES_INCOMPATIBLE },
        { "", "WIDGET", "GADGET", TYPES_UNCLEAR },
        { "", "INT", "WIDGET", TYPES_UNCLEAR },
        { "", "INT)", "INT", TYPES_UNCLEAR },
        { "", "", "INT", TYPES_UNCLEAR },
        { "postgres", "int8", "bigint", TYPES_EQUAL },
        { "postgres", "timestamptz", "timestamp with time zone", TYPES_EQUAL },
        { "bigquery", "INT64", "INTEGER", TYPES_EQUAL },
        { "snowflake", "STRING", "VARCHAR", TYPES_EQUAL },
        { "snowflake", "NUMBER(10,0)", "DECIMAL(12, 0)", TYPES_WIDENED },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct sql_dialect *dialect = sql_dialect_find(str_of(rows[i].dialect));
        const struct sql_node *before = physical_type_read(*state, dialect, str_of(rows[i].before));
        const struct sql_node *after = physical_type_read(*state, dialect, str_of(rows[i].after));
        if (physical_types_compare(*state, before, after) != rows[i].relation)
            fail_msg("%s to %s", rows[i].before, rows[i].after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(numbers_are_compared_exactly), arena_test(days_and_times_that_are_written_alike),
        arena_test(durations_in_any_unit),        arena_test(multiples),
        arena_test(the_stricter_end_counts),      arena_test(types_of_all_sorts),
    };
    return cmocka_run_group_tests_name("contract/order", tests, NULL, NULL);
}
