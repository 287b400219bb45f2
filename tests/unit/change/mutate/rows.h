/* rows: mutations that change which rows come out: filters, joins, groups, DISTINCT, set
 * operations, order with a limit. kinds.def says for each where it applies; a place where the
 * change could be without effect whatever the data is left out here. */
#ifndef STOPLOG_TESTS_MUTATE_ROWS_H
#define STOPLOG_TESTS_MUTATE_ROWS_H

#include "change/mutate/names.h"

static inline bool is_aggregate(const struct sql_node *node)
{
    return is_kind(node, SQL_CALL) && !sql_child(node, SQL_OVER) &&
           one_of(node->text, "SUM COUNT MIN MAX AVG STRING_AGG LIST ARRAY_AGG LISTAGG MEDIAN "
                              "COLLECT_SET GROUP_CONCAT");
}

/* Whether a node of this kind lies below, not inside deeper queries. */
static inline bool has_below(const struct work *w, const struct sql_node *in, enum sql_kind kind,
                             bool (*test)(const struct sql_node *node))
{
    for (size_t i = 0; i < w->query->spots.count; i++) {
        const struct spot *spot = w->query->spots.items[i], *it = spot->up;
        while (it && it->node != in && it->node->kind != SQL_SELECT)
            it = it->up;
        if (it && it->node == in && spot->node->kind == kind && (!test || test(spot->node)))
            return true;
    }
    return false;
}

static inline bool aggregates(const struct work *w, const struct sql_node *select)
{
    const struct sql_node *list = sql_child(select, SQL_PROJECTIONS);
    return sql_child(select, SQL_GROUP_BY) || (list && has_below(w, list, SQL_CALL, is_aggregate));
}

/* The arms of the whole query that show every row they give: no set operation above but UNION ALL,
 * nothing that folds rows. */
static inline bool is_open_arm(const struct spot *at)
{
    for (const struct spot *it = at->up; it; it = it->up) {
        if (it->node->kind != SQL_SETOP || !text_is(it->node->text, "UNION ALL"))
            return false;
    }
    return true;
}

/* --- filters -------------------------------------------------------------------------------- */

static inline void drop_clause(struct work *w, const struct spot *at)
{
    cut(w, at->node->start, at->node->end);
    emit(w);
}

static inline void mutate_drop_where(struct work *w, const struct spot *at)
{
    drop_clause(w, at);
}

static inline void mutate_drop_having(struct work *w, const struct spot *at)
{
    drop_clause(w, at);
}

static inline void mutate_drop_qualify(struct work *w, const struct spot *at)
{
    drop_clause(w, at);
}

static inline void mutate_add_where(struct work *w, const struct spot *at)
{
    const struct sql_node *from = sql_child(at->node, SQL_FROM);
    if (!from || sql_child(at->node, SQL_WHERE) || sql_child(at->node, SQL_CLAUSE))
        return;
    insert(w, from->end, " WHERE 1 = 0");
    emit(w);
}

static inline void mutate_add_term(struct work *w, const struct spot *at)
{
    wrap(w, at->node->first, "(", ") AND 1 = 0");
    emit(w);
}

static inline void mutate_negate_where(struct work *w, const struct spot *at)
{
    wrap(w, at->node->first, "NOT (", ")");
    emit(w);
}

static inline void mutate_add_having(struct work *w, const struct spot *at)
{
    if (sql_child(up_of(at), SQL_HAVING) || text_is(at->node->text, "ALL"))
        return;
    insert(w, at->node->end, " HAVING COUNT(*) > 1");
    emit(w);
}

/* One term of AND or OR. */
static inline void mutate_drop_term(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    if (parent && (parent->kind == SQL_AND || parent->kind == SQL_OR) && cut_item(w, at))
        emit(w);
}

static inline void swap_connective(struct work *w, const struct spot *at, const char *old,
                                   const char *new)
{
    for (const struct sql_node *it = at->node->first; it && it->next; it = it->next) {
        uint32_t word = find_word(w, it->end, it->next->start, old);
        if (word != w->query->text.count)
            replace_token(w, word, new);
    }
    emit(w);
}

static inline void mutate_and_to_or(struct work *w, const struct spot *at)
{
    swap_connective(w, at, "AND", "OR");
}

static inline void mutate_or_to_and(struct work *w, const struct spot *at)
{
    swap_connective(w, at, "OR", "AND");
}

