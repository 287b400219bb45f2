#include "base/check.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/pattern.h"

static int set_setup(void **state)
{
    *state = pattern_set_new();
    return *state ? 0 : -1;
}

static int set_teardown(void **state)
{
    pattern_set_release(*state);
    return 0;
}

#define set_test(fn) cmocka_unit_test_setup_teardown(fn, set_setup, set_teardown)

static enum pattern_answer answer(struct pattern_set *set, enum pattern_kind kind, struct str text,
                                  struct str subject)
{
    const struct pattern *pattern = NULL;
    struct err err = { 0 };
    if (pattern_compile(set, kind, text, &pattern, &err) != OK)
        fail_msg("%.*s: %s", STR_ARG(text), err.text);
    assert_str(pattern_text(pattern), text);
    return pattern_match(pattern, subject);
}

struct pattern_case {
    const char *text, *subject;
    enum pattern_answer want;
};

static void run(struct pattern_set *set, enum pattern_kind kind, const struct pattern_case *cases,
                size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum pattern_answer got =
            answer(set, kind, str_of(cases[i].text), str_of(cases[i].subject));
        if (got != cases[i].want)
            fail_msg("\"%s\" on \"%s\": got %d, want %d", cases[i].text, cases[i].subject, (int)got,
                     (int)cases[i].want);
    }
}

#define RUN(set, kind, cases) run((set), (kind), (cases), sizeof(cases) / sizeof *(cases))

