/* parser: what the parse_*.c files share. Private to the parser.
 *
 * All is built from accept and expect on the tokens (parser_state.h). Every parse function returns
 * a node (never NULL unless it says so), does not loop without consuming, and does not go deeper
 * than parser_enter allows. */
#ifndef STOPLOG_SQL_PARSER_H
#define STOPLOG_SQL_PARSER_H

#include "sql/ast_make.h"
#include "sql/parser_state.h"

/* --- nodes (parse.c) --- */
/* Starts at the current token and is empty so far. */
struct sql_node *parser_node(struct parser *p, enum sql_kind kind, struct str text);
/* Sets the end of the node to the last consumed token and returns it. */
static inline struct sql_node *parser_done(const struct parser *p, struct sql_node *node)
{
    if (p->last_end > node->start)
        node->end = p->last_end;
    return node;
}
/* A node of one child that starts where the child starts. */
struct sql_node *parser_wrap(struct parser *p, enum sql_kind kind, struct str text,
                             struct sql_node *child);
/* An identifier from its plain text; `quoted` as written. */
struct sql_node *parser_ident_from(struct parser *p, struct str text, bool quoted);
/* SQL_BACKTICK where that is how the dialect quotes. */
uint16_t parser_quote_flag(const struct parser *p);
/* The current token as an identifier, spliced macros and templates included; NULL when it is none.
 * parser_ident takes reserved words too, parser_name does not. */
struct sql_node *parser_ident(struct parser *p);
struct sql_node *parser_name(struct parser *p);
bool parser_sees_name(const struct parser *p);
/* The current token as an identifier: 1 in t.1, $1 in t.$1; NULL for a number that is not whole. */
struct sql_node *parser_number_ident(struct parser *p);
/* The current token, a quoted name or a string that stands for one, as an identifier; what would be
 * substituted into is kept as a MACRO_VAR or TEMPLATE. */
struct sql_node *parser_quoted_ident(struct parser *p);
/* Whether a comment behind the current token, an identifier, keeps it from being normalised. */
bool parser_is_exempt(const struct parser *p);
/* Whether SQLMesh or Jinja would substitute into the text of a quoted name. */
bool parser_has_hole(const struct parser *p, struct str quoted);
/* As parser_ident; where the dialect lets a string name something, that too. */
struct sql_node *parser_string_or_ident(struct parser *p);
/* ident, or a COLUMN of { ident "." }; NULL when none stands here. */
struct sql_node *parser_dotted_name(struct parser *p);
/* "( ident, ident )" as a node of this kind. */
struct sql_node *parser_ident_list(struct parser *p, enum sql_kind kind);

/* --- recovery (recover.c) --- */
/* Whether the token ends a list item or clause: comma, closing bracket, clause word, end. */
bool parser_at_stop(const struct parser *p);
/* Everything from token index `from` to the next stop as OPAQUE, with a diag. Consumes at least one
 * token unless the range is at its end or at a closing bracket. */
struct sql_node *parser_opaque(struct parser *p, uint32_t from, const char *why);
/* node when the parser stands at a stop, else OPAQUE from `from`. */
struct sql_node *parser_settle(struct parser *p, uint32_t from, struct sql_node *node);
/* Consumes ')' (or another closing); what stands before it becomes an OPAQUE child of node. */
void parser_close(struct parser *p, struct sql_node *node, unsigned closing);
/* Significant tokens [from, to) as one line: words and operators apart by one space. */
struct str parser_tokens(struct parser *p, uint32_t from, uint32_t to);
/* A template's text with every run of white space made one space. */
struct str parser_collapse(struct parser *p, struct str s);
/* Consumes tokens up to the stop or closing bracket of this level and gives their text. */
struct str parser_take_text(struct parser *p, bool stop_at_comma);
/* Consumes the bracket that ends such a text; a missing one makes the whole range doubtful. */
void parser_end_text(struct parser *p, unsigned closing);
void parser_diag(struct parser *p, uint32_t at, const char *why);

#endif
