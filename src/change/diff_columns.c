/* diff_columns: what old readers find when they ask for a column by name. Compares the columns as
 * the project layer resolved them; asks the query only about equal expressions and about rows. */
#include "base/limits.h"
#include "change/finder.h"
#include "change/query_diff.h"
#include "change/types.h"

#define NONE SIZE_MAX

struct column_diff {
    struct model_diff *m;
    const struct columns *before, *after;
    size_t *to_after, *to_before; /* partners, NONE = removed or added */
    size_t repeated[2];           /* columns whose name stands earlier on the same side */
};

/* Most models that are compared have one tree on both sides. */
static bool same_expression(const struct column *b, const struct column *a)
{
    return b->expr == a->expr || (b->expr && a->expr && sql_same(b->expr, a->expr));
}

static bool same_columns(const struct columns *b, const struct columns *a)
{
    if (b->count != a->count || b->complete != a->complete)
        return false;
    for (size_t i = 0; i < b->count; i++) {
        const struct column *old = &b->items[i], *new = &a->items[i];
        if (!same_bytes(old->name, new->name) || !same_bytes(old->type, new->type) ||
            !same_expression(old, new))
            return false;
    }
    return true;
}

static struct str names_of(struct arena *arena, const struct columns *columns)
{
    struct strs names = { 0 };
    vec_for (const struct column, column, columns)
        vec_push(arena, &names, str_is_empty(column->name) ? STR("?") : column->name);
    if (!columns->complete)
        vec_push(arena, &names, STR("..."));
    return text_join(arena, names.items, names.count, ", ");
}

/* --- columns that cannot be told ------------------------------------------------------------- */

/* What the expressions are is told column by column. vague: a type that one side does not know is
 * no other type; it comes from above, where it is told. */
static bool same_names_and_types(const struct columns *b, const struct columns *a, bool vague)
{
    if (b->count != a->count || b->complete != a->complete)
        return false;
    for (size_t i = 0; i < b->count; i++) {
        const struct column *old = &b->items[i], *new = &a->items[i];
        bool open = vague && (!old->type.len || !new->type.len);
        if (!same_bytes(old->name, new->name) || (!open && !same_bytes(old->type, new->type)))
            return false;
    }
    return true;
}

/* Stars and what is made by macros have to be the same, of the others the names. */
static bool same_list(const struct sql_node *b, const struct sql_node *a)
{
    const struct sql_node *old = b ? b->first : NULL, *new = a ? a->first : NULL;
    for (; old && new; old = old->next, new = new->next) {
        struct sql_output before = sql_projection(old), after = sql_projection(new);
        bool named = !before.is_star && !before.dynamic && before.name.len > 0 && !after.is_star &&
                     !after.dynamic;
        if (named ? !str_eq(before.name, after.name) : !sql_same(old, new))
            return false;
    }
    return !old && !new && !b == !a;
}

static bool same_shape(struct arena *arena, const struct sql_node *b, const struct sql_node *a,
                       unsigned depth);

/* Filters inside a CTE leave the columns alone: CTEs are compared by their own shape. */
static bool same_shape_of_ctes(struct arena *arena, const struct sql_node *b,
                               const struct sql_node *a, unsigned depth)
{
    if (same_or_both_absent(b, a))
        return true;
    if (!b || !a || b->flags != a->flags)
        return false;
    const struct sql_node *old = b->first, *new = a->first;
    for (; old && new; old = old->next, new = new->next) {
        if (sql_same(old, new))
            continue;
        if (sql_child_count(old) != sql_child_count(new) || !sql_same(old->first, new->first) ||
            !same_or_both_absent(sql_child(old, SQL_COLUMN_NAMES),
                                 sql_child(new, SQL_COLUMN_NAMES)) ||
            !same_shape(arena, old->last, new->last, depth + 1))
            return false;
    }
    return !old && !new;
}

