/* expand_walk: goes through tokens, writes macros out and puts the results where they stand.
 *
 * SQLMesh prints the tree that it made and reads it again. Between commas, brackets, plain
 * operators and most words a printed value is the value's own text; elsewhere (a cast, a subscript,
 * an operator that becomes a function) it is not, and then the macro stays. Source:
 * sqlmesh/core/macros.py (MacroEvaluator.transform); sqlglot's Expression.replace(). */
#include "base/buf.h"
#include "base/limits.h"
#include "project/expand_private.h"

/* A bracket that is open, or the whole. */
struct frame {
    const struct macro_token *before; /* the token in front of the bracket, NULL: none */
    const struct macro_token *clause; /* the last word inside that begins a clause */
    bool square;
};
struct walk {
    struct expander *x;
    struct macro_span in;
    size_t at;
    const struct macro_scope *scope;
    struct macro_tokens *out;
    struct {
        VEC_OF(struct frame);
    } frames;
    bool gap;      /* what comes next must not touch what was put in */
    size_t clause; /* behind a clause macro: its text begins here, as behind WHERE */
};

static const struct macro_token *token_at(const struct walk *w, size_t at)
{
    return span_at(w->in, at);
}

static const struct macro_token *token_before(const struct walk *w, size_t at)
{
    return at ? &w->in.items[at - 1] : NULL;
}

static struct frame *top(struct walk *w)
{
    return &w->frames.items[w->frames.count - 1];
}

static void follow_brackets(struct walk *w, size_t at)
{
    static const char *const clauses[] = { "select", "from",  "where",  "by",     "having",
                                           "on",     "using", "window", "values", "qualify",
                                           "limit",  "set",   "offset", NULL };
    const struct macro_token *token = token_at(w, at);
    bool square = macro_is(token, "[");
    if (square || macro_is(token, "(") || macro_is(token, "{"))
        vec_push(w->x->arena, &w->frames, (struct frame){ token_before(w, at), NULL, square });
    else if ((macro_is(token, ")") || macro_is(token, "]") || macro_is(token, "}")) &&
             w->frames.count > 1)
        w->frames.count--;
    else if (token->kind == TOKEN_WORD && macro_is_any(token, clauses))
        top(w)->clause = token;
}

/* --- where a value may be put ----------------------------------------------------------------- */

static bool is_plain_operator(const struct macro_token *token)
{
    static const char *const plain[] = { "+",  "-", "*",  "/", "=",  "==", "<>",
                                         "!=", "<", "<=", ">", ">=", "||", NULL };
    return token->kind == TOKEN_OPERATOR && macro_is_any(token, plain);
}

static bool fits_left(const struct macro_token *before, bool atom)
{
    static const char *const open[] = { "(", ",", "[", "->", ":=", NULL };
    static const char *const words[] = { "select", "distinct", "all",     "where", "and",  "or",
                                         "not",    "on",       "having",  "when",  "then", "else",
                                         "case",   "by",       "like",    "ilike", "is",   "limit",
                                         "offset", "qualify",  "between", NULL };
    static const char *const atom_words[] = { "as", "from", "join", "in", "interval", ".", NULL };
    if (!before || macro_is_any(before, open) || is_plain_operator(before))
        return true;
    return macro_is_any(before, words) || (atom && macro_is_any(before, atom_words));
}

static bool fits_right(const struct macro_token *after, bool atom)
{
    static const char *const close[] = { ")", ",", "]", NULL };
    static const char *const atom_operators[] = { "::", ".", "[", NULL };
    if (!after || macro_is_any(after, close) || is_plain_operator(after))
        return true;
    if (atom && macro_is_any(after, atom_operators))
        return true;
    return after->kind == TOKEN_MACRO || after->kind == TOKEN_WORD;
}

/* A query needs brackets around it, unless it is all there is. */
static bool fits_query(const struct macro_token *before, const struct macro_token *after)
{
    return (!before && !after) || (macro_is(before, "(") && macro_is(after, ")"));
}

