/* outputs: two select lists, which item of one is which of the other, and what that means. Names
 * decide first, then equal expressions (a rename), then nothing does. */
#include "change/query_diff.h"

#define NONE SIZE_MAX

/* Names given from outside go by position, from the front; behind a star nobody can count. */
static void give_names(struct sql_outputs *list, const struct strs *names)
{
    for (size_t i = 0; i < names->count && i < list->count; i++) {
        if (list->items[i].is_star || list->items[i].dynamic)
            return;
        list->items[i].name = names->items[i];
    }
}

void outputs_read(struct outputs *out, struct arena *arena, const struct sql_node *select,
                  const struct strs *names)
{
    *out = (struct outputs){ 0 };
    (void)sql_outputs(&out->list, arena, select);
    out->partner = arena_array(arena, out->list.count, sizeof *out->partner);
    for (size_t i = 0; i < out->list.count; i++)
        out->partner[i] = NONE;
    if (names)
        give_names(&out->list, names);
}

static bool is_named(const struct sql_output *output)
{
    return !output->is_star && !str_is_empty(output->name);
}

/* Items that wait for a partner, by key, first come first served. */
struct queue {
    size_t next, *chain; /* chain[i]: the next item with the same key */
};

static struct str key_name(const struct model_diff *m, int side, const struct sql_output *output)
{
    (void)m, (void)side;
    return is_named(output) ? output->name : STR_EMPTY;
}

static struct str key_expression(const struct model_diff *m, int side,
                                 const struct sql_output *output)
{
    return str_concat(m->arena, is_named(output) ? STR("1") : STR("0"),
                      output->is_star ? sql_form(m->arena, output->item)
                                      : meaning_key(m, side, output->expr));
}

/* Pairs items with equal keys in order; items without a key or with a partner are left alone. */
static void match_by(const struct model_diff *m, struct outputs *b, struct outputs *a,
                     struct str (*key)(const struct model_diff *, int, const struct sql_output *))
{
    struct map waiting; /* key -> index + 1 of the first that waits */
    struct arena *arena = m->arena;
    size_t *chain = arena_array(arena, a->list.count, sizeof *chain);

    map_init(&waiting, arena);
    for (size_t i = a->list.count; i > 0; i--) {
        struct str k = a->partner[i - 1] == NONE ? key(m, 1, &a->list.items[i - 1]) : STR_EMPTY;
        if (!str_is_empty(k))
            chain[i - 1] = (size_t)(uintptr_t)map_put(&waiting, k, (void *)(uintptr_t)i);
    }
    for (size_t i = 0; i < b->list.count && waiting.count; i++) {
        struct str k = b->partner[i] == NONE ? key(m, 0, &b->list.items[i]) : STR_EMPTY;
        size_t at = str_is_empty(k) ? 0 : (size_t)(uintptr_t)map_get(&waiting, k);
        if (at == 0 || a->partner[at - 1] != NONE)
            continue;
        b->partner[i] = at - 1;
        a->partner[at - 1] = i;
        if (chain[at - 1])
            map_put(&waiting, k, (void *)(uintptr_t)chain[at - 1]);
    }
    map_release(&waiting);
}

/* Items without a name have only their place: what is left of them is paired in order. */
static void match_unnamed(struct outputs *b, struct outputs *a)
{
    for (size_t i = 0, j = 0; i < b->list.count; i++) {
        if (b->partner[i] != NONE || is_named(&b->list.items[i]))
            continue;
        while (j < a->list.count && (a->partner[j] != NONE || is_named(&a->list.items[j]) ||
                                     a->list.items[j].is_star != b->list.items[i].is_star))
            j++;
        if (j == a->list.count)
            return;
        b->partner[i] = j;
        a->partner[j] = i;
    }
}

void outputs_match(const struct model_diff *m, struct outputs *b, struct outputs *a)
{
    match_by(m, b, a, key_name);
    match_by(m, b, a, key_expression);
    match_unnamed(b, a);
}

/* --- what a difference is called ------------------------------------------------------------- */

struct list_diff {
    const struct scope *scope;
    const struct sql_node **selects;
    struct outputs *b, *a;
    struct map *touched;
    const struct row_reason *told; /* the reason that was told already: once is enough */
    /* what whole queries say, looked up once: names in the new, names in subqueries of the old */
    struct map named;
    struct captures captures;
    bool named_known, captured_known, surroundings_known[2];
    const struct row_reason *surroundings[2];
};

static struct arena *arena_of(const struct list_diff *d)
{
    return d->scope->m->arena;
}

