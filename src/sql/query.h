/* query: what a query reads and what it puts out, from its text alone.
 *
 * Scope-aware: a CTE hides a table of the same single-part name inside the query that defines it
 * and deeper, but not in its own body unless recursive. Knows no schemas and no project. */
#ifndef STOPLOG_SQL_QUERY_H
#define STOPLOG_SQL_QUERY_H

#include "base/vec.h"
#include "sql/ast.h"

struct sql_table_ref {
    const struct sql_node *table; /* SQL_TABLE */
    bool dynamic; /* a part is a macro or template: the name is not known statically */
};
struct sql_table_refs {
    VEC_OF(struct sql_table_ref);
    bool macros, opaque; /* the tree holds a MACRO, an OPAQUE */
};
/* Every real table the tree reads anywhere (FROM, subqueries, IN, EXISTS, set operations, pivots),
 * in source order, CTE references left out, duplicates kept. Names inside OPAQUE nodes that look
 * like dotted names after FROM or JOIN are included with `dynamic` set. */
void sql_table_refs(struct sql_table_refs *out, struct arena *arena, const struct sql_node *query);

struct sql_output {
    struct str name;             /* normalised; "" when the expression has no name of its own: what
                                  * sqlglot calls output_name (columns, fields, casts of them,
                                  * literals), and a subquery's only column */
    const struct sql_node *expr; /* without its alias; the STAR node for a star */
    const struct sql_node *item; /* the projection as it stands, for places */
    bool is_star;
    bool dynamic; /* name or item comes from a macro or template */
};
struct sql_outputs {
    VEC_OF(struct sql_output);
};
/* Output columns of a query: the projections of a SELECT, of the leftmost SELECT of a set
 * operation, or of what a parenthesised/FROM-first query gives (FROM-first without SELECT is one
 * star; SELECT * over nothing but a subquery gives the subquery's). VALUES give unnamed outputs.
 * Returns false when the query is opaque. */
bool sql_outputs(struct sql_outputs *out, struct arena *arena, const struct sql_node *query);

/* The items of one SELECT's own list, whatever its FROM is. */
void sql_projections(struct sql_outputs *out, struct arena *arena, const struct sql_node *select);
/* One item of a select list. */
struct sql_output sql_projection(const struct sql_node *item);
/* q of SELECT * FROM (q), when that is all there is; else NULL. */
const struct sql_node *sql_only_source(const struct sql_node *select);
/* How the arms of a set operation are matched: the clause that says BY NAME or CORRESPONDING, NULL
 * when by position. */
const struct sql_node *sql_by_name(const struct sql_node *setop);

/* The SELECT nodes that decide the rows of the query: the select itself or all arms of a set
 * operation, left to right. */
struct sql_selects {
    VEC_OF(const struct sql_node *);
};
void sql_arms(struct sql_selects *out, struct arena *arena, const struct sql_node *query);
/* The query a CTE name stands for inside `query`'s own WITH, or NULL. */
const struct sql_node *sql_cte(const struct sql_node *query, struct str name);

/* COUNT(*), which counts rows, whatever is in them. */
bool sql_counts_rows(const struct sql_node *call);

/* What stands in front of the last '.' of a call's name, upper case where it is not quoted: a
 * schema, or a column or table that the function is called on, as in t.note.upper(). "" when
 * nothing does.
 */
struct str sql_call_owner(const struct sql_node *call);
/* Takes the first part off an owner, without its quotes; false at the end. */
bool sql_owner_part(struct str *owner, struct str *part);

/* Macro names (lower case) and macro variables used anywhere in the tree, sorted, unique. */
struct sql_names {
    VEC_OF(struct str);
};
void sql_macros(struct sql_names *macros, struct sql_names *vars, struct arena *arena,
                const struct sql_node *node);

#endif
