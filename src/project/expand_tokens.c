/* expand_tokens: tokens as the expander moves them about. Knows no macro. */
#include "base/buf.h"
#include "base/limits.h"
#include "project/expand_private.h"

bool macro_is(const struct macro_token *token, const char *text)
{
    if (!token || (token->kind != TOKEN_OPERATOR && token->kind != TOKEN_WORD))
        return false;
    return str_eq_fold(token->text, str_of(text));
}

bool macro_is_any(const struct macro_token *token, const char *const *words)
{
    for (; *words; words++)
        if (macro_is(token, *words))
            return true;
    return false;
}

static int bracket_step(const struct macro_token *token)
{
    static const char *const open[] = { "(", "[", "{", NULL };
    static const char *const close[] = { ")", "]", "}", NULL };
    if (token->kind != TOKEN_OPERATOR)
        return 0;
    return macro_is_any(token, open) - macro_is_any(token, close);
}

size_t span_close(struct macro_span span, size_t open)
{
    int depth = 0;
    for (size_t i = open; i < span.count; i++) {
        depth += bracket_step(&span.items[i]);
        if (depth <= 0)
            return i;
    }
    return span.count;
}

void span_split(struct macro_spans *out, struct arena *arena, struct macro_span span)
{
    size_t from = 0;
    int depth = 0;
    for (size_t i = 0; i < span.count; i++) {
        depth += bracket_step(&span.items[i]);
        if (depth > 0 || !macro_is(&span.items[i], ","))
            continue;
        vec_push(arena, out, span_sub(span, from, i));
        from = i + 1;
    }
    if (span.count)
        vec_push(arena, out, span_sub(span, from, span.count));
}

static bool is_name(const struct macro_token *token)
{
    return token && (token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED);
}

bool span_is_atom(struct macro_span span)
{
    size_t at = 0;
    if (!span.count || macro_is(span.items, "not"))
        return false;
    if (is_name(span.items)) {
        for (at = 1; macro_is(span_at(span, at), ".") && is_name(span_at(span, at + 1)); at += 2)
            ;
        return at == span.count ||
               (macro_is(&span.items[at], "(") && span_close(span, at) + 1 == span.count);
    }
    if (macro_is(span.items, "(") || macro_is(span.items, "["))
        return span_close(span, 0) + 1 == span.count;
    return span.count == 1 && span.items->kind != TOKEN_OPERATOR;
}

bool span_has(struct macro_span span, const char *text)
{
    for (size_t i = 0; i < span.count; i++)
        if (macro_is(&span.items[i], text))
            return true;
    return false;
}

bool span_has_outside(struct macro_span span, const char *text)
{
    int depth = 0;
    for (size_t i = 0; i < span.count; i++) {
        depth += bracket_step(&span.items[i]);
        if (depth <= 0 && macro_is(&span.items[i], text))
            return true;
    }
    return false;
}

bool span_is_connected(struct macro_span span)
{
    static const char *const connectors[] = { "and", "or", "xor", "||", "&&" };
    for (size_t i = 0; i < sizeof connectors / sizeof *connectors; i++)
        if (span_has_outside(span, connectors[i]))
            return true;
    return false;
}

bool macro_value(struct arena *arena, const struct macro_token *token, struct str *out)
{
    struct str s = token->text;
    char quote = s.len ? s.ptr[0] : '\0';
    struct buf buf;
    if (s.len < 2 || (quote != '\'' && quote != '"' && quote != '`') || s.ptr[s.len - 1] != quote ||
        str_find_byte(s, '\\') >= 0)
        return false;
    buf_init(&buf, arena, LIMIT_file_bytes);
    for (size_t i = 1; i + 1 < s.len; i++) {
        buf_byte(&buf, s.ptr[i]);
        if (s.ptr[i] != quote)
            continue;
        if (s.ptr[i + 1] != quote || i + 2 == s.len)
            return false;
        i++;
    }
    *out = buf_str(&buf);
    return true;
}

void macro_tokens_of(struct macro_tokens *out, struct arena *arena, const struct sql_text *text,
                     uint32_t from, uint32_t to, uint32_t base, bool fixed)
{
    uint32_t before = from < text->count ? text->tokens[from].offset : 0;
    for (uint32_t i = from; i < to; i++) {
        const struct sql_token *token = &text->tokens[i];
        if (token->kind <= TOKEN_COMMENT)
            continue;
        struct macro_token made = {
            .lead = str_sub(text->bytes, before, token->offset - before),
            .text = sql_token_text(text, token),
            .origin = fixed ? base : base + token->offset,
            .kind = token->kind,
            .verbatim = !fixed,
        };
        before = token->offset + token->len;
        vec_push(arena, out, made);
    }
}
