/* seed: the CSV file behind a seed model. Private to the project layer. */
#ifndef STOPLOG_PROJECT_SEED_H
#define STOPLOG_PROJECT_SEED_H

#include "project/load.h"

/* Adds the file as an input of the model and, when the model has no columns property, the header's
 * names as its columns. A file that is missing or unreadable becomes an unknown. */
MUST_USE enum status seed_add(struct assembly *assembly, struct model *model,
                              const struct draft *draft, struct err *err);

#endif
