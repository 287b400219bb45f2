/* check: what unit tests share: cmocka with its includes, an arena per test, slices compared. */
#ifndef STOPLOG_TESTS_UNIT_BASE_CHECK_H
#define STOPLOG_TESTS_UNIT_BASE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

/* Fixture: *state is a struct arena *. */
static inline int arena_setup(void **state)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        return -1;
    arena_init(arena, (size_t)1024 * 1024 * 1024, NULL);
    *state = arena;
    return 0;
}

static inline int arena_teardown(void **state)
{
    struct arena *arena = *state;
    arena_release(arena);
    free(arena);
    return 0;
}

/* A test that gets an arena of its own. */
#define arena_test(fn) cmocka_unit_test_setup_teardown(fn, arena_setup, arena_teardown)

/* The slice holds exactly these bytes; shows both when it does not. */
#define assert_str(got, want)                                                                      \
    do {                                                                                           \
        struct str got_ = (got), want_ = (want);                                                   \
        if (!str_eq(got_, want_))                                                                  \
            print_error("got \"%.*s\", want \"%.*s\"\n", STR_ARG(got_), STR_ARG(want_));           \
        assert_int_equal(got_.len, want_.len);                                                     \
        if (want_.len)                                                                             \
            assert_memory_equal(got_.ptr, want_.ptr, want_.len);                                   \
    } while (0)

#endif
