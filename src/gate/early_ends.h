/* early_ends: ends that are over when a contract says them for the first time.
 *
 * To announce an end takes nothing away as long as readers have time to act on it. A day that has
 * come already gives them none: what it is about could go with the next push, unasked. */
#ifndef STOPLOG_GATE_EARLY_ENDS_H
#define STOPLOG_GATE_EARLY_ENDS_H

#include "contract/diff.h"

/* Makes losses (CN210) of the ends of columns and objects among the changes that are over by today
 * and were not at base, and adds one where it is the end of the whole contract. changes: those
 * between the two contracts. */
void early_ends(struct promise_changes *changes, struct arena *arena, const struct contract *before,
                const struct contract *after, int64_t today_days);

#endif
