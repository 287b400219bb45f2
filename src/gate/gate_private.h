/* gate_private: what the files of the gate share while one ref update is judged. */
#ifndef STOPLOG_GATE_PRIVATE_H
#define STOPLOG_GATE_PRIVATE_H

#include "gate/contracts.h"
#include "gate/covers.h"
#include "gate/gate.h"
#include "gate/pairs.h"

/* One Approved-by line of the range. */
struct approval {
    struct mailbox who; /* name holds the raw value when it is no mailbox */
    const struct commit_info *commit;
    enum candidate_state fault; /* AMBIGUOUS or MALFORMED; COUNTS when the line is in order */
    struct str why;             /* of the fault */
    struct str names;           /* value of the Approved-change that belongs to it, or "" */
    bool is_weighed;            /* fresh and fresh_why are filled */
    enum candidate_state fresh; /* COUNTS, STALE or UNCHECKED */
    struct str fresh_why;
    bool is_verified;               /* signed and signed_why are filled */
    enum candidate_state is_signed; /* COUNTS, UNTRUSTED or UNCHECKED */
    struct str signed_why;
    enum candidate_state best; /* for the list of all approvals: what it came to */
    struct str best_why;
    enum trust best_trust;
    bool was_asked; /* some requirement looked at it */
};
struct approvals {
    VEC_OF(struct approval);
};

/* The fingerprint of base -> one earlier tree, or why there is none. */
struct earlier_tree {
    struct oid tree;
    bool is_known;
    struct str why; /* not known: one sentence */
    struct fingerprint fingerprint;
};

/* What the contracts of both sides say about which models, and what became of them. */
struct judge_promises {
    struct covers covers_before, covers_after;
    struct contract_pairs pairs;
};

struct judge {
    struct arena *arena;
    const struct gate_input *input;
    struct verdict *out;
    struct diags *diags;            /* the verdict's own list */
    struct str undecided;           /* the first reason; "" = none */
    struct contracts before, after; /* valid once contracts_known */
    struct judge_promises promises; /* as well */
    bool contracts_known;
    struct trailers *trailers; /* one per commit */
    struct approvals approvals;
    struct evidence evidence; /* read when it is first asked for */
    bool evidence_known;
    struct banned *banned;
    bool asked_codes[FACT_COUNT]; /* codes that some requirement is about */
    struct {
        VEC_OF(struct earlier_tree);
    } trees;
    size_t signature_checks;
};

/* Notes why nothing can be decided; the first reason stays. */
void judge_undecided(struct judge *judge, struct str why);

struct fact_list {
    VEC_OF(struct fact);
};

/* content.c: what changed, from the two trees alone: models, policy files, contract files, the
 * mailmap. The same for the tip and for an earlier tree, so that fingerprints compare. */
void facts_of_content(struct change_set *out, struct arena *arena, const struct gate_input *input,
                      const struct snapshot *after);
/* A fact about a file or ref, without texts. */
struct fact file_fact(enum fact_code code, struct str subject, struct str aspect, struct str note,
                      struct place place);
/* A copy that later additions to `set` do not touch. */
struct change_set facts_copy(const struct change_set *set);
/* Fingerprint of a content set: facts above metadata, and those with a code that is asked about. */
void facts_fingerprint(struct fingerprint *out, const struct change_set *content,
                       const bool *asked_codes);
/* Adds to the verdict's changes what base's policy makes of them: owners, contracts that were not
 * touched, consumers left behind, broken policy, expired waivers, the ref itself. */
void facts_of_policy(struct judge *judge);

/* owner_facts.c: models without an owner, and those whose own property names another. */
void owner_facts(struct judge *judge, struct fact_list *out);

/* Whether any fact of the model is above metadata: what only describes asks nobody. */
bool change_is_material(const struct change_set *set, const struct model_change *change);
/* debts.c */
/* Changed models of which part cannot be told from their files. */
void unreadable_models(struct judge *judge, struct fact_list *out);
/* Per fact: the row of base's baseline that accepts it, or NULL; NULL when there is no baseline. */
const struct waiver *const *debts_accepted(struct judge *judge);

/* contract_facts.c */
/* Reads the contracts of both sides once; false (and undecided) when that was not possible. */
bool judge_contracts(struct judge *judge);
void contract_facts(struct judge *judge, struct fact_list *out);
/* Per change of a model: path and status of the contract that covers it, "" when none is known. */
void contracts_of_models(struct judge *judge, const struct str **paths,
                         const struct str **statuses);

/* approvals.c */
void approvals_collect(struct judge *judge);

/* freshness.c: whether the approval was given for this change; fills fresh and fresh_why. */
void approval_weigh(struct judge *judge, struct approval *approval);

/* trust.c: whether the approval, which counts otherwise, is trusted as far as is asked; gives its
 * state and why, and what is proven of it. */
void approval_trust(struct judge *judge, struct approval *approval, enum trust asked,
                    struct candidate *out);

/* require.c: one judged entry per requirement, and the verdict's list of all approvals. */
void judge_requirements(struct judge *judge);
/* require_apart.c: one requirement that wants different teams; then rules that want different
 * people. Both only ever unmeet. */
void judge_teams_apart(struct judge *judge, struct judged *judged);
void judge_apart(struct judge *judge);
/* require_contract.c */
void judge_contract(struct judge *judge, struct judged *judged);
/* require_trailer.c */
void judge_trailer(struct judge *judge, struct judged *judged);
void judge_meaning(struct judge *judge, struct judged *judged);
/* require_evidence.c */
void judge_evidence(struct judge *judge, struct judged *judged);
/* Every "Meaning: model.column: sentence" of the range, asked for or not. */
void statements_collect(struct judge *judge);

/* decide.c */
void judge_decide(struct judge *judge);

#endif
