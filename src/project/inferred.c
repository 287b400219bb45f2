/* inferred: see inferred.h. In doubt the answer is no. */
#include "project/inferred.h"

#include "project/schema.h"
#include "sql/query.h"
#include "sql/resolve.h"

/* Models above each other, each of which asks the next: of those with more nothing is taken to be
 * known, whoever asks. */
#define MOST_ABOVE 100

const struct columns *loaded_outputs(const struct loaded *loaded)
{
    if (loaded->written)
        return &loaded->outputs;
    draft_complete(loaded->draft, &loaded->resolver->cache->scratch);
    return &loaded->draft->outputs;
}

/* --- one query -------------------------------------------------------------------------------- */

static bool may_be_optimised(const struct model *model)
{
    const struct property *said = property_get(&model->properties, "optimize_query");
    return !said || str_eq(said->form, STR("true"));
}

static bool reads_known(struct resolver *resolver, const struct loaded *loaded)
{
    const struct model *model = &loaded->model;
    for (size_t i = 0; i < model->dependencies.count; i++)
        if (!model->dependencies.items[i].declared &&
            (!loaded->parents[i] || !columns_are_inferred(resolver, loaded->parents[i])))
            return false;
    return true;
}

static bool names_are_found(struct resolver *resolver, const struct loaded *loaded)
{
    struct bind_schema schema;
    struct model_schema tables;
    struct resolved resolved;
    const struct sql_node *query = model_query(&loaded->model);
    if (!query)
        return false;
    model_schema(&schema, &tables, &resolver->scratch, &loaded->model);
    sql_qualify(&resolved, &resolver->scratch, &schema, query);
    resolved_release(&resolved);
    return resolved.certain;
}

static bool is_optimised(struct resolver *resolver, struct loaded *loaded)
{
    if (loaded->optimised == ANSWER_NONE) {
        loaded->optimised = ANSWER_NO; /* to one that asks on the way */
        if (loaded->above < MOST_ABOVE && may_be_optimised(&loaded->model) &&
            reads_known(resolver, loaded) && names_are_found(resolver, loaded))
            loaded->optimised = ANSWER_YES;
    }
    return loaded->optimised == ANSWER_YES;
}

/* --- columns ---------------------------------------------------------------------------------- */

/* Two of one name, or one without, and SQLMesh takes none. */
static bool are_named(struct resolver *resolver, const struct column_types *columns)
{
    struct map seen;
    bool ok = columns->complete && columns->count > 0;
    map_init(&seen, &resolver->scratch);
    vec_for (struct column_type, it, columns) {
        ok = ok && it->name.len && !map_get(&seen, it->name);
        if (ok)
            map_put(&seen, it->name, it);
    }
    map_release(&seen);
    return ok;
}

/* Whether the query says by itself which columns it has. SELECT * FROM (SELECT a ..) does not: what
 * that star stands for SQLMesh finds out as it does with all others. */
static bool lists_columns(struct resolver *resolver, const struct sql_node *query)
{
    struct sql_selects arms = { 0 };
    if (!query)
        return false;
    sql_arms(&arms, &resolver->scratch, query);
    const struct sql_node *list = arms.count ? sql_child(arms.items[0], SQL_PROJECTIONS) : NULL;
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        if (sql_projection(it).is_star)
            return false;
    return list != NULL;
}

static bool says_columns(const struct loaded *loaded)
{
    return loaded->model.class != MODEL_SQL || loaded->draft->has_columns;
}

bool columns_are_inferred(struct resolver *resolver, struct loaded *loaded)
{
    const struct model *model = &loaded->model;
    if (loaded->state != SHAPE_DONE || model->class == MODEL_AUDIT ||
        !are_named(resolver, &loaded->shape->types))
        return false;
    return says_columns(loaded) || lists_columns(resolver, model_query(model)) ||
           is_optimised(resolver, loaded);
}

/* --- types ------------------------------------------------------------------------------------ */

/* SELECT CAST(..) AS a, ..: casts say their types even where no names are found. */
static bool is_all_casts(struct resolver *resolver, const struct loaded *loaded)
{
    const struct sql_node *query = model_query(&loaded->model);
    if (!may_be_optimised(&loaded->model) || !lists_columns(resolver, query) ||
        query->kind != SQL_SELECT)
        return false;
    vec_for (const struct column, it, loaded_outputs(loaded))
        if (!it->expr || it->expr->kind != SQL_CAST)
            return false;
    return true;
}

static bool reads_typed(struct resolver *resolver, struct loaded *loaded)
{
    if (!is_optimised(resolver, loaded))
        return false;
    for (size_t i = 0; i < loaded->model.dependencies.count; i++)
        if (loaded->parents[i] && !types_are_inferred(resolver, loaded->parents[i]))
            return false;
    return true;
}

bool types_are_inferred(struct resolver *resolver, struct loaded *loaded)
{
    if (loaded->typed == ANSWER_NONE) {
        loaded->typed = ANSWER_NO;
        /* The types of the columns that SCD_TYPE_2 adds are spelled in no dialect. */
        bool spelled = !str_starts(loaded->model.kind, STR("SCD_TYPE_2"));
        if (spelled && loaded->state == SHAPE_DONE && loaded->above < MOST_ABOVE &&
            (says_columns(loaded) || is_all_casts(resolver, loaded) ||
             reads_typed(resolver, loaded)))
            loaded->typed = ANSWER_YES;
    }
    return loaded->typed == ANSWER_YES;
}
