/* mismatch_facts: a model and its contract that agreed at base and do not at the tip.
 *
 * Only models that changed or whose columns did, and objects of contracts that changed, are held
 * against each other; what did not agree before is old debt, which `contract check` names. A type
 * that is no longer known because of a change further up is told there. */
#include "contract/against.h"
#include "gate/promises.h"

static bool is_in(const struct contract_mismatches *list, const struct contract_mismatch *one)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == one->kind && str_eq(list->items[i].column, one->column))
            return true;
    return false;
}

static enum fact_code code_of(enum mismatch kind)
{
    static const enum fact_code codes[] = {
        [MISMATCH_MISSING] = FACT_CT110, [MISMATCH_EXTRA] = FACT_CT108,
        [MISMATCH_TYPE] = FACT_CT110,    [MISMATCH_NULL] = FACT_CT107,
        [MISMATCH_KEY] = FACT_CT110,     [MISMATCH_UNCLEAR] = FACT_CT109,
    };
    return codes[kind];
}

static struct fact mismatch_fact(struct arena *arena, const struct cover *cover,
                                 const struct model *before, const struct contract_mismatch *one)
{
    bool extra = one->kind == MISMATCH_EXTRA;
    struct place place = one->place.path.len > 0 ? one->place : cover->object->place;
    return (struct fact){ .code = code_of(one->kind),
                          .before = before,
                          .after = cover->model,
                          .subject = cover->model->name,
                          .column = one->column,
                          .aspect = str_fmt(arena, "%s", mismatch_name(one->kind)),
                          .old_text = one->promised,
                          .new_text = one->found,
                          .note = one->note,
                          .place = extra && one->model_place.path.len > 0
                                       ? (struct place){ .path = cover->file->path }
                                       : place };
}

/* The same promise about the same model at base, or NULL. */
static const struct cover *cover_before(const struct judge *judge, const struct cover *now,
                                        const struct model *before)
{
    const struct contract_pair *pair = contract_pair_at(&judge->promises.pairs, now->file->path);
    const struct cover_list *list = covers_of(&judge->promises.covers_before, before);
    for (size_t i = 0; pair && list && i < list->count; i++)
        if (list->items[i]->file == pair->before)
            return list->items[i];
    return NULL;
}

static bool has_column(const struct model *model, struct str name)
{
    const struct columns *columns = model ? model_columns(model) : NULL;
    for (size_t i = 0; columns && i < columns->count; i++)
        if (str_eq_fold(columns->items[i].name, name))
            return true;
    return false;
}

/* A column that another contract of the model names is promised; and a contract that is new may be
 * about a part of what was there. */
static bool is_left_out(const struct judge *judge, const struct cover *now,
                        const struct cover *then, const struct model *before, struct str column)
{
    const struct cover_list *list = covers_of(&judge->promises.covers_after, now->model);
    for (size_t i = 0; list && i < list->count; i++)
        if (list->items[i] != now && contract_column_find(list->items[i]->object, column))
            return true;
    return !then && has_column(before, column);
}

/* told: something else than a type from above differs. */
static void check_cover(struct judge *judge, const struct cover *now, bool told,
                        struct fact_list *out)
{
    const struct model *before = projects_model(judge->input->before, now->model->fqn);
    const struct cover *then = cover_before(judge, now, before);
    struct contract_mismatches old = { 0 }, new = { 0 };
    contract_against(&new, judge->arena, now->object, now->model);
    if (then && new.count > 0)
        contract_against(&old, judge->arena, then->object, then->model);
    vec_for (const struct contract_mismatch, one, &new)
        if (!is_in(&old, one) && (told || one->kind != MISMATCH_UNCLEAR) &&
            !(one->kind == MISMATCH_EXTRA && is_left_out(judge, now, then, before, one->column)))
            vec_push(judge->arena, out, mismatch_fact(judge->arena, now, before, one));
}

static bool file_changed(const struct judge *judge, const struct contract_file *file)
{
    const struct contract_file *old = contract_find(&judge->before, file->path);
    return !old || !oid_eq(&old->blob, &file->blob);
}

static bool is_retyped(const struct judge *judge, const struct model *after)
{
    const struct model *before = projects_model(judge->input->before, after->fqn);
    return before && !models_columns_same(before, after);
}

void mismatch_facts(struct judge *judge, struct fact_list *out)
{
    const struct change_set *set = &judge->out->changes;
    struct map changed;
    map_init(&changed, judge->arena);
    for (size_t i = 0; i < set->models.count; i++) {
        const struct model_change *change = &set->models.items[i];
        if (change->after && change->class > CLASS_METADATA)
            map_put(&changed, change->after->fqn, (void *)(uintptr_t)change);
    }
    vec_for (const struct cover, cover, &judge->promises.covers_after) {
        bool told = map_get(&changed, cover->model->fqn) || file_changed(judge, cover->file);
        if (told || is_retyped(judge, cover->model))
            check_cover(judge, cover, told, out);
    }
    map_release(&changed);
}
