/* range: see the header. */
#include "contract/range.h"

#include "contract/order.h"

enum range_move range_move(const struct range_end *before, const struct range_end *after,
                           bool upper)
{
    if (!before->is_stated || !after->is_stated)
        return before->is_stated == after->is_stated ? MOVE_NONE
               : after->is_stated                    ? MOVE_IN
                                                     : MOVE_OUT;
    if (before->is_muddled || after->is_muddled)
        return MOVE_UNCLEAR;
    switch (order_values(before->text, after->text)) {
    case ORDER_SAME:
        break;
    case ORDER_LOWER:
        return upper ? MOVE_IN : MOVE_OUT;
    case ORDER_HIGHER:
        return upper ? MOVE_OUT : MOVE_IN;
    case ORDER_UNCLEAR:
        return MOVE_UNCLEAR;
    }
    return before->is_open == after->is_open ? MOVE_NONE : after->is_open ? MOVE_IN : MOVE_OUT;
}

void range_limit(struct range_end *end, bool upper, struct str text, bool is_open)
{
    struct range_end more = { .is_stated = true, .is_open = is_open, .text = text };
    switch (range_move(end, &more, upper)) {
    case MOVE_IN:
        *end = more;
        break;
    case MOVE_UNCLEAR:
        end->is_muddled = true;
        break;
    case MOVE_NONE:
    case MOVE_OUT:
        break;
    }
}

struct str range_end_text(struct arena *arena, const struct range_end *end, bool upper)
{
    if (!end->is_stated)
        return STR_EMPTY;
    return str_fmt(arena, "%s%s %.*s", upper ? "<" : ">", end->is_open ? "" : "=",
                   STR_ARG(end->text));
}
