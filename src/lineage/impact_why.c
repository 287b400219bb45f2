/* impact_why: why something below a change is not reached. Speaks of the run from all starts. */
#include "lineage/impact_private.h"

#include "base/buf.h"

#define MOST_NAMES 4 /* in one list; the rest is counted */

struct names {
    VEC_OF(struct str);
};

static struct str list_text(struct arena *arena, struct names *names)
{
    struct buf out;
    size_t kept = 0;
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, str_cmp_qsort);
    for (size_t i = 0; i < names->count; i++)
        if (!kept || !str_eq(names->items[kept - 1], names->items[i]))
            names->items[kept++] = names->items[i];
    buf_init(&out, arena, SIZE_MAX);
    for (size_t i = 0; i < kept && i < MOST_NAMES; i++)
        buf_printf(&out, "%s%.*s", i ? ", " : "", STR_ARG(names->items[i]));
    if (kept > MOST_NAMES)
        buf_printf(&out, " and %zu more", kept - MOST_NAMES);
    return buf_str(&out);
}

static struct str name_of(const struct impact_run *run, size_t node)
{
    return run->graph->nodes.items[node].name;
}

/* The columns of a node that the run met. */
static struct str touched_text(struct impact_run *run, uint32_t node)
{
    const struct slots *slots = node_slots(&run->travel.flows, node);
    struct names names = { 0 };
    for (uint32_t i = SLOT_FIRST; i < slot_end(slots); i++)
        if (travel_step(&run->travel, (struct spot){ node, i }))
            vec_push(run->arena, &names, slot_name(slots, i));
    return names.count ? list_text(run->arena, &names) : STR("another column");
}

static void add_read(struct impact_run *run, struct names *names, size_t reader, size_t node,
                     bool at_tip)
{
    const struct node_flow *flow = node_flow(&run->travel.flows, reader, at_tip);
    const struct slots *slots = node_slots(&run->travel.flows, node);
    for (uint32_t table = 0; flow && table < flow->table_count; table++)
        for (uint32_t leaf = flow->leaf_first[table]; leaf < flow->leaf_first[table + 1]; leaf++)
            if (flow->leaf_slot[leaf] != SLOT_ANY &&
                graph_find(run->graph, flow->tables[table]) == node)
                vec_push(run->arena, names, slot_name(slots, flow->leaf_slot[leaf]));
}

/* "uses id, amount of s.orders, and only discount is touched there" */
static struct str uses_text(struct impact_run *run, size_t reader, uint32_t node)
{
    struct names names = { 0 };
    add_read(run, &names, reader, node, false);
    add_read(run, &names, reader, node, true);
    struct str used = names.count ? list_text(run->arena, &names) : STR("no column");
    return str_fmt(run->arena, "uses %.*s of %.*s, where nothing but %.*s is touched",
                   STR_ARG(used), STR_ARG(name_of(run, node)), STR_ARG(touched_text(run, node)));
}

struct str impact_why_model(struct impact_run *run, uint32_t node)
{
    const struct graph_node *it = &run->graph->nodes.items[node];
    struct names names = { 0 };
    uint32_t slot;
    vec_for (const struct graph_edge, edge, &it->reads) {
        if (travel_nearest(&run->travel, (uint32_t)edge->to, &slot))
            return uses_text(run, node, (uint32_t)edge->to);
        if (run->below[edge->to])
            vec_push(run->arena, &names, name_of(run, edge->to));
    }
    return str_fmt(run->arena, "reads %.*s, which %s not reached",
                   STR_ARG(list_text(run->arena, &names)), names.count == 1 ? "is" : "are");
}

/* "reads id, amount of s.orders, and only discount is touched there" */
static struct str other_columns(struct impact_run *run, const struct aim *aim)
{
    struct names names = { 0 };
    for (size_t i = 0; i < aim->target->columns.count; i++)
        vec_push(run->arena, &names, aim->target->columns.items[i]);
    return str_fmt(run->arena, "reads %.*s of %.*s, where nothing but %.*s is touched",
                   STR_ARG(list_text(run->arena, &names)), STR_ARG(name_of(run, aim->node)),
                   STR_ARG(touched_text(run, aim->node)));
}

struct str impact_why_reader(struct impact_run *run, size_t reader)
{
    const struct aims *aims = &run->aims[reader];
    struct str name = STR_EMPTY, why = STR_EMPTY;
    uint32_t slot;
    if (!aims->count)
        return STR("reads no model of this project");
    vec_for (const struct aim, aim, aims)
        if (travel_nearest(&run->travel, aim->node, &slot))
            return other_columns(run, aim);
    vec_for (const struct aim, aim, aims) {
        name = name_of(run, aim->node);
        if (run->below[aim->node])
            why = impact_why_model(run, aim->node);
        else if (run->changed[aim->node])
            why = STR("changes in no way that breaks a reader");
        if (why.len)
            return str_fmt(run->arena, "reads %.*s, which %.*s", STR_ARG(name), STR_ARG(why));
    }
    return STR("reads nothing that changes, and nothing below it");
}
