/* diff_texts: sorted lists of texts, and ends. */
#include "contract/diff_private.h"

#include "codec/date.h"
#include "contract/sorted.h"

void contract_diff_texts(struct differ *d, const struct contract_texts *before,
                         const struct contract_texts *after, struct codes codes, struct str aspect)
{
    struct sorted_pairs pairs = SORTED_PAIRS(before, after, str_cmp_qsort);
    const void *old, *new;
    while (sorted_pairs_next(&pairs, &old, &new)) {
        if (!old)
            promise_add(d, codes.in, aspect, STR_EMPTY, *(const struct str *)new);
        else if (!new)
            promise_add(d, codes.out, aspect, *(const struct str *)old, STR_EMPTY);
    }
}

static struct str end_text(struct differ *d, const struct contract_end *end)
{
    return end->has_day         ? date_format(d->arena, end->day)
           : end->is_deprecated ? STR("deprecated")
                                : STR_EMPTY;
}

/* To announce an end takes nothing away yet; to bring it nearer does. */
void contract_diff_end(struct differ *d, const struct contract_end *before,
                       const struct contract_end *after)
{
    if (before->is_deprecated == after->is_deprecated && before->has_day == after->has_day &&
        (!before->has_day || before->day == after->day))
        return;
    bool nearer = before->has_day && after->has_day && after->day < before->day;
    promise_add_at(d, nearer ? FACT_CN210 : FACT_CT121, STR("end"), end_text(d, before),
                   end_text(d, after), after->place);
}
