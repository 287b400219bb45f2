/* expand_write: what the macros share that write SQL of their own: the text, and arguments with
 * names.
 */
#include "project/expand_private.h"

/* --- writing ---------------------------------------------------------------------------------- */

bool expander_emit_sql(struct expander *x, struct macro_tokens *out, struct str sql,
                       const struct macro_token *at)
{
    struct macro_tokens tokens = { 0 };
    struct sql_text lexed;
    if (sql_lex(&lexed, x->arena, STR_EMPTY, sql, x->reader->dialect, false, NULL) != OK)
        return false;
    macro_tokens_of(&tokens, x->arena, &lexed, 0, lexed.count, at->origin, true);
    for (size_t i = 0; i < tokens.count; i++)
        if (!i && !tokens.items[i].lead.len)
            tokens.items[i].lead = STR(" ");
    return !lexed.has_odd && tokens.count && expander_emit_span(x, out, span_of(&tokens));
}

bool expander_emit_filled(struct expander *x, struct macro_tokens *out, const char *text,
                          const struct macro_span *args, const struct macro_token *at)
{
    struct str rest = str_of(text);
    while (rest.len) {
        ptrdiff_t hole = str_find_byte(rest, '$');
        size_t len = hole < 0 ? rest.len : (size_t)hole;
        if (len && !expander_emit_sql(x, out, str_sub(rest, 0, len), at))
            return false;
        if (hole < 0)
            break;
        if (!expander_emit_span(x, out, args[rest.ptr[hole + 1] - '1']))
            return false;
        rest = str_sub(rest, len + 2, rest.len);
    }
    return true;
}

bool expander_emit_list(struct expander *x, struct macro_tokens *out,
                        const struct macro_spans *list, const struct macro_token *at)
{
    for (size_t i = 0; i < list->count; i++)
        if ((i && !expander_emit_text(x, out, TOKEN_OPERATOR, STR(","), at)) ||
            !expander_emit_span(x, out, list->items[i]))
            return false;
    return list->count > 0;
}

bool macro_list_of(struct expander *x, struct macro_span span, struct macro_spans *out)
{
    bool square = macro_is(span.items, "[");
    if ((!square && !macro_is(span.items, "(")) || span_close(span, 0) + 1 != span.count)
        return false;
    span_split(out, x->arena, span_sub(span, 1, span.count - 1));
    for (size_t i = 0; i < out->count; i++)
        if (!out->items[i].count)
            return false;
    return out->count > (square ? 0 : 1);
}

/* --- named arguments -------------------------------------------------------------------------- */

bool macro_bind_arguments(const struct macro_call *call, const char *const *names, size_t count,
                          struct macro_span *out)
{
    bool named = false;
    for (size_t i = 0; i < call->args.count; i++) {
        struct macro_span arg = call->args.items[i];
        size_t at = i;
        if (macro_is(span_at(arg, 1), ":=")) {
            named = true;
            for (at = 0; at < count && !macro_is(arg.items, names[at]); at++)
                ;
            arg = span_sub(arg, 2, arg.count);
        } else if (named) {
            return false;
        }
        if (at >= count || out[at].count || !arg.count)
            return false;
        out[at] = arg;
    }
    return true;
}

bool macro_boolean_of(struct macro_span span, bool otherwise, bool *out)
{
    *out = span.count ? macro_is(span.items, "true") : otherwise;
    return !span.count || (span.count == 1 && (*out || macro_is(span.items, "false")));
}

bool macro_text_of(struct expander *x, struct macro_span span, const char *otherwise,
                   struct str *out)
{
    *out = str_of(otherwise);
    return !span.count || (span.count == 1 && span.items->kind == TOKEN_STRING &&
                           macro_value(x->arena, span.items, out));
}
