/* node_flow: see node_flow.h. Flows are made when they are first asked for and kept. */
#include "lineage/node_flow.h"

void node_flows_init(struct node_flows *flows, struct arena *arena, const struct graph *graph)
{
    size_t count = graph->nodes.count;
    *flows = (struct node_flows){ .arena = arena, .graph = graph };
    arena_init(&flows->scratch, arena->cap_bytes, arena->exhausted);
    flows->slots = arena_array(arena, count, sizeof *flows->slots);
    for (size_t i = 0; i < 2; i++)
        flows->sides[i] = arena_array(arena, count, sizeof *flows->sides[i]);
}

void node_flows_release(struct node_flows *flows)
{
    for (size_t i = 0; i < flows->graph->nodes.count; i++)
        if (flows->slots[i])
            slots_release(flows->slots[i]);
    arena_release(&flows->scratch);
}

struct slots *node_slots(struct node_flows *flows, size_t node)
{
    if (!flows->slots[node])
        flows->slots[node] = slots_of_node(flows->arena, &flows->graph->nodes.items[node]);
    return flows->slots[node];
}

/* --- turning a flow round --------------------------------------------------------------------- */

static uint32_t slot_of_leaf(struct node_flows *flows, const struct flow *flow,
                             const struct flow_leaf *leaf, bool at_tip)
{
    size_t node = graph_find(flows->graph, flow->tables.items[leaf->table]);
    if (leaf->column == FLOW_ANY || node == SIZE_MAX)
        return SLOT_ANY;
    struct slots *slots = node_slots(flows, node);
    if (leaf->column == FLOW_NAMED)
        return slot_add(slots, flows->arena, leaf->name);
    return slot_of_column(slots, at_tip, leaf->column);
}

static void find_slots(struct node_flows *flows, struct node_flow *out, bool at_tip)
{
    const struct flow *flow = &out->flow;
    out->leaf_slot = arena_array(flows->arena, flow->leaves.count, sizeof *out->leaf_slot);
    for (size_t i = 0; i < flow->leaves.count; i++)
        out->leaf_slot[i] = slot_of_leaf(flows, flow, &flow->leaves.items[i], at_tip);
}

/* Turns counts into starts. */
static void sum_up(uint32_t *first, size_t count)
{
    uint32_t sum = 0;
    for (size_t i = 0; i <= count; i++) {
        uint32_t own = first[i];
        first[i] = sum;
        sum += own;
    }
}

static void list_leaves(struct arena *arena, struct node_flow *out)
{
    const struct flow *flow = &out->flow;
    size_t tables = flow->tables.count;
    uint32_t *next = arena_array(arena, tables + 1, sizeof *next);
    out->leaf_first = arena_array(arena, tables + 1, sizeof *out->leaf_first);
    out->leaves = arena_array(arena, flow->leaves.count, sizeof *out->leaves);
    for (size_t i = 0; i < flow->leaves.count; i++)
        out->leaf_first[flow->leaves.items[i].table]++;
    sum_up(out->leaf_first, tables);
    for (size_t i = 0; i < flow->leaves.count; i++) {
        uint32_t table = flow->leaves.items[i].table;
        out->leaves[out->leaf_first[table] + next[table]++] = (uint32_t)i;
    }
}

/* Every set of reads of a flow: the columns, those not known, the rows. */
static const struct flow_reads *reads_at(const struct flow *flow, size_t index, uint32_t *column)
{
    *column = index > flow->column_count ? USE_ROWS : (uint32_t)index;
    return index > flow->column_count ? &flow->rows : &flow->columns[index];
}

static void list_uses(struct arena *arena, struct node_flow *out)
{
    const struct flow *flow = &out->flow;
    size_t leaves = flow->leaves.count;
    uint32_t column, *next = arena_array(arena, leaves + 1, sizeof *next);
    out->use_first = arena_array(arena, leaves + 1, sizeof *out->use_first);
    for (size_t i = 0; i < flow->column_count + 2; i++) {
        const struct flow_reads *reads = reads_at(flow, i, &column);
        for (size_t k = 0; k < reads->count; k++)
            out->use_first[reads->items[k].leaf]++;
    }
    sum_up(out->use_first, leaves);
    out->uses = arena_array(arena, out->use_first[leaves], sizeof *out->uses);
    for (size_t i = 0; i < flow->column_count + 2; i++) {
        const struct flow_reads *reads = reads_at(flow, i, &column);
        for (size_t k = 0; k < reads->count; k++) {
            uint32_t leaf = reads->items[k].leaf;
            out->uses[out->use_first[leaf] + next[leaf]++] =
                (struct leaf_use){ column, reads->items[k].kind };
        }
    }
}

static struct node_flow *make(struct node_flows *flows, const struct model *model, bool at_tip)
{
    const struct graph *graph = flows->graph;
    struct node_flow *out = arena_new(flows->arena, struct node_flow);
    flow_of(&out->flow, flows->arena, &flows->scratch, at_tip ? graph->after : graph->before,
            model);
    arena_reset(&flows->scratch);
    find_slots(flows, out, at_tip);
    list_leaves(flows->arena, out);
    list_uses(flows->arena, out);
    return out;
}

const struct node_flow *node_flow(struct node_flows *flows, size_t node, bool at_tip)
{
    const struct graph_node *it = &flows->graph->nodes.items[node];
    const struct model *model = at_tip ? it->after : it->before;
    if (model && !flows->sides[at_tip][node])
        flows->sides[at_tip][node] = make(flows, model, at_tip);
    return flows->sides[at_tip][node];
}

size_t node_flow_table(const struct node_flow *flow, struct str fqn)
{
    for (size_t i = 0; i < flow->flow.tables.count; i++)
        if (str_eq(flow->flow.tables.items[i], fqn))
            return i;
    return SIZE_MAX;
}
