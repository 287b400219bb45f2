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
/* What two trees may differ in and yet count as equal. Each may be NULL. */
struct sql_slack {
    /* Whether an item of a select list that the first tree lacks may be there. */
    bool (*may_add)(const struct sql_node *item);
    /* Whether the texts of two nodes of one kind, which differ, say the same. */
    bool (*same_text)(const struct sql_node *a, const struct sql_node *b);
};
/* Whether `more` is `less` but for the slack: with further items in select lists, at any depth and
 * any place, the rest in the same order. Linear in both. */
bool sql_same_but(const struct sql_node *less, const struct sql_node *more,
                  const struct sql_slack *slack);
/* The first reason why a tree cannot be trusted, or "": "could not be parsed: ...", "uses macro
 * @x", "uses Jinja". *at is the node. Used to say `unknown` by cause. */
enum sql_doubt { DOUBT_NONE, DOUBT_OPAQUE, DOUBT_MACRO, DOUBT_TEMPLATE };
enum sql_doubt sql_doubt(const struct sql_node *node, const struct sql_node **at);

#endif
