/* layout: where the boxes and arrows of a chart stand: in columns from left to right, in the
 * direction of the data, consumers in the last one. Lengths are those of SVG (CSS pixels).
 *
 * The usual layered drawing: columns by longest way, rows by the mean of the neighbours, an arrow
 * over several columns gets a place of its own in each of them, so that it crosses no box. The same
 * chart gives the same drawing. Time grows with boxes times arrows: the caller bounds the chart. */
#ifndef STOPLOG_REPORT_LAYOUT_H
#define STOPLOG_REPORT_LAYOUT_H

#include "report/impact_chart.h"

struct layout_point {
    unsigned x, y;
};
struct layout_line { /* from the right side of a box to the left side of another */
    VEC_OF(struct layout_point);
};
struct layout {
    unsigned width, height, box_width, box_height;
    struct layout_point *boxes; /* per box: its upper left corner */
    struct layout_line *arrows; /* per arrow: curve, straight line, curve, ... */
};

/* All boxes are box_width wide. */
void layout_of(struct layout *out, struct arena *arena, const struct chart *chart,
               unsigned box_width);

#endif