static struct str item_form(const struct list_diff *d, const struct sql_output *output)
{
    return output ? sql_form(arena_of(d), output->is_star ? output->item : output->expr)
                  : STR_EMPTY;
}

static struct str label(const struct list_diff *d, const struct sql_output *output, size_t index)
{
    if (output->is_star)
        return STR("*");
    return is_named(output) ? output->name : str_fmt(arena_of(d), "column %zu", index + 1);
}

static void touch(const struct list_diff *d, struct str name)
{
    if (!str_is_empty(name))
        map_put(d->touched, name, d->touched);
}

/* Both types are known, or neither; else the new expression may have another type as well. */
static const char *type_note(const struct list_diff *d, struct str name)
{
    const struct column *b = column_get(model_columns(d->scope->m->before), name);
    const struct column *a = column_get(model_columns(d->scope->m->after), name);
    if (!b || !a || str_is_empty(b->type) == str_is_empty(a->type))
        return NULL;
    return "its type may be another one, too: it is known on one side only";
}

/* At the top a named item is a column of the model; inside a query it may reach any column. values:
 * nothing but values is other. */
static void expression_fact(const struct list_diff *d, const struct sql_output *b,
                            const struct sql_output *a, size_t index, const char *note, bool values)
{
    const struct scope *scope = d->scope;
    const struct sql_output *item = a ? a : b;
    bool column = scope->top && is_named(item);
    struct str prefix = scope->prefix;
    struct str aspect = str_concat(arena_of(d), prefix, label(d, item, index));

    if (column) { /* the column says it; "arm 2 > " becomes "arm 2" */
        aspect = prefix;
        if (str_ends(aspect, STR(" > ")))
            aspect.len -= 3;
    }
    diff_fact(scope->m, (struct fact){ .code = FACT_SQ102,
                                       .column = column ? item->name : STR_EMPTY,
                                       .aspect = aspect,
                                       .old_text = item_form(d, b),
                                       .new_text = item_form(d, a),
                                       .note = str_of(note),
                                       .place = scope_place(scope, a ? a->item : NULL),
                                       .inner_before = values ? b->expr : NULL,
                                       .inner_after = values ? a->expr : NULL });
}

/* An edit of one item may change the rows, and so every column. */
static void row_fact(struct list_diff *d, const struct row_reason *reason,
                     const struct sql_output *b, const struct sql_output *a, struct str detail)
{
    if (!reason || reason == d->told)
        return;
    d->told = reason;
    struct str texts[] = { item_form(d, b), item_form(d, a) };
    struct str note = row_reason_note(arena_of(d), reason, detail);
    const struct sql_output *any = a ? a : b;
    struct str aspect =
        str_fmt(arena_of(d), "%s over %.*s", reason->word, STR_ARG(label(d, any, 0)));
    scope_fact_note(d->scope, reason->code, aspect, a ? a->item : NULL, texts, note.ptr);
}

static const struct row_reason *reason_of_place(const struct list_diff *d,
                                                const struct sql_node *expr)
{
    const struct row_reason *reason = rows_of_select(d->selects[1], expr);
    if (!reason)
        reason = rows_of_select(d->selects[0], expr);
    return reason || !d->scope->distinct_set ? reason : rows_of_set_operation();
}

/* --- stars ----------------------------------------------------------------------------------- */

static bool only_exceptions_differ(const struct sql_node *b, const struct sql_node *a)
{
    if (b->kind != SQL_STAR || a->kind != SQL_STAR || !str_eq(b->text, a->text))
        return false;
    return same_or_both_absent(sql_child(b, SQL_STAR_REPLACE), sql_child(a, SQL_STAR_REPLACE)) &&
           same_or_both_absent(sql_child(b, SQL_STAR_RENAME), sql_child(a, SQL_STAR_RENAME));
}

static bool columns_are_known(const struct list_diff *d)
{
    return model_columns(d->scope->m->before)->complete &&
           model_columns(d->scope->m->after)->complete;
}

static bool same_names(const struct columns *b, const struct columns *a)
{
    if (b->count != a->count)
        return false;
    for (size_t i = 0; i < b->count; i++) {
        if (!str_eq(b->items[i].name, a->items[i].name))
            return false;
    }
    return true;
}

/* Columns that come or go with a star are told by name in diff_columns; what is left is the rows.
 */
static void star_rows(struct list_diff *d, const struct sql_output *b, const struct sql_output *a)
{
    const struct sql_output *star = a ? a : b;
    if (!same_names(model_columns(d->scope->m->before), model_columns(d->scope->m->after)))
        row_fact(d, reason_of_place(d, star->item), b, a, STR_EMPTY);
}

