/* plan_query: SQLMesh renders both queries (macros run, names resolved, stars expanded, terms
 * simplified when it knows the columns of all tables) and compares trees. Here macros stay macros:
 * equal calls of unchanged macros render the same, all else counts as another query.
 *
 * The rule for harmless edits is that of sqlglot's diff in short: nothing but inserted projections.
 * Sources: sqlmesh/core/model/definition.py (SqlModel.is_breaking_change), sqlmesh/core/renderer.py
 * (QueryRenderer), sqlglot/expressions.py (UDTF). */
#include "change/plan_query.h"

#include "change/plan_spelling.h"
#include "change/query_diff.h"
#include "sql/walk.h"

/* How far behind a new item an equal one is looked for. */
#define MOST_ITEMS 200

/* --- what an added item may be ---------------------------------------------------------------- */

/* Functions that sqlglot knows to give several rows. */
static bool is_row_function(const struct sql_node *node)
{
    static const char *const names[] = { "ARRAYJOIN",  "EXPLODE",          "EXPLODE_OUTER",
                                         "POSEXPLODE", "POSEXPLODE_OUTER", "UNNEST" };
    if (node->kind == SQL_VALUES)
        return true;
    if (node->kind == SQL_FUNCTION_TABLE)
        return str_eq(node->text, STR("UNNEST")) || str_starts(node->text, STR("LATERAL"));
    for (size_t i = 0; node->kind == SQL_CALL && i < sizeof names / sizeof *names; i++)
        if (str_eq_fold(node->text, str_of(names[i])))
            return true;
    return false;
}

static enum walk_step visit_row_function(void *ctx, const struct sql_node *node, unsigned depth)
{
    bool *found = ctx;
    (void)depth;
    if (node->kind == SQL_SUBQUERY) /* gives one row, whatever it reads */
        return WALK_PRUNE;
    *found = is_row_function(node);
    return *found ? WALK_STOP : WALK_CONTINUE;
}

static const struct sql_node *without_alias(const struct sql_node *item)
{
    return item->kind == SQL_ALIASED ? item->first : item;
}

/* An item that says the same further on: sqlglot pairs the old one with the first of the two, and
 * then finds its alias changed. Past a number of items nobody looks. */
static bool is_said_again(const struct sql_node *item)
{
    const struct sql_node *expr = without_alias(item);
    size_t looked = 0;
    for (const struct sql_node *it = item->next; it && looked < MOST_ITEMS; it = it->next, looked++)
        if (sql_same(expr, without_alias(it)))
            return true;
    return false;
}

static bool may_add(const struct sql_node *select, const struct sql_node *item, size_t index)
{
    bool found = false;
    (void)select;
    (void)index;
    sql_walk(item, visit_row_function, &found);
    return !found && !is_said_again(item);
}

/* Whether a clause counts items at or behind `index`. */
static bool counts_from(const struct sql_node *clause, size_t index)
{
    for (const struct sql_node *it = clause ? clause->first : NULL; it; it = it->next) {
        const struct sql_node *key = it->kind == SQL_ORDER_ITEM ? it->first : it;
        if (!key || key->kind != SQL_NUMBER || key->text.len > 6)
            continue;
        size_t n = 0;
        for (size_t i = 0; i < key->text.len && byte_is_digit(key->text.ptr[i]); i++)
            n = n * 10 + (size_t)(key->text.ptr[i] - '0');
        if (n > index)
            return true;
    }
    return false;
}

/* With known columns, numbers in GROUP BY and ORDER BY were replaced by what they stood for. */
static bool may_add_resolved(const struct sql_node *select, const struct sql_node *item,
                             size_t index)
{
    return may_add(select, item, index) && !counts_from(sql_child(select, SQL_GROUP_BY), index) &&
           !counts_from(sql_child(select, SQL_ORDER_BY), index);
}

/* Whole rows are compared, or duplicates are kept, on both sides. */
static bool same_duplicates(const struct sql_node *a, const struct sql_node *b)
{
    return str_ends(a->text, STR(" ALL")) == str_ends(b->text, STR(" ALL"));
}

/* SQLMesh pairs the roots of both queries beforehand, so that UNION for EXCEPT at the very top is
 * no edit to it. */
static bool extends(const struct sql_node *b, const struct sql_node *a, sql_may_add *added)
{
    if (b->kind != SQL_SETOP || a->kind != SQL_SETOP || str_eq(b->text, a->text) ||
        !same_duplicates(b, a))
        return sql_extends(b, a, added);
    struct sql_node less = *b;
    less.text = a->text;
    return sql_extends(&less, a, added);
}

/* --- what decides the rendering besides the text ---------------------------------------------- */

static bool is_in_query(const struct input *input)
{
    return input->uses & INPUT_IN_QUERY;
}

