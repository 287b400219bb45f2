/* diff_from: what a SELECT reads and how it joins. Sources are known by their alias, else by the
 * last part of their name. */
#include "change/query_diff.h"

struct from_item {
    const struct sql_node *item; /* the table item */
    const struct sql_node *join; /* NULL for the first */
    struct str key;
    size_t partner;
};
struct from_items {
    VEC_OF(struct from_item);
};

#define NONE SIZE_MAX

static bool is_table_item(const struct sql_node *node)
{
    return node->kind == SQL_TABLE || node->kind == SQL_SUBQUERY_TABLE ||
           node->kind == SQL_FUNCTION_TABLE || node->kind == SQL_PAREN_TABLE;
}

static struct str alias_of(const struct sql_node *item)
{
    const struct sql_node *alias = sql_child(item, SQL_ALIAS);
    return alias && alias->first && alias->first->kind == SQL_IDENT ? alias->first->text
                                                                    : STR_EMPTY;
}

static struct str table_last_part(const struct sql_node *item)
{
    struct str last = STR_EMPTY;
    for (const struct sql_node *it = item->first; it && it->kind != SQL_ALIAS; it = it->next) {
        if (it->kind == SQL_IDENT)
            last = it->text;
    }
    return last;
}

static struct str key_of(const struct sql_node *item)
{
    struct str alias = alias_of(item);
    if (!str_is_empty(alias) || item->kind != SQL_TABLE)
        return alias;
    return table_last_part(item);
}

static void add_from_item(struct from_items *out, struct arena *arena, const struct sql_node *item,
                          const struct sql_node *join)
{
    vec_push(
        arena, out,
        (struct from_item){ .item = item, .join = join, .key = key_of(item), .partner = NONE });
}

/* first item, then JOINs; what is neither stays out and is seen by the comparison of the whole. */
static void items_read(struct from_items *out, struct arena *arena, const struct sql_node *from)
{
    *out = (struct from_items){ 0 };
    for (const struct sql_node *it = from->first; it; it = it->next) {
        if (it->kind == SQL_JOIN && it->first && is_table_item(it->first))
            add_from_item(out, arena, it->first, it);
        else if (is_table_item(it) && out->count == 0)
            add_from_item(out, arena, it, NULL);
    }
}

static void pair(struct from_items *b, size_t i, struct from_items *a, size_t j)
{
    b->items[i].partner = j;
    a->items[j].partner = i;
}

static struct str table_form(struct arena *arena, const struct sql_node *item)
{
    struct strs parts = { 0 };
    for (const struct sql_node *it = item->first; it && it->kind != SQL_ALIAS; it = it->next)
        vec_push(arena, &parts, sql_form(arena, it));
    return text_join(arena, parts.items, parts.count, ".");
}

/* Round 0: the same key. Round 1: the same table under another alias. */
static struct str round_key(struct arena *arena, const struct from_item *source, int round)
{
    if (round == 0)
        return source->key;
    return source->item->kind == SQL_TABLE ? table_form(arena, source->item) : STR_EMPTY;
}

static void match_round(struct from_items *b, struct from_items *a, struct arena *arena, int round)
{
    struct map waiting;

    map_init(&waiting, arena);
    for (size_t j = a->count; j > 0; j--) {
        struct str key = round_key(arena, &a->items[j - 1], round);
        if (a->items[j - 1].partner == NONE && !str_is_empty(key))
            map_put(&waiting, key, (void *)(uintptr_t)j);
    }
    for (size_t i = 0; i < b->count; i++) {
        struct str key = round_key(arena, &b->items[i], round);
        size_t j = str_is_empty(key) ? 0 : (size_t)(uintptr_t)map_get(&waiting, key);
        if (b->items[i].partner == NONE && j && a->items[j - 1].partner == NONE)
            pair(b, i, a, j - 1);
    }
    map_release(&waiting);
}

