/* Runs the cases of models.txt: one model on both sides, every fact and every note. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/tree.h"

static bool run_case(const struct case_text *one)
{
    struct arena arena;
    struct change_set set;

    arena_init(&arena, 64u << 20, NULL);
    struct tree trees[] = { tree_of_file(&arena, one->parts[0]),
                            tree_of_file(&arena, one->parts[1]) };
    const char *why = tree_diff(&set, &arena, &trees[0], &trees[1]);
    bool ok = case_gives(one->title, one->parts[2], why ? str_of(why) : note_lines(&arena, &set));
    arena_release(&arena);
    return ok;
}

static void all_cases(void **state)
{
    (void)state;
    run_cases("tests/unit/change/models.txt", 3, 60, run_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_cases) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