/* Whether two queries put out the same columns, as far as their text tells. */
static bool same_shape(struct arena *arena, const struct sql_node *b, const struct sql_node *a,
                       unsigned depth)
{
    struct view before, after;

    if (sql_same(b, a))
        return true;
    if (depth > LIMIT_sql_depth ||
        !same_shape_of_ctes(arena, sql_child(b, SQL_WITH), sql_child(a, SQL_WITH), depth))
        return false;
    view_read(&before, arena, b);
    view_read(&after, arena, a);
    if (before.arms.count != after.arms.count)
        return false;
    for (size_t i = 0; i < before.arms.count; i++) {
        const struct sql_node *old = before.arms.items[i], *new = after.arms.items[i];
        if (old->kind != SQL_SELECT || new->kind != SQL_SELECT ||
            !same_list(sql_child(old, SQL_PROJECTIONS), sql_child(new, SQL_PROJECTIONS)) ||
            !same_or_both_absent(sql_child(old, SQL_FROM), sql_child(new, SQL_FROM)))
            return false;
    }
    return true;
}

/* Equal lists that are not complete: the part that is not seen may differ when its origin does. */
static bool unseen_may_differ(const struct model_diff *m)
{
    const struct model *b = m->before, *a = m->after;

    if (m->inputs_differ || m->unknowns_differ || b->class != a->class)
        return true;
    if (!m->query_differs)
        return false;
    return !model_query(b) || !model_query(a) ||
           !same_shape(m->arena, model_query(b), model_query(a), 0);
}

/* The cause that speaks of columns, else the first. */
static const struct unknown *cause_of(const struct model *model)
{
    for (size_t i = 0; i < model_unknowns(model)->count; i++) {
        if (model_unknowns(model)->items[i].cause == UNKNOWN_STAR)
            return &model_unknowns(model)->items[i];
    }
    return model_unknowns(model)->count ? &model_unknowns(model)->items[0] : NULL;
}

/* The select list of the first arm says most; without a query, the columns that are known. */
static struct str open_text(struct arena *arena, const struct model *model)
{
    struct view view;
    const struct sql_node *list;

    if (!model_query(model))
        return names_of(arena, model_columns(model));
    view_read(&view, arena, model_query(model));
    list = sql_child(view.arms.items[0], SQL_PROJECTIONS);
    return list ? clause_text(arena, list) : names_of(arena, model_columns(model));
}

static void diff_open(struct model_diff *m)
{
    const struct columns *b = model_columns(m->before), *a = model_columns(m->after);

    if (same_names_and_types(b, a, models_share_query(m->before, m->after)) &&
        !unseen_may_differ(m))
        return;
    const struct unknown *cause = cause_of(m->after);
    if (!cause)
        cause = cause_of(m->before);
    diff_query_fact(
        m, (struct fact){ .code = FACT_CL109,
                          .aspect = cause ? str_of(unknown_slug(cause->cause)) : STR_EMPTY,
                          .old_text = open_text(m->arena, m->before),
                          .new_text = open_text(m->arena, m->after),
                          .note = cause ? str_of(unknown_text(cause->cause)) : STR_EMPTY });
}

/* --- which column is which ------------------------------------------------------------------- */

static void pair(struct column_diff *d, size_t old, size_t new)
{
    d->to_after[old] = new;
    d->to_before[new] = old;
}

/* A name that comes again names nothing that a reader could ask for. */
static void match_names(struct column_diff *d)
{
    struct finder finder;

    finder_init(&finder, d->m->arena, d->before);
    for (size_t i = 0; i < d->after->count; i++) {
        const struct column *old = finder_get(&finder, d->after->items[i].name);
        size_t at = old ? (size_t)(old - d->before->items) : NONE;
        if (old && d->to_after[at] == NONE) {
            pair(d, at, i);
        } else if (old) {
            d->to_before[i] = at;
            d->repeated[1]++;
        }
    }
    for (size_t i = 0; i < d->before->count; i++)
        d->repeated[0] += d->to_after[i] == NONE && column_get(d->after, d->before->items[i].name);
    finder_release(&finder);
}

/* Where the columns property declares names and types, the query still has the expressions. */
static void expressions_of(struct map *out, struct arena *arena, const struct model *model)
{
    struct sql_outputs outputs = { 0 };

    map_init(out, arena);
    if (!model_query(model) || !sql_outputs(&outputs, arena, model_query(model)))
        return;
    vec_for (struct sql_output, output, &outputs) {
        if (!output->is_star && !output->dynamic && !str_is_empty(output->name))
            map_put(out, output->name, output);
    }
}