/* What has neither key nor equal table is paired by its place. */
static void match_rest(struct from_items *b, struct from_items *a)
{
    if (b->count && a->count && b->items[0].partner == NONE && a->items[0].partner == NONE)
        pair(b, 0, a, 0);
    for (size_t i = 0; i < b->count && i < a->count; i++) {
        if (b->items[i].partner == NONE && a->items[i].partner == NONE &&
            (str_is_empty(b->items[i].key) || b->count == a->count))
            pair(b, i, a, i);
    }
}

static struct str place_text(struct arena *arena, const struct from_item *source)
{
    if (!source->join)
        return STR("FROM");
    struct str key = str_is_empty(source->key) ? sql_form(arena, source->item) : source->key;
    return str_fmt(arena, "JOIN %.*s", STR_ARG(key));
}

static void source_fact(const struct scope *scope, enum fact_code code, struct str aspect,
                        const struct sql_node *b, const struct sql_node *a)
{
    struct str texts[] = { form_or_empty(scope->m->arena, b), form_or_empty(scope->m->arena, a) };
    scope_fact_note(scope, code, aspect, a, texts, NULL);
}

/* --- one source ------------------------------------------------------------------------------ */

static bool same_parts(const struct sql_node *b, const struct sql_node *a)
{
    const struct sql_node *x = b->first, *y = a->first;
    while (x && y && x->kind != SQL_ALIAS && y->kind != SQL_ALIAS && x->kind != SQL_SAMPLE &&
           y->kind != SQL_SAMPLE && x->kind != SQL_PIVOT && y->kind != SQL_PIVOT) {
        if (!sql_same(x, y))
            return false;
        x = x->next;
        y = y->next;
    }
    bool end_x = !x || x->kind == SQL_ALIAS || x->kind == SQL_SAMPLE || x->kind == SQL_PIVOT;
    bool end_y = !y || y->kind == SQL_ALIAS || y->kind == SQL_SAMPLE || y->kind == SQL_PIVOT;
    return end_x && end_y;
}

/* Children of one kind, all of them, as text. */
static struct str parts_of_kind(struct arena *arena, const struct sql_node *item,
                                enum sql_kind kind)
{
    struct strs parts = { 0 };
    for (const struct sql_node *it = item->first; it; it = it->next) {
        if (it->kind == kind)
            vec_push(arena, &parts, sql_form(arena, it));
    }
    return text_join(arena, parts.items, parts.count, " ");
}

static const struct {
    enum sql_kind kind;
    enum fact_code code;
    const char *word;
} decorations[] = {
    { SQL_ALIAS, FACT_SQ115, "alias of" },
    { SQL_SAMPLE, FACT_SQ109, "SAMPLE of" },
    { SQL_PIVOT, FACT_SQ115, "PIVOT of" },
};

static void diff_decorations(const struct scope *scope, const struct from_item *b,
                             const struct from_item *a)
{
    struct arena *arena = scope->m->arena;
    for (size_t i = 0; i < sizeof decorations / sizeof *decorations; i++) {
        struct str texts[] = { parts_of_kind(arena, b->item, decorations[i].kind),
                               parts_of_kind(arena, a->item, decorations[i].kind) };
        if (str_eq(texts[0], texts[1]))
            continue;
        struct str what =
            str_fmt(arena, "%s %.*s", decorations[i].word, STR_ARG(place_text(arena, a)));
        scope_fact_note(scope, decorations[i].code, what, a->item, texts, NULL);
    }
}

static const struct sql_node *inner_query(const struct sql_node *item)
{
    return item->kind == SQL_SUBQUERY_TABLE ? item->first : NULL;
}

static void diff_subquery(const struct scope *scope, const struct from_item *b,
                          const struct from_item *a)
{
    struct arena *arena = scope->m->arena;
    struct str label =
        str_is_empty(a->key) ? STR("subquery") : str_fmt(arena, "subquery %.*s", STR_ARG(a->key));
    struct scope inside = scope_inside(scope, label);

    diff_any_query(&inside, inner_query(b->item), inner_query(a->item));
    if (!str_eq(b->item->text, a->item->text))
        source_fact(scope, FACT_SQ105, place_text(arena, a), b->item, a->item);
}

