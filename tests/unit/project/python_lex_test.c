#include "base/check.h"

#include "base/limits.h"
#include "project/python_lex.h"

static struct py_tokens lex(struct arena *arena, struct str text)
{
    struct py_tokens tokens;
    assert_int_equal(py_lex(&tokens, arena, text, NULL), OK);
    for (size_t i = 0; i < tokens.count; i++)
        assert_true((size_t)tokens.items[i].offset + tokens.items[i].len <= text.len);
    return tokens;
}

static struct str form(struct arena *arena, const char *text)
{
    struct py_tokens tokens = lex(arena, str_of(text));
    return py_form(arena, &tokens, 0, tokens.count);
}

/* Layout, comments, docstrings, quotes and trailing commas do not count. */
static const char *const equal[][2] = {
    { "x=1", "x  =  1  # one\n" },
    { "def f(a, b):\n    return a\n", "def f(\n    a,\n    b,\n):\n  # c\n\n  return a" },
    { "def f():\n    return 1\n", "def f():\n    \"\"\"Doc.\n\n    more\"\"\"\n    return 1\n" },
    { "class A:\n    x = 1\n", "class A:\n    'doc'\n    x = 1\n" },
    { "s = 'it'\n", "s = \"it\"\n" },
    { "s = 'it\\'s'\n", "s = \"it's\"\n" },
    { "s = u'x'\n", "s = 'x'\n" },
    { "s = '''x'''\n", "s = 'x'\n" },
    { "x = [1, 2]\n", "x = [\n  1,\n  2,\n]\n" },
    { "x = [1]\n", "x = [1,]\n" },
    { "x = {1: 2}\n", "x = {1: 2,}\n" },
    { "f(1)\n", "f(1,)\n" },
    { "x = a + b\n", "x = a \\\n    + b\n" },
    { "x = 1\ny = 2\n", "x = 1\r\ny = 2\r\n" },
    { "\"\"\"module\"\"\"\nx = 1\n", "x = 1\n" },
};

/* Meaning does. */
static const char *const different[][2] = {
    { "x = 1\n", "x = 2\n" },          { "x = (1,)\n", "x = (1)\n" },
    { "x = a[1,]\n", "x = a[1]\n" },   { "return (1,)\n", "return (1)\n" },
    { "s = 'a'\n", "s = b'a'\n" },     { "s = f'{a}'\n", "s = '{a}'\n" },
    { "s = r'\\d'\n", "s = '\\d'\n" }, { "if a:\n    b\n    c\n", "if a:\n    b\nc\n" },
    { "x = '#'\n", "x = ''  #\n" },    { "x = f('doc')\n", "x = f()\n" },
    { "x = 'a'\n", "x = 'A'\n" },      { "a b\n", "ab\n" },
};

