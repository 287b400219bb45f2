/* engine: what is known about each fact while rules are tried on it. Private to this layer. */
#ifndef STOPLOG_POLICY_ENGINE_H
#define STOPLOG_POLICY_ENGINE_H

#include "policy/load.h"

struct engine {
    const struct rule_input *input;
    struct arena *arena;
    size_t *reach_first;          /* per fact and one more: where its reaches start in `reaches` */
    const struct reach **reaches; /* by fact */
    size_t *change_of;            /* per fact: index in changes->models, or SIZE_MAX */
    struct owner_set **owners;    /* per fact, computed when first asked for */
};

/* Indexes the input, which must outlive the engine. */
void engine_init(struct engine *engine, struct arena *arena, const struct rule_input *input);
/* The fact with this index. */
const struct fact *engine_fact(const struct engine *engine, size_t fact);
/* Who answers for the fact: the owners of its model at base and at the tip, or of its path, without
 * repeats; never NULL. */
const struct owner_set *engine_owners(struct engine *engine, size_t fact);
/* The consumer behind a reach; NULL when the reader is none of the policy's. */
const struct consumer *engine_consumer(const struct engine *engine, const struct reach *reach);
/* Path of the contract that covers the fact's model; "" when none is known. */
struct str engine_contract(const struct engine *engine, size_t fact);
/* Its status; "" when there is no contract, or it states none. */
struct str engine_contract_status(const struct engine *engine, size_t fact);

/* What the fact is to the contract that covers its subject. */
struct promise_state engine_promise(const struct engine *engine, size_t fact);

/* Whether the condition holds for the fact; PATTERN_ERROR when a pattern hit its limit and the
 * answer hangs on it. */
enum pattern_answer when_holds(struct engine *engine, const struct when *when, size_t fact);
/* Whether a predicate of numbers ("downstream: '>= 3'") holds for one. */
bool when_compares(const struct when *when, uint64_t number);
/* Whether a predicate speaks of the model, which may be another at base and at the tip: under "not"
 * it must hold on both sides. */
bool predicate_has_sides(enum predicate predicate);
/* One clause for people: "class is meaning, asked for shape or unknown". */
struct str when_clause(struct engine *engine, const struct when *when, size_t fact);

/* The level of a rule on a fact once overrides are applied. `by` gets the override that decided,
 * or NULL. LEVEL_OFF: the rule does not take part. */
enum policy_level rule_level(const struct rule_input *input, const struct rule *rule,
                             enum fact_code code, const struct level_override **by);
/* The override of a fact code, or NULL. */
const struct level_override *code_override(const struct policy *policy, enum fact_code code);
/* The waiver that covers this fact under this name (code or rule id), or NULL. */
const struct waiver *waiver_for(const struct rule_input *input, struct str name,
                                const struct fact *fact, bool *unsure);

#endif
