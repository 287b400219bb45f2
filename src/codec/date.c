/* date: the one calendar the project knows: proleptic Gregorian, UTC, years 0001 to 9999. */
#include "codec/date.h"

#include <time.h>

#define DAY_SECONDS ((int64_t)24 * 60 * 60)

/* Reads `count` digits at text.ptr[from]. */
static bool digits(struct str text, size_t from, size_t count, int *out)
{
    int value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (!byte_is_digit(text.ptr[i]))
            return false;
        value = value * 10 + (text.ptr[i] - '0');
    }
    *out = value;
    return true;
}

bool date_parse(struct str text, int64_t *days)
{
    int year, month, day;
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-' || !digits(text, 0, 4, &year) ||
        !digits(text, 5, 2, &month) || !digits(text, 8, 2, &day))
        return false;
    if (year == 0)
        return false;

    struct tm date = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day };
    int64_t seconds = timegm(&date);
    /* timegm carries over what does not exist: 30 February comes back as 1 or 2 March. */
    if (date.tm_year != year - 1900 || date.tm_mon != month - 1 || date.tm_mday != day)
        return false;
    *days = seconds / DAY_SECONDS;
    return true;
}

static bool civil(int64_t seconds, struct tm *out)
{
    time_t when = (time_t)seconds;
    return gmtime_r(&when, out) && out->tm_year >= 1 - 1900 && out->tm_year <= 9999 - 1900;
}

struct str date_format(struct arena *arena, int64_t days)
{
    struct tm date;
    int64_t seconds;
    if (__builtin_mul_overflow(days, DAY_SECONDS, &seconds) || !civil(seconds, &date))
        return str_fmt(arena, "day %lld", (long long)days);
    return str_fmt(arena, "%04d-%02d-%02d", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

struct str time_format(struct arena *arena, int64_t seconds)
{
    struct tm date;
    if (!civil(seconds, &date))
        return str_fmt(arena, "second %lld", (long long)seconds);
    return str_fmt(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", date.tm_year + 1900, date.tm_mon + 1,
                   date.tm_mday, date.tm_hour, date.tm_min, date.tm_sec);
}
