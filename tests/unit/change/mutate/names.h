/* names: mutations that keep the meaning but need more than spelling to see it: names of tables and
 * CTEs, qualifiers, positions, order where order says nothing, small identities of expressions.
 * kinds.def says for each why the meaning stays. */
#ifndef STOPLOG_TESTS_MUTATE_NAMES_H
#define STOPLOG_TESTS_MUTATE_NAMES_H

#include "change/mutate/spelling.h"

/* --- qualifiers ----------------------------------------------------------------------------- */

/* A name without qualifier that is a column of exactly one source of its own SELECT. */
static inline const struct item *bare_owner(struct items *items, const struct work *w,
                                            const struct spot *at)
{
    const struct spot *select = scope_of(at);
    const struct sql_node *name = at->node->first;

    if (!select || name != at->node->last || name->kind != SQL_IDENT ||
        has_output(w, select->node, name->text, false))
        return NULL;
    read_items(items, w, select);
    const struct item *owner = only_owner(items, name->text);
    return owner && owner->name.len ? owner : NULL;
}

static inline void mutate_qualify(struct work *w, const struct spot *at)
{
    struct items items = { 0 };
    const struct item *owner = bare_owner(&items, w, at);

    if (!owner)
        return;
    const struct sql_node *name = owner->alias ? owner->alias->first : NULL;
    for (const struct sql_node *it = owner->node->first; !name && it; it = it->next)
        name = is_kind(it->next, SQL_IDENT) ? NULL : it;
    put(w, at->node->first->start, at->node->first->start,
        str_fmt(w->arena, "%.*s.", STR_ARG(text_of(w, name))));
    emit(w);
}

static inline void mutate_unqualify(struct work *w, const struct spot *at)
{
    const struct spot *select = scope_of(at);
    const struct sql_node *first = at->node->first, *name = at->node->last;
    struct items items = { 0 };

    if (!select || first->next != name || name->kind != SQL_IDENT ||
        has_output(w, select->node, name->text, false))
        return;
    read_items(&items, w, select);
    const struct item *owner = only_owner(&items, name->text);
    if (!owner || !str_eq(owner->name, first->text))
        return;
    cut(w, first->start, name->start);
    emit(w);
}

/* --- names of tables and CTEs --------------------------------------------------------------- */

static inline struct str new_name(const struct work *w, struct str name)
{
    struct str made = str_concat(w->arena, name, STR("_2"));
    return w->query->text.dialect->name_case == CASE_UPPER ? str_lower(w->arena, made) : made;
}

static inline void mutate_rename_table_alias(struct work *w, const struct spot *at)
{
    const struct spot *select = around(at, SQL_SELECT);
    struct str name = at->node->first->text;

    if (!select || around(at, SQL_PIVOT) ||
        !rename_all(w, select->node->start, select->node->end, name, new_name(w, name)))
        return;
    emit(w);
}

static inline void mutate_rename_cte(struct work *w, const struct spot *at)
{
    const struct sql_node *query = at->up ? up_of(at->up) : NULL;
    struct str name = at->node->first->text;

    if (query && rename_all(w, query->start, query->end, name, new_name(w, name)))
        emit(w);
}

/* FROM db.orders -> FROM db.orders AS orders; FROM paid -> FROM paid AS paid */
static inline void mutate_add_table_alias(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at), *last = at->node->last;
    if (!parent || (parent->kind != SQL_FROM && parent->kind != SQL_JOIN) ||
        last->kind != SQL_IDENT || around(at, SQL_PIVOT))
        return;
    put(w, at->node->end, at->node->end, str_fmt(w->arena, " AS %.*s", STR_ARG(text_of(w, last))));
    emit(w);
}

/* db.orders -> memory.db.orders, the default catalog of the project. */
static inline void mutate_catalog(struct work *w, const struct spot *at)
{
    const struct sql_node *schema = at->node->first, *name = schema ? schema->next : NULL;
    if (!is_kind(schema, SQL_IDENT) || !is_kind(name, SQL_IDENT) || is_kind(name->next, SQL_IDENT))
        return;
    if (!is_plain_word(w, schema) || !schema_table(w, at->node))
        return;
    insert(w, schema->start, "memory.");
    emit(w);
}

static inline bool mentions_table(const struct work *w, const struct sql_node *in, struct str name)
{
    for (size_t i = 0; i < w->query->spots.count; i++) {
        const struct sql_node *node = w->query->spots.items[i]->node;
        if (node->kind == SQL_TABLE && node->start >= in->start && node->end <= in->end &&
            node->first && str_eq(node->first->text, name))
            return true;
    }
    return false;
}

/* Two neighbours, the second of which does not read the first. */
static inline void mutate_reorder_ctes(struct work *w, const struct spot *at)
{
    const struct sql_node *next = at->node->next;
    if (!is_kind(next, SQL_CTE) || mentions_table(w, next, at->node->first->text))
        return;
    swap(w, at->node, next);
    emit(w);
}

