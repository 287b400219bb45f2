/* query_read: what a model's query says on its own: forms, dependencies, uses, own columns. Private
 * to the project layer. */
#ifndef STOPLOG_PROJECT_QUERY_READ_H
#define STOPLOG_PROJECT_QUERY_READ_H

#include "project/property.h"
#include "sql/parse.h"

/* Fills the draft's dependencies, tables, uses and unknowns: what the rest of the project asks
 * every model about. Keeps nothing of the tree. */
void query_look(struct reader *reader, const struct sql_node *query, uint32_t from, uint32_t to);
/* Fills the draft's query and outputs, not the query's form: stars stay as columns without a name
 * whose expr is the star. The tree must live as long as the draft. */
void query_keep(struct reader *reader, const struct sql_node *query);
/* The outputs of an abridged query: the same without their places. */
void query_outputs(struct columns *out, struct arena *arena, const struct sql_node *abridged);
/* query_look and query_keep, and the form. */
void query_read(struct reader *reader, const struct sql_node *query, uint32_t from, uint32_t to);
/* One past the last token of the text that is no semicolon: JINJA_END; does not end a query. */
uint32_t query_without_semicolons(const struct sql_text *text, uint32_t from, uint32_t to);
/* The same for the text between JINJA_QUERY_BEGIN and JINJA_END. */
void query_read_jinja(struct reader *reader, uint32_t from, uint32_t to);
/* Adds the tables of a tree to the draft's dependencies. certain: false when only some of them may
 * really be read. */
void query_add_tables(struct reader *reader, const struct sql_node *query, bool certain);
/* Adds names that templates use, and variables read with var('x'). */
void jinja_uses(struct reader *reader, struct str text, struct place place, enum use_place where);
bool text_has_jinja(struct str text);
/* The macros that SQLMesh brings along: whether name is one, and whether it stands for one value.
 */
bool macro_is_builtin(struct str name, bool *scalar);
/* Whether what a built-in macro writes hangs on the columns of the tables it names. */
bool macro_asks_columns(struct str name);

#endif
