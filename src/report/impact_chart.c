/* impact_chart: see impact_chart.h. Every box but the first hangs on one other by its shortest way.
 */
#include "report/impact_chart.h"

#include "report/phrase.h"

static size_t add_box(struct chart *chart, struct arena *arena, struct str label,
                      const struct graph_node *node)
{
    struct chart_box box = { .label = label, .start = chart->boxes.count == 0 };
    const struct model *model = !node ? NULL : node->after ? node->after : node->before;
    box.consumer = !node;
    box.outside = node && (!model || model->class == MODEL_EXTERNAL);
    vec_push(arena, &chart->boxes, box);
    return chart->boxes.count - 1;
}

static void add_arrow(struct chart *chart, struct arena *arena, size_t near, size_t far,
                      enum edge_strength strength, bool down)
{
    struct chart_arrow arrow = { down ? near : far, down ? far : near, strength };
    vec_push(arena, &chart->arrows, arrow);
}

/* --- columns ---------------------------------------------------------------------------------- */

/* Boxes of the steps behind the first. box_of: per step its box. */
static size_t *add_trace(struct chart *chart, struct arena *arena,
                         const struct surroundings *around, const struct trace *trace, bool down)
{
    size_t *box_of = arena_array(arena, trace->count, sizeof *box_of);
    for (size_t i = 1; i < trace->count; i++) {
        const struct trace_step *step = &trace->items[i];
        box_of[i] = add_box(chart, arena, trace_step_text(arena, around->graph, step),
                            &around->graph->nodes.items[step->node]);
        add_arrow(chart, arena, box_of[step->via], box_of[i], step->weakest, down);
    }
    return box_of;
}

static void chart_column(struct chart *chart, struct arena *arena,
                         const struct surroundings *around)
{
    add_box(chart, arena, trace_step_text(arena, around->graph, around->to->items),
            &around->graph->nodes.items[around->node]);
    (void)add_trace(chart, arena, around, around->from, false);
    const size_t *box_of = add_trace(chart, arena, around, around->to, true);
    for (size_t i = 0; i < around->hit->count; i++) {
        const struct trace_reader *hit = &around->hit->items[i];
        struct str id = phrase_clean(arena, around->readers[hit->reader].id);
        add_arrow(chart, arena, box_of[hit->step], add_box(chart, arena, id, NULL), EDGE_EXACT,
                  true);
    }
}

/* --- models ----------------------------------------------------------------------------------- */

static size_t *add_neighbours(struct chart *chart, struct arena *arena,
                              const struct surroundings *around, const struct neighbours *list,
                              bool down)
{
    size_t *box_of = arena_array(arena, around->graph->nodes.count, sizeof *box_of);
    for (size_t i = 0; i < list->count; i++) {
        const struct neighbour *next = &list->items[i];
        const struct graph_node *node = &around->graph->nodes.items[next->node];
        box_of[next->node] = add_box(chart, arena, phrase_clean(arena, node->name), node);
        add_arrow(chart, arena, box_of[next->via], box_of[next->node], next->weakest, down);
    }
    return box_of;
}

static void chart_model(struct chart *chart, struct arena *arena, const struct surroundings *around)
{
    const struct graph_node *start = &around->graph->nodes.items[around->node];
    add_box(chart, arena, phrase_clean(arena, start->name), start);
    (void)add_neighbours(chart, arena, around, around->up, false);
    const size_t *box_of = add_neighbours(chart, arena, around, around->down, true);
    for (size_t i = 0; i < around->reader_count; i++) {
        size_t nearest;
        if (!surroundings_reach(around, &around->readers[i], &nearest))
            continue;
        struct str id = phrase_clean(arena, around->readers[i].id);
        size_t box = nearest == SIZE_MAX ? 0 : box_of[around->down->items[nearest].node];
        add_arrow(chart, arena, box, add_box(chart, arena, id, NULL), EDGE_EXACT, true);
    }
}

void chart_make(struct chart *out, struct arena *arena, const struct surroundings *around)
{
    *out = (struct chart){ 0 };
    if (around->to)
        chart_column(out, arena, around);
    else
        chart_model(out, arena, around);
}
