/* Which files differ between two sources. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/paths.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, (size_t)16 * 1024 * 1024, NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct source source_of(const struct mem_file *files, size_t count)
{
    struct source source;
    source_from_memory(&source, &arena, files, count, STR("test"));
    return source;
}

static void test_nothing_differs(void **state)
{
    (void)state;
    const struct mem_file files[] = { { STR("a"), STR("1"), 0 }, { STR("b/c"), STR("2"), 0 } };
    struct source one = source_of(files, 2), two = source_of(files, 2);
    const struct path_change *changes;
    size_t count = 99;
    paths_compare(&arena, &one, &two, &changes, &count);
    assert_int_equal(count, 0);
}

static void test_added_removed_changed(void **state)
{
    (void)state;
    const struct mem_file before[] = { { STR("a"), STR("1"), 0 },
                                       { STR("b"), STR("2"), 0 },
                                       { STR("c"), STR("3"), 0 } };
    const struct mem_file after[] = { { STR("b"), STR("other"), 0 },
                                      { STR("c"), STR("3"), 0 },
                                      { STR("d"), STR("4"), 0 } };
    struct source one = source_of(before, 3), two = source_of(after, 3);
    const struct path_change *changes;
    size_t count;
    paths_compare(&arena, &one, &two, &changes, &count);
    assert_int_equal(count, 3);
    assert_true(str_eq(changes[0].path, STR("a")) && oid_is_none(&changes[0].new_id));
    assert_true(str_eq(changes[1].path, STR("b")));
    assert_false(oid_is_none(&changes[1].old_id) || oid_is_none(&changes[1].new_id));
    assert_true(str_eq(changes[2].path, STR("d")) && oid_is_none(&changes[2].old_id));
}

/* The same bytes as a link are another thing. */
static void test_mode_counts(void **state)
{
    (void)state;
    const struct mem_file before[] = { { STR("models/a.sql"), STR("b.sql"), MODE_FILE } };
    const struct mem_file after[] = { { STR("models/a.sql"), STR("b.sql"), MODE_LINK } };
    struct source one = source_of(before, 1), two = source_of(after, 1);
    const struct path_change *changes;
    size_t count;
    paths_compare(&arena, &one, &two, &changes, &count);
    assert_int_equal(count, 1);
}

static void test_one_side_is_empty(void **state)
{
    (void)state;
    const struct mem_file files[] = { { STR("a"), STR("1"), 0 } };
    struct source none = source_of(NULL, 0), one = source_of(files, 1);
    const struct path_change *changes;
    size_t count;
    paths_compare(&arena, &none, &one, &changes, &count);
    assert_int_equal(count, 1);
    assert_true(oid_is_none(&changes[0].old_id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing_differs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_added_removed_changed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mode_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_side_is_empty, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
