/* model: one SQLMesh node (SQL, Python, seed or external model, standalone audit) of one snapshot,
 * read without running anything. What it says never changes once its project is loaded.
 * Rule of the house: what could not be read is in `unknowns`; an empty list is a promise that the
 * rest of the struct says all that the files say. */
#ifndef STOPLOG_PROJECT_MODEL_H
#define STOPLOG_PROJECT_MODEL_H

#include "base/source.h"
#include "project/parts.h"
#include "sql/dialect.h"

enum model_class { MODEL_SQL, MODEL_PYTHON, MODEL_SEED, MODEL_EXTERNAL, MODEL_AUDIT };

/* The part of a model that only those need who look closely. It is made when it is first asked for,
 * so nobody outside of the project layer looks in here. */
struct model_body {
    struct columns columns;
    const struct column_types *types; /* NULL: not made yet */
    const struct sql_node *query;
    const struct sql_node *sketch;
    struct str query_form;
    bool form_fails;                            /* the form does not read back */
    bool query_waits, form_waits, columns_wait; /* not made yet */
    bool is_loaded;                             /* the model is part of a struct loaded */
    bool not_written;                           /* column_macros, and they are unknown */
};

struct model {
    enum model_class class;
    struct str fqn;     /* identity: normalised parts, quoted, the default catalog left out */
    struct str name;    /* for people and patterns: the same parts, dotted, unquoted */
    struct str path;    /* file, from the top of the repository */
    struct place place; /* of the name */
    struct oid blob;    /* of that file */
    struct str project; /* root folder of its project, "" = top */
    const struct sql_dialect *dialect;
    struct str kind; /* upper case: FULL, VIEW, INCREMENTAL_BY_TIME_RANGE, ... */
    struct properties kind_properties;
    struct properties properties; /* all others: not name, kind, audits, columns, depends_on */
    struct {
        VEC_OF(struct audit_use);
    } audits; /* sorted by name, then args */
    struct {
        VEC_OF(struct str);
    } grains; /* canonical text of each grain, sorted */
    struct {
        VEC_OF(struct str);
    } tags;                              /* sorted */
    struct str owner, description, cron; /* "" when absent */
    struct model_body body;              /* ask model_query(), model_columns(), ... */
    struct str query_text; /* as written, from its first token to its last; "" when it has none */
    struct statements pre, post, on_virtual;
    struct {
        VEC_OF(struct dependency);
    } dependencies; /* sorted by fqn, unique, without itself */
    struct {
        VEC_OF(struct input);
    } inputs;           /* sorted by kind, name */
    bool asks_columns;  /* code or a macro makes the query from parents' columns, unseen */
    bool column_macros; /* macros write parents' columns into the query: ask model_asks_columns() */
    bool writes_sql;    /* Python whose code gives the query */
    struct {
        VEC_OF(struct seed_column);
    } seed;                   /* columns of the seed's file, in order */
    struct unknowns unknowns; /* what its own file tells; model_unknowns() is all of them */
    struct str text_digest;   /* of the file's bytes: tells "untouched" from "cosmetic" */
};

/* The tree of the query, with macros written out that write the columns of parents. NULL: Python,
 * seed, external, or not readable. */
const struct sql_node *model_query(const struct model *model);
/* Whether code or a macro makes the query from the columns of parents, and it cannot be told what.
 */
bool model_asks_columns(const struct model *model);
/* The query for who asks what its names stand for, once, after model_name_tables() and
 * model_column_names(): nothing else may be left of the tree (sql/abridge.h), and it is forgotten
 * as soon as the columns or the query of another model are asked for. */
const struct sql_node *model_query_at_hand(const struct model *model);
/* The query without a tree, where it is plain (sql/abridge.h) and nobody has asked to keep its
 * tree, else NULL: for who asks what its names stand for, as model_query_at_hand(). */
struct sql_plain;
const struct sql_plain *model_plain_query(const struct model *model);
#ifdef DIFF_CHECK
/* The whole tree, where model_query_at_hand() may give less, else NULL: to compare the two. */
const struct sql_node *model_query_again(struct arena *arena, const struct model *model);
#endif
/* Where a node of the query's tree stands in the model's file; the model's own place where the
 * query was not read from a file of SQL, or node is NULL. */
struct place model_place_of(const struct model *model, const struct sql_node *node);
/* Of a Jinja query that no statement of Jinja cuts into pieces: its tree, with a TEMPLATE where one
 * stands; what templates put out may say otherwise. NULL where there is none. */
const struct sql_node *model_sketch(const struct model *model);
/* The semantic form of the query; for Jinja its text, for Python the digest of the code. */
struct str model_query_form(const struct model *model);
/* Whether an equal form proves nothing about the query, because it does not read as the query
 * again. Such a query counts as not understood once its text changes. */
bool model_form_fails(const struct model *model);
/* Output columns, best knowledge: what the query says and the columns of the models it reads. */
const struct columns *model_columns(const struct model *model);
/* The names and types of model_columns(), for those who need no more: making them keeps nothing of
 * the query in memory. Equal ones of snapshots with one cache are one object. */
const struct column_types *model_column_types(const struct model *model);
/* The same names, with the types or without: for those who need no types, which may have to be
 * asked for above. */
const struct column_types *model_column_names(const struct model *model);
/* Makes the names of the columns of all tables that the query reads, so that nothing need be made
 * while the query is at hand. */
void model_name_tables(const struct model *model);
/* Everything about the model that could not be read, stars that could not be expanded included. */
const struct unknowns *model_unknowns(const struct model *model);

/* Words for people. */
const char *model_class_name(enum model_class class);
const char *input_kind_name(enum input_kind kind);
/* The property with this key, or NULL; binary search. */
const struct property *property_get(const struct properties *properties, const char *key);
/* The value of a property inside kind (...), or what the kind has when it is left out; "" when the
 * kind has no such property or no value for it. */
struct str model_kind_value(const struct model *model, const char *key);
/* Whether both have the same names in the same order, and are as complete. */
bool column_names_same(const struct column_types *b, const struct column_types *a);
/* The same of names and types. */
bool column_types_same(const struct column_types *b, const struct column_types *a);
/* The first column of this name, or NULL. */
const struct column *column_get(const struct columns *columns, struct str name);

#endif
