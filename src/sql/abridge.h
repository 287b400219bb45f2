/* abridge: a query without what its names do not hang on, packed into few bytes.
 *
 * What the columns of a query are and where they come from is asked of every model below a change,
 * long after its tree was read and forgotten. An abridged query answers as the whole one does: it
 * has the same tables, outputs, types of outputs and readings of columns (bind.h, query.h and the
 * flow of lineage); constants, operators and functions are left out. Of a query whose answers hang
 * on more there is no abridged one: macros that are calls, Jinja, lambdas and array literals, named
 * windows, functions and VALUES in FROM, functions called on a column, outputs without a name,
 * clauses and modifiers without a kind of their own. Knows trees, no project. */
#ifndef STOPLOG_SQL_ABRIDGE_H
#define STOPLOG_SQL_ABRIDGE_H

#include "base/vec.h"
#include "sql/ast.h"

struct sql_abridged {
    struct str packed; /* "" when the query cannot be abridged */
    /* All that it puts out is written in it, whatever columns its tables have, and no limit is in
     * the way: no stars, no other names for columns, no outputs repeated without end. */
    bool written;
};
/* bytes: the text the tree was parsed from, in which identifiers stand. scratch: for what is needed
 * on the way; the result is in `arena`. */
void sql_abridge(struct sql_abridged *out, struct arena *arena, struct arena *scratch,
                 struct str bytes, const struct sql_node *query);
/* The tree of what sql_abridge made of the same bytes, and packed. Nodes start where they did and
 * have no end. Texts are in `bytes` and in what is packed, which must outlive the tree. */
const struct sql_node *sql_abridged_tree(struct arena *arena, struct str bytes,
                                         const struct sql_abridged *abridged);

/* A plain query: one SELECT of tables and JOIN ... ON, its columns named by one name or by two, no
 * DISTINCT, LIMIT or positions in GROUP BY. What most models are, or the SELECTs they are made of.
 */
struct sql_plain_ref { /* a column that is named; both are slices of the text */
    struct str table;  /* "" when it is not said */
    struct str name;
};
struct sql_plain_output {
    struct str name;
    size_t first, count; /* of the refs */
    bool bare;           /* it is the column of this name itself, named without a table */
};
struct sql_plain_table {
    struct str called; /* what a column names it by: its alias, or else its last name */
    uint32_t start;    /* of its node */
};
struct sql_plain {
    struct {
        VEC_OF(struct sql_plain_table);
    } tables;
    struct {
        VEC_OF(struct sql_plain_output);
    } outputs;
    struct {
        VEC_OF(struct sql_plain_ref);
    } refs; /* of the outputs, then those that decide the rows, in source order */
    size_t rows_first;
    struct {
        VEC_OF(struct sql_node);
    } variables; /* every MACRO_VAR, wherever it stands */
};
/* Reads what sql_abridge made of the same bytes, without a tree. False when the query is not plain.
 */
bool sql_abridged_plain(struct sql_plain *out, struct arena *arena, struct str bytes,
                        const struct sql_abridged *abridged);

#endif
