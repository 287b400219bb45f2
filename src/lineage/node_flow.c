/* node_flow: see node_flow.h. Flows are made when they are first asked for, packed and kept. */
#include "lineage/node_flow.h"

#include "project/schema.h"

void node_flows_init(struct node_flows *flows, struct arena *arena, const struct graph *graph)
{
    size_t count = graph->nodes.count;
    *flows = (struct node_flows){ .arena = arena, .graph = graph };
    arena_init_like(&flows->scratch, arena);
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

/* A flow with the order of its leaves by table. */
struct turning {
    struct node_flows *flows;
    const struct flow *flow;
    struct node_flow *out;
    size_t node;     /* whose flow it is */
    size_t *node_of; /* per table: its node, SIZE_MAX where it has none */
    uint32_t *place; /* per leaf of the flow: where it stands now */
    bool at_tip;
};

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

/* What a query names is mostly what its model is known to read. */
static size_t find_node(const struct turning *t, struct str fqn)
{
    const struct graph *graph = t->flows->graph;
    vec_for (const struct graph_edge, edge, &graph->nodes.items[t->node].reads)
        if (str_eq(graph->nodes.items[edge->to].fqn, fqn))
            return edge->to;
    return graph_find(graph, fqn);
}

static void find_nodes(struct turning *t)
{
    const struct flow *flow = t->flow;
    t->node_of = arena_array(&t->flows->scratch, flow->tables.count, sizeof *t->node_of);
    for (size_t i = 0; i < flow->tables.count; i++)
        t->node_of[i] = find_node(t, flow->tables.items[i]);
}

static void order_leaves(struct turning *t)
{
    const struct flow *flow = t->flow;
    struct arena *scratch = &t->flows->scratch;
    size_t tables = flow->tables.count;
    uint32_t *next = arena_array(scratch, tables + 1, sizeof *next);
    t->place = arena_array(scratch, flow->leaves.count, sizeof *t->place);
    t->out->leaf_first = arena_array(t->flows->arena, tables + 1, sizeof *t->out->leaf_first);
    for (size_t i = 0; i < flow->leaves.count; i++)
        t->out->leaf_first[flow->leaves.items[i].table]++;
    sum_up(t->out->leaf_first, tables);
    for (size_t i = 0; i < flow->leaves.count; i++) {
        uint32_t table = flow->leaves.items[i].table;
        t->place[i] = t->out->leaf_first[table] + next[table]++;
    }
}

static uint32_t slot_of_leaf(struct turning *t, const struct flow_leaf *leaf)
{
    struct node_flows *flows = t->flows;
    size_t node = t->node_of[leaf->table];
    if (leaf->column == FLOW_ANY || node == SIZE_MAX)
        return SLOT_ANY;
    struct slots *slots = node_slots(flows, node);
    if (leaf->column == FLOW_NAMED)
        return slot_add(slots, flows->arena, leaf->name);
    return slot_of_column(slots, t->at_tip, leaf->column);
}

static void find_slots(struct turning *t)
{
    const struct flow *flow = t->flow;
    t->out->leaf_slot = arena_array(t->flows->arena, flow->leaves.count, sizeof *t->out->leaf_slot);
    for (size_t i = 0; i < flow->leaves.count; i++)
        t->out->leaf_slot[t->place[i]] = slot_of_leaf(t, &flow->leaves.items[i]);
}

/* Every set of reads of a flow: the columns, those not known, the rows. */
static const struct flow_reads *reads_at(const struct flow *flow, size_t index, uint32_t *column)
{
    *column = index > flow->column_count ? USE_ROWS : (uint32_t)index;
    return index > flow->column_count ? &flow->rows : &flow->columns[index];
}

static void count_uses(struct turning *t)
{
    uint32_t column;
    for (size_t i = 0; i < t->flow->column_count + 2; i++) {
        const struct flow_reads *reads = reads_at(t->flow, i, &column);
        for (size_t k = 0; k < reads->count; k++)
            t->out->use_first[t->place[reads->items[k].leaf]]++;
    }
}

static void list_uses(struct turning *t)
{
    struct node_flow *out = t->out;
    size_t leaves = t->flow->leaves.count;
    uint32_t column, *next = arena_array(&t->flows->scratch, leaves + 1, sizeof *next);
    out->use_first = arena_array(t->flows->arena, leaves + 1, sizeof *out->use_first);
    count_uses(t);
    sum_up(out->use_first, leaves);
    out->uses = arena_array(t->flows->arena, out->use_first[leaves], sizeof *out->uses);
    for (size_t i = 0; i < t->flow->column_count + 2; i++) {
        const struct flow_reads *reads = reads_at(t->flow, i, &column);
        for (size_t k = 0; k < reads->count; k++) {
            uint32_t leaf = t->place[reads->items[k].leaf];
            out->uses[out->use_first[leaf] + next[leaf]++] =
                column << 2 | (uint32_t)reads->items[k].kind;
        }
    }
}

/* A renamed model is one node with two names, each on its side. */
static bool has_name(const struct turning *t, size_t node, struct str fqn)
{
    const struct graph_node *it = node == SIZE_MAX ? NULL : &t->flows->graph->nodes.items[node];
    const struct model *model = it ? (t->at_tip ? it->after : it->before) : NULL;
    return it && str_eq(model ? model->fqn : it->fqn, fqn);
}

static void keep_rest(struct turning *t)
{
    const struct flow *flow = t->flow;
    struct arena *arena = t->flows->arena;
    struct node_flow *out = t->out;
    out->table_count = (uint32_t)flow->tables.count;
    out->column_count = (uint32_t)flow->column_count;
    out->tables = arena_array(arena, flow->tables.count, sizeof *out->tables);
    out->table_node = arena_array(arena, flow->tables.count, sizeof *out->table_node);
    for (size_t i = 0; i < flow->tables.count; i++) {
        out->tables[i] = flow->tables.items[i];
        out->table_node[i] = has_name(t, t->node_of[i], out->tables[i]) ? t->node_of[i] : SIZE_MAX;
    }
    out->decides = arena_array(arena, flow->column_count, sizeof *out->decides);
    for (size_t i = 0; i < flow->column_count; i++)
        out->decides[i] = flow->decides[i];
}

static const struct node_flow *make(struct node_flows *flows, size_t node,
                                    const struct model *model, bool at_tip)
{
    struct node_flow *out = arena_new(flows->arena, struct node_flow);
    struct flow flow;
    struct turning turning = {
        .flows = flows, .flow = &flow, .out = out, .node = node, .at_tip = at_tip
    };
    flow_of(&flow, &flows->scratch, &flows->scratch, model);
    find_nodes(&turning);
    order_leaves(&turning);
    find_slots(&turning);
    list_uses(&turning);
    keep_rest(&turning);
    arena_reset(&flows->scratch);
    return out;
}

static const struct node_flow *of_other_side(struct node_flows *flows, size_t node, bool at_tip)
{
    const struct graph *graph = flows->graph;
    const struct graph_node *it = &graph->nodes.items[node];
    const struct node_flow *other = flows->sides[!at_tip][node];
    bool alike = other && models_read_alike(it->before, it->after);
    return alike ? other : NULL;
}

const struct node_flow *node_flow(struct node_flows *flows, size_t node, bool at_tip)
{
    const struct graph_node *it = &flows->graph->nodes.items[node];
    const struct model *model = at_tip ? it->after : it->before;
    const struct node_flow **slot = &flows->sides[at_tip][node];
    if (model && !*slot)
        *slot = of_other_side(flows, node, at_tip);
    if (model && !*slot)
        *slot = make(flows, node, model, at_tip);
    return *slot;
}

size_t node_flow_table(const struct node_flow *flow, size_t node)
{
    for (size_t i = 0; i < flow->table_count; i++)
        if (flow->table_node[i] == node)
            return i;
    return SIZE_MAX;
}
