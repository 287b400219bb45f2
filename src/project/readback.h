/* readback: whether the semantic form of a query says what its tree says, found out by reading it.
 * Private to the project layer.
 *
 * Two queries with one form are taken for the same, so a form that reads as another tree could hide
 * a change. The form is made so that it does not (tests/sql, tests/fuzz); what becomes of a text
 * that nobody thought of is not for us to trust. Asked for queries and for statements that are
 * queries; not for values in a block. */
#ifndef STOPLOG_PROJECT_READBACK_H
#define STOPLOG_PROJECT_READBACK_H

#include "sql/lex.h"

struct sql_node;

/* Whether `form`, the form of the whole of `tree` in this dialect, reads as that tree again; false
 * also when a limit is in the way. What is needed on the way goes to scratch. Takes as long as it
 * took to read the query. Source: docs/semantic-form.md, "What the form promises". */
bool query_reads_back(struct arena *scratch, const struct sql_dialect *dialect,
                      const struct sql_node *tree, struct str form);
/* The form of the tree, in arena; where it does not read back, the text as it is written, so that
 * two which differ in anything are not the same. The tree is that text's, with no macro written
 * out.
 */
struct str query_checked_form(struct arena *arena, struct arena *scratch,
                              const struct sql_dialect *dialect, struct str written,
                              const struct sql_node *tree);

#endif
