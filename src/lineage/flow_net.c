/* flow_net: nodes, edges and leaves, and the spread from a column to its leaves. What the edges of
 * a node are is decided in the files beside this one. */
#include "lineage/flow_private.h"

#include <string.h>

#include "base/limits.h"
#include "sql/query.h"

/* --- tables and leaves ------------------------------------------------------------------------ */

uint32_t net_table(struct net *net, struct str fqn)
{
    uintptr_t known = (uintptr_t)map_get(&net->fqns, fqn);
    if (known)
        return (uint32_t)known - 1;
    vec_push(net->arena, &net->tables, (struct net_table){ .fqn = fqn });
    map_put(&net->fqns, fqn, (void *)net->tables.count);
    return (uint32_t)net->tables.count - 1;
}

static uint32_t leaf_new(struct net *net, uint32_t table, uint32_t column, struct str name)
{
    vec_push(net->arena, &net->leaves, (struct flow_leaf){ table, column, name });
    return (uint32_t)net->leaves.count - 1;
}

uint32_t net_any(struct net *net, uint32_t table)
{
    struct net_table *known = &net->tables.items[table];
    if (!known->any)
        known->any = leaf_new(net, table, FLOW_ANY, STR_EMPTY) + 1;
    return known->any - 1;
}

uint32_t net_listed(struct net *net, uint32_t table, const struct bind_relation *relation,
                    uint32_t column)
{
    struct net_table *known = &net->tables.items[table];
    if (known->listed < relation->count) {
        known->leaf_of = arena_array(net->arena, relation->count, sizeof *known->leaf_of);
        known->listed = relation->count;
    }
    if (!known->leaf_of[column])
        known->leaf_of[column] = leaf_new(net, table, column, relation->items[column].name) + 1;
    return known->leaf_of[column] - 1;
}

/* Key of a pair of a number and a name. */
static struct str pair_key(struct net *net, uintptr_t number, struct str name)
{
    char *bytes = arena_alloc(net->arena, sizeof number + name.len);
    memcpy(bytes, &number, sizeof number);
    memcpy(bytes + sizeof number, name.ptr, name.len);
    return (struct str){ bytes, sizeof number + name.len };
}

static uint32_t leaf_of_name(struct net *net, uint32_t table, struct str name)
{
    struct str key = pair_key(net, table, name);
    uintptr_t known = (uintptr_t)map_get(&net->listed, key);
    if (known)
        return (uint32_t)known - 1;
    uint32_t leaf = leaf_new(net, table, FLOW_NAMED, name);
    map_put(&net->listed, key, (void *)(uintptr_t)(leaf + 1u));
    return leaf;
}

/* --- nodes ------------------------------------------------------------------------------------ */

static size_t slot_of(const struct net *net, const struct bind_relation *relation)
{
    size_t mask = net->relation_cap - 1;
    size_t at = ((uintptr_t)relation >> 4) * (size_t)0x9E3779B97F4A7C15u >> 20 & mask;
    while (net->relations[at].relation && net->relations[at].relation != relation)
        at = (at + 1) & mask;
    return at;
}

static void grow_relations(struct net *net)
{
    struct net_relation *old = net->relations;
    size_t cap = net->relation_cap;
    net->relation_cap = cap ? cap * 2 : 32;
    net->relations = arena_array(net->arena, net->relation_cap, sizeof *net->relations);
    for (size_t i = 0; i < cap; i++)
        if (old[i].relation)
            net->relations[slot_of(net, old[i].relation)] = old[i];
}

static void add_nodes(struct net *net, const struct bind_relation *relation)
{
    size_t count = relation->count + PART_COUNT;
    for (size_t i = 0; i < count; i++)
        vec_push(net->arena, &net->nodes,
                 (struct net_node){ .relation = relation,
                                    .part = (uint32_t)i,
                                    .leaf = relation->kind == BIND_TABLE && i < relation->count });
}

static struct net_relation *relation_of(struct net *net, const struct bind_relation *relation)
{
    if (net->relation_count * 2 >= net->relation_cap)
        grow_relations(net);
    struct net_relation *entry = &net->relations[slot_of(net, relation)];
    if (entry->relation)
        return entry;
    *entry = (struct net_relation){ .relation = relation, .base = (uint32_t)net->nodes.count };
    if (relation->kind == BIND_TABLE && relation->id.len)
        entry->table = net_table(net, relation->id);
    net->relation_count++;
    add_nodes(net, relation);
    return entry;
}

