/* form: expressions as canonical text. Queries are form_query.c's, equality and doubt
 * form_same.c's; where parentheses stand is form_parens.c's. */
#include "sql/form.h"

#include <string.h>

#include "sql/form_parens.h"
#include "sql/form_print.h"
#include "sql/words.h"

/* --- lists ----------------------------------------------------------------------------------- */

void form_child(struct buf *out, const struct sql_node *parent, const struct sql_node *child)
{
    bool parens = form_parens(parent, child);
    if (parens)
        buf_byte(out, '(');
    form_print(out, child);
    if (parens)
        buf_byte(out, ')');
}

void form_list_until(struct buf *out, const struct sql_node *first, const struct sql_node *end)
{
    for (const struct sql_node *c = first; c && c != end; c = c->next) {
        if (c != first)
            buf_puts(out, c->kind == SQL_ORDER_BY ? " " : ", ");
        form_print(out, c);
    }
}

void form_list(struct buf *out, const struct sql_node *first)
{
    form_list_until(out, first, NULL);
}

static void print_joined(struct buf *out, const struct sql_node *node, const char *separator)
{
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c != node->first)
            buf_puts(out, separator);
        form_child(out, node, c);
    }
}

/* --- names and literals ---------------------------------------------------------------------- */

static void print_quoted(struct buf *out, struct str text, char quote)
{
    buf_byte(out, quote);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == quote)
            buf_byte(out, quote);
        buf_byte(out, text.ptr[i]);
    }
    buf_byte(out, quote);
}

static void print_ident(struct buf *out, const struct sql_node *node)
{
    if (node->flags & SQL_PREFIXED)
        print_quoted(out, node->text, '\'');
    else if (node->flags & SQL_QUOTED)
        print_quoted(out, node->text, node->flags & SQL_BACKTICK ? '`' : '"');
    else
        buf_add(out, node->text);
    buf_puts(out, node->flags & SQL_EXEMPT ? " /* sqlglot.meta case_sensitive */" : "");
}

static void print_macro_var(struct buf *out, const struct sql_node *node)
{
    if (node->flags & SQL_QUOTED)
        buf_printf(out, "@{%.*s}", STR_ARG(node->text));
    else if (str_find_byte(node->text, '@') >= 0)
        buf_add(out, node->text);
    else
        buf_printf(out, "@%.*s", STR_ARG(node->text));
}

static void print_string(struct buf *out, const struct sql_node *node)
{
    struct str text = node->text;
    if (node->flags & SQL_PREFIXED) {
        struct str prefix = STR_EMPTY;
        str_split(&text, ':', &prefix);
        buf_add(out, prefix);
    }
    if (!(node->flags & SQL_ESCAPES)) {
        print_quoted(out, text, '\'');
        return;
    }
    buf_byte(out, '\'');
    buf_add(out, text);
    buf_byte(out, '\'');
}

static void print_column(struct buf *out, const struct sql_node *node)
{
    print_joined(out, node, ".");
}

static bool is_apply(const struct sql_node *clause)
{
    return str_eq(clause->text, STR("APPLY"));
}

static void print_star(struct buf *out, const struct sql_node *node)
{
    for (const struct sql_node *c = node->first;
         c && (c->kind == SQL_IDENT || c->kind == SQL_MACRO_VAR || c->kind == SQL_TEMPLATE ||
               c->kind == SQL_MACRO);
         c = c->next) {
        form_print(out, c);
        buf_byte(out, '.');
    }
    buf_byte(out, '*');
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c->kind == SQL_STAR_EXCEPT)
            buf_puts(out, " EXCEPT (");
        else if (c->kind == SQL_STAR_REPLACE)
            buf_puts(out, " REPLACE (");
        else if (c->kind == SQL_STAR_RENAME)
            buf_puts(out, " RENAME (");
        else if (c->kind == SQL_CLAUSE)
            buf_puts(out, is_apply(c) ? " APPLY(" : " ILIKE ");
        else
            continue;
        if (c->kind == SQL_CLAUSE && !is_apply(c) && c->first->next) { /* ILIKE x ESCAPE y */
            form_print(out, c->first);
            buf_puts(out, " ESCAPE ");
            form_print(out, c->last);
            continue;
        }
        form_list(out, c->first);
        if (c->kind != SQL_CLAUSE || is_apply(c))
            buf_byte(out, ')');
    }
}

