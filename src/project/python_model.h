/* python_model: models declared by @model in Python files. Private to the project layer.
 * Source: sqlmesh/core/model/decorator.py, sqlmesh/core/model/common.py (parse_dependencies). */
#ifndef STOPLOG_PROJECT_PYTHON_MODEL_H
#define STOPLOG_PROJECT_PYTHON_MODEL_H

#include "project/read.h"
#include "project/registry.h"

/* Reads the decorators of one file; the code is followed later, with the rest of the project. */
MUST_USE enum status python_model_file(struct file_result *out, struct file *file, struct err *err);
/* Adds what the model's function reaches: the digest of its code, modules, tables, variables. */
MUST_USE enum status python_model_resolve(struct registry *registry, struct model *model,
                                          const struct draft *draft, const struct config *config,
                                          struct err *err);

#endif
