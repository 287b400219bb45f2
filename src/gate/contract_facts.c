/* contract_facts: a model under contract changes shape and its contract does not; a contract no
 * longer names a model that it named.
 *
 * The strength of a contract is that of base: a push cannot free itself from a promise by dropping
 * it in the same change. Where a contract cannot be read, nothing is said to be covered or not:
 * that is a fact of its own. */
#include "gate/promises.h"

bool judge_contracts(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    if (judge->contracts_known || input->policy->contracts.count == 0)
        return true;
    if (!input->before_source || !input->after_source) {
        judge_undecided(judge, STR("the contracts of both sides were not given"));
        return false;
    }
    struct err err = { 0 };
    if (contracts_read(&judge->before, judge->diags, input->policy, input->before_source, NULL,
                       &err) != OK ||
        contracts_read(&judge->after, judge->diags, input->policy, input->after_source,
                       &judge->before, &err) != OK) {
        judge_undecided(judge, str_fmt(judge->arena, "%s", err.text));
        return false;
    }
    contracts_compare(judge->arena, &judge->before, &judge->after);
    struct judge_promises *promises = &judge->promises;
    covers_find(&promises->covers_before, judge->arena, &judge->before, input->before);
    covers_find(&promises->covers_after, judge->arena, &judge->after, input->after);
    contract_pairs_find(&promises->pairs, judge->arena, input->policy, &judge->before,
                        &judge->after, &promises->covers_before, &promises->covers_after,
                        input->today_days);
    judge->contracts_known = true;
    return true;
}

static bool columns_known(const struct model *model)
{
    return !model || model_columns(model)->complete;
}

/* A query that fails because of what another model lost has the columns it had. */
static bool is_own_shape(const struct fact *fact)
{
    return fact_class_of(fact) == CLASS_SHAPE && fact->code != FACT_SQ116 &&
           fact->code != FACT_SQ117;
}

/* Shape, or something that could not be read in a model whose columns are not all known. */
static bool may_change_shape(const struct change_set *set, const struct model_change *change)
{
    bool open = !columns_known(change->before) || !columns_known(change->after);
    for (size_t i = 0; i < change->fact_count; i++) {
        const struct fact *fact = &set->facts.items[change->first_fact + i];
        if (is_own_shape(fact) || (fact_class_of(fact) == CLASS_UNKNOWN && open))
            return true;
    }
    return false;
}

static struct fact untouched(struct judge *judge, const struct model_change *change,
                             const struct contract_file *contract)
{
    const struct model *side = change->after ? change->after : change->before;
    return (struct fact){ .code = FACT_CT101,
                          .before = change->before,
                          .after = change->after,
                          .subject = change->name,
                          .column = STR_EMPTY,
                          .aspect = contract->path,
                          .old_text = STR_EMPTY,
                          .new_text = STR_EMPTY,
                          .note = str_fmt(judge->arena, "%.*s covers %.*s and did not change",
                                          STR_ARG(contract->path), STR_ARG(change->name)),
                          .place = side->place };
}

static void check_model(struct judge *judge, size_t index, struct fact_list *out)
{
    const struct change_set *set = &judge->out->changes;
    const struct model_change *change = &set->models.items[index];
    if (!change->before || !may_change_shape(set, change))
        return;
    const struct cover_list *list = covers_of(&judge->promises.covers_before, change->before);
    const struct contract_file *last = NULL;
    for (size_t i = 0; list && i < list->count; i++) {
        const struct contract_file *file = list->items[i]->file;
        if (file->is_kept && file != last)
            vec_push(judge->arena, out, untouched(judge, change, file));
        last = file;
    }
}

static void add_lost(struct judge *judge, struct fact_list *out, struct str path, struct str what,
                     struct str note)
{
    vec_push(judge->arena, out,
             (struct fact){ .code = FACT_CT104,
                            .subject = path,
                            .column = STR_EMPTY,
                            .aspect = what,
                            .old_text = STR_EMPTY,
                            .new_text = STR_EMPTY,
                            .note = note,
                            .place = { .path = path } });
}

/* A contract that is gone from the tip is a fact of the content already. */
static void check_readable(struct judge *judge, struct fact_list *out,
                           const struct contract_file *old)
{
    const struct contract_file *new = contract_find(&judge->after, old->path);
    if (new && !oid_eq(&old->blob, &new->blob) && !new->is_read)
        add_lost(judge, out, old->path, STR_EMPTY,
                 STR("the contract at the tip cannot be read, so it covers nothing"));
}

/* Whom an unreadable contract covers is not known, and a model changed in a way that matters. */
static void add_unreadable(struct judge *judge, struct fact_list *out,
                           const struct contract_file *contract)
{
    struct fact fact = { .code = FACT_GT101,
                         .subject = contract->path,
                         .column = STR_EMPTY,
                         .aspect = STR("contract"),
                         .old_text = STR_EMPTY,
                         .new_text = STR_EMPTY,
                         .note = STR("whether it covers a changed model is not known"),
                         .place = { .path = contract->path } };
    vec_push(judge->arena, out, fact);
}

static bool contract_changed(const struct gate_input *input)
{
    for (size_t i = 0; i < input->path_count; i++)
        if (contract_path(input->policy, input->paths[i].path))
            return true;
    return false;
}

void contract_facts(struct judge *judge, struct fact_list *out)
{
    const struct change_set *set = &judge->out->changes;
    bool shape = false, material = false;
    for (size_t i = 0; i < set->models.count; i++) {
        shape = shape || may_change_shape(set, &set->models.items[i]);
        material = material || set->models.items[i].class > CLASS_METADATA;
    }
    if (judge->input->policy->contracts.count == 0 ||
        (!material && !contract_changed(judge->input)) || !judge_contracts(judge))
        return;
    for (size_t i = 0; i < set->models.count; i++)
        check_model(judge, i, out);
    promise_facts(judge, out);
    mismatch_facts(judge, out);
    version_facts(judge, out);
    pin_facts(judge, out);
    vec_for (struct contract_file, contract, &judge->before) {
        check_readable(judge, out, contract);
        if (shape && !contract->is_read)
            add_unreadable(judge, out, contract);
    }
}

/* The contract at base is the promise that counts; a new one is named where there was none. */
static const struct contract_file *contract_of_model(const struct judge *judge,
                                                     const struct model_change *change)
{
    const struct cover_list *list = covers_of(&judge->promises.covers_before, change->before);
    if (!list)
        list = covers_of(&judge->promises.covers_after, change->after);
    return list ? list->items[0]->file : NULL;
}

void contracts_of_models(struct judge *judge, const struct str **paths, const struct str **statuses)
{
    const struct change_set *set = &judge->out->changes;
    struct str *path = arena_array(judge->arena, set->models.count, sizeof *path);
    struct str *status = arena_array(judge->arena, set->models.count, sizeof *status);
    for (size_t i = 0; i < set->models.count; i++) {
        const struct contract_file *contract = contract_of_model(judge, &set->models.items[i]);
        path[i] = contract ? contract->path : STR_EMPTY;
        status[i] = contract ? contract->status : STR_EMPTY;
    }
    *paths = path;
    *statuses = status;
}
