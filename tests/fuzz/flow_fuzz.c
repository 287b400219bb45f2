/* Any bytes as the query of a model in a small project: a flow that keeps the promises of flow.h.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "lineage/flow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_reads(const struct flow *flow, const struct flow_reads *reads, unsigned char *met)
{
    for (size_t i = 0; i < reads->count; i++) {
        const struct flow_read *read = &reads->items[i];
        require(read->leaf < flow->leaves.count && !met[read->leaf]);
        require(flow->leaves.items[read->leaf].column != FLOW_ANY || read->kind == FLOW_UNSURE);
        require(!flow->limited || read->kind == FLOW_UNSURE);
        met[read->leaf] = 1;
    }
    for (size_t i = 0; i < reads->count; i++)
        met[reads->items[i].leaf] = 0;
}

/* A table that is named outside of the query counts for every row. */
static void check_dependencies(const struct flow *flow, const struct model *model)
{
    for (size_t i = 0; i < model->dependencies.count; i++) {
        bool found =
            model->dependencies.items[i].is_certain && !model->dependencies.items[i].declared;
        for (size_t k = 0; !found && k < flow->rows.count; k++) {
            const struct flow_leaf *leaf = &flow->leaves.items[flow->rows.items[k].leaf];
            found = str_eq(flow->tables.items[leaf->table], model->dependencies.items[i].fqn);
        }
        require(found);
    }
}

static void check_flow(struct arena *arena, const struct model *model)
{
    struct flow flow;
    struct arena scratch;
    arena_init(&scratch, LIMIT_memory_bytes, NULL);
    flow_of(&flow, arena, &scratch, model);
    arena_release(&scratch);
    unsigned char *met = arena_array(arena, flow.leaves.count, 1);
    require(flow.column_count == model_columns(model)->count);
    for (size_t i = 0; i <= flow.column_count; i++)
        check_reads(&flow, &flow.columns[i], met);
    check_reads(&flow, &flow.rows, met);
    for (size_t i = 0; i < flow.rows.count; i++)
        require(flow.rows.items[i].kind != FLOW_DIRECT);
    for (size_t i = 0; i < flow.leaves.count; i++) {
        const struct flow_leaf *leaf = &flow.leaves.items[i];
        require(leaf->table < flow.tables.count);
        require(leaf->column != FLOW_ANY || !leaf->name.len);
        require(leaf->column != FLOW_NAMED || leaf->name.len);
    }
    check_dependencies(&flow, model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char head[] = "MODEL (name s.m, kind FULL);\n";
    struct arena arena;
    struct source source;
    struct projects projects;
    struct diags diags;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    struct str text = str_fmt(&arena, "%s%.*s", head, (int)size, (const char *)data);
    const struct mem_file files[] = {
        { STR("config.yaml"), STR("model_defaults: {dialect: duckdb}\nvariables: {v: x, n: 1}\n"),
          0 },
        { STR("models/m.sql"), text, 0 },
        { STR("models/up.sql"), STR("MODEL (name db.up); SELECT 1::INT AS a, * FROM db.t"), 0 },
        { STR("external_models.yaml"),
          STR("- name: db.t\n  columns: {a: int, b: int, c: text, status: text, ds: text}\n"
              "- name: db.u\n  columns: {a: int, x: int, ds: text}\n"
              "- name: db.v\n  columns: {a: int, b: int}\n"),
          0 },
    };
    diags_init(&diags, &arena);
    source_from_memory(&source, &arena, files, sizeof files / sizeof *files, STR("fuzz"));
    require(projects_load(&projects, &arena, &source, parse_cache_new(&arena), &diags, NULL) == OK);
    for (size_t i = 0; i < projects.count; i++)
        for (size_t k = 0; k < projects.items[i]->models.count; k++)
            check_flow(&arena, projects.items[i]->models.items[k]);
    map_release(&projects.by_fqn);
    arena_release(&arena);
    return 0;
}
