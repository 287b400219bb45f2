/* range: the values between two stated ends, and where such an end moves. */
#ifndef STOPLOG_CONTRACT_RANGE_H
#define STOPLOG_CONTRACT_RANGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct range_end {
    bool is_stated, is_open; /* open: the value itself is not in the range */
    bool is_muddled;         /* stated twice, and which of the two counts cannot be told */
    struct str text;
};
struct range {
    struct range_end low, high;
};

enum range_move { MOVE_NONE, MOVE_IN, MOVE_OUT, MOVE_UNCLEAR };

/* One more statement about an end: the stricter one stays. upper: it is the high end. */
void range_limit(struct range_end *end, bool upper, struct str text, bool is_open);
/* Where the end went: in, so that the range holds less, or out. */
enum range_move range_move(const struct range_end *before, const struct range_end *after,
                           bool upper);
/* "> 5", "<= 7"; "" when it is not stated. */
struct str range_end_text(struct arena *arena, const struct range_end *end, bool upper);

#endif
