/* make: models and projects built by hand, for tests that must not depend on any parser. */
#ifndef STOPLOG_TESTS_CHANGE_MAKE_H
#define STOPLOG_TESTS_CHANGE_MAKE_H

#include <stdlib.h>

#include "change/change.h"
#include "codec/digest.h"

struct make {
    struct arena arena;
    struct projects before, after;
};

static inline struct project *make_project(struct arena *arena, struct projects *projects,
                                           const char *root)
{
    struct project *project = arena_new(arena, struct project);
    project->root = str_of(root);
    project->config.path = path_join(arena, project->root, STR("config.yaml"));
    map_init(&project->config.variables, arena);
    vec_push(arena, projects, project);
    return project;
}

static inline void make_start(struct make *make)
{
    *make = (struct make){ 0 };
    arena_init(&make->arena, 64u << 20, NULL);
    map_init(&make->before.by_fqn, &make->arena);
    map_init(&make->after.by_fqn, &make->arena);
    make_project(&make->arena, &make->before, "");
    make_project(&make->arena, &make->after, "");
}

static inline void make_end(struct make *make)
{
    map_release(&make->before.by_fqn);
    map_release(&make->after.by_fqn);
    arena_release(&make->arena);
}

static inline int make_cmp(const void *left, const void *right)
{
    const struct model *a = *(struct model *const *)left, *b = *(struct model *const *)right;
    return str_cmp(a->fqn, b->fqn);
}

/* The names and types that model_column_types() gives. */
static inline void make_types(struct make *make, struct model *model)
{
    struct column_types *types = arena_new(&make->arena, struct column_types);
    types->complete = model->body.columns.complete;
    vec_for (const struct column, it, &model->body.columns)
        vec_push(&make->arena, types, (struct column_type){ it->name, it->type });
    model->body.types = types;
}

/* A SQL model "db.x" in models/x.sql with the query form given; sorted into the first project. */
static inline struct model *make_model(struct make *make, struct projects *side, const char *name,
                                       const char *form)
{
    struct arena *arena = &make->arena;
    struct model *model = arena_new(arena, struct model);
    struct str rest = str_of(name), part;

    model->class = MODEL_SQL;
    model->name = str_of(name);
    model->fqn = STR_EMPTY;
    while (str_split(&rest, '.', &part))
        model->fqn = str_fmt(arena, "%.*s%s\"%.*s\"", STR_ARG(model->fqn),
                             model->fqn.len ? "." : "", STR_ARG(part));
    model->path = str_fmt(arena, "models/%s.sql", name);
    model->place = (struct place){ model->path, 1, 1 };
    model->project = STR_EMPTY;
    model->dialect = NULL;
    model->kind = STR("VIEW");
    model->owner = model->description = model->cron = STR_EMPTY;
    model->body.query_form = str_of(form);
    model->body.columns.complete = true;
    make_types(make, model);
    model->text_digest = digest_hex(arena, model->body.query_form);
    vec_push(arena, &side->items[0]->models, model);
    qsort(side->items[0]->models.items, side->items[0]->models.count, sizeof(struct model *),
          make_cmp);
    map_put(&side->by_fqn, model->fqn, model);
    return model;
}

static inline void make_column(struct make *make, struct model *model, const char *name,
                               const char *type)
{
    vec_push(&make->arena, &model->body.columns,
             (struct column){ .name = str_of(name),
                              .type = str_of(type),
                              .description = STR_EMPTY,
                              .place = model->place });
    make_types(make, model);
}

static inline struct dependency *make_reads(struct make *make, struct model *model, const char *fqn)
{
    vec_push(&make->arena, &model->dependencies,
             (struct dependency){ .fqn = str_of(fqn), .is_certain = true });
    return &model->dependencies.items[model->dependencies.count - 1];
}

#endif
