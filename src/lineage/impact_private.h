/* impact_private: what the files of impact share. Private to lineage. */
#ifndef STOPLOG_LINEAGE_IMPACT_PRIVATE_H
#define STOPLOG_LINEAGE_IMPACT_PRIVATE_H

#include "lineage/impact.h"
#include "lineage/travel.h"

/* A column that a reader declares. */
struct aim_column {
    uint32_t slot;
    size_t declared; /* index in the target's columns */
};
/* Where a reader's targets lie in the graph. */
struct aim {
    uint32_t node;
    const struct reader_target *target;
    struct {
        VEC_OF(struct aim_column);
    } columns;
    bool unlisted;  /* it declares a column that the model does not list */
    bool is_looked; /* the two above are filled: when a run first meets the node */
};
struct aims {
    VEC_OF(struct aim);
};
struct starts {
    VEC_OF(struct spot);
};

struct impact_run {
    struct impact *out;
    struct arena *arena;
    const struct graph *graph;
    const struct change_set *changes;
    const struct reader *readers;
    size_t reader_count;
    struct aims *aims;     /* one list per reader */
    struct starts starts;  /* of all facts that can break a reader */
    size_t groups;         /* of facts that start alike */
    bool *changed, *below; /* per node: beyond its description; below a fact that can break */
    struct travel travel;
};

/* impact_why.c: after a run from all starts. */
/* Why a reader that is not reached is not. */
struct str impact_why_reader(struct impact_run *run, size_t reader);
/* Why a model below a change is not reached. */
struct str impact_why_model(struct impact_run *run, uint32_t node);

#endif
