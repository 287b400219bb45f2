/* walk: the traversals. Bounded because the parser bounds the height of every tree. */
#include "sql/walk.h"

#include <stddef.h>

typedef enum walk_step visit_fn(void *ctx, const struct sql_node *node, unsigned depth);

/* The children of a node that was visited; most of them have none themselves. */
static enum walk_step walk_below(const struct sql_node *node, visit_fn *visit, void *ctx,
                                 unsigned depth)
{
    for (const struct sql_node *c = node->first; c; c = c->next) {
        enum walk_step step = visit(ctx, c, depth + 1);
        if (step == WALK_CONTINUE && c->first)
            step = walk_below(c, visit, ctx, depth + 1);
        if (step == WALK_STOP)
            return WALK_STOP;
    }
    return WALK_CONTINUE;
}

enum walk_step
sql_walk(const struct sql_node *node,
         enum walk_step (*visit)(void *ctx, const struct sql_node *node, unsigned depth), void *ctx)
{
    enum walk_step step = node ? visit(ctx, node, 0) : WALK_PRUNE;
    if (step == WALK_CONTINUE)
        step = walk_below(node, visit, ctx, 0);
    return step == WALK_STOP ? WALK_STOP : WALK_CONTINUE;
}

void sql_walk_kinds(const struct sql_node *node, const bool kinds[SQL_KIND_COUNT],
                    bool (*visit)(void *ctx, const struct sql_node *node), void *ctx)
{
    for (const struct sql_node *c = node->first; c; c = c->next)
        if ((!kinds[c->kind] || visit(ctx, c)) && c->first)
            sql_walk_kinds(c, kinds, visit, ctx);
}
