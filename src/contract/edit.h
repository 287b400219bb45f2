/* edit: a new version in the text of a contract, and not one other byte.
 *
 * Comments, layout, quotes, line endings and everything else stay as somebody wrote them. What was
 * edited is read again and must say the same as before but for the version; else nothing was. */
#ifndef STOPLOG_CONTRACT_EDIT_H
#define STOPLOG_CONTRACT_EDIT_H

#include "base/arena.h"
#include "base/diag.h"
#include "codec/semver.h"

/* Whether a text can be written as a version: letters, digits, ".", "-", "+" and "_". */
bool version_is_writable(struct str version);

/* Puts the version (version_is_writable) in place of the one in `version` of ODCS or `info.version`
 * of DCS. *out is of the arena. False with one diag at its place when that cannot be done in one
 * line of its own: the file cannot be read, states no version, or it is an alias, shared by one,
 * or a block. */
bool contract_edit_version(struct str *out, struct arena *arena, struct str path, struct str bytes,
                           struct str version, struct diags *diags);

/* The version that raises one part of `from` and sets those behind it to 0; a prerelease becomes
 * the release that it was for where that is as much (npm's way). A "v" in front stays. False when
 * `from` is no semver or the part cannot be raised. */
bool version_move(struct str *out, struct arena *arena, struct str from, enum bump part);
/* The least version whose step from `from` is worth `needed` (semver_step: before 1.0.0 each part
 * says one more). False as above, or when needed is BUMP_NONE. */
bool version_for(struct str *out, struct arena *arena, struct str from, enum bump needed);

#endif