static void changed_star(struct list_diff *d, size_t old, size_t new)
{
    const struct sql_output *b = &d->b->list.items[old], *a = &d->a->list.items[new];

    if (!d->scope->top || !only_exceptions_differ(b->item, a->item)) {
        expression_fact(d, b, a, new, NULL, false);
        return;
    }
    d->scope->m->explained++;
    star_rows(d, b, a);
}

/* A column that came through a star and now stands by itself, or the other way round: the same
 * value only when one source alone can have given it. */
static bool is_plain_column(const struct sql_node *select, const struct sql_output *output)
{
    const struct sql_node *from = sql_child(select, SQL_FROM), *expr = output->expr;
    return from && from->first && from->first == from->last && expr->kind == SQL_COLUMN &&
           expr->last && expr->last->kind == SQL_IDENT && str_eq(expr->last->text, output->name);
}

static bool star_gave_it(const struct model *model, const struct sql_output *output)
{
    const struct column *column = column_get(model_columns(model), output->name);
    return column && column->source == COLUMN_EXPANDED;
}

/* --- items on one side only ------------------------------------------------------------------ */

static void one_sided_fact(struct list_diff *d, enum fact_code code, const struct sql_output *b,
                           const struct sql_output *a, size_t index)
{
    struct str texts[] = { item_form(d, b), item_form(d, a) };
    struct str aspect = str_concat(arena_of(d), STR("column "), label(d, a ? a : b, index));
    if ((a ? a : b)->is_star || !is_named(a ? a : b))
        aspect = label(d, a ? a : b, index);
    scope_fact_note(d->scope, code, aspect, a ? a->item : NULL, texts, NULL);
}

/* At the top: the columns of the model are compared by themselves, so an item that shows there is
 * explained; what remains is how it changes the rows for all. */
static void one_sided_top(struct list_diff *d, const struct sql_output *b,
                          const struct sql_output *a, size_t index)
{
    const struct model *here = a ? d->scope->m->after : d->scope->m->before;
    const struct model *there = a ? d->scope->m->before : d->scope->m->after;
    const struct sql_output *item = a ? a : b;
    struct str detail = STR_EMPTY;

    if (star_gave_it(there, item)) {
        if (is_plain_column(d->selects[a ? 1 : 0], item) && columns_are_known(d))
            diff_harmless(d->scope->m, STR("a column that a star gave is now named, or the "
                                           "other way round"));
        else
            expression_fact(d, b, a, index, "a star gave this column on the other side", false);
        return;
    }
    if (!column_get(model_columns(here), item->name) ||
        column_get(model_columns(there), item->name)) {
        one_sided_fact(d, FACT_SQ115, b, a, index);
        return;
    }
    d->scope->m->explained++;
    if (b) {
        const struct row_reason *reason = reason_of_place(d, b->expr);
        if (!reason)
            reason = rows_of_item(arena_of(d), d->selects[0], b->expr, &detail);
        row_fact(d, reason, b, NULL, detail);
    }
}

static const struct row_reason *surroundings_of(struct list_diff *d, int side)
{
    if (!d->surroundings_known[side]) {
        const struct sql_node *root = side ? d->scope->new_root : d->scope->old_root;
        d->surroundings[side] = rows_of_surroundings(d->scope->m, side, root, d->selects[side]);
        d->surroundings_known[side] = true;
    }
    return d->surroundings[side];
}

/* Engines refuse the name or take one of the two. */
static bool stands_twice(const struct sql_outputs *list, struct str name)
{
    size_t count = 0;
    vec_for (const struct sql_output, output, list)
        count += str_eq(output->name, name);
    return count > 1;
}

static const struct row_reason *reason_of_names(struct list_diff *d, struct str name)
{
    struct gained_column column = { .name = name, .select = d->selects[1] };

    if (!str_is_empty(name) && stands_twice(&d->a->list, name))
        return rows_of_twice();
    if (!d->captured_known)
        captures_read(&d->captures, arena_of(d), d->scope->old_root);
    d->captured_known = true;
    if (map_get(&d->captures.nested, name))
        return rows_of_name();
    return captures_clash(&d->captures, d->scope->new_root, &column);
}

