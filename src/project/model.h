/* model: one SQLMesh node (SQL, Python, seed or external model, standalone audit) of one snapshot,
 * read without running anything. Immutable once its project is loaded.
 * Rule of the house: what could not be read is in `unknowns`; an empty list is a promise that the
 * rest of the struct says all that the files say. */
#ifndef STOPLOG_PROJECT_MODEL_H
#define STOPLOG_PROJECT_MODEL_H

#include "base/source.h"
#include "project/unknown.h"
#include "sql/ast.h"
#include "sql/dialect.h"

enum model_class { MODEL_SQL, MODEL_PYTHON, MODEL_SEED, MODEL_EXTERNAL, MODEL_AUDIT };

/* One property of a MODEL block (or model_defaults, or a decorator argument), defaults applied. */
struct property {
    struct str key;  /* lower case, aliases resolved (table_properties -> physical_properties) */
    struct str form; /* canonical text of the value */
    const struct sql_node *value; /* NULL when the value did not come from SQL */
    struct place place;           /* of the value; of the default when inherited */
    bool inherited;               /* from model_defaults */
};
struct properties {
    VEC_OF(struct property); /* sorted by key, unique (the last one wins, as in SQLMesh) */
};

enum column_source { COLUMN_DECLARED, COLUMN_PROJECTED, COLUMN_EXPANDED /* through a star */ };

struct column {
    struct str name; /* normalised by the model's dialect */
    struct str type; /* canonical, "" when not known */
    struct str form; /* of its expression; "" when it has none (declared, seed, external) */
    const struct sql_node *expr; /* NULL when it has none */
    struct str description;
    struct place place;
    enum column_source source;
};
struct columns {
    VEC_OF(struct column); /* in order */
    bool complete; /* false: there may be more (unexpanded star, macro, Python without columns) */
};

/* A use of an audit by a model: audits (not_null(columns := (a))) */
struct audit_use {
    struct str name; /* lower case, "_non_blocking" kept */
    struct str args; /* canonical text of the arguments, sorted by name, without blocking/skip */
    bool blocking, skip; /* effective: name, call arguments and definition considered */
    struct place place;
};

/* What a model is made of besides its own text: a change there is a change of the model. */
enum input_kind {
    INPUT_MACRO,     /* Python or Jinja macro reached, transitively */
    INPUT_PYTHON,    /* project-local Python module that a Python model or macro imports */
    INPUT_VARIABLE,  /* config or blueprint variable used */
    INPUT_SEED_FILE, /* the CSV of a seed */
    INPUT_SIGNAL     /* signal function (metadata in SQLMesh) */
};
struct input {
    enum input_kind kind;
    struct str name;   /* "@pivot_sum", "utils/geo.py", "country" */
    struct str digest; /* of its meaning: comments and layout of Python do not count */
    struct str path;   /* file it comes from, or "" */
};

struct dependency {
    struct str fqn;
    struct place place;
    bool is_certain; /* false: partly dynamic, or in text that was not understood */
    bool declared;   /* depends_on property */
};

struct statement {
    struct str form; /* semantic form; Jinja: white space kept, it is part of the meaning */
    const struct sql_node *tree; /* NULL for Jinja and for statements that are not queries */
    struct place place;
};
struct statements {
    VEC_OF(struct statement);
};

/* The part of a model that only those need who look closely. */
struct model_body {
    struct columns columns;
    const struct sql_node *query;
    struct str query_form;
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
    struct statements pre, post, on_virtual;
    struct {
        VEC_OF(struct dependency);
    } dependencies; /* sorted by fqn, unique, without itself */
    struct {
        VEC_OF(struct input);
    } inputs;                 /* sorted by kind, name */
    bool asks_columns;        /* code or a macro makes the query from parents' columns */
    struct unknowns unknowns; /* what its own file tells; model_unknowns() is all of them */
    struct str text_digest;   /* of the file's bytes: tells "untouched" from "cosmetic" */
};

/* The tree of the query. NULL: Python, seed, external, or not readable. */
const struct sql_node *model_query(const struct model *model);
/* The semantic form of the query; for Jinja its text, for Python the digest of the code. */
struct str model_query_form(const struct model *model);
/* Output columns, best knowledge: what the query says and the columns of the models it reads. */
const struct columns *model_columns(const struct model *model);
/* Everything about the model that could not be read, stars that could not be expanded included. */
const struct unknowns *model_unknowns(const struct model *model);

/* Words for people. */
const char *model_class_name(enum model_class class);
const char *input_kind_name(enum input_kind kind);
/* The property with this key, or NULL; binary search. */
const struct property *property_get(const struct properties *properties, const char *key);
/* The first column of this name, or NULL. */
const struct column *column_get(const struct columns *columns, struct str name);

#endif
