/* rewrite: see rewrite.h. Trees are bounded in height (walk.h), and so is the recursion. */
#include "sql/rewrite.h"

#include "sql/ast_make.h"

struct rewriting {
    struct arena *arena;
    sql_replace *replace;
    void *ctx;
};

static void add_copies(struct rewriting *rw, struct sql_node *to, const struct sql_node *parent,
                       const struct sql_node *first);

static struct sql_node *copy(struct rewriting *rw, const struct sql_node *node)
{
    struct sql_node *out = node_new(rw->arena, (enum sql_kind)node->kind, node->text);
    out->flags = node->flags;
    out->start = node->start;
    out->end = node->end;
    add_copies(rw, out, node, node->first);
    return out;
}

static void add_replacement(struct rewriting *rw, struct sql_node *to, const struct sql_node *node,
                            const struct sql_replacement *by)
{
    for (struct sql_node *it = by->first, *next; it; it = next) {
        next = it->next;
        if (by->head && node->first)
            add_copies(rw, it, node, node->first->next);
        node_add(to, it);
    }
}

/* Appends what comes of `first` and its siblings, children of `parent`. */
static void add_copies(struct rewriting *rw, struct sql_node *to, const struct sql_node *parent,
                       const struct sql_node *first)
{
    for (const struct sql_node *it = first; it; it = it->next) {
        struct sql_replacement by = { .first = NULL };
        if (rw->replace(rw->ctx, parent, it, &by))
            add_replacement(rw, to, it, &by);
        else
            node_add(to, copy(rw, it));
    }
}

struct sql_node *sql_rewrite(struct arena *arena, const struct sql_node *tree, sql_replace *replace,
                             void *ctx)
{
    struct rewriting rw = { arena, replace, ctx };
    struct sql_replacement by = { .first = NULL };
    return replace(ctx, NULL, tree, &by) && by.first ? by.first : copy(&rw, tree);
}

void sql_place(struct sql_node *tree, uint32_t at)
{
    tree->start = tree->end = at;
    for (struct sql_node *it = tree->first; it; it = it->next)
        sql_place(it, at);
}
