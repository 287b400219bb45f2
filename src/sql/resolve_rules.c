/* resolve_rules: expressions that are equal by the laws of SQL's operators get one spelling. Each
 * rule is a row of `rules` and has its proof in docs/semantic-form.md. */
#include "sql/resolve_private.h"
#include "sql/walk.h"

#include <stdlib.h>

/* --- order of trees -------------------------------------------------------------------------- */

/* Any fixed order will do; equal trees compare equal. Spans do not count. */
static int compare(const struct sql_node *a, const struct sql_node *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = str_cmp(a->text, b->text);
    const struct sql_node *x = a->first, *y = b->first;
    for (; !order && x && y; x = x->next, y = y->next)
        order = compare(x, y);
    if (!order && (x || y))
        order = x ? 1 : -1;
    return order ? order : (a->flags > b->flags) - (a->flags < b->flags);
}

static int by_tree(const void *left, const void *right)
{
    return compare(*(struct sql_node *const *)left, *(struct sql_node *const *)right);
}

/* The children apart from their parent. */
static struct sql_node **take_children(struct resolver *r, struct sql_node *node, size_t *count)
{
    *count = sql_child_count(node);
    struct sql_node **items = arena_array(r->arena, *count, sizeof *items);
    size_t at = 0;
    for (struct sql_node *it = node->first, *next; it; it = next) {
        next = it->next;
        it->next = NULL;
        items[at++] = it;
    }
    node->first = node->last = NULL;
    return items;
}

static enum walk_step find_call(void *ctx, const struct sql_node *node, unsigned depth)
{
    static const enum sql_kind calls[] = { SQL_CALL,     SQL_MACRO,    SQL_MACRO_VAR,
                                           SQL_TEMPLATE, SQL_OPAQUE,   SQL_SELECT,
                                           SQL_SETOP,    SQL_CONSTANT, SQL_PARAMETER };
    (void)depth;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (node->kind == calls[i])
            *(bool *)ctx = true;
    return *(bool *)ctx ? WALK_STOP : WALK_CONTINUE;
}

bool resolve_is_repeatable(const struct sql_node *node)
{
    bool calls = false;
    (void)sql_walk(node, find_call, &calls);
    return !calls;
}

static void sort(struct resolver *r, struct sql_node *node, bool unique)
{
    size_t count;
    struct sql_node **items = take_children(r, node, &count);
    if (count)
        qsort(items, count, sizeof *items, by_tree);
    for (size_t i = 0; i < count; i++)
        if (!i || !unique || compare(items[i - 1], items[i]) != 0 ||
            !resolve_is_repeatable(items[i]))
            node_add(node, items[i]);
}

void resolve_sort_list(struct resolver *r, struct sql_node *node)
{
    sort(r, node, false);
}

void resolve_sort_set(struct resolver *r, struct sql_node *node)
{
    sort(r, node, true);
}

/* --- AND, OR --------------------------------------------------------------------------------- */

static bool is_constant(const struct sql_node *node, const char *text)
{
    return node->kind == SQL_CONSTANT && str_eq(node->text, str_of(text));
}

/* Its value is TRUE, FALSE or NULL in every dialect. */
static bool is_condition(const struct sql_node *node)
{
    switch ((enum sql_kind)node->kind) {
    case SQL_AND:
    case SQL_OR:
    case SQL_IN:
    case SQL_BETWEEN:
    case SQL_LIKE:
    case SQL_IS:
    case SQL_EXISTS:
        return true;
    case SQL_UNARY:
        return str_eq(node->text, STR("NOT"));
    case SQL_BINARY:
        return str_eq(node->text, STR("=")) || str_eq(node->text, STR("!=")) ||
               str_eq(node->text, STR("<")) || str_eq(node->text, STR("<="));
    default:
        return false;
    }
}

static bool read_integer(const struct sql_node *node, int64_t *out)
{
    if (node->kind != SQL_NUMBER || node->text.len == 0 || node->text.len > 9 || node->first)
        return false;
    *out = 0;
    for (size_t i = 0; i < node->text.len; i++) {
        if (!byte_is_digit(node->text.ptr[i]))
            return false;
        *out = *out * 10 + (node->text.ptr[i] - '0');
    }
    return true;
}

