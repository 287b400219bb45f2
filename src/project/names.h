/* names: how tables and models are identified. Private to the project layer.
 * Source: sqlmesh/core/dialect.py, normalize_model_name(). */
#ifndef STOPLOG_PROJECT_NAMES_H
#define STOPLOG_PROJECT_NAMES_H

#include "sql/ast.h"
#include "sql/lex.h"

#define NAME_PARTS_MAX 4

/* The normalised parts of a table name, catalog first. count 0: not a name. */
struct table_name {
    struct str parts[NAME_PARTS_MAX];
    size_t count;
};

/* The name written in tokens [from, to): identifiers, quoted or not, joined by dots; a back-quoted
 * whole such as `p.db.t` is split. count is 0 when anything else stands there. */
void name_from_tokens(struct table_name *out, struct arena *arena, const struct sql_text *text,
                      uint32_t from, uint32_t to);
/* The same for a name held in a string, read in the dialect. */
void name_from_text(struct table_name *out, struct arena *arena, const struct sql_dialect *dialect,
                    struct str name);
/* The identity: every part quoted, the default catalog left out of three-part names. catalog: ""
 * when not known. */
struct str name_fqn(struct arena *arena, const struct table_name *name, struct str catalog);
/* The same parts, dotted and unquoted. */
struct str name_dotted(struct arena *arena, const struct table_name *name, struct str catalog);
/* The model name that a path stands for: what follows the first folder `models`, the last three
 * parts. Source: sqlmesh/core/model/common.py, get_model_name(). */
struct str name_from_path(struct arena *arena, struct str path);

#endif
