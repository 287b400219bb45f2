/* require: each requirement meets the evidence in the range.
 *
 * Approvals are looked at in the order people understand best: is the line in order, is the person
 * asked, did the person write the change, was it given for this change. People are counted once,
 * under all their addresses. */
#include "gate/gate_private.h"

static bool asks_people(const struct requirement *requirement)
{
    return requirement->kind == REQUIRE_OWNER || requirement->kind == REQUIRE_CONSUMERS ||
           requirement->kind == REQUIRE_TEAM;
}

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
    *out =
        (struct candidate){ approval->who, approval->commit->id, approval->fault, approval->why };
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

static struct str person_of(struct judge *judge, struct mailbox who)
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
    list_could(judge, judged, &counted);
}

/* ---- contract ---- */

/* Contracts of one side that promise something about the model: by what they cover, so that a file
 * that was moved is still the same promise. */
static bool speaks_of(const struct contract *contract, const struct requirement *requirement)
{
    return contract_covers(contract, requirement->subject) ||
           (requirement->contract_hint.len > 0 &&
            str_eq(contract->path, requirement->contract_hint));
}

struct contract_count {
    size_t all, only_here; /* of one side; those that say something the other side does not */
    struct str path;       /* of the first */
};

static struct contract_count count_contracts(const struct contracts *here,
                                             const struct requirement *requirement)
{
    struct contract_count count = { .path = STR_EMPTY };
    for (size_t i = 0; i < here->count; i++) {
        const struct contract *contract = &here->items[i];
        if (!speaks_of(contract, requirement))
            continue;
        if (count.all++ == 0)
            count.path = contract->path;
        count.only_here += !contract->is_kept;
    }
    return count;
}

/* Met when a promise was rewritten: one of base is no longer there as it was, and one at the tip
 * says something new. Where base promised nothing, any contract at the tip is a new promise. */
static void judge_contract(struct judge *judge, struct judged *judged)
{
    const struct requirement *requirement = &judged->requirement;
    if (!judge_contracts(judge)) {
        judged->found = STR("the contracts could not be read");
        return;
    }
    struct contract_count old = count_contracts(&judge->before, requirement);
    struct contract_count new = count_contracts(&judge->after, requirement);
    judged->met = old.all == 0 || (old.only_here > 0 && new.only_here > 0);
    if (old.all == 0 && new.all == 0) /* nothing was promised, so there is nothing to change */
        judged->found =
            str_fmt(judge->arena, "no contract covers %.*s", STR_ARG(requirement->subject));
    else if (!judged->met && new.all == 0)
        judged->found = str_fmt(judge->arena, "%.*s is gone", STR_ARG(old.path));
    else if (!judged->met)
        judged->found = str_fmt(judge->arena, "%.*s did not change", STR_ARG(old.path));
}

/* ---- trailer ---- */

static void judge_value(struct judge *judge, struct judged *judged, const struct trailer *trailer,
                        const struct commit_info *commit)
{
    const struct pattern *match = judged->requirement.match;
    enum pattern_answer answer = match                    ? pattern_match(match, trailer->value)
                                 : trailer->value.len > 0 ? PATTERN_YES
                                                          : PATTERN_NO;
    if (answer == PATTERN_ERROR) {
        judge_undecided(judge, str_fmt(judge->arena, "matching trailer %.*s hit a limit",
                                       STR_ARG(judged->requirement.subject)));
        return;
    }
    judged->met = judged->met || answer == PATTERN_YES;
    if (answer == PATTERN_NO && judged->found.len == 0) {
        struct str hex = str_sub(oid_hex(judge->arena, &commit->id), 0, 7);
        judged->found =
            str_fmt(judge->arena, "%.*s in %.*s does not match %.*s", STR_ARG(trailer->key),
                    STR_ARG(hex), STR_ARG(match ? pattern_text(match) : STR("anything")));
    }
}

static void judge_trailer(struct judge *judge, struct judged *judged)
{
    struct str key = judged->requirement.subject;
    for (size_t i = 0; i < judge->input->commit_count; i++) {
        const struct trailers *trailers = &judge->trailers[i];
        for (size_t at = 0; at < trailers->count && !trailers->ambiguous; at++)
            if (str_eq_fold(trailers->items[at].key, key))
                judge_value(judge, judged, &trailers->items[at], &judge->input->commits[i]);
    }
    if (judged->met)
        judged->found = STR_EMPTY;
}

static void judge_one(struct judge *judge, const struct requirement *requirement)
{
    struct judged *judged = vec_add(judge->arena, &judge->out->judged);
    *judged = (struct judged){ .requirement = *requirement, .found = STR_EMPTY };
    if (judged->requirement.count == 0)
        judged->requirement.count = 1;
    if (asks_people(requirement))
        judge_people(judge, judged);
    else if (requirement->kind == REQUIRE_CONTRACT)
        judge_contract(judge, judged);
    else if (requirement->kind == REQUIRE_TRAILER)
        judge_trailer(judge, judged);
}

/* The verdict's list of all approvals, each with what it came to. */
static void list_approvals(struct judge *judge)
{
    vec_for (struct approval, approval, &judge->approvals) {
        struct candidate candidate = { approval->who, approval->commit->id, approval->best,
                                       approval->best_why };
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
    list_approvals(judge);
}
