/* form_print: what the printing files share. Private to sql/form*.c. */
#ifndef STOPLOG_SQL_FORM_PRINT_H
#define STOPLOG_SQL_FORM_PRINT_H

#include "base/buf.h"
#include "sql/ast.h"

/* Prints any node. */
void form_print(struct buf *out, const struct sql_node *node);
/* Prints a child, in parentheses where its parent needs them. */
void form_child(struct buf *out, const struct sql_node *parent, const struct sql_node *child);
/* Prints the siblings from `first` on, separated by ", ". */
void form_list(struct buf *out, const struct sql_node *first);
void form_list_until(struct buf *out, const struct sql_node *first, const struct sql_node *end);

/* Queries, clauses and table items (form_query.c). */
void form_print_query(struct buf *out, const struct sql_node *node);
/* A clause behind a clause macro: without its own word. */
void form_print_macro_clause(struct buf *out, const struct sql_node *clause);

#endif
