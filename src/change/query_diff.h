/* query_diff: what the files that compare two queries share. Private to src/change.
 *
 * The comparison goes clause by clause and must account for every clause: with a fact, with a
 * harmless difference, or with an explanation (columns of the model are compared elsewhere). */
#ifndef STOPLOG_CHANGE_QUERY_DIFF_H
#define STOPLOG_CHANGE_QUERY_DIFF_H

#include "change/diff.h"
#include "change/resolved.h"
#include "change/rows.h"
#include "sql/form.h"
#include "sql/query.h"

struct nodes {
    VEC_OF(const struct sql_node *);
};

/* Where in the query the comparison stands. */
struct scope {
    struct model_diff *m;
    struct str prefix;                          /* "CTE paid > ", "" at the top */
    const struct sql_node *old_root, *new_root; /* the whole queries */
    const struct sql_node *here;                /* the tip's query that is compared */
    const struct strs *old_names, *new_names;   /* output names given from outside, or NULL */
    bool top;                                   /* outputs are columns of the model */
    bool distinct_set; /* rows are compared whole: UNION without ALL, INTERSECT, EXCEPT */
    bool arm;          /* one arm of a set operation */
    unsigned depth;
};

/* A SELECT, or another query that is no set operation. bare: its WITH, ORDER BY, LIMIT and OFFSET
 * belong to the query around it and are compared there. */
struct core {
    const struct sql_node *node;
    bool bare;
};

/* A query cut along its set operations: arms left to right, ops[i] between arms i and i + 1. */
struct view {
    struct nodes arms, ops;
};
void view_read(struct view *out, struct arena *arena, const struct sql_node *query);
/* Whether some set operation of the query compares whole rows. */
bool view_is_distinct(const struct view *view);

/* Child of a core, NULL when the core is bare of it. */
const struct sql_node *core_child(struct core core, enum sql_kind kind);

/* The scope of a query inside this one; label: "CTE paid". */
struct scope scope_inside(const struct scope *scope, struct str label);
/* Adds a fact whose aspect is the clause behind the scope's prefix. at: where it stands in the
 * tip's query; NULL when the tip does not have it: then the place is that of the query it went
 * from. */
void scope_fact(const struct scope *scope, enum fact_code code, const char *clause,
                const struct sql_node *at, struct str old, struct str new);
/* The same with a note; texts: before, after. note may be NULL. */
void scope_fact_note(const struct scope *scope, enum fact_code code, struct str aspect,
                     const struct sql_node *at, struct str texts[2], const char *note);
/* The place of a node of the tip's query, or of the query it went from when it is NULL. */
struct place scope_place(const struct scope *scope, const struct sql_node *at);
/* Forms of the children joined by commas, behind the node's own text; "" for NULL. */
struct str clause_text(struct arena *arena, const struct sql_node *clause);
/* Form of a node that may be absent. */
struct str form_or_empty(struct arena *arena, const struct sql_node *node);
bool same_or_both_absent(const struct sql_node *a, const struct sql_node *b);

/* diff_query.c */
void diff_any_query(const struct scope *scope, const struct sql_node *b, const struct sql_node *a);
/* diff_select.c */
void diff_select(const struct scope *scope, struct core b, struct core a);
void diff_with(const struct scope *scope, const struct sql_node *b, const struct sql_node *a);
/* diff_from.c */
void diff_from(const struct scope *scope, const struct sql_node *b, const struct sql_node *a);

/* outputs.c: the select list, and how two of them correspond. */
struct outputs {
    struct sql_outputs list;
    size_t *partner; /* index on the other side, SIZE_MAX = none */
};
enum { NO_PARTNER = -1 };
/* Reads the outputs of one SELECT; names, if not NULL, replaces the first names by position. */
void outputs_read(struct outputs *out, struct arena *arena, const struct sql_node *select,
                  const struct strs *names);
void outputs_match(const struct model_diff *m, struct outputs *b, struct outputs *a);
/* Compares the select lists; fills *touched with the names whose meaning changed or went. */
void diff_outputs(const struct scope *scope, const struct sql_node *selects[2],
                  struct outputs sides[2], struct map *touched);

/* resolve.c: what numbers and aliases in GROUP BY and ORDER BY stand for. */
struct str resolved_group(struct arena *arena, const struct sql_node *group_by,
                          const struct sql_outputs *outputs);
struct str resolved_order(struct arena *arena, const struct sql_node *order_by,
                          const struct sql_outputs *outputs);

/* mentions.c: where a name occurs. */
/* Whether the tree has an unqualified column whose name is in the map; *which says it. */
bool mentions_any(const struct sql_node *tree, const struct map *names, struct str *which);
bool mentions_unqualified(const struct sql_node *tree, struct str name);
/* Puts the last part of every column into the map, qualified or not, and the names in USING. */
void mentions_collect(struct map *names, const struct sql_node *tree);
/* Puts every unqualified column of a subquery that is part of an expression into the map: names
 * that look at the subquery's tables first and then outside. */
void mentions_collect_captured(struct map *names, const struct sql_node *tree);
/* Puts the names that a call may be called on, in either case; nothing for other nodes. */
void mentions_put_owner(struct map *names, const struct sql_node *call);
/* Whether a column of this name, however qualified, occurs in the expression. */
bool mentions_column(const struct sql_node *tree, struct str name);

/* capture.c: unqualified names of a query that may find another thing when a source gains a column.
 */
struct captures {
    struct arena *arena;
    struct map nested; /* in subqueries, which may take them from outside */
    struct map shared; /* in SELECTs with several sources, or with an output of that name */
};
/* A column that one SELECT inside the query puts out now, or that a model has now. */
struct gained_column {
    struct str name, model;        /* model: its name, "" = it is the SELECT */
    const struct sql_node *select; /* NULL = it is the model */
};
/* The names of the query at base; release frees what the maps keep outside the arena. */
void captures_read(struct captures *out, struct arena *arena, const struct sql_node *root);
void captures_release(struct captures *captures);
/* Why the column matters: a SELECT that has it among its sources at the tip names it, as one did at
 * base, and has several sources or an output of that name. NULL = no SELECT does. */
const struct row_reason *captures_clash(const struct captures *captures,
                                        const struct sql_node *new_root,
                                        const struct gained_column *column);
#endif
