/* values: mutations that change what a column holds, or which columns there are: literals,
 * operators, functions, CASE, casts, windows, the select list. kinds.def says for each where it
 * applies. */
#ifndef STOPLOG_TESTS_MUTATE_VALUES_H
#define STOPLOG_TESTS_MUTATE_VALUES_H

#include "change/mutate/rows.h"

/* --- literals ------------------------------------------------------------------------------- */

/* EXISTS looks at rows only, and a set of literals may be a list of labels. */
static inline bool is_looked_at(const struct spot *at)
{
    const struct spot *list = around(at, SQL_PROJECTIONS), *exists = around(at, SQL_EXISTS);
    return !around(at, SQL_PIVOT) && !(list && exists && list->up && list->up->up == exists);
}

static inline void mutate_change_number(struct work *w, const struct spot *at)
{
    if (!is_operand_number(at) || !is_looked_at(at))
        return;
    replace(w, at->node, str_fmt(w->arena, "%zu", number_of(at->node->text) + 1));
    emit(w);
}

/* Strings that are units, dates, formats or parts of types are other kinds' business. */
static inline bool is_plain_string(const struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    struct str text = text_of(w, at->node), value = at->node->text;

    if (!parent || parent->kind == SQL_CAST || parent->kind == SQL_INTERVAL || !is_looked_at(at) ||
        text.len < 3 || !byte_is_alpha(value.ptr[0]))
        return false;
    return parent->kind != SQL_CALL || !one_of(parent->text, "DATE_TRUNC DATE_DIFF DATEDIFF");
}

static inline void mutate_change_string(struct work *w, const struct spot *at)
{
    if (!is_plain_string(w, at))
        return;
    uint32_t literal = find_kind(w, at->node->start, TOKEN_STRING);
    insert(w, token_end(w, literal) - 1, "ed");
    emit(w);
}

static inline void mutate_string_case(struct work *w, const struct spot *at)
{
    if (!is_plain_string(w, at))
        return;
    flip_case(w, at->node->start, at->node->end);
    emit(w);
}

/* '2024-01-31' -> '2023-01-31' */
static inline void mutate_change_date(struct work *w, const struct spot *at)
{
    ptrdiff_t year = str_find(text_of(w, at->node), STR("2024-"));
    if (year < 0)
        return;
    put(w, at->node->start + (uint32_t)year + 3, at->node->start + (uint32_t)year + 4, STR("3"));
    emit(w);
}

/* NULL and TRUE. */
static inline void mutate_change_constant(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    if (!text_is(at->node->text, "NULL") || parent->kind == SQL_IS || parent->kind == SQL_ELSE)
        return;
    replace(w, at->node, STR("7"));
    emit(w);
}

/* --- operators ------------------------------------------------------------------------------ */

static inline void turn_operator(struct work *w, const struct spot *at,
                                 const char *const turns[][2], size_t count)
{
    const struct sql_node *left = at->node->first, *right = at->node->last;
    for (size_t i = 0; i < count; i++) {
        uint32_t op = find_word(w, left->end, right->start, turns[i][0]);
        if (op == w->query->text.count)
            continue;
        replace_token(w, op, turns[i][1]);
        emit(w);
    }
}

static inline void mutate_change_comparison(struct work *w, const struct spot *at)
{
    static const char *const turns[][2] = { { "=", "<>" },  { "<>", "=" },  { "!=", "=" },
                                            { "<", "<=" },  { "<=", "<" },  { ">", ">=" },
                                            { ">=", ">" },  { "<", ">" },   { ">", "<" },
                                            { ">=", "<=" }, { "<=", ">=" }, { "=", ">=" } };
    turn_operator(w, at, turns, sizeof turns / sizeof *turns);
}

static inline void mutate_change_operator(struct work *w, const struct spot *at)
{
    static const char *const turns[][2] = { { "+", "-" }, { "-", "+" },  { "*", "+" },
                                            { "/", "*" }, { "//", "*" }, { "%", "*" } };
    turn_operator(w, at, turns, sizeof turns / sizeof *turns);
}

static inline void mutate_swap_operands(struct work *w, const struct spot *at)
{
    const struct sql_node *left = at->node->first, *right = at->node->last;
    if (!one_of(at->node->text, "- / // % || < > <= >=") || right->kind == SQL_QUANTIFIED ||
        (right->kind == SQL_BINARY && !(right->flags & SQL_PARENS)) ||
        (left->kind == SQL_BINARY && !(left->flags & SQL_PARENS)) || right->kind == SQL_INTERVAL ||
        str_eq(text_of(w, left), text_of(w, right)))
        return;
    swap(w, left, right);
    emit(w);
}

