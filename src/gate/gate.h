/* gate: one ref update, everything known about it -> a verdict. Pure.
 *
 * Adds the facts that need a policy (ownership, contracts, policy files), runs the rules, weighs
 * the evidence in the commits and decides. An error is never a pass: whatever could not be judged
 * makes the verdict undecided. */
#ifndef STOPLOG_GATE_GATE_H
#define STOPLOG_GATE_GATE_H

#include "gate/evidence.h"
#include "gate/outcome.h"
#include "gate/pushed.h"
#include "lineage/plan.h"
#include "policy/rules.h"

/* A file that differs between base and tip, whatever it is. */
struct path_change {
    struct str path;
    struct oid old_id, new_id; /* none = absent */
};

/* One side of a comparison with base: the tip, or the tree of an earlier commit. */
struct snapshot {
    const struct projects *projects; /* NULL when there is none: a deleted ref */
    const struct path_change *paths; /* that differ from base, sorted */
    size_t path_count;
    const struct source *source; /* the files; NULL: every changed file counts as saying more */
};

/* What kind of ref update this is; fatal kinds come from the hook's own checks. */
enum update_kind {
    UPDATE_CREATE,
    UPDATE_MOVE,
    UPDATE_REWIND /* base is no ancestor */,
    UPDATE_DELETE
};

struct gate_input {
    struct str ref; /* full name, final after symbolic refs; short for `check` */
    enum update_kind kind;
    struct oid base, tip; /* commits; none where there is none */
    struct str refused;   /* a reason why this update is never accepted (GT102), or "" */
    const struct projects *before, *after; /* after is NULL for UPDATE_DELETE */
    /* The files themselves, to read contracts from; NULL = no contract can be read, which makes the
     * verdict undecided where one is declared and a model's shape changed. */
    const struct source *before_source, *after_source;
    const struct diags *file_diags;  /* of loading both sides, for the report; may be NULL */
    const struct path_change *paths; /* every changed path, sorted */
    size_t path_count;
    const struct policy *policy;      /* from base */
    const struct diags *policy_diags; /* of base: an error makes the verdict undecided */
    const struct policy *tip_policy;  /* NULL when no policy file changed */
    const struct diags *tip_diags;    /* errors here are PO102 */
    const struct server *server;
    const struct evidence_file *evidence; /* results of tests, audits and plans that were given */
    size_t evidence_count;
    const struct commit_info *commits; /* base..tip, newest first, all parents */
    size_t commit_count;
    struct str unseen; /* why who wrote it is not known: missing commits, pusher; or "" */
    struct pushed pushed;
    struct str mailmap; /* bytes of base's .mailmap, "" = none */
    int64_t today_days;
    /* Fingerprint of base -> the tree of an earlier commit, to see whether an approval is fresh.
     * Called at most LIMIT_approval_trees times, only for trees other than the tip's. */
    struct {
        enum status (*snapshot)(void *ctx, const struct commit_info *commit, struct snapshot *out,
                                struct err *err);
        void *ctx;
    } earlier;
    /* Called at most LIMIT_signature_checks times for approvals that count otherwise and must be
     * signed, and once for an override in the tip. */
    struct signatures signatures;
};

/* One requirement with what was found. */
struct judged {
    struct requirement requirement;
    bool met;
    struct {
        VEC_OF(struct candidate);
    } candidates; /* approvals that were looked at for it, with reasons */
    struct {
        VEC_OF(struct str);
    } could;          /* e-mails of members who may still approve */
    unsigned have;    /* people that count */
    struct str found; /* contract and trailer: what was found instead, one sentence; "" = nothing */
};

/* "Meaning: finance.orders.amount: booked orders only", from a commit of the range. */
struct meaning {
    struct str subject, text; /* as written */
    struct oid commit;
};

struct reach_summary { /* one per consumer, in the policy's order */
    const struct consumer *consumer;
    bool reached;
    size_t first_reach, reach_count; /* in impact.reaches */
};

struct verdict {
    enum outcome outcome;
    struct str why_undecided; /* one sentence; "" otherwise */
    struct str why_blocked;   /* one sentence when something else than a requirement blocks */
    bool is_fatal;            /* holds what no override lets in */
    struct override override;
    struct str bootstrap; /* who brought the first policy in, where base has none; "" */
    struct str ref;
    enum update_kind kind;
    struct oid base, tip;
    bool policy_exists, governed, observe; /* observe: never refuses */
    struct str policy_label;
    struct change_set changes; /* with the gate's own facts */
    struct graph graph;
    struct impact impact;
    struct plan plan;        /* what SQLMesh would plan */
    struct rule_input asked; /* what the rules were run on; policy NULL: they were not */
    struct rule_output rules;
    struct {
        VEC_OF(struct judged);
    } judged; /* same order as rules.requirements */
    struct {
        VEC_OF(struct reach_summary);
    } consumers;
    struct fingerprint fingerprint;
    struct {
        VEC_OF(struct candidate);
    } approvals; /* every approval trailer seen in the range */
    struct {
        VEC_OF(struct meaning);
    } statements;              /* what columns mean now, as the commits say, newest first */
    const struct diags *diags; /* of the files, for the report */
    size_t models_total;
};

/* E_BUG and E_LIMIT only; anything about the push ends in the verdict. */
MUST_USE enum status gate_judge(struct verdict *out, struct arena *arena,
                                const struct gate_input *input, struct err *err);
const char *update_kind_name(enum update_kind kind);
const char *candidate_state_name(enum candidate_state state);
const char *require_kind_name(enum require_kind kind);
/* Exit code of one verdict: 0 pass, warn or overridden, 1 block, 3 undecided; 0 when the server
 * observes. */
int outcome_exit(const struct verdict *verdict);

#endif
