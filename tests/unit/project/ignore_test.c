#include "project/check.h"

#include "project/load.h"

static bool ignores(struct arena *arena, const char *pattern, const char *path)
{
    struct config config = { 0 };
    vec_push(arena, &config.ignore_patterns, str_of(pattern));
    return config_ignores(&config, str_of(path));
}

static void patterns_match_from_the_right_or_from_the_root(void **state)
{
    static const struct {
        const char *pattern, *path;
        bool want;
    } rows[] = {
        { "*.tmp.sql", "models/a/b.tmp.sql", true },
        { "*.tmp.sql", "models/a/b.sql", false },
        { ".ipynb_checkpoints/*", "models/.ipynb_checkpoints/x.py", true },
        { ".ipynb_checkpoints/*", "models/.ipynb_checkpoints/a/x.py", false },
        { "b.sql", "models/a/b.sql", true },
        { "a/b.sql", "models/a/b.sql", true },
        { "models/a/b.sql", "models/a/b.sql", true },
        { "x/models/a/b.sql", "models/a/b.sql", false },
        { "models/a", "models/a/b.sql", false },
        { "models/**/b.sql", "models/a/c/b.sql", true },
        { "models/**", "models/a/c/b.sql", true },
        { "audits/**", "models/a/c/b.sql", false },
        { "?.sql", "models/b.sql", true },
        { "?.sql", "models/bb.sql", false },
        { "[ab].sql", "models/b.sql", true },
        { "[!ab].sql", "models/b.sql", false },
        { "[a-c].sql", "models/b.sql", true },
        { "[d-f].sql", "models/b.sql", false },
        { "[.sql", "models/[.sql", true },
        { "*", "models/b.sql", true },
        { "", "models/b.sql", false },
        { "*a*a*a*b", "models/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
        { "B.sql", "models/b.sql", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (ignores(*state, rows[i].pattern, rows[i].path) != rows[i].want)
            print_error("%s on %s\n", rows[i].pattern, rows[i].path);
        assert_int_equal(ignores(*state, rows[i].pattern, rows[i].path), rows[i].want);
    }
}

static void ignored_files_give_nothing(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG "ignore_patterns: ['skip*']\n", "models/skip_me.sql",
             "garbage", "models/m.sql", "MODEL (name a.b); SELECT 1 AS x",
             "models/.ipynb_checkpoints/m.sql", "MODEL (name c.d); SELECT 1 AS x");
    assert_int_equal(only_project(repository)->models.count, 2); /* the default list is replaced */
    assert_int_equal(only_project(repository)->unknowns.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(patterns_match_from_the_right_or_from_the_root),
        arena_test(ignored_files_give_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
