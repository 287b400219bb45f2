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

static const char *side_of(const struct graph_node *node)
{
    if (!node->before && !node->after)
        return " (outside)";
    if (!node->after)
        return " (removed)";
    return node->before ? "" : " (new)";
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
        const char *side = side_of(&around->graph->nodes.items[next->node]);
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
    if (flow->rows.count)
        add_reads(page, flow, STR("(which rows)"), &flow->rows, true);
}

void report_impact_text(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options)
{
    struct page page;
    page_init(&page, arena, options->columns);
    const struct graph_node *node = &around->graph->nodes.items[around->node];
    const struct model *model = node->after ? node->after : node->before;
    struct str place = model ? phrase_place(arena, model->place) : STR_EMPTY;
    struct str title =
        str_fmt(arena, "%.*s%s%s%.*s", STR_ARG(node_name(arena, around->graph, around->node)),
                side_of(node), place.len > 0 ? "  " : "", STR_ARG(place));
    page_add(&page, 0, STYLE_STRONG, title);
    add_columns(&page, around);
    add_neighbours(&page, around, around->up, "reads", "reads no other model");
    add_neighbours(&page, around, around->down, "read by", "read by no other model");
    add_consumers(&page, around);
    page_write(&page, out, STR_EMPTY, options->color);
}