/* Inside a query: why an item on one side only may change the rows, seen from that side. */
static const struct row_reason *reason_inside(struct list_diff *d, const struct sql_output *b,
                                              const struct sql_output *a, struct str *detail)
{
    const struct sql_output *item = a ? a : b;
    int side = a ? 1 : 0;
    const struct row_reason *reason = reason_of_place(d, item->expr);

    if (!reason)
        reason = rows_of_item(arena_of(d), d->selects[side], item->expr, detail);
    if (!reason)
        reason = surroundings_of(d, side);
    if (!reason && a) {
        *detail = a->name;
        reason = reason_of_names(d, a->name);
    }
    return reason;
}

/* A column that nothing names is no change when it goes: a star shows it in the outputs at most. */
static bool is_unseen(struct list_diff *d, const struct sql_output *b)
{
    if (!d->named_known)
        mentions_collect(&d->named, d->scope->new_root);
    d->named_known = true;
    return is_named(b) && !map_get(&d->named, b->name);
}

static void one_sided_inside(struct list_diff *d, const struct sql_output *b,
                             const struct sql_output *a, size_t index)
{
    struct str detail = STR_EMPTY;
    const struct row_reason *reason = reason_inside(d, b, a, &detail);

    if (!is_named(a ? a : b) || d->scope->arm || (b && (reason || !is_unseen(d, b)))) {
        one_sided_fact(d, FACT_SQ115, b, a, index);
    } else if (reason) {
        struct str texts[] = { STR_EMPTY, item_form(d, a) };
        struct str note = row_reason_note(arena_of(d), reason, detail);
        scope_fact_note(d->scope, FACT_SQ113, str_concat(arena_of(d), STR("column "), a->name),
                        a->item, texts, note.ptr);
    } else if (b) {
        diff_harmless(d->scope->m, STR("an inner column that nothing reads went"));
    } else {
        diff_harmless(d->scope->m, STR("an inner column came, which adds no row and takes none"));
    }
}

static void one_sided(struct list_diff *d, const struct sql_output *b, const struct sql_output *a,
                      size_t index)
{
    if (b)
        touch(d, b->name);
    if ((a ? a : b)->is_star) {
        /* the columns it gave are compared one by one, by name here and in diff_columns */
        if (!d->scope->top || !columns_are_known(d)) {
            one_sided_fact(d, FACT_SQ115, b, a, index);
            return;
        }
        diff_harmless(d->scope->m, STR("a star was written out, or the other way round"));
        star_rows(d, b, a);
    } else if (d->scope->top && is_named(a ? a : b)) {
        one_sided_top(d, b, a, index);
    } else {
        one_sided_inside(d, b, a, index);
    }
}

static const struct row_reason *reason_of_change(struct list_diff *d, const struct sql_output *b,
                                                 const struct sql_output *a, struct str *detail)
{
    const struct row_reason *reason = reason_of_place(d, a->expr);
    return reason ? reason : rows_of_change(arena_of(d), d->selects, b->expr, a->expr, detail);
}

/* Inside a query an item without a reason to change rows is a value that others may hang on. */
static bool is_value(struct list_diff *d, const struct sql_output *b, const struct sql_output *a)
{
    struct str detail = STR_EMPTY;
    return !d->scope->top && !b->is_star && !a->is_star && !b->dynamic && !a->dynamic &&
           !reason_of_change(d, b, a, &detail) && !surroundings_of(d, 0) && !surroundings_of(d, 1);
}

static void changed_item(struct list_diff *d, size_t old, size_t new)
{
    const struct sql_output *b = &d->b->list.items[old], *a = &d->a->list.items[new];
    struct str detail = STR_EMPTY;

    touch(d, a->name);
    expression_fact(d, b, a, new, d->scope->top ? type_note(d, a->name) : NULL, is_value(d, b, a));
    if (d->scope->top)
        row_fact(d, reason_of_change(d, b, a, &detail), b, a, detail);
}

/* --- renamed and moved ----------------------------------------------------------------------- */

static void renamed_item(struct list_diff *d, size_t old, size_t new)
{
    const struct sql_output *b = &d->b->list.items[old], *a = &d->a->list.items[new];
    const struct columns *before = model_columns(d->scope->m->before);
    const struct columns *after = model_columns(d->scope->m->after);

    touch(d, b->name);
    if (d->scope->top && column_get(before, b->name) && !column_get(after, b->name) &&
        column_get(after, a->name) && !column_get(before, a->name)) {
        d->scope->m->explained++;
        return;
    }
    struct str texts[] = { b->name, a->name };
    scope_fact_note(d->scope, FACT_SQ115, str_concat(arena_of(d), STR("column "), b->name), a->item,
                    texts, NULL);
}

