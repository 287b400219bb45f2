#include "report/model.h"

#include "change/promise.h"

bool judged_asks_people(const struct judged *judged)
{
    return require_asks_people(judged->requirement.kind);
}

struct str requirement_asks(const struct requirement *requirement)
{
    if (requirement->team)
        return requirement->team->name;
    return requirement->person_name.len > 0 ? requirement->person_name : requirement->person_email;
}

struct str requirement_contact(const struct requirement *requirement)
{
    if (requirement->consumer && requirement->consumer->contact.len > 0)
        return requirement->consumer->contact;
    return requirement->team ? requirement->team->contact : STR_EMPTY;
}

bool requirement_is_about(const struct requirement *requirement, size_t fact)
{
    for (size_t i = 0; i < requirement->facts.count; i++)
        if (requirement->facts.items[i] == fact)
            return true;
    return false;
}

struct str verdict_fault(const struct verdict *verdict)
{
    if (verdict->outcome == OUTCOME_UNDECIDED)
        return verdict->why_undecided;
    const enum policy_level *levels = verdict->rules.fact_level;
    for (size_t i = 0; levels && i < verdict->changes.facts.count; i++)
        if (levels[i] == LEVEL_BLOCK)
            return STR_EMPTY;
    return verdict->outcome == OUTCOME_BLOCK ? verdict->why_blocked : STR_EMPTY;
}

const struct waiver *verdict_waiver(const struct verdict *verdict, size_t fact)
{
    for (size_t i = 0; i < verdict->rules.waived.count; i++)
        if (verdict->rules.waived.items[i].fact == fact)
            return verdict->rules.waived.items[i].waiver;
    return NULL;
}

enum outcome run_outcome(const struct run *run)
{
    enum outcome worst = OUTCOME_PASS;
    for (size_t i = 0; i < run->count; i++)
        if (run->verdicts[i].outcome > worst)
            worst = run->verdicts[i].outcome;
    return worst;
}

static struct str command_of(struct arena *arena, const char *word, const struct verdict *verdict)
{
    struct str base = oid_short(arena, &verdict->base), tip = oid_short(arena, &verdict->tip);
    if (base.len == 0)
        return str_fmt(arena, "stoplog %s", word);
    if (tip.len == 0)
        return str_fmt(arena, "stoplog %s %.*s", word, STR_ARG(base));
    return str_fmt(arena, "stoplog %s %.*s %.*s", word, STR_ARG(base), STR_ARG(tip));
}

struct str view_approve_command(struct arena *arena, const struct verdict *verdict)
{
    return command_of(arena, "approve", verdict);
}

struct str view_check_command(struct arena *arena, const struct verdict *verdict)
{
    return command_of(arena, "check", verdict);
}

/* ---- groups ---- */

static struct place first_place(const struct change_set *changes, const struct view_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        struct place place = changes->facts.items[group->first + i].place;
        if (place.path.len > 0)
            return place;
    }
    return (struct place){ .path = STR_EMPTY };
}

/* Being unowned, or under a contract that changed or stayed behind, does not make a new column
 * anything else than additive: these facts are about the rules, not about the model. */
static bool is_about_rules(enum fact_code code)
{
    enum promise_view view;
    return code == FACT_OW101 || code == FACT_CT101 || code == FACT_CT107 || code == FACT_CT108 ||
           code == FACT_CT110 || fact_promise(code, &view);
}

static enum fact_class own_class(const struct change_set *changes,
                                 const struct model_change *change)
{
    enum fact_class class = CLASS_COSMETIC;
    for (size_t i = change->first_fact; i < change->first_fact + change->fact_count; i++) {
        const struct fact *fact = &changes->facts.items[i];
        if (!is_about_rules(fact->code) && fact_class_of(fact) > class)
            class = fact_class_of(fact);
    }
    return class;
}

/* A model that lost its owner to another policy did not change itself. */
static bool is_change(const struct change_set *changes, const struct model_change *change)
{
    for (size_t i = change->first_fact; i < change->first_fact + change->fact_count; i++)
        if (!is_about_rules(changes->facts.items[i].code))
            return true;
    return false;
}

