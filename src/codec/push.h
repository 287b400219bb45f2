/* push: the lines that git writes to a hook's standard input, as values.
 *
 * pre-receive and post-receive: "<old> <new> <ref>"; pre-push: "<local-ref> <local-oid>
 * <remote-ref> <remote-oid>", where local-ref may contain spaces, so it is split from the right
 *. Anything malformed refuses the whole push: a ref name with a newline would
 * otherwise forge a line. */
#ifndef STOPLOG_CODEC_PUSH_H
#define STOPLOG_CODEC_PUSH_H

#include "base/err.h"
#include "base/source.h"
#include "base/vec.h"

struct ref_update {
    struct str ref;       /* full name on the receiving side */
    struct oid old_id;    /* claimed value before; none = the ref is new. Not to be believed */
    struct oid new_id;    /* none = deletion */
    struct str local_ref; /* pre-push only: what the user typed, or "(delete)" */
};

struct push {
    VEC_OF(struct ref_update);
};

enum push_format { PUSH_RECEIVE, PUSH_PRE_PUSH };

/* E_INPUT names the line that is malformed (line number, escaped excerpt); E_LIMIT over
 * LIMIT_push_refs or LIMIT_push_bytes. Empty input gives an empty push: the caller decides. */
MUST_USE enum status push_parse(struct push *out, struct arena *arena, struct str input,
                                enum push_format format, struct err *err);
/* "refs/" plus git-check-ref-format's rules. */
bool ref_name_valid(struct str ref);
/* "main" for "refs/heads/main", "v1" for "refs/tags/v1", else the full name. */
struct str ref_short(struct str ref);

#endif
