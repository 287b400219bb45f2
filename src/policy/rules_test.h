/* rules_test: the cases that a policy and the packs bring along, and what came out of them. */
#ifndef STOPLOG_POLICY_RULES_TEST_H
#define STOPLOG_POLICY_RULES_TEST_H

#include "policy/rules.h"

/* One case of `tests:`, run. */
struct rule_test {
    struct str rule, name; /* rule "": all rules together */
    struct place place;
    bool passed;
    struct str message; /* what came out instead; "" when it passed */
};
struct rule_tests {
    VEC_OF(struct rule_test);
};
/* Runs the cases of the policy's own rules, each on its rule alone, and those of `rules: tests:` on
 * all rules; those of the pack too while no level or rule was added to it. Misshapen cases are
 * diags. */
void rules_test(struct rule_tests *out, struct arena *arena, const struct policy *policy,
                struct pattern_set *patterns, struct diags *diags);

#endif
