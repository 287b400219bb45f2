/* expand_template: values put into text: @'...', @SQL('...') and identifiers with a variable in
 * them. Source: sqlmesh/core/macros.py (MacroEvaluator.template, over Python's string.Template). */
#include "base/buf.h"
#include "base/limits.h"
#include "project/expand_private.h"

static bool is_name_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_';
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_name_byte(s.ptr[i]))
            return false;
    return s.len > 0;
}

bool expander_word(struct macro_span value, struct arena *arena, struct str *out)
{
    if (value.count != 1)
        return false;
    static const char *const nameless[] = { "true", "false", "null", NULL };
    const struct macro_token *token = value.items;
    *out = token->text;
    if ((token->kind == TOKEN_STRING || token->kind == TOKEN_QUOTED) &&
        !macro_value(arena, token, out))
        return false;
    return token->kind != TOKEN_MACRO && !macro_is_any(token, nameless) && is_plain(*out);
}

/* How a value stands in a text. exact: only where sqlglot would not print it in another way. */
static bool add_value(struct expander *x, struct buf *buf, struct macro_span value, bool exact)
{
    static const char *const constants[] = { "true", "false", "null", NULL };
    struct str inner;
    if (value.count == 1 &&
        (value.items->kind == TOKEN_STRING || value.items->kind == TOKEN_QUOTED)) {
        if (!macro_value(x->arena, value.items, &inner))
            return false;
        buf_add(buf, inner);
        return true;
    }
    for (size_t i = 0; i < value.count; i++) {
        const struct macro_token *it = &value.items[i];
        bool dot = macro_is(it, ".") || (i && macro_is(it - 1, "."));
        bool plain = dot || it->kind == TOKEN_WORD || it->kind == TOKEN_NUMBER;
        if (it->kind == TOKEN_MACRO || it->kind == TOKEN_MACRO_BRACE || macro_is(it, "@") ||
            (exact && (!plain || it->kind == TOKEN_QUOTED || (i && !dot))))
            return false;
        if (i && !dot)
            buf_byte(buf, ' ');
        buf_add(buf, macro_is_any(it, constants) ? str_upper(x->arena, it->text) : it->text);
    }
    return value.count > 0;
}

/* The name behind '@' at `at`, "" when none stands there; *end is behind it. */
static struct str name_at(struct str text, size_t at, size_t *end)
{
    bool brace = at + 1 < text.len && text.ptr[at + 1] == '{';
    size_t from = at + 1 + brace, to = from;
    while (to < text.len && is_name_byte(text.ptr[to]))
        to++;
    bool closed = !brace || (to < text.len && text.ptr[to] == '}');
    bool named = to > from && !byte_is_digit(text.ptr[from]) && closed;
    *end = named ? to + brace : at + 1;
    return named ? str_sub(text, from, to - from) : STR_EMPTY;
}

bool expander_template(struct expander *x, const struct macro_scope *scope, struct str text,
                       bool exact, struct str *out)
{
    struct buf buf;
    struct macro_span value;
    size_t end;
    buf_init(&buf, x->arena, LIMIT_file_bytes);
    for (size_t i = 0; i < text.len; i = end) {
        end = i + 1;
        if (text.ptr[i] != '@') {
            buf_byte(&buf, text.ptr[i]);
            continue;
        }
        if (i + 1 < text.len && text.ptr[i + 1] == '@')
            return false;
        struct str name = name_at(text, i, &end);
        if (!name.len) {
            buf_byte(&buf, '@');
            continue;
        }
        int found = expander_local(x, scope, name, &value);
        if (!found)
            found = expander_setting(x, name, &value);
        if (!found && end < text.len && text.ptr[end] == '(' && text.ptr[end - 1] != '}')
            buf_add(&buf, str_sub(text, i, end - i)); /* a macro: @f(x) */
        else if (found <= 0 || !add_value(x, &buf, value, exact))
            return false;
    }
    *out = buf_str(&buf);
    return !buf_overflowed(&buf) && expander_count(x, buf.len / 8);
}

bool expander_string(struct expander *x, const struct macro_scope *scope,
                     const struct macro_token *string, struct str *out)
{
    struct str inner, text;
    struct buf buf;
    if (!macro_value(x->arena, string, &inner) ||
        !expander_template(x, scope, inner, true, &text) || str_find_byte(text, '\\') >= 0)
        return false;
    buf_init(&buf, x->arena, LIMIT_file_bytes);
    buf_byte(&buf, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'')
            buf_byte(&buf, '\'');
        buf_byte(&buf, text.ptr[i]);
    }
    buf_byte(&buf, '\'');
    *out = buf_str(&buf);
    return !buf_overflowed(&buf);
}
