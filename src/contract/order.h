/* order: which of two stated values is the higher one: numbers, days and times, durations.
 *
 * Exact: nothing goes through floating point. What is not of one kind, or not read, is UNCLEAR, and
 * who asks must not take that for harmless. Knows no contract. */
#ifndef STOPLOG_CONTRACT_ORDER_H
#define STOPLOG_CONTRACT_ORDER_H

#include <stdbool.h>

#include "base/str.h"

/* How the later of two values stands to the earlier one. */
enum order { ORDER_SAME, ORDER_LOWER, ORDER_HIGHER, ORDER_UNCLEAR };

/* Two decimal numbers: "5", "-0.50", "1e3". Equal texts are SAME whatever they are. */
enum order order_numbers(struct str before, struct str after);
/* Two numbers, or two ISO 8601 days or times that are written alike. */
enum order order_values(struct str before, struct str after);
/* Two durations: a number and its unit, both in the value ("25h"), or ISO 8601 ("P3M", "PT4H").
 * Units are s, m (minutes), h, d, w, mo, q, y and their words. A month has 28 to 31 days, a year
 * 365 or 366: where that matters the answer is UNCLEAR. */
enum order order_durations(struct str before, struct str before_unit, struct str after,
                           struct str after_unit);
/* Whether `of` is a whole multiple of `step`; false too when one is no number, or 0. */
bool number_is_multiple(struct str of, struct str step);

#endif
