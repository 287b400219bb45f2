/* Runs the cases of tests/facts: before/ and after/ are two snapshots, expected.txt lists every
 * fact between them. Cases whose level is not "diff" need a policy or a push and run elsewhere.
 * Every row of facts.def must have a case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/tree.h"

static const char top[] = "tests/facts";

struct names {
    VEC_OF(struct str);
};

static struct names case_names(struct arena *arena)
{
    struct names names = { 0 };
    DIR *dir = opendir(top);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (entry->d_name[0] != '.')
            vec_push(arena, &names, str_dup(arena, str_of(entry->d_name)));
    }
    if (dir)
        closedir(dir);
    if (names.count)
        qsort(names.items, names.count, sizeof *names.items, str_cmp_qsort);
    return names;
}

static struct tree load_tree(struct arena *arena, struct str folder)
{
    struct tree tree = { 0 };
    tree_walk(&tree, arena, folder, STR_EMPTY);
    return tree;
}

static bool is_silent(struct arena *arena, const struct tree *tree)
{
    struct change_set set;
    const char *why = tree_diff(&set, arena, tree, tree);
    return !why && set.facts.count == 0;
}

static bool run_case(struct str name)
{
    struct arena arena;
    struct change_set set;

    arena_init(&arena, 256u << 20, NULL);
    struct str folder = path_join(&arena, str_of(top), name);
    struct str level = str_trim(read_text(&arena, path_join(&arena, folder, STR("level"))));
    struct str expected = read_text(&arena, path_join(&arena, folder, STR("expected.txt")));
    struct tree before = load_tree(&arena, path_join(&arena, folder, STR("before")));
    struct tree after = load_tree(&arena, path_join(&arena, folder, STR("after")));
    bool ok = true;

    if (str_eq(level, STR("diff"))) {
        const char *why = tree_diff(&set, &arena, &before, &after);
        struct str actual = why ? str_of(why) : fact_lines(&arena, &set);
        ok = !why && str_eq(str_trim(actual), str_trim(expected));
        if (!ok)
            print_error("%.*s: expected\n%.*s\nbut found\n%.*s\n", STR_ARG(folder),
                        STR_ARG(expected), STR_ARG(actual));
        if (!is_silent(&arena, &before) || !is_silent(&arena, &after)) {
            print_error("%.*s: a side differs from itself\n", STR_ARG(folder));
            ok = false;
        }
        if (!str_starts(name, str_of("none")) && str_find(expected, str_sub(name, 0, 5)) < 0) {
            print_error("%.*s: does not show its fact\n", STR_ARG(folder));
            ok = false;
        }
    } else if (!str_starts(level, STR("gate")) && !str_starts(level, STR("push"))) {
        print_error("%.*s: level says neither diff, gate nor push\n", STR_ARG(folder));
        ok = false;
    }
    arena_release(&arena);
    return ok;
}

static void all_cases(void **state)
{
    struct arena arena;
    size_t failed = 0;
    (void)state;

    arena_init(&arena, 1u << 20, NULL);
    struct names names = case_names(&arena);
    assert_true(names.count >= FACT_COUNT);
    vec_for (const struct str, name, &names)
        failed += !run_case(*name);
    arena_release(&arena);
    assert_int_equal(failed, 0);
}

static void every_fact_has_a_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < FACT_COUNT; i++) {
        char path[64];
        struct stat info;
        snprintf(path, sizeof path, "%s/%s/expected.txt", top, fact_row((enum fact_code)i)->code);
        if (stat(path, &info))
            fail_msg("%s is missing", path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fact_has_a_case),
        cmocka_unit_test(all_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
