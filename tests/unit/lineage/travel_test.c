/* Runs the cases of travel.txt: an edit of a project, and what declared readers and models below
 * make of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "change/tree.h"
#include "lineage/impact.h"

struct world {
    struct arena *arena;
    struct projects projects[2];
    struct change_set changes;
    struct graph graph;
    struct impact impact;
    struct readers {
        VEC_OF(struct reader);
    } readers;
};

/* --- reading a case --------------------------------------------------------------------------- */

static void add_files(struct tree *tree, struct arena *arena, struct str text)
{
    struct mem_file file = { .bytes = STR_EMPTY };
    struct str rest = text, line;
    const char *start = NULL;
    while (str_split(&rest, '\n', &line)) {
        if (!str_starts(line, STR("%file ")))
            continue;
        file.bytes.len = start ? (size_t)(line.ptr - start) : 0;
        if (start)
            vec_push(arena, tree, file);
        start = line.ptr + line.len + 1;
        file = (struct mem_file){ str_sub(line, 6, line.len), { start, 0 }, 0 };
    }
    file.bytes.len = (size_t)(text.ptr + text.len - start);
    vec_push(arena, tree, file);
}

/* "models/a.sql: old => new"; with nothing behind the colon the file goes. */
static bool apply(struct tree *tree, struct arena *arena, struct str edit)
{
    ptrdiff_t colon = str_find(edit, STR(":")), arrow = str_find(edit, STR(" => "));
    struct str path = str_sub(edit, 0, (size_t)colon);
    for (size_t i = 0; i < tree->count; i++) {
        struct mem_file *file = &tree->items[i];
        if (!str_eq(file->path, path))
            continue;
        if (arrow < 0) {
            *file = tree->items[--tree->count];
            return true;
        }
        struct str old = str_sub(edit, (size_t)colon + 2, (size_t)(arrow - colon - 2));
        ptrdiff_t at = str_find(file->bytes, old);
        if (at < 0)
            return false;
        file->bytes = str_fmt(arena, "%.*s%.*s%.*s", STR_ARG(str_sub(file->bytes, 0, (size_t)at)),
                              STR_ARG(str_sub(edit, (size_t)arrow + 4, edit.len)),
                              STR_ARG(str_sub(file->bytes, (size_t)at + old.len, SIZE_MAX)));
        return true;
    }
    return false;
}

static void load_sides(struct world *w, struct str files, struct str edits)
{
    struct tree trees[2] = { { 0 }, { 0 } };
    struct parse_cache *cache = parse_cache_new(w->arena);
    struct diags diags;
    struct err err;
    struct str line;
    diags_init(&diags, w->arena);
    for (int side = 0; side < 2; side++) {
        struct source *source = arena_new(w->arena, struct source);
        vec_push(w->arena, &trees[side],
                 (struct mem_file){ .path = STR("config.yaml"),
                                    .bytes = STR("model_defaults: {dialect: duckdb}\n") });
        vec_push(
            w->arena, &trees[side],
            (struct mem_file){ .path = STR("external_models.yaml"), .bytes = STR(TREE_EXTERNALS) });
        add_files(&trees[side], w->arena, files);
        while (side && str_split(&edits, '\n', &line))
            assert_true(apply(&trees[1], w->arena, line));
        source_from_memory(source, w->arena, trees[side].items, trees[side].count, STR("test"));
        assert_int_equal(projects_load(&w->projects[side], w->arena, source, cache, &diags, &err),
                         OK);
    }
}

/* "s.rev(total, n)" or "s.rev" */
static void add_reader(struct world *w, struct str spec)
{
    ptrdiff_t open = str_find_byte(spec, '(');
    struct str name = open < 0 ? spec : str_sub(spec, 0, (size_t)open), column;
    struct reader reader = { .id = spec };
    struct reader_target target = { .model = STR_EMPTY };
    const struct model *model = projects_find(&w->projects[1], name, NULL);
    if (!model)
        model = projects_find(&w->projects[0], name, NULL);
    assert_non_null(model);
    target.model = model->fqn;
    struct str rest =
        open < 0 ? STR_EMPTY : str_sub(spec, (size_t)open + 1, spec.len - (size_t)open - 2);
    while (open >= 0 && str_split(&rest, ',', &column))
        vec_push(w->arena, &target.columns, str_trim(column));
    vec_push(w->arena, &reader.targets, target);
    vec_push(w->arena, &w->readers, reader);
}

static struct str head_of(struct str line)
{
    ptrdiff_t colon = str_find(line, STR(": "));
    return str_sub(line, 0, colon < 0 ? line.len : (size_t)colon);
}

/* --- writing what was found ------------------------------------------------------------------- */

static const struct reach *nearest(const struct world *w, size_t reader)
{
    const struct reach *best = NULL;
    vec_for (const struct reach, it, &w->impact.reaches)
        if (it->reader == reader && (!best || it->path_count < best->path_count))
            best = it;
    return best;
}

static void add_reader_line(struct buf *out, const struct world *w, size_t reader)
{
    const struct reach *reach = nearest(w, reader);
    buf_printf(out, "%.*s: ", STR_ARG(w->readers.items[reader].id));
    if (!reach) {
        buf_printf(out, "not reached: %.*s\n", STR_ARG(w->impact.reader_why[reader]));
        return;
    }
    for (size_t i = 0; i < reach->path_count; i++)
        buf_printf(out, "%s%.*s%s%.*s", i ? " -> " : "", STR_ARG(reach->path[i]),
                   reach->columns[i].len ? "." : "", STR_ARG(reach->columns[i]));
    buf_printf(out, " [%s]\n", edge_strength_name(reach->weakest));
}

static struct str found_lines(const struct world *w)
{
    struct buf out;
    buf_init(&out, w->arena, 1u << 20);
    for (size_t i = 0; i < w->readers.count; i++)
        add_reader_line(&out, w, i);
    for (size_t i = 0; i < w->impact.downstream.count; i++)
        buf_printf(&out, "%s%.*s",
                   i ? " " : "downstream: ", STR_ARG(w->impact.downstream.items[i]));
    if (w->impact.downstream.count)
        buf_byte(&out, '\n');
    vec_for (const struct spared, it, &w->impact.spared)
        buf_printf(&out, "spared: %.*s %.*s\n", STR_ARG(it->model), STR_ARG(it->why));
    return buf_str(&out);
}

/* --- running ---------------------------------------------------------------------------------- */

static bool run_case(const struct case_text *one)
{
    struct arena arena;
    struct world w = { .arena = &arena };
    struct str rest = one->parts[2], line;
    arena_init(&arena, 64u << 20, NULL);
    load_sides(&w, one->parts[0], one->parts[1]);
    while (str_split(&rest, '\n', &line))
        if (!str_starts(line, STR("downstream: ")) && !str_starts(line, STR("spared: ")))
            add_reader(&w, head_of(line));
    change_diff(&w.changes, &arena, &w.projects[0], &w.projects[1]);
    graph_build(&w.graph, &arena, &w.projects[0], &w.projects[1], &w.changes);
    impact_of(&w.impact, &arena, &w.graph, &w.changes, w.readers.items, w.readers.count);
    bool ok = case_gives(one->title, one->parts[2], found_lines(&w));
    if (!ok)
        print_error("%.*s", STR_ARG(fact_lines(&arena, &w.changes)));
    graph_release(&w.graph);
    map_release(&w.projects[0].by_fqn);
    map_release(&w.projects[1].by_fqn);
    arena_release(&arena);
    return ok;
}

static void all_cases(void **state)
{
    (void)state;
    run_cases("tests/unit/lineage/travel.txt", 3, 20, run_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_cases) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