/* --- operators ------------------------------------------------------------------------------- */

static void print_double_colon(struct buf *out, const struct sql_node *node)
{
    if (node->kind != SQL_CAST) {
        form_print(out, node);
        return;
    }
    print_double_colon(out, node->first);
    buf_puts(out, "::");
    form_print(out, node->last);
}

static void print_binary(struct buf *out, const struct sql_node *node)
{
    /* In front of anything but a literal the arrow may be read as that of a lambda. */
    bool arrow = str_eq(node->text, STR("->"));
    form_child(out, node, node->first);
    for (const struct sql_node *c = node->first->next; c; c = c->next) {
        buf_printf(out, " %.*s ", STR_ARG(node->text));
        if (arrow && c->kind == SQL_CAST && form_is_literal_cast(c))
            print_double_colon(out, c);
        else
            form_child(out, node, c);
    }
}

/* Whether the sign would make another token with what stands behind it: ~ * is no ~*. */
static bool makes_other_token(struct str text, struct str sign)
{
    bool comment = text.len > 1 && text.ptr[0] == '-' && text.ptr[1] == '-';
    return comment || word_text(operator_find(text)).len != sign.len;
}

/* A sign and its operand, with a space only where one is needed: between two signs (parentheses
 * would nest twice as deep), and where the two would be read as something else. */
static void print_sign(struct buf *out, const struct sql_node *node)
{
    size_t at = out->len, behind = at + node->text.len;
    buf_add(out, node->text);
    if (node->first && node->first->kind == SQL_UNARY)
        buf_byte(out, ' ');
    form_child(out, node, node->first);
    if (!makes_other_token(str_sub(buf_str(out), at, 4), node->text))
        return;
    buf_byte(out, ' ');
    if (buf_overflowed(out))
        return;
    memmove(out->ptr + behind + 1, out->ptr + behind, out->len - behind - 1);
    out->ptr[behind] = ' ';
}

static bool is_sign(struct str text)
{
    return str_eq(text, STR("-")) || str_eq(text, STR("+")) || str_eq(text, STR("~")) ||
           str_eq(text, STR("*"));
}

static void print_unary(struct buf *out, const struct sql_node *node)
{
    if (str_eq(node->text, STR("(+)")) || str_eq(node->text, STR("!"))) {
        form_child(out, node, node->first);
        buf_puts(out, node->text.len == 1 ? " !" : "(+)");
        return;
    }
    if (is_sign(node->text)) {
        print_sign(out, node);
        return;
    }
    buf_add(out, node->text);
    buf_byte(out, ' ');
    form_child(out, node, node->first);
}

static void print_and(struct buf *out, const struct sql_node *node)
{
    print_joined(out, node, " AND ");
}

static void print_or(struct buf *out, const struct sql_node *node)
{
    print_joined(out, node, " OR ");
}

static const char *negation(const struct sql_node *node)
{
    return node->flags & SQL_NEGATED ? " NOT" : "";
}

static void print_in(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *right = node->first->next;
    form_child(out, node, node->first);
    buf_printf(out, "%s%.*s%s IN ", node->text.len ? " " : "", STR_ARG(node->text), negation(node));
    if (!right)
        return;
    bool list = right->kind == SQL_TUPLE;
    bool query = right->kind == SQL_SELECT || right->kind == SQL_SETOP || right->kind == SQL_VALUES;
    if (!list && !query) {
        form_child(out, node, right);
        return;
    }
    buf_byte(out, '(');
    if (list)
        form_list(out, right->first);
    else
        form_print(out, right);
    buf_byte(out, ')');
}

static void print_between(struct buf *out, const struct sql_node *node)
{
    form_child(out, node, node->first);
    buf_printf(out, "%s BETWEEN ", negation(node));
    if (node->text.len)
        buf_printf(out, "%.*s ", STR_ARG(node->text));
    for (const struct sql_node *c = node->first->next; c; c = c->next) {
        form_child(out, node, c);
        if (c->next)
            buf_puts(out, " AND ");
    }
}

