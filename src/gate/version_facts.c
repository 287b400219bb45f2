/* version_facts: a contract that says something else says so with its version, and its status goes
 * forward only. Source: table 2.8 of the design's facts on contracts. */
#include "contract/compare.h"
#include "contract/edit.h"
#include "gate/promises.h"

static struct str why(struct arena *arena, const struct contract_pair *pair,
                      enum promise_effect effect)
{
    static const char *const words[] = { [EFFECT_NONE] = "nothing changed",
                                         [EFFECT_DESCRIBED] = "the text changed",
                                         [EFFECT_EXTENDED] = "more is promised",
                                         [EFFECT_AT_RISK] = "a promise changed",
                                         [EFFECT_BROKEN] = "a promise is broken" };
    enum bump needed = promise_bump(effect);
    if (effect == EFFECT_NONE)
        return STR("nothing else changed, and a version does not go back");
    struct str next;
    if (!version_for(&next, arena, pair->before->contract.version, needed))
        return str_fmt(arena, "%s, so the version must be another one", words[effect]);
    return str_fmt(arena, "%s, which asks for %s: %.*s", words[effect], bump_name(needed),
                   STR_ARG(next));
}

/* ---- the model's own change ---- */

/* Whether the contract of base says anything about what the fact is about: an object without
 * columns promises all of its model. */
static bool is_promised(const struct cover *cover, const struct fact *fact)
{
    return fact->column.len == 0 || !cover->object->lists_columns ||
           contract_column_find(cover->object, fact->column) != NULL;
}

static enum promise_effect effect_of_model(const struct judge *judge, const struct cover *cover,
                                           const struct contract_pair *pair,
                                           const struct model_change *change)
{
    enum promise_effect worst = EFFECT_NONE;
    for (size_t i = 0; i < change->fact_count; i++) {
        const struct fact *fact = &judge->out->changes.facts.items[change->first_fact + i];
        bool lost = fact->code == FACT_SQ116 || fact->code == FACT_SQ117;
        if (fact_class_of(fact) != CLASS_SHAPE || lost || !is_promised(cover, fact))
            continue;
        enum promise_effect one = promise_effect(
            fact->code == FACT_CL104 ? PROMISE_WIDENED : PROMISE_LOOSENED, pair->terms);
        worst = one > worst ? one : worst;
    }
    return worst;
}

enum promise_effect pair_effect(const struct judge *judge, const struct contract_pair *pair)
{
    const struct change_set *set = &judge->out->changes;
    enum promise_effect worst = pair->effect;
    for (size_t i = 0; worst > EFFECT_NONE && pair->before && i < set->models.count; i++) {
        const struct model_change *change = &set->models.items[i];
        const struct cover_list *list = covers_of(&judge->promises.covers_before, change->before);
        for (size_t at = 0; list && at < list->count; at++) {
            if (list->items[at]->file != pair->before)
                continue;
            enum promise_effect one = effect_of_model(judge, list->items[at], pair, change);
            worst = one > worst ? one : worst;
        }
    }
    return worst;
}

/* ---- facts ---- */

static struct fact about(const struct contract_pair *pair, enum fact_code code, const char *aspect,
                         struct str old, struct str new, struct place place)
{
    struct fact fact = file_fact(code, pair->after->path, str_of(aspect), STR_EMPTY, place);
    fact.old_text = old;
    fact.new_text = new;
    return fact;
}

static void check_version(struct judge *judge, const struct contract_pair *pair,
                          struct fact_list *out)
{
    const struct contract *old = &pair->before->contract, *new = &pair->after->contract;
    enum promise_effect effect = pair_effect(judge, pair);
    /* A version alone may only move on: back, or into words, a later break could hide. */
    bool alone = effect == EFFECT_NONE && !str_eq(old->version, new->version);
    enum version_fault fault =
        version_fault(old->version, new->version, alone ? BUMP_PATCH : promise_bump(effect));
    if (fault == VERSION_FINE)
        return;
    struct fact fact =
        about(pair, fault == VERSION_UNREADABLE ? FACT_CT103 : FACT_CT102, "version", old->version,
              new->version, new->version_place.path.len > 0 ? new->version_place : new->place);
    fact.note = why(judge->arena, pair, effect);
    vec_push(judge->arena, out, fact);
}

static void binds_less(struct judge *judge, const struct contract_pair *pair, const char *aspect,
                       struct str old, struct str new, const char *note, struct fact_list *out)
{
    const struct contract *after = &pair->after->contract;
    struct fact fact = about(pair, FACT_CT105, aspect, old, new,
                             after->status_place.path.len > 0 ? after->status_place : after->place);
    fact.note = str_of(note);
    vec_push(judge->arena, out, fact);
}

static void check_status(struct judge *judge, const struct contract_pair *pair,
                         struct fact_list *out)
{
    const struct contract *old = &pair->before->contract, *new = &pair->after->contract;
    bool early = contract_binds(old) && new->status == CONTRACT_RETIRED &&
                 !contract_may_go(old, judge->input->today_days);
    if (!early && status_may_follow(old->status, new->status))
        return;
    binds_less(judge, pair, "status", old->status_text, new->status_text,
               early ? "it is retired, and at base no end of life had come"
                     : "a status goes from proposed to draft, active, deprecated and retired",
               out);
}

/* A policy may know several places; in another one a contract must not protect less. */
static void check_move(struct judge *judge, const struct contract_pair *pair, struct fact_list *out)
{
    const struct policy *policy = judge->input->policy;
    const struct contract_rule *old = policy_contract(policy, pair->before->path);
    const struct contract_rule *new = policy_contract(policy, pair->after->path);
    if (contract_protects_less(policy, pair->before->path, pair->after->path))
        binds_less(judge, pair, "compatibility", str_of(compatibility_name(old->compatibility)),
                   str_of(compatibility_name(new->compatibility)),
                   "where it lies now, the policy protects readers less", out);
}

void version_facts(struct judge *judge, struct fact_list *out)
{
    vec_for (const struct contract_pair, pair, &judge->promises.pairs) {
        if (!pair->before || !pair->after || !pair->before->is_read || !pair->after->is_read)
            continue;
        check_move(judge, pair, out);
        if (oid_eq(&pair->before->blob, &pair->after->blob))
            continue;
        check_version(judge, pair, out);
        check_status(judge, pair, out);
    }
}
