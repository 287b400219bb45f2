/* missing: which columns a query puts out, and which it names although nothing it reads has them.
 * Knows one finished snapshot; which names to ask about, and of which models, is the caller's
 * matter.
 *
 * When in doubt a name is missing, and said to be in doubt. */
#ifndef STOPLOG_PROJECT_MISSING_H
#define STOPLOG_PROJECT_MISSING_H

#include "base/map.h"
#include "project/project.h"

/* What to look for: columns by name and the models, by fqn, that may have given them. The values
 * are not looked at. */
struct wanted_columns {
    struct map names, models;
};
struct missing_column {
    struct str name;
    bool certain; /* false: something whose columns are not all known may have it */
};
struct missing_columns {
    VEC_OF(struct missing_column);
};

/* The columns that the model's query puts out, whatever the model declares; false when they are not
 * all known. */
struct column_names {
    VEC_OF(struct str);
};
bool query_column_names(struct column_names *out, struct arena *arena, const struct model *model);

/* The wanted columns that the model's query reads where it reads one of the models, and does not
 * find; each once, in source order. A query that is not readable, and
 * what a macro or template writes, misses every name that stands in its text. Everything lives in
 * the arena. */
void missing_columns(struct missing_columns *out, struct arena *arena, const struct model *model,
                     const struct wanted_columns *wanted);

#endif
