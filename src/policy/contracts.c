/* contracts: where the data contracts lie and how they may change. */
#include "policy/load.h"

static const struct str words[] = {
    STR_INIT("none"),
    STR_INIT("backward"),
    STR_INIT("forward"),
    STR_INIT("full"),
    STR_INIT("backward_transitive"),
    STR_INIT("forward_transitive"),
    STR_INIT("full_transitive"),
};

void read_compatibility(struct loader *load, const struct node *value, void *slot)
{
    struct contract_rule *rule = slot;
    size_t word = load_word(load, value, "compatibility", words, sizeof words / sizeof *words);
    if (word == SIZE_MAX)
        return;
    rule->transitive = word > COMPATIBILITY_FULL;
    rule->compatibility = (enum compatibility)(rule->transitive ? word - COMPATIBILITY_FULL : word);
}

void read_contracts(struct loader *load, const struct node *value, void *slot)
{
    struct policy *policy = slot;
    for (const struct node *item = value->first; item; item = item->next) {
        struct contract_rule rule = { .compatibility = COMPATIBILITY_FORWARD,
                                      .place = item->place };
        schema_read(load, SCHEMA_CONTRACT, item, &rule);
        if (rule.paths)
            vec_push(load->arena, &policy->contracts, rule);
    }
}

const struct contract_rule *policy_contract(const struct policy *policy, struct str path)
{
    for (size_t i = policy->contracts.count; i > 0; i--)
        if (pattern_match(policy->contracts.items[i - 1].paths, path) != PATTERN_NO)
            return &policy->contracts.items[i - 1];
    return NULL;
}
