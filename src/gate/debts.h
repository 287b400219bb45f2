/* debts: findings about a state: what they are in one snapshot, and which of them a push may
 * leave as they are because base's baseline accepts them (policy/baseline.h). */
#ifndef STOPLOG_GATE_DEBTS_H
#define STOPLOG_GATE_DEBTS_H

#include "gate/gate.h"
#include "policy/baseline.h"

struct debts {
    VEC_OF(struct baseline_row); /* in the order of baseline_cmp, each once */
};

/* Every such finding of a snapshot, accepted or not; places are those of the findings. source: its
 * files, to read contracts from. E_IO when one is missing. */
MUST_USE enum status debts_find(struct debts *out, struct arena *arena, const struct policy *policy,
                                const struct projects *projects, const struct source *source,
                                struct err *err);
/* Whether part of what the model says cannot be told from its files; *why gets the first reason. A
 * table outside of the project is never meant: nobody wrote it here. */
bool model_is_unreadable(const struct model *model, struct arena *arena, struct str *why);

#endif
