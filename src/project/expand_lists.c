/* expand_lists: @EACH, @FILTER and @REDUCE over lists that are written out.
 * Source: sqlmesh/core/macros.py. */
#include "project/expand_constant.h"

/* The members of [a, b] or (a, b); (a) holds one. False when it is neither. */
static bool members_of(struct expander *x, struct macro_span span, struct macro_spans *out)
{
    bool bracketed = macro_is(span.items, "[") || macro_is(span.items, "(");
    if (!bracketed || span_close(span, 0) + 1 != span.count || span_has(span, "for"))
        return false;
    span_split(out, x->arena, span_sub(span, 1, span.count - 1));
    for (size_t i = 0; i < out->count; i++)
        if (!out->items[i].count)
            return false;
    return true;
}

/* A variable of the configuration may hold the list. */
static struct macro_span value_of(struct expander *x, struct macro_span span)
{
    struct macro_span value;
    bool variable = span.count == 1 &&
                    (span.items->kind == TOKEN_MACRO || span.items->kind == TOKEN_MACRO_BRACE);
    if (variable && expander_setting(x, macro_variable_name(span.items->text), &value))
        return value;
    return span;
}

/* All arguments but the lambda: one list, or the items themselves. */
static bool items_of(struct expander *x, const struct macro_spans *args, struct macro_spans *out)
{
    if (args->count == 1) /* a list that came to nothing */
        return true;
    if (args->count > 2) {
        for (size_t i = 0; i + 1 < args->count; i++)
            vec_push(x->arena, out, args->items[i]);
        return true;
    }
    struct macro_span span = value_of(x, args->items[0]);
    if (members_of(x, span, out))
        return true;
    out->count = 0;
    if (macro_is(span.items, "array") || macro_is(span.items, "[") || !span_is_atom(span))
        return false;
    vec_push(x->arena, out, span);
    return true;
}

static bool is_tuple(struct macro_span span)
{
    return macro_is(span.items, "(") && span_close(span, 0) + 1 == span.count &&
           span_has_outside(span_sub(span, 1, span.count - 1), ",");
}

/* A tuple gives a value to each parameter. */
static bool apply(struct expander *x, const struct macro_call *call,
                  const struct macro_lambda *lambda, struct macro_span item, struct macro_span *out)
{
    struct macro_spans values = { 0 };
    if (is_tuple(item)) {
        if (lambda->params.count < 2 || !members_of(x, item, &values))
            return false;
    } else {
        vec_push(x->arena, &values, item);
    }
    return lambda_apply(x, lambda, &values, call->scope, out);
}

static bool read_call(struct expander *x, const struct macro_call *call, struct macro_spans *items,
                      struct macro_lambda *lambda)
{
    const struct macro_spans *args = &call->args;
    return args->count && items_of(x, args, items) &&
           lambda_read(lambda, x->arena, args->items[args->count - 1]);
}

enum macro_outcome expand_each(struct expander *x, const struct macro_call *call,
                               struct macro_spans *out)
{
    struct macro_spans items = { 0 };
    struct macro_lambda lambda;
    if (!read_call(x, call, &items, &lambda))
        return MACRO_KEPT;
    for (size_t i = 0; i < items.count; i++) {
        struct macro_span made;
        if (!apply(x, call, &lambda, items.items[i], &made))
            return MACRO_KEPT;
        vec_push(x->arena, out, made);
    }
    return MACRO_LIST;
}

enum macro_outcome expand_filter(struct expander *x, const struct macro_call *call,
                                 struct macro_spans *out)
{
    struct macro_spans items = { 0 };
    struct macro_lambda lambda;
    bool evaluated = x->evaluated;
    if (!read_call(x, call, &items, &lambda))
        return MACRO_KEPT;
    for (size_t i = 0; i < items.count; i++) {
        struct macro_span made;
        struct constant value;
        x->evaluated = true;
        bool ok = apply(x, call, &lambda, items.items[i], &made) && constant_of(x, made, &value);
        x->evaluated = evaluated;
        if (!ok)
            return MACRO_KEPT;
        if (constant_holds(&value))
            vec_push(x->arena, out, items.items[i]);
    }
    return MACRO_LIST;
}

enum macro_outcome expand_reduce(struct expander *x, const struct macro_call *call,
                                 struct macro_spans *out)
{
    struct macro_spans items = { 0 };
    struct macro_lambda lambda;
    if (!read_call(x, call, &items, &lambda) || !items.count || is_tuple(items.items[0]))
        return MACRO_KEPT;
    struct macro_span held = items.items[0];
    for (size_t i = 1; i < items.count; i++) {
        struct macro_spans values = { 0 };
        vec_push(x->arena, &values, held);
        vec_push(x->arena, &values, items.items[i]);
        if (!lambda_apply(x, &lambda, &values, call->scope, &held))
            return MACRO_KEPT;
    }
    vec_push(x->arena, out, held);
    return MACRO_ONE;
}
