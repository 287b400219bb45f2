/* Every folder of tests/contracts/diff: what before.odcs.yaml and after.odcs.yaml differ in, in
 * both directions, is what expected.txt says; a contract differs from itself in nothing. With
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
    struct contract contract;
    struct buf unheard;
    buf_init(&unheard, arena, LIMIT_report_bytes);
    if (!dump_read(&unheard, &contract, path, read_whole(arena, path)))
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
