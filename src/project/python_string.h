/* python_string: where a string literal of Python ends, and what its replacement fields hold.
 * Private to the project layer. Source: Python reference, "String and Bytes literals",
 * "Formatted string literals"; PEP 701. */
#ifndef STOPLOG_PROJECT_PYTHON_STRING_H
#define STOPLOG_PROJECT_PYTHON_STRING_H

#include "base/vec.h"
#include "base/str.h"

/* Expressions of replacement fields, those of nested fields and nested literals too. */
struct py_field {
    size_t from, to;
};
struct py_fields {
    VEC_OF(struct py_field);
};

/* Whether a name right before a quote makes it a literal of another kind. */
bool py_is_string_prefix(struct str name);
/* One past the literal whose quote is at `at`. prefix: the letters before the quote. *closed: false
 * when it does not end. fields: NULL, or where its fields are appended, from arena. */
size_t py_string_end(struct str text, size_t at, struct str prefix, bool *closed,
                     struct py_fields *fields, struct arena *arena);

#endif
