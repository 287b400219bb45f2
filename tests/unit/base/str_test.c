#include "base/check.h"

static void slices_are_clamped(void **state)
{
    (void)state;
    struct str s = STR("abcdef");
    assert_str(str_sub(s, 2, 3), STR("cde"));
    assert_str(str_sub(s, 4, 100), STR("ef"));
    assert_str(str_sub(s, 100, 1), STR(""));
    assert_str(str_sub(s, 6, SIZE_MAX), STR(""));
    assert_ptr_equal(str_sub(s, 2, 0).ptr, s.ptr + 2);
    assert_str(str_of(NULL), STR(""));
    assert_non_null(str_of(NULL).ptr);
    assert_str(str_of("xy"), STR("xy"));
}

static void comparison_is_bytewise(void **state)
{
    (void)state;
    assert_true(str_eq(STR("a\0b"), STR("a\0b")));
    assert_false(str_eq(STR("a\0b"), STR("a\0c")));
    assert_false(str_eq(STR("a"), STR("A")));
    assert_true(str_eq((struct str){ NULL, 0 }, STR("")));
    assert_true(str_cmp(STR("a"), STR("b")) < 0);
    assert_true(str_cmp(STR("ab"), STR("a")) > 0);
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_int_equal(str_cmp(STR(""), STR("")), 0);
    /* unsigned: 0xFF sorts behind 'a' */
    assert_true(str_cmp(STR("\xFF"), STR("a")) > 0);
}

static void folding_is_ascii_only(void **state)
{
    (void)state;
    assert_true(str_eq_fold(STR("AbC-9"), STR("aBc-9")));
    assert_false(str_eq_fold(STR("[a"), STR("{A")));
    assert_false(str_eq_fold(STR("\xC3\x84"), STR("\xC3\xA4")));
    assert_false(str_eq_fold(STR("a"), STR("ab")));
    assert_int_equal(byte_lower('['), '[');
    assert_int_equal(byte_lower('@'), '@');
    assert_int_equal(byte_lower('Z'), 'z');
    assert_int_equal(byte_upper('{'), '{');
    assert_int_equal(byte_upper('a'), 'A');
}

static void sorting_uses_the_same_order(void **state)
{
    (void)state;
    struct str words[] = { STR("b"), STR("a"), STR("ab"), STR("") };
    qsort(words, 4, sizeof *words, str_cmp_qsort);
    assert_str(words[0], STR(""));
    assert_str(words[1], STR("a"));
    assert_str(words[2], STR("ab"));
    assert_str(words[3], STR("b"));
}

static void prefixes_and_suffixes(void **state)
{
    (void)state;
    assert_true(str_starts(STR("refs/heads/x"), STR("refs/")));
    assert_false(str_starts(STR("ref"), STR("refs/")));
    assert_true(str_starts(STR("x"), STR("")));
    assert_true(str_ends(STR("a.sql"), STR(".sql")));
    assert_false(str_ends(STR("sql"), STR(".sql")));
    assert_true(str_is_empty(STR("")));
    assert_false(str_is_empty(STR("\0")));
}

static void finding(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("a\0bc"), STR("bc")), 2);
    assert_int_equal(str_find(STR("abc"), STR("x")), -1);
    assert_int_equal(str_find(STR("abc"), STR("")), 0);
    assert_int_equal(str_find(STR(""), STR("a")), -1);
    assert_int_equal(str_find_byte(STR("a/b/c"), '/'), 1);
    assert_int_equal(str_rfind_byte(STR("a/b/c"), '/'), 3);
    assert_int_equal(str_rfind_byte(STR("abc"), '/'), -1);
    assert_int_equal(str_find_byte(STR(""), '/'), -1);
}

static void trimming(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \t\r\n a b \n")), STR("a b"));
    assert_str(str_trim(STR("   ")), STR(""));
    assert_str(str_trim(STR("")), STR(""));
    /* form feed and non-breaking space are no space here */
    assert_str(str_trim(STR("\fa\xC2\xA0")), STR("\fa\xC2\xA0"));
}

