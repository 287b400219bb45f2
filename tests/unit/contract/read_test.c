/* Every case of tests/contracts/read: NAME.yaml is a contract, NAME.expected its normal form and
 * what was said about it. With CONTRACT_WRITE set the expectations are written anew, to be read
 * before they are committed. */
#include "base/check.h"

#include <dirent.h>
#include <stdio.h>

#include "contract/dump.h"

#define FOLDER "tests/contracts/read/"

static struct str read_whole(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, LIMIT_yaml_bytes + 1);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s cannot be read", path);
    size_t len = fread(bytes, 1, LIMIT_yaml_bytes + 1, file);
    (void)fclose(file);
    return (struct str){ bytes, len };
}

static void check_case(struct arena *arena, struct str name)
{
    struct str path = str_fmt(arena, FOLDER "%.*s.yaml", STR_ARG(name));
    struct str expected = str_fmt(arena, FOLDER "%.*s.expected", STR_ARG(name));
    struct contract contract;
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    (void)dump_read(&out, &contract, path, read_whole(arena, path.ptr));
    if (getenv("CONTRACT_WRITE")) {
        FILE *file = fopen(expected.ptr, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(out.ptr, 1, out.len, file), out.len);
        assert_int_equal(fclose(file), 0);
        return;
    }
    struct str want = read_whole(arena, expected.ptr), got = buf_str(&out);
    if (!str_eq(got, want))
        fail_msg("%s gave\n%.*sand not\n%.*s", path.ptr, STR_ARG(got), STR_ARG(want));
}

static void every_case(void **state)
{
    size_t count = 0;
    DIR *folder = opendir(FOLDER);
    (void)state;
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        struct str name = str_of(entry->d_name);
        struct arena arena;
        if (!str_ends(name, STR(".yaml")))
            continue;
        arena_init(&arena, LIMIT_memory_bytes, NULL);
        check_case(&arena, str_dup(&arena, str_sub(name, 0, name.len - 5)));
        arena_release(&arena);
        count++;
    }
    closedir(folder);
    assert_true(count >= 5);
}

/* ---- limits and hostile files ---- */

#define ODCS "kind: DataContract\nschema: [{name: t, properties: ["
#define DCS "dataContractSpecification: 1.2.0\nmodels:\n  m:\n    fields:\n"

static struct str dump_of(struct arena *arena, struct str bytes, bool *is_read)
{
    struct contract contract;
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    *is_read = dump_read(&out, &contract, STR("c.yaml"), bytes);
    return buf_str(&out);
}

/* Read, or refused with a warning that has these words in it (NULL: read). */
static void assert_read(struct arena *arena, struct str bytes, const char *refusal)
{
    bool is_read;
    struct str said = dump_of(arena, bytes, &is_read);
    if (is_read != !refusal || (refusal && str_find(said, str_of(refusal)) < 0))
        fail_msg("%s, said %.*s", is_read ? "read" : "not read", STR_ARG(str_sub(said, 0, 400)));
}

static struct str nested(struct arena *arena, const char *before, const char *open,
                         const char *close, size_t depth, const char *after)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_yaml_bytes);
    buf_puts(&out, before);
    for (size_t i = 0; i < depth; i++)
        buf_puts(&out, open);
    for (size_t i = 0; i < depth; i++)
        buf_puts(&out, close);
    buf_puts(&out, after);
    return buf_str(&out);
}

static void columns_nest_to_the_limit(void **state)
{
    static const char *const open = "{name: a, properties: [", *const close = "]}";
    static const char *const dcs = "{fields: {a: ", *const dcs_close = "}}";
    struct arena *arena = *state;
    size_t limit = LIMIT_contract_depth;
    assert_read(arena, nested(arena, ODCS, open, close, limit, "]}]"), NULL);
    assert_read(arena, nested(arena, ODCS, open, close, limit + 1, "]}]"), "contract_depth (20)");
    assert_read(arena, nested(arena, DCS "      a: ", dcs, dcs_close, limit - 1, ""), NULL);
    assert_read(arena, nested(arena, DCS "      a: ", dcs, dcs_close, limit, ""),
                "contract_depth (20)");
}

