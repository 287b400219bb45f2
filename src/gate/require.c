/* require: each requirement meets the evidence in the range: here the people who approve.
 *
 * Approvals are looked at in the order people understand best: is the line in order, is the person
 * asked, did the person write the change, was it given for this change. People are counted once,
 * under all their addresses. */
#include "gate/gate_private.h"

static bool asks_person(const struct requirement *requirement, struct str email)
{
    if (requirement->team)
        return team_has(requirement->team, email);
    return requirement->person_email.len > 0 && str_eq_fold(requirement->person_email, email);
}

static struct str whom(const struct requirement *requirement)
{
    if (requirement->team)
        return requirement->team->name;
    return requirement->person_email.len > 0 ? requirement->person_email : STR("anybody");
}

static void weigh(struct judge *judge, const struct requirement *requirement,
                  struct approval *approval, struct candidate *out)
{
    *out = (struct candidate){ .who = approval->who,
                               .commit = approval->commit->id,
                               .state = approval->fault,
                               .why = approval->why,
                               .trust = TRUST_DECLARED };
    if (approval->fault != CANDIDATE_COUNTS)
        return;
    if (!asks_person(requirement, approval->who.email)) {
        out->state = CANDIDATE_NOT_IN_TEAM;
        out->why = str_fmt(judge->arena, "is not %s%.*s", requirement->team ? "in " : "",
                           STR_ARG(whom(requirement)));
        return;
    }
    approval->was_asked = true;
    out->why = banned_reason(judge->banned, approval->who.email);
    if (out->why.len > 0) {
        out->state = CANDIDATE_IS_AUTHOR;
        return;
    }
    approval_weigh(judge, approval);
    out->state = approval->fresh;
    out->why = approval->fresh_why;
    if (out->state == CANDIDATE_COUNTS)
        approval_trust(judge, approval, requirement->trust, out);
}

struct people {
    VEC_OF(struct str);
};

static bool has_person(const struct people *people, struct str person)
{
    for (size_t i = 0; i < people->count; i++)
        if (str_eq(people->items[i], person))
            return true;
    return false;
}

static struct str person_of(const struct judge *judge, struct mailbox who)
{
    return who.email.len > 0 ? banned_person(judge->banned, who.email) : who.name;
}

/* What an approval came to over all requirements: counting once is what matters. */
static void remember(struct approval *approval, const struct candidate *candidate)
{
    bool better = approval->best == CANDIDATE_NOT_IN_TEAM;
    if (candidate->state == CANDIDATE_COUNTS || better) {
        approval->best = candidate->state;
        approval->best_why = candidate->why;
        approval->best_trust = trust_max(approval->best_trust, candidate->trust);
    }
}

/* One entry per person: the one that counts, else the newest. */
static void keep_candidate(struct judge *judge, struct judged *judged, struct people *seen,
                           struct candidate candidate)
{
    struct str person = person_of(judge, candidate.who);
    if (has_person(seen, person))
        return;
    vec_push(judge->arena, seen, person);
    vec_push(judge->arena, &judged->candidates, candidate);
}

static void list_could(struct judge *judge, struct judged *judged, const struct people *counted)
{
    const struct requirement *requirement = &judged->requirement;
    const struct team *team = requirement->team;
    size_t count = team ? team->members.count : 1;
    for (size_t i = 0; i < count; i++) {
        struct str email = team ? team->members.items[i] : requirement->person_email;
        if (email.len == 0 || banned_reason(judge->banned, email).len > 0 ||
            has_person(counted, banned_person(judge->banned, email)))
            continue;
        vec_push(judge->arena, &judged->could, email);
    }
}

static void judge_people(struct judge *judge, struct judged *judged)
{
    const struct requirement *requirement = &judged->requirement;
    struct people counted = { 0 }, seen = { 0 };
    struct {
        VEC_OF(struct candidate);
    } others = { 0 };
    vec_for (struct approval, approval, &judge->approvals) {
        struct candidate candidate;
        weigh(judge, requirement, approval, &candidate);
        remember(approval, &candidate);
        if (candidate.state != CANDIDATE_COUNTS) {
            vec_push(judge->arena, &others, candidate);
            continue;
        }
        size_t before = seen.count;
        keep_candidate(judge, judged, &seen, candidate);
        if (seen.count > before)
            vec_push(judge->arena, &counted, person_of(judge, candidate.who));
    }
    for (size_t i = 0; i < others.count; i++)
        keep_candidate(judge, judged, &seen, others.items[i]);
    judged->have = (unsigned)counted.count;
    judged->met = counted.count >= requirement->count;
    if (!judged->met && judge->input->unseen.len > 0)
        judged->found =
            str_fmt(judge->arena, "perhaps not all there is: %.*s", STR_ARG(judge->input->unseen));
    judge_teams_apart(judge, judged);
    list_could(judge, judged, &counted);
}

/* The server's file can only tighten. */
static enum trust least_trust(const struct judge *judge)
{
    return judge->input->server ? judge->input->server->trust : TRUST_UNSET;
}

static void judge_one(struct judge *judge, const struct requirement *requirement)
{
    struct judged *judged = vec_add(judge->arena, &judge->out->judged);
    *judged = (struct judged){ .requirement = *requirement, .found = STR_EMPTY };
    if (judged->requirement.count == 0)
        judged->requirement.count = 1;
    if (require_asks_people(requirement->kind))
        judged->requirement.trust = trust_max(requirement->trust, least_trust(judge));
    if (require_asks_people(requirement->kind))
        judge_people(judge, judged);
    else if (requirement->kind == REQUIRE_CONTRACT)
        judge_contract(judge, judged);
    else if (requirement->kind == REQUIRE_TRAILER)
        judge_trailer(judge, judged);
    else if (requirement->kind == REQUIRE_MEANING)
        judge_meaning(judge, judged);
    else if (requirement->kind == REQUIRE_EVIDENCE)
        judge_evidence(judge, judged);
}

/* The verdict's list of all approvals, each with what it came to. */
static void list_approvals(struct judge *judge)
{
    vec_for (struct approval, approval, &judge->approvals) {
        struct candidate candidate = { .who = approval->who,
                                       .commit = approval->commit->id,
                                       .state = approval->best,
                                       .why = approval->best_why,
                                       .trust = approval->best_trust };
        if (approval->fault != CANDIDATE_COUNTS) {
            candidate.state = approval->fault;
            candidate.why = approval->why;
        } else if (!approval->was_asked) {
            candidate.state = CANDIDATE_NOT_IN_TEAM;
            candidate.why = STR("nothing in this change asks this person");
        }
        vec_push(judge->arena, &judge->out->approvals, candidate);
    }
}

void judge_requirements(struct judge *judge)
{
    const struct requirements *requirements = &judge->out->rules.requirements;
    for (size_t i = 0; i < requirements->count; i++)
        judge_one(judge, &requirements->items[i]);
    judge_apart(judge);
    list_approvals(judge);
}
