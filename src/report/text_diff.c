/* text_diff: facts without a verdict, and the surroundings of one model, for people. */
#include "report/formats.h"
#include "report/phrase.h"
#include "report/text_parts.h"

static const struct text_caps caps = {
    .groups = 1000, .facts = 200, .names = 20, .text_bytes = 1000
};

void report_diff_text(struct buf *out, struct arena *arena, const struct change_set *changes,
                      const struct impact *impact, const struct report_options *options)
{
    struct view view;
    view_of_changes(&view, arena, changes, impact);
    struct report_options wide = *options;
    wide.hook = false;
    struct text text = { .arena = arena, .view = &view, .options = &wide, .caps = caps };
    page_init(&text.page, arena, options->columns);
    page_add(&text.page, 0, STYLE_PLAIN, headline_summary(arena, &view, true));
    text_groups(&text, false);
    text_quiet_groups(&text);
    if (impact && impact->downstream.count > 0) {
        page_gap(&text.page);
        struct str list =
            text_list(arena, impact->downstream.items, impact->downstream.count, caps.names);
        page_addf(&text.page, 0, "reached: %.*s", STR_ARG(list));
    }
    while (text.page.count > 0 && text.page.items[text.page.count - 1].text.len == 0)
        text.page.count--;
    page_write(&text.page, out, STR_EMPTY, options->color);
}

/* ---- impact ---- */

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
    add_neighbours(&page, around, around->up, "reads", "reads no other model");
    add_neighbours(&page, around, around->down, "read by", "read by no other model");
    add_consumers(&page, around);
    page_write(&page, out, STR_EMPTY, options->color);
}
