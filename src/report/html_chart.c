/* html_chart: what the change reaches, drawn as SVG: changed models on the left, consumers on the
 * right. Each way stands below as text too, with the numbers of its boxes and arrows, which is all
 * that the script needs to follow one. */
#include "report/html.h"
#include "report/layout.h"
#include "report/phrase.h"

#include "codec/utf8.h"
#include "report/markdown.h"

enum { BOXES_MAX = 60, LABEL_COLUMNS = 34, FACTS_SHOWN = 20 };
/* Of a letter of the style's font, and the room left and right of a label. */
enum { TENTHS_OF_COLUMN = 75, LABEL_MARGIN = 22, BOX_WIDTH_MIN = 110 };

/* ---- what to draw ---- */

static void find_consumers(struct html *page)
{
    const struct verdict *verdict = page->verdict;
    page->box_of_consumer =
        arena_array(page->arena, verdict->consumers.count, sizeof *page->box_of_consumer);
    for (size_t i = 0; i < verdict->consumers.count; i++)
        page->box_of_consumer[i] = SIZE_MAX;
    vec_for (const struct chart_way, way, &page->chart->ways)
        page->box_of_consumer[way->reach->reader] = way->boxes[way->box_count - 1];
}

void html_chart_find(struct html *page)
{
    if (page->view->consumers_reached == 0)
        return;
    struct chart *chart = arena_new(page->arena, struct chart);
    chart_with_ways(chart, page->arena, page->verdict, BOXES_MAX, &page->undrawn);
    page->chart = chart;
    find_consumers(page);
    if (page->undrawn > 0)
        vec_push(page->arena, &chart->boxes,
                 (struct chart_box){ .label = str_fmt(page->arena, "and %zu more consumer%s",
                                                      page->undrawn, page->undrawn == 1 ? "" : "s"),
                                     .consumer = true,
                                     .rest = true });
}

/* ---- boxes and arrows ---- */

static struct str short_label(struct arena *arena, struct str label)
{
    if (utf8_width(label) <= LABEL_COLUMNS)
        return label;
    struct str head = utf8_cut(label, LABEL_COLUMNS - 3);
    return str_fmt(arena, "%.*s...", STR_ARG(head));
}

static unsigned box_width(struct html *page)
{
    size_t most = 0;
    vec_for (const struct chart_box, box, &page->chart->boxes) {
        size_t width = utf8_width(short_label(page->arena, box->label));
        most = width > most ? width : most;
    }
    unsigned width = (unsigned)most * TENTHS_OF_COLUMN / 10 + LABEL_MARGIN;
    return width < BOX_WIDTH_MIN ? BOX_WIDTH_MIN : width;
}

static void add_box(struct html *page, const struct layout *layout, size_t index)
{
    const struct chart_box *box = &page->chart->boxes.items[index];
    struct layout_point at = layout->boxes[index];
    buf_printf(page->out, "<g class=\"box%s%s%s\" id=\"v%zu-box-%zu\" data-box=\"%zu\"><title>",
               box->start ? " start" : "", box->consumer ? " consumer" : "",
               box->rest ? " rest" : "", page->number, index, index);
    md_html(page->out, box->label);
    buf_printf(page->out,
               "</title><rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"%u\"/>"
               "<text x=\"%u\" y=\"%u\">",
               at.x, at.y, layout->box_width, layout->box_height, box->consumer ? 15u : 3u,
               at.x + layout->box_width / 2, at.y + layout->box_height / 2 + 4);
    md_html(page->out, short_label(page->arena, box->label));
    buf_puts(page->out, "</text></g>\n");
}

