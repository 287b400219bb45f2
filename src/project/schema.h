/* schema: the tables of a model's query, as sql/bind.h asks for them.
 *
 * What a name in FROM stands for was settled when the model was read; its columns are those of the
 * model of that name in the same snapshot. */
#ifndef STOPLOG_PROJECT_SCHEMA_H
#define STOPLOG_PROJECT_SCHEMA_H

#include "project/project.h"
#include "sql/bind.h"

struct draft;
struct table_use;

struct model_schema {
    struct arena *arena; /* for what one binding needs */
    const struct model *model;
    bool names_only; /* set by who asks for no types: then tables may be without */
};

/* Fills *out; the binder that gets it binds queries of this model. `schema` must outlive the
 * binder. A table whose columns are known has the fqn of its model as id; one that no model
 * describes has its own fqn and no columns; a name made by macros or templates is not known. */
void model_schema(struct bind_schema *out, struct model_schema *schema, struct arena *arena,
                  const struct model *model);
/* The use of a table whose node starts there, or NULL. */
const struct table_use *table_use_at(const struct draft *draft, uint32_t start);
/* Whether two models of two snapshots read the same columns of the same tables in the same places:
 * one file under the same settings, over tables whose columns have the same names in the same
 * order; what a name stands for does not hang on types, but what macros write may. In doubt they do
 * not. */
bool models_read_alike(const struct model *b, const struct model *a);
/* Whether the model's query has this name where a table stands. */
bool model_query_names(const struct model *model, struct str fqn);

#endif
