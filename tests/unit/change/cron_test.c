/* Tests of change/cron: the units were taken from croniter and the thresholds of
 * sqlmesh/core/node.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/cron.h"

static void units_from_crons(void **state)
{
    static const struct {
        const char *cron;
        enum interval_unit unit;
    } rows[] = {
#include "change/cron_cases.def"
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (cron_unit(str_of(rows[i].cron)) != rows[i].unit)
            fail_msg("%s: got %s, expected %s", rows[i].cron,
                     interval_unit_name(cron_unit(str_of(rows[i].cron))),
                     interval_unit_name(rows[i].unit));
    }
}

static void what_is_not_cron(void **state)
{
    static const char *const rows[] = {
        "",           "daily",      "* * * *",          "60 * * * *",     "0 24 * * *",
        "0 0 0 * *",  "0 0 * 13 *", "*/0 * * * *",      "0 0 1, * *",     "0 0 * * mond",
        "-1 * * * *", "@reboot",    "0 0 * * * 0 2027", "0 0 1 1 * * * *"
    };
    struct cron cron;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (cron_parse(&cron, str_of(rows[i])))
            fail_msg("'%s' was read", rows[i]);
        assert_int_equal(cron_unit(str_of(rows[i])), UNIT_UNKNOWN);
    }
}

static void same_schedule(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        { "@daily", "0 0 * * *", true },
        { "@daily", " 0  0 * * *\t", true },
        { "@weekly", "0 0 * * sun", true },
        { "0 0 * * 7", "0 0 * * 0", true },
        { "*/15 * * * *", "0,15,30,45 * * * *", true },
        { "0 0 ? * ?", "@midnight", true },
        { "0 0 * * * 0", "@daily", true },
        { "0 0 1-31 * *", "@daily", true },
        { "@daily", "0 1 * * *", false },
        { "0 0 1 * *", "0 0 1 * 1", false },
        { "0 0 l * *", "0 0 31 * *", false },
        { "0 0 * * * 5", "0 0 * * * 5", false },
    };
    struct cron a, b;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(cron_parse(&a, str_of(rows[i].a)));
        assert_true(cron_parse(&b, str_of(rows[i].b)));
        if (cron_same(&a, &b) != rows[i].same)
            fail_msg("%s and %s", rows[i].a, rows[i].b);
    }
}

static void unit_names(void **state)
{
    (void)state;
    assert_int_equal(interval_unit_find(STR("Half_Hour")), UNIT_HALF_HOUR);
    assert_int_equal(interval_unit_find(STR("week")), UNIT_UNKNOWN);
    assert_string_equal(interval_unit_name(UNIT_YEAR), "year");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_from_crons),
        cmocka_unit_test(what_is_not_cron),
        cmocka_unit_test(same_schedule),
        cmocka_unit_test(unit_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
