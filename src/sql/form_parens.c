/* form_parens: where the form writes parentheses.
 *
 * Operators whose order all dialects agree on get the parentheses the tree needs and no others.
 * Between operators where dialects disagree, written parentheses stay visible: two texts that
 * differ there keep different forms (docs/semantic-form.md, "Parentheses"). */
#include "sql/form_parens.h"

#include "sql/words.h"

static unsigned binary_precedence(struct str op)
{
    unsigned word = operator_find(op);
    if (word && word_text(word).len == op.len && operator_precedence(word))
        return operator_precedence(word);
    if (str_eq(op, STR("XOR")))
        return PREC_XOR;
    if (str_eq(op, STR("DIV")) || str_eq(op, STR("MOD")))
        return PREC_MULTIPLY;
    if (str_eq(op, STR("OVERLAPS")) || str_eq(op, STR("MEMBER OF")) ||
        str_eq(op, STR("SOUNDS LIKE")))
        return PREC_RANGE;
    return PREC_OTHER;
}

static unsigned unary_precedence(struct str op)
{
    if (str_eq(op, STR("NOT")))
        return PREC_NOT;
    if (str_eq(op, STR("(+)")) || str_eq(op, STR("*")) || str_eq(op, STR("PRIOR")) ||
        str_eq(op, STR("CONNECT_BY_ROOT")) || str_eq(op, STR("APPROXIMATE")) ||
        str_eq(op, STR("UNPIVOT")) || str_eq(op, STR("BINARY")))
        return PREC_POSTFIX;
    bool tight = str_eq(op, STR("-")) || str_eq(op, STR("+")) || str_eq(op, STR("~"));
    return tight ? PREC_UNARY : PREC_OTHER;
}

unsigned form_precedence(const struct sql_node *node)
{
    switch (node->kind) {
    case SQL_OR:
        return PREC_OR;
    case SQL_AND:
        return PREC_AND;
    case SQL_UNARY:
        return unary_precedence(node->text);
    case SQL_BINARY:
        return binary_precedence(node->text);
    case SQL_IN:
    case SQL_BETWEEN:
    case SQL_LIKE:
    case SQL_IS:
        return PREC_RANGE;
    case SQL_EXISTS:
        return node->flags & SQL_NEGATED ? PREC_NOT : PREC_POSTFIX;
    case SQL_AT_TIME_ZONE:
    case SQL_COLLATE:
        return PREC_ZONE;
    case SQL_LAMBDA:
    case SQL_ALIASED:
    case SQL_NAMED_ARG:
        return PREC_NONE;
    default:
        return PREC_POSTFIX;
    }
}

static bool is_logic(unsigned precedence)
{
    return precedence == PREC_OR || precedence == PREC_AND || precedence == PREC_NOT;
}

static bool is_arithmetic(unsigned precedence)
{
    return precedence == PREC_ADD || precedence == PREC_MULTIPLY || precedence == PREC_UNARY;
}

static bool is_test(unsigned precedence)
{
    return precedence == PREC_EQUAL || precedence == PREC_COMPARE || precedence == PREC_RANGE;
}

/* -> binds below AND in one dialect and above = in others. */
static bool is_arrow(const struct sql_node *node)
{
    return node->kind == SQL_BINARY && str_starts(node->text, STR("->"));
}

/* What may stand in front of ".x", "[x]" and ":x" without parentheses. */
static bool is_base(const struct sql_node *parent, const struct sql_node *child)
{
    switch (child->kind) {
    case SQL_MACRO:
        return parent->kind != SQL_FIELD || !str_eq(parent->text, STR(":"));
    case SQL_COLUMN:
        if (parent->kind == SQL_FIELD && parent->text.len == 2)
            return true;
        return parent->kind != SQL_FIELD || !str_eq(parent->text, STR("."));
    case SQL_CALL:
    case SQL_SUBSCRIPT:
    case SQL_FIELD:
    case SQL_ARRAY:
    case SQL_STRUCT:
    case SQL_MAP_LITERAL:
    case SQL_SUBQUERY:
    case SQL_TUPLE:
    case SQL_OPAQUE:
    case SQL_STAR:
        return true;
    case SQL_STRING:
        return parent->kind == SQL_FIELD && str_eq(parent->text, STR(":"));
    case SQL_CAST:
        return !str_eq(child->text, STR("LITERAL"));
    case SQL_PARAMETER:
        return parent->kind == SQL_SUBSCRIPT || !str_eq(parent->text, STR("."));
    default:
        return false;
    }
}

/* Both operators belong to the order that every dialect has: OR, AND, NOT, tests, + -, * /. */
static bool is_certain(const struct sql_node *parent, const struct sql_node *child, unsigned p,
                       unsigned c)
{
    if (is_arrow(parent) || is_arrow(child))
        return false;
    if (is_logic(p) || is_logic(c))
        return p != PREC_XOR && c != PREC_XOR;
    if (is_test(p))
        return is_arithmetic(c) || c == PREC_CONCAT;
    return is_arithmetic(p) && is_arithmetic(c);
}