static inline void mutate_negate_column(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    if (!parent || !is_arithmetic(parent) || parent->first != at->node ||
        one_of(parent->text, "% *"))
        return;
    insert(w, at->node->start, "-");
    emit(w);
}

static inline void mutate_like_case(struct work *w, const struct spot *at)
{
    uint32_t word = find_word(w, at->node->first->end, at->node->last->start, "LIKE");
    uint32_t folded = find_word(w, at->node->first->end, at->node->last->start, "ILIKE");
    uint32_t none = w->query->text.count;

    if (!speaks(w, "duckdb postgres snowflake"))
        return;
    if (word != none)
        replace_token(w, word, "ILIKE");
    else if (folded != none)
        replace_token(w, folded, "LIKE");
    emit(w);
}

static inline void mutate_drop_in_item(struct work *w, const struct spot *at)
{
    if (!is_kind(up_of(at), SQL_TUPLE) || !is_kind(up_of(at->up), SQL_IN) || around(at, SQL_PIVOT))
        return;
    if (cut_item(w, at))
        emit(w);
}

/* The select list whose names are the model's columns. */
static inline bool is_outermost(const struct work *w, const struct spot *list)
{
    const struct spot *select = list->up;
    const struct sql_node *root = w->query->root;

    if (!select || select->node->kind != SQL_SELECT)
        return false;
    while (root->kind == SQL_SETOP)
        root = root->first;
    return root == select->node;
}

/* --- columns -------------------------------------------------------------------------------- */

/* The item that a column is read from, when the query has no doubt about it. */
static inline const struct item *owner_of(struct items *items, const struct work *w,
                                          const struct spot *select, const struct sql_node *column)
{
    const struct sql_node *first = column->first, *name = column->last;

    read_items(items, w, select);
    if (first == name)
        return only_owner(items, name->text);
    return first->next == name ? item_named(items, first->text) : NULL;
}

/* Another column of the same table and type, which the list does not have yet; "" = none. */
static inline struct str column_like(const struct work *w, const struct item *owner,
                                     const struct spot *select, struct str name)
{
    const struct columns *columns = owner && owner->model ? model_columns(owner->model) : NULL;
    const struct column *old = columns ? column_get(columns, str_lower(w->arena, name)) : NULL;

    for (size_t i = 0; old && i < columns->count; i++) {
        const struct column *other = &columns->items[i];
        struct str known = sql_normalise(w->arena, w->query->text.dialect, other->name, false);
        if (other != old && str_eq(other->type, old->type) &&
            !has_output(w, select->node, known, true))
            return other->name;
    }
    return STR_EMPTY;
}

static inline void mutate_other_column(struct work *w, const struct spot *at)
{
    const struct spot *select = scope_of(at);
    const struct sql_node *name = at->node->last;
    bool gives_name = is_kind(up_of(at), SQL_PROJECTIONS) && !is_outermost(w, at->up);
    struct items items = { 0 };

    if (!select || name->kind != SQL_IDENT || around(at, SQL_GROUP_BY) || !is_looked_at(at) ||
        gives_name ||
        (aggregates(w, select->node) && !is_aggregate(up_of(at)) && !around(at, SQL_WHERE)))
        return;
    struct str other = column_like(w, owner_of(&items, w, select, at->node), select, name->text);
    if (other.len) {
        replace(w, name, other);
        emit(w);
    }
}

/* o.id inside a subquery that has an id of its own -> id */
static inline void mutate_capture_column(struct work *w, const struct spot *at)
{
    const struct spot *select = scope_of(at);
    const struct sql_node *first = at->node->first, *name = at->node->last;
    struct items items = { 0 };

    if (!select || first->next != name)
        return;
    read_items(&items, w, select);
    const struct item *owner = only_owner(&items, name->text);
    if (!owner || item_named(&items, first->text))
        return;
    cut(w, first->start, name->start);
    emit(w);
}

/* c.id -> o.id where an outer join can leave one of them empty. */
static inline void mutate_other_qualifier(struct work *w, const struct spot *at)
{
    const struct spot *select = scope_of(at);
    const struct sql_node *first = at->node->first, *name = at->node->last;
    struct items items = { 0 };

    if (!select || first->next != name || !around(at, SQL_PROJECTIONS) ||
        aggregates(w, select->node))
        return;
    read_items(&items, w, select);
    vec_for (const struct item, item, &items) {
        const struct sql_node *join = item->node;
        if (str_eq(item->name, first->text) || !item_has(item, name->text) || !item->name.len ||
            !sql_child(select->node, SQL_FROM) || !join)
            continue;
        replace(w, first, item->alias ? text_of(w, item->alias->first) : item->name);
        emit(w);
        return;
    }
}