static void path_globs(void **state)
{
    static const struct pattern_case cases[] = {
        /* one part */
        { "models/*.sql", "models/a.sql", PATTERN_YES },
        { "models/*.sql", "models/x/a.sql", PATTERN_NO },
        { "models/*.sql", "models/.sql", PATTERN_YES },
        { "models/?.sql", "models/a.sql", PATTERN_YES },
        { "models/?.sql", "models//.sql", PATTERN_NO },
        { "models/?.sql", "models/ab.sql", PATTERN_NO },
        { "models", "models", PATTERN_YES },
        { "models", "xmodels", PATTERN_NO },
        { "models", "models/a.sql", PATTERN_NO },
        { "Models", "models", PATTERN_NO },
        /* any number of parts */
        { "models/**/*.sql", "models/a.sql", PATTERN_YES },
        { "models/**/*.sql", "models/x/y/a.sql", PATTERN_YES },
        { "models/**/*.sql", "models2/a.sql", PATTERN_NO },
        { "**/a.sql", "a.sql", PATTERN_YES },
        { "**/a.sql", "x/y/a.sql", PATTERN_YES },
        { "**/a.sql", "x/ya.sql", PATTERN_NO },
        { "**", "x/y", PATTERN_YES },
        { "models/**.sql", "models/x/a.sql", PATTERN_YES },
        { "a/**/**/b", "a/b", PATTERN_YES },
        { "a/**/**/b", "a/x/y/b", PATTERN_YES },
        /* without a slash: the last part, at any depth */
        { "*.csv", "a.csv", PATTERN_YES },
        { "*.csv", "seeds/x/a.csv", PATTERN_YES },
        { "config.yml", "x/config.yml", PATTERN_YES },
        { "config.yml", "x/config.yml/y", PATTERN_NO },
        /* with one: from the top */
        { "/config.yml", "config.yml", PATTERN_YES },
        { "/config.yml", "x/config.yml", PATTERN_NO },
        { "x/config.yml", "y/x/config.yml", PATTERN_NO },
        { "/models/*", "models/a", PATTERN_YES },
        /* everything below */
        { "models/payroll/**", "models/payroll/x/a.sql", PATTERN_YES },
        { "models/payroll/**", "models/payroll", PATTERN_NO },
        { "models/payroll/", "models/payroll/a.sql", PATTERN_YES },
        { "models/payroll/", "models/payroll", PATTERN_NO },
        { "models/payroll/", "x/models/payroll/a.sql", PATTERN_NO },
        { "legacy/", "x/legacy/a.sql", PATTERN_YES },
        { "/legacy/", "x/legacy/a.sql", PATTERN_NO },
        { "models/**/", "models/a", PATTERN_YES },
        { "/", "a/b", PATTERN_YES },
        /* alternatives */
        { "*.{yml,yaml}", "x/a.yaml", PATTERN_YES },
        { "*.{yml,yaml}", "x/a.yl", PATTERN_NO },
        { "{models,audits}/**", "audits/a.sql", PATTERN_YES },
        { "{models,audits}/**", "macros/a.sql", PATTERN_NO },
        { "a{,b{c,d}}e", "ae", PATTERN_YES },
        { "a{,b{c,d}}e", "abde", PATTERN_YES },
        { "a{,b{c,d}}e", "abe", PATTERN_NO },
        { "{a,**/b}", "x/b", PATTERN_YES },
        { "x,y", "x,y", PATTERN_YES },
        /* classes */
        { "[a-c].sql", "b.sql", PATTERN_YES },
        { "[a-c].sql", "d.sql", PATTERN_NO },
        { "[!a-c].sql", "d.sql", PATTERN_YES },
        { "[^a-c].sql", "a.sql", PATTERN_NO },
        { "a[!b]c", "a/c", PATTERN_NO },
        { "a[+-9]c", "a/c", PATTERN_NO },
        { "a[+-9]c", "a5c", PATTERN_YES },
        { "[]x]", "]", PATTERN_YES },
        { "[a-]", "-", PATTERN_YES },
        { "[\\]]", "]", PATTERN_YES },
        { "[*]", "*", PATTERN_YES },
        { "[*]", "x", PATTERN_NO },
        /* what pcre2 would take for something else stands for itself */
        { "a.b+(c)|$^", "a.b+(c)|$^", PATTERN_YES },
        { "a.b", "axb", PATTERN_NO },
        { "\\*", "*", PATTERN_YES },
        { "\\*", "x", PATTERN_NO },
        { "a b", "a b", PATTERN_YES },
        { "#x", "#x", PATTERN_YES },
        { "\\d", "5", PATTERN_NO },
        { "a\\Eb", "aEb", PATTERN_YES },
        /* bytes, not characters: a path need not be UTF-8 */
        { "models/**", "models/\xFF.sql", PATTERN_YES },
        { "models/\xFF.sql", "models/\xFF.sql", PATTERN_YES },
        { "caf\xC3\xA9/*", "caf\xC3\xA9/x", PATTERN_YES },
        /* the whole path, newline or not */
        { "a*", "a\n", PATTERN_YES },
        { "a", "a\n", PATTERN_NO },
        { "*", "", PATTERN_YES },
    };
    RUN(*state, PATTERN_PATH_GLOB, cases);
    assert_int_equal(answer(*state, PATTERN_PATH_GLOB, STR("a*b"), STR("a\0b")), PATTERN_YES);
}

static void name_globs(void **state)
{
    static const struct pattern_case cases[] = {
        { "finance.*", "finance.orders", PATTERN_YES },
        { "finance.*", "FINANCE.Orders", PATTERN_YES },
        { "Finance.*", "finance.x.y", PATTERN_YES },
        { "finance.*", "xfinance.a", PATTERN_NO },
        { "*.orders", "a.b.orders", PATTERN_YES },
        { "*.orders", "orders", PATTERN_NO },
        { "a.?", "a.b", PATTERN_YES },
        { "a.?", "a.bc", PATTERN_NO },
        { "a.b", "a.b", PATTERN_YES },
        { "a.b", "axb", PATTERN_NO },
        { "a.b", "a.b.c", PATTERN_NO },
        { "\"a b\".{c}", "\"A B\".{C}", PATTERN_YES },
        { "[a]", "[a]", PATTERN_YES },
        { "[a]", "a", PATTERN_NO },
        { "a\\b", "a\\b", PATTERN_YES },
        { "a\\*", "a\\xx", PATTERN_YES },
        { "\xC3\xA4.*", "\xC3\xA4.b", PATTERN_YES },
        { "\xC3\x84.*", "\xC3\xA4.b", PATTERN_NO }, /* only ASCII is folded */
        { "*", "", PATTERN_YES },
    };
    RUN(*state, PATTERN_NAME_GLOB, cases);
}

