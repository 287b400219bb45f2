/* travel: see travel.h. Steps are stamped with the round, so nothing is cleared between runs. */
#include "lineage/travel.h"

#include "base/limits.h"

void travel_init(struct travel *travel, struct arena *arena, const struct graph *graph)
{
    *travel = (struct travel){ .arena = arena };
    node_flows_init(&travel->flows, arena, graph);
    travel->steps = arena_array(arena, graph->nodes.count, sizeof *travel->steps);
}

void travel_release(struct travel *travel)
{
    node_flows_release(&travel->flows);
}

static const struct graph_node *node_at(const struct travel *travel, uint32_t node)
{
    return &travel->flows.graph->nodes.items[node];
}

static bool is_model(const struct graph_node *node)
{
    return node->before || node->after;
}

/* Most nodes are met as a whole only, if at all: then nobody has to know their columns. */
static struct spot_step *step_at(struct travel *travel, struct spot spot)
{
    struct spot_steps *steps = &travel->steps[spot.node];
    if (spot.slot >= steps->count) {
        bool whole = spot.slot == SLOT_WHOLE;
        uint32_t count = whole ? 1 : slot_end(node_slots(&travel->flows, spot.node));
        steps->items = arena_grow(travel->arena, steps->items, steps->count * sizeof *steps->items,
                                  count * sizeof *steps->items);
        steps->count = count;
    }
    return &steps->items[spot.slot];
}

const struct spot_step *travel_step(const struct travel *travel, struct spot spot)
{
    const struct spot_steps *steps = &travel->steps[spot.node];
    const struct spot_step *step = spot.slot < steps->count ? &steps->items[spot.slot] : NULL;
    return step && step->round == travel->round ? step : NULL;
}

static bool is_nearer(const struct spot_step *a, const struct spot_step *b)
{
    return a->distance != b->distance ? a->distance < b->distance : a->weakest < b->weakest;
}

const struct spot_step *travel_nearest(const struct travel *travel, uint32_t node, uint32_t *slot)
{
    const struct spot_steps *steps = &travel->steps[node];
    const struct spot_step *best = NULL;
    for (uint32_t i = 0; i < steps->count; i++)
        if (steps->items[i].round == travel->round &&
            (!best || is_nearer(&steps->items[i], best))) {
            best = &steps->items[i];
            *slot = i;
        }
    return best;
}

/* --- one step --------------------------------------------------------------------------------- */

static bool is_better(const struct spot_step *step, enum edge_strength weakest, struct spot from)
{
    if (weakest != step->weakest)
        return weakest < step->weakest;
    return from.node != step->via.node ? from.node < step->via.node : from.slot < step->via.slot;
}

static void visit(struct travel *travel, struct spot from, struct spot to,
                  enum edge_strength strength)
{
    struct spot_step near = *step_at(travel, from), *step = step_at(travel, to);
    enum edge_strength weakest = strength > near.weakest ? strength : near.weakest;
    travel->spent++;
    if (step->round != travel->round) {
        *step = (struct spot_step){ near.distance + 1, from, weakest, (uint32_t)travel->found.count,
                                    travel->round };
        vec_push(travel->arena, &travel->found, to);
    } else if (step->distance == near.distance + 1 && is_better(step, weakest, from)) {
        step->via = from;
        step->weakest = weakest;
    }
}

static void start(struct travel *travel, const struct spot *starts, size_t count)
{
    travel->round++;
    travel->found.count = 0;
    travel->limited = travel->limited || travel->spent > LIMIT_travel_steps;
    for (size_t i = 0; i < count; i++) {
        struct spot spot = starts[i];
        if (travel->limited)
            spot.slot = SLOT_WHOLE;
        struct spot_step *step = step_at(travel, spot);
        if (step->round == travel->round)
            continue;
        *step =
            (struct spot_step){ 0, spot, EDGE_EXACT, (uint32_t)travel->found.count, travel->round };
        vec_push(travel->arena, &travel->found, spot);
    }
}

/* How sure a reading is. An edge that is not from the query text is no surer than it says. */
static enum edge_strength strength_of(enum flow_kind kind, bool any, enum edge_strength edge)
{
    static const enum edge_strength strengths[] = {
        [FLOW_DIRECT] = EDGE_EXACT, [FLOW_INDIRECT] = EDGE_INDIRECT, [FLOW_UNSURE] = EDGE_MODEL
    };
    return any && edge > strengths[kind] ? edge : strengths[kind];
}

/* --- downstream ------------------------------------------------------------------------------- */

static struct spot whole_of(size_t node)
{
    return (struct spot){ (uint32_t)node, SLOT_WHOLE };
}

static struct spot spot_of_use(struct travel *travel, size_t node, const struct node_flow *flow,
                               bool at_tip, uint32_t column)
{
    const struct slots *slots = node_slots(&travel->flows, node);
    uint32_t slot = column == USE_ROWS             ? SLOT_WHOLE
                    : column == flow->column_count ? SLOT_OTHER
                                                   : slot_of_column(slots, at_tip, column);
    return (struct spot){ (uint32_t)node, slot };
}

static bool is_unlisted(struct travel *travel, uint32_t node, uint32_t slot)
{
    return slot != SLOT_ANY && !slot_is_listed(node_slots(&travel->flows, node), slot);
}