/* --- functions ------------------------------------------------------------------------------ */

static inline void rename_call(struct work *w, const struct spot *at, const char *const turns[][2],
                               size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!text_is(at->node->text, turns[i][0]))
            continue;
        replace_token(w, find_kind(w, at->node->start, TOKEN_WORD), turns[i][1]);
        emit(w);
    }
}

static inline void mutate_change_aggregate(struct work *w, const struct spot *at)
{
    static const char *const turns[][2] = { { "SUM", "MIN" },   { "MIN", "MAX" },
                                            { "MAX", "MIN" },   { "AVG", "SUM" },
                                            { "COUNT", "MAX" }, { "MEDIAN", "MAX" },
                                            { "SUM", "AVG" } };
    if (is_kind(at->node->first, SQL_STAR))
        return;
    rename_call(w, at, turns, sizeof turns / sizeof *turns);
}

static inline void mutate_change_function(struct work *w, const struct spot *at)
{
    static const char *const turns[][2] = {
        { "UPPER", "LOWER" },     { "LOWER", "UPPER" },
        { "GREATEST", "LEAST" },  { "ROW_NUMBER", "RANK" },
        { "RANK", "DENSE_RANK" }, { "LAG", "LEAD" },
        { "LEAD", "LAG" },        { "ABS", "SIGN" },
        { "SIGN", "ABS" },        { "FIRST_VALUE", "LAST_VALUE" },
        { "NULLIF", "COALESCE" }, { "DATEADD", "DATEDIFF" },
        { "COALESCE", "CONCAT" }, { "DENSE_RANK", "RANK" },
    };
    if (text_is(at->node->text, "ROW_NUMBER") && around(at, SQL_QUALIFY) && speaks(w, "snowflake"))
        return;
    rename_call(w, at, turns, sizeof turns / sizeof *turns);
}

/* UPPER(x) -> x */
static inline void mutate_drop_function(struct work *w, const struct spot *at)
{
    const struct sql_node *argument = at->node->first;
    if (!one_of(at->node->text,
                "UPPER LOWER TRIM ABS SIGN COALESCE NULLIF ROUND IFNULL NVL ISNULL") ||
        at->node->last->kind == SQL_CLAUSE)
        return;
    replace(w, at->node, text_of(w, argument));
    emit(w);
}

static inline void mutate_swap_arguments(struct work *w, const struct spot *at)
{
    const struct sql_node *first = at->node->first, *second = first ? first->next : NULL;
    if (!one_of(at->node->text, "COALESCE NULLIF CONCAT IFNULL NVL ISNULL ROUND SAFE_DIVIDE IF IFF "
                                "DATE_DIFF DATEDIFF REPLACE SUBSTR") ||
        !second || str_eq(text_of(w, first), text_of(w, second)))
        return;
    if (one_of(at->node->text, "IF IFF DATE_DIFF DATEDIFF REPLACE SUBSTR")) {
        const struct sql_node *third = second->next;
        if (!third)
            return;
        bool unit_last = speaks(w, "bigquery");
        swap(w, unit_last ? first : second, unit_last ? second : third);
    } else {
        swap(w, first, second);
    }
    emit(w);
}

static inline void mutate_drop_argument(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    if (!is_kind(parent, SQL_CALL) || !one_of(parent->text, "COALESCE CONCAT GREATEST") ||
        sql_child_count(parent) < 3 || !cut_item(w, at))
        return;
    emit(w);
}

static inline void mutate_date_unit(struct work *w, const struct spot *at)
{
    static const char *const turns[][2] = { { "month", "year" },
                                            { "day", "month" },
                                            { "hour", "day" },
                                            { "year", "month" },
                                            { "week", "day" } };
    struct str text = text_of(w, at->node);
    const struct sql_node *parent = up_of(at);

    if (!parent || parent->kind != SQL_CALL || at->node->start == at->node->end ||
        !(str_starts(parent->text, STR("DATE")) || text_is(parent->text, "EXTRACT")))
        return;
    bool quoted = text.ptr[0] == '\'';
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        if (!str_eq_fold(quoted ? str_sub(text, 1, text.len - 2) : text, str_of(turns[i][0])))
            continue;
        put(w, at->node->start + quoted, at->node->end - quoted, str_of(turns[i][1]));
        emit(w);
        return;
    }
}