/* (a OR b) AND c -> a OR b AND c, NOT (a AND b) -> NOT a AND b, (a + b) * 2 -> a + b * 2 */
static inline void mutate_regroup(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at), *node = at->node;
    bool logic = parent && ((node->kind == SQL_OR && parent->kind == SQL_AND) ||
                            ((node->kind == SQL_OR || node->kind == SQL_AND) &&
                             parent->kind == SQL_UNARY && text_is(parent->text, "NOT")));
    bool sums =
        parent && is_arithmetic(node) && is_arithmetic(parent) && one_of(node->text, "+ -") &&
        (one_of(parent->text, "* / %") || (text_is(parent->text, "-") && parent->last == node));
    struct str text = text_of(w, node);
    bool twice = str_starts(text, STR("((")) && str_ends(text, STR("))"));
    if (!(node->flags & SQL_PARENS) || twice || (!logic && !sums))
        return;
    cut(w, node->start, node->start + 1);
    cut(w, node->end - 1, node->end);
    emit(w);
}

static inline void mutate_drop_not(struct work *w, const struct spot *at)
{
    if (!text_is(at->node->text, "NOT"))
        return;
    cut_token(w, token_from(w, at->node->start));
    emit(w);
}

/* x IN y -> x NOT IN y and back; also LIKE, BETWEEN, IS and EXISTS. */
static inline void mutate_negate_test(struct work *w, const struct spot *at)
{
    static const char *const words[] = { "IN", "LIKE", "ILIKE", "BETWEEN", "NULL", "EXISTS" };
    const struct sql_node *node = at->node;
    uint32_t none = w->query->text.count, word = none;

    if (!is_test(node) || around(at, SQL_PIVOT))
        return;
    bool exists = node->kind == SQL_EXISTS;
    uint32_t from = exists ? node->start : node->first->end;
    uint32_t to = exists ? node->first->start : node->end;
    uint32_t negation = find_word(w, from, to, "NOT");
    for (size_t i = 0; i < sizeof words / sizeof *words && word == none; i++)
        word = find_word(w, from, to, words[i]);
    if ((node->flags & SQL_NEGATED) && negation != none)
        cut_token(w, negation);
    else if (!(node->flags & SQL_NEGATED) && word != none)
        insert(w, token_start(w, word), "NOT ");
    emit(w);
}

/* --- joins ---------------------------------------------------------------------------------- */

/* The rows that have no partner show only while nothing behind the join drops them. */
static inline bool keeps_unmatched(const struct spot *at)
{
    const struct spot *select = at->up ? at->up->up : NULL;
    return select && select->node->kind == SQL_SELECT && !at->node->next && is_open_arm(select) &&
           !sql_child(select->node, SQL_WHERE) && !sql_child(select->node, SQL_HAVING) &&
           !sql_child(select->node, SQL_QUALIFY);
}

static inline void join_words(struct work *w, const struct spot *at, const char *words)
{
    uint32_t join = find_word(w, at->node->start, at->node->end, "JOIN");
    put(w, at->node->start, token_end(w, join), str_fmt(w->arena, "%s JOIN", words));
    emit(w);
}

static inline void mutate_join_type(struct work *w, const struct spot *at)
{
    static const char *const turns[][3] = {
        { "INNER", "LEFT", "RIGHT" }, { "LEFT", "INNER", "RIGHT" }, { "RIGHT", "LEFT", "FULL" },
        { "FULL", "INNER", "LEFT" },  { "SEMI", "ANTI", "ANTI" },   { "ANTI", "SEMI", "SEMI" }
    };
    if (!sql_child(at->node, SQL_ON) || !keeps_unmatched(at) ||
        text_is(at->node->first->text, "LATERAL"))
        return;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        if (!text_is(at->node->text, turns[i][0]))
            continue;
        join_words(w, at, turns[i][1]);
        if (strcmp(turns[i][1], turns[i][2]) != 0)
            join_words(w, at, turns[i][2]);
    }
}

static inline void mutate_drop_on(struct work *w, const struct spot *at)
{
    const struct sql_node *on = sql_child(at->node, SQL_ON);
    if (!on || !text_is(at->node->text, "INNER"))
        return;
    cut(w, on->start, on->end);
    join_words(w, at, "CROSS");
}

static inline void mutate_drop_using(struct work *w, const struct spot *at)
{
    if (is_kind(up_of(at), SQL_USING) && cut_item(w, at))
        emit(w);
}

static inline void mutate_add_join(struct work *w, const struct spot *at)
{
    const struct sql_node *last = at->node->last;
    if (around(at, SQL_EXISTS) || around(at, SQL_IN) || is_kind(last, SQL_CLAUSE))
        return;
    insert(w, at->node->end, " CROSS JOIN regions AS more_regions");
    emit(w);
}

