/* types: what an old reader can do with a new type. Three answers and "cannot tell", which is never
 * taken for harmless. Knows canonical type texts only, no dialect and no model. */
#ifndef STOPLOG_CHANGE_TYPES_H
#define STOPLOG_CHANGE_TYPES_H

#include "base/str.h"

enum type_relation {
    TYPES_EQUAL,
    TYPES_WIDENED,      /* every old value and every old reader's variable still fits the family */
    TYPES_NARROWED,     /* same family, fewer values */
    TYPES_INCOMPATIBLE, /* another family */
    TYPES_UNCLEAR       /* one text is empty, or a type or its parameters are not known */
};

/* Compares canonical types (upper case, parameters in parentheses); blanks and case do not count.
 * Widening: wider integers, integers into a DECIMAL that has the digits, REAL into DOUBLE, longer
 * VARCHAR or TEXT, DECIMAL that loses no digit on either side of the point, finer TIMESTAMP. DATE
 * to TIMESTAMP is no widening: equality and grouping mean something else afterwards. */
enum type_relation type_compare(struct str before, struct str after);

#endif
