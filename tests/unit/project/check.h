/* check: what the tests of this layer share: a repository in memory, loaded. */
#ifndef STOPLOG_TESTS_UNIT_PROJECT_CHECK_H
#define STOPLOG_TESTS_UNIT_PROJECT_CHECK_H

#include "base/check.h"

#include "base/buf.h"
#include "project/project.h"

#define CONFIG "model_defaults:\n  dialect: duckdb\n"

struct repository {
    struct arena *arena;
    struct source source;
    struct projects projects;
    struct diags diags;
    struct err err;
    enum status status;
};

struct test_files {
    VEC_OF(struct mem_file);
};

static inline void add_file(struct arena *arena, struct test_files *files, const char *path,
                            struct str bytes)
{
    vec_push(arena, files, (struct mem_file){ str_of(path), bytes, 0 });
}

static inline struct repository *load_files(struct arena *arena, const struct test_files *files,
                                            struct parse_cache *cache)
{
    struct repository *repository = arena_alloc(arena, sizeof *repository);
    repository->arena = arena;
    diags_init(&repository->diags, arena);
    source_from_memory(&repository->source, arena, files->items, files->count, STR("test"));
    repository->status =
        projects_load(&repository->projects, arena, &repository->source,
                      cache ? cache : parse_cache_new(arena), &repository->diags, &repository->err);
    return repository;
}

/* path, text, path, text, ..., NULL */
static inline struct repository *load_texts(struct arena *arena, const char *const *pairs)
{
    struct test_files files = { 0 };
    for (size_t i = 0; pairs[i]; i += 2)
        add_file(arena, &files, pairs[i], str_of(pairs[i + 1]));
    struct repository *repository = load_files(arena, &files, NULL);
    assert_int_equal(repository->status, OK);
    return repository;
}
#define load(arena, ...) load_texts((arena), (const char *const[]){ __VA_ARGS__, NULL, NULL })

static inline const struct project *only_project(const struct repository *repository)
{
    assert_int_equal(repository->projects.count, 1);
    return repository->projects.items[0];
}

/* The model with this name, which must exist. */
static inline const struct model *model_of(const struct repository *repository, const char *name)
{
    const struct model *model = projects_find(&repository->projects, str_of(name), NULL);
    if (!model)
        print_error("there is no model %s\n", name);
    assert_non_null(model);
    return model;
}

/* The only model of a repository with one model file beside CONFIG. */
static inline const struct model *model_from(struct arena *arena, const char *text)
{
    const struct repository *repository = load(arena, "config.yaml", CONFIG, "models/m.sql", text);
    const struct project *project = only_project(repository);
    assert_int_equal(project->models.count, 1);
    return project->models.items[0];
}

static inline struct str property_text(const struct properties *properties, const char *key)
{
    const struct property *property = property_get(properties, key);
    return property ? property->form : STR("-");
}

/* "a b? c!" in order: ? = not certain, ! = declared; without quotes. */
static inline struct str dependency_text(struct arena *arena, const struct model *model)
{
    struct str all = STR_EMPTY;
    for (size_t i = 0; i < model->dependencies.count; i++) {
        const struct dependency *it = &model->dependencies.items[i];
        all = str_fmt(arena, "%.*s%s%.*s%s%s", STR_ARG(all), i ? " " : "", STR_ARG(it->fqn),
                      it->is_certain ? "" : "?", it->declared ? "!" : "");
    }
    char *plain = arena_alloc(arena, all.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < all.len; i++)
        if (all.ptr[i] != '"')
            plain[n++] = all.ptr[i];
    return (struct str){ plain, n };
}

/* "a INT, b, ..." ; the dots stand for columns that are not known. */
static inline struct str column_text(struct arena *arena, const struct model *model)
{
    struct str all = STR_EMPTY;
    for (size_t i = 0; i < model_columns(model)->count; i++) {
        const struct column *it = &model_columns(model)->items[i];
        all = str_fmt(arena, "%.*s%s%.*s%s%.*s", STR_ARG(all), i ? ", " : "", STR_ARG(it->name),
                      it->type.len ? " " : "", STR_ARG(it->type));
    }
    if (!model_columns(model)->complete)
        all = str_fmt(arena, "%.*s%s...", STR_ARG(all), all.len ? ", " : "");
    return all;
}

/* "cause:what cause:what" in the order of the list. */
static inline struct str unknown_list(struct arena *arena, const struct unknowns *unknowns)
{
    struct str all = STR_EMPTY;
    for (size_t i = 0; i < unknowns->count; i++) {
        const struct unknown *it = &unknowns->items[i];
        all = str_fmt(arena, "%.*s%s%s:%.*s", STR_ARG(all), i ? "; " : "", unknown_slug(it->cause),
                      STR_ARG(it->what));
    }
    return all;
}

static inline struct str input_text(struct arena *arena, const struct model *model)
{
    struct str all = STR_EMPTY;
    for (size_t i = 0; i < model->inputs.count; i++) {
        const struct input *it = &model->inputs.items[i];
        all = str_fmt(arena, "%.*s%s%s:%.*s", STR_ARG(all), i ? " " : "", input_kind_name(it->kind),
                      STR_ARG(it->name));
    }
    return all;
}

static inline bool has_diag(const struct repository *repository, const char *part)
{
    for (size_t i = 0; i < repository->diags.count; i++)
        if (str_find(repository->diags.items[i].text, str_of(part)) >= 0)
            return true;
    return false;
}

static inline bool has_hint(const struct repository *repository, const char *part)
{
    for (size_t i = 0; i < repository->diags.count; i++)
        if (str_find(repository->diags.items[i].hint, str_of(part)) >= 0)
            return true;
    return false;
}

#endif