/* Most queries read few tables, over and over. */
static const struct net_relation *known_relation(struct net *net,
                                                 const struct bind_relation *relation)
{
    for (size_t i = 0; i < 2; i++)
        if (net->recent[i].relation == relation) {
            net->turn = 1 - (unsigned)i;
            return &net->recent[i];
        }
    struct net_relation *slot = &net->recent[net->turn];
    *slot = *relation_of(net, relation);
    net->turn = 1 - net->turn;
    return slot;
}

uint32_t net_node(struct net *net, const struct bind_relation *relation, uint32_t part)
{
    return known_relation(net, relation)->base + part;
}

uint32_t net_named(struct net *net, const struct bind_relation *relation, struct str name)
{
    struct str key = pair_key(net, (uintptr_t)relation, name);
    uintptr_t known = (uintptr_t)map_get(&net->named, key);
    if (known)
        return (uint32_t)known - 1;
    vec_push(net->arena, &net->names, name);
    vec_push(net->arena, &net->nodes,
             (struct net_node){ .relation = relation,
                                .part = PART_NAMED,
                                .name = (uint32_t)net->names.count - 1,
                                .leaf = relation->kind == BIND_TABLE && relation->id.len });
    map_put(&net->named, key, (void *)net->nodes.count);
    return (uint32_t)net->nodes.count - 1;
}

uint32_t net_leaf(struct net *net, const struct net_node *node)
{
    uint32_t table = known_relation(net, node->relation)->table;
    if (node->part != PART_NAMED)
        return net_listed(net, table, node->relation, node->part);
    struct str name = net->names.items[node->name];
    return name.len ? leaf_of_name(net, table, name) : net_any(net, table);
}

bool net_spend(struct net *net, size_t steps)
{
    net->steps += steps;
    net->limited = net->limited || net->steps > LIMIT_lineage_steps;
    return !net->limited;
}

void net_edge(struct net *net, uint32_t to, enum flow_kind kind)
{
    if (net_spend(net, 1))
        vec_push(net->arena, &net->edges, to << 2 | (uint32_t)kind);
}

void net_init(struct net *net, struct arena *arena, struct binder *binder)
{
    *net = (struct net){ .arena = arena, .binder = binder };
    map_init(&net->named, arena);
    map_init(&net->fqns, arena);
    map_init(&net->listed, arena);
    vec_push(arena, &net->nodes, (struct net_node){ .made = true });
}

void net_release(struct net *net)
{
    map_release(&net->named);
    map_release(&net->fqns);
    map_release(&net->listed);
}

/* --- the edges of a node ---------------------------------------------------------------------- */

static struct flow_place place_in(struct net *net, const struct bind_relation *relation)
{
    return (struct flow_place){ .net = net, .scope = relation->scope, .kind = FLOW_DIRECT };
}

/* A function or VALUES hangs on everything written in it. */
static void make_args(struct net *net, const struct bind_relation *relation)
{
    struct flow_place place = place_in(net, relation);
    place.skip = relation;
    for (const struct sql_node *it = relation->node ? relation->node->first : NULL; it;
         it = it->next)
        if (it->kind != SQL_ALIAS)
            flow_expression(&place, it);
}

static void add_any(struct net *net, const struct bind_relation *relation)
{
    net_edge(net, net_node(net, relation, PART_OF(relation->count, PART_ALL)), FLOW_UNSURE);
}

static bool comes_from(const struct bind_column *column, const struct bind_relation *relation)
{
    for (size_t i = 0; i < column->from.count; i++)
        if (column->from.items[i].relation == relation)
            return true;
    return false;
}

static bool counts_columns(const struct bind_relation *relation)
{
    return relation->kind == BIND_RENAMED ||
           (relation->kind == BIND_SETOP && !sql_by_name(relation->node));
}

/* Set operations by position and alias lists count columns, which nobody can where some of them are
 * not known: then a column may be any of the side it has no partner in. */
static void add_uncounted(struct net *net, const struct bind_relation *relation,
                          const struct bind_column *column)
{
    const struct bind_relation *sides[] = { relation->inner, relation->right };
    bool complete = true;
    for (size_t i = 0; i < 2 && sides[i]; i++)
        complete = complete && sides[i]->complete;
    for (size_t i = 0; i < 2 && sides[i] && !complete; i++)
        if (comes_from(column, sides[i]))
            continue;
        else if (counts_columns(relation))
            add_any(net, sides[i]);
        else if (!sides[i]->complete)
            net_edge(net, net_named(net, sides[i], column->name), FLOW_UNSURE);
}

