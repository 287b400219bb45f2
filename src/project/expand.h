/* expand: the query of a model with the macros of SQLMesh written out that can be: those whose
 * arguments are literal or variables that the files tell. Private to the project layer.
 *
 * SQLMesh puts trees together, prints them and reads the text again, so an argument that is put
 * into an expression gets no parentheses. Expanding text gives the same, which is why this works
 * on tokens; where it would not give the same the macro stays. What stays is judged as before.
 * Which macros are written out, and when: docs/macros.md. Source: sqlmesh/core/macros.py. */
#ifndef STOPLOG_PROJECT_EXPAND_H
#define STOPLOG_PROJECT_EXPAND_H

#include "project/property.h"

/* A stretch of the new text, and where the file says it. */
struct expansion_piece {
    uint32_t start;  /* in the new text */
    uint32_t origin; /* in the file */
    bool verbatim;   /* byte for byte; else all of it comes from that one place */
};
struct expansion {
    struct sql_text text; /* the query, and behind it what the file goes on with */
    uint32_t to;          /* the tokens [0, to) are the query */
    struct {
        VEC_OF(struct expansion_piece);
    } pieces; /* sorted by start */
};
/* Writes the macros out that stand in tokens [from, to) of the reader's text, by the definitions
 * and variables of its draft. Bytes and pieces go to the file's arena, tokens to its scratch
 * memory. NULL when there is nothing to write out; *limit then is the name of the limit that is
 * why, or NULL. */
const struct expansion *expand_query(struct reader *reader, uint32_t from, uint32_t to,
                                     const char **limit);
/* Where in the file a byte of the new text comes from. */
uint32_t expansion_origin(const struct expansion *expansion, uint32_t offset);

#endif