static void numbers_do_not_start_with_a_zero(void **state)
{
    static const char *const good[] = { "0", "00", "0_0", "07.5", "07e1", "07j", "0x7", "0o7" };
    static const char *const bad[] = { "07", "0_7", "007" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(lex(*state, str_of(good[i])).items[0].kind, PY_NUMBER);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(lex(*state, str_of(bad[i])).items[0].kind, PY_BAD);
}

static void layout_does_not_count(void **state)
{
    for (size_t i = 0; i < sizeof equal / sizeof *equal; i++)
        assert_str(form(*state, equal[i][0]), form(*state, equal[i][1]));
}

static void meaning_counts(void **state)
{
    for (size_t i = 0; i < sizeof different / sizeof *different; i++) {
        struct str a = form(*state, different[i][0]), b = form(*state, different[i][1]);
        if (str_eq(a, b))
            print_error("%s and %s look the same\n", different[i][0], different[i][1]);
        assert_false(str_eq(a, b));
    }
}

static void tokens_have_kinds(void **state)
{
    struct py_tokens t = lex(*state, STR("def f(x):\n    return 0x1F + 1e-5 ** .5 # c\n"));
    static const struct {
        enum py_kind kind;
        const char *text;
    } want[] = {
        { PY_NAME, "def" },    { PY_NAME, "f" },      { PY_OP, "(" },       { PY_NAME, "x" },
        { PY_OP, ")" },        { PY_OP, ":" },        { PY_NEWLINE, "\n" }, { PY_INDENT, "" },
        { PY_NAME, "return" }, { PY_NUMBER, "0x1F" }, { PY_OP, "+" },       { PY_NUMBER, "1e-5" },
        { PY_OP, "**" },       { PY_NUMBER, ".5" },   { PY_NEWLINE, "\n" }, { PY_DEDENT, "" },
    };
    assert_int_equal(t.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < t.count; i++) {
        assert_int_equal(t.items[i].kind, want[i].kind);
        assert_str(py_text(&t, i), str_of(want[i].text));
    }
}

static void strings_give_their_value(void **state)
{
    static const struct {
        const char *literal, *value;
    } rows[] = {
        { "'a'", "a" },       { "\"a'b\"", "a'b" },  { "'''a\nb'''", "a\nb" },
        { "'a\\'b'", "a'b" }, { "'a\\nb'", "a\nb" }, { "r'\\d'", "\\d" },
        { "u'x'", "x" },      { "''", "" },          { "\"\"\"\"\"\"", "" },
        { "f'{a}'", NULL },   { "b'a'", NULL },      { "'\\x41'", NULL },
        { "'open", NULL },    { "x", NULL },         { "'a\\\nb'", "ab" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str value;
        bool ok = py_string_value(*state, str_of(rows[i].literal), &value);
        if (ok != (rows[i].value != NULL))
            print_error("row %zu: %s\n", i, rows[i].literal);
        assert_int_equal(ok, rows[i].value != NULL);
        if (ok)
            assert_str(value, str_of(rows[i].value));
    }
}

/* Unfinished and odd input ends, and stays inside the text. */
static void odd_input_is_read_to_its_end(void **state)
{
    static const char *const texts[] = {
        "'",   "'''",  "\\", "(((",      ")))", "\t\t x\n  y\n z",          "f'", "0x",
        "1e+", "\"\\", "#",  "\xff\xfe", "$?",  "if x:\n\t\ty\n        z\n"
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct py_tokens t = lex(*state, str_of(texts[i]));
        (void)py_form(*state, &t, 0, t.count);
    }
    (void)lex(*state, (struct str){ "a\0b\n", 4 });
    (void)lex(*state, STR(""));
}

static void deep_indentation_is_bounded(void **state)
{
    struct arena *arena = *state;
    char *text = arena_alloc(arena, 300 * 302 + 1);
    size_t n = 0;
    for (size_t line = 0; line < 300; line++) {
        for (size_t i = 0; i < line; i++)
            text[n++] = ' ';
        text[n++] = 'x';
        text[n++] = '\n';
    }
    struct py_tokens t = lex(arena, (struct str){ text, n });
    size_t in = 0, out = 0;
    for (size_t i = 0; i < t.count; i++) {
        in += t.items[i].kind == PY_INDENT;
        out += t.items[i].kind == PY_DEDENT;
    }
    assert_int_equal(in, 100);
    assert_int_equal(out, 100);
}

static void too_many_tokens_are_a_limit(void **state)
{
    struct arena *arena = *state;
    size_t len = 2 * (LIMIT_sql_tokens + 2);
    char *text = arena_alloc(arena, len);
    for (size_t i = 0; i < len; i++)
        text[i] = i % 2 ? ' ' : ';';
    struct py_tokens tokens;
    struct err err;
    assert_int_equal(py_lex(&tokens, arena, (struct str){ text, len }, &err), E_LIMIT);
    assert_non_null(strstr(err.text, "sql_tokens"));
    assert_int_equal(py_lex(&tokens, arena, (struct str){ text, 2 * LIMIT_sql_tokens - 4 }, &err),
                     OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(numbers_do_not_start_with_a_zero),
        arena_test(layout_does_not_count),
        arena_test(meaning_counts),
        arena_test(tokens_have_kinds),
        arena_test(strings_give_their_value),
        arena_test(odd_input_is_read_to_its_end),
        arena_test(deep_indentation_is_bounded),
        arena_test(too_many_tokens_are_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
