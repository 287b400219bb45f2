/* stale: mutations that rename as people do, and forget one place: two aliases or CTEs trade their
 * names everywhere but there, so that one reference means the other table. Everything around it is
 * the same once names are resolved, which must not hide it. */
#ifndef STOPLOG_TESTS_MUTATE_STALE_H
#define STOPLOG_TESTS_MUTATE_STALE_H

#include "change/mutate/values.h"

/* Two names trade places wherever they stand for a table, but in `stale`. False, and no edits, when
 * one of them is declared twice or also means something else. */
static inline bool trade_names(struct work *w, struct str one, struct str other,
                               const struct sql_node *stale)
{
    size_t declared[2] = { 0 };

    for (size_t i = 0; i < w->query->spots.count; i++) {
        const struct spot *spot = w->query->spots.items[i];
        bool is_one = str_eq(spot->node->text, one), is_other = str_eq(spot->node->text, other);
        if (spot->node->kind != SQL_IDENT || (!is_one && !is_other))
            continue;
        enum role role = role_of(spot);
        declared[is_one] += role == ROLE_NAME;
        if (role == ROLE_OTHER || declared[is_one] > 1) {
            w->edits.count = 0;
            return false;
        }
        if (!stale || spot->node->start < stale->start || spot->node->end > stale->end)
            replace(w, spot->node, is_one ? other : one);
    }
    if (declared[0] == 1 && declared[1] == 1)
        return true;
    w->edits.count = 0;
    return false;
}

/* Whether the names of the SELECT can be used at this place: it is around it, and no source that
 * sees nothing of its neighbours lies between. */
static inline bool sees(const struct spot *at, const struct sql_node *select)
{
    for (; at && at->node != select; at = at->up) {
        if (at->node->kind == SQL_CTE ||
            (at->node->kind == SQL_SUBQUERY_TABLE && str_find(at->node->text, STR("LATERAL")) < 0))
            return false;
    }
    return at != NULL;
}

/* a.x = b.x, so that both sides mean the same wherever it holds. */
static inline bool is_joined_on(const struct work *w, struct str column)
{
    for (size_t i = 0; i < w->query->spots.count; i++) {
        const struct sql_node *node = w->query->spots.items[i]->node;
        if (node->kind == SQL_USING ||
            (node->kind == SQL_BINARY && text_is(node->text, "=") &&
             is_kind(node->first, SQL_COLUMN) && is_kind(node->last, SQL_COLUMN) &&
             str_eq(last_name(node->first), column) && str_eq(last_name(node->last), column)))
            return true;
    }
    return false;
}

/* An aliased table that has the column as well and can be named here; "" = none. */
static inline struct str other_owner(const struct work *w, const struct spot *at,
                                     struct str qualifier, struct str column)
{
    for (size_t i = 0; i < w->query->spots.count; i++) {
        const struct spot *spot = w->query->spots.items[i];
        const struct spot *select = around(spot, SQL_SELECT);
        if (spot->node->kind != SQL_ALIAS || !select || !sees(at, select->node) ||
            str_eq(spot->node->first->text, qualifier) || !up_of(spot))
            continue;
        struct item item = read_item(w, select, up_of(spot));
        if (item.known && item_has(&item, column))
            return item.name;
    }
    return STR_EMPTY;
}

static inline void mutate_stale_qualifier(struct work *w, const struct spot *at)
{
    const struct sql_node *first = at->node->first, *name = at->node->last;

    if (first->next != name || is_joined_on(w, name->text) || around(at, SQL_PIVOT))
        return;
    struct str other = other_owner(w, at, first->text, name->text);
    if (other.len && trade_names(w, first->text, other, at->node))
        emit(w);
}

/* A method of a column, o.note.upper(), keeps the alias in the name of the function. */
static inline void mutate_stale_method(struct work *w, const struct spot *at)
{
    struct str rest = str_lower(w->arena, at->node->text), qualifier, column;

    if (!str_split(&rest, '.', &qualifier) || !str_split(&rest, '.', &column) || !rest.ptr)
        return;
    struct str other = other_owner(w, at, qualifier, column);
    if (other.len && trade_names(w, qualifier, other, NULL))
        emit(w);
}

static inline void mutate_stale_cte(struct work *w, const struct spot *at)
{
    const struct sql_node *cte = cte_seen(at, at->node);
    const struct sql_node *other = cte && cte->next ? cte->next : NULL;

    if (!is_kind(other, SQL_CTE) || mentions_table(w, other, cte->first->text) ||
        !trade_names(w, cte->first->text, other->first->text, at->node->first))
        return;
    emit(w);
}

/* Nothing forgotten: the same again. */
static inline void mutate_trade_aliases(struct work *w, const struct spot *at)
{
    const struct spot *select = around(at, SQL_SELECT);
    struct items items = { 0 };

    if (!select)
        return;
    read_items(&items, w, select);
    vec_for (const struct item, item, &items) {
        if (!item->alias || !is_kind(up_of(at), SQL_TABLE) ||
            str_eq(item->name, at->node->first->text) || is_in_method(w, item->name) ||
            is_in_method(w, at->node->first->text))
            continue;
        if (trade_names(w, at->node->first->text, item->name, NULL))
            emit(w);
        return;
    }
}

/* A number that is a place in the list becomes a sum, which is a constant. */
static inline void mutate_sum_position(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    bool key = parent && (parent->kind == SQL_GROUP_BY ||
                          (parent->kind == SQL_ORDER_ITEM && is_deciding_key(at->up)));
    if (!key)
        return;
    insert(w, at->node->start, "0 + ");
    emit(w);
}

/* The list changes under ORDER BY 1 ... LIMIT. */
static inline void mutate_reorder_positions(struct work *w, const struct spot *at)
{
    const struct sql_node *select = up_of(at), *first = at->node->first;
    const struct sql_node *order = select ? sql_child(select, SQL_ORDER_BY) : NULL;
    const struct sql_node *key = order && is_cut_short(select) ? order->first->first : NULL;

    if (!is_kind(key, SQL_NUMBER) || number_of(key->text) > 2 || !first->next ||
        first->kind == SQL_STAR || first->next->kind == SQL_STAR)
        return;
    swap(w, first, first->next);
    emit(w);
}

#endif
