/* expand_lambda: x -> ... with its parameters replaced.
 * Source: sqlmesh/core/macros.py, _norm_var_arg_lambda(). */
#include "project/expand_private.h"

static bool read_params(struct macro_lambda *out, struct arena *arena, struct macro_span head)
{
    if (macro_is(head.items, "(")) {
        if (span_close(head, 0) + 1 != head.count)
            return false;
        head = span_sub(head, 1, head.count - 1);
    }
    span_split(&out->params, arena, head);
    for (size_t i = 0; i < out->params.count; i++) {
        struct macro_span param = out->params.items[i];
        if (param.count != 1 || param.items->kind != TOKEN_WORD)
            return false;
        for (size_t k = 0; k < i; k++)
            if (str_eq_fold(out->params.items[k].items->text, param.items->text))
                return false;
    }
    return out->params.count > 0;
}

bool lambda_read(struct macro_lambda *out, struct arena *arena, struct macro_span span)
{
    size_t at = 0;
    *out = (struct macro_lambda){ 0 };
    if (!span.count)
        return false;
    at = macro_is(span.items, "(") ? span_close(span, 0) + 1 : 1;
    if (!macro_is(span_at(span, at), "->") || at + 1 == span.count)
        return false;
    out->body = span_sub(span, at + 1, span.count);
    /* SQLMesh takes a word behind the body for its alias. */
    const struct macro_token *last = &out->body.items[out->body.count - 1];
    if (macro_is(last, "desc") || macro_is(last, "asc"))
        return false;
    return read_params(out, arena, span_sub(span, 0, at));
}

bool lambda_apply(struct expander *x, const struct macro_lambda *lambda,
                  const struct macro_spans *args, const struct macro_scope *scope,
                  struct macro_span *out)
{
    struct macro_tokens made = { 0 };
    if (args->count != lambda->params.count || !expander_enter(x))
        return false;
    struct macro_binding *bindings = arena_array(x->arena, args->count, sizeof *bindings);
    for (size_t i = 0; i < args->count; i++)
        bindings[i] = (struct macro_binding){ lambda->params.items[i].items->text, args->items[i] };
    struct macro_scope inner = { scope, bindings, args->count, WORDS_REPLACED };
    bool ok = expand_span(x, lambda->body, &inner, &made);
    expander_leave(x);
    *out = span_of(&made);
    return ok && made.count;
}
