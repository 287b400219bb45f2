/* lex: SQL text -> tokens, each a kind, an offset and a length.
 *
 * Promises: every byte of the text belongs to exactly one token (lengths sum to the text's length),
 * in order; never fails on content: unfinished strings and comments, NUL and bytes outside UTF-8
 * become tokens of kind TOKEN_BAD. Comments and white space are tokens too, so spans are exact.
 * Templating: "{{ ... }}", "{% ... %}", "{# ... #}" are one TOKEN_TEMPLATE each when `jinja` is on.
 * Knows no grammar. */
#ifndef STOPLOG_SQL_LEX_H
#define STOPLOG_SQL_LEX_H

#include "base/err.h"
#include "sql/dialect.h"

enum token_kind {
    TOKEN_SPACE,
    TOKEN_COMMENT, /* all kinds, delimiters included; optimiser hints too */
    TOKEN_WORD,    /* unquoted identifier or keyword */
    TOKEN_QUOTED,  /* quoted identifier, quotes included */
    TOKEN_STRING,  /* string literal, prefix and quotes included (E'..', b'..', r'..', $$..$$) */
    TOKEN_NUMBER,
    TOKEN_OPERATOR, /* one or more punctuation bytes that form one operator: "<>", "::", "->>", "||"
                     */
    TOKEN_MACRO,    /* "@name" */
    TOKEN_MACRO_BRACE, /* "@{name}", braces included */
    TOKEN_PARAMETER,   /* "?", "$1", "$name", "@@name" (":name" is an operator and a word) */
    TOKEN_TEMPLATE,    /* one Jinja expression, statement or comment */
    TOKEN_BAD          /* a byte or an unfinished thing that no rule reads */
};

/* Which letters a word holds, so that who folds its case need not look in vain. */
enum sql_letters {
    LETTERS_UPPER = 1,
    LETTERS_LOWER = 2,
    LETTERS_ANY = 3 /* not looked at: any, also outside ASCII */
};

struct sql_token {
    uint32_t offset; /* bytes from the start of the text */
    uint32_t len;
    uint16_t word; /* keyword number for TOKEN_WORD and operator number, 0 = none (keywords.def) */
    uint8_t kind;  /* enum token_kind */
    uint8_t letters; /* enum sql_letters, of a TOKEN_WORD */
};

struct sql_text {
    struct str bytes;
    struct str path; /* for places */
    const struct sql_dialect *dialect;
    const struct sql_token *tokens;
    uint32_t count;
    bool jinja; /* templates were recognised, also inside strings and quoted identifiers */
    /* What the text holds at all, so that who looks for it need not look in vain. */
    bool has_at;   /* an '@' somewhere */
    bool has_meta; /* "sqlglot.meta" somewhere, and a comment or template that may hold it */
    bool has_odd;  /* a TOKEN_BAD or TOKEN_TEMPLATE */
};

/* jinja: recognise templates. E_LIMIT over LIMIT_sql_tokens; the text must be at most
 * LIMIT_file_bytes. *out refers to bytes, which must outlive it. A UTF-8 byte order mark at the
 * start is a TOKEN_BAD of its own (SQLMesh does not strip it either). */
MUST_USE enum status sql_lex(struct sql_text *out, struct arena *arena, struct str path,
                             struct str bytes, const struct sql_dialect *dialect, bool jinja,
                             struct err *err);
/* Whether `word` reads as one TOKEN_WORD, so that an identifier can stand without quotes. */
bool sql_is_word(const struct sql_dialect *dialect, struct str word);
/* Whether a backslash between these quotes of an identifier escapes, so that a name with one has
 * several spellings, of which none is made out. */
bool sql_quote_escapes(const struct sql_dialect *dialect, char quote);
static inline struct str sql_token_text(const struct sql_text *text, const struct sql_token *token)
{
    return (struct str){ text->bytes.ptr + token->offset, token->len };
}
/* Index of the next token at or after `at` that is neither space nor comment; text->count at the
 * end. */
static inline uint32_t sql_next(const struct sql_text *text, uint32_t at)
{
    while (at < text->count && text->tokens[at].kind <= TOKEN_COMMENT)
        at++;
    return at;
}
/* How many tokens are left of the first `at` without the space and comments at their end: the index
 * behind the last one that is neither; 0 when there is none. */
static inline uint32_t sql_before(const struct sql_text *text, uint32_t at)
{
    while (at > 0 && text->tokens[at - 1].kind <= TOKEN_COMMENT)
        at--;
    return at;
}
/* Index of the first token that starts at byte `offset` or behind it; text->count when none does.
 */
uint32_t sql_token_from(const struct sql_text *text, size_t offset);
/* Whether the token is this word (ASCII case folded) or this operator. */
bool sql_token_is(const struct sql_text *text, uint32_t at, const char *word);
/* The identifier or string behind a WORD, QUOTED or STRING token: quotes removed, doubled quotes
 * undone. */
struct str sql_token_value(struct arena *arena, const struct sql_text *text, uint32_t at);

#endif
