/* parse: tokens -> tree, tolerant of everything.
 *
 * Promises: always a tree, always progress; what is not understood becomes SQL_OPAQUE up to the
 * next comma, clause word, closing parenthesis or end, with a diag that says where and why; nesting
 * over LIMIT_sql_depth becomes SQL_OPAQUE too. Meaningless differences are gone from the tree
 * already: keyword and function case, comments, optional words (AS, OUTER, INNER, ASC), operator
 * spellings, parentheses around an expression (precedence is in the shape). Nothing is evaluated.
 */
#ifndef STOPLOG_SQL_PARSE_H
#define STOPLOG_SQL_PARSE_H

#include "base/diag.h"
#include "sql/ast.h"
#include "sql/lex.h"

/* One query from tokens [from, to): SELECT, set operation, WITH, VALUES, FROM-first, parenthesised.
 * Tokens left over become an OPAQUE CLAUSE child. */
struct sql_node *sql_parse_query(struct arena *arena, const struct sql_text *text, uint32_t from,
                                 uint32_t to, struct diags *diags);
/* One expression from tokens [from, to). */
struct sql_node *sql_parse_expression(struct arena *arena, const struct sql_text *text,
                                      uint32_t from, uint32_t to, struct diags *diags);
/* One data type from tokens [from, to). */
struct sql_node *sql_parse_type(struct arena *arena, const struct sql_text *text, uint32_t from,
                                uint32_t to, struct diags *diags);
/* Whether the first significant token at or after `from` starts a query. */
bool sql_starts_query(const struct sql_text *text, uint32_t from, uint32_t to);

/* Cuts a file into statements at top-level ';' (strings, comments and $$ respected). Each piece is
 * a token range without the ';' and without leading or trailing space and comments; empty pieces
 * are left out. SQLMesh's JINJA_QUERY_BEGIN; ... JINJA_END; and ON_VIRTUAL_UPDATE_BEGIN; ... _END;
 * blocks are one piece each, marked. Source: sqlmesh/core/dialect.py, parse(). */
enum sql_piece_kind {
    PIECE_STATEMENT,
    PIECE_JINJA_QUERY,
    PIECE_JINJA_STATEMENT,
    PIECE_VIRTUAL_UPDATE
};
struct sql_piece {
    enum sql_piece_kind kind;
    uint32_t from, to; /* tokens; of the content for blocks */
    uint32_t lead;     /* first token after the previous piece: comments before a statement */
    bool not_closed;   /* of a block: its end word is missing */
};
struct sql_pieces {
    VEC_OF(struct sql_piece);
};
void sql_split(struct sql_pieces *out, struct arena *arena, const struct sql_text *text);

#endif
