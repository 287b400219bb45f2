/* capture: which names of a query may find another thing when one of its sources has one more
 * column: in a subquery, which may have taken them from outside, and in a SELECT with several
 * sources, where the name then stands in two of them (most engines refuse that, ClickHouse takes
 * one). Knows what queries say, not what tables hold. */
#include "change/query_diff.h"

#include "sql/walk.h"

/* Steps of one search through queries that read each other; who needs more is not understood. */
enum { STEPS = 4096, DEPTH = 64 };

static const struct sql_node *table_item(const struct sql_node *node)
{
    while (node && (node->kind == SQL_JOIN || node->kind == SQL_MACRO))
        node = node->kind == SQL_JOIN ? node->first : node->last;
    return node;
}

/* --- the names ------------------------------------------------------------------------------- */

static bool is_lateral(const struct sql_node *node)
{
    return node->kind == SQL_SUBQUERY_TABLE && str_find(node->text, STR("LATERAL")) >= 0;
}

/* Names of one SELECT; subqueries that are sources see nothing of it unless they are lateral. */
static enum walk_step visit_own_names(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct map *names = ctx;

    if (depth &&
        (node->kind == SQL_WITH || (node->kind == SQL_SUBQUERY_TABLE && !is_lateral(node))))
        return WALK_PRUNE;
    if (node->kind == SQL_COLUMN && node->first == node->last && node->last &&
        node->last->kind == SQL_IDENT)
        map_put(names, node->last->text, names);
    for (const struct sql_node *it = node->kind == SQL_USING ? node->first : NULL; it;
         it = it->next)
        map_put(names, it->text, names);
    return WALK_CONTINUE;
}

static bool has_several_sources(const struct sql_node *select)
{
    const struct sql_node *from = sql_child(select, SQL_FROM);
    const struct sql_node *first = from ? from->first : NULL;
    return first && (first->next || first->kind == SQL_PAREN_TABLE);
}

static enum walk_step visit_shared(void *ctx, const struct sql_node *node, unsigned depth)
{
    (void)depth;
    if (node->kind == SQL_SELECT && has_several_sources(node))
        sql_walk(node, visit_own_names, ctx);
    return WALK_CONTINUE;
}

static enum walk_step visit_lateral(void *ctx, const struct sql_node *node, unsigned depth)
{
    (void)depth;
    if (is_lateral(node))
        sql_walk(node, visit_own_names, ctx);
    return WALK_CONTINUE;
}

void captures_read(struct captures *out, struct arena *arena, const struct sql_node *root)
{
    map_init(&out->nested, arena);
    map_init(&out->shared, arena);
    out->arena = arena;
    mentions_collect_captured(&out->nested, root);
    sql_walk(root, visit_lateral, &out->nested);
    sql_walk(root, visit_shared, &out->shared);
}

void captures_release(struct captures *captures)
{
    map_release(&captures->nested);
    map_release(&captures->shared);
}

/* --- the way of the column ------------------------------------------------------------------- */

struct search {
    const struct gained_column *column;
    struct arena *arena;
    struct nodes ctes; /* of the whole query: which one hides which is not asked */
    size_t steps;
    bool found;
};

static bool query_carries(struct search *s, const struct sql_node *query, unsigned depth);

static enum walk_step visit_ctes(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct search *s = ctx;
    (void)depth;
    if (node->kind == SQL_CTE && node->first && node->first->kind == SQL_IDENT)
        vec_push(s->arena, &s->ctes, node);
    return WALK_CONTINUE;
}

static const struct sql_node *last_part(const struct sql_node *table)
{
    const struct sql_node *last = table->first;
    while (last && last->next && last->next->kind != SQL_ALIAS && last->next->kind == SQL_IDENT)
        last = last->next;
    return last;
}

/* Whether a table is the model, by the last part of its name; a name that is made counts. */
static bool may_be_model(const struct search *s, const struct sql_node *table)
{
    const struct sql_node *last = last_part(table);
    struct str model = s->column->model;

    if (str_is_empty(model))
        return false;
    if (!last || last->kind != SQL_IDENT || (last->next && last->next->kind != SQL_ALIAS))
        return true;
    return str_ends(str_lower(s->arena, model), str_lower(s->arena, last->text));
}

static bool table_carries(struct search *s, const struct sql_node *table, unsigned depth)
{
    const struct sql_node *name = table->first;
    bool is_cte = false;

    if (name && name->kind == SQL_IDENT && last_part(table) == name) {
        vec_for (const struct sql_node *, cte, &s->ctes) {
            if (!str_eq((*cte)->first->text, name->text))
                continue;
            is_cte = true;
            const struct sql_node *query = (*cte)->first->next;
            while (query && query->kind != SQL_SELECT && query->kind != SQL_SETOP)
                query = query->next;
            if (!query || query_carries(s, query, depth + 1))
                return true;
        }
    }
    return !is_cte && may_be_model(s, table);
}

static bool item_carries(struct search *s, const struct sql_node *item, unsigned depth)
{
    const struct sql_node *node = table_item(item);

    if (!node)
        return true;
    switch (node->kind) {
    case SQL_TABLE:
        return table_carries(s, node, depth);
    case SQL_SUBQUERY_TABLE:
        return node->first && query_carries(s, node->first, depth + 1);
    case SQL_FUNCTION_TABLE:
        return !str_is_empty(s->column->model) && sql_child(node, SQL_MACRO);
    case SQL_PAREN_TABLE:
        for (const struct sql_node *it = node->first; it; it = it->next) {
            if (it->kind != SQL_ALIAS && item_carries(s, it, depth + 1))
                return true;
        }
        return false;
    default:
        return false;
    }
}

static bool has_star(const struct sql_node *select)
{
    const struct sql_node *list = sql_child(select, SQL_PROJECTIONS);
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next) {
        if (it->kind == SQL_STAR)
            return true;
    }
    return !list;
}

static bool sources_carry(struct search *s, const struct sql_node *select, unsigned depth)
{
    const struct sql_node *from = sql_child(select, SQL_FROM);
    for (const struct sql_node *it = from ? from->first : NULL; it; it = it->next) {
        if (item_carries(s, it, depth))
            return true;
    }
    return false;
}

/* Whether the query puts the column out: it is the one that gained it, or has a star over that. */
static bool query_carries(struct search *s, const struct sql_node *query, unsigned depth)
{
    struct sql_selects arms = { 0 };

    if (++s->steps > STEPS || depth > DEPTH)
        return true;
    sql_arms(&arms, s->arena, query);
    vec_for (const struct sql_node *, arm, &arms) {
        if (*arm == s->column->select ||
            ((*arm)->kind == SQL_SELECT && has_star(*arm) && sources_carry(s, *arm, depth)))
            return true;
    }
    return false;
}

static enum walk_step visit_clash(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct search *s = ctx;
    struct map own;
    (void)depth;

    if (node->kind != SQL_SELECT || !has_several_sources(node))
        return WALK_CONTINUE;
    map_init(&own, s->arena);
    sql_walk(node, visit_own_names, &own);
    s->found = map_get(&own, s->column->name) && sources_carry(s, node, 0);
    map_release(&own);
    return s->found ? WALK_STOP : WALK_CONTINUE;
}

bool captures_clash(const struct captures *captures, const struct sql_node *new_root,
                    const struct gained_column *column)
{
    struct search s = { .column = column, .arena = captures->arena };

    if (str_is_empty(column->name) || !map_get(&captures->shared, column->name))
        return false;
    sql_walk(new_root, visit_ctes, &s);
    sql_walk(new_root, visit_clash, &s);
    return s.found;
}
