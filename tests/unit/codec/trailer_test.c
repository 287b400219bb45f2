#include "base/check.h"

#include <dirent.h>
#include <string.h>

#include "base/limits.h"
#include "codec/trailer.h"
#include "codec/utf8.h"

#define CORPUS "tests/data/trailers"

static struct str read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s: cannot be opened (run from the top of the repository)", path);
    char *bytes = arena_alloc(arena, 64 * 1024);
    size_t len = fread(bytes, 1, 64 * 1024, file);
    assert_int_equal(fclose(file), 0);
    return (struct str){ bytes, len };
}

/* What a .expect file says. */
struct expected {
    struct str encoding, ambiguous;
    VEC_OF(struct str); /* "LINE [folded] KEY: VALUE" */
};

static bool take_field(struct str line, const char *name, struct str *out)
{
    if (!str_starts(line, str_of(name)))
        return false;
    *out = str_sub(line, strlen(name), line.len);
    return true;
}

static struct expected read_expected(struct arena *arena, const char *path)
{
    struct expected out = { .encoding = STR_EMPTY, .ambiguous = STR_EMPTY };
    struct str rest = read_file(arena, path), line, value;
    while (str_split(&rest, '\n', &line)) {
        if (line.len == 0 || line.ptr[0] == '#' || take_field(line, "git: ", &value) ||
            take_field(line, "encoding: ", &out.encoding) ||
            take_field(line, "ambiguous: ", &out.ambiguous))
            continue;
        if (!take_field(line, "trailer: ", &value))
            fail_msg("%s: cannot be read: %.*s", path, STR_ARG(line));
        vec_push(arena, &out, value);
    }
    if (out.ambiguous.len == 0)
        fail_msg("%s: has no \"ambiguous:\" line", path);
    return out;
}

static struct str show(struct arena *arena, const struct trailer *trailer)
{
    struct str value = text_clean(arena, trailer->value, 0);
    return str_fmt(arena, "%u %s%.*s: %.*s", trailer->line, trailer->folded ? "folded " : "",
                   STR_ARG(trailer->key), STR_ARG(value));
}

static bool check_doubt(const char *name, const struct trailers *got, struct str want)
{
    if (str_eq(want, STR("no"))) {
        if (got->ambiguous)
            print_error("%s: ambiguous: %.*s\n", name, STR_ARG(got->why_ambiguous));
        return !got->ambiguous && got->why_ambiguous.len == 0;
    }
    bool right = got->ambiguous && str_find(got->why_ambiguous, want) >= 0;
    if (!right)
        print_error("%s: \"%.*s\", want \"%.*s\"\n", name, STR_ARG(got->why_ambiguous),
                    STR_ARG(want));
    return right;
}

static bool check_message(struct arena *arena, const char *name)
{
    struct str base = str_fmt(arena, CORPUS "/%s", name);
    struct expected want =
        read_expected(arena, str_fmt(arena, "%.*sexpect", (int)base.len - 3, base.ptr).ptr);
    struct trailers got;
    trailers_parse(&got, arena, read_file(arena, base.ptr), want.encoding);

    bool right = check_doubt(name, &got, want.ambiguous) && got.count == want.count;
    for (size_t i = 0; i < got.count && i < want.count; i++)
        right = right && str_eq(show(arena, &got.items[i]), want.items[i]);
    if (!right)
        for (size_t i = 0; i < got.count || i < want.count; i++)
            print_error("%s: got \"%.*s\", want \"%.*s\"\n", name,
                        STR_ARG(i < got.count ? show(arena, &got.items[i]) : STR_EMPTY),
                        STR_ARG(i < want.count ? want.items[i] : STR_EMPTY));
    return right;
}

static void the_corpus_is_read_as_expected(void **state)
{
    DIR *dir = opendir(CORPUS);
    if (!dir)
        fail_msg(CORPUS " is missing: run from the top of the repository");
    size_t count = 0, wrong = 0;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        if (!str_ends(str_of(entry->d_name), STR(".msg")))
            continue;
        count++;
        wrong += !check_message(*state, entry->d_name);
    }
    (void)closedir(dir);
    assert_int_equal(wrong, 0);
    assert_true(count >= 118);
}

