/* diag: something to say about the user's files, with its place.
 *
 * A diag never stops the work: what could not be read stays in the model as an unknown. Whether a
 * diag blocks is the verdict's business (an error in a policy file does). */
#ifndef STOPLOG_BASE_DIAG_H
#define STOPLOG_BASE_DIAG_H

#include <stdint.h>

#include "base/str.h"
#include "base/vec.h"

enum diag_level { DIAG_NOTE, DIAG_WARN, DIAG_ERROR };

/* A place in a file of a snapshot. line and column count from 1 (columns in bytes); 0 = unknown. */
struct place {
    struct str path;
    uint32_t line, column;
};

struct diag {
    enum diag_level level;
    struct place place;
    struct str text; /* one sentence, no file name in it; unescaped */
    struct str hint; /* what to do, e.g. the nearest valid word; may be empty */
};

struct diags {
    struct arena *arena; /* texts are copied here */
    VEC_OF(struct diag);
};

/* Starts an empty list whose texts go to the arena. */
void diags_init(struct diags *diags, struct arena *arena);
/* Appends; a NULL list swallows. The text is formatted into the list's arena. */
void diag_add(struct diags *diags, enum diag_level level, struct place place, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Sets the hint of the newest diag. */
void diag_hint(struct diags *diags, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
size_t diags_count(const struct diags *diags, enum diag_level at_least);
/* The place of byte `offset` of `text` in `path`; offsets past the end give the last line. */
struct place place_at(struct str path, struct str text, size_t offset);
/* The word of words[0..count) nearest to `word` by edit distance (at most a third of its length
 * apart, rounded up), or "" when none is near: for "did you mean". */
struct str nearest_word(struct str word, const struct str *words, size_t count);

#endif
