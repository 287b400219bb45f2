#include "base/check.h"

#include "codec/utf8.h"
#include "report/wrap.h"

static struct str wrapped(struct arena *arena, size_t columns, size_t indent, const char *text)
{
    struct page page;
    struct buf out;
    page_init(&page, arena, columns);
    page_add(&page, indent, STYLE_PLAIN, str_of(text));
    buf_init(&out, arena, 1u << 20);
    page_write(&page, &out, STR_EMPTY, true);
    return buf_str(&out);
}

static void paragraphs_are_wrapped_at_spaces(void **state)
{
    static const struct {
        size_t columns, indent;
        const char *text, *want;
    } cases[] = {
        { 10, 0, "short", "short\n" },
        { 10, 0, "", "\n" },
        { 10, 0, "one two three four", "one two\n  three\n  four\n" },
        { 10, 2, "one two three", "  one two\n    three\n" },
        { 10, 0, "exactly 10 x", "exactly 10\n  x\n" },
        { 10, 0, "abcdefghijklmno", "abcdefghij\n  klmno\n" },
        { 10, 0, "a   b", "a   b\n" },
        { 0, 1, "never wrapped however long it is", " never wrapped however long it is\n" },
        { 2, 4, "ab", "    a\n      b\n" }, /* no room at all: one character a line */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str(wrapped(*state, cases[i].columns, cases[i].indent, cases[i].text),
                   str_of(cases[i].want));
}

/* Wide characters take two columns; none is cut in two. */
static void width_is_what_a_terminal_shows(void **state)
{
    assert_str(wrapped(*state, 5, 0, "\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8"),
               STR("\xe8\xa1\xa8\xe8\xa1\xa8\n  \xe8\xa1\xa8\n"));
}

static void kept_lines_are_left_alone(void **state)
{
    struct page page;
    struct buf out;
    page_init(&page, *state, 5);
    page_gap(&page); /* nothing above: no gap */
    page_keep(&page, 2, STR("Approved-change: 0123456789"));
    page_gap(&page);
    page_gap(&page);
    page_add(&page, 0, STYLE_GOOD, STR("ok"));
    buf_init(&out, *state, 4096);
    page_write(&page, &out, STR("> "), true);
    assert_str(buf_str(&out), STR(">   Approved-change: 0123456789\n> \n> \033[32mok\033[0m\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(paragraphs_are_wrapped_at_spaces),
        arena_test(width_is_what_a_terminal_shows),
        arena_test(kept_lines_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
