/* resolve_private: what the files of resolve share. Private to the SQL front end. */
#ifndef STOPLOG_SQL_RESOLVE_PRIVATE_H
#define STOPLOG_SQL_RESOLVE_PRIVATE_H

#include "sql/ast_make.h"
#include "sql/bind_private.h"
#include "sql/resolve.h"

/* A pointer as the key of a map, for as long as the expression lasts; maps copy their keys. */
static inline struct str resolve_address(const void *const *slot)
{
    return (struct str){ (const char *)slot, sizeof *slot };
}
#define KEY(pointer) resolve_address(&(const void *){ (pointer) })

/* Names that we give begin with a byte that no name in SQL begins with. */
#define RESOLVE_OURS "\1"

struct shadow {
    const struct shadow *outer;
    const struct sql_node *names; /* COLUMN_NAMES of a lambda */
};
struct resolver {
    struct arena *arena;
    struct resolved *out;
    struct binder binder;
    struct map source_names; /* address of a bind_source -> struct str * */
    struct map sources;      /* address of a table item -> bind_source * */
    struct map ctes;         /* address of a CTE -> struct cte_state * */
    struct map bodies;       /* digest of a CTE -> how many there are */
    const struct sql_node *root;
    struct map words;    /* of the root, once words_known: see resolve_mentions.c */
    struct map left_out; /* addresses of CTEs that nobody reads: their words count no more */
    bool words_known, made_of_macros;
    size_t made;      /* nodes so far */
    size_t recursing; /* recursive CTEs around the current node */
    size_t idle;      /* CTEs around the current node that nobody reads */
    const struct shadow *shadow;
    bool keep_names; /* aliases and CTE names stay as they were written */
    bool keep_order; /* keys of GROUP BY and members of IN, too */
    bool as_text;    /* what an engine makes of the text of an expression counts: the name of an
                      * output, the type of a sum */
    const struct sql_node *value; /* the query that is being resolved as a value: its outputs have
                                   * no names that anybody sees */
    bool by_text;                 /* such an expression was met */
    bool partial;                 /* a source was met of which not all columns are known */
    bool lost;                    /* a name or a star was met that could not be resolved */
    bool open;                    /* text was met that may name any alias */
    bool too_large;
};
struct cte_state {
    struct str name;
    struct sql_node *resolved; /* NULL while its body is being resolved */
    bool used;                 /* the query reads it, or a CTE that it reads */
    bool clean;                /* every name in it was found */
};

/* Where an expression stands. */
struct place_in {
    const struct bind_scope *scope;
    bool late;      /* in a clause where outputs can be named: GROUP BY and what follows it */
    struct str own; /* the output that the expression defines, "" = none */
};

/* Notes what a node came to, and gives it back. */
struct sql_node *resolve_note(struct resolver *r, const struct sql_node *node,
                              struct sql_node *resolved);
/* A node like this one without its children. */
struct sql_node *resolve_node(struct resolver *r, const struct sql_node *like);
struct sql_node *resolve_make(struct resolver *r, enum sql_kind kind, struct str text,
                              const struct sql_node *at);
/* A copy of the whole subtree, nothing in it resolved. */
struct sql_node *resolve_raw(struct resolver *r, const struct sql_node *node);
/* The same, noting that it may name any alias. */
struct sql_node *resolve_open(struct resolver *r, const struct sql_node *node);
/* Any expression or clause in the scope. */
struct sql_node *resolve_expression(struct resolver *r, const struct place_in *in,
                                    const struct sql_node *node);
/* The condition of WHERE, ON, HAVING, QUALIFY: NULL when it is TRUE. */
struct sql_node *resolve_condition(struct resolver *r, const struct place_in *in,
                                   const struct sql_node *node);
/* A NAMED_WINDOW that extends no other and calls nothing: OVER w may have its text. */
bool resolve_is_whole_window(const struct sql_node *window);
/* Whether it has the same value each time: nothing in it is called. */
bool resolve_is_repeatable(const struct sql_node *node);
/* Adds all children of `from`, resolved, to `to`. */
void resolve_children(struct resolver *r, const struct place_in *in, struct sql_node *to,
                      const struct sql_node *from);
/* A query bound as `relation`. */
struct sql_node *resolve_query(struct resolver *r, const struct sql_node *query,
                               const struct bind_relation *relation);
/* How columns of this source are qualified in the resolved tree: a name made of what the source is,
 * so that equal references mean equal sources, however they were called. */
struct str resolve_source_name(struct resolver *r, const struct bind_source *source);
/* A column of a source, fully qualified; merged: USING made it one of several. */
struct sql_node *resolve_reference(struct resolver *r, const struct bind_source *source,
                                   struct str name, bool merged, const struct sql_node *at);
/* A key of GROUP BY, ORDER BY or DISTINCT ON: position, output or expression. */
struct sql_node *resolve_key(struct resolver *r, const struct place_in *in,
                             const struct sql_node *key, bool ordering);
/* The list of a SELECT. */
struct sql_node *resolve_list(struct resolver *r, const struct bind_scope *scope,
                              const struct sql_node *list);

/* Whether something outside of the CTE itself may mean it: its name is a word of the query anywhere
 * else, or a macro may put it there. */
bool resolve_may_be_meant(struct resolver *r, const struct bind_cte *cte);
/* Nobody reads the CTE: what it names does not count any more. Asked of the last ones first, for a
 * CTE may be read by those behind it alone. */
void resolve_leave_out(struct resolver *r, const struct sql_node *cte);

/* resolve_rules.c: rewrites of a node whose children are resolved; the node or another one. */
struct sql_node *resolve_rules(struct resolver *r, struct sql_node *node);
/* Whether the condition is TRUE whatever the row: the word, or a comparison of two small integers.
 */
bool resolve_is_true(const struct sql_node *condition);
/* Sorts the children. */
void resolve_sort_list(struct resolver *r, struct sql_node *node);
/* Sorts the children and takes repeated ones out, but for those that may differ each time. */
void resolve_sort_set(struct resolver *r, struct sql_node *node);

#endif
