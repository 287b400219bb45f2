/* judge: from a ref update in a repository to a verdict. The one place where an update is judged,
 * and where snapshots and policies are read from a repository.
 *
 * Opens the repository, reads the server's file and the policies, decides whether a ref is
 * governed, and hands both snapshots, the commits of the range and the base's policy to the gate.
 * Nothing is taken from the tip except to be judged. */
#ifndef STOPLOG_CMD_JUDGE_H
#define STOPLOG_CMD_JUDGE_H

#include "cmd/progress.h"
#include "gate/gate.h"
#include "host/repo.h"

struct session {
    struct arena *arena;
    const struct env *env;
    struct repo *repo;
    struct pattern_set *patterns;
    struct parse_cache *cache;
    struct server server;
    struct str default_ref;        /* branch that HEAD of the server names, "" unknown */
    struct oid default_tip;        /* its commit, none when unborn */
    struct policy *default_policy; /* of default_tip; read once, NULL until then */
    struct diags *default_policy_diags;
    struct {
        VEC_OF(struct evidence_file);
    } evidence;                /* files with results that were named on the command line */
    struct progress *progress; /* NULL: nobody is told */
    /* For `stoplog replay`. A policy that judges every update instead of that of its base, or NULL;
     * and the newest tip, which is the base of the next update of a branch, while keeps_tip. */
    struct loaded_policy *what_if;
    bool keeps_tip;
    struct oid kept_id;
    struct snapshots *kept;
};
/* A policy and what is wrong with it. */
struct loaded_policy {
    struct policy *policy;
    struct diags *diags;
};

/* Opens the repository (hook: GIT_DIR of the environment; else from `path` upwards), reads the
 * server's file. E_INPUT when that file is wrong. Close with session_close, also after a failure.
 */
MUST_USE enum status session_open(struct session *out, struct arena *arena, const struct env *env,
                                  enum repo_mode mode, struct str path, struct err *err);
void session_close(struct session *session);

/* The policy of a commit, with what it imports; opens no other folders than those. The label names
 * the commit for people. */
MUST_USE enum status session_policy(struct session *session, const struct oid *commit,
                                    struct str label, struct policy *out, struct diags *diags,
                                    struct err *err);

/* What to judge. */
struct update {
    struct str ref; /* full and final name; any text for `check` */
    enum update_kind kind;
    struct oid base, tip; /* commits, none where there is none */
    struct oid policy_at; /* the commit whose policy judges it, none = base */
    struct str refused;   /* why it is never accepted, or "" */
    struct pushed pushed;
    bool would_merge;    /* tip is not on top of base: judge the merge of both */
    bool worktree;       /* tip is what lies in the work tree */
    bool is_last_commit; /* nothing was asked for, and there is no branch to compare with */
    int64_t day;         /* days since 1970-01-01 on which it is judged; 0 = today */
};

/* Decides whose policy judges a governed update of a server: that of its base, or that of the
 * default branch where the ref is new or its base is from before there was a policy. */
MUST_USE enum status session_policy_place(struct session *session, struct update *update,
                                          struct err *err);
/* Whether base's policy, the default branch's policy or the server's file governs the ref. */
MUST_USE enum status session_governs(struct session *session, struct str ref,
                                     const struct oid *base, bool *out, struct err *err);
/* The policy of the default branch, faults or not. */
MUST_USE enum status session_default_policy(struct session *session, struct policy **out,
                                            struct err *err);
/* Judges one governed update. Failures to read become an undecided verdict where the update is
 * known, so that the other refs of the push are judged too. */
MUST_USE enum status session_judge(struct session *session, const struct update *update,
                                   struct verdict *out, struct err *err);
/* Kind of the move from base to tip, either may be none. */
MUST_USE enum status session_kind(struct session *session, const struct oid *base,
                                  const struct oid *tip, enum update_kind *out, struct err *err);
/* Both snapshots of two commits (none = empty), for commands that compare without judging. */
struct snapshots {
    struct source before_source, after_source;
    struct projects before, after;
    struct diags diags; /* about the files of both */
};
MUST_USE enum status session_snapshots(struct session *session, const struct update *update,
                                       struct snapshots *out, struct err *err);

#endif
