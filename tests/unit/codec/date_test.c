#include "base/check.h"

#include "codec/date.h"

static void days_that_exist(void **state)
{
    static const struct {
        const char *text;
        int64_t days;
    } cases[] = {
        { "1970-01-01", 0 },       { "1969-12-31", -1 },    { "2000-02-29", 11016 },
        { "2026-11-23", 20780 },   { "2024-02-29", 19782 }, { "0001-01-01", -719162 },
        { "9999-12-31", 2932896 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t days = 12345;
        assert_true(date_parse(str_of(cases[i].text), &days));
        assert_int_equal(days, cases[i].days);
        assert_str(date_format(*state, days), str_of(cases[i].text));
    }
}

static void everything_else_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",           "2026-11-31", "2023-02-29",  "1900-02-29",
        "2026-13-01", "2026-00-10", "2026-01-00",  "0000-01-01",
        "2026-1-01",  "26-01-01",   "2026-01-011", "2026/01/01",
        "+026-01-01", "2026-01- 1", " 2026-01-0",  "2026-01-01T00:00:00Z",
        "2026-01-32", "-001-01-01", "today",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t days = 7;
        assert_false(date_parse(str_of(cases[i]), &days));
        assert_int_equal(days, 7);
    }
    int64_t days;
    assert_false(date_parse(STR("2026-01-0\0"), &days));
}

static void every_day_of_four_centuries_comes_back(void **state)
{
    for (int64_t day = -100000; day < 100000; day += 13) {
        int64_t back;
        assert_true(date_parse(date_format(*state, day), &back));
        assert_int_equal(back, day);
    }
}

static void times(void **state)
{
    assert_str(time_format(*state, 0), STR("1970-01-01T00:00:00Z"));
    assert_str(time_format(*state, 1795442399), STR("2026-11-23T13:59:59Z"));
    assert_str(time_format(*state, -1), STR("1969-12-31T23:59:59Z"));
}

/* Commit times are whatever the committer says. */
static void absurd_times_have_a_text_too(void **state)
{
    assert_str(time_format(*state, INT64_MAX), STR("second 9223372036854775807"));
    assert_str(time_format(*state, INT64_MIN), STR("second -9223372036854775808"));
    assert_str(date_format(*state, INT64_MAX), STR("day 9223372036854775807"));
    assert_str(date_format(*state, 2932897), STR("day 2932897"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(days_that_exist),
        cmocka_unit_test(everything_else_is_refused),
        arena_test(every_day_of_four_centuries_comes_back),
        arena_test(times),
        arena_test(absurd_times_have_a_text_too),
    };
    return cmocka_run_group_tests_name("codec/date", tests, NULL, NULL);
}
