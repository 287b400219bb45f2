#include "base/check.h"

#include <string.h>

#ifndef ARENA_GROUP
#define ARENA_GROUP "base/arena"
#define ARENA_PAGES NULL
#endif

static jmp_buf exhausted_at;
static size_t exhausted_cap;

static void exhausted(size_t cap_bytes)
{
    exhausted_cap = cap_bytes;
    longjmp(exhausted_at, 1);
}

static void start(struct arena *arena, size_t cap_bytes)
{
    arena_init(arena, cap_bytes, exhausted);
    arena_use_pages(arena, ARENA_PAGES);
}

static int setup(void **state)
{
    if (arena_setup(state))
        return -1;
    arena_use_pages(*state, ARENA_PAGES);
    return 0;
}

static bool is_zero(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i])
            return false;
    return true;
}

static void memory_is_zeroed_aligned_and_apart(void **state)
{
    const size_t sizes[] = { 0,
                             1,
                             15,
                             16,
                             17,
                             1000,
                             64 * 1024,
                             64 * 1024 + 1,
                             500 * 1024,
                             1024 * 1024,
                             2 * 1024 * 1024,
                             5 * 1000 * 1000 };
    for (size_t round = 0; round < 20; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            char *bytes = arena_alloc(*state, sizes[i]);
            assert_non_null(bytes);
            assert_int_equal((uintptr_t)bytes % ARENA_ALIGN, 0);
            assert_true(is_zero(bytes, sizes[i]));
            if (sizes[i])
                memset(bytes, 0xFF, sizes[i]);
        }
    }
    assert_true(arena_used(*state) > 20u * 8 * 1024 * 1024);
}

/* One vector after another would waste a block each, and short runs would take much. */
static void blocks_are_filled(void **state)
{
    size_t asked = 0;
    for (size_t size = 1000; size < (size_t)600 * 1024; size += 1000) {
        memset(arena_alloc(*state, size), 1, size);
        asked += size;
        assert_true(arena_used(*state) < asked + asked / 3 + (size_t)2560 * 1024);
    }
}

static void growing_keeps_the_bytes(void **state)
{
    char *bytes = arena_alloc(*state, 10);
    memcpy(bytes, "0123456789", 10);
    /* the newest allocation grows where it is */
    char *grown = arena_grow(*state, bytes, 10, 100);
    assert_memory_equal(grown, "0123456789", 10);
    assert_true(is_zero(grown + 10, 90));
    (void)arena_alloc(*state, 1);
    char *moved = arena_grow(*state, grown, 100, 200);
    assert_ptr_not_equal(moved, grown);
    assert_memory_equal(moved, "0123456789", 10);
    assert_true(is_zero(moved + 10, 190));
    /* over the end of a block, and from nothing */
    char *large = arena_grow(*state, moved, 200, 1024 * 1024);
    assert_memory_equal(large, "0123456789", 10);
    assert_true(is_zero(large + 10, 1024 * 1024 - 10));
    assert_non_null(arena_grow(*state, NULL, 0, 5));
}

static void growing_does_not_touch_neighbours(void **state)
{
    char *first = arena_alloc(*state, 16);
    char *second = arena_alloc(*state, 16);
    memset(second, 'b', 16);
    char *grown = arena_grow(*state, first, 16, 64);
    memset(grown, 'a', 64);
    assert_memory_equal(second, "bbbbbbbbbbbbbbbb", 16);
    grown = arena_grow(*state, second, 16, 32);
    assert_memory_equal(grown, "bbbbbbbbbbbbbbbb", 16);
}

static void the_cap_ends_the_run(void **state)
{
    (void)state;
    struct arena arena;
    start(&arena, (size_t)1024 * 1024);
    volatile size_t got = 0;
    exhausted_cap = 0;
    if (!setjmp(exhausted_at)) {
        for (;;) {
            (void)arena_alloc(&arena, 100 * 1024);
            got++;
        }
    }
    assert_int_equal(got, 10);
    assert_int_equal(exhausted_cap, 1024 * 1024);
    assert_true(arena_used(&arena) <= (size_t)1024 * 1024);
    arena_release(&arena);
    assert_int_equal(arena_used(&arena), 0);
}

/* A cap that is no whole number of pages. */
static void the_cap_holds_for_big_requests(void **state)
{
    (void)state;
    struct arena arena;
    const size_t cap = (size_t)3 * 1024 * 1024;
    start(&arena, cap);
    memset(arena_alloc(&arena, cap - 512 * 1024), 1, cap - 512 * 1024);
    assert_true(arena_used(&arena) <= cap);
    exhausted_cap = 0;
    if (!setjmp(exhausted_at))
        for (;;)
            (void)arena_alloc(&arena, 1000);
    assert_int_equal(exhausted_cap, cap);
    assert_true(arena_used(&arena) <= cap);
    arena_release(&arena);
}