/* `each` once for every number; "%u" in it is the number, a second one the next. */
static struct str repeated(struct arena *arena, const char *before, const char *each, size_t count,
                           const char *after)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_yaml_bytes);
    buf_puts(&out, before);
    for (size_t i = 0; i < count; i++) {
        size_t number = i;
        for (const char *at = each; *at; at++) {
            if (at[0] == '%' && at[1] == 'u') {
                buf_printf(&out, "%zu", number++);
                at++;
            } else {
                buf_byte(&out, *at);
            }
        }
    }
    buf_puts(&out, after);
    assert_false(buf_overflowed(&out));
    return buf_str(&out);
}

static void columns_are_counted_to_the_limit(void **state)
{
    struct arena *arena = *state;
    size_t limit = LIMIT_contract_columns;
    assert_read(arena, repeated(arena, ODCS "\n", "{name: c%u},\n", limit, "]}]"), NULL);
    assert_read(arena, repeated(arena, ODCS "\n", "{name: c%u},\n", limit + 1, "]}]"),
                "contract_columns (20000)");
    assert_read(arena, repeated(arena, DCS, "      c%u: {}\n", limit, ""), NULL);
    assert_read(arena, repeated(arena, DCS, "      c%u: {}\n", limit + 1, ""),
                "contract_columns (20000)");
}

/* Each definition refers twice to the next: what is small in the file would be 2^15 columns. */
static void references_that_multiply_are_refused(void **state)
{
    static const char *const start = "dataContractSpecification: 1.2.0\nmodels: {m: {fields: {a: "
                                     "{$ref: '#/definitions/d0'}}}}\ndefinitions:\n";
    struct arena *arena = *state;
    struct buf out;
    buf_init(&out, arena, LIMIT_yaml_bytes);
    buf_puts(&out, start);
    for (unsigned i = 0; i < 15; i++)
        buf_printf(&out,
                   "  d%u: {fields: {a: {$ref: '#/definitions/d%u'}, b: {$ref: "
                   "'#/definitions/d%u'}}}\n",
                   i, i + 1, i + 1);
    buf_puts(&out, "  d15: {type: string}\n");
    assert_read(arena, buf_str(&out), "contract_columns (20000)");
}

/* A definition of many values, taken by many fields: small in the file, and much to read. */
static void what_is_taken_often_is_counted(void **state)
{
    struct arena *arena = *state;
    struct str values = repeated(arena, "definitions:\n  d:\n    enum:\n", "    - v%u\n", 1000, "");
    struct str few = repeated(arena, DCS, "      c%u: {$ref: '#/definitions/d'}\n", 199, "");
    struct str many = repeated(arena, DCS, "      c%u: {$ref: '#/definitions/d'}\n", 200, "");
    assert_read(arena, str_concat(arena, few, values), NULL);
    assert_read(arena, str_concat(arena, many, values), "yaml_events (200000)");
}

static void a_chain_of_references_ends(void **state)
{
    static const char *const start = "dataContractSpecification: 1.2.0\nmodels: {m: {fields: {a: "
                                     "{$ref: '#/definitions/d0'}}}}\ndefinitions:\n";
    struct arena *arena = *state;
    struct str chain = repeated(arena, start, "  d%u: {$ref: '#/definitions/d%u'}\n",
                                LIMIT_contract_depth - 1, "  d19: {type: string}\n");
    assert_read(arena, chain, NULL);
    chain = repeated(arena, start, "  d%u: {$ref: '#/definitions/d%u'}\n", LIMIT_contract_depth,
                     "  d20: {type: string}\n");
    assert_read(arena, chain, "contract_depth (20)");
}

