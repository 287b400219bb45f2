/* same: models about which two snapshots say the same, told without looking into their queries.
 *
 * What a model says follows from its file and the settings (one draft), from what the project told
 * it besides, and from the models it reads. Those are asked the same question, so a model is the
 * same when nothing upstream of it differs. Where something does, a model can still be silent: all
 * that reaches its query from there are the columns of what it reads, so where those have the
 * names and types they had, nothing about it differs. Nor is a type that only one side knows any
 * news by itself: a model that meets no other difference is quiet. The types of its own columns are
 * then at most unknown on one side, too, since a type is only ever taken from one column, or from
 * several that agree. In doubt a model is none of these. Of others it is only known whether their
 * own columns are what they were (SAME_COLUMNS), or differ in nothing but types that one side does
 * not know (SAME_VAGUE). */
#include "project/load.h"

/* --- what the project told -------------------------------------------------------------------- */

static bool same_audits(const struct model *b, const struct model *a)
{
    for (size_t i = 0; i < b->audits.count && i < a->audits.count; i++) {
        const struct audit_use *x = &b->audits.items[i], *y = &a->audits.items[i];
        if (x->blocking != y->blocking || x->skip != y->skip || !str_eq(x->name, y->name) ||
            !str_eq(x->args, y->args) || !str_eq(x->definition, y->definition))
            return false;
    }
    return b->audits.count == a->audits.count;
}

static bool same_inputs(const struct model *b, const struct model *a)
{
    for (size_t i = 0; i < b->inputs.count && i < a->inputs.count; i++) {
        const struct input *x = &b->inputs.items[i], *y = &a->inputs.items[i];
        if (x->kind != y->kind || x->uses != y->uses || x->metadata_only != y->metadata_only ||
            !str_eq(x->name, y->name) || !str_eq(x->digest, y->digest) || !str_eq(x->path, y->path))
            return false;
    }
    return b->inputs.count == a->inputs.count;
}

static bool same_seed(const struct model *b, const struct model *a)
{
    for (size_t i = 0; i < b->seed.count && i < a->seed.count; i++)
        if (!str_eq(b->seed.items[i].name, a->seed.items[i].name) ||
            !str_eq(b->seed.items[i].digest, a->seed.items[i].digest))
            return false;
    return b->seed.count == a->seed.count;
}

bool same_dependencies(const struct model *b, const struct model *a)
{
    for (size_t i = 0; i < b->dependencies.count && i < a->dependencies.count; i++) {
        const struct dependency *x = &b->dependencies.items[i], *y = &a->dependencies.items[i];
        if (x->is_certain != y->is_certain || x->declared != y->declared || !str_eq(x->fqn, y->fqn))
            return false;
    }
    return b->dependencies.count == a->dependencies.count;
}

/* The next unknown that does not come from the columns, which may be made on one side only. */
static const struct unknown *next_unknown(const struct unknowns *list, size_t *at)
{
    while (*at < list->count && list->items[*at].late)
        ++*at;
    return *at < list->count ? &list->items[(*at)++] : NULL;
}

static bool same_unknowns(const struct unknowns *b, const struct unknowns *a)
{
    size_t i = 0, k = 0;
    for (;;) {
        const struct unknown *x = next_unknown(b, &i), *y = next_unknown(a, &k);
        if (!x || !y)
            return !x && !y;
        if (x->cause != y->cause || !str_eq(x->what, y->what) || !str_eq(x->form, y->form))
            return false;
    }
}

/* Columns that no query gives. */
static bool same_columns(const struct columns *b, const struct columns *a)
{
    for (size_t i = 0; i < b->count && i < a->count; i++) {
        const struct column *x = &b->items[i], *y = &a->items[i];
        if (!str_eq(x->name, y->name) || !str_eq(x->type, y->type) ||
            !str_eq(x->description, y->description))
            return false;
    }
    return b->count == a->count && b->complete == a->complete;
}

static bool same_body(const struct model *b, const struct model *a)
{
    bool both_wait = b->body.columns_wait && a->body.columns_wait;
    return str_eq(b->body.query_form, a->body.query_form) &&
           (b->class == MODEL_SQL ||
            (both_wait ? same_columns(&b->body.columns, &a->body.columns)
                       : same_columns(model_columns(b), model_columns(a))));
}

/* A comparison would find nothing. */
static bool is_silent(enum sameness state)
{
    return state == SAME_YES || state == SAME_SILENT || state == SAME_QUIET;
}

/* Whether nothing but the models they read could make a difference. What a draft makes of its
 * query, and the columns of that, are the draft's. */
static bool same_told(const struct loaded *before, const struct loaded *after)
{
    const struct model *b = &before->model, *a = &after->model;
    if (after->same_as == before && is_silent(after->same))
        return true; /* it was told the same, or it would be neither */
    return before->draft == after->draft && b->asks_columns == a->asks_columns &&
           b->column_macros == a->column_macros && same_audits(b, a) && same_inputs(b, a) &&
           same_seed(b, a) && same_dependencies(b, a) &&
           same_unknowns(&b->unknowns, &a->unknowns) && (before->draft->source || same_body(b, a));
}

