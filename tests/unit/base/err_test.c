#include "base/check.h"

#include <string.h>

#include "base/err.h"

static void setting_gives_the_status_back(void **state)
{
    (void)state;
    struct err err = { 0 };
    assert_int_equal(err_set(&err, E_LIMIT, "%s: %d", "x", 3), E_LIMIT);
    assert_int_equal(err.status, E_LIMIT);
    assert_string_equal(err.text, "x: 3");
    assert_int_equal(err_set(NULL, E_IO, "x"), E_IO);
}

static void wrapping_puts_context_in_front(void **state)
{
    (void)state;
    struct err err = { 0 };
    (void)err_set(&err, E_IO, "permission denied");
    assert_int_equal(err_wrap(&err, "reading %s", "a.yml"), E_IO);
    assert_string_equal(err.text, "reading a.yml: permission denied");
    assert_int_equal(err_wrap(&err, "base"), E_IO);
    assert_string_equal(err.text, "base: reading a.yml: permission denied");
    assert_int_equal(err_wrap(NULL, "x"), E_BUG);
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    struct err err = { 0 };
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    (void)err_set(&err, E_INPUT, "%s", text);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    (void)err_wrap(&err, "y");
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_memory_equal(err.text, "y: xx", 5);
    (void)err_wrap(&err, "%s", text);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_int_equal(err.status, E_INPUT);
}

static enum status stops_at_first(struct err *err, int *reached)
{
    TRY(OK);
    ++*reached;
    TRY(err_set(err, E_NOTFOUND, "gone"));
    ++*reached;
    return OK;
}

static void try_returns_the_first_failure(void **state)
{
    (void)state;
    struct err err = { 0 };
    int reached = 0;
    assert_int_equal(stops_at_first(&err, &reached), E_NOTFOUND);
    assert_int_equal(reached, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_gives_the_status_back),
        cmocka_unit_test(wrapping_puts_context_in_front),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(try_returns_the_first_failure),
    };
    return cmocka_run_group_tests_name("base/err", tests, NULL, NULL);
}