/* 1 = 1, 1 != 2, 1 < 2. */
static bool compares_integers(const struct sql_node *node, bool *truth)
{
    int64_t a, b;
    if (node->kind != SQL_BINARY || !node->first || node->first->next != node->last ||
        !read_integer(node->first, &a) || !read_integer(node->last, &b))
        return false;
    bool equal = str_eq(node->text, STR("="));
    *truth = equal                           ? a == b
             : str_eq(node->text, STR("!=")) ? a != b
             : str_eq(node->text, STR("<"))  ? a < b
                                             : a <= b;
    return is_condition(node);
}

static bool is_neutral(const struct sql_node *node, bool neutral)
{
    bool truth = false;
    return is_constant(node, neutral ? "TRUE" : "FALSE") ||
           (compares_integers(node, &truth) && truth == neutral);
}

bool resolve_is_true(const struct sql_node *condition)
{
    return is_neutral(condition, true);
}

/* x AND y, y AND x, x AND x AND y, x AND TRUE AND y. Nested ones are flat already; a rule may have
 * made one of them again. */
static struct sql_node *junction(struct resolver *r, struct sql_node *node)
{
    bool neutral = node->kind == SQL_AND;
    size_t count;
    struct sql_node *dropped = NULL, **items = take_children(r, node, &count);
    for (size_t i = 0; i < count; i++) {
        if (is_neutral(items[i], neutral))
            dropped = resolve_make(r, SQL_CONSTANT, neutral ? STR("TRUE") : STR("FALSE"), items[i]);
        else if (items[i]->kind == node->kind)
            node_move_children(node, items[i]);
        else
            node_add(node, items[i]);
    }
    resolve_sort_set(r, node);
    if (!node->first)
        return dropped;
    if (node->first != node->last)
        return node;
    if (is_condition(node->first)) {
        struct sql_node *only = node->first;
        node_remove(node, only);
        return only;
    }
    if (dropped)
        node_add(node, dropped);
    else /* x OR x, where x may be a number */
        node_add(node, resolve_raw(r, node->first));
    return node;
}

/* --- operators ------------------------------------------------------------------------------- */

static void swap_operands(struct sql_node *node)
{
    struct sql_node *left = node->first;
    node_remove(node, left);
    node_add(node, left);
}

static void order_operands(struct sql_node *node)
{
    if (node->first && node->first->next == node->last && compare(node->first, node->last) > 0)
        swap_operands(node);
}

static void order_comparison(struct sql_node *node)
{
    if (str_eq(node->text, STR(">")) || str_eq(node->text, STR(">="))) {
        node->text = str_eq(node->text, STR(">")) ? STR("<") : STR("<=");
        swap_operands(node);
    } else if (str_eq(node->text, STR("=")) || str_eq(node->text, STR("!="))) {
        order_operands(node);
    }
}

/* Engines where 1 + 1 has a wider type than 2, and so may the column that it makes. SQLMesh
 * computes the sum before they see it, where it knows all columns. */
static bool widens_sums(struct resolver *r)
{
    const struct sql_dialect *dialect = r->binder.schema.dialect;
    bool widens =
        dialect && (dialect->types & (TYPES_CLICKHOUSE | TYPES_SNOWFLAKE | TYPES_MYSQL)) != 0;
    r->by_text = r->by_text || widens;
    return widens && r->as_text;
}

/* 1 + 1: integers so small that no engine overflows or changes their value. */
static struct sql_node *fold(struct resolver *r, struct sql_node *node)
{
    int64_t a, b, value;
    if (node->kind != SQL_BINARY || !node->first || node->first->next != node->last ||
        !read_integer(node->first, &a) || !read_integer(node->last, &b))
        return node;
    if (str_eq(node->text, STR("+")))
        value = a + b;
    else if (str_eq(node->text, STR("-")))
        value = a - b;
    else if (str_eq(node->text, STR("*")) && a < 32768 && b < 32768)
        value = a * b;
    else
        return node;
    if (value < 0 || value > 999999999 || widens_sums(r))
        return node;
    return resolve_make(r, SQL_NUMBER, str_fmt(r->arena, "%lld", (long long)value), node);
}

static struct sql_node *binary(struct resolver *r, struct sql_node *node)
{
    if (!node->first || node->first->next != node->last || !node->last)
        return node;
    order_comparison(node);
    return fold(r, node);
}

