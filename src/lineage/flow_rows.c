/* flow_rows: what decides which rows a relation has: filters, joins, groups, set operations, and
 * all that decides the rows of what it reads. */
#include "lineage/flow_private.h"

static uint32_t part(struct net *net, const struct bind_relation *relation, enum net_part part)
{
    return net_node(net, relation, PART_OF(relation->count, part));
}

/* --- FROM ------------------------------------------------------------------------------------- */

static void add_tables(const struct flow_place *place, const struct sql_node *list);

static void add_table_item(const struct flow_place *place, const struct sql_node *item)
{
    switch ((enum sql_kind)item->kind) {
    case SQL_PAREN_TABLE: /* with an alias it is a relation of its own */
        if (!sql_child(item, SQL_ALIAS))
            add_tables(place, item);
        break;
    case SQL_JOIN:
        for (const struct sql_node *it = item->first; it; it = it->next)
            if (it == item->first)
                add_table_item(place, it);
            else if (it->kind != SQL_USING)
                flow_expression(place, it);
            else
                for (const struct sql_node *name = it->first; name; name = name->next)
                    flow_using(place, name);
        break;
    case SQL_TABLE:
    case SQL_SUBQUERY_TABLE:
    case SQL_FUNCTION_TABLE:
        for (const struct sql_node *it = item->first; it; it = it->next)
            if (it->kind == SQL_CLAUSE)
                flow_expression(place, it);
        break;
    case SQL_ALIAS:
        break;
    default:
        flow_expression(place, item);
        break;
    }
}

static void add_tables(const struct flow_place *place, const struct sql_node *list)
{
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        add_table_item(place, it);
}

static void add_sources(struct net *net, const struct bind_scope *scope)
{
    vec_for (const struct bind_source, it, &scope->sources)
        net_edge(net, part(net, flow_relation(it), PART_ROWS), FLOW_INDIRECT);
    if (!scope->complete)
        net_edge(net, NET_EVERYTHING, FLOW_UNSURE);
}

/* --- keys of GROUP BY, ORDER BY and DISTINCT ON ----------------------------------------------- */

static size_t position_of(struct str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len && i < 7; i++)
        n = byte_is_digit(text.ptr[i]) ? n * 10 + (size_t)(text.ptr[i] - '0') : SIZE_MAX / 100;
    return n - 1;
}

/* GROUP BY 2: the second column, when they can be counted. */
static void add_position(const struct flow_place *place, const struct bind_relation *outputs,
                         const struct sql_node *number)
{
    size_t index = position_of(number->text);
    if (index < bind_placed(outputs))
        net_edge(place->net, net_node(place->net, outputs, (uint32_t)index), place->kind);
    else
        net_edge(place->net, part(place->net, outputs, PART_ALL), FLOW_UNSURE);
}

static bool is_word_all(const struct sql_node *node)
{
    const struct sql_node *name = node->kind == SQL_COLUMN ? node->first : node;
    return name && !name->next && str_eq_fold(name->text, STR("ALL"));
}

/* GROUP BY ALL is by every column that is no aggregate; here by all of them. */
static void add_keys(const struct flow_place *place, const struct bind_relation *outputs,
                     const struct sql_node *list)
{
    if (str_eq(list->text, STR("ALL")))
        net_edge(place->net, part(place->net, outputs, PART_ALL), place->kind);
    for (const struct sql_node *it = list->first; it; it = it->next) {
        const struct sql_node *key = it->kind == SQL_ORDER_ITEM && it->first ? it->first : it;
        if (key->kind == SQL_NUMBER)
            add_position(place, outputs, key);
        else if (key->kind == SQL_GROUPING || key->kind == SQL_TUPLE)
            add_keys(place, outputs, key);
        else if (it->kind == SQL_ORDER_ITEM && is_word_all(key))
            net_edge(place->net, part(place->net, outputs, PART_ALL), place->kind);
        else
            flow_expression(place, key);
    }
}

static bool cuts_rows(const struct sql_node *query)
{
    for (const struct sql_node *it = query->first; it; it = it->next)
        if (it->kind == SQL_LIMIT || it->kind == SQL_OFFSET || it->kind == SQL_DISTINCT_CLAUSE ||
            it->kind == SQL_CLAUSE || it->kind == SQL_MACRO)
            return true;
    return false;
}

/* --- SELECT ----------------------------------------------------------------------------------- */

/* SETTINGS max_threads = 8: no name of a column. */
static bool is_setting(const struct sql_node *clause)
{
    return clause->kind == SQL_CLAUSE &&
           (str_eq(clause->text, STR("SETTINGS")) || str_eq(clause->text, STR("FORMAT")));
}

