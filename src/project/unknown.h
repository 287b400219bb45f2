/* unknown: what could not be read, and why. */
#ifndef STOPLOG_PROJECT_UNKNOWN_H
#define STOPLOG_PROJECT_UNKNOWN_H

#include "base/diag.h"
#include "base/vec.h"

/* Why something could not be known; names and sentences in unknowns.def. */
enum unknown_cause {
#define UNKNOWN(name, slug, text) UNKNOWN_##name,
#include "project/unknowns.def"
#undef UNKNOWN
    UNKNOWN_COUNT
};

struct unknown {
    enum unknown_cause cause;
    struct str what; /* "macro @pivot_sum", "config.py", the message of the parser */
    struct place place;
    /* The unread bytes in a comparable form (significant tokens, or a digest): equal on both sides
     * means that this part did not change. */
    struct str form;
    bool late; /* found when the columns were made, which may not be yet in another snapshot */
};
struct unknowns {
    VEC_OF(struct unknown);
};

/* Words for people; unknown_text is a sentence without a full stop. */
const char *unknown_slug(enum unknown_cause cause);
const char *unknown_text(enum unknown_cause cause);

#endif
