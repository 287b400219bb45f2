/* abridge: a query without what its names do not hang on, packed into few bytes.
 *
 * What the columns of a query are and where they come from is asked of every model below a change,
 * long after its tree was read and forgotten. An abridged query answers as the whole one does: it
 * has the same tables, outputs, types of outputs and readings of columns (bind.h, query.h and the
 * flow of lineage); constants, operators and functions are left out. Of a query whose answers hang
 * on more (stars, macros that are calls, queries in expressions, lambdas, clauses without a kind of
 * their own) there is no abridged one. Knows trees, no project. */
#ifndef STOPLOG_SQL_ABRIDGE_H
#define STOPLOG_SQL_ABRIDGE_H

#include "base/arena.h"
#include "sql/ast.h"

/* bytes: the text the tree was parsed from, in which identifiers stand. scratch: for what is needed
 * on the way. Result: in `arena`; "" when the query cannot be abridged. */
struct str sql_abridge(struct arena *arena, struct arena *scratch, struct str bytes,
                       const struct sql_node *query);
/* The tree of what sql_abridge made of the same bytes. Nodes start where they did and have no end.
 * Texts are in `bytes` and `abridged`, which must outlive the tree. */
const struct sql_node *sql_abridged_tree(struct arena *arena, struct str bytes,
                                         struct str abridged);

#endif
