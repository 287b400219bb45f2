#include "base/check.h"

#include "base/limits.h"
#include "codec/yaml.h"
#include "codec/yaml_write.h"

static struct node *read_back(struct arena *arena, struct str bytes)
{
    struct node *node = NULL;
    struct diags diags;
    struct err err = { 0 };
    diags_init(&diags, arena);
    if (yaml_read(&node, arena, STR("f.yml"), bytes, (struct yaml_options){ 0 }, &diags, &err) !=
        OK)
        fail_msg("%.*s\n%s", STR_ARG(bytes), err.text);
    return node;
}

static struct str page(struct arena *arena, bool ascii)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_yaml_bytes);
    struct yaml_writer *w = yaml_write_start(arena, &out, ascii);
    yaml_write_map(w, NULL);
    yaml_write_text(w, "name", STR("finance.orders"));
    yaml_write_text(w, "version", STR("1.0.0"));
    yaml_write_text(w, "title", STR("Größe: \"all\""));
    yaml_write_stated(w, "nothing", STR_EMPTY);
    yaml_write_text(w, "text", STR("two\n  lines"));
    yaml_write_list(w, "columns");
    yaml_write_map(w, NULL);
    yaml_write_text(w, "name", STR("yes"));
    yaml_write_bool(w, "required", true);
    yaml_write_uint(w, "position", 18446744073709551615u);
    yaml_write_close(w);
    yaml_write_number(w, NULL, STR("-1.5"));
    yaml_write_number(w, NULL, STR("1e5"));
    yaml_write_number(w, NULL, STR("010"));
    yaml_write_list(w, NULL);
    yaml_write_close(w);
    yaml_write_close(w);
    yaml_write_close(w);
    assert_true(yaml_write_end(w));
    assert_false(buf_overflowed(&out));
    return buf_str(&out);
}

static void a_document(void **state)
{
    assert_str(page(*state, false), STR("name: finance.orders\n"
                                        "version: \"1.0.0\"\n"
                                        "title: \"Größe: \\\"all\\\"\"\n"
                                        "text: |-\n  two\n    lines\n"
                                        "columns:\n"
                                        "- name: \"yes\"\n"
                                        "  required: true\n"
                                        "  position: 18446744073709551615\n"
                                        "- -1.5\n"
                                        "- \"1e5\"\n"
                                        "- \"010\"\n"
                                        "- []\n"));
    assert_true(str_find(page(*state, true), STR("Gr\\xF6\\xDFe")) > 0);
}

