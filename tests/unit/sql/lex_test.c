/* lex: every byte in exactly one token, whatever the bytes are; the kinds per dialect. */
#include "sql_test.h"

static const char *const dialects[] = { "",     "bigquery", "snowflake",  "duckdb", "postgres",
                                        "tsql", "mysql",    "clickhouse", "spark",  "oracle" };

/* A word names all the letters that a dialect might fold; other bytes than ASCII count as any. */
static void check_letters(const struct sql_text *text, uint32_t at)
{
    const struct sql_token *token = &text->tokens[at];
    struct str word = sql_token_text(text, token);
    unsigned held = 0;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        held |= (unsigned char)c >= 0x80 ? LETTERS_ANY
                : byte_lower(c) != c     ? LETTERS_UPPER
                : byte_upper(c) != c     ? LETTERS_LOWER
                                         : 0;
    }
    assert_int_equal(token->letters & held, held);
}

/* Tokens cover the text without gap or overlap, and none is empty. */
static void check_cover(struct str bytes, const char *dialect, bool jinja)
{
    struct arena arena;
    struct sql_text text;
    struct err err;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    assert_int_equal(sql_lex(&text, &arena, STR("x"), bytes, dialect_of(dialect), jinja, &err), OK);
    uint32_t at = 0;
    for (uint32_t i = 0; i < text.count; i++) {
        assert_int_equal(text.tokens[i].offset, at);
        assert_true(text.tokens[i].len > 0);
        assert_int_equal(sql_token_from(&text, at), i);
        at += text.tokens[i].len;
        if (text.tokens[i].kind == TOKEN_WORD)
            check_letters(&text, i);
    }
    assert_int_equal(at, bytes.len);
    assert_int_equal(sql_token_from(&text, at), text.count);
    arena_release(&arena);
}

static void test_cover_files(void **state)
{
    (void)state;
    static const char *const files[] = { "tests/sql/select.txt",  "tests/sql/expression.txt",
                                         "tests/sql/recover.txt", "tests/sql/macro.txt",
                                         "src/sql/lex.c",         "src/sql/keywords.def" };
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        struct str bytes = read_file(files[f]);
        for (size_t d = 0; d < sizeof dialects / sizeof dialects[0]; d++) {
            check_cover(bytes, dialects[d], false);
            check_cover(bytes, dialects[d], true);
        }
        free((char *)bytes.ptr);
    }
}

static void test_cover_noise(void **state)
{
    (void)state;
    static const char alphabet[] = "ab1.'\"`[]{}()%#@$-/*\\\n\x80\xC3\xA9\xFF;:,?|<>=!~ eE_x\0";
    uint32_t seed = 12345;
    char bytes[200];
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        struct str s = { bytes, sizeof bytes };
        check_cover(s, dialects[(size_t)round % (sizeof dialects / sizeof dialects[0])], round & 1);
    }
}

struct want {
    int kind;
    const char *text;
};

/* The significant tokens of a text. */
static void check_tokens(const char *dialect, const char *sql, const struct want *want)
{
    struct sql_case c;
    case_lex(&c, str_of(dialect), str_of(sql));
    size_t n = 0;
    for (uint32_t i = sql_next(&c.text, 0); i < c.text.count; i = sql_next(&c.text, i + 1), n++) {
        assert_non_null(want[n].text);
        struct str have = sql_token_text(&c.text, &c.text.tokens[i]);
        if (!str_eq(have, str_of(want[n].text)) || c.text.tokens[i].kind != want[n].kind)
            fail_msg("[%s] %s: token %zu is '%.*s' of kind %d", dialect, sql, n, STR_ARG(have),
                     c.text.tokens[i].kind);
    }
    assert_null(want[n].text);
    case_close(&c);
}

#define TOKENS(...) ((const struct want[]){ __VA_ARGS__, { 0, NULL } })
#define W TOKEN_WORD
#define Q TOKEN_QUOTED
#define S TOKEN_STRING
#define N TOKEN_NUMBER
#define O TOKEN_OPERATOR

