/* trailer: the trailer block of a commit message, as git log's %(trailers:only,unfold) reads it
 * with no configuration at all: ':' is the only separator, '#' the comment character
 * (git-interpret-trailers, git-log).
 *
 * For approvals git's reading is not strict enough: `ambiguous` says that another common reader (a
 * "---" divider honoured as `git interpret-trailers` does, FF or VT as white space) would find
 * other trailers, or that the block holds control or bidirectional characters; such a message
 * counts for nothing. Pure; no git process, no configuration. */
#ifndef STOPLOG_CODEC_TRAILER_H
#define STOPLOG_CODEC_TRAILER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

struct trailer {
    struct str key;   /* as written, trimmed */
    struct str value; /* unfolded, trimmed */
    uint32_t line;    /* in the message, from 1 */
    bool folded;      /* the value was continued on further lines */
};

struct trailers {
    VEC_OF(struct trailer);
    bool ambiguous;
    struct str why_ambiguous; /* one sentence; "" unless ambiguous */
};

/* message: the commit's message in its own bytes; encoding: the commit's "encoding" header or "".
 * Only UTF-8 and US-ASCII are read; anything else, or invalid UTF-8, gives no trailers and
 * ambiguous. Text after a NUL byte is not part of the message, as in git. */
void trailers_parse(struct trailers *out, struct arena *arena, struct str message,
                    struct str encoding);

struct mailbox {
    struct str name, email; /* email without brackets, ASCII lower-cased */
};

/* "Name <addr@host>" on one line and nothing else; false otherwise. */
bool mailbox_parse(struct arena *arena, struct str value, struct mailbox *out);

#endif
