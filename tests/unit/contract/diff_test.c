/* Every folder of tests/contracts/diff: what before and after (.odcs.yaml or .dcs.yaml) differ in,
 * in both directions, is what expected.txt says; a contract differs from itself in nothing. With
 * CONTRACT_WRITE set the expectations are written anew, to be read before they are committed. */
#include "base/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "contract/diff.h"
#include "contract/dump.h"

#define FOLDER "tests/contracts/diff/"

static struct str read_whole(struct arena *arena, struct str path)
{
    char *bytes = arena_alloc(arena, LIMIT_yaml_bytes + 1);
    FILE *file = fopen(path.ptr, "rb");
    if (!file)
        return STR_EMPTY;
    size_t len = fread(bytes, 1, LIMIT_yaml_bytes + 1, file);
    (void)fclose(file);
    return (struct str){ bytes, len };
}

static struct contract read_side(struct arena *arena, struct str folder, const char *side)
{
    struct str path = str_fmt(arena, "%.*s/%s.odcs.yaml", STR_ARG(folder), side);
    struct str bytes = read_whole(arena, path);
    struct contract contract;
    struct buf unheard;
    if (bytes.len == 0) {
        path = str_fmt(arena, "%.*s/%s.dcs.yaml", STR_ARG(folder), side);
        bytes = read_whole(arena, path);
    }
    buf_init(&unheard, arena, LIMIT_report_bytes);
    if (!dump_read(&unheard, &contract, path, bytes))
        fail_msg("%s cannot be read: %.*s", path.ptr, STR_ARG(buf_str(&unheard)));
    return contract;
}

static struct str shown(struct str text)
{
    return text.len ? text : STR("-");
}

/* "CN202 loosened orders/amount required: true -> false" */
static void show(struct buf *out, const struct promise_changes *changes)
{
    vec_for (const struct promise_change, change, changes) {
        enum promise_view view;
        assert_true(fact_promise(change->code, &view));
        assert_int_equal(view, change->view);
        assert_true(change->place.line > 0);
        buf_printf(out, "%s %s %.*s/%.*s %.*s: %.*s -> %.*s\n", fact_row(change->code)->code,
                   promise_view_name(change->view), STR_ARG(shown(change->object)),
                   STR_ARG(change->column), STR_ARG(change->aspect),
                   STR_ARG(shown(change->old_text)), STR_ARG(shown(change->new_text)));
    }
}

static void compare(struct buf *out, struct arena *arena, const struct contract *before,
                    const struct contract *after)
{
    struct promise_changes changes = { 0 };
    contract_diff(&changes, arena, before, after, NULL);
    show(out, &changes);
}

static void check_silent(struct arena *arena, struct str folder, const struct contract *contract)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    compare(&out, arena, contract, contract);
    if (out.len > 0)
        fail_msg("%.*s: a side differs from itself:\n%.*s", STR_ARG(folder),
                 STR_ARG(buf_str(&out)));
}

static void check_case(struct arena *arena, struct str folder)
{
    struct contract before = read_side(arena, folder, "before");
    struct contract after = read_side(arena, folder, "after");
    struct str path = path_join(arena, folder, STR("expected.txt"));
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    compare(&out, arena, &before, &after);
    buf_puts(&out, "back:\n");
    compare(&out, arena, &after, &before);
    check_silent(arena, folder, &before);
    check_silent(arena, folder, &after);
    struct str got = buf_str(&out), want = read_whole(arena, path);
    if (getenv("CONTRACT_WRITE")) {
        FILE *file = fopen(path.ptr, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(got.ptr, 1, got.len, file), got.len);
        assert_int_equal(fclose(file), 0);
    } else if (!str_eq(got, want)) {
        fail_msg("%.*s gave\n%.*sand not\n%.*s", STR_ARG(folder), STR_ARG(got), STR_ARG(want));
    }
}

static void every_case(void **state)
{
    size_t count = 0;
    DIR *folder = opendir(FOLDER);
    (void)state;
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        struct arena arena;
        if (entry->d_name[0] == '.')
            continue;
        arena_init(&arena, LIMIT_memory_bytes, NULL);
        check_case(&arena, str_fmt(&arena, FOLDER "%s", entry->d_name));
        arena_release(&arena);
        count++;
    }
    closedir(folder);
    assert_true(count >= 25);
}

/* Whatever the reader's own cases hold, each is the same as itself. */
static void what_the_reader_reads_is_the_same_as_itself(void **state)
{
    static const char top[] = "tests/contracts/read";
    size_t count = 0;
    DIR *folder = opendir(top);
    (void)state;
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        struct arena arena;
        struct contract contract;
        struct buf unheard;
        if (!str_ends(str_of(entry->d_name), STR(".yaml")))
            continue;
        arena_init(&arena, LIMIT_memory_bytes, NULL);
        buf_init(&unheard, &arena, LIMIT_report_bytes);
        struct str path = str_fmt(&arena, "%s/%s", top, entry->d_name);
        if (dump_read(&unheard, &contract, path, read_whole(&arena, path))) {
            check_silent(&arena, path, &contract);
            count++;
        }
        arena_release(&arena);
    }
    closedir(folder);
    assert_true(count >= 10);
}

