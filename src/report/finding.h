/* finding: facts one by one, as tools that annotate files want them: a place, a level, a message
 * and an identity that lines moving up or down do not change. */
#ifndef STOPLOG_REPORT_FINDING_H
#define STOPLOG_REPORT_FINDING_H

#include "report/model.h"

struct finding {
    const struct verdict *verdict;
    const struct fact *fact;
    enum policy_level level;     /* off never comes here */
    const struct waiver *waiver; /* NULL unless it was waived; then the level is note */
    struct str subject;          /* "finance.orders.amount", "finance.orders", a path */
    const char *code;            /* "CL101" */
    struct str title;            /* "CL101 column-removed" */
    struct str message;          /* one line: what changed, on whom it falls, who must approve */
    struct place place;          /* path never empty, line and column at least 1 */
    struct str id;               /* 16 hex digits, no two alike within the run */
};
struct findings {
    VEC_OF(struct finding);
};

/* Where what is in no file is shown: the folder whose policy speaks of it. */
extern const struct str findings_no_file;

/* All findings of a run: verdict by verdict, worst level first, then in the order of the report
 * model. The level is note once everything that is asked about the fact is there. Cosmetic facts
 * are none, unless a rule asks about them: nobody is to look at them. */
void findings_of(struct findings *out, struct arena *arena, const struct run *run);

#endif