static void regular_expressions(void **state)
{
    static const struct pattern_case cases[] = {
        { "b+", "abbc", PATTERN_YES },
        { "^b", "abbc", PATTERN_NO },
        { ".{10,}", "0123456789", PATTERN_YES },
        { ".{10,}", "012345678", PATTERN_NO },
        { "^.{2}$", "\xC3\xA4\xC3\xB6", PATTERN_YES }, /* characters */
        { "^main$", "main\n", PATTERN_NO },            /* the end is the end */
        { "(a)(b)(c)", "abc", PATTERN_YES },
        { "(?i)ABC", "abc", PATTERN_YES },
        { "", "x", PATTERN_YES },
        /* an invalid byte is one character that matches nothing but itself's class */
        { "^models/.*\\.sql$", "models/\xFF.sql", PATTERN_YES },
        { "^a.b$",
          "a\xC3"
          "b",
          PATTERN_YES },
        { "secret", "\xFFsecret\xFF", PATTERN_YES },
    };
    RUN(*state, PATTERN_REGEX, cases);
    assert_int_equal(answer(*state, PATTERN_REGEX, STR("a.b"), STR("a\0b")), PATTERN_YES);
}

static void assert_wrong(struct pattern_set *set, enum pattern_kind kind, struct str text,
                         const char *says)
{
    const struct pattern *pattern = NULL;
    struct err err = { 0 };
    if (pattern_compile(set, kind, text, &pattern, &err) != E_INPUT)
        fail_msg("\"%.*s\" was taken", STR_ARG(text));
    assert_null(pattern);
    if (!strstr(err.text, says))
        fail_msg("\"%s\" does not say \"%s\"", err.text, says);
}

static void wrong_patterns_are_named(void **state)
{
    assert_wrong(*state, PATTERN_REGEX, STR("a(b"), "byte 4");
    assert_wrong(*state, PATTERN_REGEX, STR("[z-a]"), "range out of order");
    assert_wrong(*state, PATTERN_REGEX, STR("a\\Cb"), "\\C is disabled");
    assert_wrong(*state, PATTERN_REGEX, STR("\xFF"), "UTF-8");
    assert_wrong(*state, PATTERN_REGEX, STR("*"), "quantifier");
    assert_wrong(*state, PATTERN_PATH_GLOB, STR(""), "empty");
    assert_wrong(*state, PATTERN_NAME_GLOB, STR(""), "empty");
    assert_wrong(*state, PATTERN_PATH_GLOB, STR("a[b"), "byte 2: \"[\" without \"]\"");
    assert_wrong(*state, PATTERN_PATH_GLOB, STR("a[]"), "\"[\" without");
    assert_wrong(*state, PATTERN_PATH_GLOB, STR("a{b"), "\"{\" without \"}\"");
    assert_wrong(*state, PATTERN_PATH_GLOB, STR("a}b"), "byte 2: \"}\" without");
    assert_wrong(*state, PATTERN_PATH_GLOB, STR("a\\"), "at the end");
    assert_wrong(*state, PATTERN_PATH_GLOB, STR("[[:alpha:]]"), "named");
    assert_wrong(*state, PATTERN_PATH_GLOB, STR("[z-a]"), "range out of order");
    assert_wrong(*state, PATTERN_PATH_GLOB, STR("{{{{{{{{{a}}}}}}}}}"), "nested");
}

