/* consumers: what the declared users of the data read, looked up in a project. */
#ifndef STOPLOG_POLICY_CONSUMERS_H
#define STOPLOG_POLICY_CONSUMERS_H

#include "policy/policy.h"

/* Readers for impact_of, one per consumer in order. Names that resolve to no model or column at the
 * given snapshot are reported as diags (CO103) and kept as targets without a model. */
void policy_readers(struct reader *out, struct arena *arena, const struct policy *policy,
                    const struct projects *projects, struct diags *diags);

/* Both sides of a push. */
struct sides {
    const struct projects *before, *after;
    bool at_tip; /* which of the two is looked at */
};
/* The same for one side of a push. Columns are not looked for in models about which both sides say
 * the same (models_same): whether they are there is no news, and to know it costs the columns of
 * everything upstream. Their names stay as they are written. */
void policy_readers_between(struct reader *out, struct arena *arena, const struct policy *policy,
                            struct sides sides, struct diags *diags);

/* Names in depends_on that no model or column of a snapshot has, as policy_readers reports them. */
struct lost_name {
    struct str model, column; /* as written; column "" = the model is what is missing */
    struct place place;
};
struct lost_names {
    VEC_OF(struct lost_name);
};
void policy_lost(struct lost_names *out, struct arena *arena, const struct policy *policy,
                 const struct projects *projects);

#endif
