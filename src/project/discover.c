/* discover: finds the folders that are SQLMesh projects. Reads names only, and the text of
 * config.py to tell a dbt project. Source: sqlmesh/core/config/loader.py, load_config_from_paths().
 */
#include <stdlib.h>

#include "project/load.h"

static const char *const config_names[] = { "config.py", "config.yml", "config.yaml", "sqlmesh.yml",
                                            "sqlmesh.yaml" };
static const char *const folders[] = { "models/",  "audits/",           "macros/", "seeds/",
                                       "metrics/", "external_models/",  "tests/",  "signals/",
                                       "linter/",  "materializations/", "models",  "audits" };
static const char *const root_files[] = { "external_models.yaml", "schema.yaml", "sqlmesh.yml",
                                          "sqlmesh.yaml", "sqlmesh-requirements.lock" };

#define COUNT(table) (sizeof(table) / sizeof *(table))

bool project_is_config_name(struct str base_name)
{
    for (size_t i = 0; i < COUNT(config_names); i++)
        if (str_eq(base_name, str_of(config_names[i])))
            return true;
    return false;
}

static bool has_below(struct load *load, struct str dir, const char *name)
{
    struct str path = path_join(load->arena, dir, str_of(name));
    size_t at = source_lower_bound(load->source, path);
    if (at == load->source->count)
        return false;
    struct str found = load->source->entries[at].path;
    return str_ends(path, STR("/")) ? str_starts(found, path) : str_eq(found, path);
}

/* config.py is a common name: only with something of SQLMesh beside it is it a project. */
static bool looks_like_project(struct load *load, struct str dir)
{
    static const char *const telling[] = { "models/", "models", "audits/", "external_models/" };
    for (size_t i = 0; i < COUNT(telling); i++)
        if (has_below(load, dir, telling[i]))
            return true;
    for (size_t i = 0; i < COUNT(root_files); i++)
        if (has_below(load, dir, root_files[i]))
            return true;
    return false;
}

static bool config_py_is_dbt(struct load *load, struct str dir)
{
    struct str text;
    struct str path = path_join(load->arena, dir, STR("config.py"));
    const struct source_entry *entry = source_find(load->source, path);
    if (!entry || !source_is_file(entry) ||
        load->source->read(load->source, entry, &text, NULL) != OK)
        return false;
    return str_find(text, STR("sqlmesh.dbt")) >= 0 && str_find(text, STR("sqlmesh_config")) >= 0;
}

static bool is_dbt(struct load *load, struct str dir)
{
    bool python = has_below(load, dir, "config.py");
    return python ? config_py_is_dbt(load, dir) : has_below(load, dir, "dbt_project.yml");
}

static int by_dir(const void *a, const void *b)
{
    return str_cmp(((const struct project_root *)a)->dir, ((const struct project_root *)b)->dir);
}

void roots_find(struct project_roots *out, struct load *load)
{
    *out = (struct project_roots){ 0 };
    for (size_t i = 0; i < load->source->count; i++) {
        struct str path = load->source->entries[i].path;
        if (!project_is_config_name(path_base(path)))
            continue;
        struct str dir = path_dir(path);
        bool dbt = is_dbt(load, dir);
        if (dbt || looks_like_project(load, dir))
            vec_push(load->arena, out, (struct project_root){ dir, dbt });
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_dir);
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++)
        if (!kept || !str_eq(out->items[kept - 1].dir, out->items[i].dir))
            out->items[kept++] = out->items[i];
    out->count = kept;
}

static bool below_root(struct str path, struct str root, struct str *rest)
{
    if (!root.len) {
        *rest = path;
        return true;
    }
    if (!str_starts(path, root) || path.len <= root.len || path.ptr[root.len] != '/')
        return false;
    *rest = str_sub(path, root.len + 1, path.len);
    return true;
}

static bool has_ending(struct str path)
{
    static const char *const endings[] = {
        ".sql", ".py", ".yaml", ".yml", ".csv", ".tsv", ".lock"
    };
    for (size_t i = 0; i < COUNT(endings); i++)
        if (str_ends(path, str_of(endings[i])))
            return true;
    return false;
}

bool project_path_matters(struct str path, const struct str *roots, size_t root_count)
{
    struct str base = path_base(path), rest;
    if (project_is_config_name(base) || str_eq(base, STR("dbt_project.yml")) ||
        str_eq(base, STR(".env")) || str_ends(path, STR(".csv")))
        return true;
    for (size_t i = 0; i < root_count; i++) {
        if (!below_root(path, roots[i], &rest))
            continue;
        if (has_ending(rest))
            return true;
        for (size_t k = 0; k < COUNT(folders); k++)
            if (str_starts(rest, str_of(folders[k])))
                return true;
    }
    return false;
}
