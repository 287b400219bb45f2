/* walk: the one traversal. Bounded because the parser bounds the height of every tree. */
#include "sql/walk.h"

#include <stddef.h>

typedef enum walk_step visit_fn(void *ctx, const struct sql_node *node, unsigned depth);

static enum walk_step walk(const struct sql_node *node, visit_fn *visit, void *ctx, unsigned depth)
{
    enum walk_step step = visit(ctx, node, depth);
    if (step != WALK_CONTINUE)
        return step;
    for (const struct sql_node *c = node->first; c; c = c->next)
        if (walk(c, visit, ctx, depth + 1) == WALK_STOP)
            return WALK_STOP;
    return WALK_CONTINUE;
}

enum walk_step
sql_walk(const struct sql_node *node,
         enum walk_step (*visit)(void *ctx, const struct sql_node *node, unsigned depth), void *ctx)
{
    if (!node)
        return WALK_CONTINUE;
    return walk(node, visit, ctx, 0) == WALK_STOP ? WALK_STOP : WALK_CONTINUE;
}
