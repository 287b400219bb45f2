/* walk: the traversals of trees; analyses are callbacks, none recurses by itself. */
#ifndef STOPLOG_SQL_WALK_H
#define STOPLOG_SQL_WALK_H

#include "sql/ast.h"

enum walk_step { WALK_CONTINUE, WALK_PRUNE /* not its children */, WALK_STOP };

/* Visits node and everything below it, parents first, in source order. `depth` is 0 at the start.
 * Trees are at most LIMIT_sql_depth times a small constant deep, so the recursion is bounded. */
enum walk_step sql_walk(const struct sql_node *node,
                        enum walk_step (*visit)(void *ctx, const struct sql_node *node,
                                                unsigned depth),
                        void *ctx);

/* Visits what is below the node and of one of these kinds, in source order; most nodes are passed
 * without a call. What is below a visited node is walked when `visit` answers true. */
void sql_walk_kinds(const struct sql_node *node, const bool kinds[SQL_KIND_COUNT],
                    bool (*visit)(void *ctx, const struct sql_node *node), void *ctx);

#endif
