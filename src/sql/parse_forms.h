/* parse_forms: operands with a grammar of their own. Private to the parser; each function stands at
 * the first token of its form. */
#ifndef STOPLOG_SQL_PARSE_FORMS_H
#define STOPLOG_SQL_PARSE_FORMS_H

#include "sql/parse_rules.h"

/* CASE [operand] WHEN ... THEN ... [ELSE ...] END */
struct sql_node *parse_case(struct parser *p);
/* CAST, TRY_CAST, SAFE_CAST ( expression AS type [FORMAT ...] ) */
struct sql_node *parse_cast(struct parser *p);
/* EXISTS ( query ) */
struct sql_node *parse_exists(struct parser *p);
/* ARRAY or STRUCT with brackets, a type or a query behind it */
struct sql_node *parse_constructor(struct parser *p);
/* MAP { key: value, ... } and its other spellings */
struct sql_node *parse_map(struct parser *p);
/* PRIOR expression, of CONNECT BY */
struct sql_node *parse_prior(struct parser *p);
/* ( ... ): a parenthesised expression, a tuple or a query */
struct sql_node *parse_paren(struct parser *p);
/* [ ... ]: an array literal */
struct sql_node *parse_array(struct parser *p);
/* { ... }: a struct literal, or a query parameter where the dialect has those */
struct sql_node *parse_brace(struct parser *p);

#endif
