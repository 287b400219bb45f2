#include "base/check.h"

#include "contract/edit.h"

#define ODCS "apiVersion: v3.1.0\nkind: DataContract\nid: a\nstatus: active\n"

/* The edited text, or the diag. */
static struct str edited(struct arena *arena, struct str bytes, const char *version)
{
    struct str out;
    struct diags diags;
    diags_init(&diags, arena);
    if (contract_edit_version(&out, arena, STR("c.yaml"), bytes, str_of(version), &diags)) {
        assert_int_equal(diags.count, 0);
        return out;
    }
    assert_int_equal(diags.count, 1);
    return str_fmt(arena, "%u:%u: %.*s", diags.items[0].place.line, diags.items[0].place.column,
                   STR_ARG(diags.items[0].text));
}

/* Edits the line; the rest of the file must stay. */
static void assert_line(struct arena *arena, const char *line, const char *version,
                        const char *want)
{
    struct str before = str_fmt(arena, ODCS "%s\nname: \"x\"  # y\n", line);
    struct str after = str_fmt(arena, ODCS "%s\nname: \"x\"  # y\n", want);
    assert_str(edited(arena, before, version), after);
}

static void one_line_changes(void **state)
{
    assert_line(*state, "version: 1.0.0", "2.0.0", "version: 2.0.0");
    assert_line(*state, "version:   1.0.0   # the first", "1.1.0",
                "version:   1.1.0   # the first");
    assert_line(*state, "version: \"1.0.0\"", "2.0.0", "version: \"2.0.0\"");
    assert_line(*state, "version: '1.0.0' # x", "2.0.0-rc.1", "version: '2.0.0-rc.1' # x");
    assert_line(*state, "\"version\": 1.0.0", "1.0.1", "\"version\": 1.0.1");
    assert_line(*state, "version: &v 1.0.0", "1.0.1", "version: &v 1.0.1");
    assert_line(*state, "version: !!str 1.0.0", "1.0.1", "version: !!str 1.0.1");
    assert_line(*state, "version:\n    1.0.0", "1.0.1", "version:\n    1.0.1");
    assert_line(*state, "version: 2.1", "2.2.0", "version: 2.2.0");
    assert_line(*state, "version: 2.1.0", "3", "version: \"3\"");
    assert_line(*state, "version: 2.1.0", "3.0", "version: \"3.0\"");
    assert_line(*state, "version: '2.1.0'", "3.0", "version: '3.0'");
    assert_line(*state, "# version: 1.0.0\nversion: 1.0.0\ntags: [version, 1.0.0]", "1.0.1",
                "# version: 1.0.0\nversion: 1.0.1\ntags: [version, 1.0.0]");
}

static void other_layouts(void **state)
{
    assert_str(edited(*state,
                      STR("{kind: DataContract, apiVersion: v3.1.0, version: 1.0.0, id: a}"),
                      "1.0.1"),
               STR("{kind: DataContract, apiVersion: v3.1.0, version: 1.0.1, id: a}"));
    assert_str(edited(*state,
                      STR("\xEF\xBB\xBFversion: 1.0.0\r\nkind: DataContract\r\nid: \xC3\xBC"),
                      "1.0.1"),
               STR("\xEF\xBB\xBFversion: 1.0.1\r\nkind: DataContract\r\nid: \xC3\xBC"));
    assert_str(edited(*state,
                      STR("kind: DataContract\r\nid: a\r\nversion: \"1.0.0\" # \xC3\xBC\r\n"),
                      "1.0.1"),
               STR("kind: DataContract\r\nid: a\r\nversion: \"1.0.1\" # \xC3\xBC\r\n"));
    assert_str(edited(*state,
                      STR("dataContractSpecification: 1.2.1\nid: a\ninfo:\n  title: version\n"
                          "  version: 1.0.0\nversion: 9\n"),
                      "1.0.1"),
               STR("dataContractSpecification: 1.2.1\nid: a\ninfo:\n  title: version\n"
                   "  version: 1.0.1\nversion: 9\n"));
    assert_str(edited(*state,
                      STR("dataContractSpecification: 1.2.1\ninfo: {\"version\":\"1.0.0\"}"),
                      "1.0.1"),
               STR("dataContractSpecification: 1.2.1\ninfo: {\"version\":\"1.0.1\"}"));
}

