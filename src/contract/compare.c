#include "contract/compare.h"

static const char *const compatibilities[] = {
    [COMPATIBILITY_NONE] = "none",
    [COMPATIBILITY_BACKWARD] = "backward",
    [COMPATIBILITY_FORWARD] = "forward",
    [COMPATIBILITY_FULL] = "full",
};

const char *compatibility_name(enum compatibility compatibility)
{
    return compatibilities[compatibility];
}

bool compatibility_find(struct str word, enum compatibility *out)
{
    for (size_t i = 0; i <= COMPATIBILITY_FULL; i++) {
        if (!str_eq(word, str_of(compatibilities[i])))
            continue;
        *out = (enum compatibility)i;
        return true;
    }
    return false;
}

const char *version_fault_name(enum version_fault fault)
{
    static const char *const names[] = { [VERSION_FINE] = "fine",
                                         [VERSION_TOO_SMALL] = "too_small",
                                         [VERSION_NOT_LATER] = "not_later",
                                         [VERSION_UNREADABLE] = "unreadable" };
    return names[fault];
}

enum promise_effect contract_step_effect(const struct contract_step *step,
                                         const struct promise_change *change)
{
    return promise_effect(change->view, step->terms);
}

bool contract_binds(const struct contract *contract)
{
    struct contract_terms terms = { COMPATIBILITY_FULL, contract->status };
    return promise_effect(PROMISE_LOOSENED, terms) == EFFECT_BROKEN;
}

void contract_compare(struct contract_step *out, struct arena *arena, const struct contract *before,
                      const struct contract *after, enum compatibility compatibility,
                      const struct sql_dialect *dialect)
{
    *out = (struct contract_step){ .before = before, .after = after, .worst = EFFECT_NONE };
    out->terms.compatibility = compatibility;
    out->terms.status = before ? before->status : CONTRACT_DRAFT;
    if (!before || !after) {
        if (before)
            out->worst = promise_effect(PROMISE_LOOSENED, out->terms);
        else if (after)
            out->worst = EFFECT_EXTENDED;
        return;
    }
    contract_diff(&out->changes, arena, before, after, dialect);
    vec_for (const struct promise_change, it, &out->changes) {
        enum promise_effect effect = contract_step_effect(out, it);
        if (effect > out->worst)
            out->worst = effect;
    }
    out->needed = promise_bump(out->worst);
    out->fault = version_fault(before->version, after->version, out->needed);
}
