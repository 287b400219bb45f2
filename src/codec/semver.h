/* semver: versions as semver.org 2.0.0 has them, and how far one has moved from another. */
#ifndef STOPLOG_CODEC_SEMVER_H
#define STOPLOG_CODEC_SEMVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct semver {
    uint64_t major, minor, patch;
    struct str prerelease; /* "rc.1", a slice of the text; "" = a release */
};

/* Reads "2.1.0", "2.1", "2" or "v2.1.0-rc.1+build"; minor and patch default to 0. False when it is
 * something else, or a number is past 2^63. */
bool semver_parse(struct str text, struct semver *out);
/* Precedence (semver.org 11): below 0, 0 or above 0. Build metadata does not count. */
int semver_compare(const struct semver *a, const struct semver *b);

enum bump { BUMP_NONE, BUMP_PATCH, BUMP_MINOR, BUMP_MAJOR };
/* What the step from one version to a later one is worth. Before 1.0.0 each part says one more: a
 * new minor is a major step, a new patch a minor one (semver.org 4). BUMP_NONE: not later. */
enum bump semver_step(const struct semver *from, const struct semver *to);
/* "none", "patch", "minor", "major" */
const char *bump_name(enum bump bump);

/* Whether a text is a range of versions in npm's words: "^2.1", "~2.1.3", ">=2 <3", "2.x", "2.1 ||
 * 3". Hyphen ranges ("1.0 - 2.0") are not known. */
bool semver_range_valid(struct arena *arena, struct str range);
/* Whether a version is in the range; false as well when the range is none. A prerelease is in it
 * only where the range names one of the same version. */
bool semver_in_range(struct arena *arena, struct str range, const struct semver *version);

#endif
