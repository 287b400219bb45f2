/* Any bytes as two snapshots of a small project: compared in both directions, with what lies below,
 * what would be planned and every report of it. The sides are cut at a line "--"; in each a line
 * "%file NAME" begins another file, what stands before the first is models/m.sql. A side compared
 * with itself has nothing to say, and a difference that is none in one direction is none in the
 * other. */
#include <stdlib.h>

#include "base/limits.h"
#include "change/change.h"
#include "lineage/impact.h"
#include "lineage/plan.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_FILES 32

struct side {
    struct mem_file files[MOST_FILES];
    size_t count;
    struct source source;
    struct projects projects;
};

static void require(bool holds)
{
    if (!holds)
        abort();
}

static bool has_file(const struct side *side, struct str path)
{
    for (size_t i = 0; i < side->count; i++)
        if (str_eq(side->files[i].path, path))
            return true;
    return false;
}

static void add_file(struct side *side, struct str path, struct str bytes)
{
    if (side->count < MOST_FILES && path.len && !has_file(side, path))
        side->files[side->count++] = (struct mem_file){ path, bytes, 0 };
}

static struct str between(const char *from, const char *to)
{
    return (struct str){ from, (size_t)(to - from) };
}

static void read_side(struct side *side, struct str text)
{
    struct str path = STR("models/m.sql"), rest = text, line;
    const char *start = text.ptr;
    while (str_split(&rest, '\n', &line)) {
        if (!str_starts(line, STR("%file ")))
            continue;
        add_file(side, path, between(start, line.ptr));
        path = str_sub(line, 6, line.len);
        start = rest.ptr ? rest.ptr : text.ptr + text.len;
    }
    add_file(side, path, between(start, text.ptr + text.len));
    add_file(side, STR("config.yaml"), STR("model_defaults: {dialect: duckdb}\n"));
    add_file(side, STR("external_models.yaml"),
             STR("- name: db.t\n  columns: {a: int, b: int, c: text, ds: text}\n"
                 "- name: db.u\n  columns: {a: int, x: int, ds: text}\n"));
}

static size_t facts_between(struct arena *arena, const struct projects *b, const struct projects *a)
{
    struct change_set changes;
    change_diff(&changes, arena, b, a);
    return changes.facts.count;
}

static void write_reports(struct arena *arena, const struct change_set *changes,
                          const struct impact *impact, const struct plan *plan)
{
    const struct report_options options = { .columns = 80, .verbose = true, .version = STR("0") };
    for (size_t format = 0; format < FORMAT_COUNT; format++) {
        struct buf out;
        buf_init(&out, arena, LIMIT_report_bytes);
        report_diff(&out, arena, (enum format)format, changes, impact, plan, &options);
        require(buf_overflowed(&out) || out.len > 0);
    }
}

static size_t compare(struct arena *arena, const struct side *b, const struct side *a)
{
    struct change_set changes;
    struct graph graph;
    struct impact impact;
    struct plan plan;
    change_diff(&changes, arena, &b->projects, &a->projects);
    graph_build(&graph, arena, &b->projects, &a->projects, &changes);
    impact_of(&impact, arena, &graph, &changes, NULL, 0);
    plan_of(&plan, arena, &graph, &b->projects, &a->projects);
    graph_release(&graph);
    write_reports(arena, &changes, &impact, &plan);
    return changes.facts.count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct side sides[2] = { { .count = 0 } };
    struct arena arena;
    struct err err;
    struct str text = { (const char *)data, size };
    ptrdiff_t cut = size ? str_find(text, STR("\n--\n")) : -1;

    arena_init(&arena, LIMIT_memory_bytes, NULL);
    struct parse_cache *cache = parse_cache_new(&arena);
    text = str_dup(&arena, text);
    read_side(&sides[0], cut < 0 ? text : str_sub(text, 0, (size_t)cut + 1));
    read_side(&sides[1], cut < 0 ? STR_EMPTY : str_sub(text, (size_t)cut + 4, size));
    bool loaded = true;
    for (int i = 0; i < 2 && loaded; i++) {
        source_from_memory(&sides[i].source, &arena, sides[i].files, sides[i].count, STR("fuzz"));
        loaded =
            projects_load(&sides[i].projects, &arena, &sides[i].source, cache, NULL, &err) == OK;
    }
    if (loaded) {
        size_t forward = compare(&arena, &sides[0], &sides[1]);
        size_t backward = compare(&arena, &sides[1], &sides[0]);
        require((forward == 0) == (backward == 0));
        require(facts_between(&arena, &sides[0].projects, &sides[0].projects) == 0);
    }
    for (int i = 0; i < 2; i++)
        map_release(&sides[i].projects.by_fqn);
    arena_release(&arena);
    return 0;
}
