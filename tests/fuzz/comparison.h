/* T-SQL has no comparison as a value, and reads a = b in a select list as b AS a: where one stands
 * there all the same, in parentheses, no text says so without them, so its form reads as another
 * tree. Shared by what holds the form to reading back. */
#ifndef STOPLOG_FUZZ_COMPARISON_H
#define STOPLOG_FUZZ_COMPARISON_H

#include "sql/walk.h"

static inline enum walk_step find_comparison(void *ctx, const struct sql_node *node, unsigned depth)
{
    (void)depth;
    for (const struct sql_node *it = node->kind == SQL_PROJECTIONS ? node->first : NULL; it;
         it = it->next) {
        const struct sql_node *item = it->kind == SQL_ALIASED && it->first ? it->first : it;
        if (item->kind == SQL_BINARY && str_eq(item->text, STR("=")))
            *(bool *)ctx = true;
    }
    return WALK_CONTINUE;
}

/* Whether a comparison is an item of some select list. */
static inline bool has_compared_item(const struct sql_node *tree)
{
    bool found = false;
    (void)sql_walk(tree, find_comparison, &found);
    return found;
}

#endif
