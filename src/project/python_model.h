/* python_model: models declared by @model in Python files. Private to the project layer. */
#ifndef STOPLOG_PROJECT_PYTHON_MODEL_H
#define STOPLOG_PROJECT_PYTHON_MODEL_H

#include "project/read.h"

MUST_USE enum status python_model_file(struct file_result *out, struct file *file, struct err *err);

#endif