static struct sql_node *is_test(struct resolver *r, struct sql_node *node)
{
    (void)r;
    if (str_eq(node->text, STR("DISTINCT FROM")))
        order_operands(node);
    return node;
}

static bool is_plain(const struct sql_node *node)
{
    return node->kind == SQL_COLUMN || node->kind == SQL_NUMBER || node->kind == SQL_STRING ||
           node->kind == SQL_MACRO_VAR;
}

/* Engines bring all three to one type: bounds of one kind are compared alike when they stand apart.
 */
static bool is_bound_pair(const struct sql_node *low, const struct sql_node *high)
{
    return low->kind == high->kind &&
           (low->kind == SQL_NUMBER || low->kind == SQL_STRING || low->kind == SQL_MACRO_VAR);
}

/* x BETWEEN a AND b is a <= x AND x <= b, by the standard's definition. */
static struct sql_node *between(struct resolver *r, struct sql_node *node)
{
    size_t count;
    if (node->flags & SQL_NEGATED || node->text.len || !node->first || !is_plain(node->first) ||
        sql_child_count(node) != 3 || !is_bound_pair(node->first->next, node->last))
        return node;
    struct sql_node **items = take_children(r, node, &count);
    struct sql_node *both = resolve_make(r, SQL_AND, STR_EMPTY, node);
    struct sql_node *low = resolve_make(r, SQL_BINARY, STR("<="), node);
    struct sql_node *high = resolve_make(r, SQL_BINARY, STR("<="), node);
    node_add(low, items[1]);
    node_add(low, items[0]);
    node_add(high, resolve_raw(r, items[0]));
    node_add(high, items[2]);
    node_add(both, low);
    node_add(both, high);
    return junction(r, both);
}

/* ClickHouse: where x is a tuple, IN (1, 2) may be one tuple, whose items have an order. */
static bool may_be_one_tuple(const struct resolver *r, const struct sql_node *in)
{
    const struct sql_dialect *dialect = r->binder.schema.dialect;
    if (dialect && str_eq(dialect->name, STR("clickhouse")))
        return true;
    if (in->first->kind != SQL_TUPLE)
        return false;
    for (const struct sql_node *it = in->last->first; it; it = it->next)
        if (it->kind != SQL_TUPLE)
            return true;
    return false;
}

/* x IN (a, b) is x = a OR x = b: a set. */
static struct sql_node *in_list(struct resolver *r, struct sql_node *node)
{
    if (!r->keep_order && node->first && node->first->next == node->last &&
        node->last->kind == SQL_TUPLE && !may_be_one_tuple(r, node))
        resolve_sort_set(r, node->last);
    return node;
}

/* A CASE without ELSE gives NULL. */
static struct sql_node *case_of(struct resolver *r, struct sql_node *node)
{
    struct sql_node *last = node->last;
    if (!r->keep_order && last && last->kind == SQL_ELSE && last->first &&
        is_constant(last->first, "NULL"))
        node_remove(node, last);
    return node;
}

/* What stands behind the arguments of a call, not among them. */
static bool is_suffix(const struct sql_node *node)
{
    return node->kind == SQL_FILTER || node->kind == SQL_OVER || node->kind == SQL_WITHIN;
}

/* COUNT(1): 1 is never NULL. */
static struct sql_node *call_of(struct resolver *r, struct sql_node *node)
{
    int64_t value;
    struct sql_node *only = node->first;
    bool counts = !r->keep_order && str_eq(node->text, STR("COUNT")) && !node->flags && only &&
                  (!only->next || is_suffix(only->next)) && read_integer(only, &value);
    if (counts) {
        node_remove(node, only);
        node_add_first(node, resolve_make(r, SQL_STAR, STR_EMPTY, only));
    }
    return node;
}

static const struct {
    enum sql_kind kind;
    struct sql_node *(*apply)(struct resolver *r, struct sql_node *node);
} rules[] = {
    { SQL_AND, junction }, { SQL_OR, junction },     { SQL_BINARY, binary }, { SQL_IS, is_test },
    { SQL_IN, in_list },   { SQL_BETWEEN, between }, { SQL_CASE, case_of },  { SQL_CALL, call_of },
};

struct sql_node *resolve_rules(struct resolver *r, struct sql_node *node)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (node->kind == rules[i].kind)
            return rules[i].apply(r, node);
    return node;
}
