/* external: external_models.yaml and its kin. Private to the project layer. */
#ifndef STOPLOG_PROJECT_EXTERNAL_H
#define STOPLOG_PROJECT_EXTERNAL_H

#include "project/load.h"

MUST_USE enum status external_take(struct assembly *assembly, struct err *err);

#endif
