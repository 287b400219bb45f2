/* fact_links: what of a verdict hangs on each fact, found in one pass: looking for it fact by fact
 * would take facts times requirements times facts. */
#ifndef STOPLOG_REPORT_FACT_LINKS_H
#define STOPLOG_REPORT_FACT_LINKS_H

#include "report/model.h"

struct indices {
    VEC_OF(size_t);
};
struct fact_links {
    struct indices reaches; /* in verdict.impact.reaches */
    struct indices judged;  /* in verdict.judged */
    struct indices unmet;   /* in view.unmet */
    const struct waiver *waiver;
};

/* One per fact of the verdict, all in their order. */
struct fact_links *fact_links_of(struct arena *arena, const struct view *view);

#endif
