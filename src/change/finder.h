/* finder: looks up columns by name, without a cost per column while two lists run alike. */
#ifndef STOPLOG_CHANGE_FINDER_H
#define STOPLOG_CHANGE_FINDER_H

#include "base/map.h"
#include "project/model.h"

struct finder {
    struct arena *arena;
    const struct columns *columns;
    size_t next;    /* where the next name is expected */
    struct map map; /* name -> column; made when an expectation fails */
    bool mapped;
};

/* Starts at the first column; columns must outlive the finder. */
void finder_init(struct finder *finder, struct arena *arena, const struct columns *columns);
/* The first column with this name, or NULL. */
const struct column *finder_get(struct finder *finder, struct str name);
/* Frees what the map keeps outside the arena. */
void finder_release(struct finder *finder);

#endif
