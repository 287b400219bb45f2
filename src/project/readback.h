/* readback: whether the semantic form of a query says what its tree says, found out by reading it.
 * Private to the project layer.
 *
 * Two queries with one form are taken for the same, so a form that reads as another tree could hide
 * a change. The form makes none of SQL that an engine takes (tests/sql, tests/fuzz); what becomes
 * of a text that no engine takes is not for us to trust. Whoever lets equal forms pass asks here.
 */
#ifndef STOPLOG_PROJECT_READBACK_H
#define STOPLOG_PROJECT_READBACK_H

#include "sql/lex.h"

struct sql_node;

/* What a query is compared by with others of its dialect. */
struct checked_form {
    struct str form; /* its semantic form, or the text as it is written */
    bool reads_back; /* false: it is the text, and the tree is not to be compared either */
};
/* The form of the tree of a whole query, in arena; where it does not read as that tree again, or a
 * limit is in the way, `written`, so that two that differ in anything are not the same. What is
 * needed on the way goes to scratch. Takes as long as it took to read the query.
 * Source: docs/semantic-form.md, "What the form promises". */
struct checked_form query_checked_form(struct arena *arena, struct arena *scratch,
                                       const struct sql_dialect *dialect, struct str written,
                                       const struct sql_node *tree);

#endif
