/* scope: which sources a SELECT has, which columns they have, and what a name stands for. Written
 * for the mutations alone, so that they do not lean on the resolution that they test. Says "not
 * known" early: a place that is not understood is no place for a mutation. */
#ifndef STOPLOG_TESTS_MUTATE_SCOPE_H
#define STOPLOG_TESTS_MUTATE_SCOPE_H

#include "change/mutate/edit.h"

/* A table item of a FROM. */
struct item {
    struct str name;              /* what its columns are qualified with; "" = nothing */
    const struct sql_node *node;  /* TABLE, SUBQUERY_TABLE ... */
    const struct sql_node *alias; /* its ALIAS, or NULL */
    const struct model *model;    /* when it is a table of the schema */
    struct strs {
        VEC_OF(struct str);
    } columns;
    bool known; /* columns are all there are */
};
struct items {
    VEC_OF(struct item);
};

static inline const struct model *schema_table(const struct work *w, const struct sql_node *table)
{
    struct str name = STR_EMPTY;
    for (const struct sql_node *it = table->first; it && it->kind == SQL_IDENT; it = it->next)
        name =
            str_fmt(w->arena, "%.*s%s%.*s", STR_ARG(name), name.len ? "." : "", STR_ARG(it->text));
    name = str_lower(w->arena, name);
    for (size_t i = 0; i < w->query->schema->models.count; i++) {
        if (str_eq(w->query->schema->models.items[i]->name, name))
            return w->query->schema->models.items[i];
    }
    return NULL;
}

/* The CTE that a table of one name means, seen from `at`, or NULL. */
static inline const struct sql_node *cte_seen(const struct spot *at, const struct sql_node *table)
{
    if (!is_kind(table->first, SQL_IDENT) || is_kind(table->first->next, SQL_IDENT))
        return NULL;
    for (; at; at = at->up) {
        const struct sql_node *with = sql_child(at->node, SQL_WITH);
        for (const struct sql_node *cte = with ? with->first : NULL; cte; cte = cte->next) {
            if (is_kind(cte, SQL_CTE) && str_eq(cte->first->text, table->first->text))
                return cte;
        }
    }
    return NULL;
}

static inline const struct sql_node *query_in(const struct sql_node *node)
{
    const struct sql_node *it = node->first;
    while (it && it->kind != SQL_SELECT && it->kind != SQL_SETOP)
        it = it->next;
    return it;
}

static inline void add_names(struct item *item, const struct work *w, const struct sql_node *names)
{
    for (const struct sql_node *it = names->first; it; it = it->next)
        vec_push(w->arena, &item->columns, it->text);
    item->known = true;
}

/* The outputs of a subquery or CTE; not known when there is a star. */
static inline void add_outputs(struct item *item, const struct work *w, const struct sql_node *from)
{
    const struct sql_node *query = query_in(from), *names = sql_child(from, SQL_COLUMN_NAMES);
    struct sql_outputs outputs = { 0 };

    item->known = query && sql_outputs(&outputs, w->arena, query);
    vec_for (const struct sql_output, output, &outputs) {
        item->known = item->known && !output->is_star && !output->dynamic;
        vec_push(w->arena, &item->columns, output->name);
    }
    if (names) {
        item->columns.count = 0;
        add_names(item, w, names);
    }
}

static inline void add_columns(struct item *item, const struct work *w)
{
    vec_for (const struct column, column, model_columns(item->model))
        vec_push(w->arena, &item->columns,
                 sql_normalise(w->arena, w->query->text.dialect, column->name, false));
    item->known = true;
}

static inline struct item read_item(const struct work *w, const struct spot *select,
                                    const struct sql_node *node)
{
    struct item item = { .node = node, .name = STR_EMPTY, .alias = sql_child(node, SQL_ALIAS) };
    const struct sql_node *cte = node->kind == SQL_TABLE ? cte_seen(select, node) : NULL;

    if (node->kind == SQL_TABLE) {
        for (const struct sql_node *it = node->first; is_kind(it, SQL_IDENT); it = it->next)
            item.name = it->text;
        item.model = cte ? NULL : schema_table(w, node);
    }
    if (cte)
        add_outputs(&item, w, cte);
    else if (item.model)
        add_columns(&item, w);
    else if (node->kind == SQL_SUBQUERY_TABLE)
        add_outputs(&item, w, node);
    if (item.alias) {
        const struct sql_node *names = sql_child(item.alias, SQL_COLUMN_NAMES);
        item.name = item.alias->first->text;
        if (names) {
            item.columns.count = 0;
            add_names(&item, w, names);
        }
    }
    if (sql_child(node, SQL_PIVOT) || sql_child(node, SQL_CLAUSE))
        item.known = false;
    return item;
}

