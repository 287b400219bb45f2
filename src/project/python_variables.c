/* python_variables: see the header. Looks at tokens only: the receiver of .var may have any name.
 */
#include "project/python_variables.h"

struct search {
    struct variable_names *out;
    struct arena *arena;
    const struct py_tokens *tokens;
};

static void add(const struct search *search, struct str name)
{
    vec_push(search->arena, search->out, str_lower(search->arena, name));
}

static bool is(const struct search *search, size_t at, const char *text)
{
    return py_is(search->tokens, at, text);
}

static enum py_kind kind_at(const struct search *search, size_t at)
{
    return at < search->tokens->count ? search->tokens->items[at].kind : PY_BAD;
}

/* The literal at `at`, when nothing goes on with it; else any variable may be meant. */
static void add_literal(const struct search *search, size_t at)
{
    struct str name;
    bool alone = is(search, at + 1, ",") || is(search, at + 1, ")") || is(search, at + 1, "]");
    bool plain = kind_at(search, at) == PY_STRING && alone &&
                 py_string_value(search->arena, py_text(search->tokens, at), &name);
    add(search, plain ? name : variable_any);
}

/* .var(X), .blueprint_var(X); other arguments by keyword are of another function. */
static void take_call(const struct search *search, size_t open)
{
    size_t first = open + 1;
    if (is(search, first, ")"))
        return;
    if (kind_at(search, first) == PY_NAME && is(search, first + 1, "=")) {
        if (!is(search, first, "var_name"))
            return;
        first += 2;
    }
    add_literal(search, first);
}

/* d["x"], d.get("x"); any other use of d may read everything in it. */
static void take_dict(const struct search *search, size_t at)
{
    bool get = is(search, at, ".") && (is(search, at + 1, "get") || is(search, at + 1, "pop")) &&
               is(search, at + 2, "(");
    if (is(search, at, "["))
        add_literal(search, at + 1);
    else if (get)
        add_literal(search, at + 3);
    else if (is(search, at, "."))
        add(search, variable_any);
}

static void take_name(const struct search *search, size_t at)
{
    bool member = at > 0 && is(search, at - 1, ".");
    if (member && (is(search, at, "var") || is(search, at, "blueprint_var"))) {
        bool known = at > 1 && (is(search, at - 2, "context") || is(search, at - 2, "evaluator"));
        if (is(search, at + 1, "("))
            take_call(search, at + 1);
        else if (known)
            add(search, variable_any);
    } else if (member && is(search, at, "locals")) {
        if (is(search, at + 1, "[") || is(search, at + 1, "."))
            take_dict(search, at + 1);
        else
            add(search, variable_any);
    } else if (!member && is(search, at, "kwargs")) {
        take_dict(search, at + 1);
    }
}

static void scan_tokens(const struct search *search, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (kind_at(search, i) == PY_NAME)
            take_name(search, i);
}

static void scan_literal(const struct search *search, struct str literal)
{
    struct py_tokens fields;
    variables_in_text(search->out, search->arena, literal);
    if (!py_field_tokens(&fields, search->arena, literal))
        return;
    struct search inner = { search->out, search->arena, &fields };
    scan_tokens(&inner, 0, fields.count);
}

void closure_variables(struct variable_names *out, struct arena *arena,
                       const struct closure *closure)
{
    vec_for (const struct reached, it, &closure->reached) {
        struct search search = { out, arena, &it->module->tokens };
        if (it->definition->kind == PY_IMPORT)
            continue;
        scan_tokens(&search, it->definition->code, it->definition->to);
        for (size_t i = it->definition->code; i < it->definition->to; i++)
            if (kind_at(&search, i) == PY_STRING)
                scan_literal(&search, py_text(search.tokens, i));
    }
}

void parameters_of(struct variable_names *out, struct arena *arena, const struct py_module *module,
                   const struct py_definition *definition)
{
    const struct py_tokens *tokens = &module->tokens;
    size_t open = definition->code;
    while (open < definition->to && !py_is(tokens, open, "("))
        open++;
    if (definition->kind != PY_FUNCTION)
        return;
    for (size_t i = open, end = py_close(tokens, open, definition->to); i + 1 < end; i++) {
        bool starts = i == open || py_is(tokens, i, ",") || py_is(tokens, i, "*");
        if (starts && tokens->items[i + 1].kind == PY_NAME)
            vec_push(arena, out, str_lower(arena, py_text(tokens, i + 1)));
    }
}
