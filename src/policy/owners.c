/* owners: who answers for a model or a file. The last rule that matches wins, as in CODEOWNERS. */
#include "policy/load.h"

static void add_rules(struct loader *load, const struct owner_draft *draft,
                      const struct pattern_list *patterns, bool is_path, struct place place)
{
    for (size_t i = 0; i < patterns->count; i++) {
        struct owner_rule *rule = vec_add(load->arena, &load->policy->owners);
        *rule = (struct owner_rule){ .approvals = draft->approvals, .place = place };
        *(is_path ? &rule->paths : &rule->models) = patterns->items[i];
        rule->teams.items = draft->teams.items;
        rule->teams.count = rule->teams.cap = draft->teams.count;
    }
}

static void read_owner(struct loader *load, const struct node *item)
{
    struct owner_draft draft = { .approvals = 1 };
    schema_read(load, SCHEMA_OWNER, item, &draft);
    if (item->kind != NODE_MAP)
        return;
    bool models = node_get(item, "models"), paths = node_get(item, "paths");
    if (models == paths) {
        load_fault(load, item->place, "an owner rule needs \"models\" or \"paths\"%s",
                   models ? ", and has both" : "");
        return;
    }
    const struct node *approvals = node_get(item, "approvals");
    for (size_t i = 0; i < draft.teams.count; i++)
        load_need_members(load, draft.teams.items[i], draft.approvals,
                          approvals ? approvals->place : item->place);
    add_rules(load, &draft, &draft.models, false, item->place);
    add_rules(load, &draft, &draft.paths, true, item->place);
}

void read_owners(struct loader *load, const struct node *value, void *slot)
{
    (void)slot;
    for (const struct node *item = value->first; item; item = item->next)
        read_owner(load, item);
}

static enum pattern_answer answers_for(const struct owner_rule *rule, struct str name,
                                       struct str path)
{
    if (rule->models)
        return name.len > 0 ? pattern_match(rule->models, name) : PATTERN_NO;
    return path.len > 0 && rule->paths ? pattern_match(rule->paths, path) : PATTERN_NO;
}

const struct owner_rule *owner_find(const struct policy *policy, struct str name, struct str path,
                                    bool *unsure)
{
    for (size_t i = policy->owners.count; i > 0; i--) {
        const struct owner_rule *rule = &policy->owners.items[i - 1];
        enum pattern_answer answer = answers_for(rule, name, path);
        *unsure |= answer == PATTERN_ERROR;
        if (answer != PATTERN_NO)
            return rule;
    }
    return NULL;
}

const struct owner_rule *policy_owner(const struct policy *policy, struct str name, struct str path)
{
    bool unsure = false;
    return owner_find(policy, name, path, &unsure);
}