static inline void mutate_unused_cte(struct work *w, const struct spot *at)
{
    if (!at->node->first || (at->node->flags & SQL_RECURSIVE))
        return;
    insert(w, at->node->first->start, "nobody AS (SELECT 1 AS one), ");
    emit(w);
}

/* OVER w -> OVER (PARTITION BY ...) */
static inline void mutate_inline_window(struct work *w, const struct spot *at)
{
    const struct spot *select = around(at, SQL_SELECT);
    const struct sql_node *clause = select ? sql_child(select->node, SQL_WINDOW_CLAUSE) : NULL;

    for (const struct sql_node *it = clause ? clause->first : NULL; it; it = it->next) {
        if ((at->node->flags & SQL_PARENS) && is_kind(at->node->first, SQL_IDENT) &&
            str_eq(it->first->text, at->node->first->text)) {
            replace(w, at->node->first, text_of(w, it->first->next));
            emit(w);
        }
    }
}

/* --- positions ------------------------------------------------------------------------------ */

/* The n-th item of a list, from 0, without its alias; NULL behind a star, where nobody can count.
 */
static inline const struct sql_node *projection_expr(const struct sql_node *select, size_t n)
{
    const struct sql_node *it = sql_child(select, SQL_PROJECTIONS)->first;
    for (; it && n && it->kind != SQL_STAR; n--)
        it = it->next;
    if (!it || it->kind == SQL_STAR)
        return NULL;
    return it->kind == SQL_ALIASED ? it->first : it;
}

/* The place of the item in a select list that is written like this node; 0 = none. */
static inline size_t position_of(const struct work *w, const struct sql_node *select,
                                 const struct sql_node *node)
{
    const struct sql_node *expr;
    for (size_t i = 0; (expr = projection_expr(select, i)); i++) {
        if (str_eq(text_of(w, expr), text_of(w, node)))
            return i + 1;
    }
    return 0;
}

static inline size_t number_of(struct str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len && i < 9; i++) {
        if (!byte_is_digit(text.ptr[i]))
            return 0;
        n = n * 10 + (size_t)(text.ptr[i] - '0');
    }
    return n;
}

/* GROUP BY 1 -> GROUP BY status, and back. */
static inline void mutate_group_position(struct work *w, const struct spot *at)
{
    const struct sql_node *select = up_of(at);

    for (const struct sql_node *it = at->node->first; it; it = it->next) {
        size_t n = it->kind == SQL_NUMBER ? number_of(it->text) : 0;
        size_t place = n ? 0 : position_of(w, select, it);
        const struct sql_node *expr = n ? projection_expr(select, n - 1) : NULL;
        if (expr)
            replace(w, it, text_of(w, expr));
        else if (place && it->kind != SQL_GROUPING)
            replace(w, it, str_fmt(w->arena, "%zu", place));
        else
            continue;
        emit(w);
    }
}

/* ORDER BY amount DESC -> ORDER BY 2 DESC, and back to the name. */
static inline void mutate_order_position(struct work *w, const struct spot *at)
{
    const struct sql_node *select = at->up && at->up->up ? up_of(at->up) : NULL;
    const struct sql_node *key = at->node->first;
    struct sql_outputs outputs = { 0 };

    if (!is_kind(select, SQL_SELECT) || !sql_outputs(&outputs, w->arena, select))
        return;
    size_t n = key->kind == SQL_NUMBER ? number_of(key->text) : 0;
    size_t place = n ? 0 : position_of(w, select, key);
    if (n && n <= outputs.count && outputs.items[n - 1].name.len)
        replace(w, key, outputs.items[n - 1].name);
    else if (place)
        replace(w, key, str_fmt(w->arena, "%zu", place));
    emit(w);
}

/* SELECT * over one table of the schema -> its columns. */
static inline void mutate_list_star(struct work *w, const struct spot *at)
{
    const struct spot *select = around(at, SQL_SELECT);
    struct items items = { 0 };
    struct str list = STR_EMPTY;

    if (!is_kind(up_of(at), SQL_PROJECTIONS) || at->node->first || up_of(at)->first->next)
        return;
    read_items(&items, w, select);
    if (items.count != 1 || !items.items[0].model || !items.items[0].known)
        return;
    for (size_t i = 0; i < items.items[0].columns.count; i++)
        list = str_fmt(w->arena, "%.*s%s%.*s", STR_ARG(list), i ? ", " : "",
                       STR_ARG(items.items[0].columns.items[i]));
    replace(w, at->node, list);
    emit(w);
}

/* --- order ---------------------------------------------------------------------------------- */

static inline void mutate_group_order(struct work *w, const struct spot *at)
{
    const struct sql_node *first = at->node->first, *second = first ? first->next : NULL;
    if (!second || sql_child(at->node, SQL_GROUPING))
        return;
    swap(w, first, second);
    emit(w);
}

/* a, b WITH ROLLUP has subtotals of a, b, a WITH ROLLUP of b. */
static inline void mutate_rollup_order(struct work *w, const struct spot *at)
{
    const struct sql_node *first = at->node->first, *second = first ? first->next : NULL;
    const struct sql_node *rollup = sql_child(at->node, SQL_GROUPING);
    if (!second || !rollup || second == rollup || !str_eq(rollup->text, STR("WITH ROLLUP")))
        return;
    swap(w, first, second);
    emit(w);
}

