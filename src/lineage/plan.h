/* plan: the category that SQLMesh's own plan would give every model for the change from base to the
 * tip, had production been built from base.
 *
 * The assumption is the whole difference to a real plan: SQLMesh compares with what its state
 * database says production is. Categories chosen by hand, restatements and the options of one run
 * of `sqlmesh plan` are not known here. What only running macros, Jinja or Python could tell counts
 * as breaking. Source: sqlmesh/core/plan/builder.py, sqlmesh/core/context_diff.py,
 * sqlmesh/core/snapshot/categorizer.py. */
#ifndef STOPLOG_LINEAGE_PLAN_H
#define STOPLOG_LINEAGE_PLAN_H

#include "lineage/graph.h"

enum plan_category {
    PLAN_NONE, /* not in the plan: no hash differs */
    PLAN_ADDED,
    PLAN_REMOVED,
    PLAN_BREAKING,
    PLAN_NON_BREAKING,
    PLAN_INDIRECT_BREAKING,
    PLAN_INDIRECT_NON_BREAKING,
    PLAN_METADATA,
    PLAN_UNCATEGORISED, /* the project's plan settings leave it to a person */
    PLAN_CATEGORY_COUNT
};

struct plan_entry {
    struct str fqn, name;
    enum plan_category category;
    bool forward_only; /* the table is kept and loaded further instead of built anew */
};
struct plan {
    bool known;                /* false: there was nothing to compare, as with a deleted ref */
    VEC_OF(struct plan_entry); /* sorted by fqn; a renamed model is one removed and one added */
};

/* graph: of both sides, one of which may be NULL. Linear in the graph. */
void plan_of(struct plan *out, struct arena *arena, const struct graph *graph,
             const struct projects *before, const struct projects *after);
/* The entry, or NULL when the model is not in the plan. */
const struct plan_entry *plan_find(const struct plan *plan, struct str fqn);
/* "breaking", "indirect-non-breaking" ...; "" for PLAN_NONE. */
const char *plan_category_name(enum plan_category category);

#endif
