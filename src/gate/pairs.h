/* pairs: what each contract of base became at the tip, and what that did to its promises. */
#ifndef STOPLOG_GATE_PAIRS_H
#define STOPLOG_GATE_PAIRS_H

#include "contract/terms.h"
#include "gate/covers.h"

struct contract_pair {
    const struct contract_file *before, *after; /* NULL: new at the tip, or gone from it */
    struct contract_terms terms;                /* those of base; of a new contract its own */
    struct promise_changes changes;
    enum promise_effect effect; /* the worst of the changes; EFFECT_BROKEN where a side that should
                                   be compared cannot be read */
};
struct contract_pairs {
    VEC_OF(struct contract_pair);   /* those of base in order of their paths, then the new ones */
    struct map by_before, by_after; /* path of the side -> struct contract_pair * */
};

/* Pairs the files: by path where the id is the same or one has none, else by id, else by path, and
 * what is left over by a model that both cover; then compares those whose bytes differ. What an
 * object promised that is gone from its file is held against what covers its models now. Where the
 * policy says so (_transitive), a contract is also compared with every other of base that has its
 * id and is in force. Ends that are over by today when they are first said are losses
 * (early_ends.h). Call contract_pairs_release. */
void contract_pairs_find(struct contract_pairs *out, struct arena *arena,
                         const struct policy *policy, const struct contracts *before,
                         const struct contracts *after, const struct covers *covers_before,
                         const struct covers *covers_after, int64_t today_days);
/* The pair that a file of either side is in, by path; the tip's first. NULL when there is none. */
const struct contract_pair *contract_pair_at(const struct contract_pairs *pairs, struct str path);
/* The pair whose file of base lies there; NULL when there is none. */
const struct contract_pair *contract_pair_from(const struct contract_pairs *pairs, struct str path);
void contract_pairs_release(struct contract_pairs *pairs);
/* Whether readers may rely on it: read, and no proposal, draft or retired. */
bool contract_file_binds(const struct contract_file *file);
/* The terms under which something about the pair is judged at the tip: in force where either side
 * is. */
struct contract_terms contract_pair_terms(const struct contract_pair *pair);

#endif
