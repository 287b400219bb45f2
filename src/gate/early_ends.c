/* early_ends: see the header. */
#include "gate/early_ends.h"

#include "codec/date.h"
#include "contract/terms.h"

static const struct contract_end *end_before(const struct promise_change *change)
{
    return change->old_column ? &change->old_column->end
           : change->before   ? &change->before->end
                              : NULL;
}

static const struct contract_end *end_after(const struct promise_change *change)
{
    return change->new_column ? &change->new_column->end
           : change->after    ? &change->after->end
                              : NULL;
}

static void take_away(struct promise_change *change)
{
    change->code = FACT_CN210;
    (void)fact_promise(FACT_CN210, &change->view);
    change->note = STR("it ends on a day that is not ahead, so readers get no time to move");
}

static void add_end(struct promise_changes *changes, struct arena *arena,
                    const struct contract *after)
{
    struct promise_change *change = vec_add(arena, changes);
    *change = (struct promise_change){ .object = STR_EMPTY,
                                       .column = STR_EMPTY,
                                       .aspect = STR("end"),
                                       .old_text = STR_EMPTY,
                                       .new_text = date_format(arena, after->end.day),
                                       .place = after->end.place };
    take_away(change);
}

void early_ends(struct promise_changes *changes, struct arena *arena, const struct contract *before,
                const struct contract *after, int64_t today_days)
{
    vec_for (struct promise_change, change, changes) {
        const struct contract_end *old = end_before(change), *new = end_after(change);
        if (change->code == FACT_CT121 && str_eq(change->aspect, STR("end")) && old && new &&
            !contract_end_is_over(old, today_days) && contract_end_is_over(new, today_days))
            take_away(change);
    }
    if (after->end.has_day && after->end.day <= today_days && !contract_may_go(before, today_days))
        add_end(changes, arena, after);
}