static void add_models(struct view *view, struct arena *arena, const struct impact *impact)
{
    const struct change_set *changes = view->changes;
    for (size_t i = 0; i < changes->models.count; i++) {
        const struct model_change *change = &changes->models.items[i];
        const struct model *side = change->after ? change->after : change->before;
        struct view_group group = { .change = change,
                                    .subject = change->name,
                                    .class = own_class(changes, change),
                                    .first = change->first_fact,
                                    .count = change->fact_count };
        /* Of a model that did not change itself it is what its rules are about. */
        if (!is_change(changes, change))
            group.class = change->class;
        group.place = side ? side->place : first_place(changes, &group);
        if (impact && impact->downstream_of_model)
            group.downstream = impact->downstream_of_model[i];
        view->by_class[group.class] += is_change(changes, change);
        vec_push(arena, &view->groups, group);
    }
}

/* Facts that no group holds yet keep SIZE_MAX. */
static void index_facts(struct view *view)
{
    for (size_t i = 0; i < view->changes->facts.count; i++)
        view->group_of_fact[i] = SIZE_MAX;
    for (size_t at = 0; at < view->groups.count; at++) {
        const struct view_group *group = &view->groups.items[at];
        for (size_t i = group->first; i < group->first + group->count; i++)
            view->group_of_fact[i] = at;
    }
}

/* Facts of a file or ref that say nothing about a change of that file. */
static bool leaves_file_alone(enum fact_code code)
{
    static const enum fact_code codes[] = { FACT_CO103, FACT_PO103, FACT_GT101,
                                            FACT_GT102, FACT_GT103, FACT_GT104 };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (code == codes[i])
            return true;
    return false;
}

static size_t count_files(const struct view *view)
{
    size_t count = 0;
    for (size_t at = 0; at < view->groups.count; at++) {
        const struct view_group *group = &view->groups.items[at];
        bool changed = false;
        for (size_t i = group->first; !group->change && i < group->first + group->count; i++)
            changed = changed || !leaves_file_alone(view->changes->facts.items[i].code);
        count += changed;
    }
    return count;
}

/* What no model's range holds is about files and refs. */
static void add_files(struct view *view, struct arena *arena)
{
    const struct change_set *changes = view->changes;
    struct view_group *open = NULL;
    for (size_t i = 0; i < changes->facts.count; i++) {
        const struct fact *fact = &changes->facts.items[i];
        if (view->group_of_fact[i] != SIZE_MAX) {
            open = NULL;
            continue;
        }
        if (!open || !str_eq(open->subject, fact->subject)) {
            open = vec_add(arena, &view->groups);
            *open = (struct view_group){ .subject = fact->subject, .first = i };
            open->place = fact->place;
        }
        open->count++;
        if (fact_class_of(fact) > open->class)
            open->class = fact_class_of(fact);
    }
}

static void find_groups(struct view *view, struct arena *arena, const struct impact *impact)
{
    view->group_of_fact =
        arena_array(arena, view->changes->facts.count, sizeof *view->group_of_fact);
    add_models(view, arena, impact);
    index_facts(view);
    add_files(view, arena);
    view->files = count_files(view);
    index_facts(view);
}

/* ---- what the verdict adds ---- */

static struct view_group *group_of(struct view *view, size_t fact)
{
    return &view->groups.items[view->group_of_fact[fact]];
}

static void add_reach(struct view *view, struct arena *arena, const struct reach *reach)
{
    struct view_group *group = group_of(view, reach->fact);
    for (size_t i = 0; i < group->reaches.count; i++) {
        struct view_reach *known = &group->reaches.items[i];
        if (known->consumer != reach->reader)
            continue;
        if (reach->path_count < known->reach->path_count)
            known->reach = reach;
        return;
    }
    vec_push(arena, &group->reaches, (struct view_reach){ reach->reader, reach });
}

