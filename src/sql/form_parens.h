/* form_parens: which differences in writing stay visible in the form. Private to the SQL front end.
 */
#ifndef STOPLOG_SQL_FORM_PARENS_H
#define STOPLOG_SQL_FORM_PARENS_H

#include <stdbool.h>

#include "sql/ast.h"

/* enum precedence of a node as an operand. */
unsigned form_precedence(const struct sql_node *node);
/* Whether `child` is written in parentheses inside `parent`. */
bool form_parens(const struct sql_node *parent, const struct sql_node *child);
/* The part of a node that its text starts with; the node itself when it starts with words or a
 * parenthesis of its own. */
const struct sql_node *form_leftmost(const struct sql_node *node);
/* Whether a node is a literal, or one with casts around it that may all be written x::T. */
bool form_is_literal_cast(const struct sql_node *node);
/* Whether an arm of a set operation is written in parentheses. */
bool form_set_parens(const struct sql_node *parent, const struct sql_node *arm);
/* Whether a join is written as a comma: a comma binds looser than JOIN, which counts when a join
 * that is not a plain CROSS, INNER ... ON or LEFT ... ON follows before the next comma. */
bool form_comma(const struct sql_node *join);

/* The text that stands for a whole tree when templates are in places it cannot show, or NULL. */
const struct sql_node *form_whole_text(const struct sql_node *node);

#endif