static void print_like(struct buf *out, const struct sql_node *node)
{
    form_child(out, node, node->first);
    buf_printf(out, "%s %.*s ", negation(node), STR_ARG(node->text));
    for (const struct sql_node *c = node->first->next; c; c = c->next) {
        if (c != node->first->next)
            buf_puts(out, " ESCAPE ");
        if (c->kind == SQL_TUPLE) {
            buf_byte(out, '(');
            form_list(out, c->first);
            buf_byte(out, ')');
        } else {
            form_child(out, node, c);
        }
    }
}

static void print_is(struct buf *out, const struct sql_node *node)
{
    form_child(out, node, node->first);
    buf_printf(out, " IS%s", negation(node));
    if (node->text.len)
        buf_printf(out, " %.*s", STR_ARG(node->text));
    for (const struct sql_node *c = node->first->next; c; c = c->next) {
        buf_byte(out, ' ');
        form_child(out, node, c);
    }
}

static void print_exists(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, node->flags & SQL_NEGATED ? "NOT EXISTS (" : "EXISTS (");
    form_list(out, node->first);
    buf_byte(out, ')');
}

static void print_quantified(struct buf *out, const struct sql_node *node)
{
    buf_printf(out, "%.*s (", STR_ARG(node->text));
    form_list(out, node->first);
    buf_byte(out, ')');
}

static void print_zone(struct buf *out, const struct sql_node *node)
{
    print_joined(out, node, " AT TIME ZONE ");
}

static void print_collate(struct buf *out, const struct sql_node *node)
{
    form_child(out, node, node->first);
    buf_printf(out, " COLLATE %.*s", STR_ARG(node->text));
    form_list(out, node->first->next);
}

/* --- structures ------------------------------------------------------------------------------ */

static void print_subscript(struct buf *out, const struct sql_node *node)
{
    form_child(out, node, node->first);
    buf_puts(out, str_eq(node->text, STR("PATH")) ? ":[" : "[");
    bool slice = str_eq(node->text, STR("SLICE"));
    for (const struct sql_node *c = node->first->next; c; c = c->next) {
        if (c != node->first->next)
            buf_puts(out, slice ? " : " : ", ");
        form_print(out, c);
    }
    buf_byte(out, ']');
}

static void print_field(struct buf *out, const struct sql_node *node)
{
    form_child(out, node, node->first);
    buf_add(out, node->text);
    form_list(out, node->first->next);
}

static void print_tuple(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *only = node->first == node->last ? node->first : NULL;
    buf_byte(out, '(');
    form_list(out, node->first);
    buf_puts(out, only && sql_is_bare_in_parens(only) ? ",)" : ")");
}

static void print_comprehension(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *names = node->first;
    const struct sql_node *item = names->next, *list = item ? item->next : NULL;
    buf_byte(out, '[');
    if (item)
        form_print(out, item);
    buf_puts(out, " FOR ");
    form_list(out, names->first);
    buf_puts(out, " IN ");
    for (const struct sql_node *c = list; c; c = c->next) {
        if (c != list)
            buf_puts(out, " IF ");
        form_print(out, c);
    }
    buf_byte(out, ']');
}

static void print_array(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *first = node->first;
    bool query = first && (first->kind == SQL_SELECT || first->kind == SQL_SETOP ||
                           first->kind == SQL_VALUES);
    if (str_eq(node->text, STR("FOR"))) {
        print_comprehension(out, node);
        return;
    }
    if (first && first->kind == SQL_TYPE) {
        form_print(out, first);
        first = first->next;
    } else {
        buf_puts(out, "ARRAY");
    }
    buf_byte(out, query ? '(' : '[');
    form_list(out, first);
    buf_byte(out, query ? ')' : ']');
}

static void print_struct(struct buf *out, const struct sql_node *node)
{
    buf_byte(out, '{');
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c != node->first)
            buf_puts(out, ", ");
        if (c->kind == SQL_NAMED_ARG) {
            print_quoted(out, c->text, '\'');
            buf_puts(out, ": ");
            form_list(out, c->first);
        } else {
            form_print(out, c);
        }
    }
    buf_byte(out, '}');
}

static void print_map(struct buf *out, const struct sql_node *node)
{
    bool key = true;
    buf_puts(out, "MAP {");
    for (const struct sql_node *c = node->first; c; c = c->next, key = !key) {
        if (c != node->first)
            buf_puts(out, key ? ", " : ": ");
        form_print(out, c);
    }
    buf_byte(out, '}');
}

