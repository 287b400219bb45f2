/* impact_chart: the surroundings of a model, or the reach of a change, as boxes and arrows, for the
 * formats that draw. */
#ifndef STOPLOG_REPORT_IMPACT_CHART_H
#define STOPLOG_REPORT_IMPACT_CHART_H

#include "report/impact.h"
#include "report/model.h"

struct chart_box {
    struct str label; /* printable; not escaped for any format */
    bool start, consumer, outside;
    bool rest; /* stands for what is not drawn */
};
struct chart_arrow {
    size_t from, to;
    enum edge_strength strength; /* the weakest on the way from the start */
};
/* One way from a changed model to a consumer. */
struct chart_way {
    size_t *boxes, *arrows; /* in the direction of the data; an arrow leads to the box behind it */
    size_t box_count;       /* one more than arrows */
    const struct reach *reach; /* the first that goes this way */
    struct {
        VEC_OF(size_t);
    } facts; /* indices of the facts that go this way */
};
struct chart {
    struct {
        VEC_OF(struct chart_box);
    } boxes;
    struct {
        VEC_OF(struct chart_arrow);
    } arrows; /* in the direction of the data */
    struct {
        VEC_OF(struct chart_way);
    } ways; /* of chart_with_ways only; by consumer, as drawn */
};

/* The first box is the model or column itself. */
void chart_make(struct chart *out, struct arena *arena, const struct surroundings *around);
/* What a change reaches: changed models (start), the models on the way to consumers, consumers. At
 * most `most` boxes; *left_out gets the number of consumers that are not drawn. */
void chart_of_verdict(struct chart *out, struct arena *arena, const struct verdict *verdict,
                      size_t most, size_t *left_out);
/* The same with its ways. */
void chart_with_ways(struct chart *out, struct arena *arena, const struct verdict *verdict,
                     size_t most, size_t *left_out);
/* The chart in the languages of mermaid and Graphviz. */
void chart_mermaid(struct buf *out, const struct chart *chart);
void chart_dot(struct buf *out, const struct chart *chart, const char *name);

#endif
