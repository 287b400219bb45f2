/* terms: see the header. Tables 2.6 and 2.8 of the design's facts on contracts. */
#include "contract/terms.h"

/* What each view comes to where the contract is in force, by compatibility. */
static const enum promise_effect effects[][COMPATIBILITY_FULL + 1] = {
    /*                     none            backward        forward         full */
    [PROMISE_DESCRIBED] = { EFFECT_DESCRIBED, EFFECT_DESCRIBED, EFFECT_DESCRIBED,
                            EFFECT_DESCRIBED },
    [PROMISE_EXTENDED] = { EFFECT_EXTENDED, EFFECT_EXTENDED, EFFECT_EXTENDED, EFFECT_EXTENDED },
    [PROMISE_TIGHTENED] = { EFFECT_AT_RISK, EFFECT_BROKEN, EFFECT_AT_RISK, EFFECT_BROKEN },
    [PROMISE_WIDENED] = { EFFECT_AT_RISK, EFFECT_AT_RISK, EFFECT_AT_RISK, EFFECT_BROKEN },
    [PROMISE_LOOSENED] = { EFFECT_AT_RISK, EFFECT_AT_RISK, EFFECT_BROKEN, EFFECT_BROKEN },
    [PROMISE_UNCLEAR] = { EFFECT_AT_RISK, EFFECT_BROKEN, EFFECT_BROKEN, EFFECT_BROKEN },
};

static bool is_in_force(enum contract_status status)
{
    return status == CONTRACT_UNSTATED || status == CONTRACT_ACTIVE ||
           status == CONTRACT_DEPRECATED;
}

enum promise_effect promise_effect(enum promise_view view, struct contract_terms terms)
{
    enum promise_effect effect = effects[view][terms.compatibility];
    return effect == EFFECT_BROKEN && !is_in_force(terms.status) ? EFFECT_AT_RISK : effect;
}

enum bump promise_bump(enum promise_effect effect)
{
    static const enum bump bumps[] = {
        [EFFECT_NONE] = BUMP_NONE,      [EFFECT_DESCRIBED] = BUMP_PATCH,
        [EFFECT_EXTENDED] = BUMP_MINOR, [EFFECT_AT_RISK] = BUMP_MINOR,
        [EFFECT_BROKEN] = BUMP_MAJOR,
    };
    return bumps[effect];
}

enum version_fault version_fault(struct str from, struct str to, enum bump needed)
{
    struct semver old, new;
    if (needed == BUMP_NONE)
        return VERSION_FINE;
    bool old_read = semver_parse(from, &old), new_read = semver_parse(to, &new);
    if (!old_read || !new_read) /* what could be compared before must stay so */
        return old_read || str_eq(from, to) || to.len == 0 ? VERSION_UNREADABLE : VERSION_FINE;
    if (semver_compare(&new, &old) <= 0)
        return VERSION_NOT_LATER;
    return semver_step(&old, &new) < needed ? VERSION_TOO_SMALL : VERSION_FINE;
}

bool status_may_follow(enum contract_status from, enum contract_status to)
{
    if (to == CONTRACT_UNSTATED)
        return !is_in_force(from) || from == CONTRACT_UNSTATED;
    if (from == CONTRACT_UNSTATED)
        return is_in_force(to) || to == CONTRACT_RETIRED;
    return to >= from || (from == CONTRACT_DRAFT && to == CONTRACT_PROPOSED);
}

bool contract_end_is_over(const struct contract_end *end, int64_t today_days)
{
    return end->is_deprecated && end->has_day && end->day <= today_days;
}

bool contract_may_go(const struct contract *contract, int64_t today_days)
{
    return contract->status == CONTRACT_RETIRED ||
           (contract->end.has_day && contract->end.day <= today_days);
}

const char *promise_effect_name(enum promise_effect effect)
{
    static const char *const names[] = { [EFFECT_NONE] = "none",
                                         [EFFECT_DESCRIBED] = "described",
                                         [EFFECT_EXTENDED] = "extended",
                                         [EFFECT_AT_RISK] = "at_risk",
                                         [EFFECT_BROKEN] = "broken" };
    return names[effect];
}
