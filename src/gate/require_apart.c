/* require_apart: approvals that must come from different teams, or from different people.
 *
 * One person in two teams speaks for one of them at a time; who speaks for what is chosen so that
 * as much as possible is met. */
#include "gate/assign.h"
#include "gate/gate_private.h"

struct crowd {
    VEC_OF(struct mailbox); /* people that count, each once */
};

static struct crowd counted(struct judge *judge, const struct judged *judged)
{
    struct crowd crowd = { 0 };
    for (size_t i = 0; i < judged->candidates.count; i++)
        if (judged->candidates.items[i].state == CANDIDATE_COUNTS)
            vec_push(judge->arena, &crowd, judged->candidates.items[i].who);
    return crowd;
}

/* ---- different teams ---- */

struct seats {
    const struct crowd *crowd;
    const struct require *of;
};

static bool in_team(const void *ctx, size_t person, size_t place)
{
    const struct seats *seats = ctx;
    return team_has(seats->of->teams.items[place], seats->crowd->items[person].email);
}

void judge_teams_apart(struct judge *judge, struct judged *judged)
{
    const struct require *of = judged->requirement.of;
    if (!of || of->distinct_teams == 0)
        return;
    struct crowd crowd = counted(judge, judged);
    struct seats seats = { &crowd, of };
    struct assignment assignment = { crowd.count, of->teams.count, in_team, &seats, NULL };
    size_t teams = assign_people(&assignment, judge->arena);
    if (teams >= of->distinct_teams)
        return;
    judged->met = false;
    judged->found =
        str_fmt(judge->arena, "approvals of %zu of %u different teams", teams, of->distinct_teams);
}

/* ---- different people for the requirements of one rule ---- */

/* A place is one of the people that a requirement counts. */
struct place_of_rule {
    struct judged *judged;
    struct crowd crowd;
};
struct places {
    VEC_OF(struct place_of_rule);
    struct {
        VEC_OF(struct str);
    } people; /* one address for each person */
    const struct judge *judge;
};

static struct str person_of(const struct judge *judge, struct mailbox who)
{
    return banned_person(judge->banned, who.email);
}

static bool may_fill(const void *ctx, size_t person, size_t place)
{
    const struct places *places = ctx;
    const struct crowd *crowd = &places->items[place].crowd;
    for (size_t i = 0; i < crowd->count; i++)
        if (str_eq(person_of(places->judge, crowd->items[i]), places->people.items[person]))
            return true;
    return false;
}

static void add_person(struct judge *judge, struct places *places, struct str person)
{
    for (size_t i = 0; i < places->people.count; i++)
        if (str_eq(places->people.items[i], person))
            return;
    vec_push(judge->arena, &places->people, person);
}

static bool has_rule(const struct requirement *requirement, const struct rule *rule)
{
    for (size_t i = 0; i < requirement->rules.count; i++)
        if (requirement->rules.items[i] == rule)
            return true;
    return false;
}

static void add_places(struct judge *judge, struct places *places, struct judged *judged)
{
    struct place_of_rule place = { judged, counted(judge, judged) };
    for (size_t i = 0; i < place.crowd.count; i++)
        add_person(judge, places, person_of(judge, place.crowd.items[i]));
    for (unsigned i = 0; i < judged->requirement.count; i++)
        vec_push(judge->arena, places, place);
}

static void judge_rule_apart(struct judge *judge, const struct rule *rule)
{
    struct places places = { .judge = judge };
    vec_for (struct judged, judged, &judge->out->judged)
        if (require_asks_people(judged->requirement.kind) && has_rule(&judged->requirement, rule))
            add_places(judge, &places, judged);
    struct assignment assignment = { places.people.count, places.count, may_fill, &places, NULL };
    (void)assign_people(&assignment, judge->arena);
    for (size_t i = 0; i < places.count; i++) {
        struct judged *judged = places.items[i].judged;
        if (assignment.person_of[i] != SIZE_MAX || !judged->met)
            continue;
        judged->met = false;
        judged->found = str_fmt(
            judge->arena, "rule %.*s asks for different people, and who approved counts elsewhere",
            STR_ARG(rule->id));
    }
}

void judge_apart(struct judge *judge)
{
    const struct policy *policy = judge->input->policy;
    for (size_t i = 0; i < policy->rules.count; i++)
        if (policy->rules.items[i]->distinct_people)
            judge_rule_apart(judge, policy->rules.items[i]);
}