static void add_levels(struct view *view)
{
    const enum policy_level *levels = view->verdict->rules.fact_level;
    vec_for (struct view_group, group, &view->groups) {
        for (size_t i = group->first; levels && i < group->first + group->count; i++) {
            enum fact_code code = view->changes->facts.items[i].code;
            if (levels[i] > group->level)
                group->level = levels[i];
            if (fact_is_fatal(code) && levels[i] == LEVEL_BLOCK)
                group->is_asked = true;
        }
    }
}

/* A warning that no requirement speaks for: somebody must at least see the file. */
static void ask_to_see(struct view *view, struct arena *arena)
{
    const struct verdict *verdict = view->verdict;
    bool *spoken = arena_array(arena, view->changes->facts.count, sizeof *spoken);
    for (size_t i = 0; i < verdict->judged.count; i++) {
        const struct requirement *requirement = &verdict->judged.items[i].requirement;
        for (size_t at = 0; at < requirement->facts.count; at++)
            spoken[requirement->facts.items[at]] = true;
    }
    for (size_t i = 0; verdict->rules.fact_level && i < view->changes->facts.count; i++)
        if (!spoken[i] && verdict->rules.fact_level[i] >= LEVEL_WARN)
            group_of(view, i)->is_asked = true;
}

static bool has_approver(const struct view *view, struct str email)
{
    for (size_t i = 0; i < view->approvers.count; i++)
        if (str_eq(view->approvers.items[i].who.email, email))
            return true;
    return false;
}

static void add_judged(struct view *view, struct arena *arena, const struct judged *judged)
{
    if (judged->requirement.level < LEVEL_WARN)
        return;
    for (size_t i = 0; i < judged->candidates.count; i++) {
        const struct candidate *candidate = &judged->candidates.items[i];
        if (candidate->state == CANDIDATE_COUNTS && !has_approver(view, candidate->who.email))
            vec_push(arena, &view->approvers, *candidate);
    }
    if (judged->met) {
        vec_push(arena, &view->met, judged);
        return;
    }
    vec_push(arena, &view->unmet, judged);
    for (size_t i = 0; i < judged->requirement.facts.count; i++)
        group_of(view, judged->requirement.facts.items[i])->is_asked = true;
}

static bool same_need(const struct judged *one, const struct judged *other)
{
    const struct requirement *a = &one->requirement, *b = &other->requirement;
    if (a->kind != b->kind || a->level != b->level)
        return false;
    if (a->kind == REQUIRE_NOTHING)
        return a->rules.count > 0 && b->rules.count > 0 && a->rules.items[0] == b->rules.items[0];
    return judged_asks_people(one) && a->team == b->team && a->count == b->count &&
           a->trust == b->trust && str_eq(a->person_email, b->person_email) &&
           one->have == other->have && str_eq(one->found, other->found);
}

static struct view_need *need_of(struct view *view, struct arena *arena,
                                 const struct judged *judged)
{
    vec_for (struct view_need, need, &view->needs)
        if (same_need(need->judged, judged))
            return need;
    struct view_need *need = vec_add(arena, &view->needs);
    need->judged = judged;
    return need;
}

static void merge_needs(struct view *view, struct arena *arena)
{
    for (size_t i = 0; i < view->unmet.count; i++) {
        const struct judged *judged = view->unmet.items[i];
        const struct requirement *requirement = &judged->requirement;
        struct str subject =
            requirement->consumer ? requirement->consumer->id : requirement->subject;
        struct view_need *need = need_of(view, arena, judged);
        vec_push(arena, &need->subjects, subject);
    }
}

static int group_order(const void *a, const void *b)
{
    const struct view_group *x = a, *y = b;
    if (x->is_asked != y->is_asked)
        return x->is_asked ? -1 : 1;
    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->class != y->class)
        return x->class > y->class ? -1 : 1;
    int order = str_cmp(x->subject, y->subject);
    return order ? order : (x->first > y->first) - (x->first < y->first);
}

