/* expand_variable: what names stand for: parameters of lambdas, @DEF, settings.
 * Source: sqlmesh/core/macros.py (MacroEvaluator.locals before its variables). */
#include "project/expand_private.h"
#include "project/registry.h"

struct str macro_variable_name(struct str text)
{
    bool brace = text.len > 3 && text.ptr[1] == '{';
    return brace ? str_trim(str_sub(text, 2, text.len - 3)) : str_sub(text, 1, text.len);
}

/* The tokens of a text that stands in the file, or comes from elsewhere. */
static bool tokens_of_text(struct expander *x, struct str text, struct macro_tokens *out)
{
    struct str bytes = x->reader->file->bytes;
    bool inside = text.ptr >= bytes.ptr && text.ptr + text.len <= bytes.ptr + bytes.len;
    struct sql_text lexed;
    if (sql_lex(&lexed, x->arena, STR_EMPTY, text, x->reader->dialect, false, NULL) != OK)
        return false;
    macro_tokens_of(out, x->arena, &lexed, 0, lexed.count,
                    inside ? (uint32_t)(text.ptr - bytes.ptr) : 0, !inside);
    return expander_count(x, out->count + text.len / 8);
}

static bool is_lambda(struct macro_span span)
{
    return span_has_outside(span, "->");
}

/* The index of the last definition of this name, a lambda or not, counted from 1; 0: none. */
static size_t definition_of(struct expander *x, struct str name, bool lambda,
                            struct macro_tokens *out)
{
    const struct draft *draft = x->reader->draft;
    for (size_t i = x->definitions; i > 0; i--) {
        const struct definition *it = &draft->definition_list.items[i - 1];
        if (!str_eq_fold(it->name, name))
            continue;
        *out = (struct macro_tokens){ 0 };
        if (!tokens_of_text(x, it->value, out))
            return 0;
        if (is_lambda(span_of(out)) == lambda)
            return i;
    }
    return 0;
}

bool expander_function(struct expander *x, struct str name, struct macro_span *out)
{
    struct macro_tokens tokens;
    if (!definition_of(x, name, true, &tokens))
        return false;
    *out = span_of(&tokens);
    return true;
}

/* A value is computed where it is defined: by the definitions before it. */
static int definition_value(struct expander *x, struct str name, struct macro_span *out)
{
    struct macro_tokens tokens, made = { 0 };
    size_t at = definition_of(x, name, false, &tokens), before = x->definitions;
    bool evaluated = x->evaluated;
    if (!at)
        return 0;
    if (!expander_enter(x))
        return -1;
    x->definitions = at - 1;
    x->evaluated = false;
    bool ok = expand_span(x, span_of(&tokens), NULL, &made);
    x->definitions = before;
    x->evaluated = evaluated;
    expander_leave(x);
    *out = span_of(&made);
    return ok && made.count ? 1 : -1;
}

int expander_local(struct expander *x, const struct macro_scope *scope, struct str name,
                   struct macro_span *out)
{
    for (; scope; scope = scope->up)
        for (size_t i = 0; i < scope->count; i++)
            if (str_eq_fold(scope->bindings[i].name, name)) {
                *out = scope->bindings[i].value;
                return 1;
            }
    return definition_value(x, name, out);
}

bool expander_setting(struct expander *x, struct str name, struct macro_span *out)
{
    const struct draft *draft = x->reader->draft;
    const struct config *config = x->reader->file->config;
    struct str key = str_lower(x->arena, name);
    struct macro_tokens tokens = { 0 };
    if (registry_is_builtin_variable(key))
        return false;
    const struct str *found = map_get(&draft->variables, key);
    if (!found && !map_get(&config->gateway_variables, key))
        found = map_get(&config->variables, key);
    if (!found || str_find(*found, STR("{{")) >= 0 || str_find_byte(*found, '@') >= 0 ||
        !tokens_of_text(x, *found, &tokens) || !tokens.count)
        return false;
    *out = span_of(&tokens);
    return true;
}

bool expander_is_local_word(struct expander *x, const struct macro_scope *scope, struct str word)
{
    const struct draft *draft = x->reader->draft;
    (void)expander_count(x, draft->definition_list.count / 16);
    for (; scope; scope = scope->up)
        for (size_t i = 0; i < scope->count; i++)
            if (str_eq_fold(scope->bindings[i].name, word))
                return true;
    for (size_t i = 0; i < draft->definition_list.count; i++)
        if (str_eq_fold(draft->definition_list.items[i].name, word))
            return true;
    return registry_is_builtin_variable(str_lower(x->arena, word));
}