static struct str form_of(struct arena *arena, const struct column *column, const struct map *exprs)
{
    const struct sql_output *output;

    if (column->expr)
        return sql_form(arena, column->expr);
    output = map_get(exprs, column->name);
    return output ? sql_form(arena, output->expr) : STR_EMPTY;
}

static bool any_left(const size_t *partners, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (partners[i] == NONE)
            return true;
    return false;
}

/* Leftovers with the same expression are one column under another name, in order. */
static void match_expressions(struct column_diff *d)
{
    struct map waiting, old_exprs, new_exprs;
    struct arena *arena = d->m->arena;

    if (!any_left(d->to_after, d->before->count) || !any_left(d->to_before, d->after->count))
        return;
    map_init(&waiting, arena);
    expressions_of(&old_exprs, arena, d->m->before);
    expressions_of(&new_exprs, arena, d->m->after);
    for (size_t i = d->after->count; i > 0; i--) {
        const struct column *new = &d->after->items[i - 1];
        struct str form = d->to_before[i - 1] == NONE ? form_of(arena, new, &new_exprs) : STR_EMPTY;
        if (!str_is_empty(form) && new->source != COLUMN_EXPANDED)
            map_put(&waiting, form, (void *)(uintptr_t)i);
    }
    for (size_t i = 0; i < d->before->count && waiting.count; i++) {
        const struct column *old = &d->before->items[i];
        struct str form = d->to_after[i] == NONE ? form_of(arena, old, &old_exprs) : STR_EMPTY;
        size_t at = str_is_empty(form) || old->source == COLUMN_EXPANDED
                        ? 0
                        : (size_t)(uintptr_t)map_get(&waiting, form);
        if (at && d->to_before[at - 1] == NONE)
            pair(d, i, at - 1);
    }
    map_release(&waiting);
    map_release(&old_exprs);
    map_release(&new_exprs);
}

/* --- facts ----------------------------------------------------------------------------------- */

static struct str text_of(struct arena *arena, const struct column *column)
{
    if (column->expr)
        return sql_form(arena, column->expr);
    return str_is_empty(column->type) ? column->name : column->type;
}

static const char *type_note(enum type_relation relation)
{
    switch (relation) {
    case TYPES_NARROWED:
        return "the new type holds fewer values: some may be cut or refused";
    case TYPES_UNCLEAR:
        return "it cannot be told whether old readers can use the new type";
    default:
        return "";
    }
}

static bool says_type(const struct column *column)
{
    return column->source == COLUMN_DECLARED || (column->expr && column->expr->kind == SQL_CAST);
}

/* A type that is known on one side only is news when somebody wrote it down or took it away; that
 * an expression may have another type than the one before is said with the expression (SQ102). */
static bool type_is_news(const struct column *b, const struct column *a)
{
    if (!str_is_empty(b->type) && !str_is_empty(a->type))
        return true;
    const struct column *known = str_is_empty(b->type) ? a : b;
    bool other_text =
        b->source == COLUMN_DECLARED || a->source == COLUMN_DECLARED || !same_expression(b, a);
    return says_type(known) && other_text;
}

static void diff_type(struct column_diff *d, const struct column *b, const struct column *a)
{
    enum type_relation relation = type_compare(b->type, a->type);

    if (relation == TYPES_EQUAL || !type_is_news(b, a))
        return;
    diff_fact(d->m, (struct fact){ .code = relation == TYPES_WIDENED ? FACT_CL104 : FACT_CL103,
                                   .column = a->name,
                                   .old_text = b->type,
                                   .new_text = a->type,
                                   .note = str_of(type_note(relation)),
                                   .place = a->place });
}

static void diff_pair(struct column_diff *d, const struct column *b, const struct column *a)
{
    if (str_eq(b->name, a->name)) {
        diff_type(d, b, a);
        return;
    }
    diff_fact(d->m, (struct fact){ .code = FACT_CL102,
                                   .column = b->name,
                                   .old_text = b->name,
                                   .new_text = a->name,
                                   .place = a->place });
}

