#include "base/check.h"

#include <string.h>

#include "codec/utf8.h"

static void validity(void **state)
{
    (void)state;
    assert_true(utf8_valid(STR("")));
    assert_true(utf8_valid(STR("plain\0with nul")));
    assert_true(utf8_valid(STR("\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF")));
    static const struct str bad[] = {
        STR_INIT("\x80"),             /* continuation alone */
        STR_INIT("\xC3"),             /* cut off */
        STR_INIT("a\xE2\x82"),        /* cut off */
        STR_INIT("\xF0\x9F\x98"),     /* cut off */
        STR_INIT("\xC0\xAF"),         /* overlong */
        STR_INIT("\xE0\x80\xAF"),     /* overlong */
        STR_INIT("\xED\xA0\x80"),     /* surrogate */
        STR_INIT("\xF4\x90\x80\x80"), /* above U+10FFFF */
        STR_INIT("\xFF"),
        STR_INIT("\xC3(\xA4"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(utf8_valid(bad[i]));
}

static void code_points_are_walked(void **state)
{
    (void)state;
    uint32_t code;
    struct str s = STR("a\xC3\xA4\xFF\xE2\x82");
    assert_int_equal(utf8_next(s, 0, &code), 1);
    assert_int_equal(code, 'a');
    assert_int_equal(utf8_next(s, 1, &code), 2);
    assert_int_equal(code, 0xE4);
    assert_int_equal(utf8_next(s, 3, &code), 1);
    assert_int_equal(code, UTF8_INVALID);
    assert_int_equal(utf8_next(s, 4, &code), 1);
    assert_int_equal(code, UTF8_INVALID);
    assert_int_equal(utf8_next(s, 5, &code), 1);
    assert_int_equal(code, UTF8_INVALID);
}

static void folding(void **state)
{
    assert_str(utf8_fold(*state, STR("ABC_x")), STR("abc_x"));
    assert_str(utf8_fold(*state, STR("\xC3\x84")), STR("\xC3\xA4"));
    /* full folding: sharp s is "ss"; kelvin sign is k */
    assert_str(utf8_fold(*state, STR("Stra\xC3\x9F"
                                     "e")),
               STR("strasse"));
    assert_str(utf8_fold(*state, STR("\xE2\x84\xAA")), STR("k"));
    /* a + combining diaeresis is composed, so both spellings of a name are one */
    assert_str(utf8_fold(*state, STR("A\xCC\x88")), STR("\xC3\xA4"));
    /* final and inner sigma are one letter */
    assert_str(utf8_fold(*state, STR("\xCF\x82")), STR("\xCF\x83"));
    assert_str(utf8_fold(*state, STR("\xFF"
                                     "A\xC3\x84\xC3")),
               STR("\xFF"
                   "a\xC3\xA4\xC3"));
    assert_str(utf8_fold(*state, STR("")), STR(""));
    assert_str(utf8_fold(*state, STR("A\0\xC3\x84")), STR("a\0\xC3\xA4"));
}

static void lower_and_upper(void **state)
{
    assert_str(utf8_lower(*state, STR("ABC")), STR("abc"));
    assert_str(utf8_upper(*state, STR("abc\xC3\xA4")), STR("ABC\xC3\x84"));
    assert_str(utf8_lower(*state, STR("\xC3\x84\xFFX")), STR("\xC3\xA4\xFFx"));
    /* the result may be longer than the source: U+023A (2 bytes) -> U+2C65 (3 bytes) */
    assert_str(utf8_lower(*state, STR("\xC8\xBA")), STR("\xE2\xB1\xA5"));
    assert_str(utf8_upper(*state, STR("")), STR(""));
}

static void width_and_cut(void **state)
{
    (void)state;
    assert_int_equal(utf8_width(STR("abc")), 3);
    assert_int_equal(utf8_width(STR("\xC3\xA4")), 1);
    assert_int_equal(utf8_width(STR("a\xCC\x88")), 1);                /* combining */
    assert_int_equal(utf8_width(STR("\xE6\x97\xA5\xE6\x9C\xAC")), 4); /* wide */
    assert_int_equal(utf8_width(STR("\xFF\xFE")), 2);
    assert_str(utf8_cut(STR("abcdef"), 3), STR("abc"));
    assert_str(utf8_cut(STR("abc"), 3), STR("abc"));
    assert_str(utf8_cut(STR("abc"), 0), STR(""));
    assert_str(utf8_cut(STR("\xE6\x97\xA5\xE6\x9C\xAC"), 3), STR("\xE6\x97\xA5"));
    assert_str(utf8_cut(STR("a\xCC\x88"
                            "b"),
                        1),
               STR("a\xCC\x88"));
    assert_str(utf8_cut(STR("\xFF\xFF\xFF"), 2), STR("\xFF\xFF"));
}

static void cleaning_for_people(void **state)
{
    static const struct {
        struct str from, to;
    } cases[] = {
        { STR_INIT("plain \xC3\xA4 \xE6\x97\xA5"), STR_INIT("plain \xC3\xA4 \xE6\x97\xA5") },
        { STR_INIT("\x1b[31mred"), STR_INIT("\\x1b[31mred") },
        { STR_INIT("a\nb\tc\r\nd\re"), STR_INIT("a b c d\\x0de") },
        { STR_INIT("a ##[add-mask]b"), STR_INIT("a \\x23#[add-mask]b") },
        { STR_INIT("::error::a ::b a::int"), STR_INIT("\\x3a:error::a \\x3a:b a::int") },
        { STR_INIT("a\0b\x7f"), STR_INIT("a\\x00b\\x7f") },
        { STR_INIT("\xC2\x9B"
                   "31m"),
          STR_INIT("\\u{009B}31m") },                    /* C1: CSI */
        { STR_INIT("\xC2\x85"), STR_INIT("\\u{0085}") }, /* NEL */
        { STR_INIT("\xE2\x80\xA8\xE2\x80\xA9"), STR_INIT("\\u{2028}\\u{2029}") },
        { STR_INIT("\xE2\x80\xAE"
                   "evil"),
          STR_INIT("\\u{202E}evil") }, /* RLO */
        { STR_INIT("\xE2\x81\xA6\xE2\x81\xA9"), STR_INIT("\\u{2066}\\u{2069}") },
        { STR_INIT("\xD8\x9C"), STR_INIT("\\u{061C}") },
        { STR_INIT("a\xE2\x80\x8B"
                   "b"),
          STR_INIT("a\\u{200B}b") }, /* zero width */
        { STR_INIT("\xEF\xBB\xBF"), STR_INIT("\\u{FEFF}") },
        { STR_INIT("\xF3\xA0\x81\x81"), STR_INIT("\\u{E0041}") }, /* tag A */
        { STR_INIT("\xC2\xAD"), STR_INIT("\\u{00AD}") },          /* soft hyphen */
        { STR_INIT("\xEE\x80\x80"), STR_INIT("\\u{E000}") },      /* private use */
        { STR_INIT("\xE3\x85\xA4"), STR_INIT("\\u{3164}") },      /* Hangul filler */
        { STR_INIT("\xFF\xC3"), STR_INIT("\\xff\\xc3") },
        { STR_INIT(""), STR_INIT("") },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str(text_clean(*state, cases[i].from, 0), cases[i].to);
}

static void cleaning_cuts_on_a_character(void **state)
{
    assert_str(text_clean(*state, STR("abcdef"), 3), STR("abc..."));
    assert_str(text_clean(*state, STR("abc"), 3), STR("abc"));
    assert_str(text_clean(*state,
                          STR("a\xE2\x82\xAC"
                              "b"),
                          2),
               STR("a..."));
    assert_str(text_clean(*state,
                          STR("a\xE2\x82\xAC"
                              "b"),
                          3),
               STR("a..."));
    assert_str(text_clean(*state,
                          STR("a\xE2\x82\xAC"
                              "b"),
                          4),
               STR("a\xE2\x82\xAC..."));
    assert_str(text_clean(*state, STR("\x80\x80\x80\x80\x80\x80\x80"), 5), STR("\\x80\\x80..."));
    assert_str(text_clean(*state, STR("ab\r\ncd"), 3), STR("ab..."));
}

/* Whatever goes in, nothing that hides or moves comes out, and cleaning twice changes nothing. */
static void cleaning_is_safe_and_final(void **state)
{
    uint32_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        char bytes[40];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = (char)(seed >> 24);
        }
        struct str clean = text_clean(*state, (struct str){ bytes, sizeof bytes }, 0);
        assert_true(utf8_valid(clean));
        for (size_t i = 0; i < clean.len;) {
            uint32_t code;
            i += utf8_next(clean, i, &code);
            assert_false(utf8_is_hidden(code));
        }
        assert_str(text_clean(*state, clean, 0), clean);
        assert_true(utf8_valid(utf8_clean(*state, (struct str){ bytes, sizeof bytes })));
    }
}

static void cleaning_for_json(void **state)
{
    struct str fine = STR("a\n\xC3\xA4\x1b");
    assert_str(utf8_clean(*state, fine), fine);
    assert_str(utf8_clean(*state, STR("a\0b\xFF\xC3\xA4")), STR("a\\x00b\\xff\xC3\xA4"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(validity),
        cmocka_unit_test(code_points_are_walked),
        arena_test(folding),
        arena_test(lower_and_upper),
        cmocka_unit_test(width_and_cut),
        arena_test(cleaning_for_people),
        arena_test(cleaning_cuts_on_a_character),
        arena_test(cleaning_is_safe_and_final),
        arena_test(cleaning_for_json),
    };
    return cmocka_run_group_tests_name("codec/utf8", tests, NULL, NULL);
}
