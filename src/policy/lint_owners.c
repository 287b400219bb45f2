/* lint_owners: owner rules that a later one always overrides, and teams that nobody is in. */
#include "policy/lint.h"

static const struct pattern *pattern_of(const struct owner_rule *rule)
{
    return rule->models ? rule->models : rule->paths ? rule->paths : rule->tags;
}

/* Both look at the same thing, so that the later one wins. */
static bool same_way(const struct owner_rule *a, const struct owner_rule *b)
{
    return !a->models == !b->models && !a->paths == !b->paths && !a->tags == !b->tags;
}

static bool same_place(struct place a, struct place b)
{
    return str_eq(a.path, b.path) && a.line == b.line && a.column == b.column;
}

/* Imported rules are not looked at: those of .stoplog/ are meant to go before them. */
static bool is_own(const struct owner_rule *rule)
{
    return pattern_of(rule) && !rule->in_folder && rule->name.len == 0 &&
           policy_is_policy_path(rule->place.path);
}

static void check_rule(struct lint *lint, size_t index)
{
    const struct policy *policy = lint->input->policy;
    const struct owner_rule *rule = &policy->owners.items[index];
    for (size_t i = index + 1; i < policy->owners.count && is_own(rule); i++) {
        const struct owner_rule *later = &policy->owners.items[i];
        if (!is_own(later) || !same_way(rule, later) || same_place(rule->place, later->place) ||
            !pattern_covers(pattern_of(later), pattern_of(rule)))
            continue;
        struct str text = pattern_text(pattern_of(rule)), wide = pattern_text(pattern_of(later));
        diag_add(lint->out, DIAG_WARN, rule->place,
                 "nobody is ever owner by \"%.*s\": a later rule, \"%.*s\", always goes before it",
                 STR_ARG(text), STR_ARG(wide));
        diag_hint(lint->out, "the last match wins; that rule is at %.*s:%u",
                  STR_ARG(later->place.path), later->place.line);
        return;
    }
}

void lint_owners(struct lint *lint)
{
    const struct policy *policy = lint->input->policy;
    for (size_t i = 0; i < policy->owners.count; i++)
        check_rule(lint, i);
    for (size_t i = 0; i < policy->teams.count; i++)
        if (policy->teams.items[i].members.count == 0)
            diag_add(lint->out, DIAG_WARN, policy->teams.items[i].place,
                     "team \"%.*s\" has no members: it can never approve",
                     STR_ARG(policy->teams.items[i].name));
}
