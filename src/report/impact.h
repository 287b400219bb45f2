/* impact: what `stoplog impact` shows, in one of several formats. One row in impact_formats.def,
 * one file each. Formats compute nothing and escape for the place their output goes to. */
#ifndef STOPLOG_REPORT_IMPACT_H
#define STOPLOG_REPORT_IMPACT_H

#include "lineage/flow.h"
#include "lineage/trace.h"
#include "report/report.h"

enum impact_format {
#define IMPACT_FORMAT(name, word, function, summary) IMPACT_FORMAT_##name,
#include "report/impact_formats.def"
#undef IMPACT_FORMAT
    IMPACT_FORMAT_COUNT
};

/* The surroundings of one node of the graph, or of one column of it. */
struct surroundings {
    const struct graph *graph;
    size_t node;
    const struct model *model;          /* NULL: a table outside of the project */
    const struct flow *flow;            /* of the model, or NULL */
    const struct neighbours *up, *down; /* what graph_walk found */
    const struct reader *readers;       /* the declared consumers, resolved */
    size_t reader_count;
    struct str column;               /* "" = the whole model */
    size_t column_index;             /* among the columns of the model, SIZE_MAX = not listed */
    const struct trace *from, *to;   /* of the column; NULL for the whole model */
    const struct trace_readers *hit; /* consumers on `to`; NULL for the whole model */
};

/* The word of a format; NULL past the last. */
const char *impact_format_word(size_t format);
/* Writes what `stoplog impact` found. */
void report_impact(struct buf *out, struct arena *arena, enum impact_format format,
                   const struct surroundings *around, const struct report_options *options);
/* The first target of the reader that is the node or below it: index in down, SIZE_MAX for the node
 * itself. false when the reader reads nothing of them. */
bool surroundings_reach(const struct surroundings *around, const struct reader *reader,
                        size_t *nearest);
/* Names of the models below that a change of the column does not reach, nearest first. */
struct impact_names {
    VEC_OF(struct str);
};
void surroundings_spared(struct impact_names *out, struct arena *arena,
                         const struct surroundings *around);
/* "fin.orders.amount", "fin.orders" for the whole, "fin.orders (columns that are not known)". */
struct str trace_step_text(struct arena *arena, const struct graph *graph,
                           const struct trace_step *step);

/* The functions of impact_formats.def. */
void report_impact_text(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options);
void report_impact_json(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options);
void report_impact_mermaid(struct buf *out, struct arena *arena, const struct surroundings *around,
                           const struct report_options *options);
void report_impact_dot(struct buf *out, struct arena *arena, const struct surroundings *around,
                       const struct report_options *options);

#endif