/* Whether a ":" path stands in the chain of fields and subscripts. */
static bool has_path(const struct sql_node *node)
{
    for (; node->kind == SQL_FIELD || node->kind == SQL_SUBSCRIPT; node = node->first)
        if (str_eq(node->text, STR(":")) || str_eq(node->text, STR("PATH")))
            return true;
    return false;
}

/* @'text' is a macro's. */
static bool would_be_macro(const struct sql_node *parent, const struct sql_node *child)
{
    return parent->kind == SQL_UNARY && str_eq(parent->text, STR("@")) &&
           form_leftmost(child)->kind == SQL_STRING;
}

bool form_parens(const struct sql_node *parent, const struct sql_node *child)
{
    unsigned c = form_precedence(child);
    bool first = parent->first == child;
    if (first && (parent->kind == SQL_FIELD || parent->kind == SQL_SUBSCRIPT)) {
        bool ends_path = (child->flags & SQL_PARENS) && has_path(child); /* (a:b).c is no path */
        return ends_path || !is_base(parent, child);
    }
    if (parent->kind == SQL_ALIASED && child->kind == SQL_LAMBDA)
        return true;
    unsigned p = form_precedence(parent);
    if (!first && str_eq(parent->text, STR("MEMBER OF")))
        return true;
    if (would_be_macro(parent, child))
        return true;
    if (p == PREC_POSTFIX || p == PREC_NONE || c == PREC_POSTFIX)
        return false;
    if (c == PREC_NONE)
        return true;
    if (c == PREC_NOT && is_arrow(parent)) /* !a -> b is not NOT a -> b */
        return true;
    if (!is_certain(parent, child, p, c))
        return (child->flags & SQL_PARENS) != 0;
    return c < p || (c == p && !first && !is_logic(p));
}

static bool starts_with_child(const struct sql_node *node)
{
    switch (node->kind) {
    case SQL_AND:
    case SQL_OR:
    case SQL_BINARY:
    case SQL_IN:
    case SQL_BETWEEN:
    case SQL_LIKE:
    case SQL_IS:
    case SQL_AT_TIME_ZONE:
    case SQL_COLLATE:
    case SQL_SUBSCRIPT:
    case SQL_FIELD:
    case SQL_ALIASED:
        return true;
    case SQL_UNARY:
        return str_eq(node->text, STR("(+)")) || str_eq(node->text, STR("!"));
    default:
        return false;
    }
}

const struct sql_node *form_leftmost(const struct sql_node *node)
{
    while (starts_with_child(node) && node->first && !form_parens(node, node->first))
        node = node->first;
    return node;
}

bool form_is_literal_cast(const struct sql_node *node)
{
    while (node->kind == SQL_CAST && str_eq(node->text, STR("CAST")) &&
           node->first->next == node->last)
        node = node->first;
    return node->kind == SQL_STRING || node->kind == SQL_NUMBER;
}

bool form_set_parens(const struct sql_node *parent, const struct sql_node *arm)
{
    if (arm->kind == SQL_SETOP) {
        bool first = parent->first == arm;
        bool inner = str_starts(arm->text, STR("INTERSECT"));
        bool outer = str_starts(parent->text, STR("INTERSECT"));
        for (const struct sql_node *c = arm->first->next; c; c = c->next)
            if (c->kind == SQL_WITH || c->kind == SQL_ORDER_BY || c->kind == SQL_LIMIT ||
                c->kind == SQL_OFFSET || c->kind == SQL_MACRO)
                return true;
        if (inner != outer)
            return outer || (arm->flags & SQL_PARENS);
        return !first;
    }
    for (const struct sql_node *c = arm->first; c; c = c->next)
        if (c->kind == SQL_WITH || c->kind == SQL_ORDER_BY || c->kind == SQL_LIMIT ||
            c->kind == SQL_OFFSET || c->kind == SQL_SAMPLE ||
            (arm->kind == SQL_SELECT && (c->kind == SQL_CLAUSE || c->kind == SQL_MACRO)))
            return arm->kind == SQL_SELECT;
    return false;
}

bool form_comma(const struct sql_node *join)
{
    if (!(join->flags & SQL_COMMA))
        return false;
    for (const struct sql_node *c = join->next; c; c = c->next) {
        if (c->flags & SQL_COMMA)
            return false;
        bool plain = c->kind == SQL_JOIN &&
                     (str_eq(c->text, STR("CROSS")) ||
                      ((str_eq(c->text, STR("INNER")) || str_eq(c->text, STR("LEFT"))) &&
                       sql_child(c, SQL_ON)));
        if (!plain)
            return true;
    }
    return false;
}

const struct sql_node *form_whole_text(const struct sql_node *node)
{
    const struct sql_node *last = node->last;
    return last && last->kind == SQL_TEMPLATE && (last->flags & SQL_WHOLE) ? last : NULL;
}
