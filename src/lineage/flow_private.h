/* flow_private: the net behind flow.h. Private to lineage.
 *
 * A node is a column of a relation, or one of the other parts of it that something can hang on. Its
 * edges lead to what it hangs on; they are made when the node is first met, so that only what is
 * used costs anything. Leaves are parts of tables. Everything lives in the scratch arena. */
#ifndef STOPLOG_LINEAGE_FLOW_PRIVATE_H
#define STOPLOG_LINEAGE_FLOW_PRIVATE_H

#include "lineage/flow.h"
#include "project/schema.h"
#include "sql/bind.h"

/* Parts of a relation beside its columns. */
enum net_part {
    PART_ALL,  /* every column, also those that are not known */
    PART_REST, /* those that are not known */
    PART_ROWS, /* what decides which rows there are */
    PART_ARGS, /* what a function or VALUES is made of */
    PART_COUNT
};
#define PART_OF(column_count, part) ((uint32_t)(column_count) + (uint32_t)(part))
#define PART_NAMED UINT32_MAX /* a column that is not listed, by its name */

struct net_node {
    const struct bind_relation *relation; /* NULL: the node of everything */
    uint32_t part;                        /* index of a column, PART_OF or PART_NAMED */
    uint32_t name;                        /* PART_NAMED: index in net.names */
    uint32_t first, count;                /* edges, once they are made; first: the leaf of a leaf */
    uint32_t round;                       /* the last spread that met it */
    bool made, leaf;
};

/* A table or another relation that the net has met. */
struct net_relation {
    const struct bind_relation *relation;
    uint32_t base;  /* its first node */
    uint32_t table; /* BIND_TABLE: index in net.tables */
};
struct net_table {
    struct str fqn;
    uint32_t *leaf_of; /* per listed column: leaf + 1 */
    size_t listed;
    uint32_t any; /* leaf + 1 */
};

struct net {
    struct arena *arena;
    struct binder *binder;
    struct {
        VEC_OF(struct net_node);
    } nodes; /* the first is the node of everything */
    struct {
        VEC_OF(uint32_t);
    } edges; /* node << 2 | kind */
    struct {
        VEC_OF(struct str);
    } names;
    struct net_relation *relations; /* hashed by address */
    size_t relation_count, relation_cap;
    struct net_relation recent[2]; /* asked about last; the older one is at index turn */
    unsigned turn;
    struct map named;  /* relation and name -> node + 1 */
    struct map fqns;   /* fqn -> table + 1 */
    struct map listed; /* table and name of a column that is not listed -> leaf + 1 */
    struct {
        VEC_OF(struct net_table);
    } tables;
    struct {
        VEC_OF(struct flow_leaf);
    } leaves;
    struct net_nodes {
        VEC_OF(uint32_t);
    } waiting[3];          /* of the spread that runs: nodes by the weakest edge on the way */
    struct net_nodes *met; /* where a spread lists the nodes it meets, or NULL */
    uint32_t round;
    size_t steps;
    bool limited;
};

#define NET_EVERYTHING 0u /* the node that hangs on all that the model reads */

/* An empty net over what the binder binds; net_release frees what its maps keep. */
void net_init(struct net *net, struct arena *arena, struct binder *binder);
void net_release(struct net *net);
/* The node of a part: index of a column, or PART_OF(relation->count, ...). */
uint32_t net_node(struct net *net, const struct bind_relation *relation, uint32_t part);
/* The node of a column that the relation does not list; of a table and "": of any column. */
uint32_t net_named(struct net *net, const struct bind_relation *relation, struct str name);
/* Counts steps; false once there were too many: net->limited, and no more edges are made. */
bool net_spend(struct net *net, size_t steps);
/* Adds an edge to the node that is being made. */
void net_edge(struct net *net, uint32_t to, enum flow_kind kind);
/* Index of the leaf of a part of a table; of a column that it lists. */
uint32_t net_leaf(struct net *net, const struct net_node *node);
uint32_t net_listed(struct net *net, uint32_t table, const struct bind_relation *relation,
                    uint32_t column);
/* The table of this name, which is added when it is new. */
uint32_t net_table(struct net *net, struct str fqn);
/* The leaf "not known which columns" of a table. */
uint32_t net_any(struct net *net, uint32_t table);
/* Makes the edges of a node. The node that is being made is passed by index: adding edges may move
 * the others. */
void net_make(struct net *net, uint32_t node);
/* Leaves below the edges, those with the strongest way first; a leaf may come twice. everything:
 * the node of everything was met. Marks the nodes it meets with net->round. out: emptied first. */
struct net_found {
    VEC_OF(struct flow_read);
    bool everything;
};
void net_spread(struct net *net, const uint32_t *roots, size_t count, struct net_found *out);

/* --- flow_walk.c: expressions ----------------------------------------------------------------- */

/* Where an expression stands. */
struct flow_place {
    struct net *net;
    const struct bind_scope *scope;    /* NULL: no names are seen */
    const struct bind_relation *skip;  /* a source that is not seen: the function it is part of */
    const struct bind_column *self;    /* the output that it is, which cannot name itself */
    enum flow_kind kind;               /* of the edges */
    bool names_outputs;                /* GROUP BY and what follows may mean an output */
    const struct flow_lambda *lambdas; /* parameters that hide columns */
    unsigned windows;                  /* named windows that were followed */
};
/* Adds an edge for everything that the expression names; that all children name. */
void flow_expression(const struct flow_place *place, const struct sql_node *expr);
void flow_children(const struct flow_place *place, const struct sql_node *node);
/* Whether a parameter of a lambda around has this name. */
bool flow_hides(const struct flow_lambda *lambda, struct str name);
/* Whether a macro, variable or the like stands for a value that names no column of its own. */
bool flow_is_closed(const struct flow_place *place, const struct sql_node *node);

/* --- flow_name.c: names ----------------------------------------------------------------------- */

/* Adds the edges of a COLUMN node, of the column that a call may be called on, of a name in USING.
 */
void flow_column(const struct flow_place *place, const struct sql_node *column);
void flow_owner(const struct flow_place *place, const struct sql_node *call);
void flow_using(const struct flow_place *place, const struct sql_node *name);
/* Adds an edge to everything that can be named here. */
void flow_everything_seen(const struct flow_place *place, const struct bind_scope *scope);
/* Makes the edges of a PART_NAMED node, of PART_ALL, of PART_REST, of PART_ROWS (flow_rows.c). */
void flow_make_named(struct net *net, const struct bind_relation *relation, struct str name);
void flow_make_all(struct net *net, const struct bind_relation *relation);
void flow_make_rest(struct net *net, const struct bind_relation *relation);
void flow_make_rows(struct net *net, const struct bind_relation *relation);
/* What a source gives: for a CTE that is named inside itself the whole CTE. */
const struct bind_relation *flow_relation(const struct bind_source *source);

#endif
