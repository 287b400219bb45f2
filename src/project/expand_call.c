/* expand_call: one call of a macro: its arguments first, then what SQLMesh makes of them.
 * Source: sqlmesh/core/macros.py. */
#include "base/limits.h"
#include "project/expand_constant.h"

struct expander_row {
    struct str name;
    macro_expander *expand;
    unsigned options;
};

static const struct expander_row *row_find(struct str name)
{
    static const struct expander_row rows[] = {
#define EXPANDER(name, function, options) { STR_INIT(#name), function, options },
#include "project/expand.def"
#undef EXPANDER
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq_fold(rows[i].name, name))
            return &rows[i];
    return NULL;
}

/* --- tokens that are made --------------------------------------------------------------------- */

bool expander_count(struct expander *x, size_t tokens)
{
    x->made += tokens;
    if (x->made > LIMIT_macro_tokens && !x->limit)
        x->limit = "macro_tokens";
    return !x->limit;
}

bool expander_emit(struct expander *x, struct macro_tokens *out, struct macro_token token)
{
    if (!expander_count(x, 1))
        return false;
    vec_push(x->arena, out, token);
    return true;
}

bool expander_emit_span(struct expander *x, struct macro_tokens *out, struct macro_span span)
{
    for (size_t i = 0; i < span.count; i++)
        if (!expander_emit(x, out, span.items[i]))
            return false;
    return true;
}

bool expander_emit_text(struct expander *x, struct macro_tokens *out, enum token_kind kind,
                        struct str text, const struct macro_token *at)
{
    struct macro_token token = { STR(" "), text, at->origin, (uint8_t)kind, false };
    return expander_emit(x, out, token);
}

bool expander_enter(struct expander *x)
{
    if (x->depth >= LIMIT_macro_depth)
        x->limit = "macro_depth";
    if (x->limit)
        return false;
    x->depth++;
    return true;
}

void expander_leave(struct expander *x)
{
    x->depth--;
}

/* --- arguments -------------------------------------------------------------------------------- */

static bool is_call(struct macro_span span)
{
    return span.count > 2 && span.items->kind == TOKEN_MACRO && macro_is(&span.items[1], "(") &&
           span_close(span, 1) + 1 == span.count;
}

/* SQLMesh takes name := value for a named argument, and name => value for one more without a name.
 */
static bool may_stand(struct macro_span arg, unsigned options)
{
    const struct macro_token *second = span_at(arg, 1);
    return !macro_is(second, "=>") && (!macro_is(second, ":=") || (options & EXPANDS_NAMED));
}

/* A call as a whole argument may become several, or none. */
static bool add_call(struct expander *x, struct macro_span arg, const struct macro_scope *scope,
                     struct macro_spans *out, bool *done)
{
    struct macro_spans results = { 0 };
    enum macro_outcome outcome = expand_call(x, arg, scope, &results);
    *done = outcome != MACRO_KEPT;
    if (outcome == MACRO_WORDS || outcome == MACRO_CUT)
        return false;
    /* SQLMesh wraps a list of one list, which is then taken apart or not. */
    if (outcome == MACRO_LIST && results.count == 1 &&
        (macro_is(results.items[0].items, "[") || macro_is(results.items[0].items, "(")))
        return false;
    for (size_t i = 0; *done && i < results.count; i++)
        vec_push(x->arena, out, results.items[i]);
    return !x->limit;
}

static bool add_argument(struct expander *x, struct macro_span arg, const struct macro_scope *scope,
                         struct macro_spans *out)
{
    struct macro_tokens made = { 0 };
    bool done = false;
    if (!arg.count || (is_call(arg) && !add_call(x, arg, scope, out, &done)))
        return false;
    if (done)
        return true;
    if (!expand_span(x, arg, scope, &made))
        return false;
    vec_push(x->arena, out, span_of(&made));
    return true;
}

/* In a macro that is called in the body of a lambda bare parameters are not replaced. */
static struct macro_scope argument_scope(const struct macro_scope *scope)
{
    return (struct macro_scope){ scope, NULL, 0, scope ? WORDS_REFUSED : WORDS_PLAIN };
}

