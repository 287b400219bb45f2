/* additions: whether a new output column leaves the rows alone. Only what is proven harmless is an
 * addition; SQLMesh asks less (core/model/definition.py, SqlModel.is_breaking_change). */
#include "change/query_diff.h"

#include "base/buf.h"

struct str row_reason_note(struct arena *arena, const struct row_reason *reason, struct str detail)
{
    struct buf note;
    const char *hole = strstr(reason->text, "%s");

    buf_init(&note, arena, SIZE_MAX);
    if (hole) {
        buf_add(&note, (struct str){ reason->text, (size_t)(hole - reason->text) });
        buf_add(&note, detail);
        buf_puts(&note, hole + 2);
    } else {
        buf_puts(&note, reason->text);
    }
    if (reason->sqlmesh[0]) {
        buf_puts(&note, "; ");
        buf_puts(&note, reason->sqlmesh);
    }
    return buf_str(&note);
}

/* The new column in one arm of the query. */
struct place_of_column {
    struct model_diff *m;
    const struct sql_node *select, *old_select; /* old_select: the arm at base, or NULL */
    size_t index;                               /* of the item */
    const struct sql_output *item;
};

/* Numbers in GROUP BY and ORDER BY at or behind the new item, which now stand for other columns. */
static bool counts_past(const struct sql_node *clause, size_t index)
{
    for (const struct sql_node *it = clause ? clause->first : NULL; it; it = it->next) {
        const struct sql_node *key = it->kind == SQL_ORDER_ITEM ? it->first : it;
        if (!key || key->kind != SQL_NUMBER || key->text.len > 6)
            continue;
        size_t n = 0;
        for (size_t i = 0; i < key->text.len && byte_is_digit(key->text.ptr[i]); i++)
            n = n * 10 + (size_t)(key->text.ptr[i] - '0');
        if (n > index)
            return true;
    }
    return false;
}

static bool still_counts_the_same(const struct place_of_column *p, enum sql_kind kind)
{
    const struct sql_node *new = sql_child(p->select, kind);
    const struct sql_node *old = p->old_select ? sql_child(p->old_select, kind) : NULL;
    struct arena *arena = p->m->arena;
    struct sql_outputs before = { 0 }, after = { 0 };

    if (!counts_past(new, p->index))
        return true;
    if (!old || p->item->is_star)
        return false;
    (void)sql_outputs(&before, arena, p->old_select);
    (void)sql_outputs(&after, arena, p->select);
    return kind == SQL_GROUP_BY
               ? str_eq(resolved_group(arena, old, &before), resolved_group(arena, new, &after))
               : str_eq(resolved_order(arena, old, &before), resolved_order(arena, new, &after));
}

/* A clause that named a source column may find the new output under that name. */
static bool hides_name(const struct place_of_column *p)
{
    static const enum sql_kind kinds[] = { SQL_GROUP_BY, SQL_HAVING, SQL_QUALIFY, SQL_ORDER_BY };
    const struct sql_node *expr = p->item->expr;

    if (!p->old_select || p->item->is_star ||
        (expr->kind == SQL_COLUMN && expr->last && str_eq(expr->last->text, p->item->name)))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (mentions_unqualified(sql_child(p->old_select, kinds[i]), p->item->name))
            return true;
    }
    return false;
}

static const struct row_reason *reason_in_arm(const struct place_of_column *p, struct str *detail)
{
    struct arena *arena = p->m->arena;
    const struct sql_node *expr = p->item->is_star ? p->item->item : p->item->expr;
    const struct row_reason *reason = rows_of_select(p->select, expr);

    if (!reason && !p->item->is_star)
        reason = rows_of_item(arena, p->select, expr, detail);
    if (!reason && p->item->is_star)
        reason = rows_of_surroundings(arena, p->m->after->query, NULL);
    if (!reason &&
        (!still_counts_the_same(p, SQL_GROUP_BY) || !still_counts_the_same(p, SQL_ORDER_BY)))
        reason = rows_of_position();
    if (!reason && hides_name(p)) {
        *detail = p->item->name;
        reason = rows_of_name();
    }
    return reason;
}

/* The item that gives the column: by name, else the first star. */
static size_t find_item(const struct sql_outputs *outputs, struct str name)
{
    size_t star = SIZE_MAX;
    for (size_t i = 0; i < outputs->count; i++) {
        if (!outputs->items[i].is_star && str_eq(outputs->items[i].name, name))
            return i;
        if (outputs->items[i].is_star && star == SIZE_MAX)
            star = i;
    }
    return star;
}

static const struct sql_node *old_arm(const struct model_diff *m, size_t arm)
{
    struct view view;
    if (!m->before->query)
        return NULL;
    view_read(&view, m->arena, m->before->query);
    return arm < view.arms.count && view.arms.items[arm]->kind == SQL_SELECT ? view.arms.items[arm]
                                                                             : NULL;
}

/* Arms give columns by position; where that cannot be counted, the arm's own name is looked for. */
static const struct row_reason *reason_in_view(struct model_diff *m, const struct view *view,
                                               const struct column *column, struct str *detail)
{
    size_t index = SIZE_MAX, width = 0;

    for (size_t arm = 0; arm < view->arms.count; arm++) {
        struct sql_outputs outputs = { 0 };
        const struct sql_node *select = view->arms.items[arm];
        if (select->kind != SQL_SELECT || !sql_outputs(&outputs, m->arena, select))
            return rows_of_unread();
        if (arm == 0)
            width = outputs.count;
        if (arm == 0 || outputs.count != width)
            index = find_item(&outputs, column->name);
        if (index >= outputs.count)
            return rows_of_unread();
        struct place_of_column place = { m, select, old_arm(m, arm), index, &outputs.items[index] };
        const struct row_reason *reason = reason_in_arm(&place, detail);
        if (reason)
            return reason;
    }
    return NULL;
}

const struct row_reason *addition_reason(struct model_diff *m, const struct column *column,
                                         struct str *detail)
{
    struct view view;

    *detail = STR_EMPTY;
    if (m->after->class != MODEL_SQL)
        return NULL;
    if (!m->after->query)
        return rows_of_unread();
    view_read(&view, m->arena, m->after->query);
    if (view_is_distinct(&view))
        return rows_of_set_operation();
    return reason_in_view(m, &view, column, detail);
}
