/* draft: one model as its file alone tells it. Private to the project layer.
 *
 * Drafts are immutable once their file has been read, except for the memo of their columns and
 * names, and are shared between snapshots: an unchanged file is read once. What a snapshot makes of
 * them is in loaded.h. */
#ifndef STOPLOG_PROJECT_DRAFT_H
#define STOPLOG_PROJECT_DRAFT_H

#include "base/map.h"
#include "project/project.h"
#include "sql/abridge.h"
#include "sql/bind.h"

/* A macro or variable that a draft uses, where it stands. */
enum use_place {
    USE_EXPRESSION, /* stands for one value */
    USE_COLUMNS,    /* decides which columns come out */
    USE_TABLES,     /* decides what is read, or is the whole query */
    USE_WRITTEN,    /* writes the columns of other models, its arguments being literal */
    USE_ARGUMENT,   /* in a text that is handed to a macro of the query */
    USE_STATEMENT,  /* in a pre or post statement */
    USE_VIRTUAL,    /* in a statement on promotion */
    USE_PROPERTY,   /* in a property that is rendered when the file is read */
    USE_RAW,        /* in a property that is kept as it stands until the model runs */
    USE_GUARD       /* in an audit or signal */
};
enum use_kind { USE_MACRO, USE_VARIABLE, USE_JINJA_NAME, USE_SIGNAL };
struct use {
    enum use_kind kind;
    enum use_place where;
    struct str name; /* lower case, without '@' */
    struct str form; /* of the call */
    struct place place;
    uint32_t offset; /* of its token, in the text it was found in */
};

/* What @DEF gives a name, as written. */
struct definition {
    struct str name, value;
};

/* A table name of which only the last part is known, or a text that may hold a name. */
struct loose_ref {
    struct str text; /* last part, or dotted name, as written */
    struct place place;
};

/* Which model a table node of the query names; in source order. */
struct table_use {
    uint32_t start; /* of the node */
    struct str fqn;
};

/* An audit call as written; whether it blocks is settled when all definitions are known. */
enum tri { TRI_UNSET, TRI_NO, TRI_YES };
struct audit_call {
    struct str name, args;
    enum tri blocking, skip;
    struct place place;
};

struct shape;

/* The columns that a draft came to, and the shapes of the tables it reads that they came from: an
 * equal model over equal shapes in the next snapshot has the same. */
struct column_memo {
    struct shape *shape;          /* NULL: nothing is kept */
    const struct shape **parents; /* one per entry of draft.tables; NULL: not known */
    struct columns columns;
    bool whole, limited; /* columns is set; the limit query_columns was hit making it */
};

struct file;

/* Where the query of a file stands. Its tree is made when it is asked for: most models of a project
 * are never looked at that closely. One for all drafts of the file. */
struct query_source {
    const struct file *file;
    const struct sql_dialect *dialect;
    uint32_t from, to; /* tokens of the file */
    bool expanded;     /* its macros are written out; then it is one draft's own */
    struct sql_abridged abridged;
    const struct sql_node *tree;       /* once made */
    const struct expansion *expansion; /* of which text the tree is, NULL: of the file's */
    struct lines *lines;               /* of the file, once a place in it was asked for */
};

struct draft {
    struct model model;
    struct query_source *source; /* NULL: the query was read with the file, or there is none */
    struct column_memo memo;
    const struct shape
        *names; /* of the columns, where the query alone tells them; once asked for */
    bool enabled;
    bool has_columns; /* the columns property was given */
    struct {
        VEC_OF(struct use);
    } uses;
    struct {
        VEC_OF(struct loose_ref);
    } loose;
    struct {
        VEC_OF(struct table_use);
    } tables; /* sorted by start */
    struct {
        VEC_OF(struct audit_call);
    } audit_calls;
    struct columns outputs;  /* what the query puts out on its own; stars keep the star as expr */
    struct map variables;    /* blueprint variables: name -> struct str * (canonical text) */
    struct map descriptions; /* column_descriptions: column -> struct str * */
    struct map definitions;  /* names set by @DEF in the file -> struct str * */
    struct {
        VEC_OF(struct definition);
    } definition_list;       /* the same in their order, with those that are set again */
    struct audit *audit;     /* set when the draft stands for an AUDIT definition */
    struct str seed_path;    /* from the top of the repository, "" = none */
    struct properties csv;   /* csv_settings of a seed */
    struct str python_entry; /* name of the function that is a Python model, or "" */
    bool has_jinja;
    bool is_sql; /* a Python model that writes SQL */
};

#endif
