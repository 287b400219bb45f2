#include "base/check.h"

#include <string.h>

#include "codec/json.h"

static struct str text_of(struct arena *arena, struct jvalue *root, int indent)
{
    struct buf out;
    buf_init(&out, arena, 1024 * 1024);
    jwrite(&out, root, indent);
    jrelease(root);
    assert_false(buf_overflowed(&out));
    return buf_str(&out);
}

static void values_are_written_in_order(void **state)
{
    struct jvalue *root = jobject(), *list = jarray();
    jset_int(root, "z", INT64_MIN);
    jset_str(root, "a", STR("t\"\\\n"));
    jset_bool(root, "b", true);
    jset(root, "n", jnull());
    jpush(list, jint(1));
    jpush(list, jbool(false));
    jpush(list, jarray());
    jset(root, "list", list);
    jset_int(root, "z", 5); /* replaced where it stands */
    assert_str(text_of(*state, root, 0),
               STR("{\"z\": 5, \"a\": \"t\\\"\\\\\\n\", \"b\": true, \"n\": null, "
                   "\"list\": [1, false, []]}"));
}

static void indentation_and_bare_values(void **state)
{
    struct jvalue *root = jobject();
    jset_int(root, "a", 1);
    assert_str(text_of(*state, root, 2), STR("{\n  \"a\": 1\n}"));
    assert_str(text_of(*state, jtext(STR("x")), 0), STR("\"x\""));
    assert_str(text_of(*state, jint(INT64_MAX), 0), STR("9223372036854775807"));
}

/* Whatever the user's bytes are, building works and the result is ASCII-safe where it matters. */
static void hostile_text(void **state)
{
    assert_str(text_of(*state, jtext(STR("a\xFF\0b")), 0), STR("\"a\\\\xff\\\\x00b\""));
    assert_str(text_of(*state, jtext(STR("\x1b[0m")), 0), STR("\"\\u001B[0m\""));
    assert_str(text_of(*state, jtext(STR("\x7f\xC2\x9B")), 0), STR("\"\\u007F\\u009B\""));
    assert_str(text_of(*state,
                       jtext(STR("a\xE2\x80\xAE"
                                 "b")),
                       0),
               STR("\"a\\u202Eb\""));
    assert_str(text_of(*state, jtext(STR("\xF3\xA0\x81\x81")), 0), STR("\"\\uDB40\\uDC41\""));
    assert_str(text_of(*state, jtext(STR("\xC3\xA4\xE6\x97\xA5")), 0),
               STR("\"\xC3\xA4\xE6\x97\xA5\""));
    struct jvalue *root = jobject();
    jset_int(root, "k\xFF", 1);
    assert_str(text_of(*state, root, 0), STR("{\"k\\\\xff\": 1}"));
}

static void written_text_reads_back(void **state)
{
    struct jvalue *root = NULL;
    struct err err = { 0 };
    struct str text = text_of(*state, jtext(STR("a\xE2\x80\xAE\xF3\xA0\x81\x81\x7f\n")), 0);
    assert_int_equal(jread(&root, text, &err), OK);
    assert_str(jstr(*state, root), STR("a\xE2\x80\xAE\xF3\xA0\x81\x81\x7f\n"));
    jrelease(root);
}

static void a_full_buffer_is_noticed(void **state)
{
    struct buf out;
    struct jvalue *root = jtext(STR("0123456789"));
    buf_init(&out, *state, 5);
    jwrite(&out, root, 0);
    assert_true(buf_overflowed(&out));
    jrelease(root);
}

static void reading(void **state)
{
    struct jvalue *root = NULL;
    struct err err = { 0 };
    assert_int_equal(jread(&root, STR("{\"a\": [\"x\", 2, {\"b\": \"y\"}], \"c\": null}"), &err),
                     OK);
    const struct jvalue *list = jget(root, "a");
    assert_int_equal(jcount(list), 3);
    assert_str(jstr(*state, jat(list, 0)), STR("x"));
    assert_str(jstr(*state, jat(list, 1)), STR(""));
    assert_str(jstr(*state, jget(jat(list, 2), "b")), STR("y"));
    assert_null(jat(list, 3));
    assert_null(jget(root, "nope"));
    assert_null(jget(list, "a"));
    assert_null(jget(NULL, "a"));
    assert_null(jat(NULL, 0));
    assert_int_equal(jcount(root), 0);
    assert_int_equal(jcount(NULL), 0);
    assert_str(jstr(*state, NULL), STR(""));
    jrelease(root);
    assert_int_equal(jread(&root, STR("3"), &err), OK);
    jrelease(root);
}

static void faults_are_refused(void **state)
{
    (void)state;
    static const struct str cases[] = {
        STR_INIT(""),
        STR_INIT("{"),
        STR_INIT("{\"a\": 1, \"a\": 2}"),
        STR_INIT("{} x"),
        STR_INIT("[1,]"),
        STR_INIT("\"a\\u0000b\""),
        STR_INIT("\"\xFF\""),
        STR_INIT("\"\\ud800\""),
        STR_INIT("\"a\0b\""),
        STR_INIT("99999999999999999999999"),
        STR_INIT("1e999"),
        STR_INIT("nul"),
        STR_INIT("NaN"),
        STR_INIT("\xEF\xBB\xBF{}"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = { 0 };
        struct jvalue *root = NULL;
        assert_int_equal(jread(&root, cases[i], &err), E_INPUT);
        assert_null(root);
        assert_non_null(strstr(err.text, "line"));
    }
}

static void depth_is_bounded(void **state)
{
    struct err err = { 0 };
    struct jvalue *root = NULL;
    const size_t depth = 100000;
    char *bytes = arena_alloc(*state, depth);
    memset(bytes, '[', depth);
    assert_int_equal(jread(&root, (struct str){ bytes, depth }, &err), E_INPUT);
    memset(bytes, '[', 1000);
    memset(bytes + 1000, ']', 1000);
    assert_int_equal(jread(&root, (struct str){ bytes, 2000 }, &err), OK);
    jrelease(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(values_are_written_in_order),
        arena_test(indentation_and_bare_values),
        arena_test(hostile_text),
        arena_test(written_text_reads_back),
        arena_test(a_full_buffer_is_noticed),
        arena_test(reading),
        cmocka_unit_test(faults_are_refused),
        arena_test(depth_is_bounded),
    };
    return cmocka_run_group_tests_name("codec/json", tests, NULL, NULL);
}
