/* readback: reads a semantic form and compares the trees. See readback.h. */
#include "project/readback.h"

#include "base/limits.h"
#include "project/sql_file.h"
#include "sql/form.h"
#include "sql/walk.h"

/* What the tree holds that no engine reads. */
struct parts {
    bool opaque, template;
};

static enum walk_step find_parts(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct parts *parts = ctx;
    (void)depth;
    parts->opaque |= node->kind == SQL_OPAQUE;
    parts->template |= node->kind == SQL_TEMPLATE;
    return parts->opaque ? WALK_STOP : WALK_CONTINUE;
}

static bool reads_back(struct arena *scratch, const struct sql_dialect *dialect,
                       const struct sql_node *tree, struct str form)
{
    struct sql_text text;
    struct parts parts = { 0 };
    sql_walk(tree, find_parts, &parts);
    if (parts.opaque) /* it is told that the query was not understood */
        return true;
    if (form.len == 0 || form.len > LIMIT_file_bytes ||
        sql_lex(&text, scratch, STR_EMPTY, form, dialect, parts.template, NULL) != OK)
        return false;
    return sql_same(tree, sql_model_query(scratch, &text, 0, text.count, NULL));
}

struct checked_form query_checked_form(struct arena *arena, struct arena *scratch,
                                       const struct sql_dialect *dialect, struct str written,
                                       const struct sql_node *tree)
{
    struct str form = sql_form(arena, tree);
    bool same = reads_back(scratch, dialect, tree, form);
    return (struct checked_form){ .form = same ? form : written, .reads_back = same };
}
