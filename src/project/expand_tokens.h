/* expand_tokens: tokens as the expander moves them about, without a place in one text. Private to
 * the expander. */
#ifndef STOPLOG_PROJECT_EXPAND_TOKENS_H
#define STOPLOG_PROJECT_EXPAND_TOKENS_H

#include "sql/lex.h"

#include "base/vec.h"

struct macro_token {
    struct str lead; /* space and comments before it */
    struct str text;
    uint32_t origin; /* in the file */
    uint8_t kind;    /* enum token_kind */
    bool verbatim;   /* text stands at origin */
};
struct macro_span {
    const struct macro_token *items;
    size_t count;
};
struct macro_spans {
    VEC_OF(struct macro_span);
};
struct macro_tokens {
    VEC_OF(struct macro_token);
};

static inline struct macro_span span_of(const struct macro_tokens *tokens)
{
    return (struct macro_span){ tokens->items, tokens->count };
}
static inline struct macro_span span_sub(struct macro_span span, size_t from, size_t to)
{
    return (struct macro_span){ span.items + from, to - from };
}
/* The token at an index, or NULL outside of the span. */
static inline const struct macro_token *span_at(struct macro_span span, size_t at)
{
    return at < span.count ? &span.items[at] : NULL;
}
/* Whether the token, which may be NULL, is this operator or this bare word in any case. */
bool macro_is(const struct macro_token *token, const char *text);
/* Whether it is one of the words in a list that ends with NULL. */
bool macro_is_any(const struct macro_token *token, const char *const *words);
/* Whether nothing stands between the token and the one before it. */
static inline bool macro_touches(const struct macro_token *token)
{
    return token && token->lead.len == 0;
}
/* Index of the bracket that closes the one at `open`; count when none does. */
size_t span_close(struct macro_span span, size_t open);
/* Cuts at the commas that stand in no bracket; an empty span has no parts. */
void span_split(struct macro_spans *out, struct arena *arena, struct macro_span span);
/* Whether it holds together in any place: a name, literal, call or bracketed text. */
bool span_is_atom(struct macro_span span);
/* Whether any of its tokens is this operator or word; span_has_outside: one that stands in no
 * bracket. */
bool span_has(struct macro_span span, const char *text);
bool span_has_outside(struct macro_span span, const char *text);
/* Whether AND, OR or what may mean them stands outside of brackets. */
bool span_is_connected(struct macro_span span);
/* What a string or quoted identifier holds; false where an escape makes that doubtful. */
bool macro_value(struct arena *arena, const struct macro_token *token, struct str *out);
/* The significant tokens [from, to) of a text whose first byte stands at `base` in the file; with
 * `fixed` they all come from there. */
void macro_tokens_of(struct macro_tokens *out, struct arena *arena, const struct sql_text *text,
                     uint32_t from, uint32_t to, uint32_t base, bool fixed);

#endif
