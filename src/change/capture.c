/* capture: which names of a query may find another thing when one of its sources has one more
 * column: in a subquery, which may have taken them from outside; in a SELECT with several sources,
 * where the name then stands in two of them (most engines refuse that, ClickHouse takes one); and
 * beside an output of that name. Knows what queries say, not what tables hold. */
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

struct own_names {
    struct map names;
    const struct sql_node *select; /* NULL: its outputs are not asked */
};

static const struct sql_node *column_ident(const struct sql_node *node)
{
    return node && node->kind == SQL_COLUMN && node->last && node->last->kind == SQL_IDENT
               ? node->last
               : NULL;
}

static bool puts_out(const struct sql_node *select, struct str name, bool aliases_only)
{
    const struct sql_node *list = select ? sql_child(select, SQL_PROJECTIONS) : NULL;
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next) {
        const struct sql_node *ident = it->kind == SQL_ALIASED ? it->last
                                       : aliases_only          ? NULL
                                                               : column_ident(it);
        if (ident && ident->kind == SQL_IDENT && str_eq(ident->text, name))
            return true;
    }
    return false;
}

/* A bare name in the ORDER BY of the SELECT is an output before it is a column of a source. */
static bool orders_by_output(const struct own_names *own, const struct sql_node *node,
                             unsigned depth)
{
    const struct sql_node *ident =
        node->kind == SQL_ORDER_ITEM && depth == 2 ? column_ident(node->first) : NULL;
    return ident && puts_out(own->select, ident->text, false);
}

/* Names of one SELECT; subqueries that are sources see nothing of it unless they are lateral. */
static enum walk_step visit_own_names(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct own_names *own = ctx;
    const struct sql_node *ident = column_ident(node);

    if (depth && (node->kind == SQL_WITH || orders_by_output(own, node, depth) ||
                  (node->kind == SQL_SUBQUERY_TABLE && !is_lateral(node))))
        return WALK_PRUNE;
    if (ident && node->first == node->last)
        map_put(&own->names, ident->text, own);
    mentions_put_owner(&own->names, node);
    for (const struct sql_node *it = node->kind == SQL_USING ? node->first : NULL; it;
         it = it->next)
        map_put(&own->names, it->text, own);
    return WALK_CONTINUE;
}

static void own_names_read(struct own_names *out, struct arena *arena, const struct sql_node *node)
{
    map_init(&out->names, arena);
    out->select = node->kind == SQL_SELECT ? node : NULL;
    sql_walk(node, visit_own_names, out);
}

static bool has_several_sources(const struct sql_node *select)
{
    const struct sql_node *from = sql_child(select, SQL_FROM);
    const struct sql_node *first = from ? from->first : NULL;
    return first && (first->next || first->kind == SQL_PAREN_TABLE);
}

static void add_all(struct map *out, const struct own_names *own)
{
    for (struct map_entry *e = map_first(&own->names); e; e = map_next(e))
        map_put(out, map_key(e), out);
}

static void add_aliases(struct map *out, const struct own_names *own)
{
    const struct sql_node *list = sql_child(own->select, SQL_PROJECTIONS);
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next) {
        if (it->kind == SQL_ALIASED && it->last && map_get(&own->names, it->last->text))
            map_put(out, it->last->text, out);
    }
}

static enum walk_step visit_names(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct captures *captures = ctx;
    struct own_names own;
    (void)depth;

    if (node->kind != SQL_SELECT && !is_lateral(node))
        return WALK_CONTINUE;
    own_names_read(&own, captures->arena, node);
    if (node->kind != SQL_SELECT)
        add_all(&captures->nested, &own);
    else if (has_several_sources(node))
        add_all(&captures->shared, &own);
    else
        add_aliases(&captures->shared, &own);
    map_release(&own.names);
    return WALK_CONTINUE;
}

void captures_read(struct captures *out, struct arena *arena, const struct sql_node *root)
{
    map_init(&out->nested, arena);
    map_init(&out->shared, arena);
    out->arena = arena;
    mentions_collect_captured(&out->nested, root);
    sql_walk(root, visit_names, out);
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
    const struct row_reason *found;
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

/* Where a column of this name would come beside another thing of that name. */
static bool is_beside(const struct sql_node *select, struct str name)
{
    return has_several_sources(select) || puts_out(select, name, true);
}

static enum walk_step visit_clash(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct search *s = ctx;
    struct own_names own;
    (void)depth;

    if (node->kind != SQL_SELECT || !is_beside(node, s->column->name))
        return WALK_CONTINUE;
    own_names_read(&own, s->arena, node);
    if (map_get(&own.names, s->column->name) && sources_carry(s, node, 0))
        s->found = has_several_sources(node) ? rows_of_clash() : rows_of_name();
    map_release(&own.names);
    return s->found ? WALK_STOP : WALK_CONTINUE;
}

const struct row_reason *captures_clash(const struct captures *captures,
                                        const struct sql_node *new_root,
                                        const struct gained_column *column)
{
    struct search s = { .column = column, .arena = captures->arena };

    if (str_is_empty(column->name) || !map_get(&captures->shared, column->name))
        return NULL;
    sql_walk(new_root, visit_ctes, &s);
    sql_walk(new_root, visit_clash, &s);
    return s.found;
}
