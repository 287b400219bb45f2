/* expand_constant: conditions and sums of literals, as SQLMesh has Python compute them. Everything
 * else is refused, not guessed. Source: sqlglot/executor/python.py, sqlglot/executor/env.py. */
#include "project/expand_constant.h"

struct reading {
    struct expander *x;
    struct macro_span in;
    size_t at;
    bool bad;
};

/* Python's integers have no end; these do. */
#define NUMBER_MAX 1000000000000LL

static const struct macro_token *here(const struct reading *r)
{
    return span_at(r->in, r->at);
}

static bool accept(struct reading *r, const char *text)
{
    if (!macro_is(here(r), text))
        return false;
    r->at++;
    return true;
}

static struct constant none(struct reading *r, bool bad)
{
    r->bad = r->bad || bad;
    return (struct constant){ CONSTANT_NONE, 0, STR_EMPTY };
}

static struct constant boolean(bool value)
{
    return (struct constant){ CONSTANT_BOOL, value, STR_EMPTY };
}

static struct constant number(struct reading *r, long long value)
{
    if (value > NUMBER_MAX || value < -NUMBER_MAX)
        return none(r, true);
    return (struct constant){ CONSTANT_INT, value, STR_EMPTY };
}

static struct constant either(struct reading *r);

static struct constant digits(struct reading *r, struct str text)
{
    long long value = 0;
    if (text.len > 12)
        return none(r, true);
    for (size_t i = 0; i < text.len; i++) {
        if (!byte_is_digit(text.ptr[i]))
            return none(r, true);
        value = value * 10 + (text.ptr[i] - '0');
    }
    return number(r, value);
}

static struct constant string(struct reading *r, const struct macro_token *token)
{
    struct constant out = { CONSTANT_TEXT, 0, STR_EMPTY };
    if (!token->text.len || token->text.ptr[0] != '\'' ||
        !macro_value(r->x->arena, token, &out.text))
        return none(r, true);
    for (size_t i = 0; i < out.text.len; i++)
        if ((unsigned char)out.text.ptr[i] < ' ')
            return none(r, true);
    return out;
}

/* A variable of the configuration or a blueprint: its text is a value of its own. */
static struct constant setting(struct reading *r, struct str name)
{
    struct macro_span value;
    struct constant out;
    if (!expander_setting(r->x, name, &value) || !expander_enter(r->x))
        return none(r, true);
    bool ok = constant_of(r->x, value, &out);
    expander_leave(r->x);
    return ok ? out : none(r, true);
}

/* @VAR('x') or @BLUEPRINT_VAR('x'): each looks in its own place only. */
static struct constant variable_call(struct reading *r, struct str macro)
{
    const struct draft *draft = r->x->reader->draft;
    const struct macro_token *name = span_at(r->in, r->at + 1);
    struct str key;
    bool blueprint = str_eq_fold(macro, STR("blueprint_var"));
    if ((!blueprint && !str_eq_fold(macro, STR("var"))) || !name || name->kind != TOKEN_STRING ||
        !macro_is(span_at(r->in, r->at + 2), ")") || !macro_value(r->x->arena, name, &key))
        return none(r, true);
    r->at += 3;
    bool in_blueprint = map_get(&draft->variables, str_lower(r->x->arena, key)) != NULL;
    return in_blueprint == blueprint ? setting(r, key) : none(r, true);
}

static struct constant primary(struct reading *r)
{
    const struct macro_token *token = here(r);
    if (!token)
        return none(r, true);
    r->at++;
    if (token->kind == TOKEN_NUMBER)
        return digits(r, token->text);
    if (token->kind == TOKEN_STRING)
        return string(r, token);
    if (token->kind == TOKEN_MACRO && macro_is(here(r), "("))
        return variable_call(r, macro_variable_name(token->text));
    if (token->kind == TOKEN_MACRO)
        return setting(r, macro_variable_name(token->text));
    if (macro_is(token, "true") || macro_is(token, "false"))
        return boolean(macro_is(token, "true"));
    if (macro_is(token, "null"))
        return none(r, false);
    if (macro_is(token, "(") && expander_enter(r->x)) {
        struct constant inner = either(r);
        expander_leave(r->x);
        return accept(r, ")") ? inner : none(r, true);
    }
    return none(r, true);
}

static struct constant minus(struct reading *r)
{
    if (!accept(r, "-"))
        return primary(r);
    struct constant value = primary(r);
    return value.kind == CONSTANT_INT ? number(r, -value.number) : none(r, true);
}