static void added_column(struct column_diff *d, const struct column *a)
{
    struct str detail;
    const struct row_reason *reason = addition_reason(d->m, a, &detail);

    diff_fact(d->m, (struct fact){ .code = reason ? FACT_SQ113 : FACT_CL110,
                                   .column = a->name,
                                   .new_text = text_of(d->m->arena, a),
                                   .note = reason ? row_reason_note(d->m->arena, reason, detail)
                                                  : STR_EMPTY,
                                   .place = a->place });
}

/* Where a column stood: at what stands there now, the next one that is left, else the one before.
 */
static struct place place_left(const struct column_diff *d, size_t removed)
{
    size_t found = NONE;
    for (size_t i = removed; i < d->before->count && found == NONE; i++)
        found = d->to_after[i];
    for (size_t i = removed; i > 0 && found == NONE; i--)
        found = d->to_after[i - 1];
    if (found == NONE || !str_eq(d->after->items[found].place.path, d->m->after->path))
        return (struct place){ .path = STR_EMPTY };
    return d->after->items[found].place;
}

static void removed_column(struct column_diff *d, size_t at)
{
    const struct column *old = &d->before->items[at];
    diff_query_fact(d->m, (struct fact){ .code = FACT_CL101,
                                         .column = old->name,
                                         .old_text = text_of(d->m->arena, old),
                                         .place = place_left(d, at) });
}

/* The columns that both sides have, in the order of one of them, by their names of the tip. */
static struct str order_text(const struct column_diff *d, bool tip)
{
    struct strs names = { 0 };
    const struct columns *side = tip ? d->after : d->before;
    for (size_t i = 0; i < side->count; i++) {
        size_t partner = tip ? d->to_before[i] : d->to_after[i];
        if (partner != NONE)
            vec_push(d->m->arena, &names, d->after->items[tip ? i : partner].name);
    }
    return text_join(d->m->arena, names.items, names.count, ", ");
}

static void diff_order(struct column_diff *d)
{
    size_t last = 0;
    bool moved = false;

    for (size_t i = 0; i < d->before->count; i++) {
        if (d->to_after[i] == NONE)
            continue;
        moved |= d->to_after[i] < last;
        last = d->to_after[i];
    }
    if (moved)
        diff_query_fact(d->m, (struct fact){ .code = FACT_CL107,
                                             .aspect = STR("column order"),
                                             .old_text = order_text(d, false),
                                             .new_text = order_text(d, true) });
}

static size_t *no_partners(struct arena *arena, size_t count)
{
    size_t *partners = arena_array(arena, count, sizeof *partners);
    for (size_t i = 0; i < count; i++)
        partners[i] = NONE;
    return partners;
}

void diff_columns(struct model_diff *m)
{
    struct column_diff d = { .m = m,
                             .before = model_columns(m->before),
                             .after = model_columns(m->after) };

    if (!d.before->complete || !d.after->complete) {
        diff_open(m);
        return;
    }
    if (same_columns(d.before, d.after))
        return;
    d.to_after = no_partners(m->arena, d.before->count);
    d.to_before = no_partners(m->arena, d.after->count);
    match_names(&d);
    match_expressions(&d);
    for (size_t i = 0; i < d.before->count; i++) {
        const struct column *old = &d.before->items[i];
        if (d.to_after[i] != NONE)
            diff_pair(&d, old, &d.after->items[d.to_after[i]]);
        else if (!d.repeated[0] || !column_get(d.after, old->name))
            removed_column(&d, i);
    }
    for (size_t i = 0; i < d.after->count; i++) {
        if (d.to_before[i] == NONE)
            added_column(&d, &d.after->items[i]);
    }
    if (d.repeated[0] || d.repeated[1])
        diff_query_fact(m, (struct fact){ .code = FACT_CL109,
                                          .aspect = STR("a name given twice"),
                                          .old_text = names_of(m->arena, d.before),
                                          .new_text = names_of(m->arena, d.after) });
    diff_order(&d);
}