/* Neighbouring terms of AND or OR. */
static inline void mutate_commute_terms(struct work *w, const struct spot *at)
{
    for (const struct sql_node *it = at->node->first; is_logic(at->node) && it->next;
         it = it->next) {
        swap(w, it, it->next);
        emit(w);
    }
}

static inline void mutate_commute_equal(struct work *w, const struct spot *at)
{
    if (!one_of(at->node->text, "= !=") || at->node->last->kind == SQL_QUANTIFIED)
        return;
    swap(w, at->node->first, at->node->last);
    emit(w);
}

static inline void mutate_commute_sum(struct work *w, const struct spot *at)
{
    const struct sql_node *left = at->node->first, *right = at->node->last;
    bool plain = left->kind != SQL_BINARY && right->kind != SQL_BINARY &&
                 right->kind != SQL_INTERVAL && left->kind != SQL_INTERVAL;
    if (!one_of(at->node->text, "+ *") || !plain)
        return;
    swap(w, left, right);
    emit(w);
}

static inline void mutate_mirror_comparison(struct work *w, const struct spot *at)
{
    static const char *const mirrors[][2] = {
        { "<", ">" }, { ">", "<" }, { "<=", ">=" }, { ">=", "<=" }
    };
    const struct sql_node *left = at->node->first, *right = at->node->last;

    for (size_t i = 0; i < sizeof mirrors / sizeof *mirrors; i++) {
        uint32_t op = find_word(w, left->end, right->start, mirrors[i][0]);
        if (!text_is(at->node->text, mirrors[i][0]) || op == w->query->text.count ||
            right->kind == SQL_QUANTIFIED)
            continue;
        swap(w, left, right);
        replace_token(w, op, mirrors[i][1]);
        emit(w);
    }
}

static inline void mutate_in_order(struct work *w, const struct spot *at)
{
    const struct sql_node *list = at->node->first->next;
    if (!is_kind(list, SQL_TUPLE) || list->first == list->last || around(at, SQL_PIVOT))
        return;
    swap(w, list->first, list->last);
    emit(w);
}

/* --- small identities ----------------------------------------------------------------------- */

static inline void mutate_between_spelled(struct work *w, const struct spot *at)
{
    const struct sql_node *value = at->node->first, *low = value->next, *high = low->next;
    struct str v = text_of(w, value);

    if ((at->node->flags & SQL_NEGATED) || at->node->text.len)
        return;
    replace(w, at->node,
            str_fmt(w->arena, "(%.*s >= %.*s AND %.*s <= %.*s)", STR_ARG(v),
                    STR_ARG(text_of(w, low)), STR_ARG(v), STR_ARG(text_of(w, high))));
    emit(w);
}

static inline void mutate_and_true(struct work *w, const struct spot *at)
{
    if (speaks(w, "tsql"))
        return;
    wrap(w, at->node->first, "(", ") AND TRUE");
    emit(w);
}

/* A number of an expression; not a position, a limit, a part of a type or of a frame. */
static inline bool is_operand_number(const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    return parent && number_of(at->node->text) > 0 &&
           (parent->kind == SQL_BINARY || parent->kind == SQL_IN || parent->kind == SQL_BETWEEN ||
            parent->kind == SQL_WHEN || parent->kind == SQL_ELSE ||
            (parent->kind == SQL_TUPLE && is_kind(up_of(at->up), SQL_IN)));
}

static inline void mutate_fold_number(struct work *w, const struct spot *at)
{
    const struct spot *select = around(at, SQL_SELECT);
    if (!is_operand_number(at) || (select && sql_child(select->node, SQL_GROUP_BY)))
        return;
    replace(w, at->node, str_fmt(w->arena, "(%zu + 1)", number_of(at->node->text) - 1));
    emit(w);
}

static inline void mutate_else_null(struct work *w, const struct spot *at)
{
    const struct sql_node *last = at->node->last;
    if (!is_kind(last, SQL_WHEN))
        return;
    insert(w, last->end, " ELSE NULL");
    emit(w);
}

static inline void mutate_count_one(struct work *w, const struct spot *at)
{
    if (!text_is(at->node->text, "COUNT") || !is_kind(at->node->first, SQL_STAR))
        return;
    replace(w, at->node->first, STR("1"));
    emit(w);
}

/* --- around the query ----------------------------------------------------------------------- */

static inline void mutate_jinja_block(struct work *w, const struct spot *at)
{
    (void)at;
    insert(w, 0, "JINJA_QUERY_BEGIN;\n");
    insert(w, (uint32_t)w->query->text.bytes.len, "\nJINJA_END;");
    emit(w);
}

static inline void mutate_unused_def(struct work *w, const struct spot *at)
{
    (void)at;
    insert(w, 0, "@DEF(nobody_asks, 1);\n");
    emit(w);
}

#endif