/* a LEFT JOIN b -> b LEFT JOIN a; both keep their names. */
static inline void mutate_swap_outer_join(struct work *w, const struct spot *at)
{
    const struct sql_node *left = sibling_before(at), *right = at->node->first;
    if (!one_of(at->node->text, "LEFT RIGHT") || !keeps_unmatched(at) || !left ||
        left->kind == SQL_JOIN || text_is(right->text, "LATERAL") || !sql_child(at->node, SQL_ON))
        return;
    swap(w, left, right);
    emit(w);
}

/* FROM a AS x LEFT JOIN b AS y -> FROM a AS y LEFT JOIN b AS x */
static inline void mutate_swap_table_aliases(struct work *w, const struct spot *at)
{
    const struct sql_node *left = sibling_before(at), *right = at->node->first;
    if (!one_of(at->node->text, "LEFT RIGHT ANTI SEMI") || !keeps_unmatched(at) || !left ||
        left->kind == SQL_JOIN || !sql_child(left, SQL_ALIAS) || !sql_child(right, SQL_ALIAS))
        return;
    swap(w, sql_child(left, SQL_ALIAS)->first, sql_child(right, SQL_ALIAS)->first);
    emit(w);
}

static inline void mutate_swap_table(struct work *w, const struct spot *at)
{
    const struct model *model = schema_table(w, at->node);
    const struct sql_node *name = at->node->first;

    while (is_kind(name, SQL_IDENT) && is_kind(name->next, SQL_IDENT))
        name = name->next;
    if (!model || name == at->node->first || around(at, SQL_PIVOT))
        return;
    struct str text = text_of(w, name);
    bool quoted = !byte_is_alpha(text.ptr[0]);
    if (quoted && str_find_byte(text, '.') >= 0)
        return;
    put(w, name->start + quoted, name->start + quoted, STR("old_"));
    if (!sql_child(at->node, SQL_ALIAS) && !sql_child(at->node, SQL_CLAUSE))
        put(w, at->node->end, at->node->end, str_fmt(w->arena, " AS %.*s", STR_ARG(text)));
    emit(w);
}

/* --- CTEs ----------------------------------------------------------------------------------- */

/* Two CTEs that have the same columns trade their queries. */
static inline void mutate_swap_cte_queries(struct work *w, const struct spot *at)
{
    const struct sql_node *next = at->node->next;
    if (!is_kind(next, SQL_CTE) || !query_in(at->node) || !query_in(next) ||
        sql_same(query_in(at->node), query_in(next)) ||
        mentions_table(w, next, at->node->first->text))
        return;
    swap(w, query_in(at->node), query_in(next));
    emit(w);
}

/* Reads another CTE instead. */
static inline void mutate_other_cte(struct work *w, const struct spot *at)
{
    const struct sql_node *cte = cte_seen(at, at->node);
    if (!cte || around(at, SQL_CTE) || !is_kind(cte->next, SQL_CTE))
        return;
    struct str old = cte->first->text, new = text_of(w, cte->next->first);
    replace(w, at->node->first, new);
    if (!sql_child(at->node, SQL_ALIAS))
        put(w, at->node->end, at->node->end, str_fmt(w->arena, " AS %.*s", STR_ARG(old)));
    emit(w);
}

/* A CTE takes the name of a table that the query reads. */
static inline void mutate_capture_table(struct work *w, const struct spot *at)
{
    if (!mentions_table(w, w->query->root, STR("regions")) || around(at, SQL_CTE))
        return;
    insert(w, at->node->first->start, "regions AS (SELECT 'fr' AS country, 'none' AS region), ");
    emit(w);
}

/* --- groups, DISTINCT ----------------------------------------------------------------------- */

static inline void mutate_drop_group_key(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    if (parent && (parent->kind == SQL_GROUP_BY || parent->kind == SQL_GROUPING) &&
        at->node->kind != SQL_GROUPING && cut_item(w, at))
        emit(w);
}

/* A column that is aggregated becomes a key as well. */
static inline void mutate_add_group_key(struct work *w, const struct spot *at)
{
    const struct spot *select = scope_of(at);
    const struct sql_node *group = select ? sql_child(select->node, SQL_GROUP_BY) : NULL;

    if (!group || !is_aggregate(up_of(at)) || sql_child(group, SQL_GROUPING) ||
        text_is(group->text, "ALL"))
        return;
    put(w, group->end, group->end, str_fmt(w->arena, ", %.*s", STR_ARG(text_of(w, at->node))));
    emit(w);
}

