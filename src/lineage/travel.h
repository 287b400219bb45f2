/* travel: how a change of columns spreads over the graph. Private to lineage.
 *
 * A spot is a column of a node, what its columns that are not known may be, or the whole of it.
 * From a column a change goes to the columns that hang on it; where it decides the rows of a
 * reader, to the whole of that. From the whole it goes to the whole of every reader. */
#ifndef STOPLOG_LINEAGE_TRAVEL_H
#define STOPLOG_LINEAGE_TRAVEL_H

#include "lineage/node_flow.h"

struct spot {
    uint32_t node, slot;
};
struct spot_step {
    uint32_t distance;
    struct spot via; /* the spot before it; a start names itself */
    enum edge_strength weakest;
    uint32_t index; /* in travel.found */
    uint32_t round; /* the run that wrote this; others' steps are void */
};
struct travel {
    struct arena *arena;
    struct node_flows flows;
    struct spot_steps {
        struct spot_step *items; /* one for each slot; made when the node is met */
        uint32_t count;
    } * steps; /* per node */
    struct {
        VEC_OF(struct spot);
    } found; /* nearest first, the starts among them */
    uint32_t round;
    size_t spent; /* steps of all runs */
    bool limited; /* LIMIT_travel_steps was hit: since then only whole nodes are followed */
};

/* Nothing is found yet. Everything lives in the arena. */
void travel_init(struct travel *travel, struct arena *arena, const struct graph *graph);
/* Frees what is kept outside the arena. */
void travel_release(struct travel *travel);
/* Finds all that is reached from the starts. Shortest ways; of equal ones the one whose weakest
 * step is strongest. Both snapshots count. Once travel->limited, a column stands for the whole
 * node. */
void travel_down(struct travel *travel, const struct spot *starts, size_t count);
/* Finds all that the value of the starts hangs on, without what only decides rows. */
void travel_up(struct travel *travel, const struct spot *starts, size_t count);
/* The step to a spot in the last run, or NULL. */
const struct spot_step *travel_step(const struct travel *travel, struct spot spot);
/* The best step to any spot of the node in the last run, or NULL; *slot says to which. */
const struct spot_step *travel_nearest(const struct travel *travel, uint32_t node, uint32_t *slot);

#endif