static bool read_arguments(struct expander *x, struct macro_span inner,
                           const struct macro_scope *scope, unsigned options,
                           struct macro_spans *out)
{
    struct macro_spans raw = { 0 };
    struct macro_scope own = argument_scope(scope);
    bool evaluated = x->evaluated;
    span_split(&raw, x->arena, inner);
    for (size_t i = 0; i < raw.count; i++) {
        if ((options & EXPANDS_LAMBDA) && i + 1 == raw.count) {
            vec_push(x->arena, out, raw.items[i]);
            continue;
        }
        if (!may_stand(raw.items[i], options))
            return false;
        x->evaluated = evaluated || (i == 0 && (options & EXPANDS_EVALUATED));
        bool ok = add_argument(x, raw.items[i], scope ? &own : NULL, out);
        x->evaluated = evaluated;
        if (!ok)
            return false;
    }
    return true;
}

/* --- functions of @DEF ------------------------------------------------------------------------ */

static bool is_tuple(struct macro_span span)
{
    return macro_is(span.items, "(") && span_close(span, 0) + 1 == span.count &&
           span_has_outside(span_sub(span, 1, span.count - 1), ",");
}

static enum macro_outcome call_definition(struct expander *x, struct macro_span function,
                                          struct macro_span inner, const struct macro_scope *scope,
                                          struct macro_spans *out)
{
    struct macro_lambda lambda;
    struct macro_spans args = { 0 };
    struct macro_span result;
    if (!lambda_read(&lambda, x->arena, function) || !read_arguments(x, inner, scope, 0, &args) ||
        (args.count == 1 && is_tuple(args.items[0])) ||
        !lambda_apply(x, &lambda, &args, scope, &result))
        return MACRO_KEPT;
    vec_push(x->arena, out, result);
    return MACRO_ONE;
}

/* --- one call --------------------------------------------------------------------------------- */

static enum macro_outcome call_inside(struct expander *x, struct macro_span call,
                                      const struct macro_scope *scope, struct macro_spans *out)
{
    struct str name = macro_variable_name(call.items->text);
    struct macro_span inner = span_sub(call, 2, call.count - 1), function;
    struct macro_call made = { .name = call.items, .scope = scope };
    if (expander_function(x, name, &function))
        return call_definition(x, function, inner, scope, out);
    const struct expander_row *row = row_find(name);
    if (!row || !read_arguments(x, inner, scope, row->options, &made.args))
        return MACRO_KEPT;
    return row->expand(x, &made, out);
}

enum macro_outcome expand_call(struct expander *x, struct macro_span call,
                               const struct macro_scope *scope, struct macro_spans *out)
{
    if (!expander_enter(x))
        return MACRO_KEPT;
    enum macro_outcome outcome = call_inside(x, call, scope, out);
    expander_leave(x);
    if (x->limit)
        return MACRO_KEPT;
    x->count += outcome != MACRO_KEPT;
    return outcome;
}

/* --- @IF, @AND, @OR, @EVAL, clauses ----------------------------------------------------------- */

enum macro_outcome expand_if(struct expander *x, const struct macro_call *call,
                             struct macro_spans *out)
{
    struct constant condition;
    const struct macro_spans *args = &call->args;
    if (args->count < 2 || args->count > 3 || !constant_of(x, args->items[0], &condition))
        return MACRO_KEPT;
    size_t chosen = constant_holds(&condition) ? 1 : 2;
    if (chosen >= args->count)
        return MACRO_NONE;
    vec_push(x->arena, out, args->items[chosen]);
    return MACRO_ONE;
}

static bool add_operand(struct expander *x, struct macro_tokens *out, struct macro_span operand,
                        bool parens, const struct macro_token *at)
{
    return (!parens || expander_emit_text(x, out, TOKEN_OPERATOR, STR("("), at)) &&
           expander_emit_span(x, out, operand) &&
           (!parens || expander_emit_text(x, out, TOKEN_OPERATOR, STR(")"), at));
}

static bool is_null(struct macro_span span)
{
    return span.count == 1 && macro_is(span.items, "null");
}

static enum macro_outcome connect(struct expander *x, const struct macro_call *call,
                                  struct str connector, struct macro_spans *out)
{
    struct macro_spans operands = { 0 };
    struct macro_tokens made = { 0 };
    for (size_t i = 0; i < call->args.count; i++) {
        struct macro_span arg = call->args.items[i];
        if (!is_null(arg))
            vec_push(x->arena, &operands, arg);
        else if (x->reader->dialect->types & TYPES_CLICKHOUSE)
            return MACRO_KEPT; /* sqlglot reads some NULLs there as another thing */
    }
    if (!operands.count)
        (void)expander_emit_text(x, &made, TOKEN_WORD, STR("TRUE"), call->name);
    for (size_t i = 0; i < operands.count; i++) {
        struct macro_span operand = operands.items[i];
        bool parens = operands.count > 1 && span_is_connected(operand);
        if ((parens && x->skewed) ||
            (i && !expander_emit_text(x, &made, TOKEN_WORD, connector, call->name)) ||
            !add_operand(x, &made, operand, parens, call->name))
            return MACRO_KEPT;
    }
    vec_push(x->arena, out, span_of(&made));
    return MACRO_ONE;
}

