/* Ranges of versions: what is one, and what is in it. Expected answers are node-semver's
 * (npx semver@7.7.3 VERSION -r RANGE). */
#include "base/check.h"

#include "codec/semver.h"

static void what_is_in_a_range(void **state)
{
    static const struct {
        const char *range, *in, *out; /* versions, separated by blanks */
    } rows[] = {
        { "2.1.3", "2.1.3 v2.1.3 2.1.3+build", "2.1.4 2.1.2 2.1.3-rc.1" },
        { "=2.1.3", "2.1.3", "2.1.4" },
        { "2.1", "2.1.0 2.1.9", "2.2.0 2.0.9" },
        { "2", "2.0.0 2.9.9", "3.0.0 1.9.9" },
        { "2.x", "2.0.0 2.9.9", "3.0.0" },
        { "2.1.*", "2.1.0 2.1.7", "2.2.0" },
        { "*", "0.0.0 99.1.2", "1.0.0-rc.1" },
        { "^2.1", "2.1.0 2.9.0", "2.0.9 3.0.0 3.0.0-rc.1" },
        { "^2.1.3", "2.1.3 2.2.0", "2.1.2 3.0.0" },
        { "^0.3", "0.3.0 0.3.9", "0.4.0 0.2.9" },
        { "^0.3.2", "0.3.2 0.3.9", "0.3.1 0.4.0" },
        { "^0.0.3", "0.0.3", "0.0.4 0.0.2" },
        { "^0.0", "0.0.0 0.0.9", "0.1.0" },
        { "^0", "0.0.0 0.9.0", "1.0.0" },
        { "^1.x", "1.0.0 1.9.0", "2.0.0 0.9.0" },
        { "~2.1.3", "2.1.3 2.1.9", "2.2.0 2.1.2" },
        { "~2.1", "2.1.0 2.1.9", "2.2.0" },
        { "~2", "2.0.0 2.9.0", "3.0.0" },
        { ">=2 <3", "2.0.0 2.9.9", "3.0.0 1.9.9" },
        { ">= 2.1 < 2.3", "2.1.0 2.2.9", "2.3.0" },
        { ">2.1", "2.2.0 3.0.0", "2.1.9 2.1.0" },
        { ">2.1.3", "2.1.4", "2.1.3" },
        { "<=2.1", "2.1.9 1.0.0", "2.2.0" },
        { "<=2.1.3", "2.1.3", "2.1.4" },
        { "<2.1", "2.0.9", "2.1.0" },
        { "2.1 || 3", "2.1.5 3.4.0", "2.2.0 4.0.0" },
        { "^2.1 || >=4.2 <5", "2.4.0 4.2.0", "3.0.0 4.1.0" },
        { ">=2.0.0-rc.1", "2.0.0-rc.1 2.0.0-rc.2 2.0.0 3.0.0", "2.1.0-rc.1 2.0.0-beta" },
        { "^2.1.0-rc.1", "2.1.0-rc.1 2.1.0 2.4.0", "2.2.0-rc.1 2.1.0-beta" },
        { ">*", "", "1.0.0" },
        { "<*", "", "1.0.0" },
        { ">=*", "1.0.0", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int in = 0; in < 2; in++) {
            struct str list = str_of(in ? rows[i].in : rows[i].out), text;
            while (list.len > 0 && str_split(&list, ' ', &text)) {
                struct semver version;
                assert_true(semver_parse(text, &version));
                if (semver_in_range(*state, str_of(rows[i].range), &version) != in)
                    fail_msg("%.*s and %s: expected %d", STR_ARG(text), rows[i].range, in);
            }
        }
}

static void what_is_no_range(void **state)
{
    static const char *const rows[] = {
        "",        " ",      "||",     "2.1 ||", "^",   "latest",    ">=",
        "1.2.3.4", "1.x.2",  "2.x-rc", "^^2",    "2,3", "1.0 - 2.0", "99999999999999999999",
        ">=2 <",   "^2.1 ||"
    };
    static const char *const good[] = { "2", "^2.1", "v2", ">= 2 < 3", "2 || 3", "x", "X.x.*" };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (semver_range_valid(*state, str_of(rows[i])))
            fail_msg("\"%s\" was taken for a range", rows[i]);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!semver_range_valid(*state, str_of(good[i])))
            fail_msg("\"%s\" was not taken for a range", good[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_in_a_range, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(what_is_no_range, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests_name("codec/semver_range", tests, NULL, NULL);
}
