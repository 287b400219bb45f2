/* property: the keys of MODEL and AUDIT blocks, and how the value of each is read. Private to the
 * project layer. Rows: properties.def, kinds.def, kind_properties.def. */
#ifndef STOPLOG_PROJECT_PROPERTY_H
#define STOPLOG_PROJECT_PROPERTY_H

#include "project/lit.h"
#include "project/read.h"
#include "sql/lex.h"

enum prop_type {
    P_TYPE_TEXT,        /* identifier, string or number, taken as plain text */
    P_TYPE_LOWER,       /* the same, lower case */
    P_TYPE_UPPER,       /* the same, upper case */
    P_TYPE_BOOL,        /* true false yes no on off 1 0 */
    P_TYPE_EXPR,        /* one SQL expression */
    P_TYPE_EXPRS,       /* one, (a, b) or [a, b]; order counts */
    P_TYPE_WORDS,       /* names, order does not count */
    P_TYPE_MAP,         /* (k = v, ...), order does not count */
    P_TYPE_TYPE,        /* an SQL data type */
    P_TYPE_TOKENS,      /* kept as tokens */
    P_TYPE_NAME_TEXT,   /* one column name, normalised */
    P_TYPE_TIME_COLUMN, /* col or (col, 'format') */
    /* read by the model reader itself */
    P_TYPE_NAME,
    P_TYPE_KIND,
    P_TYPE_COLUMNS,
    P_TYPE_TABLES,
    P_TYPE_AUDITS,
    P_TYPE_GRAIN,
    P_TYPE_GRAINS,
    P_TYPE_BLUEPRINTS,
    P_TYPE_STATEMENTS
};

enum prop_flag { P_M = 1, P_A = 2, P_S = 4, P_D = 8, P_R = 16, P_PYTHON = 32, P_BANNED = 64 };

enum kind_bit {
    K_TIME = 1,
    K_KEY = 2,
    K_PARTITION = 4,
    K_UNMANAGED = 8,
    K_SCD_TIME = 16,
    K_SCD_COLUMN = 32,
    K_VIEW = 64,
    K_SEED = 128,
    K_CUSTOM = 256,
    K_MANAGED = 512,
    K_DBT = 1024,
    K_SCD = K_SCD_TIME | K_SCD_COLUMN,
    K_ALL_INCREMENTAL = K_TIME | K_KEY | K_PARTITION | K_UNMANAGED | K_SCD | K_CUSTOM
};

struct prop_row {
    struct str key;
    enum prop_type type;
    const char *default_form;
    unsigned flags; /* enum prop_flag, or enum kind_bit for rows of kinds */
};

/* The row for a key (lower case) among those with any of these flags, or NULL. */
const struct prop_row *prop_find(struct str key, unsigned flags);
struct str prop_nearest(struct arena *arena, struct str key, unsigned flags);
const struct prop_row *kind_prop_find(struct str key, unsigned kind_bits);
struct str kind_prop_nearest(struct arena *arena, struct str key, unsigned kind_bits);
/* The kind with this name in any case: its upper-case name, or "". */
struct str kind_find(struct str name);
/* The kind that a Python class of sqlmesh.core.model.kind stands for, or "". */
struct str kind_of_class(struct str class_name);
struct str kind_nearest(struct str name);
unsigned kind_bits(struct str kind);

/* A value that still stands in its file: SQL tokens, or a literal of YAML or Python. */
struct value {
    const struct sql_text *text; /* NULL: lit */
    uint32_t from, to;
    const struct lit *lit;
    struct place place;
};
struct values {
    VEC_OF(struct value);
};

struct expansion;

/* Where values are read from and what is noted on the way. */
struct reader {
    const struct file *file;
    const struct sql_dialect *dialect;
    const struct sql_text *text;       /* the whole file as tokens; NULL when it is not SQL */
    struct draft *draft;               /* uses and unknowns go here */
    const struct expansion *expansion; /* the text is this one; NULL: the text of the file */
};

/* Where in the file a byte of the reader's text stands. */
struct place reader_place(const struct reader *reader, uint32_t offset);

/* The place of a token; of the file as a whole when the text is not the file's own. */
struct place token_place(const struct reader *reader, const struct sql_text *text, uint32_t at);
struct place value_place(const struct reader *reader, const struct value *value);
/* Canonical text of the value as it stands, for unknowns. */
struct str value_raw(const struct reader *reader, const struct value *value);
/* Replaces variables with known values. splice: strings lose their quotes, as in names. False when
 * something stays open; the unknown is noted under `what`. */
bool value_expand(struct reader *reader, struct value *value, bool splice, const char *what);
/* The plain text of an identifier, string or number. False when it is anything else. */
bool value_text(struct reader *reader, const struct value *value, struct str *out);
/* The members of (a, b), [a, b] or a YAML or Python list; anything else is one member. */
void value_items(struct reader *reader, const struct value *value, struct values *out);
/* Cuts k = v, k := v or a member of a map; false when it has no key. */
bool value_pair(struct reader *reader, const struct value *value, struct str *key,
                struct value *right);
/* The value as tokens: a string literal is lexed as SQL. False on a limit. */
bool value_tokens(struct reader *reader, const struct value *value, struct value *out);
/* Parses an expression; the form may be opaque. */
const struct sql_node *value_node(struct reader *reader, const struct value *value);
/* Reads one value by its row into key, form, value and place. False when it could not be read: the
 * unknown and the diag are added. */
bool property_read(struct reader *reader, const struct prop_row *row, struct value value,
                   struct property *out);
/* Adds a diag and an unknown MODEL_BLOCK with the value's text as its form. */
void value_fault(struct reader *reader, const struct value *value, const char *what,
                 const char *why);

/* Notes every macro and variable in tokens [from, to). */
void uses_from_tokens(struct reader *reader, const struct sql_text *text, uint32_t from,
                      uint32_t to, enum use_place where);
/* The known value of a variable as canonical SQL text: names set by @DEF, blueprint variables, then
 * configuration. NULL when it has none. */
const struct str *variable_value(const struct reader *reader, struct str name);
/* A canonical value as text to splice into a name: quotes of a string removed. */
struct str variable_splice(struct arena *arena, struct str canonical);
/* `text` with every @{name} and @name replaced; false when one has no value. */
bool splice_text(const struct reader *reader, struct str text, struct str *out);

#endif
