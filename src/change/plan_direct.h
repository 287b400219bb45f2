/* plan_direct: what SQLMesh's plan would make of the difference between two versions of one model,
 * apart from what happens above it: which of its hashes differ, whether it is directly modified,
 * and whether that breaks those who read it.
 *
 * Speaks SQLMesh's language, not that of our facts: where SQLMesh takes a change for harmless that
 * a fact takes for a change of meaning, both are said. What only running code could tell counts as
 * different. Sources: sqlmesh/core/model/definition.py (is_metadata_only_change,
 * is_breaking_change), sqlmesh/core/node.py (is_data_change), sqlmesh/core/plan/common.py
 * (is_breaking_kind_change). */
#ifndef STOPLOG_CHANGE_PLAN_DIRECT_H
#define STOPLOG_CHANGE_PLAN_DIRECT_H

#include "project/project.h"

/* The hashes of a version: a set of these. */
enum plan_hash { PLAN_HASH_DATA = 1, PLAN_HASH_METADATA = 2 };

/* One side of a model with what decides how SQLMesh reads it. */
struct plan_side {
    const struct model *model;
    /* The columns of every table that its query reads are known: then SQLMesh compares the query
     * with names resolved, stars expanded and terms simplified. */
    bool schema_known;
};

struct plan_pair {
    struct arena *arena;
    struct plan_side before, after;
    bool parents_reshaped; /* what it reads has columns of other names or types, in any order */
    bool schema_moved;     /* physical_schema_mapping gives it another schema */
};

struct plan_direct {
    unsigned hashes;  /* enum plan_hash: those that differ */
    bool data_change; /* directly modified; else at most its metadata changed */
    bool kind_breaks; /* the kind changed in a way that rebuilds everything */
    bool compatible;  /* a data change of which SQLMesh says that it breaks nobody */
};

/* Compares two versions; neither is NULL. A model and a standalone audit of one name are not for
 * here: SQLMesh takes them for one gone and one new. */
void plan_compare(struct plan_direct *out, const struct plan_pair *pair);

/* Whether names or types of columns differ, in whatever order; cheap when both share their list. */
bool plan_is_reshaped(struct arena *arena, const struct column_types *before,
                      const struct column_types *after);
/* SQLMesh's columns_to_types: whether the names of all output columns are known and no two are
 * equal. schema_known as in plan_side: then SQLMesh names columns that have no name. Columns that
 * only macros, Jinja or Python hide from us count as known. */
bool plan_columns_known(struct arena *arena, const struct model *model, bool schema_known);

/* By kind, what is left out included. */
bool plan_is_forward_only(const struct model *model);
bool plan_is_materialized_view(const struct model *model);
/* @DEF(...): SQLMesh leaves it out when it compares statements. */
bool plan_is_definition(const struct statement *statement);

#endif
