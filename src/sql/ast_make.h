/* ast_make: how the parser builds trees. Private to the SQL front end; nobody else changes one. */
#ifndef STOPLOG_SQL_AST_MAKE_H
#define STOPLOG_SQL_AST_MAKE_H

#include "base/arena.h"
#include "sql/ast.h"

/* A node without children; the span is the caller's to set. `text` must outlive the tree. */
static inline struct sql_node *node_new(struct arena *arena, enum sql_kind kind, struct str text)
{
    struct sql_node *node = arena_new(arena, struct sql_node);
    node->kind = (uint16_t)kind;
    node->text = text;
    return node;
}
/* Appends; NULL is ignored. The child must not be in a tree. Keeps the parent's height. */
static inline void node_add(struct sql_node *parent, struct sql_node *child)
{
    if (!child)
        return;
    child->next = NULL;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    if (child->height >= parent->height)
        parent->height = child->height + 1;
}
/* As node_add, in front of the others. */
void node_add_first(struct sql_node *parent, struct sql_node *child);
/* Appends all children of `from`, which is left without any. */
void node_move_children(struct sql_node *to, struct sql_node *from);
/* Takes a child out; the height stays an upper bound. */
void node_remove(struct sql_node *parent, struct sql_node *child);
/* First child of this kind, changeable. */
struct sql_node *node_child(struct sql_node *node, enum sql_kind kind);

#endif
