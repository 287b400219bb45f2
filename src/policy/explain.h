/* explain: why rules did or did not fire on the facts of a push, with the values they saw. */
#ifndef STOPLOG_POLICY_EXPLAIN_H
#define STOPLOG_POLICY_EXPLAIN_H

#include "policy/rules.h"

struct rule_answer {
    bool fires;      /* and is not waived */
    struct str text; /* "fires: class is shape; level block", "does not fire: ..." */
};
/* The answer of one rule to every fact, in their order; out holds one per fact. */
void rule_answers(struct rule_answer *out, struct arena *arena, const struct rule *rule,
                  const struct rule_input *input);
/* The rule with this id, or NULL; *near then gets the nearest id, "" when none is near. */
const struct rule *rule_named(struct arena *arena, const struct policy *policy, struct str id,
                              struct str *near);

#endif
