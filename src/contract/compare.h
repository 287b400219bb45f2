/* compare: two versions of one contract -> each change with what it leads to under the terms, and
 * whether the version moved far enough for the worst of them. */
#ifndef STOPLOG_CONTRACT_COMPARE_H
#define STOPLOG_CONTRACT_COMPARE_H

#include "contract/terms.h"

struct contract_step {
    const struct contract *before, *after; /* NULL: it is not there */
    struct contract_terms terms;           /* status: that of before */
    struct promise_changes changes;        /* none where a side is not there */
    enum promise_effect worst;
    enum bump needed; /* for the worst; BUMP_NONE where a side is not there */
    enum version_fault fault;
};

/* Fills *out, which refers to both. dialect as in contract_diff. A contract that is new is
 * EFFECT_EXTENDED; one that is gone breaks what it promised, unless it was not in force. */
void contract_compare(struct contract_step *out, struct arena *arena, const struct contract *before,
                      const struct contract *after, enum compatibility compatibility,
                      const struct sql_dialect *dialect);
/* What one change of the step leads to. */
enum promise_effect contract_step_effect(const struct contract_step *step,
                                         const struct promise_change *change);
/* "none", "backward", "forward", "full" */
const char *compatibility_name(enum compatibility compatibility);
/* False when the word is none of these. */
bool compatibility_find(struct str word, enum compatibility *out);
/* "fine", "too_small", "not_later", "unreadable" */
const char *version_fault_name(enum version_fault fault);
/* Whether the contract binds whoever makes the data: active, deprecated, or no status stated. */
bool contract_binds(const struct contract *contract);

#endif