/* From the box a curve to the first column that is passed, straight through it, and so on. */
static void add_arrow(struct html *page, const struct layout *layout, size_t index)
{
    const struct chart_arrow *arrow = &page->chart->arrows.items[index];
    const struct layout_line *line = &layout->arrows[index];
    const struct layout_point *points = line->items;
    buf_printf(page->out,
               "<path class=\"arrow%s\" data-arrow=\"%zu\" marker-end=\"url(#v%zu-tip)\" "
               "d=\"M%u %u",
               arrow->strength == EDGE_EXACT ? "" : " loose", index, page->number, points[0].x,
               points[0].y);
    for (size_t i = 1; i < line->count; i++) {
        unsigned middle = (points[i - 1].x + points[i].x) / 2;
        if (i % 2 == 0)
            buf_printf(page->out, "L%u %u", points[i].x, points[i].y);
        else
            buf_printf(page->out, "C%u %u %u %u %u %u", middle, points[i - 1].y, middle,
                       points[i].y, points[i].x, points[i].y);
    }
    buf_printf(page->out, "\"><title>%s</title></path>\n", edge_strength_name(arrow->strength));
}

static void add_drawing(struct html *page)
{
    struct layout layout;
    layout_of(&layout, page->arena, page->chart, box_width(page));
    buf_printf(page->out,
               "<div class=\"wide\"><svg class=\"chart\" role=\"group\" "
               "aria-label=\"What the change reaches\" width=\"%u\" height=\"%u\" "
               "viewBox=\"0 0 %u %u\">\n"
               "<defs><marker id=\"v%zu-tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
               "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
               "<path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n",
               layout.width, layout.height, layout.width, layout.height, page->number);
    for (size_t i = 0; i < page->chart->arrows.count; i++)
        add_arrow(page, &layout, i);
    for (size_t i = 0; i < page->chart->boxes.count; i++)
        add_box(page, &layout, i);
    buf_puts(page->out, "</svg></div>\n");
}

/* ---- the ways as text ---- */

static void add_numbers(struct html *page, const char *name, const size_t *numbers, size_t count)
{
    buf_printf(page->out, " data-%s=\"", name);
    for (size_t i = 0; i < count; i++)
        buf_printf(page->out, "%s%zu", i ? " " : "", numbers[i]);
    buf_puts(page->out, "\"");
}

static void add_facts(struct html *page, const struct chart_way *way)
{
    for (size_t i = 0; i < way->facts.count && i < FACTS_SHOWN; i++) {
        const struct fact *fact = &page->view->changes->facts.items[way->facts.items[i]];
        buf_printf(page->out, "<a href=\"#v%zu-fact-%zu\">%s</a> ", page->number,
                   way->facts.items[i], fact_row(fact->code)->code);
    }
    if (way->facts.count > FACTS_SHOWN)
        buf_printf(page->out, "and %zu more ", way->facts.count - FACTS_SHOWN);
}

static void add_way(struct html *page, const struct chart_way *way)
{
    const struct chart_box *end = &page->chart->boxes.items[way->boxes[way->box_count - 1]];
    buf_puts(page->out, "<li");
    add_numbers(page, "boxes", way->boxes, way->box_count);
    add_numbers(page, "arrows", way->arrows, way->box_count - 1);
    add_numbers(page, "facts", way->facts.items, way->facts.count);
    buf_puts(page->out, ">");
    add_facts(page, way);
    html_code(page, phrase_path(page->arena, way->reach), 0);
    buf_puts(page->out, " reaches ");
    html_code(page, end->label, 0);
    buf_printf(page->out, " (%s)</li>\n", edge_strength_name(way->reach->weakest));
}

void html_chart(struct html *page)
{
    if (!page->chart)
        return;
    html_heading(page, "What it reaches");
    buf_puts(page->out, "<figure>\n");
    add_drawing(page);
    buf_printf(page->out,
               "<figcaption><p class=\"hint\" hidden>Click a box to follow its ways.</p>"
               "<details class=\"ways\"><summary>Way by way: %zu</summary><ol>\n",
               page->chart->ways.count);
    vec_for (const struct chart_way, way, &page->chart->ways)
        add_way(page, way);
    buf_puts(page->out, "</ol></details></figcaption></figure>\n");
}
