/* spawn: running another program, never through a shell.
 *
 * Two ways: git itself, for the commands of a person at a terminal that need it; and a program that
 * decides something about a push. The second gets an absolute path, an empty environment, its files
 * as open descriptors and a time limit, so that nothing around the push changes what it says. */
#ifndef STOPLOG_HOST_SPAWN_H
#define STOPLOG_HOST_SPAWN_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Runs argv[0] (found by PATH) in the folder `dir` ("" = here) with `input` as standard input; its
 * standard output, up to max bytes, goes to *out (NULL: it stays ours), standard error stays ours.
 * *exit_code: 0..255, or 128 + signal. argv ends with NULL. E_IO when it cannot be started, E_LIMIT
 * past max. */
MUST_USE enum status spawn_run(struct arena *arena, struct str dir, const char *const argv[],
                               struct str input, struct str *out, int *exit_code, struct err *err);

/* Waits for a child: 0..255, or 128 + signal. E_IO when the system does not say how it ended, as
 * where SIGCHLD is ignored: that must not look like the exit code of a program that says yes. */
MUST_USE enum status spawn_wait(pid_t pid, int *exit_code, struct err *err);

/* Bytes that a program reads as a file. */
struct handed {
    int fd;
    char path[32]; /* "/dev/fd/7": what the program opens, as often as it likes */
};

/* Puts the bytes into memory behind a descriptor; E_IO. Close with handed_close. */
MUST_USE enum status handed_open(struct handed *out, struct str bytes, struct err *err);
/* Safe twice. */
void handed_close(struct handed *handed);

#define SPAWN_ANSWER_MAX ((size_t)64 * 1024)
struct bounded {
    const char *const *argv; /* ends with NULL */
    struct str input;
    const struct handed *files;
    size_t file_count;
    int64_t milliseconds;
};
/* Runs argv[0], an absolute path, with nothing in its environment. `input` is its standard input;
 * what it prints goes to *out and *diagnostics. The files are open in it. Past `milliseconds` it is
 * killed: E_LIMIT. E_NOTFOUND when there is no such program, E_IO when it cannot be started or
 * how it ended is not known (SIGCHLD is ignored), E_LIMIT when it prints more than SPAWN_ANSWER_MAX
 * bytes. *exit_code is never 0 unless it is the program's own. */
MUST_USE enum status spawn_bounded(struct arena *arena, const struct bounded *program,
                                   struct str *out, struct str *diagnostics, int *exit_code,
                                   struct err *err);

#endif
