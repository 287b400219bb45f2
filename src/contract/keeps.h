/* keeps: what a model itself sees to, so that a contract may promise it: columns that are never
 * NULL, and keys.
 *
 * From audits that stop a plan (blocking, not skipped, over all rows), from the grains that the
 * model states, and from the unique key of INCREMENTAL_BY_UNIQUE_KEY. The unique_key of SCD_TYPE_2
 * names a thing, not a row, and is none. Where a model has a time column an audit looks at the
 * interval that was loaded alone: what it finds unique there need not be so in the table, unless
 * the time column is a part of it. Sources: sqlmesh/core/audit/builtin.py,
 * sqlmesh/core/model/kind.py, sqlmesh/core/model/definition.py (render_audit_query). */
#ifndef STOPLOG_CONTRACT_KEEPS_H
#define STOPLOG_CONTRACT_KEEPS_H

#include "contract/audit_call.h"

enum key_source { KEY_GRAIN, KEY_UNIQUE_KEY, KEY_AUDIT };
struct model_key {
    enum key_source source;
    struct column_names columns; /* as the model orders them; at least one */
};
struct model_keeps {
    struct column_names
        not_null; /* sorted, unique; the columns of grains and unique key included */
    struct {
        VEC_OF(struct model_key);
    } keys;
    struct column_names alone; /* columns that are a key by themselves; sorted, unique */
    /* The key that tells rows apart first of all: the grain of fewest columns, else the unique key;
     * NULL where there is neither. */
    const struct model_key *primary;
    bool is_unsure;  /* an audit or key could not be read: there may be more */
    bool is_partial; /* an audit for duplicates was left out, as it sees one interval at a time */
};

/* Fills *out with names of the model's own columns or of none. */
void model_keeps(struct model_keeps *out, struct arena *arena, const struct model *model);
/* Whether an audit of the model that finds no duplicates in these columns has seen all rows that
 * could be some. */
bool audit_sees_duplicates(struct arena *arena, const struct model *model,
                           const struct column_names *columns);
/* Whether the column is never NULL, as far as is known. */
bool keeps_not_null(const struct model_keeps *keeps, struct str column);
/* Whether no two rows are the same in these columns: a key is made of some or all of them. */
bool keeps_unique(const struct model_keeps *keeps, const struct column_names *columns);
/* The same for one column alone. */
bool keeps_unique_column(const struct model_keeps *keeps, struct str column);

#endif
