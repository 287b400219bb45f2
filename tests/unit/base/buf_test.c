#include "base/check.h"

#include "base/buf.h"

static void text_is_appended(void **state)
{
    struct buf buf;
    buf_init(&buf, *state, 1000);
    assert_str(buf_str(&buf), STR(""));
    buf_puts(&buf, "a");
    buf_byte(&buf, '\0');
    buf_add(&buf, STR("bc"));
    buf_add(&buf, STR(""));
    buf_printf(&buf, "-%d%s", 42, "");
    assert_str(buf_str(&buf), STR("a\0bc-42"));
    assert_int_equal(buf_str(&buf).ptr[7], '\0');
    assert_false(buf_overflowed(&buf));
}

static void the_cap_is_exact_and_failure_stays(void **state)
{
    struct buf buf;
    buf_init(&buf, *state, 5);
    buf_puts(&buf, "12345");
    assert_false(buf_overflowed(&buf));
    assert_str(buf_str(&buf), STR("12345"));
    buf_byte(&buf, '6');
    assert_true(buf_overflowed(&buf));
    assert_str(buf_str(&buf), STR("12345"));
    buf_add(&buf, STR(""));
    assert_true(buf_overflowed(&buf));

    buf_init(&buf, *state, 5);
    buf_printf(&buf, "%s", "123456");
    assert_true(buf_overflowed(&buf));
    buf_byte(&buf, '1'); /* would fit, but the text would have a hole */
    assert_str(buf_str(&buf), STR(""));
}

static void growing_is_cheap_and_right(void **state)
{
    struct buf buf;
    buf_init(&buf, *state, SIZE_MAX / 4);
    for (int i = 0; i < 100000; i++)
        buf_printf(&buf, "%05d", i);
    struct str all = buf_str(&buf);
    assert_int_equal(all.len, 500000);
    assert_str(str_sub(all, 0, 10), STR("0000000001"));
    assert_str(str_sub(all, 499995, 5), STR("99999"));
}

static void two_buffers_do_not_mix(void **state)
{
    struct buf a, b;
    buf_init(&a, *state, 100000);
    buf_init(&b, *state, 100000);
    for (int i = 0; i < 1000; i++) {
        buf_byte(&a, 'a');
        buf_puts(&b, "bb");
    }
    assert_int_equal(buf_str(&a).len, 1000);
    assert_int_equal(buf_str(&b).len, 2000);
    assert_int_equal(str_find_byte(buf_str(&a), 'b'), -1);
    assert_int_equal(str_find_byte(buf_str(&b), 'a'), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(text_is_appended),
        arena_test(the_cap_is_exact_and_failure_stays),
        arena_test(growing_is_cheap_and_right),
        arena_test(two_buffers_do_not_mix),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
