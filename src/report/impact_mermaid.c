/* impact_mermaid: a flowchart, as Markdown on most code hosts shows it. Names go into quoted labels
 * with everything but letters, digits and a few signs written as a number.
 * Source of the syntax: mermaid.js.org/syntax/flowchart.html, entity codes. */
#include "report/impact_chart.h"

#include "codec/utf8.h"
#include "report/formats.h"

static bool is_plain(uint32_t c)
{
    return (c < 0x80 && (byte_is_alpha((char)c) || byte_is_digit((char)c))) || c == ' ' ||
           c == '.' || c == '_' || c == '-' || c == ',' || c == '(' || c == ')' || c >= 0xA0;
}

static void add_label(struct buf *out, struct str label)
{
    for (size_t at = 0, len; at < label.len; at += len) {
        uint32_t c;
        len = utf8_next(label, at, &c);
        if (c != UTF8_INVALID && is_plain(c))
            buf_add(out, str_sub(label, at, len));
        else
            buf_printf(out, "#%u;", c == UTF8_INVALID ? (unsigned)'?' : (unsigned)c);
    }
}

static void add_box(struct buf *out, const struct chart_box *box, size_t index)
{
    buf_printf(out, "  n%zu%s\"", index, box->consumer ? "([" : box->outside ? "[(" : "[");
    add_label(out, box->label);
    buf_printf(out, "\"%s%s\n",
               box->consumer  ? "])"
               : box->outside ? ")]"
                              : "]",
               box->start ? ":::start" : "");
}

void chart_mermaid(struct buf *out, const struct chart *chart)
{
    buf_puts(out, "flowchart LR\n");
    for (size_t i = 0; i < chart->boxes.count; i++)
        add_box(out, &chart->boxes.items[i], i);
    vec_for (const struct chart_arrow, it, &chart->arrows) {
        if (it->strength == EDGE_EXACT)
            buf_printf(out, "  n%zu --> n%zu\n", it->from, it->to);
        else
            buf_printf(out, "  n%zu -.->|%s| n%zu\n", it->from, edge_strength_name(it->strength),
                       it->to);
    }
    buf_puts(out, "  classDef start stroke-width:3px\n");
}

void report_impact_mermaid(struct buf *out, struct arena *arena, const struct surroundings *around,
                           const struct report_options *options)
{
    struct chart chart;
    (void)options;
    chart_make(&chart, arena, around);
    chart_mermaid(out, &chart);
}

/* As many boxes as a browser draws; the JSON report has them all. */
void report_mermaid(struct buf *out, struct arena *arena, const struct run *run,
                    const struct report_options *options)
{
    enum { BOXES_MAX = 500 };
    (void)options;
    for (size_t i = 0; i < run->count; i++) {
        struct chart chart;
        size_t left_out;
        chart_of_verdict(&chart, arena, &run->verdicts[i], BOXES_MAX, &left_out);
        if (i > 0)
            buf_puts(out, "\n");
        chart_mermaid(out, &chart);
        if (left_out > 0)
            buf_printf(out, "  more[\"and %zu more consumer%s\"]\n", left_out,
                       left_out == 1 ? "" : "s");
    }
}
