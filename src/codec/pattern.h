/* pattern: globs and regular expressions, both on pcre2, both bounded.
 *
 * A compiled pattern belongs to the set it was compiled into; pattern_set_release frees all.
 * Over the match limit, or a bound on the whole search, the answer is PATTERN_ERROR, which callers
 * must treat as "cannot decide", never as "no match". No JIT, no \C, UTF with invalid bytes
 * tolerated, subject at most LIMIT_subject_bytes. */
#ifndef STOPLOG_CODEC_PATTERN_H
#define STOPLOG_CODEC_PATTERN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum pattern_kind {
    PATTERN_PATH_GLOB, /* gitignore-like: '*' and '?' stay within one part, '**' crosses; a pattern
                          without '/' matches the last part at any depth; a trailing slash
                          means everything below; matches the whole path; "{a,b}" alternatives */
    PATTERN_NAME_GLOB, /* model names: '*' crosses dots (as sqlmesh --select-model does), '?' is one
                          byte, whole name, ASCII case folded */
    PATTERN_REGEX      /* pcre2, unanchored */
};

enum pattern_answer { PATTERN_NO, PATTERN_YES, PATTERN_ERROR };

struct pattern;
struct pattern_set;

/* A new empty set; not to be used by several threads at once. Never NULL. */
struct pattern_set *pattern_set_new(void);
/* Frees the set and every pattern compiled into it; NULL is allowed. */
void pattern_set_release(struct pattern_set *set);
/* E_INPUT with the offset and the reason when the pattern is wrong; E_LIMIT over LIMIT_regex_bytes.
 */
MUST_USE enum status pattern_compile(struct pattern_set *set, enum pattern_kind kind,
                                     struct str text, const struct pattern **out, struct err *err);
/* Whether the subject matches; PATTERN_ERROR when a bound was hit first (see the top). */
enum pattern_answer pattern_match(const struct pattern *pattern, struct str subject);
/* The text it was compiled from. */
struct str pattern_text(const struct pattern *pattern);

#endif
