/* env: what the environment says, read once at the start, and the clock, and standard streams.
 *
 * Nothing else in the program calls getenv, time or isatty. */
#ifndef STOPLOG_HOST_ENV_H
#define STOPLOG_HOST_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

/* What git says of the certificate of a signed push (git-receive-pack, GIT_PUSH_CERT*). */
struct push_certificate {
    struct str id; /* blob, in hex; "" = the push is not signed */
    struct str status, signer, nonce_status;
};

struct env {
    struct str git_dir; /* GIT_DIR or "" */
    struct str git_work_tree;
    struct str git_common_dir;
    struct str git_object_directory; /* set in quarantine */
    struct str git_alternates;       /* GIT_ALTERNATE_OBJECT_DIRECTORIES, raw */
    struct str git_namespace;
    struct str home;
    struct {
        VEC_OF(struct str);
    } push_options; /* GIT_PUSH_OPTION_<n>, COUNT unset = none */
    struct push_certificate certificate;
    bool gitlab_web;                  /* GL_PROTOCOL=web: lines need GL-HOOK-ERR: */
    bool no_color, force_color, dumb; /* NO_COLOR, CLICOLOR_FORCE, TERM=dumb */
    bool stdout_tty, stderr_tty;
    int columns; /* of the terminal, 80 when unknown */
    struct str pre_commit_from, pre_commit_to, pre_commit_remote_branch; /* PRE_COMMIT_* */
};

/* Reads everything above once. */
void env_read(struct env *out, struct arena *arena);
/* One variable by name, for the server's configured pusher variable only; "" when unset. */
struct str env_variable(struct arena *arena, struct str name);
/* Seconds since the epoch; SOURCE_DATE_EPOCH replaces it for reproducible records. */
int64_t clock_now(void);
/* Milliseconds on a steady clock, for "ok in 41 ms". */
int64_t clock_steady_ms(void);
/* The same in microseconds, for times of single steps. */
int64_t clock_steady_us(void);
/* From now on the process may use this many more seconds of processor time before it is ended: for
 * a command that judges many pushes, each with the time of a run of its own. */
void cpu_allow(size_t seconds);
/* All of standard input; E_LIMIT past max bytes. */
MUST_USE enum status input_read(struct arena *arena, size_t max, struct str *out, struct err *err);
/* Whole file; E_NOTFOUND, E_IO, E_LIMIT. */
MUST_USE enum status file_read(struct arena *arena, struct str path, size_t max, struct str *out,
                               struct err *err);
/* Names of the plain files directly in a folder, sorted; links to files count as such. E_NOTFOUND
 * when there is no such folder, E_LIMIT past max names. */
struct file_names {
    VEC_OF(struct str);
};
MUST_USE enum status folder_read(struct arena *arena, struct str path, size_t max,
                                 struct file_names *out, struct err *err);
/* Where a path as typed lies: the folder without links, "." and "..", then the name, whether or not
 * there is a file. folder: what it starts from unless it is absolute. E_NOTFOUND when the folder is
 * not there. */
MUST_USE enum status file_place(struct arena *arena, struct str folder, struct str path,
                                struct str *out, struct err *err);
/* Writes through a temporary file in the same directory and renames it into place. */
MUST_USE enum status file_write(struct str path, struct str bytes, struct err *err);
/* Appends bytes to a plain file, which is made when it is not there, and returns only when they are
 * on the disk. E_IO otherwise; then a part may have been written. */
MUST_USE enum status file_append(struct arena *arena, struct str path, struct str bytes,
                                 struct err *err);
/* Whether file_append could write there now, as far as permissions say; makes nothing. E_IO with
 * the reason. */
MUST_USE enum status file_appendable(struct arena *arena, struct str path, struct err *err);
/* Writes all bytes to the stream; E_IO on a closed pipe. */
MUST_USE enum status stream_write(int fd, struct str bytes, struct err *err);

#endif