static struct constant product(struct reading *r)
{
    struct constant left = minus(r);
    while (!r->bad && accept(r, "*")) {
        struct constant right = minus(r);
        bool ints = left.kind == CONSTANT_INT && right.kind == CONSTANT_INT;
        bool small = left.number < 1000000 && left.number > -1000000 && right.number < 1000000 &&
                     right.number > -1000000;
        left = ints && small ? number(r, left.number * right.number) : none(r, true);
    }
    return left;
}

static struct constant sum(struct reading *r)
{
    struct constant left = product(r);
    while (!r->bad && (macro_is(here(r), "+") || macro_is(here(r), "-"))) {
        bool plus = accept(r, "+");
        if (!plus)
            r->at++;
        struct constant right = product(r);
        if (left.kind != CONSTANT_INT || right.kind != CONSTANT_INT)
            return none(r, true);
        left = number(r, plus ? left.number + right.number : left.number - right.number);
    }
    return left;
}

static bool is_number(const struct constant *value)
{
    return value->kind == CONSTANT_INT || value->kind == CONSTANT_BOOL;
}

static bool equal(const struct constant *a, const struct constant *b)
{
    if (is_number(a) && is_number(b))
        return a->number == b->number;
    return a->kind == CONSTANT_TEXT && b->kind == CONSTANT_TEXT && str_eq(a->text, b->text);
}

/* Comparisons with NULL are NULL. Python refuses to order text and numbers. */
static struct constant compare(struct reading *r, const struct macro_token *op, struct constant a,
                               struct constant b)
{
    bool negated = macro_is(op, "<>") || macro_is(op, "!=");
    if (a.kind == CONSTANT_NONE || b.kind == CONSTANT_NONE)
        return none(r, false);
    if (negated || macro_is(op, "=") || macro_is(op, "=="))
        return boolean(equal(&a, &b) != negated);
    if (is_number(&a) != is_number(&b))
        return none(r, true);
    int order =
        is_number(&a) ? (a.number > b.number) - (a.number < b.number) : str_cmp(a.text, b.text);
    bool less = op->text.ptr[0] == '<';
    bool equals = op->text.len == 2;
    return boolean(order == 0 ? equals : less == (order < 0));
}

/* [NOT] IN (literals) */
static struct constant member(struct reading *r, struct constant value, bool negated)
{
    bool found = false;
    if (!accept(r, "(") || value.kind == CONSTANT_NONE)
        return none(r, true);
    do {
        struct constant item = sum(r);
        if (item.kind == CONSTANT_NONE)
            return none(r, true);
        found = found || equal(&value, &item);
    } while (accept(r, ","));
    return accept(r, ")") ? boolean(found != negated) : none(r, true);
}

static struct constant is_null(struct reading *r, struct constant value)
{
    bool negated = accept(r, "not");
    return accept(r, "null") ? boolean((value.kind == CONSTANT_NONE) != negated) : none(r, true);
}

static struct constant comparison(struct reading *r)
{
    static const char *const operators[] = { "=", "==", "<>", "!=", "<", "<=", ">", ">=", NULL };
    struct constant left = sum(r);
    const struct macro_token *op = here(r);
    if (r->bad || !op)
        return left;
    if (accept(r, "is"))
        return is_null(r, left);
    if (macro_is(op, "in") || (macro_is(op, "not") && macro_is(span_at(r->in, r->at + 1), "in"))) {
        bool negated = accept(r, "not");
        r->at++;
        return member(r, left, negated);
    }
    if (!macro_is_any(op, operators))
        return left;
    r->at++;
    return compare(r, op, left, sum(r));
}

static struct constant negation(struct reading *r)
{
    bool negated = false, any = false;
    while (accept(r, "not")) {
        negated = !negated;
        any = true;
    }
    struct constant value = comparison(r);
    return any && !r->bad ? boolean(constant_holds(&value) != negated) : value;
}

/* As in Python the value of AND and OR is that of the operand that decides. */
static struct constant both(struct reading *r)
{
    struct constant left = negation(r);
    while (!r->bad && accept(r, "and")) {
        struct constant right = negation(r);
        left = constant_holds(&left) ? right : left;
    }
    return left;
}

static struct constant either(struct reading *r)
{
    struct constant left = both(r);
    while (!r->bad && accept(r, "or")) {
        struct constant right = both(r);
        left = constant_holds(&left) ? left : right;
    }
    return left;
}

bool constant_of(struct expander *x, struct macro_span span, struct constant *out)
{
    struct reading r = { x, span, 0, false };
    *out = either(&r);
    return !r.bad && r.at == span.count;
}
