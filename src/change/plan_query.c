/* plan_query: SQLMesh renders both queries (macros run, names resolved, stars expanded, terms
 * simplified when it knows the columns of all tables) and compares trees. Here macros stay macros:
 * equal calls of unchanged macros render the same, all else counts as another query.
 *
 * The rule for harmless edits is that of sqlglot's diff in short: nothing but inserted projections.
 * Sources: sqlmesh/core/model/definition.py (SqlModel.is_breaking_change), sqlmesh/core/renderer.py
 * (QueryRenderer), sqlglot/expressions.py (UDTF). */
#include "change/plan_query.h"

#include <stdlib.h>

#include "change/plan_spelling.h"
#include "project/schema.h"
#include "sql/form.h"
#include "sql/resolve.h"
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

/* CAST(a AS INT) and CAST(b AS INT): sqlglot pairs the types in their order. */
static bool same_cast_of_column(const struct sql_node *a, const struct sql_node *b)
{
    return a->kind == SQL_CAST && b->kind == SQL_CAST && a->first->kind == SQL_COLUMN &&
           b->first->kind == SQL_COLUMN && sql_same(a->last, b->last);
}

/* An item that says the same further on: sqlglot pairs the old one with the first of the two, and
 * then finds its alias changed. Past a number of items nobody looks. */
static bool is_said_again(const struct sql_node *item)
{
    const struct sql_node *expr = without_alias(item);
    size_t looked = 0;
    for (const struct sql_node *it = item->next; it && looked < MOST_ITEMS; it = it->next, looked++)
        if (sql_same(expr, without_alias(it)) || same_cast_of_column(expr, without_alias(it)))
            return true;
    return false;
}

static bool may_add(const struct sql_node *item)
{
    bool found = false;
    sql_walk(item, visit_row_function, &found);
    return !found && !is_said_again(item);
}

/* --- texts that are one to sqlglot ------------------------------------------------------------ */

static struct str function_name(struct str name)
{
    static const struct {
        struct str name, other;
    } rows[] = {
#define PLAN_FUNCTION(name, other) { STR_INIT(#name), STR_INIT(#other) },
#include "change/plan_functions.def"
#undef PLAN_FUNCTION
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq_fold(name, rows[i].name))
            return rows[i].other;
    return name;
}

/* 1_000 and 1000, .5 and 0.5 */
static bool same_digits(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    if (a.len && b.len && (a.ptr[0] == '.') != (b.ptr[0] == '.')) {
        i = a.ptr[0] == '0';
        k = b.ptr[0] == '0';
    }
    for (;;) {
        while (i < a.len && a.ptr[i] == '_')
            i++;
        while (k < b.len && b.ptr[k] == '_')
            k++;
        if (i == a.len || k == b.len)
            return i == a.len && k == b.len;
        if (a.ptr[i++] != b.ptr[k++])
            return false;
    }
}

static bool same_text(const struct sql_node *a, const struct sql_node *b)
{
    switch ((enum sql_kind)a->kind) {
    case SQL_CALL:
        return str_eq(function_name(a->text), function_name(b->text));
    case SQL_CAST: /* DATE '2024-01-01' */
        return !str_starts(a->text, STR("TRY")) && !str_starts(b->text, STR("TRY"));
    case SQL_NUMBER:
        return same_digits(a->text, b->text);
    default:
        return false;
    }
}

static const struct sql_slack same_slack = { NULL, same_text };
static const struct sql_slack more_slack = { may_add, same_text };

/* Whole rows are compared, or duplicates are kept, on both sides. */
static bool same_duplicates(const struct sql_node *a, const struct sql_node *b)
{
    return str_ends(a->text, STR(" ALL")) == str_ends(b->text, STR(" ALL"));
}

/* SQLMesh pairs the roots of both queries beforehand, so that UNION for EXCEPT at the very top is
 * no edit to it. */
static bool extends(const struct sql_node *b, const struct sql_node *a)
{
    struct sql_node less = *b;
    if (b->kind == SQL_SETOP && a->kind == SQL_SETOP && same_duplicates(b, a))
        less.text = a->text;
    return sql_same_but(&less, a, &more_slack);
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

/* --- rendering -------------------------------------------------------------------------------- */

static bool is_optimised(const struct model *model)
{
    const struct property *said = property_get(&model->properties, "optimize_query");
    return !said || !str_eq(said->form, STR("false"));
}

/* The tree that SQLMesh compares; *resolved says whether it could find every name. The one place
 * that decides which form of a query this is. */
static const struct sql_node *rendered(struct arena *arena, const struct plan_side *side,
                                       bool *resolved)
{
    struct model_schema tables;
    struct bind_schema schema;
    struct resolved out;
    const struct sql_node *query = model_query(side->model);

    *resolved = false;
    if (!side->schema_known || !is_optimised(side->model))
        return query;
    model_schema(&schema, &tables, arena, side->model);
    sql_qualify(&out, arena, &schema, query);
    *resolved = out.certain;
    resolved_release(&out);
    return *resolved ? out.query : query;
}

/* One text whose names stand for the same on both sides: there is nothing to compare. */
static bool is_rendered_alike(const struct plan_pair *pair)
{
    const struct plan_side *before = &pair->before, *after = &pair->after;
    return before->schema_known == after->schema_known &&
           models_read_alike(before->model, after->model);
}

static enum plan_edit edit_of_trees(const struct plan_pair *pair)
{
    bool resolved[2];
    const struct sql_node *b = rendered(pair->arena, &pair->before, &resolved[0]);
    const struct sql_node *a = rendered(pair->arena, &pair->after, &resolved[1]);

    if (sql_same_but(b, a, &same_slack))
        return plan_spelling_differs(pair->arena, pair->before.model, pair->after.model,
                                     resolved[1])
                   ? PLAN_QUERY_OTHER
                   : PLAN_QUERY_SAME;
    return extends(b, a) ? PLAN_QUERY_EXTENDED : PLAN_QUERY_OTHER;
}

/* Jinja, or Python that writes SQL. What comes out is the same when the code is, in all but layout,
 * and SQLMesh reads it the same way. */
static enum plan_edit edit_of_code(const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    bool same = !model_query(before) && !model_query(after) &&
                pair->before.schema_known == pair->after.schema_known &&
                (str_eq(model_query_form(before), model_query_form(after)) ||
                 plan_same_tokens(pair->arena, before, after));
    return same ? PLAN_QUERY_SAME : PLAN_QUERY_OTHER;
}

enum plan_edit plan_query_edit(const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    bool written_anew = model_asks_columns(after) && pair->parents_reshaped;

    if (written_anew || !same_inputs(before, after))
        return PLAN_QUERY_OTHER;
    if (!model_query(before) || !model_query(after))
        return edit_of_code(pair);
    if (!same_definitions(before, after) && has_macros(model_query(after)))
        return PLAN_QUERY_OTHER;
    if (!models_share_query(before, after) && (model_form_fails(before) || model_form_fails(after)))
        return str_eq(before->query_text, after->query_text) ? PLAN_QUERY_SAME : PLAN_QUERY_OTHER;
    if (!is_rendered_alike(pair))
        return edit_of_trees(pair);
#ifdef DIFF_CHECK
    if (edit_of_trees(pair) != PLAN_QUERY_SAME)
        abort();
#endif
    return PLAN_QUERY_SAME;
}