static inline void mutate_grouping_kind(struct work *w, const struct spot *at)
{
    uint32_t word = token_from(w, at->node->start);
    if (at->node->first == at->node->last)
        return;
    if (word_at(w, word, "ROLLUP"))
        replace_token(w, word, "CUBE");
    else if (word_at(w, word, "CUBE"))
        replace_token(w, word, "ROLLUP");
    emit(w);
}

static inline void mutate_add_distinct(struct work *w, const struct spot *at)
{
    uint32_t select = token_from(w, at->node->start);
    if (!is_open_arm(at) || aggregates(w, at->node) || !sql_child(at->node, SQL_FROM) ||
        sql_child(at->node, SQL_DISTINCT_CLAUSE) || !word_at(w, select, "SELECT") ||
        sql_child(at->node, SQL_QUALIFY))
        return;
    insert(w, token_end(w, select), " DISTINCT");
    emit(w);
}

static inline void mutate_drop_distinct(struct work *w, const struct spot *at)
{
    if (at->up && is_open_arm(at->up))
        drop_clause(w, at);
}

/* Also inside a function: COUNT(DISTINCT x) -> COUNT(x) and back. */
static inline void mutate_distinct_argument(struct work *w, const struct spot *at)
{
    const struct sql_node *argument = at->node->first;
    if (!one_of(at->node->text, "SUM COUNT AVG STRING_AGG ARRAY_AGG LIST") ||
        is_kind(argument, SQL_STAR) || sql_child(at->node, SQL_OVER) ||
        sql_child(at->node, SQL_ORDER_BY))
        return;
    uint32_t all = find_word(w, at->node->start, argument->start, "ALL");
    if (at->node->flags & SQL_DISTINCT)
        cut_token(w, find_word(w, at->node->start, argument->start, "DISTINCT"));
    else if (all != w->query->text.count)
        replace_token(w, all, "DISTINCT");
    else
        insert(w, argument->start, "DISTINCT ");
    emit(w);
}

static inline void mutate_drop_filter_clause(struct work *w, const struct spot *at)
{
    if (is_kind(up_of(at), SQL_CALL))
        drop_clause(w, at);
}

/* --- set operations ------------------------------------------------------------------------- */

/* Nothing above removes duplicates anyway. */
static inline bool shows_duplicates(const struct spot *at)
{
    for (const struct spot *it = at->up; it; it = it->up) {
        if (it->node->kind == SQL_IN || it->node->kind == SQL_EXISTS ||
            sql_child(it->node, SQL_DISTINCT_CLAUSE) ||
            (it->node->kind == SQL_SETOP && !text_is(it->node->text, "UNION ALL")))
            return false;
    }
    return true;
}

static inline void mutate_union_all(struct work *w, const struct spot *at)
{
    const struct sql_node *left = at->node->first, *right = left->next;
    uint32_t op = find_word(w, left->end, right->start, "UNION");
    uint32_t all = find_word(w, left->end, right->start, "ALL");
    uint32_t distinct = find_word(w, left->end, right->start, "DISTINCT");
    uint32_t none = w->query->text.count;

    if (op == none || !shows_duplicates(at))
        return;
    if (all != none)
        replace_token(w, all, speaks(w, "bigquery clickhouse") ? "DISTINCT" : "");
    else if (distinct != none)
        replace_token(w, distinct, "ALL");
    else
        insert(w, token_end(w, op), " ALL");
    emit(w);
}

static inline void mutate_set_operator(struct work *w, const struct spot *at)
{
    static const char *const turns[][2] = { { "UNION", "INTERSECT" },
                                            { "EXCEPT", "UNION" },
                                            { "MINUS", "UNION" },
                                            { "INTERSECT", "EXCEPT" } };
    const struct sql_node *left = at->node->first, *right = left->next;
    uint32_t none = w->query->text.count, all = find_word(w, left->end, right->start, "ALL");

    for (size_t i = 0; i < sizeof turns / sizeof *turns && !w->edits.count; i++) {
        uint32_t op = find_word(w, left->end, right->start, turns[i][0]);
        if (op != none && !sql_child(at->node, SQL_CLAUSE))
            replace_token(w, op, turns[i][1]);
    }
    if (all != none && w->edits.count)
        replace_token(w, all, "");
    emit(w);
}

static inline void mutate_drop_arm(struct work *w, const struct spot *at)
{
    const struct sql_node *left = at->node->first, *right = left->next;
    cut(w, end_in_parens(w, left), end_in_parens(w, right));
    emit(w);
}

static inline void mutate_swap_arms(struct work *w, const struct spot *at)
{
    if (!text_is(at->node->text, "EXCEPT"))
        return;
    swap(w, at->node->first, at->node->first->next);
    emit(w);
}

