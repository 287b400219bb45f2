/* form: the semantic form of a tree: two texts have equal forms only when they mean the same.
 *
 * The form is readable canonical SQL (one line), so it serves as fingerprint, as comparison and as
 * the text shown in facts ("status = 'paid'"). Rules that make different trees equal are listed,
 * each with its proof, in docs/semantic-form.md; a difference that is not proven harmless stays
 * visible. */
#ifndef STOPLOG_SQL_FORM_H
#define STOPLOG_SQL_FORM_H

#include "base/arena.h"
#include "sql/ast.h"

/* Canonical text of a tree; NULL gives "". */
struct str sql_form(struct arena *arena, const struct sql_node *node);
/* Structural equality of two trees, equal to comparing their forms but without building them. */
bool sql_same(const struct sql_node *a, const struct sql_node *b);
/* Whether an item of `select` that the other tree lacks may be there. index: its place in the list.
 */
typedef bool sql_may_add(const struct sql_node *select, const struct sql_node *item, size_t index);
/* Whether `more` is `less` with further items in select lists, at any depth and any place: the rest
 * has the same form, in the same order, and may_add allows every further item. Equal trees count.
 * Linear in both. */
bool sql_extends(const struct sql_node *less, const struct sql_node *more, sql_may_add *may_add);
/* The first reason why a tree cannot be trusted, or "": "could not be parsed: ...", "uses macro
 * @x", "uses Jinja". *at is the node. Used to say `unknown` by cause. */
enum sql_doubt { DOUBT_NONE, DOUBT_OPAQUE, DOUBT_MACRO, DOUBT_TEMPLATE };
enum sql_doubt sql_doubt(const struct sql_node *node, const struct sql_node **at);

#endif