static void what_cannot_be_edited(void **state)
{
    assert_str(edited(*state, STR(ODCS), "1.0.1"), STR("1:1: no version is stated"));
    assert_str(edited(*state, STR(ODCS "version:\n"), "1.0.1"), STR("5:9: no version is stated"));
    assert_str(edited(*state, STR("a: 1\n"), "1.0.1"),
               STR("1:1: not a contract: neither ODCS nor DCS"));
    assert_str(edited(*state, STR(ODCS "x: &v 1.0.0\nversion: *v\n"), "1.0.1"),
               STR("6:10: the version is an alias: write it out"));
    assert_str(edited(*state, STR(ODCS "version: &v 1.0.0\nx: *v\n"), "1.0.1"),
               STR("5:10: the version is used elsewhere in the file, by an alias: write it out"));
    assert_str(edited(*state, STR(ODCS "version: >-\n  1.0.0\n"), "1.0.1"),
               STR("5:10: the version is a block of text: write it behind its key"));
    assert_str(edited(*state, STR(ODCS "version: \"1.0\\x2E0\"\n"), "1.0.1"),
               STR("5:10: the version is not written plainly"));
    assert_str(edited(*state, STR(ODCS "version: one\n  two\n"), "1.0.1"),
               STR("5:10: the version is not written plainly"));
    assert_str(edited(*state, STR(ODCS "version: [1]\n"), "1.0.1"),
               STR("5:10: the version is not a text"));
    assert_str(edited(*state, STR(ODCS "version: 1\nversion: 2\n"), "1.0.1"),
               STR("6:1: duplicate key \"version\", first on line 5"));
    assert_str(edited(*state, STR(ODCS "x: &b {version: 1.0.0}\n<<: *b\n"), "1.0.1"),
               STR("5:17: the version is used elsewhere in the file, by an alias: write it out"));
}

static void assert_move(struct arena *arena, const char *from, enum bump part, const char *want)
{
    struct str out;
    bool moved = version_move(&out, arena, str_of(from), part);
    assert_str(moved ? out : STR_EMPTY, str_of(want));
}

static void parts_are_raised(void **state)
{
    assert_move(*state, "1.2.3", BUMP_PATCH, "1.2.4");
    assert_move(*state, "1.2.3", BUMP_MINOR, "1.3.0");
    assert_move(*state, "1.2.3", BUMP_MAJOR, "2.0.0");
    assert_move(*state, "v1.2", BUMP_MINOR, "v1.3.0");
    assert_move(*state, "2", BUMP_PATCH, "2.0.1");
    assert_move(*state, "0.3.1", BUMP_MAJOR, "1.0.0");
    assert_move(*state, "2.0.0-rc.1", BUMP_PATCH, "2.0.0");
    assert_move(*state, "2.0.0-rc.1", BUMP_MAJOR, "2.0.0");
    assert_move(*state, "2.1.0-rc.1", BUMP_MAJOR, "3.0.0");
    assert_move(*state, "2.1.1-rc.1", BUMP_MINOR, "2.2.0");
    assert_move(*state, "1.2.3+build", BUMP_PATCH, "1.2.4");
    assert_move(*state, "1.2.3", BUMP_NONE, "");
    assert_move(*state, "one", BUMP_MAJOR, "");
    assert_move(*state, "1.2.9223372036854775807", BUMP_PATCH, "");
}

static void assert_for(struct arena *arena, const char *from, enum bump needed, const char *want)
{
    struct str out;
    bool moved = version_for(&out, arena, str_of(from), needed);
    assert_str(moved ? out : STR_EMPTY, str_of(want));
}

static void enough_for_what_is_needed(void **state)
{
    assert_for(*state, "1.2.3", BUMP_PATCH, "1.2.4");
    assert_for(*state, "1.2.3", BUMP_MINOR, "1.3.0");
    assert_for(*state, "1.2.3", BUMP_MAJOR, "2.0.0");
    assert_for(*state, "0.3.1", BUMP_PATCH, "0.3.2");
    assert_for(*state, "0.3.1", BUMP_MINOR, "0.3.2");
    assert_for(*state, "0.3.1", BUMP_MAJOR, "0.4.0");
    assert_for(*state, "2.0.0-rc.1", BUMP_PATCH, "2.0.0");
    assert_for(*state, "2.0.0-rc.1", BUMP_MAJOR, "3.0.0");
    assert_for(*state, "1.2.3", BUMP_NONE, "");
    assert_for(*state, "2026-01", BUMP_MAJOR, "2027.0.0");
    assert_for(*state, "one", BUMP_MAJOR, "");
}

static void words_that_can_be_written(void **state)
{
    (void)state;
    assert_true(version_is_writable(STR("1.0.0-rc.1+b_2")));
    assert_false(version_is_writable(STR("1.0 # x")));
    assert_false(version_is_writable(STR("1\n2")));
    assert_false(version_is_writable(STR("\"")));
    assert_false(version_is_writable(STR_EMPTY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(one_line_changes),          arena_test(other_layouts),
        arena_test(what_cannot_be_edited),     arena_test(parts_are_raised),
        arena_test(enough_for_what_is_needed), cmocka_unit_test(words_that_can_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