/* A leaf that reads the spot. */
static void follow_leaf(struct travel *travel, struct spot from, const struct graph_edge *edge,
                        const struct node_flow *flow, bool at_tip, uint32_t leaf)
{
    bool any = flow->leaf_slot[leaf] == SLOT_ANY;
    for (uint32_t i = flow->use_first[leaf]; i < flow->use_first[leaf + 1]; i++) {
        leaf_use use = flow->uses[i];
        visit(travel, from, spot_of_use(travel, edge->to, flow, at_tip, use_column(use)),
              strength_of(use_kind(use), any, edge->strength));
    }
}

static void follow_side(struct travel *travel, struct spot from, const struct graph_edge *edge,
                        bool at_tip)
{
    const struct node_flow *flow = node_flow(&travel->flows, edge->to, at_tip);
    size_t table = flow ? node_flow_table(flow, from.node) : SIZE_MAX;
    if (table == SIZE_MAX)
        return;
    travel->spent += flow->leaf_first[table + 1] - flow->leaf_first[table];
    for (uint32_t i = flow->leaf_first[table]; i < flow->leaf_first[table + 1]; i++) {
        uint32_t slot = flow->leaf_slot[i];
        if (slot == from.slot || slot == SLOT_ANY ||
            (from.slot == SLOT_OTHER && is_unlisted(travel, from.node, slot)))
            follow_leaf(travel, from, edge, flow, at_tip, i);
    }
}

/* Whether both sides of a node have one flow. */
static bool is_alike(struct travel *travel, size_t node)
{
    const struct node_flow *tip = node_flow(&travel->flows, node, true);
    return tip && tip == node_flow(&travel->flows, node, false);
}

static void follow_reader(struct travel *travel, struct spot from, const struct graph_edge *edge)
{
    if (from.slot == SLOT_WHOLE || !is_model(node_at(travel, from.node)) ||
        !is_model(node_at(travel, (uint32_t)edge->to))) {
        visit(travel, from, whole_of(edge->to), edge->strength);
        return;
    }
    if (edge->at_tip)
        follow_side(travel, from, edge, true);
    if (edge->at_base && !(edge->at_tip && is_alike(travel, edge->to)))
        follow_side(travel, from, edge, false);
}

void travel_down(struct travel *travel, const struct spot *starts, size_t count)
{
    start(travel, starts, count);
    for (size_t i = 0; i < travel->found.count; i++) {
        struct spot from = travel->found.items[i];
        const struct graph_node *node = node_at(travel, from.node);
        const struct graph_edge self = {
            .to = from.node, .strength = EDGE_EXACT, .at_base = true, .at_tip = true
        };
        vec_for (const struct graph_edge, edge, &node->readers)
            follow_reader(travel, from, edge);
        if (from.slot != SLOT_WHOLE && is_model(node))
            follow_reader(travel, from, &self);
    }
}

/* --- upstream --------------------------------------------------------------------------------- */

static enum edge_strength edge_to(const struct graph_node *node, size_t read)
{
    vec_for (const struct graph_edge, edge, &node->reads)
        if (edge->to == read)
            return edge->strength;
    return EDGE_EXACT;
}

static void climb_leaf(struct travel *travel, struct spot from, const struct node_flow *flow,
                       uint32_t table, uint32_t leaf, enum flow_kind kind)
{
    size_t node = graph_find(travel->flows.graph, flow->tables[table]);
    uint32_t slot = flow->leaf_slot[leaf];
    bool any = slot == SLOT_ANY;
    if (node == SIZE_MAX)
        return;
    struct spot to = any ? whole_of(node) : (struct spot){ (uint32_t)node, slot };
    visit(travel, from, to, strength_of(kind, any, edge_to(node_at(travel, from.node), node)));
}

/* Whether a use is in the value of the spot. */
static bool is_value_of(struct travel *travel, struct spot spot, const struct node_flow *flow,
                        bool at_tip, leaf_use use)
{
    bool listed = slot_is_listed(node_slots(&travel->flows, spot.node), spot.slot);
    uint32_t slot = listed || spot.slot == SLOT_WHOLE ? spot.slot : SLOT_OTHER;
    if (use_column(use) == USE_ROWS)
        return false;
    return slot == SLOT_WHOLE ||
           spot_of_use(travel, spot.node, flow, at_tip, use_column(use)).slot == slot;
}

static void climb_side(struct travel *travel, struct spot from, bool at_tip)
{
    const struct node_flow *flow = node_flow(&travel->flows, from.node, at_tip);
    for (uint32_t table = 0; flow && table < flow->table_count; table++)
        for (uint32_t leaf = flow->leaf_first[table]; leaf < flow->leaf_first[table + 1]; leaf++)
            for (uint32_t i = flow->use_first[leaf]; i < flow->use_first[leaf + 1]; i++)
                if (is_value_of(travel, from, flow, at_tip, flow->uses[i]))
                    climb_leaf(travel, from, flow, table, leaf, use_kind(flow->uses[i]));
}

void travel_up(struct travel *travel, const struct spot *starts, size_t count)
{
    start(travel, starts, count);
    for (size_t i = 0; i < travel->found.count; i++)
        for (int side = 0; side < 2; side++)
            climb_side(travel, travel->found.items[i], side);
}
