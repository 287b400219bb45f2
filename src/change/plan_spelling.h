/* plan_spelling: spellings that mean the same, of which SQLMesh keeps the difference because
 * sqlglot has a node for each: INNER JOIN and JOIN, FETCH and LIMIT, parentheses. Private to
 * src/change. */
#ifndef STOPLOG_CHANGE_PLAN_SPELLING_H
#define STOPLOG_CHANGE_PLAN_SPELLING_H

#include "project/model.h"

/* Of two models whose queries have one form. resolved: SQLMesh knows the columns, and then takes
 * parentheses that group nothing out of expressions. True also when the texts cannot be read. */
bool plan_spelling_differs(struct arena *arena, const struct model *before,
                           const struct model *after, bool resolved);

/* Whether two texts with Jinja in them differ in nothing but layout, comments and the case of
 * words: tokens, tags, and where a tag touches what is beside it. */
bool plan_same_tokens(struct arena *arena, const struct model *before, const struct model *after);

#endif