static void diff_item(const struct scope *scope, const struct from_item *b,
                      const struct from_item *a)
{
    struct str aspect = place_text(scope->m->arena, a);

    if (same_meaning(scope->m, b->item, a->item))
        return;
    if (b->item->kind != a->item->kind ||
        (a->item->kind == SQL_TABLE && !same_parts(b->item, a->item))) {
        source_fact(scope, FACT_SQ103, aspect, b->item, a->item);
        return;
    }
    size_t before = diff_said(scope->m);
    if (inner_query(b->item) && inner_query(a->item))
        diff_subquery(scope, b, a);
    else if (a->item->kind == SQL_PAREN_TABLE)
        diff_from(scope, b->item, a->item);
    diff_decorations(scope, b, a);
    if (diff_said(scope->m) == before)
        source_fact(scope, FACT_SQ103, aspect, b->item, a->item);
}

/* Type and condition of a join, without the table. */
static bool same_join(const struct scope *scope, const struct sql_node *b, const struct sql_node *a)
{
    if (!b || !a)
        return b == a;
    if (!str_eq(b->text, a->text) || (b->flags & ~SQL_PARENS) != (a->flags & ~SQL_PARENS))
        return false;
    const struct sql_node *x = b->first->next, *y = a->first->next;
    for (; x && y; x = x->next, y = y->next) {
        bool conditions = x->kind == SQL_ON && y->kind == SQL_ON && x->first && y->first;
        if (conditions ? !same_meaning(scope->m, x->first, y->first) : !sql_same(x, y))
            return false;
    }
    return !x && !y;
}

static void diff_join(const struct scope *scope, const struct from_item *b,
                      const struct from_item *a)
{
    if (b->join && a->join && !same_join(scope, b->join, a->join))
        source_fact(scope, FACT_SQ105, place_text(scope->m->arena, a), b->join, a->join);
}

/* --- the list -------------------------------------------------------------------------------- */

/* Whether the paired sources stand in another order, or another one comes first. */
static bool order_differs(const struct from_items *b, const struct from_items *a)
{
    size_t last = 0;
    for (size_t i = 0; i < b->count; i++) {
        size_t at = b->items[i].partner;
        if (at == NONE)
            continue;
        if (at < last || !b->items[i].join != !a->items[at].join)
            return true;
        last = at;
    }
    return false;
}

static void one_sided(const struct scope *scope, const struct from_item *b,
                      const struct from_item *a)
{
    const struct from_item *any = a ? a : b;
    source_fact(scope, any->join ? FACT_SQ105 : FACT_SQ103, place_text(scope->m->arena, any),
                b ? (b->join ? b->join : b->item) : NULL, a ? (a->join ? a->join : a->item) : NULL);
}

static void diff_lists(const struct scope *scope, struct from_items *b, struct from_items *a)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct from_item *old = &b->items[i];
        if (old->partner == NONE) {
            one_sided(scope, old, NULL);
            continue;
        }
        diff_item(scope, old, &a->items[old->partner]);
        diff_join(scope, old, &a->items[old->partner]);
    }
    for (size_t j = 0; j < a->count; j++) {
        if (a->items[j].partner == NONE)
            one_sided(scope, NULL, &a->items[j]);
    }
}

void diff_from(const struct scope *scope, const struct sql_node *b, const struct sql_node *a)
{
    struct from_items before, after;
    struct arena *arena = scope->m->arena;
    size_t start = diff_said(scope->m);

    if (same_or_both_absent(b, a))
        return;
    if (!b || !a) {
        source_fact(scope, FACT_SQ103, STR("FROM"), b, a);
        return;
    }
    items_read(&before, arena, b);
    items_read(&after, arena, a);
    match_round(&before, &after, arena, 0);
    match_round(&before, &after, arena, 1);
    match_rest(&before, &after);
    diff_lists(scope, &before, &after);
    /* Also where aliases change places: a name that is written alike elsewhere means another source
     * then, so two FROM that are the same once resolved are still gone through. */
    if (order_differs(&before, &after))
        source_fact(scope, FACT_SQ105, STR("join order"), b, a);
    else if (diff_said(scope->m) == start)
        source_fact(scope, FACT_SQ115, STR("FROM"), b, a);
}
