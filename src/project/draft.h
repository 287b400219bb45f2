/* draft: one model as its file alone tells it, and the model of a snapshot made from it. Private to
 * the project layer.
 *
 * Drafts are immutable once their file has been read, except for the memo of their columns, and are
 * shared between snapshots: an unchanged file is read once. */
#ifndef STOPLOG_PROJECT_DRAFT_H
#define STOPLOG_PROJECT_DRAFT_H

#include "base/map.h"
#include "project/project.h"
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

/* Names and types of a model's columns, one object per combination, so that two can be compared by
 * their address. */
struct shape {
    struct arena *arena;
    const struct columns *columns;        /* of the first model that came to it */
    const struct shape *named;            /* the first shape with these names, whatever the types */
    const struct bind_relation *relation; /* made when a query first reads such a table */
};
/* The columns that a draft came to, and the shapes of the tables it reads that they came from: an
 * equal model over equal shapes in the next snapshot has the same. */
struct column_memo {
    struct columns columns;
    const struct shape **parents; /* one per entry of draft.tables; NULL: not known */
    bool set, limited;            /* limited: the limit query_columns was hit */
};

struct file;

/* Where the query of a file stands. Its tree is made when it is asked for: most models of a project
 * are never looked at that closely. One for all drafts of the file. */
struct query_source {
    const struct file *file;
    const struct sql_dialect *dialect;
    uint32_t from, to;                 /* tokens of the file */
    bool expanded;                     /* its macros are written out; then it is one draft's own */
    const struct sql_node *tree;       /* once made */
    const struct expansion *expansion; /* of which text the tree is, NULL: of the file's */
    struct lines *lines;               /* of the file, once a place in it was asked for */
};

struct draft {
    struct model model;
    struct query_source *source; /* NULL: the query was read with the file, or there is none */
    struct column_memo memo;
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

/* A model of a loaded project with the draft it was made from. */
struct loaded {
    struct model model; /* first, so that a pointer to it is one to the whole */
    struct draft *draft;
    struct {
        VEC_OF(struct loose_ref);
    } loose;             /* found when the code was followed */
    struct shape *shape; /* once its columns are done */
    enum { COLUMNS_WAITING, COLUMNS_RUNNING, COLUMNS_DONE } state;
    unsigned above;         /* models above each other that it reads */
    bool written;           /* the query is one of this snapshot: its column macros are gone */
    struct columns outputs; /* what that puts out; else the draft's */
    enum answer { ANSWER_NONE, ANSWER_YES, ANSWER_NO } optimised, typed; /* inferred.c */
    struct resolver *resolver;                                           /* of the snapshot */
    /* The models that the dependencies name, in their order; NULL where none has the name. */
    struct loaded **parents;
    const struct loaded *same_as; /* the one of the earlier snapshot that `same` is about */
    enum sameness { SAME_UNASKED, SAME_RUNNING, SAME_YES, SAME_SILENT, SAME_COLUMNS, SAME_NO } same;
};

/* body.c: makes the draft's query and outputs, unless they are there. */
void draft_complete(struct draft *draft, struct arena *scratch);
/* columns.c: makes the model's columns, and those of the models it reads. In a cycle a model may be
 * asked about while its columns are being made: then they stay as they are. */
void columns_make(struct loaded *loaded);

#endif
