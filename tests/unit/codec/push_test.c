#include "base/check.h"

#include <string.h>

#include "base/limits.h"
#include "base/buf.h"
#include "codec/push.h"

#define A "1111111111111111111111111111111111111111"
#define B "2222222222222222222222222222222222222222"
#define Z "0000000000000000000000000000000000000000"
#define A64 A "111111111111111111111111"
#define B64 B "222222222222222222222222"
#define Z64 Z "000000000000000000000000"

static void received_lines(void **state)
{
    struct push push;
    struct err err = { 0 };
    struct str input = STR(A " " B " refs/heads/main\n" Z " " B " refs/tags/v1\n" A " " Z
                             " refs/heads/old\n" A " " B " refs/heads/main\n");
    assert_int_equal(push_parse(&push, *state, input, PUSH_RECEIVE, &err), OK);
    assert_int_equal(push.count, 4); /* the same ref twice is for the caller to judge */
    assert_str(push.items[0].ref, STR("refs/heads/main"));
    assert_str(oid_hex(*state, &push.items[0].old_id), STR(A));
    assert_str(oid_hex(*state, &push.items[0].new_id), STR(B));
    assert_str(push.items[0].local_ref, STR(""));
    assert_true(oid_is_none(&push.items[1].old_id));
    assert_true(oid_is_none(&push.items[2].new_id));
}

static void pre_push_lines(void **state)
{
    struct push push;
    struct err err = { 0 };
    struct str input = STR("refs/heads/x " A " refs/heads/main " B "\n"
                           "(delete) " Z " refs/heads/old " B "\n"
                           "HEAD@{1 minute ago} " A " refs/heads/new " Z "\n"
                           ":/fix a b  " A " refs/heads/y " B "\n");
    assert_int_equal(push_parse(&push, *state, input, PUSH_PRE_PUSH, &err), OK);
    assert_int_equal(push.count, 4);
    assert_str(push.items[0].local_ref, STR("refs/heads/x"));
    assert_str(push.items[0].ref, STR("refs/heads/main"));
    assert_str(oid_hex(*state, &push.items[0].new_id), STR(A));
    assert_str(oid_hex(*state, &push.items[0].old_id), STR(B));
    assert_str(push.items[1].local_ref, STR("(delete)"));
    assert_true(oid_is_none(&push.items[1].new_id));
    assert_str(push.items[2].local_ref, STR("HEAD@{1 minute ago}"));
    assert_str(push.items[3].local_ref, STR(":/fix a b "));
}

static void longer_ids_are_read_too(void **state)
{
    struct push push;
    struct err err = { 0 };
    struct str input = STR(Z64 " " B64 " refs/heads/main\n");
    assert_int_equal(push_parse(&push, *state, input, PUSH_RECEIVE, &err), OK);
    assert_int_equal(push.items[0].new_id.len, 32);
    assert_true(oid_is_none(&push.items[0].old_id));
}

static void nothing_is_an_empty_push(void **state)
{
    struct push push;
    assert_int_equal(push_parse(&push, *state, STR(""), PUSH_RECEIVE, NULL), OK);
    assert_int_equal(push.count, 0);
    assert_int_equal(push_parse(&push, *state, STR(""), PUSH_PRE_PUSH, NULL), OK);
    assert_int_equal(push.count, 0);
}

