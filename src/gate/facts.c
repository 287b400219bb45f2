/* facts: what base's policy makes of the content today: unowned, contract untouched, waiver
 * expired, ref deleted. Such facts follow from the content (content.c) and never kill an approval.
 */
#include "gate/gate_private.h"

#include "codec/date.h"
#include "policy/consumers.h"

void judge_undecided(struct judge *judge, struct str why)
{
    if (judge->undecided.len == 0)
        judge->undecided = why;
}

struct fact file_fact(enum fact_code code, struct str subject, struct str aspect, struct str note,
                      struct place place)
{
    return (struct fact){ .code = code,
                          .subject = subject,
                          .column = STR_EMPTY,
                          .aspect = aspect,
                          .old_text = STR_EMPTY,
                          .new_text = STR_EMPTY,
                          .note = note,
                          .place = place };
}

struct change_set facts_copy(const struct change_set *set)
{
    struct change_set copy = { .arena = set->arena };
    for (size_t i = 0; i < set->facts.count; i++)
        vec_push(set->arena, &copy.facts, set->facts.items[i]);
    for (size_t i = 0; i < set->models.count; i++)
        vec_push(set->arena, &copy.models, set->models.items[i]);
    return copy;
}

void facts_fingerprint(struct fingerprint *out, const struct change_set *content,
                       const bool *asked_codes)
{
    bool *material = arena_array(content->arena, content->facts.count, sizeof *material);
    for (size_t i = 0; i < content->facts.count; i++)
        material[i] = asked_codes[content->facts.items[i].code];
    change_fingerprint(out, content->arena, content, material);
}

/* ---- policy ---- */

static void broken_policy(struct judge *judge, struct fact_list *out)
{
    const struct diags *tip = judge->input->tip_diags;
    for (size_t i = 0; tip && i < tip->count; i++) {
        const struct diag *diag = &tip->items[i];
        if (diag->level == DIAG_ERROR)
            vec_push(judge->arena, out,
                     file_fact(FACT_PO102, diag->place.path, diag->text, diag->hint, diag->place));
    }
}

/* A waiver names a fact by code or slug, or a rule by its id; which facts a rule looks at is not
 * told here, so a rule's waiver is measured by its model alone. */
static bool waiver_names(const struct waiver *waiver, const struct fact *fact)
{
    if (fact->column.len > 0 && waiver->column.len > 0 &&
        !str_eq_fold(waiver->column, fact->column))
        return false;
    enum fact_code code = fact_find(waiver->rule);
    if (code != FACT_COUNT ? code != fact->code : fact_class_of(fact) <= CLASS_METADATA)
        return false;
    return !waiver->model || pattern_match(waiver->model, fact->subject) == PATTERN_YES;
}

static bool waiver_would_apply(const struct change_set *set, const struct waiver *waiver)
{
    for (size_t i = 0; i < set->facts.count; i++)
        if (waiver_names(waiver, &set->facts.items[i]))
            return true;
    return false;
}

/* Only those that this push would have used: an old waiver is nobody's news otherwise. */
static void expired_waivers(struct judge *judge, struct fact_list *out)
{
    const struct policy *policy = judge->input->policy;
    const struct change_set *set = &judge->out->changes;
    for (size_t i = 0; i < policy->waivers.count; i++) {
        const struct waiver *waiver = &policy->waivers.items[i];
        if (waiver->until_days >= judge->input->today_days || !waiver_would_apply(set, waiver))
            continue;
        struct str model = waiver->model ? pattern_text(waiver->model) : STR("*");
        struct str day = date_format(judge->arena, waiver->until_days);
        struct str aspect =
            str_fmt(judge->arena, "%.*s %.*s", STR_ARG(waiver->rule), STR_ARG(model));
        struct str note = str_fmt(judge->arena, "it held until %.*s", STR_ARG(day));
        vec_push(judge->arena, out,
                 file_fact(FACT_PO103, waiver->place.path, aspect, note, waiver->place));
    }
}

static bool has_text(const struct diags *diags, struct str text)
{
    for (size_t i = 0; i < diags->count; i++)
        if (str_eq(diags->items[i].text, text))
            return true;
    return false;
}

/* Names that one side does not have. all: those in models that did not change too, for a consumer
 * that the push declares may name what was never there. */
static void find_lost(struct judge *judge, const struct policy *policy, bool at_tip, bool all,
                      struct diags *out)
{
    const struct gate_input *input = judge->input;
    struct sides sides = { input->before, input->after, at_tip };
    struct reader *readers = arena_array(judge->arena, policy->consumers.count, sizeof *readers);
    if (all)
        policy_readers(readers, judge->arena, policy, at_tip ? input->after : input->before, out);
    else
        policy_readers_between(readers, judge->arena, policy, sides, out);
}

/* Consumers that name something which is not there after the push and was before, or which the
 * push itself declares. */
static void lost_consumers(struct judge *judge, struct fact_list *out)
{
    const struct gate_input *input = judge->input;
    const struct policy *later = input->tip_policy ? input->tip_policy : input->policy;
    if (input->tip_diags && diags_count(input->tip_diags, DIAG_ERROR) > 0)
        later = input->policy;
    bool all = later != input->policy;
    struct diags old, new;
    diags_init(&old, judge->arena);
    diags_init(&new, judge->arena);
    find_lost(judge, input->policy, false, all, &old);
    find_lost(judge, later, true, all, &new);
    for (size_t i = 0; i < new.count; i++) {
        const struct diag *diag = &new.items[i];
        if (!has_text(&old, diag->text))
            vec_push(judge->arena, out,
                     file_fact(FACT_CO103, diag->place.path, diag->text, diag->hint, diag->place));
    }
}

static void ref_facts(struct judge *judge, struct fact_list *out)
{
    const struct gate_input *input = judge->input;
    struct str base = oid_short(judge->arena, &input->base);
    struct place nowhere = { .path = STR_EMPTY };
    if (input->refused.len > 0)
        vec_push(judge->arena, out,
                 file_fact(FACT_GT102, input->ref, STR_EMPTY, input->refused, nowhere));
    if (input->kind == UPDATE_DELETE)
        vec_push(judge->arena, out,
                 file_fact(FACT_GT103, input->ref, STR_EMPTY,
                           str_fmt(judge->arena, "it is at %.*s", STR_ARG(base)), nowhere));
    if (input->kind == UPDATE_REWIND)
        vec_push(
            judge->arena, out,
            file_fact(FACT_GT104, input->ref, STR_EMPTY,
                      str_fmt(judge->arena, "%.*s is not part of the new history", STR_ARG(base)),
                      nowhere));
}

void facts_of_policy(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    struct change_set *set = &judge->out->changes;
    struct fact_list found = { 0 }, waivers = { 0 };
    bool judged = input->before && input->after && input->policy->exists;
    if (judged) {
        owner_facts(judge, &found);
        unreadable_models(judge, &found);
        contract_facts(judge, &found);
        lost_consumers(judge, &found);
    }
    broken_policy(judge, &found);
    ref_facts(judge, &found);
    change_add_all(set, found.items, found.count);
    if (judged)
        expired_waivers(judge, &waivers);
    change_add_all(set, waivers.items, waivers.count);
}
