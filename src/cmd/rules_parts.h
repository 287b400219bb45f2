/* rules_parts: the words of `stoplog rules` that have a file of their own. */
#ifndef STOPLOG_CMD_RULES_PARTS_H
#define STOPLOG_CMD_RULES_PARTS_H

#include "cmd/cmd.h"
#include "cmd/judge.h"

/* The policy and the project it is about, at one commit or in the work tree. */
struct rules_view {
    struct cmd *cmd;
    struct session *session;
    struct snapshots snapshots; /* `after` is what is looked at */
    struct policy policy;
    struct diags diags; /* of the policy */
};
/* Reads both, of --at or HEAD, or of the work tree with --worktree, and prints what is wrong with
 * the policy. -1 to go on, else an exit code. */
int rules_view_open(struct rules_view *out, struct cmd *cmd, struct session *session);
/* Prints diags on standard error. */
void rules_print_diags(struct cmd *cmd, const struct diags *diags);
/* `stoplog rules baseline`. Returns the exit code. */
int rules_baseline(struct cmd *cmd, struct session *session);
/* `stoplog rules lint`. Returns the exit code: 2 when something is certain to be wrong. */
int rules_lint(struct cmd *cmd, struct session *session);

#endif
