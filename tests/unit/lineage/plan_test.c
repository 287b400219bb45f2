/* Runs the cases of plan.txt: two trees and what SQLMesh would plan for the difference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/tree.h"
#include "lineage/plan.h"

/* Files of both sides; a path that is set again replaces the earlier file. */
struct sides {
    struct tree trees[2];
};

static void set_file(struct arena *arena, struct tree *tree, struct str path, struct str bytes)
{
    vec_for (struct mem_file, file, tree) {
        if (str_eq(file->path, path)) {
            file->bytes = bytes;
            return;
        }
    }
    vec_push(arena, tree, (struct mem_file){ .path = path, .bytes = bytes });
}

static void remove_file(struct tree *tree, struct str path)
{
    size_t kept = 0;
    for (size_t i = 0; i < tree->count; i++)
        if (!str_eq(tree->items[i].path, path))
            tree->items[kept++] = tree->items[i];
    tree->count = kept;
}

/* The lines up to the next that begins with '%' or '@', taken off the front of *rest. */
static struct str take_lines(struct str *rest)
{
    struct str block = { rest->ptr, 0 }, line;
    for (struct str ahead = *rest; str_split(&ahead, '\n', &line); *rest = ahead) {
        if (str_starts(line, STR("%")) || str_starts(line, STR("@")))
            break;
        block.len = (size_t)(line.ptr + line.len - block.ptr);
    }
    return str_trim(block);
}

static struct sides copy_sides(struct arena *arena, const struct sides *from)
{
    struct sides copy = { 0 };
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < from->trees[side].count; i++)
            vec_push(arena, &copy.trees[side], from->trees[side].items[i]);
    return copy;
}

static void take_files(struct arena *arena, struct sides *sides, struct str *rest,
                       struct str *expected)
{
    struct str line, path;
    for (struct str ahead = *rest; str_split(&ahead, '\n', &line); ahead = *rest) {
        if (str_starts(line, STR("@")))
            return;
        *rest = ahead;
        path = str_trim(str_sub(line, (size_t)(str_find_byte(line, ' ') + 1), line.len));
        if (str_starts(line, STR("%both "))) {
            struct str bytes = take_lines(rest);
            set_file(arena, &sides->trees[0], path, bytes);
            set_file(arena, &sides->trees[1], path, bytes);
        } else if (str_starts(line, STR("%before "))) {
            set_file(arena, &sides->trees[0], path, take_lines(rest));
        } else if (str_starts(line, STR("%after "))) {
            set_file(arena, &sides->trees[1], path, take_lines(rest));
        } else if (str_starts(line, STR("%gone "))) {
            remove_file(&sides->trees[1], path);
        } else if (str_starts(line, STR("%plan"))) {
            *expected = take_lines(rest);
        }
    }
}

static struct str plan_lines(struct arena *arena, const struct plan *plan)
{
    struct buf out;
    buf_init(&out, arena, 1u << 20);
    vec_for (const struct plan_entry, entry, plan)
        buf_printf(&out, "%.*s %s%s\n", STR_ARG(entry->name), plan_category_name(entry->category),
                   entry->forward_only ? " forward-only" : "");
    return str_trim(buf_str(&out));
}

static struct str plan_between(struct arena *arena, const struct sides *sides)
{
    struct parse_cache *cache = parse_cache_new(arena);
    struct projects projects[2] = { 0 };
    struct source sources[2];
    struct change_set changes;
    struct graph graph;
    struct plan plan;
    struct diags diags;
    struct err err;

    diags_init(&diags, arena);
    for (int side = 0; side < 2; side++) {
        source_from_memory(&sources[side], arena, sides->trees[side].items,
                           sides->trees[side].count, side ? STR("after") : STR("before"));
        if (projects_load(&projects[side], arena, &sources[side], cache, &diags, &err) != OK)
            return str_of(err.text);
    }
    change_diff(&changes, arena, &projects[0], &projects[1]);
    graph_build(&graph, arena, &projects[0], &projects[1], &changes);
    plan_of(&plan, arena, &graph, &projects[0], &projects[1]);
    vec_for (const struct plan_entry, entry, &plan)
        assert_ptr_equal(plan_find(&plan, entry->fqn), entry);
    graph_release(&graph);
    for (int side = 0; side < 2; side++)
        map_release(&projects[side].by_fqn);
    return plan_lines(arena, &plan);
}

static bool run_case(struct str title, const struct sides *sides, struct str expected)
{
    struct arena arena;
    arena_init(&arena, 64u << 20, NULL);
    bool ok = case_gives(title, expected, plan_between(&arena, sides));
    arena_release(&arena);
    return ok;
}

static void all_cases(void **state)
{
    struct arena arena;
    size_t count = 0, failed = 0;
    struct sides base = { 0 };
    struct str line, expected = STR_EMPTY;
    (void)state;

    arena_init(&arena, 16u << 20, NULL);
    struct str rest = read_text(&arena, STR("tests/unit/lineage/plan.txt"));
    take_files(&arena, &base, &rest, &expected);
    while (str_split(&rest, '\n', &line)) {
        struct sides sides = copy_sides(&arena, &base);
        expected = STR_EMPTY;
        take_files(&arena, &sides, &rest, &expected);
        failed += !run_case(line, &sides, expected);
        count++;
    }
    arena_release(&arena);
    assert_true(count > 60);
    assert_int_equal(failed, 0);
}

static void deleted_ref_plans_nothing(void **state)
{
    struct arena arena;
    struct projects none = { 0 };
    struct graph graph = { 0 };
    struct plan plan;
    (void)state;

    arena_init(&arena, 1u << 20, NULL);
    plan_of(&plan, &arena, &graph, &none, NULL);
    assert_int_equal(plan.count, 0);
    assert_null(plan_find(&plan, STR("\"db\".\"m\"")));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_cases),
                                        cmocka_unit_test(deleted_ref_plans_nothing) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
