/* rewrite: a copy of a tree in which other nodes stand in the place of some. Knows nothing of what
 * they are. */
#ifndef STOPLOG_SQL_REWRITE_H
#define STOPLOG_SQL_REWRITE_H

#include "base/arena.h"
#include "sql/ast.h"

/* What comes instead of a node: nodes of nobody else's, handed over. */
struct sql_replacement {
    struct sql_node *first; /* and its siblings; NULL: nothing does */
    bool head; /* first, which stands alone, gets the children behind the node's first one */
};
/* Whether something comes instead of `node`, a child of `parent`, which is NULL for the root. */
typedef bool sql_replace(void *ctx, const struct sql_node *parent, const struct sql_node *node,
                         struct sql_replacement *out);
/* A copy of the tree, its nodes in the same places. The root may be replaced by one node. */
struct sql_node *sql_rewrite(struct arena *arena, const struct sql_node *tree, sql_replace *replace,
                             void *ctx);
/* Moves a tree that is nobody else's to one place of the file, from which it came as a whole. */
void sql_place(struct sql_node *tree, uint32_t at);

#endif
