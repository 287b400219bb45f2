/* Any bytes as a model file in a small project: a load that keeps the promises of model.h, the same
 * result from the cache, and no difference between the two. */
#include <stdlib.h>

#include "base/limits.h"
#include "change/change.h"
#include "codec/utf8.h"
#include "project/project.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_properties(const struct properties *properties)
{
    for (size_t i = 1; i < properties->count; i++)
        require(str_cmp(properties->items[i - 1].key, properties->items[i].key) < 0);
}

/* Both were made from the query, each on its own. */
static void check_columns(const struct column_types *types, const struct columns *columns)
{
    require(types->count == columns->count && types->complete == columns->complete);
    for (size_t i = 0; i < types->count; i++)
        require(str_eq(types->items[i].name, columns->items[i].name) &&
                str_eq(types->items[i].type, columns->items[i].type));
}

static void check_model(const struct model *model)
{
    require(model->fqn.len > 2 && model->name.len > 0 && model->kind.len > 0 && model->dialect);
    require(model->class != MODEL_AUDIT || model_columns(model)->count == 0);
    check_properties(&model->properties);
    check_properties(&model->kind_properties);
    for (size_t i = 0; i < model->dependencies.count; i++) {
        require(!str_eq(model->dependencies.items[i].fqn, model->fqn));
        require(!i || str_cmp(model->dependencies.items[i - 1].fqn,
                              model->dependencies.items[i].fqn) < 0);
    }
    check_columns(model_column_types(model), model_columns(model));
    for (size_t i = 0; i < model->unknowns.count; i++)
        require(model->unknowns.items[i].form.ptr &&
                model->unknowns.items[i].cause < UNKNOWN_COUNT);
    require(model_query(model) == NULL || model_query_form(model).len > 0);
}

static void check_all(const struct projects *projects)
{
    require(projects->count == 1);
    const struct project *project = projects->items[0];
    for (size_t i = 0; i < project->models.count; i++) {
        check_model(project->models.items[i]);
        require(!i ||
                str_cmp(project->models.items[i - 1]->fqn, project->models.items[i]->fqn) < 0);
    }
}

static void compare(const struct projects *a, const struct projects *b)
{
    require(a->model_count == b->model_count);
    for (size_t i = 0; i < a->items[0]->models.count; i++) {
        const struct model *x = a->items[0]->models.items[i], *y = b->items[0]->models.items[i];
        require(str_eq(x->fqn, y->fqn) && str_eq(model_query_form(x), model_query_form(y)));
        require(model_unknowns(x)->count == model_unknowns(y)->count &&
                model_columns(x)->count == model_columns(y)->count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct source source;
    struct projects first, second;
    struct diags diags;
    struct change_set changes = { 0 };
    const struct mem_file files[] = {
        { STR("config.yaml"),
          STR("model_defaults: {dialect: duckdb}\nvariables: {v: x, n: 1}\n"
              "model_naming: {infer_names: true}\n"),
          0 },
        { STR("models/a/fuzz.sql"), { (const char *)data, size }, 0 },
        { STR("models/up.sql"), STR("MODEL (name db.up); SELECT 1::INT AS a, * FROM db.src"), 0 },
        { STR("external_models.yaml"), STR("- name: db.src\n  columns: {b: text}\n"), 0 },
        { STR("macros/m.py"), STR("@macro()\ndef f(e, x):\n    return x\n"), 0 },
        { STR("macros/j.sql"), STR("{% macro g(x) %}{{ x }}{% endmacro %}"), 0 },
        { STR("seeds/s.csv"), STR("a,b\n1,2\n"), 0 },
    };
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    diags_init(&diags, &arena);
    source_from_memory(&source, &arena, files, sizeof files / sizeof *files, STR("fuzz"));
    struct parse_cache *cache = parse_cache_new(&arena);
    require(projects_load(&first, &arena, &source, cache, &diags, NULL) == OK);
    check_all(&first);
    require(projects_load(&second, &arena, &source, cache, NULL, NULL) == OK);
    compare(&first, &second);
    change_diff(&changes, &arena, &first, &second);
    require(changes.facts.count == 0);
    arena_release(&arena);
    return 0;
}
