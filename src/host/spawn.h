/* spawn: running git itself, for the few commands of a person at a terminal that need it.
 *
 * Never used in a hook's judgement: what decides a push runs no other program. No shell is
 * involved. */
#ifndef STOPLOG_HOST_SPAWN_H
#define STOPLOG_HOST_SPAWN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Runs argv[0] (found by PATH) in the folder `dir` ("" = here) with `input` as standard input; its
 * standard output, up to max bytes, goes to *out (NULL: it stays ours), standard error stays ours.
 * *exit_code: 0..255, or 128 + signal. argv ends with NULL. E_IO when it cannot be started, E_LIMIT
 * past max. */
MUST_USE enum status spawn_run(struct arena *arena, struct str dir, const char *const argv[],
                               struct str input, struct str *out, int *exit_code, struct err *err);

#endif