static inline void mutate_interval(struct work *w, const struct spot *at)
{
    static const char *const turns[][2] = { { "DAY", "HOUR" },
                                            { "HOUR", "DAY" },
                                            { "MONTH", "DAY" } };
    const struct sql_node *value = at->node->first;

    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        uint32_t unit = find_word(w, value->end, at->node->end, turns[i][0]);
        if (unit == w->query->text.count)
            continue;
        replace_token(w, unit, turns[i][1]);
        emit(w);
        break;
    }
    ptrdiff_t days = str_find(text_of(w, value), STR(" days"));
    if (days >= 0) {
        put(w, value->start + (uint32_t)days, value->end - 1, STR(" hours"));
        emit(w);
    }
}

static inline void mutate_change_path(struct work *w, const struct spot *at)
{
    const struct sql_node *name = at->node->last;
    if (name->kind != SQL_IDENT)
        return;
    replace(w, name, STR("other"));
    emit(w);
}

static inline void mutate_subscript(struct work *w, const struct spot *at)
{
    if (!is_kind(at->node->last, SQL_NUMBER))
        return;
    replace(w, at->node->last, str_fmt(w->arena, "%zu", number_of(at->node->last->text) + 1));
    emit(w);
}

/* --- CASE and casts ------------------------------------------------------------------------- */

/* a > 30, then a > 10: whoever comes first wins. */
static inline void mutate_case_order(struct work *w, const struct spot *at)
{
    const struct sql_node *next = at->node->next, *a = at->node->first;
    const struct sql_node *b = is_kind(next, SQL_WHEN) ? next->first : NULL;

    if (!b || !is_comparison(a) || !str_eq(a->text, b->text) || text_is(a->text, "=") ||
        !str_eq(text_of(w, a->first), text_of(w, b->first)))
        return;
    swap(w, at->node, next);
    emit(w);
}

static inline void mutate_swap_results(struct work *w, const struct spot *at)
{
    const struct sql_node *next = at->node->next, *result = at->node->last;
    if (!next || str_eq(text_of(w, result), text_of(w, next->last)))
        return;
    swap(w, result, next->last);
    emit(w);
}

static inline void mutate_drop_when(struct work *w, const struct spot *at)
{
    const struct sql_node *before = sibling_before(at);
    if (before && before->kind == SQL_WHEN)
        cut(w, at->node->start, at->node->end);
    emit(w);
}

static inline void mutate_drop_else(struct work *w, const struct spot *at)
{
    if (!is_kind(at->node->first, SQL_CONSTANT))
        drop_clause(w, at);
}

static inline void mutate_change_else(struct work *w, const struct spot *at)
{
    replace(w, at->node->first, at->node->first->kind == SQL_STRING ? STR("'else'") : STR("77"));
    emit(w);
}

/* A cast that is a whole output. */
static inline void mutate_cast_type(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at), *type = sql_child(at->node, SQL_TYPE);
    const char *other = speaks(w, "bigquery") ? "FLOAT64" : "DECIMAL(9, 1)";

    if (!type || !is_kind(parent, SQL_ALIASED) || text_is(at->node->text, "LITERAL"))
        return;
    if (is_kind(at->node->first, SQL_COLUMN) && str_find(text_of(w, type), STR("TIME")) >= 0)
        other = "DATE";
    replace(w, type, str_of(other));
    emit(w);
}

static inline void mutate_drop_cast(struct work *w, const struct spot *at)
{
    if (!is_kind(up_of(at), SQL_ALIASED) || text_is(at->node->text, "LITERAL"))
        return;
    replace(w, at->node, text_of(w, at->node->first));
    emit(w);
}

/* --- windows -------------------------------------------------------------------------------- */

static inline void mutate_drop_partition(struct work *w, const struct spot *at)
{
    uint32_t by = token_from(w, up_of(at)->start);
    while (!word_at(w, by, "PARTITION") && token_start(w, by) < at->node->start)
        by = token_after(w, by);
    cut(w, token_start(w, by), at->node->end);
    emit(w);
}

static inline void mutate_add_partition(struct work *w, const struct spot *at)
{
    const struct sql_node *partition = sql_child(at->node, SQL_PARTITION_BY);
    const struct sql_node *order = sql_child(at->node, SQL_ORDER_BY);
    if (!order)
        return;
    struct str key = text_of(w, order->first->first);
    if (partition)
        put(w, partition->end, partition->end, str_fmt(w->arena, ", %.*s", STR_ARG(key)));
    else
        put(w, order->start, order->start, str_fmt(w->arena, "PARTITION BY %.*s ", STR_ARG(key)));
    emit(w);
}