static void sizes_that_overflow_count_as_exhaustion(void **state)
{
    (void)state;
    struct arena arena;
    start(&arena, SIZE_MAX);
    exhausted_cap = 0;
    if (!setjmp(exhausted_at))
        (void)arena_array(&arena, SIZE_MAX / 2, 3);
    assert_int_equal(exhausted_cap, SIZE_MAX);
    exhausted_cap = 0;
    if (!setjmp(exhausted_at))
        (void)arena_alloc(&arena, SIZE_MAX);
    assert_int_equal(exhausted_cap, SIZE_MAX);
    exhausted_cap = 0;
    if (!setjmp(exhausted_at))
        (void)arena_grow(&arena, NULL, 0, SIZE_MAX - 3);
    assert_int_equal(exhausted_cap, SIZE_MAX);
    arena_release(&arena);
}

static void release_allows_another_life(void **state)
{
    (void)state;
    struct arena arena;
    start(&arena, 1024 * 1024);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 8; i++)
            memset(arena_alloc(&arena, 100 * 1000), 1, 100 * 1000);
        arena_release(&arena);
    }
    arena_release(&arena);
    assert_int_equal(arena_used(&arena), 0);
}

static void text_lies_close_and_leaves_others_aligned(void **state)
{
    char *a = arena_text(*state, 3), *b = arena_text(*state, 0), *c = arena_text(*state, 5);
    assert_true(a != b && b != c);
    memset(a, 'a', 3);
    memset(c, 'c', 5);
    uint64_t *number = arena_new(*state, uint64_t);
    assert_int_equal((uintptr_t)number % ARENA_ALIGN, 0);
    assert_int_equal(*number, 0);
    assert_memory_equal(a, "aaa", 3);
    assert_memory_equal(c, "ccccc", 5);
    assert_true(is_zero(arena_text(*state, 100 * 1024), 100 * 1024));
}

static void reset_gives_clean_memory_again(void **state)
{
    (void)state;
    struct arena arena;
    start(&arena, (size_t)256 * 1024 * 1024);
    arena_reset(&arena);
    for (int round = 0; round < 5; round++) {
        for (size_t size = 1; size < 200 * 1024; size = size * 3 + 1) {
            char *bytes = arena_alloc(&arena, size);
            assert_true(is_zero(bytes, size));
            memset(bytes, 0xFF, size);
        }
        arena_reset(&arena);
        assert_true(arena_used(&arena) < (size_t)1024 * 1024);
    }
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(&arena, 1000 * 1000), 1, 1000 * 1000);
    arena_reset(&arena);
    assert_true(arena_used(&arena) < (size_t)8 * 1024 * 1024);
    for (int i = 0; i < 8; i++)
        assert_true(is_zero(arena_alloc(&arena, 500 * 1000), 500 * 1000));
    arena_release(&arena);
    assert_int_equal(arena_used(&arena), 0);
}

static void within_another_nothing_is_left_behind(void **state)
{
    struct arena *inner = arena_new((struct arena *)*state, struct arena);
    arena_init_within(inner, *state);
    for (int round = 0; round < 5; round++) {
        for (size_t size = 1; size < 500 * 1024; size = size * 3 + 1) {
            char *bytes = arena_alloc(inner, size);
            assert_true(is_zero(bytes, size));
            memset(bytes, 0xFF, size);
        }
        arena_reset(inner);
        assert_int_equal(arena_used(inner), 0);
    }
    assert_true(is_zero(arena_alloc(*state, 1000), 1000));
    assert_true(is_zero(arena_alloc(inner, 500 * 1024), 1000)); /* goes with the other one */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(memory_is_zeroed_aligned_and_apart, setup, arena_teardown),
        cmocka_unit_test_setup_teardown(blocks_are_filled, setup, arena_teardown),
        cmocka_unit_test_setup_teardown(growing_keeps_the_bytes, setup, arena_teardown),
        cmocka_unit_test_setup_teardown(growing_does_not_touch_neighbours, setup, arena_teardown),
        cmocka_unit_test(the_cap_ends_the_run),
        cmocka_unit_test(the_cap_holds_for_big_requests),
        cmocka_unit_test(sizes_that_overflow_count_as_exhaustion),
        cmocka_unit_test(release_allows_another_life),
        cmocka_unit_test_setup_teardown(text_lies_close_and_leaves_others_aligned, setup,
                                        arena_teardown),
        cmocka_unit_test(reset_gives_clean_memory_again),
        cmocka_unit_test_setup_teardown(within_another_nothing_is_left_behind, setup,
                                        arena_teardown),
    };
    return cmocka_run_group_tests_name(ARENA_GROUP, tests, NULL, NULL);
}