static bool fits(struct macro_span value, const struct macro_token *before,
                 const struct macro_token *after)
{
    static const char *const suffixes[] = { "over", "filter", "within", "ignore", "respect", NULL };
    bool atom = span_is_atom(value);
    bool query = macro_is(value.items, "select") || macro_is(value.items, "with");
    bool named = macro_is(before, ".") || macro_is(after, ".");
    bool call = macro_is(&value.items[value.count - 1], ")") && !macro_is(value.items, "(");
    if (query)
        return fits_query(before, after);
    if (named && (value.count % 2 == 0 || value.items->kind == TOKEN_NUMBER ||
                  value.items->kind == TOKEN_OPERATOR || value.items->kind == TOKEN_STRING))
        return false;
    if (span_has_outside(value, "as") && macro_is(after, "as"))
        return false;
    if (macro_is_any(after, suffixes) && !(atom && call))
        return false;
    return fits_left(before, atom) && fits_right(after, atom);
}

/* --- putting ---------------------------------------------------------------------------------- */

static bool emit(struct walk *w, struct macro_token token)
{
    if (w->gap && !token.lead.len && token.kind != TOKEN_OPERATOR)
        token.lead = STR(" ");
    w->gap = false;
    return expander_emit(w->x, w->out, token);
}

/* The value's tokens where the token `at` stood. */
static bool splice(struct walk *w, struct macro_span value, const struct macro_token *at)
{
    for (size_t i = 0; i < value.count; i++) {
        struct macro_token token = value.items[i];
        if (i == 0)
            token.lead = at->lead.len || token.kind != TOKEN_OPERATOR ? at->lead : STR(" ");
        if (!emit(w, token))
            return false;
    }
    w->gap = true;
    return true;
}

static bool splice_wrapped(struct walk *w, struct macro_span value, const struct macro_token *at)
{
    struct macro_tokens made = { 0 };
    return expander_emit_text(w->x, &made, TOKEN_OPERATOR, STR("("), at) &&
           expander_emit_span(w->x, &made, value) &&
           expander_emit_text(w->x, &made, TOKEN_OPERATOR, STR(")"), at) &&
           splice(w, span_of(&made), at);
}

/* A string where a name has to stand is one in quotes. */
static bool as_name(struct walk *w, struct macro_span value, const struct macro_token *before,
                    struct macro_span *out)
{
    static const char *const namers[] = { "as", "from", "join", ".", NULL };
    bool comma = macro_is(before, ",") && macro_is(top(w)->clause, "from");
    struct str inner;
    *out = value;
    if (value.count != 1 || (!macro_is_any(before, namers) && !comma))
        return true;
    if (value.items->kind == TOKEN_NUMBER)
        return !macro_is(before, "as");
    if (value.items->kind != TOKEN_STRING)
        return true;
    const char *quotes = w->x->reader->dialect->identifier_quotes;
    if (!macro_value(w->x->arena, value.items, &inner) || !quotes || quotes[0] == '[' ||
        str_find_byte(inner, quotes[0]) >= 0 || str_find_byte(inner, '@') >= 0)
        return false;
    struct macro_token *token = arena_new(w->x->arena, struct macro_token);
    *token = *value.items;
    token->kind = TOKEN_QUOTED;
    token->text = str_fmt(w->x->arena, "%c%.*s%c", quotes[0], STR_ARG(inner), quotes[0]);
    token->verbatim = false;
    *out = (struct macro_span){ token, 1 };
    return true;
}

/* Whether reading the text again gives another tree than the one it was printed from. */
static bool is_skewed(struct macro_span value, const struct macro_token *before,
                      const struct macro_token *after)
{
    static const char *const open[] = { "(", "[", ",", NULL };
    static const char *const close[] = { ")", "]", ",", NULL };
    return !span_is_atom(value) &&
           ((before && !macro_is_any(before, open)) || (after && !macro_is_any(after, close)));
}

/* sqlglot prints NOT x IS NULL for x IS NOT NULL. */
static bool is_negated(const struct walk *w, size_t at)
{
    static const char *const words[] = { "not", "notnull", NULL };
    return macro_is_any(token_at(w, at), words) ||
           (macro_is(token_at(w, at), "is") && macro_is(token_at(w, at + 1), "not"));
}

