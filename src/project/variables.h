/* variables: variables of the configuration and of blueprints as inputs of a model. Private to the
 * project layer. */
#ifndef STOPLOG_PROJECT_VARIABLES_H
#define STOPLOG_PROJECT_VARIABLES_H

#include "project/draft.h"

/* A name that only a run can tell: every variable may be meant. */
#define variable_any STR("*")

struct variable_names {
    VEC_OF(struct str); /* lower case */
};
/* Adds the variable of this name (lower case) to the model's inputs, or all for variable_any.
 * False: there is none. */
bool variable_add_input(struct arena *arena, struct model *model, const struct draft *draft,
                        const struct config *config, struct str name);
/* Appends the names behind '@' and in '@{...}' in a text, and variable_any for @VAR(...). */
void variables_in_text(struct variable_names *out, struct arena *arena, struct str text);

#endif
