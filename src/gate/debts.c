/* debts: the states a baseline may accept, found in a snapshot and in a push.
 *
 * A row counts only while it was true at base: debt that was paid does not come back under an old
 * row, and nothing that a push brings in is ever accepted. */
#include "gate/debts.h"

#include "gate/gate_private.h"
#include "policy/consumers.h"

bool model_is_unreadable(const struct model *model, struct arena *arena, struct str *why)
{
    if (model->class == MODEL_EXTERNAL)
        return false;
    bool complete = model_columns(model)->complete;
    const struct unknowns *unknowns = model_unknowns(model);
    *why = STR("which columns it has is not known");
    if (unknowns->count > 0)
        *why = str_fmt(arena, "%s: %.*s", unknown_text(unknowns->items[0].cause),
                       STR_ARG(unknowns->items[0].what));
    return unknowns->count > 0 || !complete;
}

static bool is_owned(struct arena *arena, const struct policy *policy, const struct model *model)
{
    struct owner_set owners;
    struct owned thing = owned_model(model);
    policy_owners(&owners, arena, policy, &thing);
    return owners.count > 0 || owners.unsure;
}

/* ---- of a snapshot ---- */

static void add(struct debts *out, struct arena *arena, enum fact_code code, struct str model,
                struct str column, struct place place)
{
    vec_push(arena, out,
             (struct baseline_row){ str_of(fact_row(code)->code), model, column, place });
}

static void add_model(struct debts *out, struct arena *arena, const struct policy *policy,
                      const struct model *model)
{
    struct str why;
    if (model->class != MODEL_EXTERNAL && !is_owned(arena, policy, model))
        add(out, arena, FACT_OW101, model->name, STR_EMPTY, model->place);
    if (model_is_unreadable(model, arena, &why))
        add(out, arena, FACT_MD111, model->name, STR_EMPTY, model->place);
}

static enum status add_contracts(struct debts *out, struct arena *arena,
                                 const struct policy *policy, const struct source *source,
                                 struct err *err)
{
    struct contracts contracts = { 0 };
    struct diags unheard;
    if (policy->contracts.count == 0)
        return OK;
    diags_init(&unheard, arena);
    TRY(contracts_read(&contracts, &unheard, policy, source, NULL, err));
    vec_for (const struct contract_file, contract, &contracts)
        if (!contract->is_read)
            add(out, arena, FACT_GT101, contract->path, STR_EMPTY,
                (struct place){ .path = contract->path });
    return OK;
}

static void add_lost(struct debts *out, struct arena *arena, const struct policy *policy,
                     const struct projects *projects)
{
    struct lost_names lost;
    policy_lost(&lost, arena, policy, projects);
    vec_for (const struct lost_name, name, &lost)
        add(out, arena, FACT_CO103, name->model, name->column, name->place);
}

static void sort_debts(struct debts *debts)
{
    size_t kept = 0;
    if (debts->count == 0)
        return;
    qsort(debts->items, debts->count, sizeof *debts->items, baseline_cmp);
    for (size_t i = 1; i < debts->count; i++)
        if (baseline_cmp(&debts->items[kept], &debts->items[i]) != 0)
            debts->items[++kept] = debts->items[i];
    debts->count = kept + 1;
}

enum status debts_find(struct debts *out, struct arena *arena, const struct policy *policy,
                       const struct projects *projects, const struct source *source,
                       struct err *err)
{
    *out = (struct debts){ 0 };
    for (size_t i = 0; i < projects->count; i++)
        for (size_t at = 0; at < projects->items[i]->models.count; at++)
            add_model(out, arena, policy, projects->items[i]->models.items[at]);
    add_lost(out, arena, policy, projects);
    TRY(add_contracts(out, arena, policy, source, err));
    sort_debts(out);
    return OK;
}

/* ---- of a push ---- */

void unreadable_models(struct judge *judge, struct fact_list *out)
{
    const struct change_set *set = &judge->out->changes;
    for (size_t i = 0; i < set->models.count; i++) {
        const struct model_change *change = &set->models.items[i];
        struct str why;
        if (!change->after || !change_is_material(set, change) ||
            !model_is_unreadable(change->after, judge->arena, &why))
            continue;
        struct fact fact =
            file_fact(FACT_MD111, change->after->name, STR_EMPTY, why, change->after->place);
        fact.before = change->before;
        fact.after = change->after;
        vec_push(judge->arena, out, fact);
    }
}

/* Whether what the fact says was so at base, under the name it has now. */
static bool was_so(struct judge *judge, const struct fact *fact)
{
    struct str why;
    if (fact->code == FACT_GT101)
        return str_eq(fact->aspect, STR("contract"));
    if (!fact->before || !str_eq(fact->before->name, fact->subject))
        return false;
    return fact->code == FACT_OW101 ? !is_owned(judge->arena, judge->input->policy, fact->before)
                                    : model_is_unreadable(fact->before, judge->arena, &why);
}

const struct waiver *const *debts_accepted(struct judge *judge)
{
    const struct policy *policy = judge->input->policy;
    const struct change_set *set = &judge->out->changes;
    if (!policy->baseline)
        return NULL;
    const struct waiver **accepted = arena_array(judge->arena, set->facts.count, sizeof *accepted);
    for (size_t i = 0; i < set->facts.count; i++) {
        const struct fact *fact = &set->facts.items[i];
        const struct waiver *row =
            baseline_accepts(policy, judge->arena, fact->code, fact->subject, fact->column);
        accepted[i] = row && was_so(judge, fact) ? row : NULL;
    }
    return accepted;
}
