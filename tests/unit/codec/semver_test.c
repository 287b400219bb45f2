/* Versions: which texts are one, their order, and what a step is worth. */
#include "base/check.h"

#include "codec/semver.h"

static void texts_that_are_versions(void **state)
{
    static const struct {
        const char *text;
        bool good;
        uint64_t major, minor, patch;
        const char *prerelease;
    } rows[] = {
        { "1.2.3", true, 1, 2, 3, "" },
        { "v2.1", true, 2, 1, 0, "" },
        { "7", true, 7, 0, 0, "" },
        { "1.0.0-rc.1+build.5", true, 1, 0, 0, "rc.1" },
        { "1.0.0+2024", true, 1, 0, 0, "" },
        { "0.0.0", true, 0, 0, 0, "" },
        { "", false, 0, 0, 0, "" },
        { "1.", false, 0, 0, 0, "" },
        { "1..2", false, 0, 0, 0, "" },
        { "1.2.3.4", false, 0, 0, 0, "" },
        { "1.2.x", false, 0, 0, 0, "" },
        { "-1", false, 0, 0, 0, "" },
        { "1.0.0-", false, 0, 0, 0, "" },
        { "1.0.0-a b", false, 0, 0, 0, "" },
        { "99999999999999999999", false, 0, 0, 0, "" },
        { "latest", false, 0, 0, 0, "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct semver version;
        assert_int_equal(semver_parse(str_of(rows[i].text), &version), rows[i].good);
        if (!rows[i].good)
            continue;
        assert_int_equal(version.major, rows[i].major);
        assert_int_equal(version.minor, rows[i].minor);
        assert_int_equal(version.patch, rows[i].patch);
        assert_str(version.prerelease, str_of(rows[i].prerelease));
    }
}

static struct semver version(const char *text)
{
    struct semver out;
    assert_true(semver_parse(str_of(text), &out));
    return out;
}

/* semver.org 11.4's own example, and numbers. */
static void order(void **state)
{
    static const char *const rising[] = {
        "0.9.9",      "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
        "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
        "1.0.0",      "1.0.1",        "1.2.0",         "1.10.0",
        "2.0.0"
    };
    (void)state;
    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++)
        for (size_t at = 0; at < sizeof rising / sizeof *rising; at++) {
            struct semver a = version(rising[i]), b = version(rising[at]);
            int expected = (i > at) - (i < at), got = semver_compare(&a, &b);
            assert_int_equal((got > 0) - (got < 0), expected);
        }
    struct semver one = version("1.0.0+a"), other = version("1.0.0+b");
    assert_int_equal(semver_compare(&one, &other), 0);
}

static void steps(void **state)
{
    static const struct {
        const char *from, *to;
        enum bump step;
    } rows[] = {
        { "1.4.2", "1.4.3", BUMP_PATCH },      { "1.4.2", "1.5.0", BUMP_MINOR },
        { "1.4.2", "2.0.0", BUMP_MAJOR },      { "1.4.2", "1.4.2", BUMP_NONE },
        { "1.4.2", "1.4.1", BUMP_NONE },       { "0.4.2", "0.4.3", BUMP_MINOR },
        { "0.4.2", "0.5.0", BUMP_MAJOR },      { "0.9.0", "1.0.0", BUMP_MAJOR },
        { "1.0.0-rc.1", "1.0.0", BUMP_PATCH }, { "1.0.0", "1.0.0-rc.1", BUMP_NONE },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct semver from = version(rows[i].from), to = version(rows[i].to);
        assert_string_equal(bump_name(semver_step(&from, &to)), bump_name(rows[i].step));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_that_are_versions),
        cmocka_unit_test(order),
        cmocka_unit_test(steps),
    };
    return cmocka_run_group_tests_name("codec/semver", tests, NULL, NULL);
}
