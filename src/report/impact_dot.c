/* impact_dot: a graph in the language of Graphviz. Names go into quoted strings.
 * Source of the syntax: graphviz.org/doc/info/lang.html. */
#include "report/impact_chart.h"

#include "report/formats.h"

static void add_box(struct buf *out, const struct chart_box *box, size_t index)
{
    buf_printf(out, "  n%zu [label=", index);
    buf_quoted(out, box->label);
    buf_printf(out, "%s%s];\n",
               box->consumer  ? ", shape=oval"
               : box->outside ? ", shape=cylinder"
                              : "",
               box->start ? ", style=bold" : "");
}

void chart_dot(struct buf *out, const struct chart *chart, const char *name)
{
    buf_printf(out, "digraph %s {\n  rankdir=LR;\n  node [shape=box];\n", name);
    for (size_t i = 0; i < chart->boxes.count; i++)
        add_box(out, &chart->boxes.items[i], i);
    vec_for (const struct chart_arrow, it, &chart->arrows) {
        buf_printf(out, "  n%zu -> n%zu", it->from, it->to);
        if (it->strength != EDGE_EXACT)
            buf_printf(out, " [style=dashed, label=\"%s\"]", edge_strength_name(it->strength));
        buf_puts(out, ";\n");
    }
    buf_puts(out, "}\n");
}

void report_impact_dot(struct buf *out, struct arena *arena, const struct surroundings *around,
                       const struct report_options *options)
{
    struct chart chart;
    (void)options;
    chart_make(&chart, arena, around);
    chart_dot(out, &chart, "impact");
}

void report_dot(struct buf *out, struct arena *arena, const struct run *run,
                const struct report_options *options)
{
    (void)options;
    for (size_t i = 0; i < run->count; i++) {
        struct chart chart;
        size_t left_out;
        chart_of_verdict(&chart, arena, &run->verdicts[i], SIZE_MAX, &left_out);
        chart_dot(out, &chart, "change");
    }
}
