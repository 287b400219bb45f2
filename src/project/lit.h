/* lit: a literal value as YAML and Python write it, in one shape. Private to the project layer. */
#ifndef STOPLOG_PROJECT_LIT_H
#define STOPLOG_PROJECT_LIT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

struct node; /* codec/yaml.h */

enum lit_kind {
    LIT_NULL,
    LIT_SCALAR, /* string, number or boolean; text as written, Python booleans lower case */
    LIT_LIST,   /* list, tuple or set */
    LIT_MAP,    /* keys in `key` of the children */
    LIT_CALL,   /* Name(...): text = dotted name; keyword arguments carry a key */
    LIT_NAME,   /* dotted name that is not resolved: text */
    LIT_UNKNOWN /* anything else; text = its normalised tokens */
};

struct lit {
    enum lit_kind kind;
    bool is_string; /* scalar written as a string */
    bool is_column; /* Python: to_column("x"), a scalar that is an SQL name */
    struct str text, key;
    struct place place;
    const struct lit *first, *next;
    size_t count;
    size_t weight; /* Python: number of literals inside, itself included */
};

/* A YAML node as a literal. Text with "{{" in it (Jinja, environment variables) is LIT_UNKNOWN. */
const struct lit *lit_from_yaml(struct arena *arena, const struct node *node);
/* The child of a map or call with this key, or NULL. */
const struct lit *lit_get(const struct lit *map, const char *key);
/* Whether the literal, or anything in it, is unknown; *first then is that part. */
bool lit_unknown(const struct lit *lit, const struct lit **first);
/* Canonical one-line text: maps sorted by key. */
struct str lit_form(struct arena *arena, const struct lit *lit);
/* As an SQL expression: strings are quoted, lists in parentheses. */
struct str lit_sql(struct arena *arena, const struct lit *lit);

#endif
