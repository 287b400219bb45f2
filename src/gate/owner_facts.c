/* owner_facts: models without an owner, and models whose own owner property says something else.
 *
 * Who owns what is base's word alone. The property of a model is part of what a push can change: it
 * is compared and told, and gives nobody a right. */
#include "gate/gate_private.h"

bool change_is_material(const struct change_set *set, const struct model_change *change)
{
    for (size_t i = 0; i < change->fact_count; i++)
        if (fact_class_of(&set->facts.items[change->first_fact + i]) > CLASS_METADATA)
            return true;
    return false;
}

static bool has_fact(const struct change_set *set, const struct model_change *change,
                     enum fact_code code)
{
    for (size_t i = 0; i < change->fact_count; i++)
        if (set->facts.items[change->first_fact + i].code == code)
            return true;
    return false;
}

static struct fact model_fact(enum fact_code code, const struct model *before,
                              const struct model *after, struct str note)
{
    const struct model *side = after ? after : before;
    struct fact fact = file_fact(code, side->name, STR_EMPTY, note, side->place);
    fact.before = before;
    fact.after = after;
    return fact;
}

/* ---- unowned ---- */

/* The rule that leaves the model without an owner, and what the model says itself. */
static struct str unowned_note(struct arena *arena, const struct owner_set *owners,
                               const struct model *model)
{
    struct str note = STR_EMPTY;
    if (owners->left_out) {
        struct place place = owners->left_out->place;
        note =
            str_fmt(arena, "%.*s:%u leaves it without an owner", STR_ARG(place.path), place.line);
    }
    if (model->owner.len == 0)
        return note;
    return str_fmt(arena, "%.*s%sthe model's own owner property says %.*s", STR_ARG(note),
                   note.len ? "; " : "", STR_ARG(model->owner));
}

static void check_unowned(struct judge *judge, const struct model_change *change,
                          const struct owner_set *owners, struct fact_list *out)
{
    const struct model *side = change->after ? change->after : change->before;
    if (owners->count > 0 || owners->unsure)
        return;
    vec_push(judge->arena, out,
             model_fact(FACT_OW101, change->before, change->after,
                        unowned_note(judge->arena, owners, side)));
}

static bool is_owned(struct judge *judge, const struct policy *policy, const struct model *model)
{
    struct owner_set owners;
    struct owned thing = owned_model(model);
    policy_owners(&owners, judge->arena, policy, &thing);
    return owners.count > 0 || owners.unsure;
}

/* Models whose owner base names, and the push takes away without touching them. */
static void lost_owners(struct judge *judge, struct fact_list *out)
{
    const struct gate_input *input = judge->input;
    if (!input->tip_policy || diags_count(input->tip_diags, DIAG_ERROR) > 0)
        return;
    for (size_t i = 0; i < input->after->count; i++) {
        const struct project *project = input->after->items[i];
        for (size_t at = 0; at < project->models.count; at++) {
            const struct model *after = project->models.items[at];
            if (is_owned(judge, input->tip_policy, after) || !is_owned(judge, input->policy, after))
                continue;
            vec_push(judge->arena, out,
                     model_fact(FACT_OW101, projects_model(input->before, after->fqn), after,
                                STR("the push takes its owner rule away")));
        }
    }
}

/* ---- the model's own word ---- */

enum { NAMES_SHOWN = 3 };

/* Properties are identifiers or texts: finance_data is finance-data to people. */
static bool same_word(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        char x = byte_lower(a.ptr[i]), y = byte_lower(b.ptr[i]);
        bool gaps = (x == '-' || x == '_' || x == ' ') && (y == '-' || y == '_' || y == ' ');
        if (x != y && !gaps)
            return false;
    }
    return true;
}

static bool team_answers(const struct team *team, const struct team *called, struct str word)
{
    bool found = same_word(team->name, word) || team_has(team, word);
    for (size_t i = 0; i < team->parts.count && !found; i++)
        found = same_word(team->parts.items[i]->name, word);
    if (found || !called)
        return found;
    return team_includes(team, called) ||
           (called->members.count == 1 && team_has(team, called->members.items[0]));
}

static bool is_among(const struct policy *policy, const struct owner_set *owners, struct str word)
{
    const struct team *called = policy_called(policy, word);
    for (size_t i = 0; i < owners->count; i++)
        for (size_t at = 0; at < owners->items[i]->teams.count; at++)
            if (team_answers(owners->items[i]->teams.items[at], called, word))
                return true;
    return false;
}

static struct str owner_names(struct arena *arena, const struct owner_set *owners)
{
    struct str out = STR_EMPTY;
    size_t count = 0;
    for (size_t i = 0; i < owners->count; i++)
        for (size_t at = 0; at < owners->items[i]->teams.count; at++, count++)
            if (count < NAMES_SHOWN)
                out = str_fmt(arena, "%.*s%s%.*s", STR_ARG(out), count ? " and " : "",
                              STR_ARG(owners->items[i]->teams.items[at]->name));
    if (count > NAMES_SHOWN)
        out = str_fmt(arena, "%.*s and %zu more", STR_ARG(out), count - NAMES_SHOWN);
    return out;
}

static void check_property(struct judge *judge, const struct model_change *change,
                           const struct owner_set *owners, struct fact_list *out)
{
    const struct policy *policy = judge->input->policy;
    const struct model *after = change->after;
    if (!after || after->owner.len == 0 || owners->count == 0 || owners->unsure ||
        is_among(policy, owners, after->owner))
        return;
    struct str names = owner_names(judge->arena, owners);
    struct str note =
        str_fmt(judge->arena, "the policy names %.*s%s", STR_ARG(names),
                policy_called(policy, after->owner) ? "" : "; it knows nobody by that name");
    struct fact fact = model_fact(FACT_OW102, change->before, after, note);
    fact.new_text = after->owner;
    vec_push(judge->arena, out, fact);
}

/* A change that asks nobody needs no owner: reformatting an unowned model stays silent. The
 * property is told where somebody looks at the model anyway, or where it is what changed. */
static void check_models(struct judge *judge, struct fact_list *out)
{
    const struct change_set *set = &judge->out->changes;
    for (size_t i = 0; i < set->models.count; i++) {
        const struct model_change *change = &set->models.items[i];
        const struct model *side = change->after ? change->after : change->before;
        bool material = change_is_material(set, change);
        if (!side || (!material && !has_fact(set, change, FACT_MT101)))
            continue;
        struct owner_set owners;
        struct owned thing = owned_model(side);
        policy_owners(&owners, judge->arena, judge->input->policy, &thing);
        if (material)
            check_unowned(judge, change, &owners, out);
        check_property(judge, change, &owners, out);
    }
}

void owner_facts(struct judge *judge, struct fact_list *out)
{
    check_models(judge, out);
    lost_owners(judge, out);
}
