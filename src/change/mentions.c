/* mentions: where names of columns occur in a tree. Knows names only, no tables. */
#include "change/query_diff.h"

#include "sql/walk.h"

struct search {
    struct str name;
    const struct map *names; /* instead of name */
    bool any_qualifier, in_subquery;
    struct str which;
    size_t count;
};

/* The last identifier of a column, or NULL when a macro makes it. */
static const struct sql_node *last_ident(const struct sql_node *column)
{
    return column->last && column->last->kind == SQL_IDENT ? column->last : NULL;
}

/* A name as it stands in the name of a call, where its case is lost. */
static bool is_like(const struct search *search, struct str part, struct str *which)
{
    *which = search->name;
    if (!search->names)
        return str_eq_fold(part, search->name);
    for (struct map_entry *e = map_first(search->names); e; e = map_next(e)) {
        *which = map_key(e);
        if (str_eq_fold(part, *which))
            return true;
    }
    return false;
}

/* t.note.upper() names note, and some of its parts may be no column. */
static bool owner_is_wanted(const struct search *search, const struct sql_node *call,
                            struct str *which)
{
    struct str rest = sql_call_owner(call), part;
    while (sql_owner_part(&rest, &part))
        if (is_like(search, part, which))
            return true;
    return false;
}

static bool is_wanted(const struct search *search, const struct sql_node *node, struct str *which)
{
    const struct sql_node *ident = node->kind == SQL_COLUMN ? last_ident(node) : NULL;
    if (node->kind == SQL_CALL)
        return owner_is_wanted(search, node, which);
    if (!ident || (!search->any_qualifier && node->first != node->last))
        return false;
    *which = ident->text;
    return search->names ? map_get(search->names, ident->text) != NULL
                         : str_eq(ident->text, search->name);
}

static enum walk_step visit(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct search *search = ctx;
    struct str which;
    (void)depth;
    if (is_wanted(search, node, &which)) {
        search->which = which;
        search->count++;
    }
    return WALK_CONTINUE;
}

static bool holds_query(const struct sql_node *node)
{
    return node->kind == SQL_SUBQUERY || node->kind == SQL_EXISTS || node->kind == SQL_IN ||
           node->kind == SQL_QUANTIFIED || node->kind == SQL_ARRAY;
}

bool mentions_any(const struct sql_node *tree, const struct map *names, struct str *which)
{
    struct search search = { .names = names };
    if (!tree || names->count == 0)
        return false;
    sql_walk(tree, visit, &search);
    *which = search.which;
    return search.count > 0;
}

bool mentions_unqualified(const struct sql_node *tree, struct str name)
{
    struct search search = { .name = name };
    if (tree)
        sql_walk(tree, visit, &search);
    return search.count > 0;
}

bool mentions_column(const struct sql_node *tree, struct str name)
{
    struct search search = { .name = name, .any_qualifier = true };
    if (tree)
        sql_walk(tree, visit, &search);
    return search.count > 0;
}

void mentions_put_owner(struct map *names, const struct sql_node *call)
{
    struct str rest = sql_call_owner(call), part;
    while (sql_owner_part(&rest, &part)) {
        map_put(names, part, names);
        map_put(names, str_lower(names->arena, part), names);
        map_put(names, str_upper(names->arena, part), names);
    }
}

static enum walk_step visit_collect(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct map *names = ctx;
    (void)depth;
    if (node->kind == SQL_COLUMN && last_ident(node))
        map_put(names, node->last->text, names);
    mentions_put_owner(names, node);
    for (const struct sql_node *it = node->kind == SQL_USING ? node->first : NULL; it;
         it = it->next)
        map_put(names, it->text, names);
    return WALK_CONTINUE;
}

static enum walk_step visit_unqualified(void *ctx, const struct sql_node *node, unsigned depth)
{
    (void)depth;
    if (node->kind == SQL_COLUMN && last_ident(node) && node->first == node->last)
        map_put(ctx, node->last->text, ctx);
    mentions_put_owner(ctx, node);
    return WALK_CONTINUE;
}

static enum walk_step visit_subqueries(void *ctx, const struct sql_node *node, unsigned depth)
{
    (void)depth;
    for (const struct sql_node *it = holds_query(node) ? node->first : NULL; it; it = it->next) {
        if (it->kind == SQL_SELECT || it->kind == SQL_SETOP)
            sql_walk(it, visit_unqualified, ctx);
    }
    return WALK_CONTINUE;
}

void mentions_collect(struct map *names, const struct sql_node *tree)
{
    sql_walk(tree, visit_collect, names);
}

void mentions_collect_captured(struct map *names, const struct sql_node *tree)
{
    sql_walk(tree, visit_subqueries, names);
}
