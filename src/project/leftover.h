/* leftover: code in models/, macros/ and signals/ that no model, macro or signal accounts for.
 * Private to the project layer. */
#ifndef STOPLOG_PROJECT_LEFTOVER_H
#define STOPLOG_PROJECT_LEFTOVER_H

#include "project/registry.h"

/* Notes an unknown, with a form to compare, for every Python file that holds such code: SQLMesh
 * runs it when it loads the file, and it may declare models or macros in ways that only a run
 * tells. To be called when all models are resolved. Source: sqlmesh/core/loader.py. */
MUST_USE enum status leftovers_note(struct assembly *assembly, struct registry *registry,
                                    struct err *err);

#endif
