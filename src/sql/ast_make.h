/* ast_make: how the parser builds trees. Private to the SQL front end; nobody else changes one. */
#ifndef STOPLOG_SQL_AST_MAKE_H
#define STOPLOG_SQL_AST_MAKE_H

#include "base/arena.h"
#include "sql/ast.h"

/* What node_at does when the newest block of the arena has no room: apart, so that the way of
 * nearly all nodes is short. */
struct sql_node *node_in_new_block(struct arena *arena, enum sql_kind kind, struct str text,
                                   uint32_t start);
/* A node without children, and without bytes of its own so far. `text` must outlive the tree. */
static inline struct sql_node *node_at(struct arena *arena, enum sql_kind kind, struct str text,
                                       uint32_t start)
{
    _Static_assert(_Alignof(struct sql_node) <= ARENA_ALIGN, "alignment");
    struct sql_node *node = arena_try(arena, sizeof *node, arena_pad(arena));
    if (!node)
        return node_in_new_block(arena, kind, text, start);
    node->kind = (uint16_t)kind;
    node->text = text;
    node->start = node->end = start;
    return node;
}
/* The same; the span is the caller's to set. */
static inline struct sql_node *node_new(struct arena *arena, enum sql_kind kind, struct str text)
{
    return node_at(arena, kind, text, 0);
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
