/* contract_parts: what the words of `stoplog contract` share. */
#ifndef STOPLOG_CMD_CONTRACT_PARTS_H
#define STOPLOG_CMD_CONTRACT_PARTS_H

#include "cmd/cmd.h"
#include "cmd/judge.h"

/* The project and the policy it is about: of --at, else of the work tree, else (bare) of HEAD. */
struct contract_view {
    struct cmd *cmd;
    struct session *session;
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

/* The words. Each returns the exit code. */
int contract_init(struct cmd *cmd, struct session *session);

#endif