static void long_messages_count_for_nothing(void **state)
{
    static const struct str head = STR_INIT("T\n\n"), tail = STR_INIT("\n\nA-b: c\n");
    char *bytes = arena_alloc(*state, LIMIT_message_bytes + 1);
    struct trailers trailers;
    for (size_t over = 0; over < 2; over++) {
        size_t len = LIMIT_message_bytes + over;
        memset(bytes, 'x', len);
        memcpy(bytes, head.ptr, head.len);
        memcpy(bytes + len - tail.len, tail.ptr, tail.len);
        trailers_parse(&trailers, *state, (struct str){ bytes, len }, STR(""));
        assert_int_equal(trailers.count, 1 - over);
        assert_int_equal(trailers.ambiguous, over);
    }
    assert_true(str_find(trailers.why_ambiguous, STR("message_bytes")) >= 0);
}

/* Shapes that make a careless reader quadratic, at full length. */
static void hostile_shapes_end_soon(void **state)
{
    static const char *const units[] = { "\n",  "A: b\n", "A: b\n c\n", " \n",
                                         "#\n", "---\n",  "A:",         "Conflicts:\n",
                                         "a-",  "\t",     "A :\n\n" };
    char *bytes = arena_alloc(*state, LIMIT_message_bytes);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t unit = strlen(units[i]), len = 0;
        for (memcpy(bytes, "T\n\n", 3), len = 3; len + unit <= LIMIT_message_bytes; len += unit)
            memcpy(bytes + len, units[i], unit);
        struct trailers trailers;
        trailers_parse(&trailers, *state, (struct str){ bytes, len }, STR(""));
        assert_true(trailers.count < LIMIT_message_bytes);
    }
}

static void mailboxes(void **state)
{
    static const struct {
        struct str value, name, email;
    } good[] = {
        { STR_INIT("Al Bo <al@example.com>"), STR_INIT("Al Bo"), STR_INIT("al@example.com") },
        { STR_INIT("  Al  <AL@Example.COM>\t"), STR_INIT("Al"), STR_INIT("al@example.com") },
        { STR_INIT("O'Neil, \"Al\" (x) <a.b+c@x-y.z>"), STR_INIT("O'Neil, \"Al\" (x)"),
          STR_INIT("a.b+c@x-y.z") },
        { STR_INIT("\xC3\x84nne<a@b>"), STR_INIT("\xC3\x84nne"), STR_INIT("a@b") },
        { STR_INIT("x <\xC3\x84@b>"), STR_INIT("x"), STR_INIT("\xC3\x84@b") },
    };
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("al@example.com"),
        STR_INIT("<al@example.com>"),
        STR_INIT("Al"),
        STR_INIT("Al <al@example.com"),
        STR_INIT("Al al@example.com>"),
        STR_INIT("Al <al@example.com> x"),
        STR_INIT("Al <al@example.com> # no"),
        STR_INIT("Al <a@x>, Bo <b@x>"),
        STR_INIT("Al <a@x> <b@x>"),
        STR_INIT("Al <<a@x>>"),
        STR_INIT("Al > <a@x>"),
        STR_INIT("Al <>"),
        STR_INIT("Al <al>"),
        STR_INIT("Al <@x>"),
        STR_INIT("Al <al@>"),
        STR_INIT("Al <a@b@c>"),
        STR_INIT("Al < a@x>"),
        STR_INIT("Al <a@x >"),
        STR_INIT("Al <a b@x>"),
        STR_INIT("Al <a,b@x>"),
        STR_INIT("Al <\"a\"@x>"),
        STR_INIT("Al <mailto:a@x>"),
        STR_INIT("Al\n<a@x>"),
        STR_INIT("Al\t<a@x\n>"),
        STR_INIT("A\x1bl <a@x>"),
        STR_INIT("A\0l <a@x>"),
        STR_INIT("Al <a\0@x>"),
        STR_INIT("A\xE2\x80\xAEl <a@x>"),
        STR_INIT("Al <a\xE2\x80\x8B@x>"),
        STR_INIT("Al <a\xFF@x>"),
        STR_INIT("A\xFFl <a@x>"),
    };
    struct mailbox box;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(mailbox_parse(*state, good[i].value, &box));
        assert_str(box.name, good[i].name);
        assert_str(box.email, good[i].email);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mailbox_parse(*state, bad[i], &box))
            fail_msg("taken: %.*s", STR_ARG(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(the_corpus_is_read_as_expected),
        arena_test(long_messages_count_for_nothing),
        arena_test(hostile_shapes_end_soon),
        arena_test(mailboxes),
    };
    return cmocka_run_group_tests_name("codec/trailer", tests, NULL, NULL);
}