static void sort_groups(struct view *view)
{
    if (view->groups.count > 1)
        qsort(view->groups.items, view->groups.count, sizeof *view->groups.items, group_order);
    index_facts(view);
}

/* Nothing in it that a shell reads as more than a word. */
static bool is_plain_word(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!byte_is_alpha(text.ptr[i]) && !byte_is_digit(text.ptr[i]) &&
            !(text.ptr[i] == '/' || text.ptr[i] == '.' || text.ptr[i] == '_' ||
              (text.ptr[i] == '-' && i > 0)))
            return false;
    return text.len > 0;
}

/* A name that would have to be quoted is left for people to type. */
static struct str mend_of(struct arena *arena, const struct view *view, const struct fact *fact)
{
    struct str path = fact->place.path;
    struct str base = view->verdict ? oid_short(arena, &view->verdict->base) : STR_EMPTY;
    if (base.len == 0 || !is_plain_word(path))
        return STR_EMPTY;
    switch (fact->code) {
    case FACT_CT102:
    case FACT_CT103:
        return str_fmt(arena, "stoplog contract bump %.*s --base %.*s", STR_ARG(path),
                       STR_ARG(base));
    case FACT_CT107:
    case FACT_CT108:
    case FACT_CT110:
        return str_fmt(arena, "stoplog contract check %.*s", STR_ARG(path));
    default:
        return STR_EMPTY;
    }
}

/* The worst fact of the first unmet requirement, else of the first group above metadata. */
static void choose_explain(struct view *view, struct arena *arena)
{
    const struct fact *best = NULL;
    const struct judged *judged = view->unmet.count > 0 ? view->unmet.items[0] : NULL;
    for (size_t i = 0; judged && i < judged->requirement.facts.count; i++) {
        const struct fact *fact = &view->changes->facts.items[judged->requirement.facts.items[i]];
        if (!best || fact_class_of(fact) > fact_class_of(best))
            best = fact;
    }
    if (!best && view->groups.count > 0 && view->groups.items[0].class > CLASS_METADATA) {
        const struct view_group *group = &view->groups.items[0];
        for (size_t i = group->first; i < group->first + group->count; i++) {
            const struct fact *fact = &view->changes->facts.items[i];
            if (!best || fact_class_of(fact) > fact_class_of(best))
                best = fact;
        }
    }
    view->explain = best ? str_of(fact_row(best->code)->code) : STR_EMPTY;
    view->mend = best ? mend_of(arena, view, best) : STR_EMPTY;
}

const struct plan_entry *view_plan_of(const struct view *view, const struct view_group *group)
{
    const struct model_change *change = group->change;
    const struct model *side = !change ? NULL : change->after ? change->after : change->before;
    return side && view->plan ? plan_find(view->plan, side->fqn) : NULL;
}

void view_of_changes(struct view *out, struct arena *arena, const struct change_set *changes,
                     const struct impact *impact, const struct plan *plan)
{
    *out = (struct view){ .changes = changes, .plan = plan, .explain = STR_EMPTY };
    find_groups(out, arena, impact);
    sort_groups(out);
    choose_explain(out, arena);
}

void view_of_verdict(struct view *out, struct arena *arena, const struct verdict *verdict)
{
    *out = (struct view){ .verdict = verdict,
                          .changes = &verdict->changes,
                          .plan = verdict->plan.known ? &verdict->plan : NULL };
    find_groups(out, arena, &verdict->impact);
    for (size_t i = 0; i < verdict->impact.reaches.count; i++)
        add_reach(out, arena, &verdict->impact.reaches.items[i]);
    add_levels(out);
    for (size_t i = 0; i < verdict->judged.count; i++)
        add_judged(out, arena, &verdict->judged.items[i]);
    ask_to_see(out, arena);
    merge_needs(out, arena);
    for (size_t i = 0; i < verdict->consumers.count; i++)
        out->consumers_reached += verdict->consumers.items[i].reached;
    sort_groups(out);
    choose_explain(out, arena);
}
