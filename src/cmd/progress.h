/* progress: a word for whoever waits longer than two seconds, on standard error.
 *
 * On a terminal one line that is written over and taken away at the end; to somebody who pushes a
 * few plain lines, because git shows each carriage return as a line of its own; to a script, and to
 * GitLab's web editor, which shows marked lines only, nothing. What is judged knows nothing of it:
 * files are counted where a snapshot is read, and a thread looks at the count. */
#ifndef STOPLOG_CMD_PROGRESS_H
#define STOPLOG_CMD_PROGRESS_H

#include <stdatomic.h>

#include "base/source.h"
#include "host/ticker.h"

enum progress_style { PROGRESS_NONE, PROGRESS_LINE, PROGRESS_LINES };

struct env;
typedef void progress_writer(struct str text);

struct progress {
    enum progress_style style;
    _Atomic(const char *) phase;
    atomic_size_t files;
    size_t written; /* lines that stay; to be read when it is stopped */
    bool stands;    /* a line is to be taken away */
    progress_writer *write;
    struct ticker *ticker; /* NULL: not running */
};

/* What fits where the program runs. hook: standard error goes to somebody who pushes. */
enum progress_style progress_style_of(const struct env *env, bool hook);
/* Starts to count and, after two seconds, to tell. */
void progress_start(struct progress *progress, struct arena *arena, enum progress_style style);
/* Ends it and takes the line away. Before anything else is printed; again does nothing. */
void progress_stop(struct progress *progress);
/* What is done now: "reading the change". A constant; progress may be NULL. */
void progress_phase(struct progress *progress, const char *phase);
/* From now on counts the files that are read from the source. progress may be NULL. */
void progress_watch(struct progress *progress, struct arena *arena, struct source *source);
/* Tells, so many milliseconds after the start; the ticker calls it. */
void progress_tick(struct progress *progress, int64_t elapsed_ms);

#endif
