/* ast_make: how the parser builds trees. Private to the SQL front end; nobody else changes one. */
#ifndef STOPLOG_SQL_AST_MAKE_H
#define STOPLOG_SQL_AST_MAKE_H

#include "base/arena.h"
#include "sql/ast.h"

/* A node without children; the span is the caller's to set. `text` must outlive the tree. */
struct sql_node *node_new(struct arena *arena, enum sql_kind kind, struct str text);
/* Appends; NULL is ignored. The child must not be in a tree. Keeps the parent's height. */
void node_add(struct sql_node *parent, struct sql_node *child);
/* As node_add, in front of the others. */
void node_add_first(struct sql_node *parent, struct sql_node *child);
/* Appends all children of `from`, which is left without any. */
void node_move_children(struct sql_node *to, struct sql_node *from);
/* Takes a child out; the height stays an upper bound. */
void node_remove(struct sql_node *parent, struct sql_node *child);
/* First child of this kind, changeable. */
struct sql_node *node_child(struct sql_node *node, enum sql_kind kind);

#endif
