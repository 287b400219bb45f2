/* read: what the readers of single files share; private to the project layer.
 *
 * A file is read on its own, without the rest of the project, into drafts. Drafts are immutable
 * once made and may be shared between snapshots; load.c copies each into a model and adds what only
 * the whole project can tell (macros, audits, seeds, columns). */
#ifndef STOPLOG_PROJECT_READ_H
#define STOPLOG_PROJECT_READ_H

#include "base/map.h"
#include "project/project.h"
#include "sql/lex.h"

/* Offsets of the line starts of one text, so that places cost a binary search. */
struct lines {
    struct str path;
    const uint32_t *starts;
    uint32_t count;
};
void lines_index(struct lines *out, struct arena *arena, struct str path, struct str bytes);
struct place lines_place(const struct lines *lines, uint32_t offset);

/* One file being read. */
struct file {
    struct arena *arena;   /* for what the drafts keep */
    struct arena *scratch; /* for what is forgotten when the file has been read */
    struct str path, bytes, root;
    struct str digest; /* of the bytes */
    struct oid blob;
    const struct config *config;
    struct diags *diags;
    struct lines lines;
};

/* A macro or variable that a draft uses, where it stands. */
enum use_place {
    USE_EXPRESSION, /* stands for one value */
    USE_COLUMNS,    /* decides which columns come out */
    USE_TABLES,     /* decides what is read, or is the whole query */
    USE_STATEMENT,  /* in a pre, post or virtual statement */
    USE_PROPERTY    /* in a property, audit or signal */
};
enum use_kind { USE_MACRO, USE_VARIABLE, USE_JINJA_NAME, USE_SIGNAL };
struct use {
    enum use_kind kind;
    enum use_place where;
    struct str name; /* lower case, without '@' */
    struct str form; /* of the call */
    struct place place;
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
    size_t column_count;
};
/* The columns that a draft came to, and the shapes of the tables it reads that they came from: an
 * equal model over equal shapes in the next snapshot has the same. */
struct column_memo {
    struct columns columns;
    const struct shape **parents; /* one per entry of draft.tables; NULL: not known */
    bool set;
};

struct draft {
    struct model model;
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
    } loose;                   /* found when the code was followed */
    const struct shape *shape; /* once its columns are done */
    enum { COLUMNS_WAITING, COLUMNS_RUNNING, COLUMNS_DONE } state;
};

/* What one file gave. */
struct file_result {
    struct {
        VEC_OF(struct draft *);
    } drafts;
    struct {
        VEC_OF(struct draft *);
    } audits; /* definitions, inline ones too */
    struct {
        VEC_OF(struct unit_test);
    } tests;
    struct unknowns unknowns; /* about parts that gave no model */
    struct diags diags;       /* replayed for every snapshot that holds the file */
};

void unknown_add(struct arena *arena, struct unknowns *list, enum unknown_cause cause,
                 struct str what, struct place place, struct str form);
/* Adds or replaces; the list is sorted by properties_sort. */
void property_put(struct arena *arena, struct properties *list, struct property property);
void properties_sort(struct properties *list);
void draft_use(struct arena *arena, struct draft *draft, struct use use);
/* Moves the lists of all drafts from scratch memory to where they live, without room to grow. */
void file_result_seal(struct arena *arena, struct file_result *result);
/* A copy of the vector in `arena` with room for `extra` more items. */
#define vec_copy(arena, to, from, extra)                                                           \
    ((to)->count = (from)->count, (to)->cap = (from)->count + (extra),                             \
     (to)->items =                                                                                 \
         items_copy((arena), (from)->items, (from)->count, (to)->cap, sizeof *(from)->items))
void *items_copy(struct arena *arena, const void *items, size_t count, size_t cap, size_t size);
/* Sorts and removes doubles in every list of the model, except columns and statements. */
void model_settle(struct model *model);

/* text with every run of significant tokens of [from, to) joined by one space, keywords upper case,
 * other words normalised by the dialect: equal forms are equal statements. */
struct str tokens_form(struct arena *arena, const struct sql_text *text, uint32_t from,
                       uint32_t to);
/* The bytes from the first to the last significant token of [from, to). */
struct str tokens_text(const struct sql_text *text, uint32_t from, uint32_t to);
/* One past the token that closes the bracket at `open`, or `to`. */
uint32_t tokens_close(const struct sql_text *text, uint32_t open, uint32_t to);
/* Next significant token in [at, to), or `to`. */
uint32_t tokens_next(const struct sql_text *text, uint32_t at, uint32_t to);
bool token_is_op(const struct sql_text *text, uint32_t at, char op);

#endif
