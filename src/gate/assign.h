/* assign: each person to one place, as many places filled as possible (maximum bipartite matching
 * by augmenting paths, Kuhn's algorithm). People and places are few: the members of some teams. */
#ifndef STOPLOG_GATE_ASSIGN_H
#define STOPLOG_GATE_ASSIGN_H

#include <stdbool.h>

#include "base/arena.h"

struct assignment {
    size_t people, places;
    /* Whether the person may fill the place. */
    bool (*fits)(const void *ctx, size_t person, size_t place);
    const void *ctx;
    size_t *person_of; /* out, one per place, from the arena: who fills it, SIZE_MAX = nobody */
};

/* Fills person_of and returns how many places are filled. Places earlier in the order are not
 * emptied for later ones. Time people x places x places. */
size_t assign_people(struct assignment *assignment, struct arena *arena);

#endif