static void add_origins(struct net *net, const struct bind_relation *relation,
                        const struct bind_column *column)
{
    for (size_t i = 0; i < column->from.count; i++)
        net_edge(
            net,
            net_node(net, column->from.items[i].relation, (uint32_t)column->from.items[i].index),
            FLOW_DIRECT);
    if (relation->kind == BIND_SETOP || relation->kind == BIND_RENAMED)
        add_uncounted(net, relation, column);
}

static void make_column(struct net *net, const struct bind_relation *relation, uint32_t index)
{
    const struct bind_column *column = &relation->items[index];
    struct flow_place place = place_in(net, relation);

    place.self = column;
    if (relation->kind == BIND_FUNCTION || relation->kind == BIND_VALUES)
        net_edge(net, net_node(net, relation, PART_OF(relation->count, PART_ARGS)), FLOW_DIRECT);
    else if (column->value)
        flow_expression(&place, column->value);
    else if (column->from.count)
        add_origins(net, relation, column);
    else if (column->expr && relation->kind == BIND_SELECT)
        flow_expression(&place, column->expr);
    else if (relation->inner) /* a name for a column that is not known */
        add_any(net, relation->inner);
    else
        net_edge(net, NET_EVERYTHING, FLOW_UNSURE);
}

static void make_part(struct net *net, const struct bind_relation *relation, uint32_t part)
{
    switch ((enum net_part)(part - relation->count)) {
    case PART_ALL:
        flow_make_all(net, relation);
        break;
    case PART_REST:
        flow_make_rest(net, relation);
        break;
    case PART_ROWS:
        flow_make_rows(net, relation);
        break;
    default:
        make_args(net, relation);
        break;
    }
}

void net_make(struct net *net, uint32_t index)
{
    struct net_node node = net->nodes.items[index];
    if (node.made)
        return;
    node.made = true;
    node.first = (uint32_t)net->edges.count;
    if (node.leaf) {
        node.first = net_leaf(net, &node);
    } else {
        if (node.part == PART_NAMED)
            flow_make_named(net, node.relation, net->names.items[node.name]);
        else if (node.part < node.relation->count)
            make_column(net, node.relation, node.part);
        else
            make_part(net, node.relation, node.part);
        node.count = (uint32_t)net->edges.count - node.first;
    }
    net->nodes.items[index] = node;
}

/* --- spreading -------------------------------------------------------------------------------- */

static void follow(struct net *net, uint32_t edge, enum flow_kind kind)
{
    uint32_t to = edge >> 2;
    enum flow_kind weakest = (edge & 3) > kind ? (edge & 3) : kind;
    if (net_spend(net, 1) && net->nodes.items[to].round != net->round)
        vec_push(net->arena, &net->waiting[weakest], to);
}

static void arrive(struct net *net, uint32_t index, enum flow_kind kind, struct net_found *out)
{
    net->nodes.items[index].round = net->round;
    if (net->met)
        vec_push(net->arena, net->met, index);
    if (index == NET_EVERYTHING) {
        out->everything = true;
        return;
    }
    net_make(net, index);
    struct net_node node = net->nodes.items[index];
    if (node.leaf)
        vec_push(net->arena, out, (struct flow_read){ node.first, kind });
    for (uint32_t i = 0; i < node.count; i++)
        follow(net, net->edges.items[node.first + i], kind);
}

/* All ways of one kind before the first that is weaker, so that the first arrival is the best. */
void net_spread(struct net *net, const uint32_t *roots, size_t count, struct net_found *out)
{
    out->count = 0;
    out->everything = false;
    net->round++;
    for (size_t i = 0; i < count; i++)
        follow(net, roots[i], FLOW_DIRECT);
    for (enum flow_kind kind = FLOW_DIRECT; kind <= FLOW_UNSURE; kind++) {
        struct net_nodes *waiting = &net->waiting[kind];
        while (waiting->count) {
            uint32_t index = waiting->items[--waiting->count];
            if (net->nodes.items[index].round != net->round)
                arrive(net, index, kind, out);
        }
    }
}