static void catastrophic_patterns_are_no_answer(void **state)
{
    char *subject = calloc(1, LIMIT_subject_bytes + 1);
    assert_non_null(subject);
    memset(subject, 'a', LIMIT_subject_bytes + 1);
    struct str thirty = { subject, 30 }, most = { subject, LIMIT_subject_bytes };

    /* Each may give up, none may answer wrongly: (on thirty bytes with '!' at the end, on most). */
    static const struct {
        const char *text;
        enum pattern_answer thirty, most;
    } bombs[] = {
        { "^(a+)+$", PATTERN_NO, PATTERN_YES },
        { "^(a|aa)+$", PATTERN_NO, PATTERN_YES },
        { "(.*)*(.*)*(.*)*(.*)*!!$", PATTERN_NO, PATTERN_NO },
        { "^(?:a?){29}a{29}!", PATTERN_YES, PATTERN_NO },
        { "^(?:a*a*a*a*)*[^a]b", PATTERN_NO, PATTERN_NO },
        { "((?R)?a(?R)?)!", PATTERN_YES, PATTERN_NO },
    };
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        struct str text = str_of(bombs[i].text);
        subject[29] = '!';
        enum pattern_answer got = answer(*state, PATTERN_REGEX, text, thirty);
        assert_true(got == bombs[i].thirty || got == PATTERN_ERROR);
        subject[29] = 'a';
        got = answer(*state, PATTERN_REGEX, text, most);
        assert_true(got == bombs[i].most || got == PATTERN_ERROR);
    }
    subject[29] = '!';
    assert_int_equal(answer(*state, PATTERN_REGEX, STR("^(a+)+$"), thirty), PATTERN_ERROR);
    subject[29] = 'a';
    assert_int_equal(answer(*state, PATTERN_PATH_GLOB, STR("*a*a*a*a*a*a*a*b"), most),
                     PATTERN_ERROR);
    /* quadratic in places to begin, cheap at each of them */
    memset(subject, ' ', LIMIT_subject_bytes - 1);
    assert_int_equal(answer(*state, PATTERN_REGEX, STR("\\s+$"), most), PATTERN_ERROR);
    assert_int_equal(answer(*state, PATTERN_REGEX, STR("(?: )+$"), most), PATTERN_ERROR);
    assert_int_equal(answer(*state, PATTERN_REGEX, STR(" .*a$"), most), PATTERN_YES);
    assert_int_equal(answer(*state, PATTERN_REGEX, STR("\\s+$"), str_sub(most, 0, 3000)),
                     PATTERN_YES);
    /* pattern text may lower the limits, never raise them */
    assert_int_equal(answer(*state, PATTERN_REGEX, STR("(*LIMIT_MATCH=4000000000)^(a+)+$"),
                            (struct str){ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", 31 }),
                     PATTERN_ERROR);
    free(subject);
}

static void subjects_are_bounded(void **state)
{
    char *subject = calloc(1, LIMIT_subject_bytes + 1);
    assert_non_null(subject);
    memset(subject, 0xFF, LIMIT_subject_bytes + 1);
    struct str most = { subject, LIMIT_subject_bytes }, more = { subject, most.len + 1 };
    assert_int_equal(answer(*state, PATTERN_REGEX, STR("a"), most), PATTERN_NO);
    assert_int_equal(answer(*state, PATTERN_REGEX, STR("."), most), PATTERN_YES);
    assert_int_equal(answer(*state, PATTERN_REGEX, STR("."), more), PATTERN_ERROR);
    assert_int_equal(answer(*state, PATTERN_PATH_GLOB, STR("*"), most), PATTERN_YES);
    assert_int_equal(answer(*state, PATTERN_PATH_GLOB, STR("*"), more), PATTERN_ERROR);
    free(subject);
}

static void patterns_are_bounded(void **state)
{
    char *text = calloc(1, LIMIT_regex_bytes + 1);
    assert_non_null(text);
    static const enum pattern_kind kinds[] = { PATTERN_PATH_GLOB, PATTERN_NAME_GLOB,
                                               PATTERN_REGEX };
    for (size_t i = 0; i < 3; i++) {
        const struct pattern *pattern = NULL;
        struct err err = { 0 };
        memset(text, '-', LIMIT_regex_bytes + 1); /* the longest translation of one byte */
        assert_int_equal(pattern_compile(*state, kinds[i], (struct str){ text, LIMIT_regex_bytes },
                                         &pattern, &err),
                         OK);
        assert_int_equal(pattern_match(pattern, (struct str){ text, LIMIT_regex_bytes }),
                         PATTERN_YES);
        assert_int_equal(pattern_compile(*state, kinds[i],
                                         (struct str){ text, LIMIT_regex_bytes + 1 }, &pattern,
                                         &err),
                         E_LIMIT);
        assert_non_null(strstr(err.text, "regex_bytes"));
    }
    assert_wrong(*state, PATTERN_REGEX, STR("((((((a{1,999}){1,999}){1,999}){1,999})))"),
                 "too large");
    memset(text, '(', 1000);
    assert_wrong(*state, PATTERN_REGEX, (struct str){ text, 1000 }, "nested");
    memset(text, '*', LIMIT_regex_bytes);
    assert_int_equal(
        answer(*state, PATTERN_PATH_GLOB, (struct str){ text, LIMIT_regex_bytes }, STR("a/b")),
        PATTERN_YES);
    memset(text, '?', LIMIT_regex_bytes);
    assert_int_equal(
        answer(*state, PATTERN_PATH_GLOB, (struct str){ text, LIMIT_regex_bytes }, STR("a/b")),
        PATTERN_NO);
    free(text);
}

/* What a glob's subjects have in common only spares searches: within braces nothing is known of
 * them, and the answers must be the same. */
static void literals_change_no_answer(void **state)
{
    static const char *const pieces[] = { "a",      "b",   "ab",     "/",      "*",
                                          "**",     "?",   "[ab]",   "[!a]",   "[]a]",
                                          "[\\]a]", "\\*", "{a,*b}", "{,a/b}", "{[}],a}" };
    static const char *const parts[] = { "a", "b", "/", "]", "*", "}" };
    struct buf text, subject;
    struct arena arena;
    uint32_t seed = 1;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    for (size_t round = 0; round < 4000; round++) {
        buf_init(&text, &arena, 1000);
        buf_init(&subject, &arena, 1000);
        for (size_t i = 0; i < 1 + round % 5; i++)
            buf_puts(&text, pieces[((seed = seed * 1664525 + 1013904223) >> 16) % 15]);
        for (size_t i = 0; i < 1 + round % 7; i++)
            buf_puts(&subject, parts[((seed = seed * 1664525 + 1013904223) >> 16) % 6]);
        struct str glob = buf_str(&text), on = buf_str(&subject);
        if (str_starts(glob, STR("/")) || str_ends(glob, STR("/")))
            continue;
        struct str within = str_fmt(&arena, "{%.*s}", STR_ARG(glob));
        if (answer(*state, PATTERN_PATH_GLOB, glob, on) !=
            answer(*state, PATTERN_PATH_GLOB, within, on))
            fail_msg("%.*s on %.*s", STR_ARG(glob), STR_ARG(on));
    }
    arena_release(&arena);
}

static void releasing_nothing_is_fine(void **state)
{
    (void)state;
    pattern_set_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        set_test(path_globs),
        set_test(name_globs),
        set_test(regular_expressions),
        set_test(wrong_patterns_are_named),
        set_test(catastrophic_patterns_are_no_answer),
        set_test(subjects_are_bounded),
        set_test(patterns_are_bounded),
        set_test(literals_change_no_answer),
        cmocka_unit_test(releasing_nothing_is_fine),
    };
    return cmocka_run_group_tests_name("codec/pattern", tests, NULL, NULL);
}
