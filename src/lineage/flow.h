/* flow: which columns of the tables that a model reads each of its columns hangs on, and which
 * decide what rows there are.
 *
 * Looks through CTEs, subqueries, set operations, stars and functions down to the tables that the
 * model itself names. What cannot be told becomes a read marked FLOW_UNSURE of every table that it
 * may come from; nothing is left out. Pure; knows one snapshot and no change.
 * Source of what counts: OpenLineage ColumnLineageDatasetFacet (direct, indirect, the columns that
 * hold for a whole dataset). */
#ifndef STOPLOG_LINEAGE_FLOW_H
#define STOPLOG_LINEAGE_FLOW_H

#include "project/project.h"

enum flow_kind {
    FLOW_DIRECT,   /* its value is in the result, or what is computed from it */
    FLOW_INDIRECT, /* it decides which value comes: a filter inside a subquery of the expression */
    FLOW_UNSURE    /* it may be that this is read */
};

/* Values of flow_leaf.column that are no index. */
#define FLOW_NAMED UINT32_MAX     /* only the name is known: the table does not list it */
#define FLOW_ANY (UINT32_MAX - 1) /* not known which columns */

/* A column of a table that is read. */
struct flow_leaf {
    uint32_t table;  /* index in flow.tables */
    uint32_t column; /* index among the columns of that model, or a value above */
    struct str name; /* "" for FLOW_ANY */
};
struct flow_read {
    uint32_t leaf; /* index in flow.leaves */
    enum flow_kind kind;
};
struct flow_reads {
    const struct flow_read *items;
    size_t count;
};
struct flow {
    struct {
        VEC_OF(struct str);
    } tables; /* fqn, in the order they were met; the model itself when it reads itself */
    struct {
        VEC_OF(struct flow_leaf);
    } leaves;
    struct flow_reads *columns; /* one per column of the model, then one for those not known */
    size_t column_count;        /* without the last */
    struct flow_reads rows;     /* filters, joins, groups, keys of the kind; none is FLOW_DIRECT */
    bool *decides;              /* per column: another value of it means other rows */
    bool limited;               /* LIMIT_lineage_steps was hit: every read is FLOW_UNSURE */
};

/* The flow of a model. arena takes the result; what is needed on the way is taken
 * from scratch, which the caller may release afterwards. At most LIMIT_lineage_steps steps. */
void flow_of(struct flow *out, struct arena *arena, struct arena *scratch,
             const struct model *model);
/* An expression that an inner SELECT of a query puts out, and what hangs on its value. */
struct flow_inner {
    const struct sql_node *expr; /* given: in the tree of model_query(); NULL is passed over */
    bool known;                  /* false: the rows may hang on it, or it cannot be told */
    struct {
        VEC_OF(size_t);
    } columns; /* of the model */
};
/* Fills the rest of all of them; columns live in the arena. At most LIMIT_lineage_steps steps, past
 * which none is known. */
void flow_of_inner(struct flow_inner *items, size_t count, struct arena *arena,
                   const struct model *model);
/* "direct", "indirect", "model-level". */
const char *flow_kind_name(enum flow_kind kind);

#endif
