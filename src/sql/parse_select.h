/* parse_select: what parse_query.c and parse_select.c share. Private to the parser. */
#ifndef STOPLOG_SQL_PARSE_SELECT_H
#define STOPLOG_SQL_PARSE_SELECT_H

#include "sql/parse_rules.h"

/* Adds a clause to a SELECT or SETOP where its rank puts it; clauses of equal rank keep their
 * order. */
void select_add(struct sql_node *query, struct sql_node *clause);
/* Whether a clause that may follow a whole query stands here. */
bool parser_at_tail(const struct parser *p);
/* Reads one such clause into the query. */
void parse_tail_clause(struct parser *p, struct sql_node *query);
/* [ASC | DESC] [NULLS FIRST | NULLS LAST] behind a sort key */
void parse_order_flags(struct parser *p, struct sql_node *item);
/* @ORDER_BY(...) and @LIMIT(...) behind a query */
bool parser_at_tail_macro(const struct parser *p);
struct sql_node *parse_tail_macro(struct parser *p);
/* A list of columns, up to a clause or the end of the query. */
struct sql_node *parse_projections(struct parser *p);
/* [DISTINCT [ON ( ... )]] or [ALL], into the query */
void parse_distinct(struct parser *p, struct sql_node *select);
/* query as SELECT * FROM (query), which can carry clauses of its own */
struct sql_node *parser_wrap_select(struct parser *p, struct sql_node *query);
/* left { UNION ... right } where right is one term */
struct sql_node *parse_set_operation(struct parser *p, struct sql_node *left);
/* query { "|>" step } */
struct sql_node *parse_pipe(struct parser *p, struct sql_node *query);
/* WINDOW name AS ( ... ) { , name AS ( ... ) } */
struct sql_node *parse_window_clause(struct parser *p);
/* TABLE name */
struct sql_node *parse_table_query(struct parser *p);
/* ON ..., USING ..., GROUP BY ..., INTO ... of DuckDB's PIVOT */
void parse_pivot_clauses(struct parser *p, struct sql_node *pivot);
/* PIVOT table ON ... USING ... GROUP BY ..., UNPIVOT table ON ... INTO ... (DuckDB statements) */
struct sql_node *parse_pivot_query(struct parser *p);

#endif
