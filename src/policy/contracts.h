/* contracts: where contracts lie, and which models one is about. */
#ifndef STOPLOG_POLICY_CONTRACTS_H
#define STOPLOG_POLICY_CONTRACTS_H

#include "codec/pattern.h"
#include "contract/terms.h"

struct policy;

struct contract_rule {
    const struct pattern *paths;
    enum compatibility compatibility;
    bool transitive;
    struct place place;
};

/* Adds the names of models that a contract is about, as written: of each object its physicalName
 * and its sqlmeshModel, the longer one where they agree, else its name; and the sqlmeshModel of the
 * whole contract. A logical name does not count beside another: "orders" is in many schemas. */
void contract_models(struct contract_texts *out, struct arena *arena,
                     const struct contract *contract);

/* The last contract rule that names the path, or NULL. */
const struct contract_rule *policy_contract(const struct policy *policy, struct str path);

#endif
