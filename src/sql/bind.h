/* bind: what the names of a query stand for, given the columns of the tables it reads. Every query,
 * table and function in a FROM is a relation with columns; every SELECT is a scope with the
 * relations it sees. What cannot be told leaves a relation or a scope incomplete, never wrong.
 * Knows trees and the tables it is told of, no project.
 * Source of the rules: ISO/IEC 9075-2 7.6 (table reference), 7.7 (joined table), 6.7 (column
 * reference); sqlglot/optimizer/scope.py and qualify_columns.py for what dialects add. */
#ifndef STOPLOG_SQL_BIND_H
#define STOPLOG_SQL_BIND_H

#include "base/map.h"
#include "base/vec.h"
#include "sql/ast.h"
#include "sql/dialect.h"

struct bind_relation;
struct bind_scope;
struct bind_origin { /* a column of another relation */
    const struct bind_relation *relation;
    size_t index;
};
struct bind_column {
    struct str name, type;        /* type: canonical, "" when not known */
    const struct sql_node *expr;  /* what the query says here, without its alias: an expression, or
                                   * the star that gave the column; NULL when nothing is said */
    const struct sql_node *value; /* the expression that * REPLACE puts in its place, or NULL */
    const struct bind_source *source; /* behind a star: the member of FROM it came through */
    /* The columns it repeats: behind a star or alias list one; of both sides; of USING's tables. */
    struct {
        VEC_OF(struct bind_origin);
    } from;
};
enum bind_kind {
    BIND_TABLE,    /* a table outside the query */
    BIND_SELECT,   /* expr of a column is evaluated in `scope` */
    BIND_SETOP,    /* columns repeat those of the arms */
    BIND_VALUES,   /* rows written out, node: the VALUES, in `scope` */
    BIND_FUNCTION, /* node: the FUNCTION_TABLE; every column may hang on all its arguments */
    BIND_RENAMED,  /* another relation under other column names, or a joined table with an alias */
    BIND_PIVOT,    /* PIVOT or UNPIVOT of `inner`; columns are not known */
    BIND_UNKNOWN   /* not understood */
};
struct bind_relation {
    enum bind_kind kind;
    VEC_OF(struct bind_column);
    bool complete; /* there are no other columns */
    size_t placed; /* of those at the front, before which no other column can stand; bind_placed */
    struct str id; /* BIND_TABLE: which one, "" when not known */
    const struct sql_node *node;        /* of a query or function; of a table that is not known */
    const struct bind_scope *scope;     /* where the expressions of this relation are evaluated */
    const struct bind_relation *inner;  /* BIND_RENAMED, BIND_PIVOT; BIND_SETOP: the left side;
                                         * BIND_UNKNOWN: the CTE that is named inside itself */
    const struct bind_relation *right;  /* BIND_SETOP */
    const struct bind_column **by_name; /* sorted, made when there are many columns */
    bool distinct;                      /* no two columns have one name: so bind_sort_names found */
};

struct bind_source {             /* one member of a FROM */
    struct str alias;            /* "" when it has none */
    const struct sql_node *node; /* the table item */
    const struct sql_node *join; /* the JOIN that brought it, NULL for the first */
    const struct bind_relation *relation;
    const struct sql_node *cte;   /* the CTE that it names, or NULL */
    const struct sql_node *using; /* USING of the join that brought it */
    bool hidden;                  /* right side of a SEMI or ANTI join: not in the output */
};
struct bind_cte {
    struct str name;
    const struct sql_node *node;
    const struct bind_relation *relation;
};
struct bind_scope {                  /* a SELECT, or the WITH of a set operation */
    const struct bind_scope *outer;  /* whose CTEs are seen */
    const struct bind_scope *around; /* whose columns are seen where this one lacks a name */
    bool guessed; /* around holds only where a FROM may look at its neighbours without LATERAL */
    const struct sql_node *query;
    struct {
        VEC_OF(struct bind_source);
    } sources;
    struct {
        VEC_OF(struct bind_cte);
    } ctes;
    const struct bind_relation *outputs; /* of the SELECT; NULL while its FROM is read */
    bool complete; /* false: something in FROM was not understood and may give any column */
    unsigned depth;
};