static struct str order_text(const struct list_diff *d, const struct outputs *side)
{
    struct strs names = { 0 };
    for (size_t i = 0; i < side->list.count; i++) {
        if (side->partner[i] != NONE)
            vec_push(arena_of(d), &names, label(d, &side->list.items[i], i));
    }
    return text_join(arena_of(d), names.items, names.count, ", ");
}

/* Inside a query the order of columns counts only where a star or a set operation counts them. */
static void diff_order(struct list_diff *d)
{
    const struct scope *scope = d->scope;
    size_t last = 0;
    bool moved = false;

    for (size_t i = 0; i < d->b->list.count; i++) {
        if (d->b->partner[i] == NONE)
            continue;
        moved |= d->b->partner[i] < last;
        last = d->b->partner[i];
    }
    if (!moved)
        return;
    if (scope->top)
        scope->m->explained++;
    else if (!scope->arm && !rows_of_surroundings(scope->m, 0, scope->old_root, NULL) &&
             !rows_of_surroundings(scope->m, 1, scope->new_root, NULL))
        diff_harmless(scope->m, STR("inner columns come in another order"));
    else
        scope_fact(scope, FACT_SQ115, "column order", NULL, order_text(d, d->b),
                   order_text(d, d->a));
}

/* --- names of other outputs inside an expression --------------------------------------------- */

/* An output may be named by the ones beside it. Where the expression behind the name has a source
 * column of that name, the source wins in every dialect that allows this. */
static void diff_lateral(struct list_diff *d, const struct map *names, struct map *more)
{
    for (size_t i = 0; i < d->a->list.count; i++) {
        const struct sql_output *a = &d->a->list.items[i];
        struct str which;
        if (d->a->partner[i] == NONE || a->is_star || map_get(d->touched, a->name) ||
            !mentions_any(a->expr, names, &which) || mentions_column(a->expr, a->name))
            continue;
        const struct sql_output *b = &d->b->list.items[d->a->partner[i]];
        if (!same_meaning(d->scope->m, b->expr, a->expr))
            continue;
        expression_fact(d, b, a, i, "it names another column, whose expression changed",
                        is_value(d, b, a));
        map_put(more, a->name, d);
    }
}

/* Names of outputs whose own expression has a source column of that name. */
static void find_sourced(struct map *out, const struct sql_outputs *list)
{
    vec_for (const struct sql_output, output, list) {
        if (is_named(output) && mentions_column(output->expr, output->name))
            map_put(out, output->name, out);
    }
}

static void follow_lateral(struct list_diff *d)
{
    struct map sourced, names, more;
    struct arena *arena = arena_of(d);

    map_init(&sourced, arena);
    map_init(&names, arena);
    find_sourced(&sourced, &d->b->list);
    find_sourced(&sourced, &d->a->list);
    for (struct map_entry *e = map_first(d->touched); e; e = map_next(e)) {
        if (!map_get(&sourced, map_key(e)))
            map_put(&names, map_key(e), d);
    }
    while (names.count) {
        map_init(&more, arena);
        diff_lateral(d, &names, &more);
        for (struct map_entry *e = map_first(&more); e; e = map_next(e))
            touch(d, map_key(e));
        map_release(&names);
        names = more;
    }
    map_release(&sourced);
}

static void diff_pair_of_items(struct list_diff *d, size_t old, size_t new)
{
    const struct sql_output *b = &d->b->list.items[old], *a = &d->a->list.items[new];

    if (b->is_star || a->is_star) {
        if (!sql_same(b->item, a->item))
            changed_star(d, old, new);
    } else if (is_named(b) && is_named(a) && !str_eq(b->name, a->name)) {
        renamed_item(d, old, new);
    } else if (!same_meaning(d->scope->m, b->expr, a->expr)) {
        changed_item(d, old, new);
    }
}

void diff_outputs(const struct scope *scope, const struct sql_node *selects[2],
                  struct outputs sides[2], struct map *touched)
{
    struct list_diff d = {
        .scope = scope, .selects = selects, .b = &sides[0], .a = &sides[1], .touched = touched
    };

    map_init(&d.named, arena_of(&d));
    for (size_t i = 0; i < d.b->list.count; i++) {
        if (d.b->partner[i] == NONE)
            one_sided(&d, &d.b->list.items[i], NULL, i);
        else
            diff_pair_of_items(&d, i, d.b->partner[i]);
    }
    for (size_t i = 0; i < d.a->list.count; i++) {
        if (d.a->partner[i] == NONE)
            one_sided(&d, NULL, &d.a->list.items[i], i);
    }
    diff_order(&d);
    follow_lateral(&d);
    map_release(&d.named);
    if (d.captured_known)
        captures_release(&d.captures);
}