static void splitting_gives_every_piece(void **state)
{
    (void)state;
    struct str rest = STR("a,,b,"), piece;
    assert_true(str_split(&rest, ',', &piece));
    assert_str(piece, STR("a"));
    assert_true(str_split(&rest, ',', &piece));
    assert_str(piece, STR(""));
    assert_true(str_split(&rest, ',', &piece));
    assert_str(piece, STR("b"));
    assert_true(str_split(&rest, ',', &piece));
    assert_str(piece, STR(""));
    assert_false(str_split(&rest, ',', &piece));
    assert_false(str_split(&rest, ',', &piece));

    rest = STR("");
    assert_true(str_split(&rest, ',', &piece));
    assert_str(piece, STR(""));
    assert_false(str_split(&rest, ',', &piece));
}

static void paths(void **state)
{
    assert_str(path_base(STR("a/b/c.sql")), STR("c.sql"));
    assert_str(path_base(STR("c.sql")), STR("c.sql"));
    assert_str(path_base(STR("a/")), STR(""));
    assert_str(path_dir(STR("a/b/c.sql")), STR("a/b"));
    assert_str(path_dir(STR("c.sql")), STR(""));
    assert_str(path_join(*state, STR("a/b"), STR("c")), STR("a/b/c"));
    assert_str(path_join(*state, STR(""), STR("c")), STR("c"));
}

static void copies_end_with_nul(void **state)
{
    struct str copy = str_dup(*state, str_sub(STR("abcdef"), 1, 3));
    assert_str(copy, STR("bcd"));
    assert_int_equal(copy.ptr[3], '\0');
    assert_str(str_dup(*state, STR("")), STR(""));
    assert_str(str_concat(*state, STR("a\0"), STR("b")), STR("a\0b"));
    assert_str(str_concat(*state, STR(""), STR("")), STR(""));
    assert_str(str_lower(*state, STR("ABc\0D")), STR("abc\0d"));
    assert_str(str_upper(*state, STR("ABc\0d")), STR("ABC\0D"));
    assert_str(str_fmt(*state, "%s-%d", "x", 7), STR("x-7"));
    assert_str(str_fmt(*state, "%s", ""), STR(""));
}

static void hex_digits(void **state)
{
    (void)state;
    assert_int_equal(byte_hex('0'), 0);
    assert_int_equal(byte_hex('9'), 9);
    assert_int_equal(byte_hex('a'), 10);
    assert_int_equal(byte_hex('F'), 15);
    assert_int_equal(byte_hex('g'), -1);
    assert_int_equal(byte_hex('@'), -1);
    assert_int_equal(byte_hex('\xE9'), -1);
}

static void classes_know_no_locale(void **state)
{
    (void)state;
    assert_true(byte_is_space('\v'));
    assert_false(byte_is_space('\0'));
    assert_false(byte_is_space('\xA0'));
    assert_false(byte_is_alpha('\xE9'));
    assert_true(byte_is_alpha('z'));
    assert_true(byte_is_digit('9'));
    assert_false(byte_is_digit(':'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_clamped),
        cmocka_unit_test(comparison_is_bytewise),
        cmocka_unit_test(folding_is_ascii_only),
        cmocka_unit_test(sorting_uses_the_same_order),
        cmocka_unit_test(prefixes_and_suffixes),
        cmocka_unit_test(finding),
        cmocka_unit_test(trimming),
        cmocka_unit_test(splitting_gives_every_piece),
        arena_test(paths),
        arena_test(copies_end_with_nul),
        cmocka_unit_test(hex_digits),
        cmocka_unit_test(classes_know_no_locale),
    };
    return cmocka_run_group_tests_name("base/str", tests, NULL, NULL);
}
