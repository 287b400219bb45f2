/* search: breadth-first search over the graph, made to be run many times. Private to lineage. */
#ifndef STOPLOG_LINEAGE_SEARCH_H
#define STOPLOG_LINEAGE_SEARCH_H

#include "lineage/graph.h"

struct search_step {
    size_t distance, via;
    enum edge_strength weakest;
    size_t round; /* the search that wrote this; others' steps are void */
};
struct search {
    const struct graph *graph;
    struct search_step *steps; /* one per node */
    size_t *order;             /* nodes found, nearest first; order[0] is the start */
    size_t found, round;
};

/* The arrays live in the arena; one init serves many runs. */
void search_init(struct search *search, struct arena *arena, const struct graph *graph);
/* Finds all nodes below (or above) `start`. Shortest paths; of equal ones the one whose weakest
 * edge is strongest, then the one over the lower node index. Linear in the edges it meets. */
void search_run(struct search *search, size_t start, bool downstream);
/* The step of a node in the last run, or NULL when it was not found. */
const struct search_step *search_step(const struct search *search, size_t node);

#endif
