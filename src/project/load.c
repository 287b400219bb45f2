/* load: puts the projects of one snapshot together, step by step. */
#include <stdlib.h>

#include "project/load.h"
#include "project/external.h"
#include "project/python_model.h"
#include "project/sql_file.h"
#include "project/unit_tests.h"

static int by_audit_name(const void *a, const void *b)
{
    const struct audit *x = *(struct audit *const *)a, *y = *(struct audit *const *)b;
    int order = str_cmp(x->name, y->name);
    return order ? order : str_cmp(x->place.path, y->place.path);
}

static int by_unknown_place(const void *a, const void *b)
{
    const struct unknown *x = a, *y = b;
    int order = str_cmp(x->place.path, y->place.path);
    if (order)
        return order;
    if (x->cause != y->cause)
        return x->cause < y->cause ? -1 : 1;
    order = str_cmp(x->what, y->what);
    return order ? order : str_cmp(x->form, y->form);
}

static int by_test_name(const void *a, const void *b)
{
    const struct unit_test *x = a, *y = b;
    int order = str_cmp(x->name, y->name);
    return order ? order : str_cmp(x->place.path, y->place.path);
}

static void settle(struct project *project)
{
    size_t kept = 0;
    struct unknowns *unknowns = &project->unknowns;
    if (project->audits.count)
        qsort(project->audits.items, project->audits.count, sizeof(struct audit *), by_audit_name);
    if (project->tests.count)
        qsort(project->tests.items, project->tests.count, sizeof(struct unit_test), by_test_name);
    if (project->disabled.count)
        qsort(project->disabled.items, project->disabled.count, sizeof(struct str), str_cmp_qsort);
    if (unknowns->count)
        qsort(unknowns->items, unknowns->count, sizeof *unknowns->items, by_unknown_place);
    for (size_t i = 0; i < unknowns->count; i++)
        if (!kept || by_unknown_place(&unknowns->items[kept - 1], &unknowns->items[i]))
            unknowns->items[kept++] = unknowns->items[i];
    unknowns->count = kept;
}

static enum status read_folders(struct assembly *assembly, struct err *err)
{
    TRY(folder_take(assembly, "audits", ".sql", sql_audit_file, err));
    TRY(folder_take(assembly, "models", ".sql", sql_model_file, err));
    TRY(folder_take(assembly, "models", ".py", python_model_file, err));
    TRY(external_take(assembly, err));
    return unit_tests_take(assembly, err);
}

static void note_dbt(struct load *load, struct project *project)
{
    struct place place = { path_join(load->arena, project->root, STR("dbt_project.yml")), 0, 0 };
    project->is_dbt = true;
    diag_add(load->diags, DIAG_NOTE, place, "a dbt project is recognised but not read");
    unknown_add(load->arena, &project->unknowns, UNKNOWN_DBT, project->root, place, STR_EMPTY);
}

static enum status project_load(struct project *project, struct load *load, bool is_dbt,
                                struct err *err)
{
    struct assembly assembly = { .load = load, .project = project };
    TRY(config_load(project, load, err));
    if (is_dbt) {
        note_dbt(load, project);
        return OK;
    }
    map_init(&assembly.audits, load->arena);
    assembly.settings = config_digest(load->arena, project);
    TRY(read_folders(&assembly, err));
    TRY(models_resolve(&assembly, err));
    map_release(&assembly.audits);
    settle(project);
    return OK;
}

static void index_models(struct projects *out)
{
    for (size_t i = 0; i < out->count; i++)
        for (size_t k = 0; k < out->items[i]->models.count; k++) {
            struct model *model = out->items[i]->models.items[k];
            out->model_count++;
            if (!map_get(&out->by_fqn, model->fqn))
                map_put(&out->by_fqn, model->fqn, model);
        }
}

static enum status load_roots(struct projects *out, struct load *load,
                              const struct project_roots *roots, struct err *err)
{
    vec_for (const struct project_root, it, roots) {
        struct project *project = arena_new(load->arena, struct project);
        project->root = it->dir;
        TRY(project_load(project, load, it->is_dbt, err));
        vec_push(load->arena, out, project);
    }
    return OK;
}

enum status projects_load(struct projects *out, struct arena *arena, const struct source *source,
                          struct parse_cache *cache, struct diags *diags, struct err *err)
{
    struct load load = { .arena = arena, .source = source, .cache = cache, .diags = diags };
    struct project_roots roots;

    *out = (struct projects){ 0 };
    map_init(&out->by_fqn, arena);
    out->index = name_index_new(arena);
    if (!load.cache)
        load.cache = parse_cache_new(arena);
    scratch_init(&load);
    roots_find(&roots, &load);
    enum status status = load_roots(out, &load, &roots, err);
    arena_release(&load.scratch);
    TRY(status);
    index_models(out);
    columns_prepare(out, load.cache);
    out->files_read = load.files_read;
    return OK;
}
