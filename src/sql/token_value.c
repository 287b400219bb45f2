/* token_value: what a word, a quoted identifier or a string says, without its quotes. */
#include "base/arena.h"
#include "sql/lex.h"

/* `inner` with every doubled `quote` single, and with \q read as q when escapes are live. */
static struct str undouble(struct arena *arena, struct str inner, char quote, bool escapes)
{
    if (str_find_byte(inner, quote) < 0)
        return inner;
    char *to = arena_alloc(arena, inner.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < inner.len; i++) {
        char next = i + 1 < inner.len ? inner.ptr[i + 1] : '\0';
        bool pair = (inner.ptr[i] == quote || (escapes && inner.ptr[i] == '\\')) && next == quote;
        i += pair;
        to[len++] = inner.ptr[i];
    }
    return (struct str){ to, len };
}

/* Letters before the opening quote of a string token. */
static size_t prefix_len(struct str s)
{
    size_t at = 0;
    while (at < s.len && s.ptr[at] != '\'' && s.ptr[at] != '"' && s.ptr[at] != '$')
        at++;
    return at;
}

static struct str string_value(struct arena *arena, const struct sql_dialect *dialect, struct str s)
{
    s = str_sub(s, prefix_len(s), SIZE_MAX);
    if (s.len && s.ptr[0] == '$') {
        size_t tag = (size_t)str_find_byte(str_sub(s, 1, SIZE_MAX), '$') + 2;
        return str_sub(s, tag, s.len - 2 * tag);
    }
    size_t width =
        dialect->triple_strings && s.len >= 6 && s.ptr[0] == s.ptr[1] && s.ptr[1] == s.ptr[2] ? 3
                                                                                              : 1;
    if (s.len < 2 * width)
        return STR_EMPTY;
    return undouble(arena, str_sub(s, width, s.len - 2 * width), s.ptr[0],
                    dialect->backslash_escapes);
}

struct str sql_token_value(struct arena *arena, const struct sql_text *text, uint32_t at)
{
    if (at >= text->count)
        return STR_EMPTY;
    const struct sql_token *t = &text->tokens[at];
    struct str s = sql_token_text(text, t);
    if (t->kind == TOKEN_QUOTED && s.len >= 2)
        return undouble(arena, str_sub(s, 1, s.len - 2), s.ptr[s.len - 1], false);
    if (t->kind == TOKEN_STRING)
        return string_value(arena, text->dialect, s);
    return s;
}