/* Every text comes back as it was, in whatever place it stood. */
static void texts_read_back(void **state)
{
    static const struct str texts[] = {
        STR_INIT(""),
        STR_INIT(" "),
        STR_INIT("~"),
        STR_INIT("null"),
        STR_INIT("Null"),
        STR_INIT("yes"),
        STR_INIT("NO"),
        STR_INIT("1"),
        STR_INIT("1.0"),
        STR_INIT("0x1F"),
        STR_INIT("1_000"),
        STR_INIT("2026-01-01"),
        STR_INIT("12:30:45"),
        STR_INIT(".inf"),
        STR_INIT("<<"),
        STR_INIT("="),
        STR_INIT("!!tag x"),
        STR_INIT("&a"),
        STR_INIT("*a"),
        STR_INIT("- a"),
        STR_INIT("? a"),
        STR_INIT("a: b"),
        STR_INIT("a #b"),
        STR_INIT("#b"),
        STR_INIT("a:"),
        STR_INIT("{a}"),
        STR_INIT("[a]"),
        STR_INIT("@a"),
        STR_INIT("`a`"),
        STR_INIT("%YAML 1.1"),
        STR_INIT("---"),
        STR_INIT("..."),
        STR_INIT("'a'"),
        STR_INIT("\"a\\\""),
        STR_INIT("a\nb"),
        STR_INIT("a\n\nb\n"),
        STR_INIT("\na"),
        STR_INIT(" a\nb"),
        STR_INIT("a \nb"),
        STR_INIT("a\tb\n c"),
        STR_INIT("a\r\nb"),
        STR_INIT("a\rb"),
        STR_INIT("\t"),
        STR_INIT("a  b"),
        STR_INIT("a "),
        STR_INIT("\x01\x7f"),
        STR_INIT("a\xC2\x85"
                 "b"),
        STR_INIT("a\xE2\x80\xA8"
                 "b\nc"),
        STR_INIT("\xEF\xBB\xBFx"),
        STR_INIT("\xE2\x80\xAEx"),
        STR_INIT("\xF0\x9F\xA6\x91"),
        STR_INIT("Stra\xC3\x9F"
                 "e"),
        STR_INIT("---\na: b\n..."),
        STR_INIT("a\n---\nb"),
        STR_INIT("a\n# b"),
        STR_INIT("|"),
        STR_INIT(">-"),
        STR_INIT("key: |\n  x"),
        STR_INIT("\\n"),
        STR_INIT("C:\\x"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (int ascii = 0; ascii < 2; ascii++) {
            struct buf out;
            buf_init(&out, *state, LIMIT_yaml_bytes);
            struct yaml_writer *w = yaml_write_start(*state, &out, ascii);
            yaml_write_map(w, NULL);
            yaml_write_text(w, "a", texts[i]);
            yaml_write_list(w, "b");
            yaml_write_text(w, NULL, texts[i]);
            yaml_write_close(w);
            yaml_write_text(w, "c", texts[i]);
            yaml_write_close(w);
            assert_true(yaml_write_end(w));
            const struct node *root = read_back(*state, buf_str(&out));
            assert_int_equal(root->count, 3);
            assert_str(node_get(root, "a")->text, texts[i]);
            assert_int_equal(node_get(root, "a")->kind, NODE_SCALAR);
            assert_str(node_get(root, "b")->first->text, texts[i]);
            assert_str(node_get(root, "c")->text, texts[i]);
        }
    }
}

/* No line of a document is a command to a CI runner. */
static void no_line_is_a_command(void **state)
{
    struct buf out;
    buf_init(&out, *state, LIMIT_yaml_bytes);
    struct yaml_writer *w = yaml_write_start(*state, &out, false);
    yaml_write_list(w, NULL);
    yaml_write_text(w, NULL, STR("a\n  ::error::b"));
    yaml_write_text(w, NULL, STR("::error::b"));
    yaml_write_close(w);
    assert_true(yaml_write_end(w));
    assert_str(buf_str(&out), STR("- \"a\\n  ::error::b\"\n- \"::error::b\"\n"));
}

static void what_is_no_text_is_cleaned(void **state)
{
    struct buf out;
    buf_init(&out, *state, LIMIT_yaml_bytes);
    struct yaml_writer *w = yaml_write_start(*state, &out, false);
    yaml_write_text(w, NULL, (struct str){ "a\xFF\0b", 4 });
    assert_true(yaml_write_end(w));
    assert_str(read_back(*state, buf_str(&out))->text, STR("a\\xff\\x00b"));
}

static void what_is_left_open_is_not_whole(void **state)
{
    struct buf out;
    buf_init(&out, *state, LIMIT_yaml_bytes);
    struct yaml_writer *w = yaml_write_start(*state, &out, false);
    yaml_write_map(w, NULL);
    yaml_write_list(w, "a");
    yaml_write_close(w);
    assert_false(yaml_write_end(w));
    w = yaml_write_start(*state, &out, false);
    yaml_write_text(w, NULL, STR("a"));
    yaml_write_close(w);
    assert_false(yaml_write_end(w));
}

static void past_the_cap_it_is_said(void **state)
{
    struct buf out;
    buf_init(&out, *state, 8);
    struct yaml_writer *w = yaml_write_start(*state, &out, false);
    yaml_write_text(w, NULL, STR("more than eight bytes"));
    assert_true(yaml_write_end(w));
    assert_true(buf_overflowed(&out));
}

static void plain_words(void **state)
{
    (void)state;
    assert_true(yaml_is_plain(STR("a b.c-d/e_1")));
    assert_true(yaml_is_plain(STR("_x")));
    assert_false(yaml_is_plain(STR("a ")));
    assert_false(yaml_is_plain(STR("a  b")));
    assert_false(yaml_is_plain(STR("On")));
    assert_false(yaml_is_plain(STR("1a")));
    assert_true(yaml_is_plain(STR("urn:a:b")));
    assert_true(yaml_is_plain(STR("DECIMAL(10, 2)")));
    assert_true(yaml_is_plain(STR("ann@example.com")));
    assert_false(yaml_is_plain(STR("a: b")));
    assert_false(yaml_is_plain(STR("a:")));
    assert_false(yaml_is_plain(STR("a #b")));
    assert_false(yaml_is_plain(STR_EMPTY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_document),
        arena_test(texts_read_back),
        arena_test(no_line_is_a_command),
        arena_test(what_is_no_text_is_cleaned),
        arena_test(what_is_left_open_is_not_whole),
        arena_test(past_the_cap_it_is_said),
        cmocka_unit_test(plain_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