bool models_share_query(const struct model *before, const struct model *after)
{
    const struct loaded *b = (const struct loaded *)(const void *)before;
    const struct loaded *a = (const struct loaded *)(const void *)after;
    return before->body.is_loaded && after->body.is_loaded && b->draft == a->draft &&
           b->draft->source && !after->column_macros;
}

bool models_same_told(const struct model *before, const struct model *after)
{
    return before->body.is_loaded && after->body.is_loaded &&
           same_told((const struct loaded *)(const void *)before,
                     (const struct loaded *)(const void *)after) &&
           (!after->column_macros || models_same(before, after));
}

/* --- upstream --------------------------------------------------------------------------------- */

static enum sameness state_of(const struct loaded *before, const struct loaded *after)
{
    if (!before || !after)
        return before == after ? SAME_YES : SAME_NO;
    return after->same_as == before ? after->same : SAME_UNASKED;
}

static void set_state(struct same_pair pair, enum sameness state)
{
    pair.after->same_as = pair.before;
    pair.after->same = state;
}

/* Whether nothing differs but types that one side does not know. */
static bool is_vaguely_same(const struct shape *before, const struct shape *after)
{
    const struct column_types *b = &before->types, *a = &after->types;
    if (before->named != after->named)
        return false;
    for (size_t i = 0; i < b->count; i++)
        if (b->items[i].type.len && a->items[i].type.len &&
            !str_eq(b->items[i].type, a->items[i].type))
            return false;
    return true;
}

/* Models of one snapshot that have the same names and types have one shape. */
static enum sameness compare_columns(struct same_pair pair)
{
    shape_make(pair.before);
    shape_make(pair.after);
    if (pair.before->state != SHAPE_DONE || pair.after->state != SHAPE_DONE)
        return SAME_NO;
    if (pair.before->shape == pair.after->shape)
        return SAME_COLUMNS;
    return is_vaguely_same(pair.before->shape, pair.after->shape) ? SAME_VAGUE : SAME_NO;
}

static enum sameness start(struct resolver *resolver, struct loaded *before, struct loaded *after)
{
    struct same_pair pair = { before, after, 0, SAME_YES };
    bool told = same_told(before, after);
    set_state(pair, told ? SAME_RUNNING : compare_columns(pair));
    if (told)
        vec_push(resolver->arena, &resolver->pairs, pair);
    return told ? SAME_UNASKED : after->same;
}

/* In a circle columns hang on where it is entered. */
static bool is_circular(const struct same_pair *pair)
{
    return pair->before->resolver->circular || pair->after->resolver->circular;
}

/* Whether the columns of a model are what they were for who reads it. */
static bool has_same_columns(enum sameness state)
{
    return state == SAME_YES || state == SAME_SILENT || state == SAME_COLUMNS;
}

/* What a pair is that was told the same, with one more model that it reads. One that is met again
 * while it is asked about hangs on itself: no answer would hold. What makes its query from columns
 * sees the types, and a macro that writes columns also asks how those of the parents are known. */
static enum sameness with_parent(const struct same_pair *pair, enum sameness parent)
{
    if (parent == SAME_YES)
        return pair->so_far;
    if (parent == SAME_NO || parent == SAME_RUNNING || is_circular(pair) ||
        pair->after->model.column_macros)
        return SAME_NO;
    if (has_same_columns(parent))
        return pair->so_far == SAME_QUIET ? SAME_QUIET : SAME_SILENT;
    return pair->after->model.asks_columns ? SAME_NO : SAME_QUIET;
}

/* One step up from the pair on top of the stack. */
static void step(struct resolver *resolver)
{
    struct same_pair *top = &resolver->pairs.items[resolver->pairs.count - 1];
    if (top->next == top->after->model.dependencies.count || top->so_far == SAME_NO) {
        set_state(*top, top->so_far == SAME_NO ? compare_columns(*top) : top->so_far);
        resolver->pairs.count--;
        return;
    }
    struct loaded *before = top->before->parents[top->next];
    struct loaded *after = top->after->parents[top->next];
    enum sameness state = state_of(before, after);
    if (state == SAME_UNASKED)
        state = start(resolver, before, after);
    if (state == SAME_UNASKED)
        return; /* the stack moved: the pair waits for this one */
    top->so_far = with_parent(top, state);
    top->next++;
}

static enum sameness sameness_of(const struct model *before, const struct model *after)
{
    struct loaded *b = (struct loaded *)(uintptr_t)before;
    struct loaded *a = (struct loaded *)(uintptr_t)after;
    if (!before->body.is_loaded || !after->body.is_loaded)
        return SAME_NO;
    enum sameness state = state_of(b, a);
    if (state == SAME_UNASKED)
        state = start(a->resolver, b, a);
    while (a->resolver->pairs.count)
        step(a->resolver);
    return state_of(b, a);
}

bool models_same(const struct model *before, const struct model *after)
{
    return sameness_of(before, after) == SAME_YES;
}

bool models_silent(const struct model *before, const struct model *after)
{
    return is_silent(sameness_of(before, after));
}

bool models_columns_same(const struct model *before, const struct model *after)
{
    return has_same_columns(sameness_of(before, after)) ||
           column_types_same(model_column_types(before), model_column_types(after));
}
