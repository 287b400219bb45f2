#include "report/sentences.h"

const char sentence_approval[] =
    ": it stays valid through rebase, squash and reformatting, and ends when what changes is "
    "something else.";

struct str sentence_outcome(struct arena *arena, const struct verdict *verdict)
{
    static const char *const words[] = {
        [OUTCOME_PASS] = "passes",
        [OUTCOME_WARN] = "passes with warnings",
        [OUTCOME_OVERRIDDEN] = "passes by an override",
        [OUTCOME_BLOCK] = "is blocked",
        [OUTCOME_UNDECIDED] = "cannot be decided",
    };
    bool lets_in = verdict->observe && verdict->outcome >= OUTCOME_BLOCK;
    return str_fmt(arena, "%s%s", words[verdict->outcome],
                   lets_in ? ", but the server only observes" : "");
}

struct str sentence_reason(const struct verdict *verdict)
{
    if (verdict->outcome == OUTCOME_OVERRIDDEN)
        return verdict->override.reason;
    return verdict->outcome == OUTCOME_UNDECIDED ? verdict->why_undecided : verdict->why_blocked;
}

struct str sentence_need(struct arena *arena, const struct requirement *requirement)
{
    bool must = requirement->level == LEVEL_BLOCK;
    if (requirement->kind == REQUIRE_NOTHING)
        return must ? STR("not be: ") : STR("be looked at: ");
    return str_fmt(arena, "%s of ", require_kind_name(requirement->kind));
}

struct str sentence_owner(const struct consumer *consumer)
{
    if (consumer->team)
        return consumer->team->name;
    return consumer->owner_name.len > 0 ? consumer->owner_name : consumer->owner_email;
}

struct str sentence_contact(const struct consumer *consumer)
{
    if (consumer->contact.len > 0 || !consumer->team)
        return consumer->contact;
    return consumer->team->contact;
}

bool sentence_asks_people(const struct view *view)
{
    for (size_t i = 0; i < view->unmet.count; i++)
        if (judged_asks_people(view->unmet.items[i]))
            return true;
    return false;
}

struct str sentence_last_command(struct arena *arena, const struct view *view)
{
    const struct verdict *verdict = view->verdict;
    if (verdict->outcome == OUTCOME_UNDECIDED)
        return view_check_command(arena, verdict);
    if (view->mend.len > 0 && verdict->outcome > OUTCOME_PASS)
        return view->mend;
    if (view->explain.len > 0 && verdict->outcome > OUTCOME_PASS)
        return str_fmt(arena, "stoplog explain %.*s", STR_ARG(view->explain));
    return verdict->policy_exists ? STR_EMPTY : STR("stoplog init");
}

struct str sentence_next_command(struct arena *arena, const struct view *view)
{
    const struct verdict *verdict = view->verdict;
    bool asks = verdict->outcome != OUTCOME_OVERRIDDEN && verdict->fingerprint.hex.len > 0 &&
                sentence_asks_people(view);
    return asks ? view_approve_command(arena, verdict) : sentence_last_command(arena, view);
}

static bool builds_a_table(enum plan_category category)
{
    return category == PLAN_ADDED || category == PLAN_BREAKING || category == PLAN_NON_BREAKING ||
           category == PLAN_INDIRECT_BREAKING;
}

void rebuild_of(struct rebuild *out, struct arena *arena, const struct view *view)
{
    const struct plan *plan = view->plan;
    *out = (struct rebuild){ 0 };
    for (size_t i = 0; plan && i < plan->count; i++) {
        out->built += builds_a_table(plan->items[i].category);
        if (plan->items[i].forward_only)
            vec_push(arena, &out->in_place, plan->items[i].name);
    }
}

struct rebuild_text rebuild_sentences(struct arena *arena, const struct rebuild *rebuild)
{
    struct rebuild_text text = { .after = STR_EMPTY };
    const char *rollback = "views point back to the old tables as long as SQLMesh keeps them.";
    if (rebuild->in_place.count > 0) {
        rollback = "not by pointing views back for ";
        text.after = STR(", whose tables are changed in place.");
    }
    text.before = str_fmt(
        arena,
        "Backfill: SQLMesh would build %zu model%s anew, if production was built from base. "
        "Rollback: %s",
        rebuild->built, rebuild->built == 1 ? "" : "s", rollback);
    return text;
}

struct str sentence_found(const struct judged *judged)
{
    const struct requirement *requirement = &judged->requirement;
    if (judged->found.len > 0 || requirement->kind != REQUIRE_NOTHING ||
        requirement->rules.count == 0)
        return judged->found;
    const struct rule *rule = requirement->rules.items[0];
    return rule->fix.len > 0 ? rule->fix : rule->why;
}
