/* promise: what a change of a contract does to what it promises, seen by its reader. It hangs on
 * the code of the fact alone (promises.def). */
#ifndef STOPLOG_CHANGE_PROMISE_H
#define STOPLOG_CHANGE_PROMISE_H

#include "change/fact.h"

enum promise_view {
    PROMISE_DESCRIBED, /* nothing that is promised changed */
    PROMISE_EXTENDED,  /* more is promised, nothing taken away */
    PROMISE_TIGHTENED, /* readers keep all; the producer, or data of before, may fail it */
    PROMISE_WIDENED,   /* values may no longer fit where old ones did: types, lengths */
    PROMISE_LOOSENED,  /* what a reader may rely on is gone or less */
    PROMISE_UNCLEAR    /* cannot be told: never taken for harmless */
};

/* Whether the code says how a promise changed; then *out is its view, else it is left alone. */
bool fact_promise(enum fact_code code, enum promise_view *out);
/* "described", "extended", "tightened", "widened", "loosened", "unclear" */
const char *promise_view_name(enum promise_view view);

#endif