static void one_bad_line_refuses_all(void **state)
{
    static const struct str bad[] = {
        STR_INIT("\n"),
        STR_INIT("x\n"),
        STR_INIT(A " " B "\n"),
        STR_INIT(A " " B " refs/heads/main"), /* cut off */
        STR_INIT(A " " B " refs/heads/main\r\n"),
        STR_INIT(A " " B "  refs/heads/main\n"),
        STR_INIT(" " A " " B " refs/heads/main\n"),
        STR_INIT(A " " B " refs/heads/main \n"),
        STR_INIT(A " " B " HEAD\n"),
        STR_INIT(A " " B " main\n"),
        STR_INIT(A " " B " refs/heads/../../x\n"),
        STR_INIT(A " " B " refs/heads/a b\n"),
        STR_INIT(A " " B " refs/heads/a\0b\n"),
        STR_INIT(A "\t" B "\trefs/heads/main\n"),
        STR_INIT("1111 2222 refs/heads/main\n"),
        STR_INIT(A "1 " B " refs/heads/main\n"),
        STR_INIT("g" A " " B " refs/heads/main\n"),
        STR_INIT(A64 " " B " refs/heads/main\n"),   /* two object formats in one line */
        STR_INIT(A64 " " B64 " refs/heads/main\n"), /* ... or against the first line */
        STR_INIT("refs/heads/x " A " refs/heads/main " B "\n"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct push push;
        struct err err = { 0 };
        struct str input = str_concat(*state, STR(A " " B " refs/heads/good\n"), bad[i]);
        assert_int_equal(push_parse(&push, *state, input, PUSH_RECEIVE, &err), E_INPUT);
        assert_non_null(strstr(err.text, "line 2"));
    }
}

static void bad_pre_push_lines(void **state)
{
    static const struct str bad[] = {
        STR_INIT(A " refs/heads/main " B "\n"), STR_INIT(" " A " refs/heads/main " B "\n"),
        STR_INIT("x " A " main " B "\n"),       STR_INIT("x " A " refs/heads/main " B " \n"),
        STR_INIT(A " " B " refs/heads/main\n"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct push push;
        struct err err = { 0 };
        assert_int_equal(push_parse(&push, *state, bad[i], PUSH_PRE_PUSH, &err), E_INPUT);
        assert_non_null(strstr(err.text, "line 1"));
    }
}

static void messages_are_escaped_and_short(void **state)
{
    struct push push;
    struct err err = { 0 };
    char *line = arena_alloc(*state, 5000);
    memset(line, 'x', 4999);
    memcpy(line, "\x1b[2J", 4);
    line[4999] = '\n';
    assert_int_equal(push_parse(&push, *state, (struct str){ line, 5000 }, PUSH_RECEIVE, &err),
                     E_INPUT);
    assert_null(strchr(err.text, 0x1b));
    assert_non_null(strstr(err.text, "\\x1b[2J"));
    assert_true(strlen(err.text) < 300);
}

static void limits_hold_at_their_edges(void **state)
{
    struct push push;
    struct err err = { 0 };
    struct buf buf;
    buf_init(&buf, *state, LIMIT_push_bytes * 2);
    for (size_t i = 0; i < LIMIT_push_refs; i++)
        buf_printf(&buf, A " " B " refs/heads/b%zu\n", i);
    assert_int_equal(push_parse(&push, *state, buf_str(&buf), PUSH_RECEIVE, &err), OK);
    assert_int_equal(push.count, LIMIT_push_refs);
    buf_puts(&buf, A " " B " refs/heads/more\n");
    assert_int_equal(push_parse(&push, *state, buf_str(&buf), PUSH_RECEIVE, &err), E_LIMIT);
    assert_non_null(strstr(err.text, "push_refs"));

    char *large = arena_alloc(*state, LIMIT_push_bytes + 1);
    assert_int_equal(
        push_parse(&push, *state, (struct str){ large, LIMIT_push_bytes + 1 }, PUSH_RECEIVE, &err),
        E_LIMIT);
    assert_non_null(strstr(err.text, "push_bytes"));
    assert_int_equal(
        push_parse(&push, *state, (struct str){ large, LIMIT_push_bytes }, PUSH_RECEIVE, &err),
        E_INPUT);
}

static void ref_names(void **state)
{
    static const char *const good[] = {
        "refs/heads/main", "refs/heads/a/b/c", "refs/stash",      "refs/heads/caf\xC3\xA9",
        "refs/heads/a.b",  "refs/heads/-x",    "refs/heads/@",    "refs/heads/a@b",
        "refs/heads/{a}",  "refs/heads/lock",  "refs/heads/\xFF", "refs/heads/(delete)",
        "refs/tags/v1.0",
    };
    static const char *const bad[] = {
        "",
        "HEAD",
        "main",
        "refs",
        "refs/",
        "refs//x",
        "refs/heads/",
        "refs/heads/.x",
        "refs/heads/x.lock",
        "refs/heads/x.lock/y",
        "refs/heads/x.",
        "refs/heads/a..b",
        "refs/heads/a b",
        "refs/heads/a~b",
        "refs/heads/a^b",
        "refs/heads/a:b",
        "refs/heads/a?b",
        "refs/heads/a*b",
        "refs/heads/a[b",
        "refs/heads/a\\b",
        "refs/heads/a@{b",
        "refs/heads/a\x7f",
        "refs/heads/a\x01",
        "refs/heads/a\n",
        "/refs/heads/a",
        "REFS/heads/a",
        "refs/heads/./a",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(ref_name_valid(str_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ref_name_valid(str_of(bad[i])));
    assert_false(ref_name_valid(STR("refs/heads/a\0b")));

    char *name = arena_alloc(*state, LIMIT_path_bytes + 1);
    memset(name, 'x', LIMIT_path_bytes + 1);
    memcpy(name, "refs/", 5);
    assert_true(ref_name_valid((struct str){ name, LIMIT_path_bytes }));
    assert_false(ref_name_valid((struct str){ name, LIMIT_path_bytes + 1 }));
}

static void short_names(void **state)
{
    (void)state;
    assert_str(ref_short(STR("refs/heads/a/b")), STR("a/b"));
    assert_str(ref_short(STR("refs/tags/v1")), STR("v1"));
    assert_str(ref_short(STR("refs/notes/x")), STR("refs/notes/x"));
    assert_str(ref_short(STR("HEAD")), STR("HEAD"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(received_lines),
        arena_test(pre_push_lines),
        arena_test(longer_ids_are_read_too),
        arena_test(nothing_is_an_empty_push),
        arena_test(one_bad_line_refuses_all),
        arena_test(bad_pre_push_lines),
        arena_test(messages_are_escaped_and_short),
        arena_test(limits_hold_at_their_edges),
        arena_test(ref_names),
        cmocka_unit_test(short_names),
    };
    return cmocka_run_group_tests_name("codec/push", tests, NULL, NULL);
}