/* Puts one value where the tokens [from, to) stand. False: it does not fit there. */
static bool place(struct walk *w, struct macro_span value, size_t from, size_t to)
{
    const struct macro_token *before = from == w->clause ? NULL : token_before(w, from);
    const struct macro_token *after = token_at(w, to);
    if (!value.count)
        return false;
    if (w->x->evaluated && !span_is_atom(value))
        return (!w->scope || w->scope->words == WORDS_REPLACED) &&
               splice_wrapped(w, value, token_at(w, from));
    if (is_negated(w, to) && !span_is_atom(value))
        return false;
    w->x->skewed = w->x->skewed || is_skewed(value, before, after);
    return as_name(w, value, before, &value) && fits(value, before, after) &&
           splice(w, value, token_at(w, from));
}

/* --- lists ------------------------------------------------------------------------------------ */

/* Whether the bracket or clause holds a list of any length. */
static bool in_list(struct walk *w)
{
    const struct frame *frame = top(w);
    if (frame->clause)
        return macro_is(frame->clause, "select") || macro_is(frame->clause, "by");
    return frame->square || macro_is(frame->before, "in");
}

static bool fits_list(struct walk *w, size_t from, size_t to)
{
    static const char *const left[] = { "select", "distinct", "all", "by", ",", "(", "[", NULL };
    static const char *const right[] = { ",",      ")",       "]",         "from",
                                         "where",  "group",   "having",    "order",
                                         "limit",  "qualify", "union",     "except",
                                         "offset", "window",  "intersect", NULL };
    const struct macro_token *before = token_before(w, from), *after = token_at(w, to);
    bool ends = after ? macro_is_any(after, right) : w->frames.count == 1 && top(w)->clause;
    return !w->scope && in_list(w) && macro_is_any(before, left) && ends;
}

/* Takes the comma away that would be left over. */
static bool drop_item(struct walk *w)
{
    struct macro_tokens *out = w->out;
    if (out->count && macro_is(&out->items[out->count - 1], ",")) {
        out->count--;
        return true;
    }
    if (!macro_is(token_at(w, w->at), ","))
        return false;
    w->at++;
    return true;
}

static bool place_list(struct walk *w, const struct macro_spans *items, size_t from, size_t to)
{
    struct macro_token comma = { STR_EMPTY, STR(","), token_at(w, from)->origin, TOKEN_OPERATOR,
                                 false };
    if (!fits_list(w, from, to))
        return false;
    w->at = to;
    if (!items->count && !drop_item(w)) {
        w->at = from;
        return false;
    }
    for (size_t i = 0; i < items->count; i++) {
        struct macro_token at = *token_at(w, from);
        at.lead = i ? STR(" ") : at.lead;
        if ((i && !emit(w, comma)) || !splice(w, items->items[i], &at))
            return false;
    }
    return true;
}

/* --- calls ------------------------------------------------------------------------------------ */

/* The call stays, with its arguments written out; but lambdas are not touched. */
static bool keep_call(struct walk *w, size_t from, size_t close)
{
    struct macro_span inner = span_sub(w->in, from + 2, close);
    struct macro_tokens made = { 0 };
    struct macro_scope own = { w->scope, NULL, 0, WORDS_REFUSED };
    bool skewed = w->x->skewed;
    w->x->skewed = false;
    bool ok = !span_has(inner, "->") && expand_span(w->x, inner, w->scope ? &own : NULL, &made) &&
              !w->x->skewed;
    w->x->skewed = skewed;
    w->at = close + 1;
    if (w->x->limit || (!ok && w->scope))
        return false;
    return emit(w, w->in.items[from]) && emit(w, w->in.items[from + 1]) &&
           expander_emit_span(w->x, w->out, ok ? span_of(&made) : inner) &&
           emit(w, w->in.items[close]);
}

/* Left for cut_clauses() to find. */
static bool mark_cut(struct walk *w, size_t from, size_t close)
{
    const struct macro_token *name = token_at(w, from);
    w->x->has_cuts = true;
    w->at = close + 1;
    w->gap = true;
    return emit(w, *name) && expander_emit_text(w->x, w->out, TOKEN_OPERATOR, STR("("), name) &&
           expander_emit_text(w->x, w->out, TOKEN_WORD, STR("FALSE"), name) &&
           emit(w, w->in.items[close]);
}

