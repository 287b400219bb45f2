/* lint_rules: rules that can never fire, that others cover, and levels that are never used. */
#include "policy/engine.h"
#include "policy/lint.h"

static const struct levels *levels_of(const struct policy *policy, const struct rule *rule)
{
    for (size_t i = 0; i < policy->levels.count; i++)
        if (str_eq(policy->levels.items[i].name, rule->id))
            return &policy->levels.items[i].levels;
    return &rule->levels;
}

/* ---- never ---- */

static struct str word_of(const struct when *when)
{
    static const struct str joins[] = { STR_INIT("and"), STR_INIT("or"), STR_INIT("not") };
    while (when->kind == WHEN_ALL && when->parts.count == 1)
        when = when->parts.items[0];
    return when->kind == WHEN_PREDICATE ? predicate_word(when->predicate) : joins[when->kind];
}

/* The two parts that exclude each other, where it takes two. */
static bool find_pair(struct lint *lint, const struct when *when, const struct when **a,
                      const struct when **b)
{
    for (size_t i = 0; i < when->parts.count; i++)
        for (size_t at = 0; at < i; at++) {
            struct when *both[] = { when->parts.items[at], when->parts.items[i] };
            struct when pair = { .kind = WHEN_ALL, .parts = { both, 2, 2 } };
            if (when_possible(lint->arena, &pair))
                continue;
            *a = both[0];
            *b = both[1];
            return true;
        }
    return false;
}

/* The innermost condition that cannot hold. */
static const struct when *find_cause(struct lint *lint, const struct when *when)
{
    for (size_t i = 0; i < when->parts.count && when->kind == WHEN_ALL; i++)
        if (!when_possible(lint->arena, when->parts.items[i]))
            return find_cause(lint, when->parts.items[i]);
    return when;
}

/* True when the rule can fire. */
static bool check_possible(struct lint *lint, const struct rule *rule)
{
    const struct when *a = NULL, *b = NULL;
    if (when_possible(lint->arena, rule->when))
        return true;
    const struct when *cause = find_cause(lint, rule->when);
    if (cause->kind == WHEN_ALL && find_pair(lint, cause, &a, &b))
        diag_add(lint->out, DIAG_ERROR, b->place,
                 "rule \"%.*s\" can never fire: \"%.*s\" and \"%.*s\" exclude each other",
                 STR_ARG(rule->id), STR_ARG(word_of(a)), STR_ARG(word_of(b)));
    else
        diag_add(lint->out, DIAG_ERROR, cause->place,
                 "rule \"%.*s\" can never fire: \"%.*s\" holds for no fact", STR_ARG(rule->id),
                 STR_ARG(word_of(cause)));
    return false;
}

/* A requirement that is about something the condition rules out. */
static void check_asks(struct lint *lint, const struct rule *rule, const struct require *require)
{
    struct str none = STR("none");
    struct when absent = { .kind = WHEN_PREDICATE, .values = { &none, 1, 1 } };
    absent.predicate =
        require->kind == REQUIRE_CONSUMERS ? PREDICATE_CONSUMERS : PREDICATE_CONTRACT;
    if ((require->kind == REQUIRE_CONSUMERS || require->kind == REQUIRE_CONTRACT) &&
        when_implies(lint->arena, rule->when, &absent))
        diag_add(lint->out, DIAG_ERROR, require->place,
                 "rule \"%.*s\" asks nobody: it only fires where there is no %s", STR_ARG(rule->id),
                 require->kind == REQUIRE_CONSUMERS ? "consumer to ask" : "contract to change");
}

/* ---- covered ---- */

static bool same_teams(const struct require *a, const struct require *b)
{
    if (a->teams.count != b->teams.count)
        return false;
    for (size_t i = 0; i < a->teams.count; i++)
        if (a->teams.items[i] != b->teams.items[i])
            return false;
    return a->teams.count > 0 || a->team == b->team;
}