static void add_clause(const struct flow_place *place, const struct bind_relation *outputs,
                       const struct sql_node *clause)
{
    struct flow_place late = *place;
    late.names_outputs = true;
    switch ((enum sql_kind)clause->kind) {
    case SQL_WITH:
    case SQL_PROJECTIONS:
    case SQL_WINDOW_CLAUSE: /* what OVER names is read where it is named */
    case SQL_SAMPLE:
        break;
    case SQL_FROM:
        add_tables(place, clause);
        break;
    case SQL_DISTINCT_CLAUSE:
        if (clause->first)
            add_keys(&late, outputs, clause);
        else
            net_edge(place->net, part(place->net, outputs, PART_ALL), place->kind);
        break;
    case SQL_GROUP_BY:
        add_keys(&late, outputs, clause);
        break;
    case SQL_ORDER_BY:
        if (cuts_rows(outputs->node))
            add_keys(&late, outputs, clause);
        break;
    default:
        if (!is_setting(clause))
            flow_expression(&late, clause);
        break;
    }
}

static void add_select(struct net *net, const struct bind_relation *relation)
{
    const struct flow_place place = { .net = net, .scope = relation->scope, .kind = FLOW_INDIRECT };
    add_sources(net, relation->scope);
    for (const struct sql_node *it = relation->node->first; it; it = it->next)
        add_clause(&place, relation, it);
}

/* --- set operations --------------------------------------------------------------------------- */

static bool is_plain_name(const struct sql_node *key)
{
    return key->kind == SQL_COLUMN && key->first && key->first == key->last &&
           key->first->kind == SQL_IDENT;
}

/* ORDER BY of the whole names outputs; anything else may be made of all of them. */
static void add_whole_order(struct net *net, const struct bind_relation *relation,
                            const struct sql_node *order)
{
    const struct flow_place place = { .net = net, .scope = relation->scope, .kind = FLOW_INDIRECT };
    for (const struct sql_node *it = order->first; it; it = it->next) {
        const struct sql_node *key = it->kind == SQL_ORDER_ITEM && it->first ? it->first : it;
        size_t index =
            is_plain_name(key) ? bind_index(net->binder, relation, key->first->text) : SIZE_MAX;
        if (key->kind == SQL_NUMBER)
            add_position(&place, relation, key);
        else if (index != SIZE_MAX)
            net_edge(net, net_node(net, relation, (uint32_t)index), FLOW_INDIRECT);
        else
            net_edge(net, part(net, relation, PART_ALL), FLOW_UNSURE);
    }
}

static void add_setop(struct net *net, const struct bind_relation *relation)
{
    const struct sql_node *setop = relation->node;
    const struct flow_place place = { .net = net, .scope = relation->scope, .kind = FLOW_INDIRECT };
    net_edge(net, part(net, relation->inner, PART_ROWS), FLOW_INDIRECT);
    net_edge(net, part(net, relation->right, PART_ROWS), FLOW_INDIRECT);
    if (!str_eq(setop->text, STR("UNION ALL"))) {
        net_edge(net, part(net, relation, PART_ALL), FLOW_INDIRECT);
        net_edge(net, part(net, relation->right, PART_ALL), FLOW_INDIRECT);
    }
    for (const struct sql_node *it = setop->first->next->next; it; it = it->next) {
        if (it->kind == SQL_ORDER_BY && cuts_rows(setop))
            add_whole_order(net, relation, it);
        else if (it->kind != SQL_ORDER_BY && it->kind != SQL_WITH)
            flow_expression(&place, it);
    }
}

/* --- the others ------------------------------------------------------------------------------- */

/* ( a JOIN b ON ... ) AS t */
static void add_joined(struct net *net, const struct bind_scope *scope)
{
    const struct flow_place place = { .net = net, .scope = scope, .kind = FLOW_INDIRECT };
    add_sources(net, scope);
    add_tables(&place, scope->query);
}

void flow_make_rows(struct net *net, const struct bind_relation *relation)
{
    switch (relation->kind) {
    case BIND_TABLE:
        if (!relation->id.len)
            net_edge(net, NET_EVERYTHING, FLOW_UNSURE);
        break;
    case BIND_SELECT:
        add_select(net, relation);
        break;
    case BIND_SETOP:
        add_setop(net, relation);
        break;
    case BIND_VALUES:
        break;
    case BIND_FUNCTION:
        net_edge(net, part(net, relation, PART_ARGS), FLOW_INDIRECT);
        break;
    case BIND_RENAMED:
        if (relation->inner)
            net_edge(net, part(net, relation->inner, PART_ROWS), FLOW_INDIRECT);
        else
            add_joined(net, relation->scope);
        break;
    case BIND_PIVOT:
        net_edge(net, part(net, relation->inner, PART_ROWS), FLOW_INDIRECT);
        net_edge(net, part(net, relation->inner, PART_ALL), FLOW_UNSURE);
        break;
    case BIND_UNKNOWN:
        if (relation->inner)
            net_edge(net, part(net, relation->inner, PART_ROWS), FLOW_INDIRECT);
        else
            net_edge(net, NET_EVERYTHING, FLOW_UNSURE);
        break;
    }
}
