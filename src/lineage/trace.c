/* trace: a run of travel from one column, as a list that outlives it. */
#include "lineage/trace.h"

#include "lineage/travel.h"

static enum trace_what what_of(struct spot spot)
{
    if (spot.slot == SLOT_WHOLE)
        return TRACE_WHOLE;
    return spot.slot == SLOT_OTHER ? TRACE_OTHER : TRACE_COLUMN;
}

static struct trace_step step_of(struct travel *travel, struct spot spot)
{
    const struct spot_step *step = travel_step(travel, spot);
    return (struct trace_step){ .node = spot.node,
                                .what = what_of(spot),
                                .column =
                                    slot_name(node_slots(&travel->flows, spot.node), spot.slot),
                                .distance = step->distance,
                                .via = travel_step(travel, step->via)->index,
                                .weakest = step->weakest };
}

void graph_trace(struct trace *out, struct arena *arena, const struct graph *graph, size_t node,
                 struct str column, bool downstream)
{
    struct travel travel;
    *out = (struct trace){ 0 };
    travel_init(&travel, arena, graph);
    struct slots *slots = node_slots(&travel.flows, node);
    struct spot start = { (uint32_t)node, slot_add(slots, arena, column) };
    if (downstream)
        travel_down(&travel, &start, 1);
    else
        travel_up(&travel, &start, 1);
    for (size_t i = 0; i < travel.found.count; i++)
        vec_push(arena, out, step_of(&travel, travel.found.items[i]));
    travel_release(&travel);
}

/* --- declared readers ------------------------------------------------------------------------- */

/* Where a reader's targets lie. */
struct trace_aim {
    size_t node;
    const struct reader_target *target;
    bool unlisted; /* it declares a column that the model does not list */
};
struct trace_aims {
    VEC_OF(struct trace_aim);
};

static bool lists_all(const struct graph_node *node, const struct reader_target *target)
{
    const struct model *model = node->after ? node->after : node->before;
    for (size_t i = 0; i < target->columns.count; i++)
        if (!model || !column_get(model_columns(model), target->columns.items[i]))
            return false;
    return true;
}

static void find_aims(struct trace_aims *out, struct arena *arena, const struct graph *graph,
                      const struct reader *reader)
{
    vec_for (const struct reader_target, target, &reader->targets) {
        size_t node = str_is_empty(target->model) ? SIZE_MAX : graph_find(graph, target->model);
        if (node != SIZE_MAX)
            vec_push(
                arena, out,
                (struct trace_aim){ node, target, !lists_all(&graph->nodes.items[node], target) });
    }
}

static bool hits(const struct trace_aim *aim, const struct trace_step *step)
{
    const struct reader_target *target = aim->target;
    if (aim->node != step->node)
        return false;
    if (step->what == TRACE_WHOLE || target->columns.count == 0 || aim->unlisted)
        return true;
    for (size_t i = 0; i < target->columns.count; i++)
        if (step->what == TRACE_COLUMN && str_eq_fold(target->columns.items[i], step->column))
            return true;
    return false;
}

static size_t first_hit(const struct trace *down, const struct trace_aims *aims)
{
    for (size_t i = 0; i < down->count; i++)
        vec_for (const struct trace_aim, aim, aims)
            if (hits(aim, &down->items[i]))
                return i;
    return SIZE_MAX;
}

void trace_readers_of(struct trace_readers *out, struct arena *arena, const struct graph *graph,
                      const struct trace *down, const struct reader *readers, size_t count)
{
    *out = (struct trace_readers){ 0 };
    for (size_t r = 0; r < count; r++) {
        struct trace_aims aims = { 0 };
        find_aims(&aims, arena, graph, &readers[r]);
        size_t step = first_hit(down, &aims);
        if (step != SIZE_MAX)
            vec_push(arena, out, (struct trace_reader){ r, step });
    }
}