static inline void read_items(struct items *out, const struct work *w, const struct spot *select)
{
    const struct sql_node *from = sql_child(select->node, SQL_FROM);
    for (const struct sql_node *it = from ? from->first : NULL; it; it = it->next)
        vec_push(w->arena, out, read_item(w, select, it->kind == SQL_JOIN ? it->first : it));
}

static inline bool item_has(const struct item *item, struct str column)
{
    for (size_t i = 0; i < item->columns.count; i++) {
        if (str_eq(item->columns.items[i], column))
            return true;
    }
    return false;
}

/* The item that alone has a column of this name; NULL also when one of them is not known. */
static inline const struct item *only_owner(const struct items *items, struct str column)
{
    const struct item *owner = NULL;
    vec_for (const struct item, item, items) {
        if (!item->known || (owner && item_has(item, column)))
            return NULL;
        if (item_has(item, column))
            owner = item;
    }
    return owner;
}

static inline const struct item *item_named(const struct items *items, struct str name)
{
    vec_for (const struct item, item, items) {
        if (str_eq(item->name, name))
            return item;
    }
    return NULL;
}

/* Whether an item of the select list has this name; the plain column of that name may not count. */
static inline bool has_output(const struct work *w, const struct sql_node *select, struct str name,
                              bool plain_counts)
{
    struct sql_outputs outputs = { 0 };
    (void)sql_outputs(&outputs, w->arena, select);
    vec_for (const struct sql_output, output, &outputs) {
        bool plain =
            output->expr->kind == SQL_COLUMN && str_eq(last_name(output->expr), output->name);
        if (str_eq(output->name, name) && (plain_counts || !plain))
            return true;
    }
    return false;
}

/* The SELECT whose names a column sees first, when the column stands in one of these clauses. */
static inline const struct spot *scope_of(const struct spot *at)
{
    const struct spot *select = around(at, SQL_SELECT);
    const struct spot *clause = at;

    while (clause && clause->up != select)
        clause = clause->up;
    if (!select || !clause)
        return NULL;
    switch (clause->node->kind) {
    case SQL_PROJECTIONS:
    case SQL_WHERE:
    case SQL_GROUP_BY:
    case SQL_HAVING:
        return select;
    case SQL_FROM:
        return around(at, SQL_ON) ? select : NULL;
    default:
        return NULL;
    }
}

/* --- renaming ------------------------------------------------------------------------------- */

enum role { ROLE_OTHER, ROLE_NAME /* declares it */, ROLE_USE };

/* What an identifier does that is spelled like a table alias or CTE. */
static inline enum role role_of(const struct spot *at)
{
    const struct sql_node *parent = up_of(at), *node = at->node;

    if (!parent)
        return ROLE_OTHER;
    if ((parent->kind == SQL_ALIAS || parent->kind == SQL_CTE) && parent->first == node)
        return ROLE_NAME;
    if (parent->kind == SQL_TABLE && parent->first == node && !is_kind(node->next, SQL_IDENT))
        return ROLE_USE;
    if ((parent->kind == SQL_COLUMN && parent->first == node && node->next) ||
        (parent->kind == SQL_STAR && parent->first == node))
        return ROLE_USE;
    return ROLE_OTHER;
}

/* A method, o.note.upper(), keeps the name in the name of the function. */
static inline bool is_in_method(const struct work *w, struct str name)
{
    struct str start = str_fmt(w->arena, "%.*s.", STR_ARG(str_upper(w->arena, name)));
    for (size_t i = 0; i < w->query->spots.count; i++) {
        const struct sql_node *node = w->query->spots.items[i]->node;
        if (node->kind == SQL_CALL && str_starts(str_upper(w->arena, node->text), start))
            return true;
    }
    return false;
}

/* Renames what is declared once inside [from, to) and there only used as a table. */
static inline bool rename_all(struct work *w, uint32_t from, uint32_t to, struct str name,
                              struct str new_name)
{
    size_t declared = 0;

    for (size_t i = 0; i < w->query->spots.count && !is_in_method(w, name); i++) {
        const struct spot *spot = w->query->spots.items[i];
        if (spot->node->kind != SQL_IDENT || spot->node->start < from || spot->node->end > to ||
            !str_eq(spot->node->text, name) || spot->node->end == spot->node->start)
            continue;
        enum role role = role_of(spot);
        declared += role == ROLE_NAME;
        if (role == ROLE_OTHER || declared > 1) {
            w->edits.count = 0;
            return false;
        }
        replace(w, spot->node, new_name);
    }
    return declared == 1;
}

#endif
