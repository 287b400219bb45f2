/* Applies every edit of edits.txt to its query and compares the codes of the facts. No edit may end
 * in silence: one that gives no fact beyond "reformatted" must be listed as such. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/tree.h"

struct edit {
    struct str query, old, new, codes;
    unsigned line;
};
struct edits {
    VEC_OF(struct edit);
};

static struct str unescaped(struct arena *arena, struct str text)
{
    struct str copy = str_dup(arena, text);
    for (size_t i = 0; i < copy.len; i++) {
        if (copy.ptr[i] == '~')
            ((char *)(uintptr_t)copy.ptr)[i] = '\n';
    }
    return copy;
}

/* old => new : CODES */
static bool read_edit(struct edit *out, struct arena *arena, struct str line)
{
    ptrdiff_t arrow = str_find(line, STR(" =>")), colon = str_rfind_byte(line, ':');
    if (arrow < 0 || colon < arrow || colon < 1 || line.ptr[colon - 1] != ' ')
        return false;
    out->old = unescaped(arena, str_sub(line, 0, (size_t)arrow));
    struct str new = str_sub(line, (size_t)arrow + 3, (size_t)(colon - arrow - 4));
    out->new = unescaped(arena, new.len ? str_sub(new, 1, new.len) : new);
    out->codes = str_trim(str_sub(line, (size_t)colon + 1, line.len));
    return true;
}

static void read_edits(struct edits *out, struct arena *arena, struct str text)
{
    struct str line, query = STR_EMPTY;
    bool in_query = false;

    for (unsigned number = 1; str_split(&text, '\n', &line); number++) {
        struct edit edit = { .line = number };
        if (str_starts(line, STR("#")) || str_is_empty(line))
            continue;
        if (str_starts(line, STR("@ "))) {
            query = STR_EMPTY;
            in_query = true;
        } else if (read_edit(&edit, arena, line)) {
            edit.query = query;
            in_query = false;
            vec_push(arena, out, edit);
        } else {
            assert_true(in_query);
            query = str_fmt(arena, "%.*s%.*s\n", STR_ARG(query), STR_ARG(line));
        }
    }
}

static struct str codes_of(struct arena *arena, const struct change_set *set)
{
    struct str codes = STR_EMPTY;
    for (size_t i = 0; i < set->facts.count; i++) {
        const char *code = fact_row(set->facts.items[i].code)->code;
        if (str_find(codes, str_of(code)) < 0)
            codes = str_fmt(arena, "%.*s%s%s", STR_ARG(codes), codes.len ? " " : "", code);
    }
    return codes;
}

static bool apply(struct arena *arena, const struct edit *edit, bool backwards)
{
    ptrdiff_t at = str_find(edit->query, edit->old);
    struct change_set set;
    assert_true(at >= 0);
    struct str tail = str_sub(edit->query, (size_t)at + edit->old.len, edit->query.len);
    struct str changed =
        str_fmt(arena, "%.*s%.*s%.*s", (int)at, edit->query.ptr, STR_ARG(edit->new), STR_ARG(tail));
    struct tree trees[] = { tree_of_query(arena, edit->query), tree_of_query(arena, changed) };
    const char *why = tree_diff(&set, arena, &trees[backwards], &trees[!backwards]);
    struct str codes = why ? str_of(why) : codes_of(arena, &set);

    if (backwards) { /* what has a meaning forwards has one backwards */
        bool cosmetic = str_eq(edit->codes, STR("MT100"));
        if ((change_class(&set) <= CLASS_ADDITIVE) && !cosmetic &&
            str_find(edit->codes, STR("SQ")) >= 0)
            print_error("edits.txt:%u: backwards only %.*s\n", edit->line, STR_ARG(codes));
        return change_class(&set) > CLASS_ADDITIVE || cosmetic ||
               str_find(edit->codes, STR("SQ")) < 0;
    }
    if (!str_eq(codes, edit->codes))
        print_error("edits.txt:%u: %.*s => %.*s : %.*s\n", edit->line, STR_ARG(edit->old),
                    STR_ARG(edit->new), STR_ARG(codes));
    return str_eq(codes, edit->codes);
}

/* A query compared with itself has nothing to say. */
static bool is_silent(struct arena *arena, struct str query)
{
    struct change_set set;
    struct tree before = tree_of_query(arena, query), after = tree_of_query(arena, query);
    const char *why = tree_diff(&set, arena, &before, &after);
    if (why || set.facts.count)
        print_error("with itself: %.*s\n", STR_ARG(query));
    return !why && set.facts.count == 0;
}

static void all_edits(void **state)
{
    struct arena arena, scratch;
    struct edits edits = { 0 };
    size_t failed = 0;
    (void)state;

    arena_init(&arena, 4u << 20, NULL);
    read_edits(&edits, &arena, read_text(&arena, STR("tests/unit/change/edits.txt")));
    assert_true(edits.count > 150);
    for (size_t i = 0; i < 2 * edits.count; i++) {
        arena_init(&scratch, 64u << 20, NULL);
        failed += !apply(&scratch, &edits.items[i / 2], i % 2);
        if (i == 0 || edits.items[i / 2].query.ptr != edits.items[(i - 1) / 2].query.ptr)
            failed += !is_silent(&scratch, edits.items[i / 2].query);
        arena_release(&scratch);
    }
    arena_release(&arena);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_edits) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
