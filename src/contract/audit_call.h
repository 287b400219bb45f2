/* audit_call: what stands in a model's audits, grains and keys, as trees again.
 *
 * A model keeps these as canonical texts; they read back in its dialect (docs/semantic-form.md, 2).
 * Private to the contract layer. */
#ifndef STOPLOG_CONTRACT_AUDIT_CALL_H
#define STOPLOG_CONTRACT_AUDIT_CALL_H

#include "project/model.h"

/* A use of an audit by a model. */
struct audit_call {
    const struct audit_use *use;
    struct str name;             /* without "_non_blocking" */
    const struct sql_node *call; /* its arguments are NAMED_ARG; NULL: could not be read */
    bool is_partial;             /* it has a condition: it looks at some of the rows */
};
struct column_names {
    VEC_OF(struct str); /* as the model has them, in order */
};

/* Reads one use of an audit; *out refers to it. */
void audit_call_read(struct audit_call *out, struct arena *arena, const struct model *model,
                     const struct audit_use *use);
/* The value of an argument, NULL when the call has none of this name. */
const struct sql_node *audit_argument(const struct audit_call *call, const char *name);
/* "not_null(columns := (a, b))": the call as a project writes it. */
struct str audit_call_text(struct arena *arena, const struct audit_use *use);

/* One expression in canonical text, read in the model's dialect; NULL where it cannot be. */
const struct sql_node *model_expression(struct arena *arena, const struct model *model,
                                        struct str form);
/* The columns that a tree lists: a, (a, b) or [a, b]. False when it holds anything else, or is
 * NULL; what was understood is in *out all the same. */
bool column_names_of(struct column_names *out, struct arena *arena, const struct sql_node *node);

#endif
