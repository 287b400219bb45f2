/* tokens: small questions about the tokens of SQL. Private to the project layer. */
#ifndef STOPLOG_PROJECT_TOKENS_H
#define STOPLOG_PROJECT_TOKENS_H

#include "sql/lex.h"

/* The significant tokens of [from, to) joined by one space, keywords upper case,
 * other words normalised by the dialect: equal forms are equal statements. */
struct str tokens_form(struct arena *arena, const struct sql_text *text, uint32_t from,
                       uint32_t to);
/* The bytes from the first to the last significant token of [from, to). */
struct str tokens_text(const struct sql_text *text, uint32_t from, uint32_t to);
/* One past the token that closes the bracket at `open`, or `to`. */
uint32_t tokens_close(const struct sql_text *text, uint32_t open, uint32_t to);
/* The same; false when nothing closes it. */
bool tokens_are_closed(const struct sql_text *text, uint32_t open, uint32_t to, uint32_t *close);
/* Next significant token in [at, to), or `to`. */
uint32_t tokens_next(const struct sql_text *text, uint32_t at, uint32_t to);
bool token_is_op(const struct sql_text *text, uint32_t at, char op);

#endif
