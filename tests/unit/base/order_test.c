/* order: names come out bytewise, whatever they begin with, and are found again. */
#include "base/check.h"

#include "base/order.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void fill(struct order *order, struct arena *arena, const struct str *names, size_t count)
{
    *order = (struct order){ 0 };
    for (size_t i = 0; i < count; i++)
        order_add(order, arena, names[i]);
    order_sort(order);
}

/* Each beside its neighbour is a trap: ends early, holds NUL, differs past eight bytes, high bytes.
 */
static const struct str names[] = {
    STR_INIT("ab"),
    STR_INIT("ab\0"),
    STR_INIT("ab\0\0x"),
    STR_INIT("abcdefgh12345678z"),
    STR_INIT("a"),
    STR_INIT("ab\xff"),
    STR_INIT("abcdefgh12345678a"),
    STR_INIT("abcdefgh"),
    STR_INIT("abcdefghi"),
    STR_INIT("ab"),
    STR_INIT("abc\x7f"),
    STR_INIT("abcdefgh\0"),
    STR_INIT("abcdefg"),
    STR_INIT("ab\x80"),
};

static void names_are_sorted_bytewise(void **state)
{
    struct order order;
    fill(&order, *state, names, COUNT(names));
    assert_int_equal(order.count, COUNT(names));
    for (size_t i = 1; i < order.count; i++) {
        const struct order_entry *a = &order.items[i - 1], *b = &order.items[i];
        int sign = str_cmp(a->name, b->name);
        assert_true(sign < 0 || (sign == 0 && a->index < b->index));
    }
    for (size_t i = 0; i < order.count; i++)
        assert_str(order.items[i].name, names[order.items[i].index]);
}

static void names_are_found(void **state)
{
    struct order order;
    fill(&order, *state, names, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t at = order_find(&order, names[i]);
        assert_true(at < order.count);
        assert_str(order.items[at].name, names[i]);
        assert_true(at == 0 || !str_eq(order.items[at - 1].name, names[i]));
    }
    static const struct str others[] = { STR_INIT(""), STR_INIT("b"), STR_INIT("ab\0\0"),
                                         STR_INIT("abcdefgh12345678"), STR_INIT("abcdefgh\0\0") };
    for (size_t i = 0; i < COUNT(others); i++)
        assert_int_equal(order_find(&order, others[i]), SIZE_MAX);
}

/* Only what all names share is skipped, and a name that is no longer than that is one of them. */
static void shared_beginnings_are_skipped(void **state)
{
    static const struct str rows[] = { STR_INIT("\"db\".\"s\".\"orders\""),
                                       STR_INIT("\"db\".\"s\""),
                                       STR_INIT("\"db\".\"s\".\"items\"") };
    struct order order;
    fill(&order, *state, rows, COUNT(rows));
    assert_str(order.prefix, STR("\"db\".\"s\""));
    assert_int_equal(order.items[0].index, 1);
    assert_int_equal(order.items[1].index, 2);
    assert_int_equal(order_find(&order, STR("\"db\"")), SIZE_MAX);
    assert_int_equal(order_find(&order, rows[1]), 0);
}

static void nothing_is_an_order(void **state)
{
    struct order order;
    fill(&order, *state, NULL, 0);
    assert_int_equal(order_find(&order, STR("a")), SIZE_MAX);
    fill(&order, *state, names, 1);
    assert_int_equal(order_find(&order, STR("ab")), 0);
    assert_int_equal(order_find(&order, STR("abc")), SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(names_are_sorted_bytewise),
        arena_test(names_are_found),
        arena_test(shared_beginnings_are_skipped),
        arena_test(nothing_is_an_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
