/* range: BASE and TIP as a person types them, with sensible defaults, as an update to judge. */
#ifndef STOPLOG_CMD_RANGE_H
#define STOPLOG_CMD_RANGE_H

#include "cmd/cmd.h"
#include "cmd/judge.h"

/* Opens the session of a command in the folder of -C. -1, or an exit code. */
int range_open(struct cmd *cmd, struct session *session);
/* Fills the update from the command's arguments:
 *   BASE TIP   both given;
 *   BASE       TIP is HEAD, or the work tree with --worktree;
 *   none       BASE is the branch that the current one would be merged into: origin's default
 * branch, else main or master, else HEAD~1. When TIP does not contain BASE, the merge of both is
 * what is judged.
 * plain: the trees are compared as they are. */
MUST_USE enum status range_update(struct cmd *cmd, struct session *session, bool plain,
                                  struct update *out, struct err *err);
/* Moves the update to the next older commit that touches anything of a project, and the one before
 * it. *found is false where there is none within a thousand commits, and the update stays. */
MUST_USE enum status range_older(struct session *session, struct update *update, bool *found,
                                 struct err *err);
/* The full name of the branch that a person means by `name`: a local one, or that of a remote
 * without the remote's name. *out stays as it is when there is none. */
MUST_USE enum status range_branch(struct cmd *cmd, struct session *session, struct str name,
                                  struct str *out, struct err *err);
/* Opens the repository, runs what the command does in it, and closes it. Gives the exit code. */
int range_run(struct cmd *cmd, int (*inside)(struct cmd *cmd, struct session *session));

#endif
