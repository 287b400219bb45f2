/* terms: what a change of a contract leads to: whether it breaks the promise under the terms that
 * hold for the file, how far the version must move, and whether it moved so far.
 *
 * Terms are those of base: a push cannot free itself of a promise by weakening it first. */
#ifndef STOPLOG_CONTRACT_TERMS_H
#define STOPLOG_CONTRACT_TERMS_H

#include "codec/semver.h"
#include "contract/diff.h"

/* Confluent's words: forward: old readers understand new data; backward: new readers understand old
 * data; full: both; none: nobody is protected. */
enum compatibility {
    COMPATIBILITY_NONE,
    COMPATIBILITY_BACKWARD,
    COMPATIBILITY_FORWARD,
    COMPATIBILITY_FULL
};
struct contract_terms {
    enum compatibility compatibility;
    enum contract_status status; /* at base */
};

/* In order of severity. */
enum promise_effect {
    EFFECT_NONE,
    EFFECT_DESCRIBED, /* asks nobody */
    EFFECT_EXTENDED,  /* asks nobody; a minor version */
    EFFECT_AT_RISK,   /* somebody should look: the terms do not protect against it, or the contract
                         is not in force yet (proposed, draft), or no longer (retired) */
    EFFECT_BROKEN     /* somebody the contract protects can break; a major version */
};

/* What one change comes to. forward protects against loosened, full against widened and tightened
 * too, backward against tightened; unclear counts as loosened and tightened. Contracts that are
 * proposed, draft or retired never come above EFFECT_AT_RISK; compatibility none never above
 * EFFECT_AT_RISK either. */
enum promise_effect promise_effect(enum promise_view view, struct contract_terms terms);
/* How far a version must move for it: broken major, at risk and extended minor, described patch. */
enum bump promise_bump(enum promise_effect effect);

enum version_fault {
    VERSION_FINE,
    VERSION_TOO_SMALL, /* later, not far enough */
    VERSION_NOT_LATER, /* the same or an earlier one */
    VERSION_UNREADABLE /* the later is no semver and the earlier is one, or none is and they are
                          the same */
};
/* Whether the step between two versions as written is worth `needed` (semver.org 11; before 1.0.0
 * each part says one more). BUMP_NONE: nothing is asked. Where the earlier is no semver they must
 * only differ. */
enum version_fault version_fault(struct str from, struct str to, enum bump needed);

/* Whether a status may follow another: forward only, and back from draft to proposed (ODCS v3.1
 * status; docs/contracts.md). Unstated is as binding as active, so one that binds may not be left
 * out, and an unstated one may not become a draft. */
bool status_may_follow(enum contract_status from, enum contract_status to);
/* Whether a column or an object is marked as going, and its day has come. */
bool contract_end_is_over(const struct contract_end *end, int64_t today_days);
/* Whether a contract may be gone on that day: retired, or past the end it states. */
bool contract_may_go(const struct contract *contract, int64_t today_days);

/* "none", "described", "extended", "at_risk", "broken" */
const char *promise_effect_name(enum promise_effect effect);

#endif