/* ---- contracts that nobody would write: linear all the same ---- */

static const char head[] = "kind: DataContract\napiVersion: v3.1.0\nid: c\nversion: 1.0.0\n"
                           "status: active\n";

static struct contract read_text(struct arena *arena, struct str text)
{
    struct contract contract;
    struct buf unheard;
    buf_init(&unheard, arena, LIMIT_report_bytes);
    if (!dump_read(&unheard, &contract, STR("c.odcs.yaml"), text))
        fail_msg("cannot be read: %.*s", STR_ARG(str_sub(buf_str(&unheard), 0, 300)));
    return contract;
}

/* One line per number, from first to last in either direction, behind what stands before them. */
static struct contract read_lines(struct arena *arena, const char *before, const char *line,
                                  int count, bool backwards)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_yaml_bytes);
    buf_puts(&buf, head);
    buf_puts(&buf, before);
    for (int i = 0; i < count; i++) {
        struct str number = str_fmt(arena, "%d", backwards ? count - 1 - i : i);
        for (const char *c = line; *c; c++)
            if (*c == '#')
                buf_add(&buf, number);
            else
                buf_byte(&buf, *c);
    }
    return read_text(arena, buf_str(&buf));
}

static size_t count_changes(struct arena *arena, const struct contract *before,
                            const struct contract *after)
{
    struct promise_changes changes = { 0 };
    contract_diff(&changes, arena, before, after, NULL);
    return changes.count;
}

static void many_of_everything(void **state)
{
    static const struct {
        const char *before, *line, *other;
        int count;
        size_t changes, back_to_front;
    } rows[] = {
        { "schema:\n  - name: o\n    properties:\n", "      - {name: c#, logicalType: string}\n",
          "      - {name: c#, logicalType: integer}\n", 19000, 19000, 1 },
        { "schema:\n  - name: o\n    properties:\n", "      - {name: c#, id: same}\n",
          "      - {name: d#, id: same}\n", 19000, 19000, 1 },
        { "schema:\n  - name: o\n    properties:\n", "      - {name: c#, primaryKey: true}\n",
          "      - {name: c#, unique: true}\n", 10000, 20001, 1 },
        { "schema:\n", "  - {name: o#}\n", "  - {name: p#}\n", 19000, 38000, 0 },
        { "schema: [{name: o}]\nslaProperties:\n",
          "  - {property: latency, element: o.c#, value: 1h}\n",
          "  - {property: latency, element: o.c#, value: 2h}\n", 15000, 15000, 0 },
        { "schema:\n  - name: o\n    quality:\n", "      - {name: same, query: SELECT #}\n",
          "      - {name: same, query: CHECK #}\n", 15000, 15000, 0 },
        { "schema:\n  - name: o\n    properties:\n      - name: c\n        enum:\n",
          "          - v#\n", "          - w#\n", 40000, 80000, 0 },
        { "schema:\n  - name: o\n    properties:\n      - name: c\n        logicalTypeOptions:\n",
          "          k#: 1\n", "          k#: 2\n", 40000, 40000, 0 },
        { "schema:\n  - name: o\n    properties:\n      - name: c\n        logicalTypeOptions:\n"
          "          required:\n",
          "            - v#\n", "            - w#\n", 40000, 80000, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena;
        arena_init(&arena, LIMIT_memory_bytes, NULL);
        struct contract one =
            read_lines(&arena, rows[i].before, rows[i].line, rows[i].count, false);
        struct contract other =
            read_lines(&arena, rows[i].before, rows[i].other, rows[i].count, false);
        struct contract turned =
            read_lines(&arena, rows[i].before, rows[i].line, rows[i].count, true);
        assert_int_equal(count_changes(&arena, &one, &one), 0);
        assert_int_equal(count_changes(&arena, &one, &other), rows[i].changes);
        assert_true(count_changes(&arena, &one, &turned) <= rows[i].back_to_front);
        arena_release(&arena);
    }
}

static void a_struct_of_many_fields_in_one_text(void **state)
{
    struct arena arena;
    struct buf texts[2];
    (void)state;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    for (int side = 0; side < 2; side++) {
        buf_init(&texts[side], &arena, LIMIT_yaml_bytes);
        buf_printf(&texts[side],
                   "%sschema: [{name: o, properties: [{name: c, physicalType: 'STRUCT<", head);
        for (int i = 0; i < 50000; i++)
            buf_printf(&texts[side], "%sf%d INT", i ? "," : "", side ? 50000 - i : i + 1);
        buf_puts(&texts[side], ">'}]}]\n");
    }
    struct contract before = read_text(&arena, buf_str(&texts[0]));
    struct contract after = read_text(&arena, buf_str(&texts[1]));
    assert_true(count_changes(&arena, &before, &after) == 1);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case),
        cmocka_unit_test(what_the_reader_reads_is_the_same_as_itself),
        cmocka_unit_test(many_of_everything),
        cmocka_unit_test(a_struct_of_many_fields_in_one_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
