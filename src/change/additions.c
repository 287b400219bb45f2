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

/* The arms of both queries, read once per model however many columns were added. */
struct arm {
    const struct sql_node *select;
    struct sql_outputs outputs;
};
struct additions {
    VEC_OF(struct arm);
    struct {
        VEC_OF(struct arm);
    } old;
    bool distinct, unread;
    bool surroundings_known;
    const struct row_reason *surroundings;
};

/* The new column in one arm of the query. */
struct place_of_column {
    struct model_diff *m;
    struct additions *additions;
    const struct arm *arm, *old; /* old: the arm at base, or NULL */
    size_t index;                /* of the item */
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
    const struct sql_node *new = sql_child(p->arm->select, kind);
    const struct sql_node *old = p->old ? sql_child(p->old->select, kind) : NULL;
    struct arena *arena = p->m->arena;

    if (!counts_past(new, p->index))
        return true;
    if (!old || p->item->is_star)
        return false;
    return kind == SQL_GROUP_BY ? str_eq(resolved_group(arena, old, &p->old->outputs),
                                         resolved_group(arena, new, &p->arm->outputs))
                                : str_eq(resolved_order(arena, old, &p->old->outputs),
                                         resolved_order(arena, new, &p->arm->outputs));
}

/* A clause that named a source column may find the new output under that name. */
static bool hides_name(const struct place_of_column *p)
{
    static const enum sql_kind kinds[] = { SQL_GROUP_BY, SQL_HAVING, SQL_QUALIFY, SQL_ORDER_BY };
    const struct sql_node *expr = p->item->expr;

    if (!p->old || p->item->is_star ||
        (expr->kind == SQL_COLUMN && expr->last && str_eq(expr->last->text, p->item->name)))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (mentions_unqualified(sql_child(p->old->select, kinds[i]), p->item->name))
            return true;
    }
    return false;
}

static const struct row_reason *reason_of_star(const struct place_of_column *p)
{
    struct additions *additions = p->additions;
    if (!additions->surroundings_known) {
        additions->surroundings = rows_of_surroundings(p->m, 1, model_query(p->m->after), NULL);
        additions->surroundings_known = true;
    }
    return additions->surroundings;
}

static const struct row_reason *reason_in_arm(const struct place_of_column *p, struct str *detail)
{
    const struct sql_node *expr = p->item->is_star ? p->item->item : p->item->expr;
    const struct row_reason *reason = rows_of_select(p->arm->select, expr);

    if (!reason)
        reason = p->item->is_star ? reason_of_star(p)
                                  : rows_of_item(p->m->arena, p->arm->select, expr, detail);
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

static bool read_arm(struct arm *out, struct arena *arena, const struct sql_node *node)
{
    *out = (struct arm){ .select = node };
    return node->kind == SQL_SELECT && sql_outputs(&out->outputs, arena, node);
}

static struct additions *additions_of(struct model_diff *m)
{
    struct additions *a = m->additions;
    struct view view;

    if (a)
        return a;
    a = m->additions = arena_new(m->arena, struct additions);
    view_read(&view, m->arena, model_query(m->after));
    a->distinct = view_is_distinct(&view);
    for (size_t i = 0; i < view.arms.count; i++)
        a->unread |= !read_arm(vec_add(m->arena, a), m->arena, view.arms.items[i]);
    if (!model_query(m->before))
        return a;
    view_read(&view, m->arena, model_query(m->before));
    for (size_t i = 0; i < view.arms.count; i++) {
        struct arm *arm = vec_add(m->arena, &a->old);
        if (!read_arm(arm, m->arena, view.arms.items[i]))
            arm->select = NULL;
    }
    return a;
}

/* Arms give columns by position; where that cannot be counted, the arm's own name is looked for. */
static const struct row_reason *reason_in_arms(struct model_diff *m, struct additions *additions,
                                               const struct column *column, struct str *detail)
{
    size_t index = SIZE_MAX;

    for (size_t i = 0; i < additions->count; i++) {
        struct place_of_column place = { .m = m, .additions = additions };
        place.arm = &additions->items[i];
        if (i == 0 || place.arm->outputs.count != additions->items[0].outputs.count)
            index = find_item(&place.arm->outputs, column->name);
        if (index >= place.arm->outputs.count)
            return rows_of_unread();
        place.old = i < additions->old.count && additions->old.items[i].select
                        ? &additions->old.items[i]
                        : NULL;
        place.index = index;
        place.item = &place.arm->outputs.items[index];
        const struct row_reason *reason = reason_in_arm(&place, detail);
        if (reason)
            return reason;
    }
    return NULL;
}

const struct row_reason *addition_reason(struct model_diff *m, const struct column *column,
                                         struct str *detail)
{
    *detail = STR_EMPTY;
    if (m->after->class != MODEL_SQL)
        return NULL;
    if (!model_query(m->after))
        return rows_of_unread();
    struct additions *additions = additions_of(m);
    if (additions->distinct)
        return rows_of_set_operation();
    return additions->unread ? rows_of_unread() : reason_in_arms(m, additions, column, detail);
}