static bool take_call(struct walk *w, size_t from, size_t close)
{
    struct macro_spans results = { 0 };
    struct macro_span call = span_sub(w->in, from, close + 1);
    if (w->x->depth == 1)
        w->x->skewed = false;
    enum macro_outcome outcome = expand_call(w->x, call, w->scope, &results);
    bool placed = false;
    if (w->x->limit)
        return false;
    if (outcome == MACRO_CUT || outcome == MACRO_WORDS)
        w->clause = close + 1;
    if (outcome == MACRO_CUT)
        return mark_cut(w, from, close);
    if (outcome == MACRO_WORDS)
        placed = splice(w, results.items[0], token_at(w, from));
    else if (outcome == MACRO_ONE)
        placed = place(w, results.items[0], from, close + 1);
    else if (outcome != MACRO_KEPT)
        placed = place_list(w, &results, from, close + 1);
    if (placed && (outcome == MACRO_WORDS || outcome == MACRO_ONE))
        w->at = close + 1;
    if (placed)
        return true;
    return !w->x->limit && keep_call(w, from, close);
}

/* --- variables, words, strings ---------------------------------------------------------------- */

static bool is_variable(const struct macro_token *token)
{
    return token && (token->kind == TOKEN_MACRO || token->kind == TOKEN_MACRO_BRACE);
}

static bool keep_token(struct walk *w)
{
    return emit(w, w->in.items[w->at++]);
}

/* sqlglot takes t.@x for a column, into which no parameter goes. */
static bool is_parted(const struct walk *w)
{
    return w->scope && w->scope->words == WORDS_REPLACED &&
           (macro_is(token_before(w, w->at), ".") || macro_is(token_at(w, w->at + 1), "."));
}

static bool take_variable(struct walk *w)
{
    struct macro_span value;
    struct str name = macro_variable_name(w->in.items[w->at].text);
    int found = expander_local(w->x, w->scope, name, &value);
    if (found > 0 && !is_parted(w) && place(w, value, w->at, w->at + 1)) {
        w->x->count++;
        w->at++;
        return true;
    }
    if (w->x->limit || (found && w->scope))
        return false;
    return keep_token(w);
}

/* One past the tokens that make one identifier with the one at `at`: n_@x, @{x}_n. */
static size_t glued_end(const struct walk *w, size_t at)
{
    size_t end = at + 1;
    bool any = is_variable(token_at(w, at));
    for (; end < w->in.count; end++) {
        const struct macro_token *token = token_at(w, end);
        bool part = is_variable(token) || token->kind == TOKEN_WORD;
        if (!macro_touches(token) || !part)
            break;
        any = any || is_variable(token);
    }
    return any ? end : at + 1;
}

static const struct macro_binding *binding_of(const struct macro_scope *scope, struct str word)
{
    for (size_t i = 0; scope && i < scope->count; i++)
        if (str_eq_fold(scope->bindings[i].name, word))
            return &scope->bindings[i];
    return NULL;
}

/* The body of a lambda takes the last part of a column: n_@x for t.a is n_a. */
static struct macro_span named_part(const struct walk *w, struct str name, struct macro_span value)
{
    bool body = w->scope && w->scope->words == WORDS_REPLACED && binding_of(w->scope, name);
    bool dotted = value.count > 2 && span_is_atom(value) && macro_is(&value.items[1], ".") &&
                  !macro_is(&value.items[value.count - 1], ")");
    return body && dotted ? span_sub(value, value.count - 1, value.count) : value;
}

/* The parts with those that have a value replaced; *open: some have none. */
static bool glued_text(struct walk *w, size_t end, struct str *out, bool *open, bool *changed)
{
    struct buf buf;
    buf_init(&buf, w->x->arena, LIMIT_file_bytes);
    *open = *changed = false;
    for (size_t i = w->at; i < end; i++) {
        const struct macro_token *part = token_at(w, i);
        struct macro_span value;
        struct str text = part->text;
        if (is_variable(part)) {
            struct str name = macro_variable_name(text);
            int found = expander_local(w->x, w->scope, name, &value);
            if (found < 0 ||
                (found && !expander_word(named_part(w, name, value), w->x->arena, &text)))
                return false;
            *open = *open || !found;
            *changed = *changed || found;
        }
        buf_add(&buf, text);
    }
    *out = buf_str(&buf);
    return *open || (out->len && !byte_is_digit(out->ptr[0]));
}

