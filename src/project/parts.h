/* parts: what a model is made of: properties, columns, audits, inputs, statements. */
#ifndef STOPLOG_PROJECT_PARTS_H
#define STOPLOG_PROJECT_PARTS_H

#include "base/diag.h"
#include "base/vec.h"
#include "project/unknown.h"
#include "sql/ast.h"

/* One property of a MODEL block (or model_defaults, or a decorator argument), defaults applied. */
struct property {
    struct str key;     /* lower case, aliases resolved (table_properties -> physical_properties) */
    struct str form;    /* canonical text of the value */
    struct str ordered; /* of a map: the same in the order of the file; "" for all else */
    const struct sql_node *value; /* NULL when the value did not come from SQL */
    struct place place;           /* of the value; of the default when inherited */
    bool inherited;               /* from model_defaults */
};
struct properties {
    VEC_OF(struct property); /* sorted by key, unique (the last one wins, as in SQLMesh) */
};

enum column_source { COLUMN_DECLARED, COLUMN_PROJECTED, COLUMN_EXPANDED /* through a star */ };

struct column {
    struct str name;             /* normalised by the model's dialect */
    struct str type;             /* canonical, "" when not known */
    const struct sql_node *expr; /* NULL when it has none (declared, seed, external) */
    struct str description;
    struct place place;
    enum column_source source;
};
struct columns {
    VEC_OF(struct column); /* in order */
    bool complete; /* false: there may be more (unexpanded star, macro, Python without columns) */
};

/* What those who read a model see of its columns: names and types. */
struct column_type {
    struct str name, type; /* as in struct column */
};
struct column_types {
    VEC_OF(struct column_type); /* in order */
    bool complete;              /* as in struct columns */
};

/* A use of an audit by a model: audits (not_null(columns := (a))) */
struct audit_use {
    struct str name; /* lower case, "_non_blocking" kept */
    struct str args; /* canonical text of the arguments, sorted by name, without blocking/skip */
    bool blocking, skip; /* effective: name, call arguments and definition considered */
    /* Digest of what SQLMesh hashes of the definition; "" for its own audits, even those that the
     * project defines anew. */
    struct str definition;
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
/* Where a model uses an input. What only rendered properties use has none of these: its effect is
 * the property's value. */
enum input_use {
    INPUT_IN_QUERY = 1,      /* or in the code of a Python model */
    INPUT_IN_STATEMENTS = 2, /* before and after the query */
    INPUT_IN_PROPERTIES = 4, /* those that are kept raw until they run */
    INPUT_IN_VIRTUAL = 8,    /* statements on promotion */
    INPUT_IN_GUARDS = 16     /* audits and signals */
};
struct input {
    enum input_kind kind;
    struct str name;    /* "@pivot_sum", "utils/geo.py", "country" */
    struct str digest;  /* of its meaning: comments and layout of Python do not count */
    struct str path;    /* file it comes from, or "" */
    unsigned uses;      /* enum input_use */
    bool metadata_only; /* its author says that it changes nothing about the data */
};

/* One column of a seed's file. */
struct seed_column {
    struct str name;   /* normalised by the model's dialect */
    struct str digest; /* of its cells, in order */
};

struct dependency {
    struct str fqn;
    struct place place;
    bool is_certain; /* false: partly dynamic, or in text that was not understood */
    bool declared;   /* depends_on property */
};

struct statement {
    struct str form; /* semantic form; Jinja: white space kept, it is part of the meaning */
    struct str text; /* as written, from its first token to its last */
    const struct sql_node *tree; /* NULL for Jinja and for statements that are not queries */
    struct place place;
};
struct statements {
    VEC_OF(struct statement);
};

#endif
