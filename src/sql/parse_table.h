/* parse_table: what parse_from.c, parse_table.c, parse_table_name.c and parse_version.c share.
 * Private to the parser. */
#ifndef STOPLOG_SQL_PARSE_TABLE_H
#define STOPLOG_SQL_PARSE_TABLE_H

#include "sql/parse_rules.h"

/* @WHERE(...), @GROUP_BY(...), @HAVING(...), @ORDER_BY(...), @LIMIT(...) */
bool parser_at_clause_macro(const struct parser *p);
/* Whether FROM is complete though no clause word follows: START WITH, SELECT of a FROM-first query,
 * OPTION, FORMAT and the like. */
bool parser_at_from_end(const struct parser *p);

/* PIVOT or UNPIVOT behind a table */
bool parser_at_pivot(const struct parser *p);
/* FOR SYSTEM_TIME AS OF x, VERSION AS OF x, AT ( ... ) and the like: whether one stands here, and
 * it as a CLAUSE (parse_version.c). */
bool parser_at_version(const struct parser *p);
struct sql_node *parse_version(struct parser *p);
/* What gives a table: no literal, and no form that only begins like a call (parse_table_name.c). */
struct sql_node *parse_table_call(struct parser *p);

#endif
