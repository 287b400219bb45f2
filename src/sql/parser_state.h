/* parser_state: where the parser stands in its tokens, and the steps it takes. Private to the
 * parser.
 *
 * The current token and the one behind it are cached: most questions are about these two. */
#ifndef STOPLOG_SQL_PARSER_STATE_H
#define STOPLOG_SQL_PARSER_STATE_H

#include "base/limits.h"
#include "sql/parse.h"
#include "sql/words.h"

struct parser {
    struct arena *arena;
    const struct sql_text *text;
    const struct sql_token *tokens; /* of the text */
    const struct sql_dialect *dialect;
    struct diags *diags;
    uint32_t at, end;    /* current significant token, end of the range */
    uint32_t start;      /* first byte of the current token, or the end of the range */
    uint32_t last_end;   /* byte behind the last consumed token */
    uint16_t word;       /* of the current token, 0 at the end */
    uint8_t kind;        /* of the current token, PARSER_END at the end */
    uint8_t half;        /* one '>' of the current ">>" or ">>>" is consumed (types) */
    uint16_t word_ahead; /* of the significant token behind it */
    uint8_t kind_ahead;
    uint32_t ahead; /* index of that token */
    unsigned depth;
    bool no_colon;     /* inside [ ]: ':' is a slice, not a path */
    bool no_in;        /* inside PIVOT ... FOR: IN belongs to the clause */
    bool in_arguments; /* directly inside a call's parentheses */
    bool plain;        /* an unquoted word is an identifier as it stands */
    uint8_t folds;     /* enum sql_letters that the dialect folds in identifiers */
    bool bad;          /* a token that no rule reads is in the range, or a query in a kept text */
    bool loose;        /* a template stands where the tree cannot show it */
    bool limit_told;   /* the depth diag is given once */
};

enum { PARSER_END = TOKEN_BAD + 1 };

/* Stands at the first significant token of [from, to). The functions are in parse.c. */
void parser_init(struct parser *p, struct arena *arena, const struct sql_text *text, uint32_t from,
                 uint32_t to, struct diags *diags);
/* First significant token in [at, end) where Jinja may be met. */
uint32_t parser_skip_odd(const struct parser *p, uint32_t at);
/* First significant token in [at, end). */
static inline uint32_t parser_skip(const struct parser *p, uint32_t at)
{
    while (at < p->end && p->tokens[at].kind <= TOKEN_COMMENT)
        at++;
    return at < p->end && p->tokens[at].kind == TOKEN_TEMPLATE ? parser_skip_odd(p, at) : at;
}
/* Byte behind the range. */
uint32_t parser_end(const struct parser *p);
/* Moves to token index `at`, which must be a significant token of the range or its end. */
void parser_seek(struct parser *p, uint32_t at);
/* Notes the first significant token at or behind `at` as the one ahead. */
void parser_look_ahead(struct parser *p, uint32_t at);
/* Moves to the token ahead. */
static inline void parser_next(struct parser *p)
{
    const struct sql_token *tokens = p->tokens;
    if (p->kind == PARSER_END)
        return;
    p->last_end = p->start + tokens[p->at].len;
    if (p->kind_ahead == PARSER_END) {
        parser_seek(p, p->end);
        return;
    }
    uint32_t at = p->ahead, ahead = at + 1;
    unsigned kind = TOKEN_SPACE;
    p->at = at;
    p->start = tokens[at].offset;
    p->word = p->word_ahead;
    p->kind = p->kind_ahead;
    p->half = 0;
    for (; ahead < p->end && (kind = tokens[ahead].kind) <= TOKEN_COMMENT; ahead++)
        continue;
    if (kind <= TOKEN_COMMENT || kind == TOKEN_TEMPLATE) {
        parser_look_ahead(p, ahead);
        return;
    }
    p->ahead = ahead;
    p->word_ahead = tokens[ahead].word;
    p->kind_ahead = (uint8_t)kind;
}
/* Index, word or kind of the n-th significant token ahead; 0 is the current one. */
uint32_t parser_index_ahead(const struct parser *p, unsigned n);
static inline unsigned parser_word_ahead(const struct parser *p, unsigned n)
{
    if (n == 1)
        return p->word_ahead;
    uint32_t at = parser_index_ahead(p, n);
    return at < p->end ? p->tokens[at].word : WORD_NONE;
}
static inline unsigned parser_kind_ahead(const struct parser *p, unsigned n)
{
    if (n == 1)
        return p->kind_ahead;
    uint32_t at = parser_index_ahead(p, n);
    return at < p->end ? p->tokens[at].kind : PARSER_END;
}
static inline bool parser_accept(struct parser *p, unsigned word)
{
    if (p->word != word || word == WORD_NONE)
        return false;
    parser_next(p);
    return true;
}
bool parser_accept2(struct parser *p, unsigned first, unsigned second);
bool parser_sees2(const struct parser *p, unsigned first, unsigned second);
/* Whether the text of the current token is this word, whatever its case. */
bool parser_text_is(const struct parser *p, const char *word);
/* Whether the token is this word, which has no number of its own. Most begin with another letter.
 */
static inline bool parser_sees_text(const struct parser *p, const char *word)
{
    return p->kind == TOKEN_WORD &&
           byte_upper(p->text->bytes.ptr[p->start]) == byte_upper(word[0]) &&
           parser_text_is(p, word);
}
bool parser_accept_text(struct parser *p, const char *word);
/* Whether the n-th token ahead touches the one before it. */
bool parser_touches(const struct parser *p, unsigned n);
static inline struct str parser_text(const struct parser *p)
{
    return p->at < p->end ? sql_token_text(p->text, &p->tokens[p->at]) : STR_EMPTY;
}
/* Goes one level deeper; false when that is too deep. */
static inline bool parser_enter(struct parser *p)
{
    if (p->depth >= LIMIT_sql_depth)
        return false;
    p->depth++;
    return true;
}
static inline void parser_leave(struct parser *p)
{
    p->depth--;
}

#endif