static void print_case(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, "CASE");
    for (const struct sql_node *c = node->first; c; c = c->next) {
        buf_byte(out, ' ');
        if (c->kind == SQL_WHEN) {
            buf_puts(out, "WHEN ");
            form_print(out, c->first);
            buf_puts(out, " THEN ");
            form_list(out, c->first->next);
        } else if (c->kind == SQL_ELSE) {
            buf_puts(out, "ELSE ");
            form_print(out, c->first);
        } else if (c->kind == SQL_CASE_OPERAND) {
            form_print(out, c->first);
        } else {
            break;
        }
    }
    if (!node->first || node->last->kind == SQL_WHEN || node->last->kind == SQL_CASE_OPERAND ||
        node->last->kind == SQL_ELSE)
        buf_byte(out, ' ');
    buf_puts(out, "END");
    for (const struct sql_node *c = node->first; c; c = c->next)
        if (c->kind != SQL_WHEN && c->kind != SQL_ELSE && c->kind != SQL_CASE_OPERAND) {
            buf_byte(out, ' ');
            form_print(out, c);
        }
}

static void print_cast(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *type = node->first->next;
    if (str_eq(node->text, STR("LITERAL"))) {
        if (type)
            form_print(out, type);
        buf_byte(out, ' ');
        form_print(out, node->first);
        return;
    }
    buf_printf(out, "%.*s(", STR_ARG(node->text));
    form_print(out, node->first);
    buf_puts(out, " AS ");
    for (const struct sql_node *c = type; c; c = c->next) {
        if (c != type)
            buf_byte(out, ' ');
        form_print(out, c);
    }
    buf_byte(out, ')');
}

/* Element types in <>; a field's name stands before its type, its words behind it. */
static void print_type(struct buf *out, const struct sql_node *node)
{
    bool sized = str_starts(node->text, STR("ARRAY["));
    if (sized) {
        form_print(out, node->first);
        buf_add(out, str_sub(node->text, 5, SIZE_MAX));
        return;
    }
    buf_add(out, node->text);
    bool named = false, open = false, variant = str_eq(node->text, STR("VARIANT"));
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c->kind == SQL_CLAUSE)
            continue; /* a field's words, printed by the type around it */
        buf_puts(out, !open ? variant ? "(" : "<" : named ? " " : ", ");
        open = true;
        form_print(out, c);
        named = c->kind == SQL_IDENT;
        const struct sql_node *words = sql_child(c, SQL_CLAUSE);
        if (c->kind == SQL_TYPE && words)
            buf_printf(out, " %.*s", STR_ARG(words->text));
    }
    if (open)
        buf_byte(out, variant ? ')' : '>');
}

static void print_interval(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *value = node->first;
    /* Without parentheses a column could be read as a word of the grammar, or take what follows. */
    bool bare = value->kind == SQL_STRING || value->kind == SQL_NUMBER ||
                value->kind == SQL_MACRO || value->kind == SQL_MACRO_VAR ||
                value->kind == SQL_TEMPLATE || value->kind == SQL_PARAMETER;
    buf_puts(out, bare ? "INTERVAL " : "INTERVAL (");
    form_print(out, value);
    if (!bare)
        buf_byte(out, ')');
    if (node->text.len)
        buf_printf(out, " %.*s", STR_ARG(node->text));
    for (const struct sql_node *c = value->next; c; c = c->next) {
        buf_byte(out, ' ');
        form_print(out, c->first);
        if (c->text.len)
            buf_printf(out, " %.*s", STR_ARG(c->text));
    }
}

static void print_lambda(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *names = node->first;
    bool parens = names->first != names->last || !names->first || (node->flags & SQL_PARENS);
    if (parens)
        buf_byte(out, '(');
    for (const struct sql_node *c = names->first; c; c = c->next) {
        if (c != names->first)
            buf_puts(out, c->kind == SQL_TYPE ? " " : ", ");
        form_print(out, c);
    }
    buf_puts(out, parens ? ") -> " : " -> ");
    form_list(out, names->next);
}

static void print_named_arg(struct buf *out, const struct sql_node *node)
{
    print_ident(out, node);
    buf_puts(out, node->flags & SQL_ASSIGNED ? " := " : " => ");
    form_list(out, node->first);
}