enum macro_outcome expand_and(struct expander *x, const struct macro_call *call,
                              struct macro_spans *out)
{
    return connect(x, call, STR("AND"), out);
}

enum macro_outcome expand_or(struct expander *x, const struct macro_call *call,
                             struct macro_spans *out)
{
    return connect(x, call, STR("OR"), out);
}

enum macro_outcome expand_eval(struct expander *x, const struct macro_call *call,
                               struct macro_spans *out)
{
    struct constant value;
    struct macro_tokens made = { 0 };
    if (call->args.count != 1 || !constant_of(x, call->args.items[0], &value))
        return MACRO_KEPT;
    if (value.kind == CONSTANT_INT) {
        long long n = value.number;
        if (n < 0)
            (void)expander_emit_text(x, &made, TOKEN_OPERATOR, STR("-"), call->name);
        (void)expander_emit_text(x, &made, TOKEN_NUMBER, str_fmt(x->arena, "%lld", n < 0 ? -n : n),
                                 call->name);
    } else if (value.kind == CONSTANT_BOOL) {
        (void)expander_emit_text(x, &made, TOKEN_WORD, value.number ? STR("TRUE") : STR("FALSE"),
                                 call->name);
    } else {
        return MACRO_KEPT;
    }
    vec_push(x->arena, out, span_of(&made));
    return MACRO_ONE;
}

/* @GROUP_BY(TRUE) stands for GROUP BY; where the condition does not hold the clause goes, which
 * only the parser can delimit. */
enum macro_outcome expand_clause(struct expander *x, const struct macro_call *call,
                                 struct macro_spans *out)
{
    struct constant condition;
    struct macro_tokens made = { 0 };
    if (call->args.count != 1 || call->scope || !constant_of(x, call->args.items[0], &condition))
        return MACRO_KEPT;
    if (!constant_holds(&condition))
        return MACRO_CUT;
    struct str words = str_upper(x->arena, macro_variable_name(call->name->text)), word;
    while (str_split(&words, '_', &word))
        (void)expander_emit_text(x, &made, TOKEN_WORD, word, call->name);
    vec_push(x->arena, out, span_of(&made));
    return MACRO_WORDS;
}

/* --- @SQL ------------------------------------------------------------------------------------- */

/* Words with which other statements than queries and expressions begin. */
static bool is_statement(struct macro_span span)
{
    static const char *const words[] = {
        "alter",   "analyze",  "attach",   "begin", "cache",    "call",    "comment", "commit",
        "copy",    "create",   "delete",   "desc",  "describe", "detach",  "drop",    "end",
        "execute", "explain",  "export",   "from",  "grant",    "insert",  "install", "kill",
        "load",    "merge",    "optimize", "pivot", "pragma",   "prepare", "put",     "refresh",
        "revoke",  "rollback", "set",      "show",  "truncate", "uncache", "unpivot", "update",
        "use",     "vacuum",   "values",   NULL,
    };
    return macro_is_any(span.items, words);
}

enum macro_outcome expand_sql(struct expander *x, const struct macro_call *call,
                              struct macro_spans *out)
{
    struct macro_tokens tokens = { 0 }, made = { 0 };
    struct macro_scope plain = { call->scope, NULL, 0, WORDS_PLAIN };
    struct sql_text lexed;
    struct str text;
    const struct macro_spans *args = &call->args;
    if (args->count != 1 || args->items[0].count != 1 ||
        args->items[0].items->kind != TOKEN_STRING || args->items[0].items->text.ptr[0] != '\'' ||
        !macro_value(x->arena, args->items[0].items, &text) ||
        !expander_template(x, call->scope, text, false, &text) ||
        sql_lex(&lexed, x->arena, STR_EMPTY, text, x->reader->dialect, false, NULL) != OK)
        return MACRO_KEPT;
    macro_tokens_of(&tokens, x->arena, &lexed, 0, lexed.count, call->name->origin, true);
    struct macro_span span = span_of(&tokens);
    if (!span.count || is_statement(span) || span_has(span, ";") || span_has_outside(span, ",") ||
        lexed.has_odd || !expand_span(x, span, call->scope ? &plain : NULL, &made) || !made.count)
        return MACRO_KEPT;
    vec_push(x->arena, out, span_of(&made));
    return MACRO_ONE;
}
