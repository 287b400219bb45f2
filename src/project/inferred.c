/* inferred: see inferred.h. In doubt the answer is no. */
#include "project/inferred.h"

#include "project/schema.h"
#include "sql/resolve.h"

/* Models above each other that are asked: past it nothing is taken to be known. */
#define MOST_ABOVE 100

const struct columns *loaded_outputs(const struct loaded *loaded)
{
    return loaded->written ? &loaded->outputs : &loaded->draft->outputs;
}

/* --- one query -------------------------------------------------------------------------------- */

static bool columns_known(struct resolver *resolver, struct loaded *loaded, unsigned depth);

static bool may_be_optimised(const struct model *model)
{
    const struct property *said = property_get(&model->properties, "optimize_query");
    return !said || str_eq(said->form, STR("true"));
}

static bool reads_known(struct resolver *resolver, const struct loaded *loaded, unsigned depth)
{
    const struct model *model = &loaded->model;
    for (size_t i = 0; i < model->dependencies.count; i++)
        if (!model->dependencies.items[i].declared &&
            (!loaded->parents[i] || !columns_known(resolver, loaded->parents[i], depth + 1)))
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
    model_schema(&schema, &tables, &resolver->scratch, &resolver->projects, &loaded->model);
    sql_qualify(&resolved, &resolver->scratch, &schema, query);
    resolved_release(&resolved);
    return resolved.certain;
}

static bool is_optimised(struct resolver *resolver, struct loaded *loaded, unsigned depth)
{
    if (loaded->optimised == ANSWER_NONE) {
        loaded->optimised = ANSWER_NO; /* to one that asks on the way */
        if (depth < MOST_ABOVE && may_be_optimised(&loaded->model) &&
            reads_known(resolver, loaded, depth) && names_are_found(resolver, loaded))
            loaded->optimised = ANSWER_YES;
    }
    return loaded->optimised == ANSWER_YES;
}

/* --- columns ---------------------------------------------------------------------------------- */

/* Two of one name, or one without, and SQLMesh takes none. */
static bool are_named(struct resolver *resolver, const struct columns *columns)
{
    struct map seen;
    bool ok = columns->complete && columns->count > 0;
    map_init(&seen, &resolver->scratch);
    vec_for (struct column, it, columns) {
        ok = ok && it->name.len && !map_get(&seen, it->name);
        if (ok)
            map_put(&seen, it->name, it);
    }
    map_release(&seen);
    return ok;
}

static bool has_star(const struct columns *outputs)
{
    vec_for (const struct column, it, outputs)
        if (it->expr && it->expr->kind == SQL_STAR)
            return true;
    return false;
}

static bool says_columns(const struct loaded *loaded)
{
    return loaded->model.class != MODEL_SQL || loaded->draft->has_columns;
}

static bool columns_known(struct resolver *resolver, struct loaded *loaded, unsigned depth)
{
    const struct model *model = &loaded->model;
    if (loaded->state != COLUMNS_DONE || model->class == MODEL_AUDIT ||
        !are_named(resolver, &model->body.columns))
        return false;
    return says_columns(loaded) || !has_star(loaded_outputs(loaded)) ||
           is_optimised(resolver, loaded, depth);
}

bool columns_are_inferred(struct resolver *resolver, struct loaded *loaded)
{
    return columns_known(resolver, loaded, 0);
}

/* --- types ------------------------------------------------------------------------------------ */

/* SELECT CAST(..) AS a, ..: casts say their types even where no names are found. */
static bool is_all_casts(const struct loaded *loaded)
{
    const struct sql_node *query = model_query(&loaded->model);
    if (!query || query->kind != SQL_SELECT)
        return false;
    vec_for (const struct column, it, loaded_outputs(loaded))
        if (!it->expr || it->expr->kind != SQL_CAST)
            return false;
    return true;
}

static bool types_known(struct resolver *resolver, struct loaded *loaded, unsigned depth);

static bool reads_typed(struct resolver *resolver, struct loaded *loaded, unsigned depth)
{
    if (!is_optimised(resolver, loaded, depth))
        return false;
    for (size_t i = 0; i < loaded->model.dependencies.count; i++)
        if (loaded->parents[i] && !types_known(resolver, loaded->parents[i], depth + 1))
            return false;
    return true;
}

static bool types_known(struct resolver *resolver, struct loaded *loaded, unsigned depth)
{
    if (loaded->typed == ANSWER_NONE) {
        loaded->typed = ANSWER_NO;
        /* The types of the columns that SCD_TYPE_2 adds are spelled in no dialect. */
        bool spelled = !str_starts(loaded->model.kind, STR("SCD_TYPE_2"));
        if (spelled && loaded->state == COLUMNS_DONE && depth < MOST_ABOVE &&
            (says_columns(loaded) || is_all_casts(loaded) || reads_typed(resolver, loaded, depth)))
            loaded->typed = ANSWER_YES;
    }
    return loaded->typed == ANSWER_YES;
}

bool types_are_inferred(struct resolver *resolver, struct loaded *loaded)
{
    return types_known(resolver, loaded, 0);
}