static bool same_match(const struct require *a, const struct require *b)
{
    if (!a->match || !b->match)
        return a->match == b->match;
    return str_eq(pattern_text(a->match), pattern_text(b->match));
}

/* Whether whoever meets `much` has met `little`. No count: what the owner rule says, else one. */
static bool require_covers(const struct require *much, const struct require *little)
{
    unsigned least = little->count;
    if (little->kind != REQUIRE_OWNER && least == 1)
        least = 0;
    return much->kind == little->kind && same_teams(much, little) && same_match(much, little) &&
           str_eq(much->role, little->role) &&
           str_eq_fold(much->trailer_key, little->trailer_key) && much->count >= least &&
           much->distinct_teams >= little->distinct_teams && much->bump >= little->bump;
}

static bool asks_all(const struct rule *much, const struct rule *little)
{
    if (little->require.count == 0 || (little->distinct_people && !much->distinct_people))
        return little->require.count == 0 && much->require.count == 0;
    for (size_t i = 0; i < little->require.count; i++) {
        bool covered = false;
        for (size_t at = 0; at < much->require.count && !covered; at++)
            covered = require_covers(&much->require.items[at], &little->require.items[i]);
        if (!covered)
            return false;
    }
    return true;
}

/* Whether `rule` can never add anything to what `other` does. */
static bool is_covered(struct lint *lint, const struct rule *rule, const struct rule *other)
{
    const struct policy *policy = lint->input->policy;
    enum policy_level level = levels_highest(levels_of(policy, rule));
    return levels_lowest(levels_of(policy, other)) >= level && asks_all(other, rule) &&
           when_implies(lint->arena, rule->when, other->when);
}

static void check_covered(struct lint *lint, size_t index)
{
    const struct policy *policy = lint->input->policy;
    const struct rule *rule = policy->rules.items[index];
    if (levels_highest(levels_of(policy, rule)) == LEVEL_OFF)
        return;
    for (size_t i = 0; i < policy->rules.count; i++) {
        const struct rule *other = policy->rules.items[i];
        bool twin = i > index && !lint_is_built_in(other->place);
        if (i == index || !is_covered(lint, rule, other) ||
            (twin && is_covered(lint, other, rule))) /* told at the later of the two */
            continue;
        diag_add(lint->out, DIAG_WARN, rule->place,
                 "rule \"%.*s\" never adds anything: wherever it fires, \"%.*s\" asks the same or "
                 "more",
                 STR_ARG(rule->id), STR_ARG(other->id));
        if (!lint_is_built_in(other->place))
            diag_hint(lint->out, "that rule is at %.*s:%u", STR_ARG(other->place.path),
                      other->place.line);
        return;
    }
}

/* ---- levels ---- */

/* The level of a code goes before that of a rule, except that a rule may be off. */
static void check_override(struct lint *lint, const struct level_override *override)
{
    const struct policy *policy = lint->input->policy;
    const struct rule *rule = policy_rule(policy, override->name);
    if (!rule || levels_lowest(&override->levels) == LEVEL_OFF)
        return;
    for (size_t i = 0; i < FACT_COUNT; i++) {
        enum fact_code code = (enum fact_code)i;
        if (!fact_is_fatal(code) && !code_override(policy, code) &&
            when_possible_for(lint->arena, rule->when, code))
            return;
    }
    diag_add(lint->out, DIAG_WARN, override->place,
             "the level of \"%.*s\" is never used: every code it fires on has a level of its own",
             STR_ARG(override->name));
}

void lint_rules(struct lint *lint)
{
    const struct policy *policy = lint->input->policy;
    for (size_t i = 0; i < policy->rules.count; i++) {
        const struct rule *rule = policy->rules.items[i];
        if (lint_is_built_in(rule->place) || !check_possible(lint, rule))
            continue;
        for (size_t at = 0; at < rule->require.count; at++)
            check_asks(lint, rule, &rule->require.items[at]);
        check_covered(lint, i);
    }
    for (size_t i = 0; i < policy->levels.count; i++)
        check_override(lint, &policy->levels.items[i]);
}
