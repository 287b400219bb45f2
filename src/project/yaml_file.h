/* yaml_file: a YAML file of the project as a literal. Private to the project layer. */
#ifndef STOPLOG_PROJECT_YAML_FILE_H
#define STOPLOG_PROJECT_YAML_FILE_H

#include "project/lit.h"
#include "project/read.h"

/* *out is NULL when the file is faulty; then the unknown is in result. */
MUST_USE enum status yaml_file_read(const struct lit **out, struct file_result *result,
                                    struct file *file, bool jinja, struct err *err);

#endif
