/* blind: models that may read more than their dependencies say. Private to lineage. */
#ifndef STOPLOG_LINEAGE_BLIND_H
#define STOPLOG_LINEAGE_BLIND_H

#include "project/model.h"

/* Whether something that was not run may name a table that the model reads: a macro or template
 * where a table stands, Python that makes the name or the whole query, text over a limit. A macro
 * within an expression is taken to give a value. */
bool model_is_blind(const struct model *model);

#endif
