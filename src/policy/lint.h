/* lint: what is wrong with a policy that loads: rules that can never fire or never add anything,
 * names that nothing in the project has, lists that approve nothing.
 *
 * What is certain to be a mistake is an error, what may be meant a warning. Pure: what the project
 * holds is given. */
#ifndef STOPLOG_POLICY_LINT_H
#define STOPLOG_POLICY_LINT_H

#include "policy/rules.h"

struct lint_input {
    const struct policy *policy;     /* without errors */
    const struct projects *projects; /* what it is about ... */
    const struct source *source;     /* ... and the files */
    int64_t today_days;
};
/* Adds what was found, in the order of the files. Built-in rules are not looked at for themselves.
 */
void policy_lint(struct diags *out, struct arena *arena, const struct lint_input *input);

/* Whether the condition can hold for any fact at all. In doubt it can. */
bool when_possible(struct arena *arena, const struct when *when);
/* The same for facts with this code. */
bool when_possible_for(struct arena *arena, const struct when *when, enum fact_code code);
/* Whether `wide` holds wherever `narrow` does. In doubt it does not. */
bool when_implies(struct arena *arena, const struct when *narrow, const struct when *wide);
/* Whether every text that `narrow` matches is matched by `wide` too; both of one kind. Only where
 * that can be seen: equal patterns, a literal, "*", a prefix. */
bool pattern_covers(const struct pattern *wide, const struct pattern *narrow);

/* The parts of policy_lint, each in a file of its own. */
struct lint {
    struct diags *out;
    struct arena *arena;
    const struct lint_input *input;
};
void lint_rules(struct lint *lint);   /* rules and levels against each other */
void lint_owners(struct lint *lint);  /* owner rules, teams, layers */
void lint_project(struct lint *lint); /* patterns and names against the project */
/* Whether the place is one of a built-in pack. */
bool lint_is_built_in(struct place place);

#endif
