/* Runs the cases of models.txt: one model on both sides, every fact and every note. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/tree.h"

/* The lines up to the next line that is `end`, taken off the front of *rest. */
static struct str take_until(struct str *rest, struct str end)
{
    struct str block = { rest->ptr, 0 }, line;
    while (str_split(rest, '\n', &line)) {
        if (str_eq(line, end))
            return block;
        block.len = (size_t)(line.ptr + line.len - block.ptr);
    }
    return block;
}

static bool run_case(struct str title, struct str before, struct str after, struct str expected)
{
    struct arena arena;
    struct change_set set;

    arena_init(&arena, 64u << 20, NULL);
    struct tree trees[] = { tree_of_file(&arena, before), tree_of_file(&arena, after) };
    const char *why = tree_diff(&set, &arena, &trees[0], &trees[1]);
    struct str found = why ? str_of(why) : str_trim(note_lines(&arena, &set));
    bool ok = str_eq(found, str_trim(expected));
    if (!ok)
        print_error("%.*s: expected\n%.*s\nbut found\n%.*s\n", STR_ARG(title), STR_ARG(expected),
                    STR_ARG(found));
    arena_release(&arena);
    return ok;
}

static void all_cases(void **state)
{
    struct arena arena;
    size_t count = 0, failed = 0;
    (void)state;

    arena_init(&arena, 16u << 20, NULL);
    struct str rest = tree_read(&arena, STR("tests/unit/change/models.txt")), line;
    while (str_split(&rest, '\n', &line)) {
        if (!str_starts(line, STR("@ ")))
            continue;
        struct str before = take_until(&rest, STR("--"));
        struct str after = take_until(&rest, STR("--"));
        failed += !run_case(line, before, after, take_until(&rest, STR("")));
        count++;
    }
    arena_release(&arena);
    assert_true(count > 60);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_cases) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
