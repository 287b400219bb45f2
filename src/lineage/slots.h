/* slots: the columns that a node of the graph has over both snapshots, numbered. Private to
 * lineage.
 *
 * First the whole of it: its rows, and with them every column; then the columns that are not known;
 * then those of the tip, those of base that the tip does not have, and names that readers use
 * though nothing says that the node has such a column. */
#ifndef STOPLOG_LINEAGE_SLOTS_H
#define STOPLOG_LINEAGE_SLOTS_H

#include "lineage/graph.h"

#define SLOT_WHOLE 0u
#define SLOT_OTHER 1u
#define SLOT_FIRST 2u

struct slots {
    const struct column_types *before, *after; /* names; NULL where there is no model */
    uint32_t *of_before; /* per column of base: its slot; NULL: as at the tip */
    uint32_t *lost;      /* columns of base that the tip does not have */
    uint32_t lost_count, after_count;
    struct {
        VEC_OF(struct str);
    } others;           /* names that are not listed */
    struct map by_name; /* name -> slot; made when it is asked for */
    bool mapped;
};

/* The numbers of a node's columns. Lives in the arena. */
struct slots *slots_of_node(struct arena *arena, const struct graph_node *node);
/* Frees what the map keeps outside the arena. */
void slots_release(struct slots *slots);
/* One more than the last. */
uint32_t slot_end(const struct slots *slots);
/* The slot of a column by its index on one side. */
uint32_t slot_of_column(const struct slots *slots, bool at_tip, size_t index);
/* The slot with this name, or 0. */
uint32_t slot_find(struct slots *slots, struct arena *arena, struct str name);
/* The same with ASCII letters folded where no name is equal. */
uint32_t slot_find_fold(struct slots *slots, struct arena *arena, struct str name);
/* The slot with this name, which is added when there is none; the text is copied. */
uint32_t slot_add(struct slots *slots, struct arena *arena, struct str name);
/* Whether a model lists the column. */
bool slot_is_listed(const struct slots *slots, uint32_t slot);
/* "" for SLOT_WHOLE and SLOT_OTHER. */
struct str slot_name(const struct slots *slots, uint32_t slot);

#endif
