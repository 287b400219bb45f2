#include "base/check.h"

#include <string.h>

#include "base/limits.h"
#include "base/source.h"

#define HEX20 "0123456789abcdef0123456789ABCDEF01234567"
#define ZERO40 "0000000000000000000000000000000000000000"
#define ZERO64 ZERO40 "000000000000000000000000"

static void ids_are_read_whole_or_not_at_all(void **state)
{
    struct oid id;
    assert_true(oid_parse(STR(HEX20), &id));
    assert_int_equal(id.len, 20);
    assert_int_equal(id.bytes[0], 0x01);
    assert_int_equal(id.bytes[15], 0xEF);
    assert_str(oid_hex(*state, &id), STR("0123456789abcdef0123456789abcdef01234567"));
    assert_str(oid_short(*state, &id), STR("0123456789ab"));
    assert_true(oid_parse(STR(HEX20 "89abcdef0123456789abcdef"), &id));
    assert_int_equal(id.len, 32);

    assert_false(oid_parse(STR(""), &id));
    assert_false(oid_parse(STR("0123456789ab"), &id));
    assert_false(oid_parse(STR(HEX20 "0"), &id));
    assert_false(oid_parse(STR("g123456789abcdef0123456789abcdef01234567"), &id));
    assert_false(oid_parse(STR("0123456789abcdef0123456789abcdef0123456\n"), &id));
    assert_true(oid_is_none(&id));
}

static void zeros_mean_none(void **state)
{
    struct oid id, other;
    assert_true(oid_parse(STR(ZERO40), &id));
    assert_true(oid_is_none(&id));
    assert_true(oid_parse(STR(ZERO64), &other));
    assert_true(oid_is_none(&other));
    assert_true(oid_eq(&id, &other));
    assert_str(oid_hex(*state, &id), STR(""));
    assert_str(oid_short(*state, &id), STR(""));
    assert_true(oid_parse(STR("0000000000000000000000000000000000000001"), &id));
    assert_false(oid_is_none(&id));
    assert_false(oid_eq(&id, &other));
}

static struct source make(struct arena *arena)
{
    static const struct mem_file files[] = {
        { STR_INIT("models/b.sql"), STR_INIT("select 2"), 0 },
        { STR_INIT("models.txt"), STR_INIT("x"), MODE_EXEC },
        { STR_INIT("models/a.sql"), STR_INIT("select 1"), 0 },
        { STR_INIT("a"), STR_INIT("select 1"), 0 },
        { STR_INIT("link"), STR_INIT("target"), MODE_LINK },
        { STR_INIT("sub"), STR_INIT(""), MODE_MODULE },
    };
    struct source out;
    source_from_memory(&out, arena, files, sizeof files / sizeof *files, STR("test"));
    return out;
}

static void entries_are_sorted_and_found(void **state)
{
    struct source source = make(*state);
    assert_int_equal(source.count, 6);
    for (size_t i = 1; i < source.count; i++)
        assert_true(str_cmp(source.entries[i - 1].path, source.entries[i].path) < 0);
    assert_non_null(source_find(&source, STR("models/a.sql")));
    assert_null(source_find(&source, STR("models/")));
    assert_null(source_find(&source, STR("zzz")));
    assert_null(source_find(&source, STR("")));

    size_t at = source_lower_bound(&source, STR("models/")), found = 0;
    for (; at < source.count && str_starts(source.entries[at].path, STR("models/")); at++)
        found++;
    assert_int_equal(found, 2);
    assert_int_equal(source_lower_bound(&source, STR("\xFF")), source.count);
}

static void equal_bytes_have_equal_ids(void **state)
{
    struct source source = make(*state);
    const struct source_entry *a = source_find(&source, STR("a"));
    assert_true(oid_eq(&a->id, &source_find(&source, STR("models/a.sql"))->id));
    assert_false(oid_eq(&a->id, &source_find(&source, STR("models/b.sql"))->id));
    assert_false(oid_is_none(&a->id));
}

static void only_files_are_read(void **state)
{
    struct source source = make(*state);
    struct str bytes;
    struct err err = { 0 };
    assert_int_equal(source_read(&source, STR("models/b.sql"), &bytes, &err), OK);
    assert_str(bytes, STR("select 2"));
    assert_int_equal(source_read(&source, STR("models.txt"), &bytes, &err), OK);
    assert_int_equal(source_read(&source, STR("nope"), &bytes, &err), E_NOTFOUND);
    assert_non_null(strstr(err.text, "nope"));
    assert_int_equal(source_read(&source, STR("link"), &bytes, &err), E_INPUT);
    assert_int_equal(source_read(&source, STR("sub"), &bytes, &err), E_INPUT);
    assert_true(source_is_file(source_find(&source, STR("models.txt"))));
    assert_false(source_is_file(source_find(&source, STR("link"))));
}

static void the_file_limit_holds_at_its_edge(void **state)
{
    char *bytes = arena_alloc(*state, LIMIT_file_bytes + 1);
    const struct mem_file files[] = {
        { STR("fits"), { bytes, LIMIT_file_bytes }, 0 },
        { STR("over"), { bytes, LIMIT_file_bytes + 1 }, 0 },
    };
    struct source source;
    struct str out;
    struct err err = { 0 };
    source_from_memory(&source, *state, files, 2, STR("test"));
    assert_int_equal(source_read(&source, STR("fits"), &out, &err), OK);
    assert_int_equal(out.len, LIMIT_file_bytes);
    assert_int_equal(source_read(&source, STR("over"), &out, &err), E_LIMIT);
    assert_non_null(strstr(err.text, "file_bytes"));
}

static void an_empty_source_has_nothing(void **state)
{
    struct source source;
    struct str out;
    source_from_memory(&source, *state, NULL, 0, STR("empty"));
    assert_null(source_find(&source, STR("a")));
    assert_int_equal(source_lower_bound(&source, STR("")), 0);
    assert_int_equal(source_read(&source, STR("a"), &out, NULL), E_NOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(ids_are_read_whole_or_not_at_all),
        arena_test(zeros_mean_none),
        arena_test(entries_are_sorted_and_found),
        arena_test(equal_bytes_have_equal_ids),
        arena_test(only_files_are_read),
        arena_test(the_file_limit_holds_at_its_edge),
        arena_test(an_empty_source_has_nothing),
    };
    return cmocka_run_group_tests_name("base/source", tests, NULL, NULL);
}
