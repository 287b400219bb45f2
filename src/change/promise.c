/* promise: lookup in promises.def. */
#include "change/promise.h"

static const struct {
    bool is_promise;
    enum promise_view view;
} promises[FACT_COUNT] = {
#define PROMISE(code, view) [FACT_##code] = { true, PROMISE_##view },
#include "change/promises.def"
#undef PROMISE
};

bool fact_promise(enum fact_code code, enum promise_view *out)
{
    if (code >= FACT_COUNT || !promises[code].is_promise)
        return false;
    *out = promises[code].view;
    return true;
}

const char *promise_view_name(enum promise_view view)
{
    static const char *const names[] = {
        [PROMISE_DESCRIBED] = "described", [PROMISE_EXTENDED] = "extended",
        [PROMISE_TIGHTENED] = "tightened", [PROMISE_WIDENED] = "widened",
        [PROMISE_LOOSENED] = "loosened",   [PROMISE_UNCLEAR] = "unclear",
    };
    return names[view];
}
