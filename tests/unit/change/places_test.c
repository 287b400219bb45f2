/* Runs the cases of places.txt: where a fact about the query of a model is placed. */
#include "change/tree.h"

static bool run_case(const struct case_text *one)
{
    struct arena arena;
    struct change_set set;
    struct buf out;

    arena_init(&arena, 64u << 20, NULL);
    buf_init(&out, &arena, 1u << 16);
    struct tree trees[] = { tree_of_file(&arena, one->parts[0]),
                            tree_of_file(&arena, one->parts[1]) };
    const char *why = tree_diff(&set, &arena, &trees[0], &trees[1]);
    assert_null(why);
    vec_for (const struct fact, fact, &set.facts)
        buf_printf(&out, "%s %.*s%s%.*s %u:%u\n", fact_row(fact->code)->code, STR_ARG(fact->column),
                   fact->column.len && fact->aspect.len ? " " : "", STR_ARG(fact->aspect),
                   fact->place.line, fact->place.column);
    bool ok = case_gives(one->title, one->parts[2], buf_str(&out));
    arena_release(&arena);
    return ok;
}

static void all_cases(void **state)
{
    (void)state;
    run_cases("tests/unit/change/places.txt", 3, 8, run_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_cases) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
