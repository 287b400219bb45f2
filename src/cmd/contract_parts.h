/* contract_parts: what the words of `stoplog contract` share. */
#ifndef STOPLOG_CMD_CONTRACT_PARTS_H
#define STOPLOG_CMD_CONTRACT_PARTS_H

#include "cmd/cmd.h"
#include "cmd/judge.h"
#include "contract/compare.h"

/* The project and the policy it is about: of --at, else of the work tree, else (bare) of HEAD. */
struct contract_view {
    struct cmd *cmd;
    struct session *session;
    struct oid tip;             /* the commit of --at, or HEAD */
    bool worktree;              /* what lies in the work tree is looked at */
    struct snapshots snapshots; /* `after` is what is looked at */
    struct policy policy;
    struct diags diags; /* of the policy */
};
/* Reads both and prints what is wrong with the policy. -1 to go on, else an exit code. */
int contract_view_open(struct contract_view *out, struct cmd *cmd, struct session *session);

/* A file as typed, from the folder of -C. */
struct contract_path {
    struct str disk; /* absolute */
    struct str repo; /* from the top of the work tree; "" = it lies elsewhere, or there is none */
};
MUST_USE enum status contract_path_of(struct contract_path *out, struct cmd *cmd,
                                      struct session *session, struct str typed, struct err *err);

/* One state of a contract's file. */
struct contract_state {
    struct str label; /* as it was named: "HEAD:contracts/orders.yaml" */
    struct str path;  /* from the top of the repository, else as typed */
    bool exists;
    struct str bytes;
};
/* "REV:PATH" as git has it (PATH from the top), else a file. A path that is not in the commit gives
 * a state that does not exist; a file that is not there is E_INPUT. */
MUST_USE enum status contract_state_of(struct contract_state *out, struct contract_view *view,
                                       struct str typed, struct err *err);
/* The file of a commit. */
MUST_USE enum status contract_state_at(struct contract_state *out, struct contract_view *view,
                                       const struct oid *commit, struct str label, struct str path,
                                       struct err *err);
/* Reads it; NULL with a diag when it is no contract that can be read, or does not exist. */
const struct contract *contract_of_state(struct cmd *cmd, const struct contract_state *state,
                                         struct diags *diags);
/* Prints the warnings and errors among the diags, or all of them. */
void contract_print_diags(struct cmd *cmd, const struct diags *diags, bool notes);

/* How types of the contract are to be read: in the dialect of the first model it is about. NULL:
 * not known. */
const struct sql_dialect *contract_dialect(const struct contract_view *view,
                                           const struct contract *contract);
/* --compatibility, else what the policy says of the path, else forward. -1 to go on, or an exit
 * code. */
int contract_compatibility(const struct contract_view *view, struct str path,
                           enum compatibility *out);
/* --base, else where HEAD left the branch it would be merged into, else HEAD. */
MUST_USE enum status contract_base(struct contract_view *view, struct oid *out, struct str *label,
                                   struct err *err);

/* The words. Each returns the exit code. */
int contract_init(struct cmd *cmd, struct session *session);
int contract_bump(struct cmd *cmd, struct session *session);
int contract_check(struct cmd *cmd, struct session *session);
int contract_diff_files(struct cmd *cmd, struct session *session);
int contract_changelog(struct cmd *cmd, struct session *session);

#endif
