/* graph: who reads whom, over both snapshots at once, and how a change travels.
 *
 * Nodes are models and the outside tables they read; an edge goes from what is read to who reads it
 * and remembers on which side it exists and how sure it is. A removed model keeps its readers of
 * base. */
#ifndef STOPLOG_LINEAGE_GRAPH_H
#define STOPLOG_LINEAGE_GRAPH_H

#include "base/order.h"
#include "change/change.h"

enum edge_strength {
    EDGE_EXACT,    /* read from the query text */
    EDGE_INDIRECT, /* of columns: it filters, joins or groups, and its value is not in the result */
    EDGE_MODEL,    /* the model is read, the column is not known */
    EDGE_DECLARED, /* depends_on, or a consumer's declaration */
    EDGE_UNKNOWN   /* the name stood in text that was not understood */
};

struct graph_edge {
    size_t to; /* node index */
    enum edge_strength strength;
    bool at_base, at_tip;
};
struct graph_node {
    struct str fqn, name;
    const struct model *before, *after; /* both NULL: an outside table */
    struct {
        VEC_OF(struct graph_edge);
    } readers; /* who reads this node */
    struct {
        VEC_OF(struct graph_edge);
    } reads; /* what this node reads */
};
struct graph {
    struct arena *arena;
    const struct projects *before, *after; /* either may be NULL */
    struct {
        VEC_OF(struct graph_node);
    } nodes;            /* sorted by fqn */
    struct order names; /* of the nodes: the place of a name is the index of its node */
    struct map renamed; /* fqn at base -> struct str * fqn at tip */
};

/* Either side may be NULL. Renamed models are one node (change set says which). With a change set,
 * models whose sources cannot all be told read every changed model of their project, over one node
 * per project that is no model, by edges of strength unknown. */
void graph_build(struct graph *out, struct arena *arena, const struct projects *before,
                 const struct projects *after, const struct change_set *changes);
/* Ends the use of a graph. */
void graph_release(struct graph *graph);
/* Index of the node, or SIZE_MAX. A renamed model is found under both names. */
size_t graph_find(const struct graph *graph, struct str fqn);
const char *edge_strength_name(enum edge_strength strength);

#endif
