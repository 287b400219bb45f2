/* expand_constant: conditions and sums that macros compute. Private to the expander. */
#ifndef STOPLOG_PROJECT_EXPAND_CONSTANT_H
#define STOPLOG_PROJECT_EXPAND_CONSTANT_H

#include "project/expand_private.h"

struct constant {
    enum { CONSTANT_NONE, CONSTANT_BOOL, CONSTANT_INT, CONSTANT_TEXT } kind;
    long long number; /* of a boolean, too */
    struct str text;
};
/* The value of an expression of literals and settings as Python computes it. False when it is
 * anything else. */
bool constant_of(struct expander *x, struct macro_span span, struct constant *out);
/* Whether a condition holds. */
static inline bool constant_holds(const struct constant *value)
{
    return value->kind == CONSTANT_TEXT ? value->text.len > 0
                                        : value->kind != CONSTANT_NONE && value->number != 0;
}

#endif
