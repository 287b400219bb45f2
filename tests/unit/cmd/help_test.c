/* Everything about the commands comes from their table: help, manual page, options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/help.h"

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

static void test_every_command_is_complete(void **state)
{
    (void)state;
    size_t count;
    const struct command *const *list = command_list(&count);
    struct str man = help_man(&arena), overview = help_overview(&arena);
    assert_true(count >= 9);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(list[i]->run);
        assert_true(str_starts(str_of(list[i]->usage), STR("stoplog ")));
        assert_true(str_starts(str_of(list[i]->example), STR("stoplog ")));
        assert_true(str_ends(str_of(list[i]->details), STR("\n")) || list[i]->details[0]);
        assert_true(str_find(overview, str_of(list[i]->summary)) >= 0);
        assert_true(str_find(man, str_of(list[i]->name)) >= 0);
        assert_ptr_equal(cmd_find(str_of(list[i]->name)), list[i]);
    }
    assert_null(cmd_find(STR("chekc")));
}

static void test_help_lists_each_option(void **state)
{
    (void)state;
    size_t count;
    const struct command *const *list = command_list(&count);
    for (size_t i = 0; i < count; i++) {
        struct str text = help_command(&arena, list[i]);
        for (const struct option_row *row = list[i]->options; row && row->name; row++) {
            assert_true(str_find(text, str_fmt(&arena, "--%s", row->name)) >= 0);
            assert_true(str_find(text, str_of(row->help)) >= 0);
        }
    }
}

/* In man(7) a line that starts with a dot is a macro, and a bare '-' may become a hyphen. */
static void test_manual_page_escapes(void **state)
{
    (void)state;
    struct str man = help_man(&arena);
    assert_true(str_find(man, STR("\n.stoplog")) < 0);
    assert_true(str_find(man, STR("pre\\-receive")) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_command_is_complete, setup, teardown),
        cmocka_unit_test_setup_teardown(test_help_lists_each_option, setup, teardown),
        cmocka_unit_test_setup_teardown(test_manual_page_escapes, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
