/* version_facts: a contract that says something else says so with its version, and its status goes
 * forward only. Source: table 2.8 of the design's facts on contracts. */
#include "gate/promises.h"

/* "3.0.0": the first version that is far enough; "" when the old one is no semver. */
static struct str next_version(struct arena *arena, struct str from, enum bump bump)
{
    struct semver v;
    if (!semver_parse(from, &v))
        return STR_EMPTY;
    if (v.major == 0 && bump > BUMP_PATCH)
        bump--;
    if (bump == BUMP_MAJOR)
        return str_fmt(arena, "%llu.0.0", (unsigned long long)v.major + 1);
    if (bump == BUMP_MINOR)
        return str_fmt(arena, "%llu.%llu.0", (unsigned long long)v.major,
                       (unsigned long long)v.minor + 1);
    return str_fmt(arena, "%llu.%llu.%llu", (unsigned long long)v.major,
                   (unsigned long long)v.minor,
                   (unsigned long long)v.patch + (v.prerelease.len == 0));
}

static struct str why(struct arena *arena, const struct contract_pair *pair, enum bump needed)
{
    struct str next = next_version(arena, pair->before->contract.version, needed);
    const char *effect = pair->effect == EFFECT_BROKEN     ? "a promise is broken"
                         : pair->effect == EFFECT_AT_RISK  ? "a promise changed"
                         : pair->effect == EFFECT_EXTENDED ? "more is promised"
                                                           : "the text changed";
    if (next.len == 0)
        return str_fmt(arena, "%s, so the version must be another one", effect);
    return str_fmt(arena, "%s, which asks for %s: %.*s", effect, bump_name(needed), STR_ARG(next));
}

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
    enum bump needed = promise_bump(pair->effect);
    enum version_fault fault = version_fault(old->version, new->version, needed);
    if (fault == VERSION_FINE)
        return;
    struct fact fact =
        about(pair, fault == VERSION_UNREADABLE ? FACT_CT103 : FACT_CT102, "version", old->version,
              new->version, new->version_place.path.len > 0 ? new->version_place : new->place);
    fact.note = why(judge->arena, pair, needed);
    vec_push(judge->arena, out, fact);
}

static void check_status(struct judge *judge, const struct contract_pair *pair,
                         struct fact_list *out)
{
    const struct contract *old = &pair->before->contract, *new = &pair->after->contract;
    if (status_may_follow(old->status, new->status))
        return;
    struct fact fact = about(pair, FACT_CT105, "status", old->status_text, new->status_text,
                             new->status_place.path.len > 0 ? new->status_place : new->place);
    fact.note = STR("a status goes from proposed to draft, active, deprecated and retired");
    vec_push(judge->arena, out, fact);
}

void version_facts(struct judge *judge, struct fact_list *out)
{
    vec_for (const struct contract_pair, pair, &judge->promises.pairs) {
        bool both = pair->before && pair->after && pair->before->is_read && pair->after->is_read;
        if (!both || oid_eq(&pair->before->blob, &pair->after->blob))
            continue;
        check_version(judge, pair, out);
        check_status(judge, pair, out);
    }
}
