/* impact: which models and which declared readers a change reaches, over which columns, and why the
 * others are not reached.
 *
 * Travels from the facts that can break a reader (shape, meaning, unknown). A fact about one column
 * goes over the columns that hang on it; where such a column decides rows, and from every other
 * fact, it goes to whole models. A reader that declares columns is reached only through them.
 * Shortest path first; on a tie the one with the stronger steps. Both snapshots count.
 * Over-approximates, never drops. */
#ifndef STOPLOG_LINEAGE_IMPACT_H
#define STOPLOG_LINEAGE_IMPACT_H

#include "lineage/graph.h"

/* A declared reader outside the project, as the policy layer describes it. */
struct reader_target {
    struct str model; /* name pattern already resolved to one fqn, or "" */
    struct {
        VEC_OF(struct str);
    } columns; /* empty = the whole model */
};
struct reader {
    struct str id;
    struct {
        VEC_OF(struct reader_target);
    } targets;
};

struct reach {
    size_t fact;         /* index in change_set.facts */
    size_t reader;       /* index of the reader */
    struct str *path;    /* model names from the changed model to the one the reader reads */
    struct str *columns; /* for each: the column that is touched, "" = the whole of it */
    size_t path_count;
    struct str column; /* the declared column that is hit on the last model, or "" */
    enum edge_strength weakest;
};
/* A model below a change that is proven not to be reached. */
struct spared {
    struct str model, why; /* why: a clause without a full stop */
};
struct impact {
    struct {
        VEC_OF(struct reach);
    } reaches;              /* sorted by reader, then fact */
    bool *reader_reached;   /* one per reader */
    struct str *reader_why; /* one per reader: why it is not reached, "" when it is */
    struct {
        VEC_OF(struct str);
    } downstream; /* names of models reached, changed ones left out, sorted */
    struct {
        VEC_OF(struct spared);
    } spared;                    /* sorted by model */
    size_t *downstream_of_model; /* per change_set.models: models below it */
    bool limited;                /* LIMIT_travel_steps was hit: some reaches are of whole models */
};

/* Everything lives in the arena. Readers keep their order: reader_reached[i] and reaches[].reader
 * speak of readers[i]. */
void impact_of(struct impact *out, struct arena *arena, const struct graph *graph,
               const struct change_set *changes, const struct reader *readers, size_t reader_count);
/* Adds reaches that were found otherwise: by what a reader declares. The order stays. */
void impact_add(struct impact *impact, struct arena *arena, const struct reach *reaches,
                size_t count);
/* Models above or below one node, nearest first, each with its shortest path: for `stoplog
 * impact`. */
struct neighbour {
    size_t node;
    size_t distance;
    size_t via; /* node before it on the path, towards the start */
    enum edge_strength weakest;
};
struct neighbours {
    VEC_OF(struct neighbour);
};
void graph_walk(struct neighbours *out, struct arena *arena, const struct graph *graph,
                size_t start, bool downstream);

#endif