static void test_kinds(void **state)
{
    (void)state;
    check_tokens("", "a.b<>1", TOKENS({ W, "a" }, { O, "." }, { W, "b" }, { O, "<>" }, { N, "1" }));
    check_tokens("", "x--y\n+1", TOKENS({ W, "x" }, { O, "+" }, { N, "1" }));
    check_tokens("", "a->>'b'::c",
                 TOKENS({ W, "a" }, { O, "->>" }, { S, "'b'" }, { O, "::" }, { W, "c" }));
    check_tokens("", "'a''b' \"c\"\"d\"", TOKENS({ S, "'a''b'" }, { Q, "\"c\"\"d\"" }));
    check_tokens("", "1.5e-3 .5 1. 0xF",
                 TOKENS({ N, "1.5e-3" }, { N, ".5" }, { N, "1." }, { N, "0xF" }));
    check_tokens("", "t.1.2", TOKENS({ W, "t" }, { O, "." }, { N, "1" }, { O, "." }, { N, "2" }));
    check_tokens("", "/* a /* b */ c */ d", TOKENS({ W, "d" }));
    check_tokens("mysql", "/* a /* b */ c # d", TOKENS({ W, "c" }));
    check_tokens("mysql", "\"a\\\"b\" `c`", TOKENS({ S, "\"a\\\"b\"" }, { Q, "`c`" }));
    check_tokens("hive", "1st 10L 2.5bd", TOKENS({ W, "1st" }, { N, "10L" }, { N, "2.5bd" }));
    check_tokens("tsql", "[a b] #tmp \"c\"", TOKENS({ Q, "[a b]" }, { W, "#tmp" }, { Q, "\"c\"" }));
    check_tokens("postgres", "$$a'b$$ $x$ $$ $x$ $1",
                 TOKENS({ S, "$$a'b$$" }, { S, "$x$ $$ $x$" }, { TOKEN_PARAMETER, "$1" }));
    check_tokens("postgres", "E'a\\'b' a#>>b",
                 TOKENS({ S, "E'a\\'b'" }, { W, "a" }, { O, "#>>" }, { W, "b" }));
    check_tokens("bigquery", "r'\\'' \"\"\"a\"b\"\"\" # c",
                 TOKENS({ S, "r'\\''" }, { S, "\"\"\"a\"b\"\"\"" }));
    check_tokens("spark", "r'\\' a", TOKENS({ S, "r'\\'" }, { W, "a" }));
    check_tokens("snowflake", "a // b\n$$c$$", TOKENS({ W, "a" }, { S, "$$c$$" }));
    check_tokens("duckdb", "a // b", TOKENS({ W, "a" }, { O, "//" }, { W, "b" }));
}

static void test_macros(void **state)
{
    (void)state;
    check_tokens("", "@x @{y}_z a@b @@v @> @",
                 TOKENS({ TOKEN_MACRO, "@x" }, { TOKEN_MACRO_BRACE, "@{y}" }, { W, "_z" },
                        { W, "a" }, { TOKEN_MACRO, "@b" }, { TOKEN_PARAMETER, "@@v" }, { O, "@>" },
                        { O, "@" }));
    check_tokens("", "${x} ?", TOKENS({ TOKEN_PARAMETER, "${x}" }, { TOKEN_PARAMETER, "?" }));
    check_tokens("+jinja", "{{ '}}' }}{% if a %}b{# c #}",
                 TOKENS({ TOKEN_TEMPLATE, "{{ '}}' }}" }, { TOKEN_TEMPLATE, "{% if a %}" },
                        { W, "b" }, { TOKEN_TEMPLATE, "{# c #}" }));
    check_tokens("+jinja", "'{{ v('x') }}' a", TOKENS({ S, "'{{ v('x') }}'" }, { W, "a" }));
    check_tokens("", "{{1}}", TOKENS({ O, "{" }, { O, "{" }, { N, "1" }, { O, "}" }, { O, "}" }));
}

