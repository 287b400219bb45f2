/* rows: which edits of a select list can change the rows, and why. Private to src/change. */
#ifndef STOPLOG_CHANGE_ROWS_H
#define STOPLOG_CHANGE_ROWS_H

#include "change/diff.h"

struct row_reason {
    enum fact_code code;     /* for an edit that is not an addition */
    const char *word, *text; /* "DISTINCT"; the reason, %s stands for the detail */
    const char *sqlmesh;     /* what SQLMesh makes of an addition */
};
/* Because of the SELECT itself; NULL = it does not matter. expr: the item that is new or
 * changed. */
const struct row_reason *rows_of_select(const struct sql_node *select, const struct sql_node *expr);
/* Because of what the item is. */
const struct row_reason *rows_of_item(struct arena *arena, const struct sql_node *select,
                                      const struct sql_node *expr, struct str *detail);
/* Because of what stands elsewhere in the query and carries or counts columns: stars in places that
 * compare rows or count columns, rows taken as values, NATURAL JOIN, PIVOT. NULL also means that a
 * new, lost or moved column shows at most in the outputs of the whole query. side: 0 when root is
 * of base, 1 when of the tip. skip: a SELECT that was looked at already, or NULL. */
const struct row_reason *rows_of_surroundings(const struct model_diff *m, int side,
                                              const struct sql_node *root,
                                              const struct sql_node *skip);
const struct row_reason *rows_of_set_operation(void);
const struct row_reason *rows_of_position(void);
const struct row_reason *rows_of_name(void);
const struct row_reason *rows_of_clash(void), *rows_of_twice(void);
const struct row_reason *rows_of_unread(void);
/* Whether two expressions differ in what they do to rows: one folds or multiplies them. */
const struct row_reason *rows_of_change(struct arena *arena, const struct sql_node *selects[2],
                                        const struct sql_node *old, const struct sql_node *new,
                                        struct str *detail);

#endif
