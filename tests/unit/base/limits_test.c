#include "base/check.h"

#include <string.h>

#include "base/limits.h"

static void every_row_is_complete(void **state)
{
    (void)state;
    for (enum limit i = 0; i < LIMIT_COUNT; i++) {
        const struct limit_row *row = limit_row(i);
        assert_true(strlen(row->name) > 0);
        assert_true(strlen(row->unit) > 0);
        assert_true(strlen(row->reason) > 5);
        assert_true(row->value > 0);
        for (enum limit j = 0; j < i; j++)
            assert_string_not_equal(row->name, limit_row(j)->name);
    }
}

static void rows_and_constants_agree(void **state)
{
    (void)state;
    assert_string_equal(limit_row(LIMIT_ROW_file_bytes)->name, "file_bytes");
    assert_int_equal(limit_row(LIMIT_ROW_file_bytes)->value, LIMIT_file_bytes);
    assert_int_equal(limit_row(LIMIT_ROW_yaml_depth)->value, LIMIT_yaml_depth);
    assert_int_equal(limit_row(LIMIT_COUNT - 1)->value > 0, 1);
}

/* Places and tokens hold offsets, lines and columns in 32 bits. */
static void offsets_fit_in_32_bits(void **state)
{
    (void)state;
    assert_true(LIMIT_file_bytes < UINT32_MAX);
    assert_true(LIMIT_yaml_bytes < UINT32_MAX);
    assert_true(LIMIT_message_bytes < UINT32_MAX);
    assert_true(LIMIT_sql_tokens < UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(rows_and_constants_agree),
        cmocka_unit_test(offsets_fit_in_32_bits),
    };
    return cmocka_run_group_tests_name("base/limits", tests, NULL, NULL);
}
