/* promises: what the files of the gate share about contracts while one ref update is judged. */
#ifndef STOPLOG_GATE_PROMISES_H
#define STOPLOG_GATE_PROMISES_H

#include "gate/gate_private.h"

/* promise_facts.c */
/* Whether a path is inside of a column: "customer.city" and "lines[].price" are parts of "customer"
 * and "lines". ASCII case folded. */
bool promise_is_part(struct str path, struct str column);
/* What became of the promises of the contracts that changed. */
void promise_facts(struct judge *judge, struct fact_list *out);
/* Per fact of the verdict: what it does to a promise and whether what goes may go; NULL when no
 * contracts were read. */
const struct promise_state *promise_states(struct judge *judge);

/* mismatch_facts.c: what a contract and its model do not agree about at the tip and did at base. */
void mismatch_facts(struct judge *judge, struct fact_list *out);

/* version_facts.c: versions that did not move far enough, statuses that moved back. */
void version_facts(struct judge *judge, struct fact_list *out);
/* The worst that happened to what a contract promises, in it or in the models that it covers;
 * EFFECT_NONE where the file says the same. */
enum promise_effect pair_effect(const struct judge *judge, const struct contract_pair *pair);

/* pin_facts.c: consumers that do not take the versions of the tip. */
void pin_facts(struct judge *judge, struct fact_list *out);

/* promise_reach.c: adds to the impact who reads what a promise was taken from, and who does not
 * take the new version. readers: one per consumer of the policy. */
void promise_reach(struct judge *judge, const struct reader *readers, size_t count);

#endif
