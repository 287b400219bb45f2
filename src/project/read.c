/* read: lists shared by the readers of files. Knows no file format. */
#include "project/read.h"

#include <stdlib.h>
#include <string.h>

void lines_index(struct lines *out, struct arena *arena, struct str path, struct str bytes)
{
    struct {
        VEC_OF(uint32_t);
    } starts = { 0 };
    const char *end = bytes.ptr + bytes.len;
    vec_push(arena, &starts, 0);
    for (const char *at = bytes.ptr; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++)
        vec_push(arena, &starts, (uint32_t)(at - bytes.ptr) + 1);
    *out = (struct lines){ path, starts.items, (uint32_t)starts.count };
}

struct place lines_place(const struct lines *lines, uint32_t offset)
{
    uint32_t low = 0, high = lines->count;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (lines->starts[mid] <= offset)
            low = mid;
        else
            high = mid;
    }
    return (struct place){ lines->path, low + 1, offset - lines->starts[low] + 1 };
}

struct str limit_name(struct arena *arena, const char *text, struct str other)
{
    static const char mark[] = "(limit ";
    struct str whole = str_of(text);
    ptrdiff_t at = str_find(whole, str_of(mark));
    if (at < 0)
        return other;
    struct str rest = str_sub(whole, (size_t)at + sizeof mark - 1, whole.len);
    ptrdiff_t end = str_find_byte(rest, ')');
    return str_concat(arena, str_sub(rest, 0, end < 0 ? rest.len : (size_t)end), STR_EMPTY);
}

void unknown_add(struct arena *arena, struct unknowns *list, enum unknown_cause cause,
                 struct str what, struct place place, struct str form)
{
    vec_push(arena, list, (struct unknown){ cause, what, place, form, .late = false });
}

void unknown_add_late(struct arena *arena, struct unknowns *list, enum unknown_cause cause,
                      struct str what, struct place place, struct str form)
{
    vec_push(arena, list, (struct unknown){ cause, what, place, form, .late = true });
}

static int by_key(const void *a, const void *b)
{
    return str_cmp(((const struct property *)a)->key, ((const struct property *)b)->key);
}

void properties_sort(struct properties *list)
{
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_key);
}

void property_put(struct arena *arena, struct properties *list, struct property property)
{
    vec_for (struct property, it, list)
        if (str_eq(it->key, property.key)) {
            *it = property;
            return;
        }
    vec_push(arena, list, property);
}

void *items_copy(struct arena *arena, const void *items, size_t count, size_t cap, size_t size)
{
    if (!cap)
        return NULL;
    void *copy = arena_array(arena, cap, size);
    if (count)
        memcpy(copy, items, count * size);
    return copy;
}

#define seal(arena, list) vec_copy((arena), (list), (list), 0)

static void draft_seal(struct arena *arena, struct draft *draft)
{
    struct model *model = &draft->model;
    seal(arena, &draft->uses);
    seal(arena, &draft->loose);
    seal(arena, &draft->tables);
    seal(arena, &draft->audit_calls);
    seal(arena, &draft->outputs);
    seal(arena, &draft->csv);
    seal(arena, &model->kind_properties);
    seal(arena, &model->properties);
    seal(arena, &model->grains);
    seal(arena, &model->tags);
    seal(arena, &model->body.columns);
    seal(arena, &model->pre);
    seal(arena, &model->post);
    seal(arena, &model->on_virtual);
    seal(arena, &model->dependencies);
    seal(arena, &model->unknowns);
}

void file_result_seal(struct arena *arena, struct file_result *result)
{
    for (size_t i = 0; i < result->drafts.count; i++)
        draft_seal(arena, result->drafts.items[i]);
    for (size_t i = 0; i < result->audits.count; i++) {
        struct draft *draft = result->audits.items[i];
        if (!draft->audit->standalone) /* those are among the drafts */
            draft_seal(arena, draft);
        draft->audit->unknowns = draft->model.unknowns;
    }
}

void draft_use(struct arena *arena, struct draft *draft, struct use use)
{
    vec_push(arena, &draft->uses, use);
}

static int by_fqn(const void *a, const void *b)
{
    const struct dependency *x = a, *y = b;
    int order = str_cmp(x->fqn, y->fqn);
    if (order)
        return order;
    if (x->is_certain != y->is_certain)
        return x->is_certain ? -1 : 1;
    return (int)x->declared - (int)y->declared;
}

/* The certain and undeclared mention of each name stays: it sorts first. */
static void settle_dependencies(struct model *model)
{
    size_t kept = 0;
    if (model->dependencies.count)
        qsort(model->dependencies.items, model->dependencies.count,
              sizeof *model->dependencies.items, by_fqn);
    for (size_t i = 0; i < model->dependencies.count; i++) {
        const struct dependency *it = &model->dependencies.items[i];
        bool same = kept && str_eq(model->dependencies.items[kept - 1].fqn, it->fqn);
        if (!same && !str_eq(it->fqn, model->fqn))
            model->dependencies.items[kept++] = *it;
    }
    model->dependencies.count = kept;
}

static int by_input(const void *a, const void *b)
{
    const struct input *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = str_cmp(x->name, y->name);
    return order ? order : str_cmp(x->path, y->path);
}

static void settle_inputs(struct model *model)
{
    size_t kept = 0;
    if (model->inputs.count)
        qsort(model->inputs.items, model->inputs.count, sizeof *model->inputs.items, by_input);
    for (size_t i = 0; i < model->inputs.count; i++)
        if (!kept || by_input(&model->inputs.items[kept - 1], &model->inputs.items[i]))
            model->inputs.items[kept++] = model->inputs.items[i];
        else
            model->inputs.items[kept - 1].uses |= model->inputs.items[i].uses;
    model->inputs.count = kept;
}

static int by_unknown(const void *a, const void *b)
{
    const struct unknown *x = a, *y = b;
    if (x->cause != y->cause)
        return x->cause < y->cause ? -1 : 1;
    int order = str_cmp(x->what, y->what);
    return order ? order : str_cmp(x->form, y->form);
}

static void settle_unknowns(struct unknowns *list)
{
    size_t kept = 0;
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_unknown);
    for (size_t i = 0; i < list->count; i++)
        if (!kept || by_unknown(&list->items[kept - 1], &list->items[i]))
            list->items[kept++] = list->items[i];
    list->count = kept;
}

static int by_audit(const void *a, const void *b)
{
    const struct audit_use *x = a, *y = b;
    int order = str_cmp(x->name, y->name);
    return order ? order : str_cmp(x->args, y->args);
}

void model_settle(struct model *model)
{
    settle_dependencies(model);
    settle_inputs(model);
    settle_unknowns(&model->unknowns);
    properties_sort(&model->properties);
    properties_sort(&model->kind_properties);
    if (model->audits.count)
        qsort(model->audits.items, model->audits.count, sizeof *model->audits.items, by_audit);
    if (model->grains.count)
        qsort(model->grains.items, model->grains.count, sizeof(struct str), str_cmp_qsort);
    if (model->tags.count)
        qsort(model->tags.items, model->tags.count, sizeof(struct str), str_cmp_qsort);
}
