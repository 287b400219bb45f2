/* cron: reads a cron expression far enough to know when it fires, without a clock.
 *
 * SQLMesh derives the interval unit of a model, and with it the grid of everything it loads, from
 * the smallest distance between five consecutive runs (core/node.py, IntervalUnit.from_cron; the
 * grammar is croniter's). Ours starts from a fixed day instead of now, so the answer never depends
 * on when the gate runs. */
#ifndef STOPLOG_CHANGE_CRON_H
#define STOPLOG_CHANGE_CRON_H

#include <stdint.h>

#include "base/str.h"

enum interval_unit {
    UNIT_UNKNOWN, /* not a cron expression that we read, or one that never fires */
    UNIT_FIVE_MINUTE,
    UNIT_QUARTER_HOUR,
    UNIT_HALF_HOUR,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_MONTH,
    UNIT_YEAR
};

/* When a cron fires: bit n of a set = value n is allowed. */
struct cron {
    uint64_t minutes, hours, days, months, weekdays; /* weekdays: 0 = Sunday */
    bool last_day;                                   /* "L" in the day field */
    bool any_day;     /* day and weekday are joined by "or" (both were restricted) */
    bool has_seconds; /* a sixth field that does not say 0 */
};

/* Five fields (a sixth, of seconds, and a seventh, of years, are read but only "0" and "*" are
 * understood), names of months and weekdays, lists, ranges, steps, "L" as a day, or one of
 * @yearly @annually @monthly @weekly @daily @midnight @hourly. False when it is not understood. */
bool cron_parse(struct cron *out, struct str text);
/* Same moments on both: texts that differ only in spelling. */
bool cron_same(const struct cron *a, const struct cron *b);
/* The unit SQLMesh derives; UNIT_UNKNOWN when the text is not understood or runs more often than
 * every five minutes (SQLMesh refuses that). */
enum interval_unit cron_unit(struct str text);
/* "day", "half_hour" ...; UNIT_UNKNOWN for another word. Case folded. */
enum interval_unit interval_unit_find(struct str word);
const char *interval_unit_name(enum interval_unit unit);

#endif