static void hostile_files_are_refused(void **state)
{
    static const struct {
        struct str bytes;
        const char *refusal;
    } cases[] = {
        { STR_INIT("kind: DataContract\nid: \"a\0b\"\n"), "error: " },
        { STR_INIT("kind: DataContract\nid: \"a\\0b\"\n"), "error: " },
        { STR_INIT("kind: DataContract\nid: \xff\n"), "error: " },
        { STR_INIT("kind: DataContract\nkind: DataContract\n"), "error: " },
        { STR_INIT("kind: DataContract\na: &a [*a]\n"), "error: " },
        { STR_INIT("kind: DataContract\n---\nkind: DataContract\n"), "error: " },
        { STR_INIT("a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                   "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                   "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
                   "kind: DataContract\n"),
          "yaml_events" },
        { STR_INIT("dataContractSpecification: 1.2.0\nmodels: {m: {fields: {a: {$ref: "
                   "'#/definitions/x/../x'}}}}\ndefinitions: {x: {}}\n"),
          "leads nowhere" },
        { STR_INIT("dataContractSpecification: 1.2.0\nmodels: {m: {fields: {a: {$ref: "
                   "'../other.yaml#/definitions/x'}}}}\n"),
          "of the same file" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_read(*state, cases[i].bytes, cases[i].refusal);
}

/* Unknown keys are told a few times, and all of them count. */
static void unknown_keys_are_told_a_few_times(void **state)
{
    struct arena *arena = *state;
    struct contract contracts[2];
    struct str said[2];
    for (size_t i = 0; i < 2; i++) {
        struct buf out;
        buf_init(&out, arena, LIMIT_report_bytes);
        assert_true(dump_read(&out, &contracts[i], STR("c.yaml"),
                              repeated(arena, "kind: DataContract\n", "k%u: 1\n", 1000 + i, "")));
        said[i] = buf_str(&out);
    }
    assert_true(str_find(said[0], STR("\"k19\"")) >= 0);
    assert_true(str_find(said[0], STR("\"k20\"")) < 0);
    assert_false(str_eq(contracts[0].unread, contracts[1].unread));
}

static void names_are_found_as_tables_have_them(void **state)
{
    struct arena *arena = *state;
    struct contract contract;
    struct buf out;
    struct str names[3];
    buf_init(&out, arena, LIMIT_report_bytes);
    assert_true(dump_read(&out, &contract, STR("c.yaml"),
                          STR("kind: DataContract\nschema: [{name: n, physicalName: p, "
                              "customProperties: [{property: sqlmeshModel, value: m}], properties: "
                              "[{name: a, physicalName: X}, {name: B}]}]\n")));
    const struct contract_object *object = &contract.objects.items[0];
    assert_int_equal(contract_object_names(names, object), 3);
    assert_str(names[0], STR("p"));
    assert_str(names[1], STR("m"));
    assert_str(names[2], STR("n"));
    assert_str(contract_column_find(object, STR("x"))->name, STR("a"));
    assert_str(contract_column_find(object, STR("b"))->name, STR("B"));
    assert_null(contract_column_find(object, STR("a")));
    assert_int_equal(contract_status_find(STR(" Retired ")), CONTRACT_RETIRED);
    assert_int_equal(contract_status_find(STR("retire")), CONTRACT_UNSTATED);
    assert_int_equal(contract_status_find(STR("")), CONTRACT_UNSTATED);
    assert_string_equal(contract_status_name(CONTRACT_UNSTATED), "");
    assert_string_equal(contract_format_name(CONTRACT_DCS), "DCS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case),
        arena_test(columns_nest_to_the_limit),
        arena_test(columns_are_counted_to_the_limit),
        arena_test(references_that_multiply_are_refused),
        arena_test(what_is_taken_often_is_counted),
        arena_test(a_chain_of_references_ends),
        arena_test(hostile_files_are_refused),
        arena_test(unknown_keys_are_told_a_few_times),
        arena_test(names_are_found_as_tables_have_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
