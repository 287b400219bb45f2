/* column_macro: the macros of SQLMesh that write the columns of other models: @STAR and @UNION.
 * Private to the project layer.
 *
 * They stay in the tree of their file, which hangs on no other model. Where the columns are known
 * with their types, the model of a snapshot has another tree in which they are written out, as
 * SQLMesh renders it; else they are unknown. What is written out, and when: docs/macros.md.
 * Source: sqlmesh/core/macros.py, star() and union(); columns_to_types() of the evaluator. */
#ifndef STOPLOG_PROJECT_COLUMN_MACRO_H
#define STOPLOG_PROJECT_COLUMN_MACRO_H

#include "project/load.h"
#include "project/property.h"

/* A call whose arguments are literal. */
struct column_macro {
    bool is_union;
    const struct sql_node
        *relation;                  /* a COLUMN; of @UNION the first, its siblings are the others */
    bool distinct;                  /* @UNION */
    struct str alias;               /* @STAR: what the columns are qualified with */
    const struct sql_node *exclude; /* a list of columns, one column, or NULL */
    struct str prefix, suffix;
    bool quoted;
};
/* Reads a call that stands below `parent`, NULL for a whole query. False where it is none of these
 * macros, is not understood, or stands where SQLMesh would not put its columns or its query. */
bool column_macro_read(struct column_macro *out, const struct sql_node *parent,
                       const struct sql_node *macro);
/* Whether it can be read, and the name of its relation is written as it is compared: as a column
 * the name has lost its case, which counts in some dialects. */
bool column_macro_is_literal(const struct reader *reader, const struct sql_node *parent,
                             const struct sql_node *macro);
/* Whether an argument of any macro may be a table that it reads. *certain: it is one that SQLMesh
 * counts among the dependencies; what @STAR names it does not. */
bool column_macro_names(const struct sql_node *macro, const struct sql_node *argument,
                        bool *certain);
/* Writes the macros of a model's query out, into loaded->model.body and loaded->outputs; where that
 * is not possible, notes them as unknown. The models that it reads have their columns. */
void column_macros_write(struct resolver *resolver, struct loaded *loaded);
/* body.c: gives the model of this snapshot a query of its own, whose tree outlives it. */
void body_write(struct loaded *loaded, const struct sql_node *query);

#endif
