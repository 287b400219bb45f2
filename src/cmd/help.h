/* help: everything said about the commands, from their table: overview, one command, manual page.
 */
#ifndef STOPLOG_CMD_HELP_H
#define STOPLOG_CMD_HELP_H

#include "cmd/cmd.h"

/* Text of `stoplog --help`. */
struct str help_overview(struct arena *arena);
/* Text of `stoplog COMMAND --help`, with an example. */
struct str help_command(struct arena *arena, const struct command *command);
/* stoplog(1) and stoplog.yml(5) in man(7) macros. */
struct str help_man(struct arena *arena);
struct str help_man_policy(struct arena *arena);
/* A completion script for "bash", "zsh" or "fish"; "" for another shell. */
struct str help_completion(struct arena *arena, struct str shell);

#endif
