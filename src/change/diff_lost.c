/* diff_lost: what a model still reads although the change took it away: models that are gone and
 * columns that a parent no longer has. The reader's own text may be the same, and its next build
 * fails all the same. */
#include "change/diff.h"
#include "change/finder.h"
#include "project/missing.h"

/* --- models ---------------------------------------------------------------------------------- */

static bool dependency_is_in(const struct model *model, struct str fqn)
{
    for (size_t i = 0; i < model->dependencies.count; i++)
        if (str_eq(model->dependencies.items[i].fqn, fqn))
            return true;
    return false;
}

/* How the model that went left, for people. */
static struct str how_it_went(const struct model_diff *m, const struct model *gone)
{
    const struct pair *pair = map_get(&m->run->renamed, gone->fqn);
    if (pair)
        return str_fmt(m->arena, "it is called %.*s now", STR_ARG(pair->after->name));
    return map_get(&m->run->disabled, str_lower(m->arena, gone->name)) ? STR("it is switched off")
                                                                       : STR("it is gone");
}

/* The declaration of an outside table may go, the table stays. */
static const struct model *gone_model(const struct model_diff *m, struct str fqn)
{
    const struct model *gone = projects_model(m->run->before, fqn);
    bool went = gone && gone->class != MODEL_EXTERNAL && !projects_model(m->run->after, fqn);
    return went ? gone : NULL;
}

bool diff_asks_for_lost(const struct model_diff *m, const struct dependency *dependency)
{
    return m->after->class == MODEL_PYTHON && m->before->class == MODEL_PYTHON &&
           !m->query_differs && !m->inputs_differ && gone_model(m, dependency->fqn);
}

static void lost_model_fact(struct model_diff *m, const struct model *gone,
                            const struct dependency *dependency)
{
    diff_fact(m, (struct fact){ .code = FACT_SQ117,
                                .aspect = str_concat(m->arena, STR("reads "), gone->name),
                                .old_text = gone->name,
                                .place = dependency->place,
                                .note = how_it_went(m, gone) });
}

static void diff_lost_models(struct model_diff *m)
{
    for (size_t i = 0; i < m->after->dependencies.count; i++) {
        const struct dependency *dependency = &m->after->dependencies.items[i];
        const struct model *gone = gone_model(m, dependency->fqn);
        if (gone)
            lost_model_fact(m, gone, dependency);
    }
    for (size_t i = 0; i < m->before->dependencies.count; i++) {
        const struct dependency *dependency = &m->before->dependencies.items[i];
        if (!dependency_is_in(m->after, dependency->fqn) && diff_asks_for_lost(m, dependency))
            lost_model_fact(m, gone_model(m, dependency->fqn), dependency);
    }
}

/* --- columns --------------------------------------------------------------------------------- */

/* Adds the columns that a parent had and has not: name -> the parent's pair. */
static void add_lost(struct wanted_columns *out, struct arena *arena, const struct pair *parent)
{
    struct finder finder;
    if (!model_columns(parent->after)->complete)
        return;
    finder_init(&finder, arena, model_columns(parent->after));
    vec_for (const struct column, column, model_columns(parent->before)) {
        if (!column->name.len || finder_get(&finder, column->name))
            continue;
        map_put(&out->models, parent->after->fqn, (void *)(uintptr_t)parent);
        if (!map_get(&out->names, column->name))
            map_put(&out->names, column->name, (void *)(uintptr_t)parent);
    }
    finder_release(&finder);
}

static void lost_column_fact(struct model_diff *m, const struct missing_column *missing,
                             const struct pair *parent)
{
    struct str name = parent->after->name;
    struct str note =
        missing->certain
            ? str_fmt(m->arena, "%.*s no longer has this column", STR_ARG(name))
            : str_fmt(m->arena,
                      "%.*s no longer has this column; whether the query finds it elsewhere "
                      "cannot be told",
                      STR_ARG(name));
    diff_query_fact(m, (struct fact){ .code = FACT_SQ116,
                                      .aspect = str_concat(m->arena, STR("reads "), missing->name),
                                      .old_text = str_fmt(m->arena, "%.*s.%.*s", STR_ARG(name),
                                                          STR_ARG(missing->name)),
                                      .note = note });
}

static void diff_lost_columns(struct model_diff *m)
{
    struct missing_columns missing = { 0 };
    struct wanted_columns lost;

    map_init(&lost.names, m->arena);
    map_init(&lost.models, m->arena);
    for (size_t i = 0; i < m->after->dependencies.count; i++) {
        const struct pair *parent = map_get(&m->run->reshaped, m->after->dependencies.items[i].fqn);
        if (parent)
            add_lost(&lost, m->arena, parent);
    }
    if (lost.names.count)
        missing_columns(&missing, m->arena, m->after, &lost);
    vec_for (const struct missing_column, it, &missing)
        lost_column_fact(m, it, map_get(&lost.names, it->name));
    map_release(&lost.names);
    map_release(&lost.models);
}

/* --- declared columns --------------------------------------------------------------------------
 */

static bool has_name(const struct column_names *names, struct str name)
{
    vec_for (const struct str, it, names)
        if (str_eq(*it, name))
            return true;
    return false;
}

static bool same_names(const struct column_names *b, const struct column_names *a)
{
    for (size_t i = 0; i < b->count && i < a->count; i++)
        if (!str_eq(b->items[i], a->items[i]))
            return false;
    return b->count == a->count;
}

static struct str joined(const struct model_diff *m, const struct column_names *names)
{
    return text_join(m->arena, names->items, names->count, ", ");
}

/* The `columns` property hides what a star gives now. Tables take the declared columns from the
 * query by name; views name the query's columns by position. */
static void diff_declared(struct model_diff *m)
{
    struct column_names old, new;
    bool declared = model_columns(m->after)->count &&
                    model_columns(m->after)->items[0].source == COLUMN_DECLARED &&
                    model_query(m->after);
    if (!declared || !query_column_names(&old, m->arena, m->before) ||
        !query_column_names(&new, m->arena, m->after) || same_names(&old, &new))
        return;
    vec_for (const struct column, it, model_columns(m->after))
        if (has_name(&old, it->name) && !has_name(&new, it->name))
            diff_query_fact(
                m, (struct fact){ .code = FACT_SQ116,
                                  .aspect = str_concat(m->arena, STR("declares "), it->name),
                                  .old_text = it->name,
                                  .note = STR("the column is declared and the query no "
                                              "longer gives it") });
    if (str_eq(m->after->kind, STR("VIEW")) && !m->query_differs)
        diff_query_fact(m,
                        (struct fact){ .code = FACT_SQ115,
                                       .aspect = STR("columns of the query"),
                                       .old_text = joined(m, &old),
                                       .new_text = joined(m, &new),
                                       .note = STR("the view declares its columns, and names those "
                                                   "of the query by position") });
}

void diff_lost(struct model_diff *m)
{
    diff_lost_models(m);
    if (m->parents_reshaped) {
        diff_lost_columns(m);
        diff_declared(m);
    }
}
