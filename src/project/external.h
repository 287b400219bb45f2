/* external: external_models.yaml and its kin. Private to the project layer. */
#ifndef STOPLOG_PROJECT_EXTERNAL_H
#define STOPLOG_PROJECT_EXTERNAL_H

#include "project/load.h"

/* Reads external_models.yaml (or schema.yaml) and external_models/; notes what it cannot. */
MUST_USE enum status external_take(struct assembly *assembly, struct err *err);

#endif
