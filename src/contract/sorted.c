/* sorted: see the header. */
#include "contract/sorted.h"

bool sorted_pairs_next(struct sorted_pairs *pairs, const void **before, const void **after)
{
    if (pairs->before_left == 0 && pairs->after_left == 0)
        return false;
    int order = pairs->before_left == 0  ? 1
                : pairs->after_left == 0 ? -1
                                         : pairs->order(pairs->before, pairs->after);
    *before = order <= 0 ? pairs->before : NULL;
    *after = order >= 0 ? pairs->after : NULL;
    if (order <= 0) {
        pairs->before += pairs->size;
        pairs->before_left--;
    }
    if (order >= 0) {
        pairs->after += pairs->size;
        pairs->after_left--;
    }
    return true;
}
