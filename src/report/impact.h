/* impact: what `stoplog impact` shows, in one of several formats. One row in impact_formats.def,
 * one file each. Formats compute nothing and escape for the place their output goes to. */
#ifndef STOPLOG_REPORT_IMPACT_H
#define STOPLOG_REPORT_IMPACT_H

#include "lineage/flow.h"
#include "report/report.h"

enum impact_format {
#define IMPACT_FORMAT(name, word, function, summary) IMPACT_FORMAT_##name,
#include "report/impact_formats.def"
#undef IMPACT_FORMAT
    IMPACT_FORMAT_COUNT
};

/* The surroundings of one node of the graph. */
struct surroundings {
    const struct graph *graph;
    size_t node;
    const struct model *model;          /* NULL: a table outside of the project */
    const struct flow *flow;            /* of the model, or NULL */
    const struct neighbours *up, *down; /* what graph_walk found */
    const struct reader *readers;       /* the declared consumers, resolved */
    size_t reader_count;
};

/* Writes what `stoplog impact` found. */
void report_impact(struct buf *out, struct arena *arena, enum impact_format format,
                   const struct surroundings *around, const struct report_options *options);
/* The first target of the reader that is the node or below it: index in down, SIZE_MAX for the node
 * itself. false when the reader reads nothing of them. */
bool surroundings_reach(const struct surroundings *around, const struct reader *reader,
                        size_t *nearest);

/* The functions of impact_formats.def. */
void report_impact_text(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options);
void report_impact_json(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options);

#endif