static bool take_glued(struct walk *w, size_t end)
{
    struct macro_token token = w->in.items[w->at];
    bool open, changed;
    bool call = is_variable(token_at(w, end - 1)) && macro_is(token_at(w, end), "(");
    if (!call && glued_text(w, end, &token.text, &open, &changed)) {
        token.verbatim = token.verbatim && !changed;
        token.kind = open ? TOKEN_MACRO : TOKEN_WORD;
        w->x->count += changed;
        w->at = end;
        return emit(w, token);
    }
    if (w->scope || w->x->limit)
        return false;
    while (w->at < end)
        if (!keep_token(w))
            return false;
    return true;
}

static bool take_string(struct walk *w)
{
    struct macro_token token = w->in.items[w->at];
    struct str text;
    if (!expander_string(w->x, w->scope, token_at(w, w->at + 1), &text))
        return !w->scope && !w->x->limit && keep_token(w) && keep_token(w);
    token.kind = TOKEN_STRING;
    token.text = text;
    token.verbatim = false;
    w->x->count++;
    w->at += 2;
    return emit(w, token);
}

/* Whether a parameter at this place is one of those that sqlglot replaces. */
static bool is_replaceable(struct walk *w, const struct macro_binding *binding)
{
    static const char *const casts[] = { "cast", "try_cast", "safe_cast", "convert", NULL };
    static const char *const refused[] = { "(", "->", ":=", "=>", NULL };
    const struct macro_token *before = token_before(w, w->at), *after = token_at(w, w->at + 1);
    bool type =
        macro_is(before, "::") || (macro_is(before, "as") && macro_is_any(top(w)->before, casts));
    return str_eq(binding->name, token_at(w, w->at)->text) && !type && !macro_is(before, ".") &&
           !macro_is_any(after, refused);
}

/* A bare word in the body of a lambda, or in the arguments of a macro that is called there. */
static bool take_word(struct walk *w)
{
    const struct macro_token *token = token_at(w, w->at);
    struct str word = token->text;
    if (token->kind == TOKEN_QUOTED &&
        (!macro_value(w->x->arena, token, &word) || str_find_byte(word, '@') >= 0))
        return false;
    const struct macro_binding *binding = binding_of(w->scope, word);
    if (w->scope->words == WORDS_REPLACED && binding && token->kind == TOKEN_WORD &&
        is_replaceable(w, binding) && place(w, binding->value, w->at, w->at + 1)) {
        w->at++;
        return true;
    }
    if (binding || expander_is_local_word(w->x, w->scope, word))
        return false;
    return keep_token(w);
}

/* --- the walk --------------------------------------------------------------------------------- */

static bool step(struct walk *w)
{
    const struct macro_token *token = token_at(w, w->at), *next = token_at(w, w->at + 1);
    bool word = token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED;
    size_t end = token->kind == TOKEN_WORD || is_variable(token) ? glued_end(w, w->at) : 0;
    if (end > w->at + 1)
        return take_glued(w, end);
    if (token->kind == TOKEN_MACRO && macro_is(next, "(")) {
        size_t close = span_close(w->in, w->at + 1);
        return close < w->in.count && take_call(w, w->at, close);
    }
    if (is_variable(token))
        return take_variable(w);
    if (macro_is(token, "@") && macro_touches(next) &&
        (next->kind == TOKEN_STRING || next->kind == TOKEN_QUOTED))
        return take_string(w);
    if (token->kind == TOKEN_TEMPLATE || token->kind == TOKEN_BAD)
        return false;
    follow_brackets(w, w->at);
    if (word && w->scope && w->scope->words != WORDS_PLAIN)
        return take_word(w);
    return keep_token(w);
}

bool expand_span(struct expander *x, struct macro_span in, const struct macro_scope *scope,
                 struct macro_tokens *out)
{
    struct walk w = { .x = x, .in = in, .scope = scope, .out = out };
    if (!expander_enter(x))
        return false;
    vec_push(x->arena, &w.frames, (struct frame){ NULL, NULL, false });
    bool ok = true;
    while (ok && w.at < in.count)
        ok = step(&w);
    expander_leave(x);
    return ok && !x->limit;
}