static void print_aliased(struct buf *out, const struct sql_node *node)
{
    form_child(out, node, node->first);
    buf_puts(out, " AS ");
    form_print(out, node->last);
}

static void print_subquery(struct buf *out, const struct sql_node *node)
{
    buf_byte(out, '(');
    form_list(out, node->first);
    buf_byte(out, ')');
}

/* --- calls ----------------------------------------------------------------------------------- */

static bool is_suffix(const struct sql_node *node)
{
    return node->kind == SQL_WITHIN || node->kind == SQL_FILTER || node->kind == SQL_OVER ||
           (node->kind == SQL_CLAUSE && (node->flags & SQL_PARENS));
}

/* Children that follow an argument without a comma. */
static bool is_glued(const struct sql_node *node)
{
    return node->kind == SQL_ORDER_BY || node->kind == SQL_LIMIT || node->kind == SQL_OFFSET ||
           node->kind == SQL_CLAUSE || node->kind == SQL_EXTRACT_PART || node->kind == SQL_WHERE;
}

/* Words that stand before an argument, not between two. */
static bool starts_argument(const struct sql_node *node)
{
    static const char *const words[] = { "KEY", "TABLE", "MODEL", "VARIADIC", "NAME" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (node->kind == SQL_EXTRACT_PART && str_eq(node->text, str_of(words[i])))
            return true;
    return false;
}

static void print_arguments(struct buf *out, const struct sql_node *first)
{
    const struct sql_node *before = NULL;
    for (const struct sql_node *c = first; c; before = c, c = c->next) {
        if (is_suffix(c))
            return;
        if (before) {
            bool glued = is_glued(c) || before->kind == SQL_EXTRACT_PART;
            buf_puts(out, glued && !starts_argument(c) ? " " : ", ");
        }
        form_print(out, c);
    }
}

static void print_suffixes(struct buf *out, const struct sql_node *node)
{
    for (const struct sql_node *c = node->first; c; c = c->next)
        if (is_suffix(c)) {
            buf_byte(out, ' ');
            form_print(out, c);
        }
}

/* What stands behind the name of a call; first: its first argument. */
static void print_called_with(struct buf *out, const struct sql_node *node,
                              const struct sql_node *first)
{
    if (first && first->kind == SQL_TUPLE && str_eq(first->text, STR("PARAMETERS"))) {
        buf_byte(out, '(');
        print_arguments(out, first->first);
        buf_byte(out, ')');
        first = first->next;
    }
    buf_puts(out, node->flags & SQL_DISTINCT ? "(DISTINCT " : "(");
    print_arguments(out, first);
    buf_byte(out, ')');
    print_suffixes(out, node);
}

static void print_call(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *first = node->first;
    bool constructor = str_eq(node->text, STR("ARRAY")) || str_eq(node->text, STR("STRUCT"));
    if (constructor && first && first->kind == SQL_TYPE) { /* STRUCT<a INT>(1) */
        form_print(out, first);
        first = first->next;
    } else {
        buf_add(out, node->text);
    }
    if (str_eq(node->text, STR("NEXT VALUE FOR"))) {
        buf_byte(out, ' ');
        print_arguments(out, first);
        print_suffixes(out, node);
    } else {
        print_called_with(out, node, first);
    }
}

static void print_filter(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, "FILTER (WHERE ");
    form_list(out, node->first);
    buf_byte(out, ')');
}

static void print_within(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, "WITHIN GROUP (");
    form_list(out, node->first);
    buf_byte(out, ')');
}

static void print_over(struct buf *out, const struct sql_node *node)
{
    bool name_only = node->flags & SQL_PARENS;
    buf_puts(out, name_only ? "OVER " : "OVER (");
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c != node->first)
            buf_byte(out, ' ');
        form_print(out, c);
    }
    if (!name_only)
        buf_byte(out, ')');
}

static void print_frame(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *bound = node->first;
    for (size_t i = 0; i < node->text.len; i++) {
        if (node->text.ptr[i] == '?' && bound) {
            form_print(out, bound);
            bound = bound->next;
        } else {
            buf_byte(out, node->text.ptr[i]);
        }
    }
}

