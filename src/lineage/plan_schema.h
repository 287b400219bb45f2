/* plan_schema: whether the schema that SQLMesh builds the tables of a model in moves, because
 * physical_schema_mapping changed. Private to lineage. */
#ifndef STOPLOG_LINEAGE_PLAN_SCHEMA_H
#define STOPLOG_LINEAGE_PLAN_SCHEMA_H

#include "project/project.h"

struct plan_schemas;

/* NULL when both have the same rules. To be released; lives in the arena otherwise. */
struct plan_schemas *plan_schemas_new(struct arena *arena, const struct config *before,
                                      const struct config *after);
/* A pattern that is wrong or hits a bound counts as moved. False for NULL. */
bool plan_schema_moves(const struct plan_schemas *schemas, const struct model *model);
/* NULL is allowed. */
void plan_schemas_release(struct plan_schemas *schemas);

#endif
