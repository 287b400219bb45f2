/* flow_walk: what an expression hangs on. Every column it names, every query in it, and for what is
 * not understood all that it could name. */
#include "lineage/flow_private.h"

#include "sql/query.h"
#include "sql/walk.h"

#define MOST_WINDOWS 16 /* that name each other: more is a circle */

/* Parameters of a LAMBDA, or the variables of a list comprehension. */
struct flow_lambda {
    const struct sql_node *names;
    const struct flow_lambda *outer;
};

bool flow_hides(const struct flow_lambda *lambda, struct str name)
{
    for (; lambda; lambda = lambda->outer)
        for (const struct sql_node *it = lambda->names->first; it; it = it->next)
            if (str_eq(it->text, name))
                return true;
    return false;
}

static bool hides(const struct flow_lambda *lambda, const struct sql_node *column)
{
    const struct sql_node *first = column->first;
    return first && first->kind == SQL_IDENT && flow_hides(lambda, first->text);
}

static bool is_query(const struct sql_node *node)
{
    return node->kind == SQL_SELECT || node->kind == SQL_SETOP || node->kind == SQL_VALUES;
}

/* A query as a value: its columns, and what decides its rows. */
static void add_query(const struct flow_place *place, const struct sql_node *query, bool rows_only)
{
    struct net *net = place->net;
    if (!place->scope) {
        net_edge(net, NET_EVERYTHING, FLOW_UNSURE);
        return;
    }
    const struct bind_relation *relation = bind_query(net->binder, query, place->scope);
    uint32_t all = net_node(net, relation, PART_OF(relation->count, PART_ALL));
    uint32_t rows = net_node(net, relation, PART_OF(relation->count, PART_ROWS));
    if (!rows_only)
        net_edge(net, all, place->kind);
    net_edge(net, rows, place->kind > FLOW_INDIRECT ? place->kind : FLOW_INDIRECT);
}

/* OVER w: the window is written elsewhere in the SELECT. */
static void add_named_window(const struct flow_place *place, const struct sql_node *over)
{
    const struct sql_node *name = over->first;
    const struct sql_node *list =
        place->scope ? sql_child(place->scope->query, SQL_WINDOW_CLAUSE) : NULL;
    struct flow_place inner = *place;
    if (!name || name->kind != SQL_IDENT)
        return;
    if (++inner.windows > MOST_WINDOWS) {
        net_edge(place->net, NET_EVERYTHING, FLOW_UNSURE);
        return;
    }
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        if (it->first && str_eq(it->first->text, name->text))
            flow_children(&inner, it);
}

static enum walk_step add_call(const struct flow_place *place, const struct sql_node *call)
{
    flow_owner(place, call);
    if (str_eq(call->text, STR("COLUMNS"))) /* COLUMNS('a.*') */
        flow_everything_seen(place, place->scope);
    if (!sql_counts_rows(call))
        return WALK_CONTINUE;
    for (const struct sql_node *it = call->first->next; it; it = it->next)
        flow_expression(place, it);
    return WALK_PRUNE;
}

static enum walk_step add_lambda(const struct flow_place *place, const struct sql_node *node)
{
    const struct sql_node *names = sql_child(node, SQL_COLUMN_NAMES);
    struct flow_place inner = *place;
    struct flow_lambda lambda = { names, place->lambdas };
    if (!names)
        return WALK_CONTINUE;
    inner.lambdas = &lambda;
    flow_children(&inner, node);
    return WALK_PRUNE;
}

/* HASH(*), TO_JSON(t.*) */
static void add_star(const struct flow_place *place, const struct sql_node *star)
{
    size_t parts = 0;
    if (!place->scope)
        return;
    for (const struct sql_node *it = star->first; it && it->kind == SQL_IDENT; it = it->next)
        parts++;
    const struct bind_source *only =
        parts ? bind_qualified(place->scope, star->first, parts) : NULL;
    vec_for (const struct bind_source, it, &place->scope->sources) {
        const struct bind_relation *relation = flow_relation(it);
        if (!only || it == only)
            net_edge(place->net, net_node(place->net, relation, PART_OF(relation->count, PART_ALL)),
                     place->kind);
    }
    if (!only && !place->scope->complete)
        net_edge(place->net, NET_EVERYTHING, FLOW_UNSURE);
}

static enum walk_step visit(void *ctx, const struct sql_node *node, unsigned depth)
{
    const struct flow_place *place = ctx;
    (void)depth;
    if (!net_spend(place->net, 1))
        return WALK_STOP;
    switch ((enum sql_kind)node->kind) {
    case SQL_SELECT:
    case SQL_SETOP:
    case SQL_VALUES:
        add_query(place, node, false);
        return WALK_PRUNE;
    case SQL_EXISTS:
        if (!node->first || !is_query(node->first))
            return WALK_CONTINUE;
        add_query(place, node->first, true);
        return WALK_PRUNE;
    case SQL_COLUMN:
        if (!hides(place->lambdas, node))
            flow_column(place, node);
        return WALK_PRUNE;
    case SQL_STAR:
        add_star(place, node);
        return WALK_PRUNE;
    case SQL_CALL:
        return add_call(place, node);
    case SQL_OVER:
        add_named_window(place, node);
        return WALK_CONTINUE;
    case SQL_LAMBDA:
    case SQL_ARRAY:
        return add_lambda(place, node);
    case SQL_EXTRACT_PART: /* f(TABLE t): t is no column */
        if (str_eq(node->text, STR("TABLE")) || str_eq(node->text, STR("MODEL")))
            net_edge(place->net, NET_EVERYTHING, FLOW_UNSURE);
        return WALK_CONTINUE;
    case SQL_MACRO:
    case SQL_MACRO_VAR:
    case SQL_TEMPLATE:
    case SQL_OPAQUE:
        if (!flow_is_closed(place, node))
            net_edge(place->net, NET_EVERYTHING, FLOW_UNSURE);
        return WALK_CONTINUE;
    default:
        return WALK_CONTINUE;
    }
}

void flow_expression(const struct flow_place *place, const struct sql_node *expr)
{
    (void)sql_walk(expr, visit, (void *)(uintptr_t)place);
}

void flow_children(const struct flow_place *place, const struct sql_node *node)
{
    for (const struct sql_node *it = node->first; it; it = it->next)
        flow_expression(place, it);
}
