/* replay: what `stoplog replay` says about the pushes of a branch, in one of several formats. One
 * row in replay_formats.def, one file each; numbers are made once, in replay.c. */
#ifndef STOPLOG_REPORT_REPLAY_H
#define STOPLOG_REPORT_REPLAY_H

#include "gate/brief.h"
#include "report/report.h"

enum replay_format {
#define REPLAY_FORMAT(name, word, function, summary) REPLAY_FORMAT_##name,
#include "report/replay_formats.def"
#undef REPLAY_FORMAT
    REPLAY_FORMAT_COUNT
};

/* One commit of the first-parent chain, judged as a push from its first parent. */
struct replay_push {
    struct oid base, tip;
    struct str subject; /* first line of the message */
    int64_t time;       /* when it was committed, seconds since the epoch */
    uint64_t took_us;
    struct brief brief;
};

/* How often a rule stood in the way. */
struct replay_rule {
    struct str rule;
    size_t blocked, warned; /* pushes */
};

struct replay {
    struct str ref;    /* as asked for */
    struct str policy; /* the given file or folder; "" = the policy of each base */
    bool cut;          /* the history ends at the border of a shallow clone */
    struct {
        VEC_OF(struct replay_push);
    } pushes; /* oldest first */

    /* Made by replay_sum. */
    size_t by_outcome[OUTCOME_UNDECIDED + 1];
    size_t unapproved_block; /* would block had nobody approved anything */
    size_t untouched;        /* silent, for nothing was touched that the gate looks at */
    size_t unruled;          /* no policy at base */
    uint64_t median_us, p95_us;
    const struct replay_push *longest; /* NULL: no push at all */
    struct {
        VEC_OF(struct replay_rule);
    } rules; /* most blocked first, then most warned, then by name */
};

/* Makes the numbers of the pushes. */
void replay_sum(struct replay *replay, struct arena *arena);
/* The word of a format; NULL past the last. */
const char *replay_format_word(size_t format);
void report_replay(struct buf *out, struct arena *arena, enum replay_format format,
                   const struct replay *replay, const struct report_options *options);

/* The functions of replay_formats.def. */
void report_replay_text(struct buf *out, struct arena *arena, const struct replay *replay,
                        const struct report_options *options);
void report_replay_json(struct buf *out, struct arena *arena, const struct replay *replay,
                        const struct report_options *options);

#endif
