/* impact_chart: the surroundings as boxes and arrows, for the formats that draw. */
#ifndef STOPLOG_REPORT_IMPACT_CHART_H
#define STOPLOG_REPORT_IMPACT_CHART_H

#include "report/impact.h"

struct chart_box {
    struct str label; /* printable; not escaped for any format */
    bool start, consumer, outside;
};
struct chart_arrow {
    size_t from, to;
    enum edge_strength strength; /* the weakest on the way from the start */
};
struct chart {
    struct {
        VEC_OF(struct chart_box);
    } boxes;
    struct {
        VEC_OF(struct chart_arrow);
    } arrows; /* in the direction of the data */
};

/* The first box is the model or column itself. */
void chart_make(struct chart *out, struct arena *arena, const struct surroundings *around);

#endif
