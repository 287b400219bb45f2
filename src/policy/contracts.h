/* contracts: where contracts lie, and which models one names, in the two formats that are read. */
#ifndef STOPLOG_POLICY_CONTRACTS_H
#define STOPLOG_POLICY_CONTRACTS_H

#include "codec/pattern.h"
#include "codec/yaml.h"
#include "contract/terms.h"

struct policy;

struct contract_rule {
    const struct pattern *paths;
    enum compatibility compatibility;
    bool transitive;
    struct place place;
};

struct name_list {
    VEC_OF(struct str);
};

/* Whether the file says that it is a contract of ODCS. */
bool contract_is_odcs(const struct node *root);
/* Adds the names as written; false when the file is neither ODCS nor DCS. */
bool contract_names(struct name_list *out, struct arena *arena, const struct node *root);

/* The last contract rule that names the path, or NULL. */
const struct contract_rule *policy_contract(const struct policy *policy, struct str path);

#endif
