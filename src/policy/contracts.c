/* contracts: where the data contracts lie, how they may change, which models they are about. */
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

static void add_models(struct contract_texts *out, struct arena *arena,
                       const struct contract_object *object)
{
    struct str physical = object->physical_name, model = object->sqlmesh_model;
    bool agree = model_names_agree(physical, model);
    if (physical.len > 0 && !(agree && model.len > physical.len))
        vec_push(arena, out, physical);
    if (model.len > 0 && !(agree && model.len <= physical.len))
        vec_push(arena, out, model);
    if (physical.len == 0 && model.len == 0)
        vec_push(arena, out, object->name);
}

void contract_models(struct contract_texts *out, struct arena *arena,
                     const struct contract *contract)
{
    vec_for (const struct contract_object, object, &contract->objects)
        add_models(out, arena, object);
    if (contract->sqlmesh_model.len > 0 && contract->objects.count != 1)
        vec_push(arena, out, contract->sqlmesh_model);
}