struct bind_schema { /* what the outside says */
    void *ctx;
    /* The table that a SQL_TABLE node names: a BIND_TABLE that outlives the binder, or NULL. */
    const struct bind_relation *(*table)(void *ctx, const struct sql_node *table);
    /* Whether a MACRO, MACRO_VAR, TEMPLATE or OPAQUE stands for one value and names nothing of the
     * query but in its arguments. */
    bool (*is_value)(void *ctx, const struct sql_node *node);
    const struct sql_dialect *dialect; /* or NULL */
};
struct binder {
    struct arena *arena;
    struct bind_schema schema;
    size_t steps;        /* look-ups so far; past a bound answers become unsure */
    size_t columns;      /* of all relations so far */
    size_t near;         /* the index that was found last: the next name often stands beside it */
    bool untyped;        /* set by who asks for no types */
    bool limited;        /* LIMIT_query_columns was hit: relations are incomplete */
    struct str defining; /* the output whose expression is looked at: its name is no alias there */
    const struct bind_source *until; /* whose arguments are looked at: hidden, like what follows */
    struct map nested; /* queries inside expressions that were bound, by their place */
};

/* What is bound lives in the arena, but for what binder_release frees. */
void binder_init(struct binder *binder, struct arena *arena, const struct bind_schema *schema);
void binder_release(struct binder *binder);
/* SELECT, SETOP, VALUES; else BIND_UNKNOWN. outer: around a query in an expression, or NULL. */
const struct bind_relation *bind_query(struct binder *binder, const struct sql_node *query,
                                       const struct bind_scope *outer);

/* How many columns from the first on stand where they are listed. */
size_t bind_placed(const struct bind_relation *relation);
/* Index of the first column with this name, or SIZE_MAX. */
size_t bind_index(struct binder *binder, const struct bind_relation *relation, struct str name);
/* Makes look-ups fast; called once by whoever owns the relation. */
void bind_sort_names(struct arena *arena, struct bind_relation *relation);

enum bind_answer {
    BIND_NONE,   /* no source has it: an alias of the select list, or nothing known */
    BIND_ONE,    /* that source, certainly */
    BIND_MERGED, /* a column that USING made one of several */
    BIND_MAYBE,  /* one of several, or of sources whose columns are not known */
    BIND_ROW     /* the name is a source itself: the whole row, or the column of a function */
};
struct bind_hit {
    enum bind_answer answer;
    bool sure; /* false: a relation whose columns are not known may have the name, too, or alone */
    const struct bind_scope *scope;   /* the one that has the source, or with BIND_NONE the alias */
    const struct bind_source *source; /* BIND_ONE, BIND_ROW, BIND_MERGED (the first that has it) */
    size_t index;      /* of the column in the source's relation, SIZE_MAX when it is not listed */
    struct str name;   /* of the column */
    size_t qualifiers; /* parts that name the source; then comes the column, then fields of it */
};
/* What a SQL_COLUMN node stands for in the scope: inner scopes first, then those around. Parts made
 * by macros give BIND_MAYBE. */
void bind_find(struct binder *binder, const struct bind_scope *scope, const struct sql_node *column,
               struct bind_hit *out);
/* The source of this scope that `count` parts from `first` on name, or NULL. */
const struct bind_source *bind_qualified(const struct bind_scope *scope,
                                         const struct sql_node *first, size_t count);
/* The output with this name of the scope's select list that is no star, or NULL. */
const struct bind_column *bind_alias(const struct bind_scope *scope, struct str name);
bool bind_is_own_column(const struct bind_column *output); /* a, t.a AS a */

#endif
