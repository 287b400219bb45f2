/* plan_values: which hashes the values of two versions of a model differ in. Private to src/change.
 */
#ifndef STOPLOG_CHANGE_PLAN_VALUES_H
#define STOPLOG_CHANGE_PLAN_VALUES_H

#include "change/plan_direct.h"

/* By the table plan_values.def: properties, kind, columns, inputs; not the texts of query and
 * statements. A set of enum plan_hash. */
unsigned plan_values_differ(const struct plan_pair *pair);
/* What the table is partitioned by, the time column that SQLMesh puts in front included. */
bool plan_same_partitioning(const struct plan_pair *pair);
bool plan_same_environment_mode(const struct model *before, const struct model *after);

#endif