static inline void mutate_drop_by_name(struct work *w, const struct spot *at)
{
    const struct sql_node *left = at->node->first, *right = left->next;
    uint32_t by = find_word(w, left->end, right->start, "BY");
    if (by == w->query->text.count)
        return;
    cut_token(w, by);
    cut_token(w, token_after(w, by));
    emit(w);
}

/* --- order and limit ------------------------------------------------------------------------ */

static inline bool is_cut_short(const struct sql_node *query)
{
    return query && (sql_child(query, SQL_LIMIT) || sql_child(query, SQL_OFFSET));
}

static inline void mutate_drop_limit(struct work *w, const struct spot *at)
{
    if (word_at(w, token_from(w, at->node->start), "LIMIT") && sql_child(at->node, SQL_NUMBER) &&
        token_end(w, token_after(w, token_from(w, at->node->start))) == at->node->end)
        drop_clause(w, at);
}

static inline void mutate_drop_offset(struct work *w, const struct spot *at)
{
    if (word_at(w, token_from(w, at->node->start), "OFFSET") && !speaks(w, "tsql"))
        drop_clause(w, at);
}

static inline void mutate_change_limit(struct work *w, const struct spot *at)
{
    const struct sql_node *n = at->node->first;
    if (!is_kind(n, SQL_NUMBER))
        return;
    replace(w, n, str_fmt(w->arena, "%zu", number_of(n->text) + 1));
    emit(w);
}

static inline void mutate_change_offset(struct work *w, const struct spot *at)
{
    mutate_change_limit(w, at);
}

static inline void mutate_add_limit(struct work *w, const struct spot *at)
{
    (void)at;
    const struct sql_node *root = w->query->root;
    if (root->kind != SQL_SELECT || sql_child(root, SQL_LIMIT) || sql_child(root, SQL_OFFSET) ||
        !sql_child(root, SQL_FROM) || speaks(w, "tsql") || sql_child(root, SQL_CLAUSE) ||
        (aggregates(w, root) && !sql_child(root, SQL_GROUP_BY)))
        return;
    insert(w, (uint32_t)w->query->text.bytes.len, " LIMIT 1");
    emit(w);
}

/* Whether this key is the first that decides which rows stay: a later one decides among equals
 * only, and the keys of DISTINCT ON put equals together. */
static inline bool is_deciding_key(const struct spot *at)
{
    const struct sql_node *query = at->up ? up_of(at->up) : NULL;
    const struct sql_node *distinct = query ? sql_child(query, SQL_DISTINCT_CLAUSE) : NULL;
    size_t free_keys = distinct ? sql_child_count(distinct) : 0;

    if (!is_cut_short(query) && !free_keys)
        return false;
    return sql_child_at(up_of(at), free_keys) == at->node;
}

static inline void turn_order(struct work *w, const struct spot *at)
{
    const char *old = at->node->flags & SQL_DESC ? "DESC" : "ASC";
    uint32_t word = find_word(w, at->node->first->end, at->node->end, old);
    if (word != w->query->text.count)
        replace_token(w, word, at->node->flags & SQL_DESC ? "" : "DESC");
    else
        insert(w, at->node->first->end, " DESC");
    emit(w);
}

static inline void mutate_order_direction(struct work *w, const struct spot *at)
{
    if (is_deciding_key(at))
        turn_order(w, at);
}

static inline void mutate_drop_order_key(struct work *w, const struct spot *at)
{
    if (is_deciding_key(at) && cut_item(w, at))
        emit(w);
}

static inline void mutate_swap_order_keys(struct work *w, const struct spot *at)
{
    if (!is_deciding_key(at) || !at->node->next)
        return;
    swap(w, at->node, at->node->next);
    emit(w);
}

/* Where NULLs stand in a window, in the order of an aggregate, or before a limit. */
static inline void mutate_order_nulls(struct work *w, const struct spot *at)
{
    const struct sql_node *owner = at->up ? up_of(at->up) : NULL;
    uint32_t none = w->query->text.count;
    uint32_t first = find_word(w, at->node->first->end, at->node->end, "FIRST");
    uint32_t last = find_word(w, at->node->first->end, at->node->end, "LAST");

    if (!owner || (owner->kind != SQL_OVER && owner->kind != SQL_CALL && !is_cut_short(owner)))
        return;
    if (first != none)
        replace_token(w, first, "LAST");
    else if (last != none)
        replace_token(w, last, "FIRST");
    else if (speaks(w, "duckdb"))
        insert(w, at->node->end, " NULLS FIRST");
    emit(w);
}

#endif
