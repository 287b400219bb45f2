/* trace: where the value of one column comes from, and whatever a change of it reaches. */
#ifndef STOPLOG_LINEAGE_TRACE_H
#define STOPLOG_LINEAGE_TRACE_H

#include "lineage/impact.h"

enum trace_what {
    TRACE_COLUMN,
    TRACE_OTHER, /* columns of the node that are not known */
    TRACE_WHOLE  /* every column, as the rows change; upstream: it is not known which */
};
struct trace_step {
    size_t node;
    enum trace_what what;
    struct str column; /* "" unless TRACE_COLUMN */
    size_t distance;
    size_t via; /* index of the step before it; of the first: its own */
    enum edge_strength weakest;
};
struct trace {
    VEC_OF(struct trace_step); /* nearest first; the first is the column itself */
};

/* All that hangs on the column of the node (downstream), or all that its value hangs on. A name
 * that the node does not list is followed too. Lives in the arena. */
void graph_trace(struct trace *out, struct arena *arena, const struct graph *graph, size_t node,
                 struct str column, bool downstream);

/* A declared reader that a trace reaches. */
struct trace_reader {
    size_t reader; /* index of the reader */
    size_t step;   /* the nearest step that it reads */
};
struct trace_readers {
    VEC_OF(struct trace_reader); /* in the order of the readers */
};
void trace_readers_of(struct trace_readers *out, struct arena *arena, const struct graph *graph,
                      const struct trace *down, const struct reader *readers, size_t count);

#endif
