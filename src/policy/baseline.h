/* baseline: debt that was there when the policy came: findings about a state, accepted one by one,
 * so that a rule can be strict with everything that is new.
 *
 * Rows name what they accept in full, no patterns; `stoplog rules baseline` writes them. */
#ifndef STOPLOG_POLICY_BASELINE_H
#define STOPLOG_POLICY_BASELINE_H

#include "base/buf.h"
#include "policy/rules.h"

struct baseline_row {
    struct str rule;   /* code of a fact */
    struct str model;  /* name of the model, or path of the file */
    struct str column; /* "" = none */
    struct place place;
};
struct baseline {
    VEC_OF(struct baseline_row); /* in the order of the files */
    struct map by_key;           /* -> struct waiver *: what a report says of an accepted finding */
};

/* Whether a finding with this code is about a state, and may be accepted. */
bool fact_is_state(enum fact_code code);
/* The acceptance of this finding; NULL when there is none. */
const struct waiver *baseline_accepts(const struct policy *policy, struct arena *arena,
                                      enum fact_code code, struct str model, struct str column);
/* Order of rows in a file: rule, model, column; 0 = the same finding. For qsort. */
int baseline_cmp(const void *a, const void *b);
/* Whether the row can be written so that it is read back as it is. */
bool baseline_row_is_plain(const struct baseline_row *row);
/* A whole policy file with these rows, sorted. */
void baseline_write(struct buf *out, const struct baseline_row *rows, size_t count);

#endif
