/* node_flow: the flow of one node on one side, turned round and packed: who hangs on a column of a
 * table. Private to lineage. */
#ifndef STOPLOG_LINEAGE_NODE_FLOW_H
#define STOPLOG_LINEAGE_NODE_FLOW_H

#include "lineage/flow.h"
#include "lineage/slots.h"

#define SLOT_ANY UINT32_MAX        /* of a leaf: any column */
#define USE_ROWS (UINT32_MAX >> 2) /* of a use: what decides the rows */

/* One reading of a leaf: column << 2 | kind. column: index among the columns of the reader's side,
 * their count for those that are not known, or USE_ROWS. */
typedef uint32_t leaf_use;
#define use_column(use) ((use) >> 2)
#define use_kind(use) ((enum flow_kind)((use)&3))

struct node_flow {
    struct str *tables;   /* fqn */
    size_t *table_node;   /* per table: the node that has this name on the flow's side, SIZE_MAX */
    uint32_t *leaf_first; /* per table, and one behind: where its leaves start */
    uint32_t *leaf_slot;  /* per leaf: its slot in the node of its table */
    uint32_t *use_first;  /* per leaf, and one behind: where its uses start */
    leaf_use *uses;
    bool *decides; /* as in struct flow */
    uint32_t table_count, column_count;
};

/* What is shared by the flows of a graph. */
struct node_flows {
    struct arena *arena, scratch;
    const struct graph *graph;
    struct slots **slots;              /* per node, made when asked for */
    const struct node_flow **sides[2]; /* per node: base, tip */
};

/* Nothing is read yet. Everything lives in the arena. */
void node_flows_init(struct node_flows *flows, struct arena *arena, const struct graph *graph);
/* Frees what is kept outside the arena. */
void node_flows_release(struct node_flows *flows);
/* The numbers of a node's columns. */
struct slots *node_slots(struct node_flows *flows, size_t node);
/* The flow of the node's model on one side; NULL where it has none. Where both sides are read alike
 * it is one and the same. */
const struct node_flow *node_flow(struct node_flows *flows, size_t node, bool at_tip);
/* Index of the node's table among those the flow reads, or SIZE_MAX. */
size_t node_flow_table(const struct node_flow *flow, size_t node);

#endif
