/* inferred: what SQLMesh knows of a model's columns while it loads a project. It asks no engine:
 * names and types come from what is declared and from the text of queries, whose names it finds
 * only when it knows the columns of everything they read. Private to the project layer.
 * Source: sqlmesh/core/renderer.py, _optimize_query(); sqlmesh/core/model/schema.py. */
#ifndef STOPLOG_PROJECT_INFERRED_H
#define STOPLOG_PROJECT_INFERRED_H

#include "project/load.h"

/* Whether it knows the names of the columns, which are those that were found here. The columns of
 * the model have been made. */
bool columns_are_inferred(struct resolver *resolver, struct loaded *loaded);
/* Whether the types that were found here are those that it finds. A column without a type may have
 * one there. */
bool types_are_inferred(struct resolver *resolver, struct loaded *loaded);
/* The outputs of the model's own query. */
const struct columns *loaded_outputs(const struct loaded *loaded);

#endif
