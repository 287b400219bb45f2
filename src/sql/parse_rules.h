/* parse_rules: the grammar's functions, by the file they stand in. Private to the parser.
 *
 * Each returns a node, never NULL unless it says so, consumes what it read, and leaves what it does
 * not understand to its caller. */
#ifndef STOPLOG_SQL_PARSE_RULES_H
#define STOPLOG_SQL_PARSE_RULES_H

#include "sql/parser.h"

/* --- queries (parse_query.c, parse_select.c) --- */
bool parser_at_query(const struct parser *p);
struct sql_node *parse_query(struct parser *p);
/* Set operations, ORDER BY and LIMIT behind a query that is already read. */
struct sql_node *parse_query_rest(struct parser *p, struct sql_node *left);
/* The same behind a SUBQUERY that turns out to be the first arm of a query. */
struct sql_node *parse_subquery_rest(struct parser *p, struct sql_node *node);
struct sql_node *parse_select(struct parser *p);
struct sql_node *parse_values(struct parser *p);
bool parser_at_set_operator(const struct parser *p);
struct sql_node *parse_order_by(struct parser *p);
struct sql_node *parse_order_items(struct parser *p, enum sql_kind kind, struct str text);
struct sql_node *parse_offset(struct parser *p);
struct sql_node *parse_limit(struct parser *p, struct sql_node **offset);
/* LIMIT 10 %: a share, because no operand follows that would make it a remainder */
bool parser_at_percent_sign(const struct parser *p);
struct sql_node *parse_aliased(struct parser *p);
/* Whether a word without AS would be an alias here. */
bool parser_at_alias(const struct parser *p);

/* --- FROM (parse_from.c) --- */
struct sql_node *parse_from(struct parser *p);
struct sql_node *parse_table_item(struct parser *p);
/* A dotted name as TABLE, without what may follow it; a function when "(" follows. */
struct sql_node *parse_table_name(struct parser *p);
bool parser_at_join(const struct parser *p);
struct sql_node *parse_join(struct parser *p);
void parse_joins(struct parser *p, struct sql_node *from);
struct sql_node *parse_table_alias(struct parser *p);
bool parse_table_tail(struct parser *p, struct sql_node *table);

/* --- expressions (parse_expression.c, parse_primary.c, parse_call.c) --- */
struct sql_node *parse_expression(struct parser *p);
/* Binds at least as tightly as `precedence`. parse_operand counts as a level of nesting: every
 * cycle of calls goes through it or through parse_expression. */
struct sql_node *parse_operand(struct parser *p, unsigned precedence);
struct sql_node *parse_precedence(struct parser *p, unsigned precedence);
struct sql_node *parse_primary(struct parser *p);
struct sql_node *parse_postfix(struct parser *p, struct sql_node *left);
/* Items up to the closing word, which is consumed; each may be aliased or a named argument. */
void parse_items(struct parser *p, struct sql_node *parent, unsigned closing);
struct sql_node *parse_item(struct parser *p);
struct sql_node *parse_item_unsettled(struct parser *p);
struct sql_node *parse_call(struct parser *p, uint32_t start, struct str name);
void parse_call_suffix(struct parser *p, struct sql_node *call);
struct sql_node *parse_over(struct parser *p);
struct sql_node *parse_string(struct parser *p);
struct sql_node *parse_interval(struct parser *p);
/* Whether a unit of time stands here. */
bool parser_at_unit(const struct parser *p);
/* The same of the nth token behind the current one. */
bool parser_is_unit_ahead(const struct parser *p, unsigned n);
/* qualifier: a COLUMN whose parts stand before the star, or NULL. */
struct sql_node *parse_star(struct parser *p, struct sql_node *qualifier);
/* A lambda at the current token, or NULL without consuming anything. */
struct sql_node *parse_lambda(struct parser *p);

/* --- types (parse_type.c) --- */
struct sql_node *parse_type(struct parser *p);
/* Without the brackets of an array type: ARRAY<INT>[1, 2] is a literal. */
struct sql_node *parse_constructor_type(struct parser *p);

/* --- macros (parse_macro.c) --- */
bool parser_at_macro(const struct parser *p);
/* "@name(args)" or a macro variable as a value. */
struct sql_node *parse_macro(struct parser *p);
/* A clause macro such as @WHERE(condition): the MACRO node with its arguments when the current
 * token is that macro with this name, else NULL. The caller adds the clause. */
struct sql_node *parse_clause_macro(struct parser *p, const char *name);

#endif