static const struct input *next_in_query(const struct model *model, size_t *at)
{
    while (*at < model->inputs.count)
        if (is_in_query(&model->inputs.items[(*at)++]))
            return &model->inputs.items[*at - 1];
    return NULL;
}

/* Macros and variables of the query are as before. */
static bool same_inputs(const struct model *before, const struct model *after)
{
    size_t b = 0, a = 0;
    for (;;) {
        const struct input *old = next_in_query(before, &b), *new = next_in_query(after, &a);
        if (!old || !new)
            return old == new;
        if (old->kind != new->kind || !str_eq(old->name, new->name) ||
            !str_eq(old->digest, new->digest))
            return false;
    }
}

static const struct statement *next_definition(const struct statements *list, size_t *at)
{
    while (*at < list->count)
        if (plan_is_definition(&list->items[(*at)++]))
            return &list->items[*at - 1];
    return NULL;
}

/* @DEF before the query gives names a value in it. */
static bool same_definitions(const struct model *before, const struct model *after)
{
    size_t b = 0, a = 0;
    for (;;) {
        const struct statement *old = next_definition(&before->pre, &b);
        const struct statement *new = next_definition(&after->pre, &a);
        if (!old || !new)
            return old == new;
        if (!str_eq(old->form, new->form))
            return false;
    }
}

static enum walk_step visit_macro(void *ctx, const struct sql_node *node, unsigned depth)
{
    bool *found = ctx;
    (void)depth;
    *found = node->kind == SQL_MACRO || node->kind == SQL_MACRO_VAR || node->kind == SQL_TEMPLATE;
    return *found ? WALK_STOP : WALK_CONTINUE;
}

static bool has_macros(const struct sql_node *query)
{
    bool found = false;
    sql_walk(query, visit_macro, &found);
    return found;
}

/* --- stars ------------------------------------------------------------------------------------ */

static enum walk_step visit_star(void *ctx, const struct sql_node *node, unsigned depth)
{
    bool *found = ctx;
    (void)depth;
    bool from_first = node->kind == SQL_SELECT && !sql_child(node, SQL_PROJECTIONS);
    *found = from_first || (node->kind == SQL_PROJECTIONS && sql_child(node, SQL_STAR));
    return *found ? WALK_STOP : WALK_CONTINUE;
}

static bool has_star(const struct sql_node *query)
{
    bool found = false;
    sql_walk(query, visit_star, &found);
    return found;
}

static enum plan_edit edit_of_stars(const struct plan_pair *pair)
{
    switch (pair->parents) {
    case PLAN_SHAPE_SAME:
    case PLAN_SHAPE_RETYPED:
        return PLAN_QUERY_SAME;
    case PLAN_SHAPE_GROWN:
        return PLAN_QUERY_EXTENDED;
    default:
        return PLAN_QUERY_OTHER;
    }
}

/* --- the edit --------------------------------------------------------------------------------- */

static bool is_optimised(const struct model *model)
{
    const struct property *said = property_get(&model->properties, "optimize_query");
    return !said || !str_eq(said->form, STR("false"));
}

static bool is_resolved(const struct plan_side *side)
{
    return side->schema_known && is_optimised(side->model);
}

static enum plan_edit edit_of_trees(const struct plan_pair *pair, bool resolved)
{
    const struct sql_node *b = model_query(pair->before.model), *a = model_query(pair->after.model);
    enum plan_edit stars = PLAN_QUERY_SAME;
    if (resolved && pair->parents != PLAN_SHAPE_SAME && has_star(a))
        stars = edit_of_stars(pair);
    if (stars == PLAN_QUERY_OTHER)
        return stars;
    if (sql_same(b, a))
        return plan_spelling_differs(pair->arena, pair->before.model, pair->after.model, resolved)
                   ? PLAN_QUERY_OTHER
                   : stars;
    return extends(b, a, resolved ? may_add_resolved : may_add) ? PLAN_QUERY_EXTENDED
                                                                : PLAN_QUERY_OTHER;
}

enum plan_edit plan_query_edit(const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    bool resolved = is_resolved(&pair->after);

    bool written_anew = after->asks_columns && pair->parents != PLAN_SHAPE_SAME;

    if (resolved != is_resolved(&pair->before) || written_anew || !same_inputs(before, after))
        return PLAN_QUERY_OTHER;
    if (!model_query(before) || !model_query(after))
        return !model_query(before) && !model_query(after) &&
                       str_eq(model_query_form(before), model_query_form(after))
                   ? PLAN_QUERY_SAME
                   : PLAN_QUERY_OTHER;
    if (!same_definitions(before, after) && has_macros(model_query(after)))
        return PLAN_QUERY_OTHER;
    return edit_of_trees(pair, resolved);
}
