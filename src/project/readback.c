/* readback: reads a semantic form and compares the trees. See readback.h. */
#include "project/readback.h"

#include "base/limits.h"
#include "project/sql_file.h"
#include "sql/form.h"
#include "sql/walk.h"

static enum walk_step find_template(void *ctx, const struct sql_node *node, unsigned depth)
{
    (void)depth;
    *(bool *)ctx |= node->kind == SQL_TEMPLATE;
    return *(bool *)ctx ? WALK_STOP : WALK_CONTINUE;
}

bool query_reads_back(struct arena *scratch, const struct sql_dialect *dialect,
                      const struct sql_node *tree, struct str form)
{
    struct sql_text text;
    bool template = false;
    sql_walk(tree, find_template, &template);
    if (form.len == 0 || form.len > LIMIT_file_bytes ||
        sql_lex(&text, scratch, STR_EMPTY, form, dialect, template, NULL) != OK)
        return false;
    return sql_same(tree, sql_model_query(scratch, &text, 0, text.count, NULL));
}

struct str query_checked_form(struct arena *arena, struct arena *scratch,
                              const struct sql_dialect *dialect, struct str written,
                              const struct sql_node *tree)
{
    struct str form = sql_form(arena, tree);
    return query_reads_back(scratch, dialect, tree, form) ? form : written;
}
