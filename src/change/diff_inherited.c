/* diff_inherited: what happens to a query whose parents have other columns now, although its own
 * text may be the same: its stars mean something else, and a name may find a new column first. New
 * and lost columns of the model itself are found by diff_columns; here it is about rows and values.
 */
#include "change/finder.h"
#include "change/query_diff.h"

#include "sql/walk.h"

static void stars_fact(struct model_diff *m, const struct row_reason *reason)
{
    struct str why = row_reason_note(m->arena, reason, STR_EMPTY);
    diff_fact(
        m, (struct fact){
               .code = reason->code,
               .aspect = str_fmt(m->arena, "%s over the columns of a parent", reason->word),
               .note = str_fmt(m->arena, "a parent has other columns now: %.*s", STR_ARG(why)) });
}

/* Whether the name was an output of the query, as an alias that other expressions may use. */
static enum walk_step visit_alias(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct str *name = ctx;
    (void)depth;
    if (node->kind == SQL_ALIASED && node->last && node->last->kind == SQL_IDENT &&
        str_eq(node->last->text, *name)) {
        *name = STR_EMPTY;
        return WALK_STOP;
    }
    return WALK_CONTINUE;
}

static bool has_alias(const struct sql_node *query, struct str name)
{
    sql_walk(query, visit_alias, &name);
    return str_is_empty(name);
}

/* A subquery that took the name from outside, or an expression that took it from the select list,
 * takes the parent's new column instead. Elsewhere a second source for a name is an error. */
static bool is_captured(const struct sql_node *query, struct str name)
{
    return mentions_in_subquery(query, name) ||
           (has_alias(query, name) && mentions_unqualified(query, name));
}

static void diff_gained(struct model_diff *m, const struct pair *parent)
{
    struct finder finder;

    finder_init(&finder, m->arena, &parent->before->columns);
    vec_for (const struct column, column, &parent->after->columns) {
        if (finder_get(&finder, column->name) || str_is_empty(column->name) ||
            !is_captured(m->after->query, column->name))
            continue;
        diff_fact(m, (struct fact){
                         .code = FACT_SQ115,
                         .aspect = str_fmt(m->arena, "name %.*s", STR_ARG(column->name)),
                         .new_text = str_fmt(m->arena, "%.*s.%.*s", STR_ARG(parent->after->name),
                                             STR_ARG(column->name)),
                         .note = STR("the text is the same, but this name may now find the new "
                                     "column of a parent") });
    }
    finder_release(&finder);
}

void diff_inherited(struct model_diff *m)
{
    const struct sql_node *query = m->after->query;

    if (!m->parents_reshaped || !query || m->before->class != m->after->class)
        return;
    const struct row_reason *reason = rows_of_surroundings(m->arena, query, NULL);
    if (reason && !diff_has(m, FACT_SQ113))
        stars_fact(m, reason);
    for (size_t i = 0; i < m->after->dependencies.count; i++) {
        const struct pair *parent = map_get(&m->run->reshaped, m->after->dependencies.items[i].fqn);
        if (parent)
            diff_gained(m, parent);
    }
}
