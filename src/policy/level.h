/* level: how much a rule weighs, which may depend on the ref that is pushed to.
 *
 * `level: block`, or `level: {main: block, "feat-*": warn, "*": note}`: the pattern "*" speaks
 * for every ref that no other pattern matches; of the others the last one that matches wins. */
#ifndef STOPLOG_POLICY_LEVEL_H
#define STOPLOG_POLICY_LEVEL_H

#include "base/diag.h"
#include "codec/pattern.h"

enum policy_level { LEVEL_OFF, LEVEL_NOTE, LEVEL_WARN, LEVEL_BLOCK };

struct ref_level {
    const struct pattern *ref; /* path glob over short names, as in `refs` */
    enum policy_level level;
};
struct levels {
    enum policy_level other; /* where no pattern matches, and the only one without patterns */
    struct {
        VEC_OF(struct ref_level);
    } refs;
};

/* The level on a ref (short name). A pattern that hits its limit: the highest level named, since
 * which one was meant is not known. */
enum policy_level levels_at(const struct levels *levels, struct str ref);
/* Lowest and highest of all levels named. */
enum policy_level levels_lowest(const struct levels *levels);
enum policy_level levels_highest(const struct levels *levels);
const char *policy_level_name(enum policy_level level);

#endif