static bool is_clause(const struct sql_node *node)
{
    switch (node->kind) {
    case SQL_WITH:
    case SQL_JOIN:
    case SQL_WHERE:
    case SQL_GROUP_BY:
    case SQL_HAVING:
    case SQL_ORDER_BY:
    case SQL_LIMIT:
        return true;
    default:
        return false;
    }
}

/* @name(args), with the clause behind it for clause macros. Inside @IF(...) a JOIN is an argument.
 */
static void print_macro(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *last = node->last;
    static const char *const names[] = { "with",   "join",     "where", "group_by",
                                         "having", "order_by", "limit" };
    bool clause = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        clause = clause || str_eq(node->text, str_of(names[i]));
    clause = clause && last && is_clause(last);
    if (clause && last->kind == SQL_JOIN && !str_eq(last->text, STR("INNER")))
        buf_printf(out, "%.*s ", STR_ARG(last->text));
    if (str_find_byte(node->text, '@') < 0)
        buf_byte(out, '@');
    buf_add(out, node->text);
    if (node->text.len == 0) { /* @'text' */
        form_list(out, node->first);
        return;
    }
    if (!clause) {
        print_called_with(out, node, node->first);
        return;
    }
    buf_byte(out, '(');
    form_list_until(out, node->first, last);
    buf_puts(out, ") ");
    form_print_macro_clause(out, last);
}

static void print_template(struct buf *out, const struct sql_node *node)
{
    buf_add(out, node->text);
    if (node->first)
        print_called_with(out, node, node->first);
}

static void print_text(struct buf *out, const struct sql_node *node)
{
    buf_add(out, node->text);
}

/* --- dispatch -------------------------------------------------------------------------------- */

typedef void print_fn(struct buf *out, const struct sql_node *node);

static print_fn *const printers[SQL_KIND_COUNT] = {
    [SQL_ALIASED] = print_aliased,
    [SQL_STAR] = print_star,
    [SQL_IDENT] = print_ident,
    [SQL_COLUMN] = print_column,
    [SQL_NUMBER] = print_text,
    [SQL_STRING] = print_string,
    [SQL_CONSTANT] = print_text,
    [SQL_PARAMETER] = print_text,
    [SQL_CALL] = print_call,
    [SQL_NAMED_ARG] = print_named_arg,
    [SQL_OVER] = print_over,
    [SQL_FRAME] = print_frame,
    [SQL_FILTER] = print_filter,
    [SQL_WITHIN] = print_within,
    [SQL_CASE] = print_case,
    [SQL_CAST] = print_cast,
    [SQL_TYPE] = print_type,
    [SQL_BINARY] = print_binary,
    [SQL_UNARY] = print_unary,
    [SQL_AND] = print_and,
    [SQL_OR] = print_or,
    [SQL_IN] = print_in,
    [SQL_BETWEEN] = print_between,
    [SQL_LIKE] = print_like,
    [SQL_IS] = print_is,
    [SQL_EXISTS] = print_exists,
    [SQL_QUANTIFIED] = print_quantified,
    [SQL_SUBQUERY] = print_subquery,
    [SQL_TUPLE] = print_tuple,
    [SQL_ARRAY] = print_array,
    [SQL_STRUCT] = print_struct,
    [SQL_MAP_LITERAL] = print_map,
    [SQL_INTERVAL] = print_interval,
    [SQL_LAMBDA] = print_lambda,
    [SQL_SUBSCRIPT] = print_subscript,
    [SQL_FIELD] = print_field,
    [SQL_AT_TIME_ZONE] = print_zone,
    [SQL_COLLATE] = print_collate,
    [SQL_EXTRACT_PART] = print_text,
    [SQL_MACRO] = print_macro,
    [SQL_MACRO_VAR] = print_macro_var,
    [SQL_TEMPLATE] = print_template,
    [SQL_OPAQUE] = print_text,
};

void form_print(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *whole = form_whole_text(node);
    if (whole)
        buf_add(out, whole->text);
    else if (printers[node->kind])
        printers[node->kind](out, node);
    else
        form_print_query(out, node);
}

struct str sql_form(struct arena *arena, const struct sql_node *node)
{
    if (!node)
        return STR_EMPTY;
    struct buf out;
    buf_init(&out, arena, SIZE_MAX);
    form_print(&out, node);
    return buf_str(&out);
}