static void test_bad(void **state)
{
    (void)state;
    check_tokens("", "a 'b", TOKENS({ W, "a" }, { TOKEN_BAD, "'b" }));
    check_tokens("", "a /* b", TOKENS({ W, "a" }, { TOKEN_BAD, "/* b" }));
    check_tokens("+jinja", "a {{ b", TOKENS({ W, "a" }, { TOKEN_BAD, "{{ b" }));
    check_tokens("", "a\xFF\xC3\xA9", TOKENS({ W, "a" }, { TOKEN_BAD, "\xFF" }, { W, "\xC3\xA9" }));
    check_tokens("", "\xEF\xBB\xBFselect", TOKENS({ TOKEN_BAD, "\xEF\xBB\xBF" }, { W, "select" }));
    check_tokens("",
                 "a\xC2\xA0"
                 "b",
                 TOKENS({ W, "a" }, { TOKEN_BAD, "\xC2" }, { TOKEN_BAD, "\xA0" }, { W, "b" }));
}

static void test_values(void **state)
{
    (void)state;
    struct sql_case c;
    case_lex(&c, STR("postgres"), STR("'it''s' \"a\"\"b\" $t$x$t$ word E'q'"));
    static const char *const want[] = { "it's", "a\"b", "x", "word", "q" };
    uint32_t at = 0;
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++, at++) {
        at = sql_next(&c.text, at);
        struct str value = sql_token_value(&c.arena, &c.text, at);
        assert_true(str_eq(value, str_of(want[i])));
    }
    assert_int_equal(sql_token_value(&c.arena, &c.text, c.text.count).len, 0);
    case_close(&c);
    case_lex(&c, STR("mysql"), STR("\"a\\\"b\"\"c\""));
    assert_true(str_eq(sql_token_value(&c.arena, &c.text, 0), STR("a\"b\"c")));
    case_close(&c);
}

static void test_token_is(void **state)
{
    (void)state;
    struct sql_case c;
    case_lex(&c, STR(""), STR("Select 'select' ("));
    assert_true(sql_token_is(&c.text, 0, "SELECT"));
    assert_false(sql_token_is(&c.text, 2, "select"));
    assert_true(sql_token_is(&c.text, 4, "("));
    assert_false(sql_token_is(&c.text, 99, "("));
    case_close(&c);
}

static void test_limits(void **state)
{
    (void)state;
    struct arena arena;
    struct sql_text text;
    struct err err = { 0 };
    size_t len = LIMIT_sql_tokens;
    char *bytes = malloc(LIMIT_file_bytes + 1);
    memset(bytes, ',', LIMIT_file_bytes + 1);
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    assert_int_equal(sql_lex(&text, &arena, STR("x"), (struct str){ bytes, len },
                             sql_dialect_default(), false, &err),
                     OK);
    assert_int_equal(text.count, LIMIT_sql_tokens);
    assert_int_equal(sql_lex(&text, &arena, STR("x"), (struct str){ bytes, len + 1 },
                             sql_dialect_default(), false, &err),
                     E_LIMIT);
    assert_non_null(strstr(err.text, "sql_tokens"));
    memset(bytes, ' ', LIMIT_file_bytes + 1);
    assert_int_equal(sql_lex(&text, &arena, STR("x"), (struct str){ bytes, LIMIT_file_bytes },
                             sql_dialect_default(), false, &err),
                     OK);
    assert_int_equal(sql_lex(&text, &arena, STR("x"), (struct str){ bytes, LIMIT_file_bytes + 1 },
                             sql_dialect_default(), false, &err),
                     E_LIMIT);
    assert_non_null(strstr(err.text, "file_bytes"));
    arena_release(&arena);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cover_files), cmocka_unit_test(test_cover_noise),
        cmocka_unit_test(test_kinds),       cmocka_unit_test(test_macros),
        cmocka_unit_test(test_bad),         cmocka_unit_test(test_values),
        cmocka_unit_test(test_token_is),    cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