static inline void mutate_window_direction(struct work *w, const struct spot *at)
{
    if (at->up && is_kind(up_of(at->up), SQL_OVER) && up_of(at)->first == at->node)
        turn_order(w, at);
}

static inline void mutate_window_order(struct work *w, const struct spot *at)
{
    if (!is_kind(up_of(at), SQL_OVER) || at->node->first == at->node->last)
        return;
    swap(w, at->node->first, at->node->last);
    emit(w);
}

static inline void mutate_change_frame(struct work *w, const struct spot *at)
{
    const struct sql_node *n = at->node->first;
    uint32_t unbounded = find_word(w, at->node->start, at->node->end, "UNBOUNDED");

    if (is_kind(n, SQL_NUMBER))
        replace(w, n, str_fmt(w->arena, "%zu", number_of(n->text) + 1));
    else if (unbounded != w->query->text.count)
        replace_token(w, unbounded, "1");
    emit(w);
    if (is_kind(n, SQL_NUMBER))
        replace(w, n, STR("UNBOUNDED"));
    emit(w);
}

static inline void mutate_drop_frame(struct work *w, const struct spot *at)
{
    if (find_word(w, at->node->start, at->node->end, "UNBOUNDED") == w->query->text.count)
        drop_clause(w, at);
}

/* --- the select list ------------------------------------------------------------------------ */

static inline void mutate_rename_column(struct work *w, const struct spot *at)
{
    if (!at->up || up_of(at)->kind != SQL_PROJECTIONS || !is_outermost(w, at->up))
        return;
    replace(w, at->node->last, STR("renamed"));
    emit(w);
}

static inline void mutate_drop_column(struct work *w, const struct spot *at)
{
    if (is_kind(up_of(at), SQL_PROJECTIONS) && is_outermost(w, at->up) &&
        !sql_child(w->query->root, SQL_CLAUSE) && cut_item(w, at))
        emit(w);
}

static inline void mutate_reorder_columns(struct work *w, const struct spot *at)
{
    const struct sql_node *first = at->node->first, *second = first->next;
    if (!second || !is_outermost(w, at) || first->kind == SQL_STAR || second->kind == SQL_STAR)
        return;
    swap(w, first, second);
    emit(w);
}

/* A later arm gives its values to other columns. */
static inline void mutate_reorder_arm(struct work *w, const struct spot *at)
{
    const struct sql_node *first = at->node->first, *second = first->next;
    const struct sql_node *setop = at->up ? up_of(at->up) : NULL;
    if (!second || !is_kind(setop, SQL_SETOP) || setop->first == up_of(at) ||
        sql_child(setop, SQL_CLAUSE))
        return;
    swap(w, first, second);
    emit(w);
}

/* a AS x, b AS y -> a AS y, b AS x */
static inline void mutate_swap_aliases(struct work *w, const struct spot *at)
{
    const struct sql_node *next = at->node->next;
    if (!is_kind(up_of(at), SQL_PROJECTIONS) || !is_kind(next, SQL_ALIASED) ||
        around(at, SQL_EXISTS))
        return;
    swap(w, at->node->last, next->last);
    emit(w);
}

static inline void mutate_add_column(struct work *w, const struct spot *at)
{
    const struct spot *select = at->up;
    if (!is_outermost(w, at) || sql_child(select->node, SQL_DISTINCT_CLAUSE) || select->up)
        return;
    insert(w, at->node->last->end, ", 1 AS added");
    emit(w);
}

static inline void mutate_add_distinct_column(struct work *w, const struct spot *at)
{
    const struct spot *select = at->up;
    const struct sql_node *distinct = select ? sql_child(select->node, SQL_DISTINCT_CLAUSE) : NULL;
    struct items items = { 0 };

    if (!is_outermost(w, at) || !distinct || distinct->first)
        return;
    read_items(&items, w, select);
    if (items.count != 1 || !items.items[0].known)
        return;
    put(w, at->node->last->end, at->node->last->end,
        str_fmt(w->arena, ", %.*s AS added", STR_ARG(items.items[0].columns.items[0])));
    emit(w);
}

static inline void mutate_star_except(struct work *w, const struct spot *at)
{
    if (is_kind(up_of(at), SQL_STAR_EXCEPT))
        replace(w, at->node, STR("status"));
    emit(w);
}

/* A value of a pivot's list. */
static inline void mutate_pivot_value(struct work *w, const struct spot *at)
{
    if (!around(at, SQL_PIVOT) || !is_kind(up_of(at), SQL_TUPLE))
        return;
    if (cut_item(w, at))
        emit(w);
}

#endif
