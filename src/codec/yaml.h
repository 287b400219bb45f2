/* yaml: bytes -> a tree of nodes that remember their place.
 *
 * A strict reader on libyaml's event interface for policy, configuration and contract files:
 * aliases, anchors, duplicate keys, merge keys, NUL bytes, several documents, depth, size and event
 * count over the limits are refused with a diag that names the place. Tags are refused where
 * nothing else is allowed either and ignored in files of other tools; scalars stay text: the reader
 * of a key decides its type (YAML 1.1 booleans only where asked for). Must not know what the files
 * mean. */
#ifndef STOPLOG_CODEC_YAML_H
#define STOPLOG_CODEC_YAML_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/err.h"
#include "base/str.h"

enum node_kind { NODE_NULL, NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    bool quoted;        /* scalar written with quotes or as a block: never null, bool or number */
    struct place place; /* of the value */
    struct str text;    /* scalar text, UTF-8, "" otherwise */
    struct str key;     /* this node's key when its parent is a map */
    struct place key_place;
    struct node *first, *next; /* children in source order; next sibling */
    size_t count;              /* children */
};

struct yaml_options {
    bool allow_aliases; /* files of other tools: aliases are expanded, counted against
                           LIMIT_yaml_events, and merge keys ("<<") applied as YAML 1.1 has them;
                           an alias inside its own anchor is refused */
    bool several;       /* any number of documents: the result is the list of them */
    bool jinja; /* SQLMesh configuration: "{{ ... }}" in plain scalars is kept as text, and a
                   document that only parses after templating gives E_INPUT */
};

/* Reads one document. On faults of the file: one diag (DIAG_ERROR, place in `path`) and E_INPUT; on
 * limits: diag and E_LIMIT. An empty file gives a NODE_NULL. *out lives in the arena. */
MUST_USE enum status yaml_read(struct node **out, struct arena *arena, struct str path,
                               struct str bytes, struct yaml_options options, struct diags *diags,
                               struct err *err);

/* Digest of the value of a whole tree: equal when the two documents differ in nothing but comments,
 * white space, the order of keys and the way strings are quoted. Order of lists counts. */
struct str node_form(struct arena *arena, const struct node *node);
/* The child with this key, or NULL. */
const struct node *node_get(const struct node *map, const char *key);
/* Plain null (~, null, empty) or absent (NULL). */
bool node_is_null(const struct node *node);
/* true/false/yes/no/on/off (plain; lower, Capital or UPPER case). Returns false when it is none of
 * these. */
bool node_bool(const struct node *node, bool *out);
/* A plain non-negative decimal integer that fits, without leading zeros. */
bool node_uint(const struct node *node, uint64_t *out);

#endif
