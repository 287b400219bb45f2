#include "base/check.h"

#include "report/report.h"

/* Each page is the page of its fact: code and slug stand in its first line. */
static void every_fact_has_its_page(void **state)
{
    (void)state;
    for (enum fact_code code = 0; code < FACT_COUNT; code++) {
        struct str page = report_fact_page(code), line;
        const struct fact_row *row = fact_row(code);
        assert_true(str_split(&page, '\n', &line));
        if (str_find(line, str_of(row->code)) < 0 || str_find(line, str_of(row->slug)) < 0)
            fail_msg("rules/%s.md begins with \"%.*s\"", row->code, STR_ARG(line));
    }
}

static void no_fact_has_no_page(void **state)
{
    (void)state;
    assert_int_equal(report_fact_page(FACT_COUNT).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fact_has_its_page),
        cmocka_unit_test(no_fact_has_no_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
