/* require_contract: whether the contract of a model changed with it, and its version far enough. */
#include "gate/gate_private.h"

/* Contracts of one side that promise something about the model: by what they cover, so that a file
 * that was moved is still the same promise. */
static bool speaks_of(const struct covers *covers, const struct contract_file *contract,
                      const struct requirement *requirement)
{
    return covers_name(covers, contract, requirement->subject) ||
           (requirement->contract_hint.len > 0 &&
            str_eq(contract->path, requirement->contract_hint));
}

struct contract_count {
    size_t all, only_here; /* of one side; those that say something the other side does not */
    struct str path;       /* of the first */
};

static struct contract_count count_contracts(const struct contracts *here,
                                             const struct covers *covers,
                                             const struct requirement *requirement)
{
    struct contract_count count = { .path = STR_EMPTY };
    for (size_t i = 0; i < here->count; i++) {
        const struct contract_file *contract = &here->items[i];
        if (!speaks_of(covers, contract, requirement))
            continue;
        if (count.all++ == 0)
            count.path = contract->path;
        count.only_here += !contract->is_kept;
    }
    return count;
}

/* ---- versions ---- */

static struct str shown_version(struct str version)
{
    return version.len > 0 ? version : STR("none");
}

/* Whether the version moved far enough; where the old one is no semver it must differ. */
static bool moved(const struct contract_file *old, const struct contract_file *new, enum bump asked)
{
    struct semver from, to;
    if (!semver_parse(old->version, &from))
        return new->version.len > 0 && !str_eq(old->version, new->version);
    return semver_parse(new->version, &to) && semver_step(&from, &to) >= asked;
}

/* What a contract of base is now: itself, or whichever speaks of the model at the tip. */
static const struct contract_file *successor(const struct judge *judge, size_t old,
                                             const struct requirement *requirement)
{
    const struct contract_file *new = judge->promises.pairs.items[old].after;
    for (size_t i = 0; !new &&i < judge->after.count; i++)
        if (speaks_of(&judge->promises.covers_after, &judge->after.items[i], requirement))
            new = &judge->after.items[i];
    return new;
}

/* Every contract that promises something about the model must say how much changed. */
static void judge_bump(struct judge *judge, struct judged *judged)
{
    const struct requirement *requirement = &judged->requirement;
    for (size_t i = 0; i < judge->before.count && judged->met; i++) {
        const struct contract_file *old = &judge->before.items[i];
        bool speaks = speaks_of(&judge->promises.covers_before, old, requirement);
        const struct contract_file *new = speaks ? successor(judge, i, requirement) : NULL;
        if (!new || moved(old, new, requirement->bump))
            continue;
        struct str from = shown_version(old->version), to = shown_version(new->version);
        judged->met = false;
        judged->found = str_fmt(judge->arena, "the version of %.*s goes from %.*s to %.*s",
                                STR_ARG(new->path), STR_ARG(from), STR_ARG(to));
    }
}

/* Met when a promise was rewritten: one of base is no longer there as it was, and one at the tip
 * says something new. Where base promised nothing, any contract at the tip is a new promise. */
void judge_contract(struct judge *judge, struct judged *judged)
{
    const struct requirement *requirement = &judged->requirement;
    if (!judge_contracts(judge)) {
        judged->found = STR("the contracts could not be read");
        return;
    }
    struct contract_count old =
        count_contracts(&judge->before, &judge->promises.covers_before, requirement);
    struct contract_count new =
        count_contracts(&judge->after, &judge->promises.covers_after, requirement);
    judged->met = old.all == 0 || (old.only_here > 0 && new.only_here > 0);
    if (old.all == 0 && new.all == 0) /* nothing was promised, so there is nothing to change */
        judged->found =
            str_fmt(judge->arena, "no contract covers %.*s", STR_ARG(requirement->subject));
    else if (!judged->met && new.all == 0)
        judged->found = str_fmt(judge->arena, "%.*s is gone", STR_ARG(old.path));
    else if (!judged->met)
        judged->found = str_fmt(judge->arena, "%.*s did not change", STR_ARG(old.path));
    else if (requirement->bump != BUMP_NONE)
        judge_bump(judge, judged);
}
