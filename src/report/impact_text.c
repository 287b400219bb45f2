/* impact_text: the surroundings of one model, for people. */
#include "report/impact.h"

#include "base/limits.h"
#include "change/plain.h"
#include "report/phrase.h"
#include "report/text_parts.h"

static struct str node_name(struct arena *arena, const struct graph *graph, size_t node)
{
    return phrase_clean(arena, graph->nodes.items[node].name);
}

/* Between two snapshots a node may be on one side only. */
static const char *side_of(const struct graph *graph, const struct graph_node *node)
{
    const struct model *model = node->after ? node->after : node->before;
    if (!model || model->class == MODEL_EXTERNAL)
        return " (outside)";
    if (!graph->before || !graph->after || (node->before && node->after))
        return "";
    return node->after ? " (new)" : " (removed)";
}

static void add_neighbours(struct page *page, const struct surroundings *around,
                           const struct neighbours *list, const char *title, const char *none)
{
    struct arena *arena = page->arena;
    page_gap(page);
    page_addf(page, 0, "%s", list->count > 0 ? title : none);
    for (size_t i = 0; i < list->count; i++) {
        const struct neighbour *next = &list->items[i];
        struct str name = node_name(arena, around->graph, next->node);
        const char *side = side_of(around->graph, &around->graph->nodes.items[next->node]);
        const char *strength = edge_strength_name(next->weakest);
        if (next->distance <= 1)
            page_addf(page, 2, "%.*s%s [%s]", STR_ARG(name), side, strength);
        else
            page_addf(page, 2, "%.*s%s, %zu steps, over %.*s [%s]", STR_ARG(name), side,
                      next->distance, STR_ARG(node_name(arena, around->graph, next->via)),
                      strength);
    }
}

static void add_consumers(struct page *page, const struct surroundings *around)
{
    bool any = false;
    page_gap(page);
    for (size_t i = 0; i < around->reader_count; i++) {
        size_t nearest;
        if (!surroundings_reach(around, &around->readers[i], &nearest))
            continue;
        if (!any)
            page_addf(page, 0, "consumers");
        any = true;
        struct str id = phrase_clean(page->arena, around->readers[i].id);
        if (nearest == SIZE_MAX)
            page_addf(page, 2, "%.*s", STR_ARG(id));
        else
            page_addf(
                page, 2, "%.*s, over %.*s", STR_ARG(id),
                STR_ARG(node_name(page->arena, around->graph, around->down->items[nearest].node)));
    }
    if (!any)
        page_addf(page, 0, "no declared consumer");
}

/* ---- columns ---- */

static struct str read_text(struct arena *arena, const struct flow *flow,
                            const struct flow_read *read)
{
    const struct flow_leaf *leaf = &flow->leaves.items[read->leaf];
    struct str table = phrase_clean(arena, fqn_plain(arena, flow->tables.items[leaf->table]));
    if (leaf->column == FLOW_ANY)
        return str_fmt(arena, "any column of %.*s", STR_ARG(table));
    struct str column = phrase_clean(arena, leaf->name);
    const char *kind = read->kind == FLOW_UNSURE     ? " (maybe)"
                       : read->kind == FLOW_INDIRECT ? " (indirect)"
                                                     : "";
    return str_fmt(arena, "%.*s.%.*s%s", STR_ARG(table), STR_ARG(column), kind);
}

/* rows: all of them are indirect, which need not be said. */
static void add_reads(struct page *page, const struct flow *flow, struct str name,
                      const struct flow_reads *reads, bool rows)
{
    struct buf line;
    buf_init(&line, page->arena, LIMIT_report_bytes);
    buf_add(&line, name);
    for (size_t i = 0; i < reads->count; i++) {
        struct flow_read read = reads->items[i];
        if (rows && read.kind == FLOW_INDIRECT)
            read.kind = FLOW_DIRECT;
        buf_puts(&line, i ? ", " : " <- ");
        buf_add(&line, read_text(page->arena, flow, &read));
    }
    page_add(page, 2, STYLE_PLAIN, buf_str(&line));
}

static void add_columns(struct page *page, const struct surroundings *around)
{
    const struct flow *flow = around->flow;
    if (!flow)
        return;
    page_gap(page);
    page_addf(page, 0, "columns");
    for (size_t i = 0; i < flow->column_count; i++) {
        struct str name = model_columns(around->model)->items[i].name;
        add_reads(page, flow, name.len ? phrase_clean(page->arena, name) : STR("(no name)"),
                  &flow->columns[i], false);
    }
    if (!model_columns(around->model)->complete)
        add_reads(page, flow, STR("(columns that are not known)"),
                  &flow->columns[flow->column_count], false);
}

static void add_rows(struct page *page, const struct surroundings *around)
{
    if (around->flow && around->flow->rows.count)
        add_reads(page, around->flow, STR("(which rows)"), &around->flow->rows, true);
}

/* ---- one column ---- */

#define MOST_INDENT 30

static void add_step(struct page *page, const struct graph *graph, const struct trace_step *step,
                     const char *whole)
{
    struct arena *arena = page->arena;
    size_t indent = step->distance * 2 < MOST_INDENT ? step->distance * 2 : MOST_INDENT;
    const struct graph_node *node = &graph->nodes.items[step->node];
    page_addf(page, indent, "%.*s%s%s%s%s%s", STR_ARG(trace_step_text(arena, graph, step)),
              side_of(graph, node), step->what == TRACE_WHOLE ? whole : "",
              step->weakest == EDGE_EXACT ? "" : " [",
              step->weakest == EDGE_EXACT ? "" : edge_strength_name(step->weakest),
              step->weakest == EDGE_EXACT ? "" : "]");
}

/* The steps behind the first as a tree: each under the one before it on its way. */
static void add_trace(struct page *page, const struct graph *graph, const struct trace *trace,
                      const char *title, const char *none, const char *whole)
{
    size_t *first = arena_array(page->arena, trace->count, sizeof *first);
    size_t *next = arena_array(page->arena, trace->count, sizeof *next);
    page_gap(page);
    page_addf(page, 0, "%s", trace->count > 1 ? title : none);
    for (size_t i = trace->count; i > 1; i--) {
        size_t via = trace->items[i - 1].via;
        next[i - 1] = first[via];
        first[via] = i - 1;
    }
    /* next of the last child leads back up: there is no other way to it than over via */
    for (size_t at = trace->count ? first[0] : 0; at;) {
        add_step(page, graph, &trace->items[at], whole);
        if (first[at]) {
            at = first[at];
            continue;
        }
        while (at && !next[at])
            at = trace->items[at].via;
        at = next[at];
    }
}

static void add_hit(struct page *page, const struct surroundings *around)
{
    struct arena *arena = page->arena;
    page_gap(page);
    page_addf(page, 0, "%s", around->hit->count ? "consumers" : "no declared consumer is reached");
    for (size_t i = 0; i < around->hit->count; i++) {
        const struct trace_reader *hit = &around->hit->items[i];
        struct str id = phrase_clean(arena, around->readers[hit->reader].id);
        struct str over = trace_step_text(arena, around->graph, &around->to->items[hit->step]);
        page_addf(page, 2, "%.*s, over %.*s", STR_ARG(id), STR_ARG(over));
    }
}

static void add_spared(struct page *page, const struct surroundings *around)
{
    struct impact_names names;
    surroundings_spared(&names, page->arena, around);
    if (!names.count)
        return;
    page_gap(page);
    page_addf(page, 0, "not reached: %.*s",
              STR_ARG(text_list(page->arena, names.items, names.count, 20)));
}

static void add_column_view(struct page *page, const struct surroundings *around)
{
    add_trace(page, around->graph, around->from, "comes from", "comes from no column",
              " (any column)");
    add_rows(page, around);
    add_trace(page, around->graph, around->to, "reaches", "reaches no column of another model",
              " (every column)");
    add_hit(page, around);
    add_spared(page, around);
}

static struct str title_of(struct arena *arena, const struct surroundings *around)
{
    const struct graph_node *node = &around->graph->nodes.items[around->node];
    const struct model *model = node->after ? node->after : node->before;
    bool listed = around->to && around->column_index != SIZE_MAX;
    struct place at = model ? model->place : (struct place){ STR_EMPTY, 0, 0 };
    if (listed && model_columns(model)->items[around->column_index].place.line)
        at = model_columns(model)->items[around->column_index].place;
    struct str place = phrase_place(arena, at);
    struct str name = around->to ? trace_step_text(arena, around->graph, around->to->items)
                                 : node_name(arena, around->graph, around->node);
    return str_fmt(arena, "%.*s%s%s%.*s", STR_ARG(name), side_of(around->graph, node),
                   place.len > 0 ? "  " : "", STR_ARG(place));
}

void report_impact_text(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options)
{
    struct page page;
    page_init(&page, arena, options->columns);
    page_add(&page, 0, STYLE_STRONG, title_of(arena, around));
    if (around->to) {
        add_column_view(&page, around);
    } else {
        add_columns(&page, around);
        add_rows(&page, around);
        add_neighbours(&page, around, around->up, "reads", "reads no other model");
        add_neighbours(&page, around, around->down, "read by", "read by no other model");
        add_consumers(&page, around);
    }
    page_write(&page, out, STR_EMPTY, options->color);
}
