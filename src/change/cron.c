/* cron: cron expressions as sets of minutes, hours, days, months and weekdays. Promises a fixed
 * answer for a text; knows no clock, no time zone and no model. */
#include "change/cron.h"

#define SECONDS_PER_DAY 86400
/* The first day that is looked at: a leap year, so 29 February comes at once. */
#define FIRST_DAY 19723 /* 2024-01-01 */
/* Long enough for five runs of the rarest expression (29 February on one weekday: 28 years). */
#define MOST_DAYS (366 * 8 * 28)
#define SAMPLES 5

struct field {
    int low, high;
    const char *const *names; /* three letters each, from `low` on; NULL = numbers only */
};

static const char *const month_names[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                           "jul", "aug", "sep", "oct", "nov", "dec" };
static const char *const day_names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

enum { MINUTE, HOUR, DAY, MONTH, WEEKDAY, SECOND, YEAR, FIELD_MAX };
static const struct field fields[FIELD_MAX] = {
    [MINUTE] = { 0, 59, NULL },       [HOUR] = { 0, 23, NULL },        [DAY] = { 1, 31, NULL },
    [MONTH] = { 1, 12, month_names }, [WEEKDAY] = { 0, 6, day_names }, [SECOND] = { 0, 59, NULL },
};

static const struct {
    const char *word, *fields;
} shorthands[] = {
    { "@yearly", "0 0 1 1 *" }, { "@annually", "0 0 1 1 *" }, { "@monthly", "0 0 1 * *" },
    { "@weekly", "0 0 * * 0" }, { "@daily", "0 0 * * *" },    { "@midnight", "0 0 * * *" },
    { "@hourly", "0 * * * *" },
};

static const struct {
    const char *name;
    int64_t seconds;
} units[] = {
    [UNIT_UNKNOWN] = { "unknown", 0 },
    [UNIT_FIVE_MINUTE] = { "five_minute", 300 },
    [UNIT_QUARTER_HOUR] = { "quarter_hour", 900 },
    [UNIT_HALF_HOUR] = { "half_hour", 1800 },
    [UNIT_HOUR] = { "hour", 3600 },
    [UNIT_DAY] = { "day", SECONDS_PER_DAY },
    [UNIT_MONTH] = { "month", 28 * (int64_t)SECONDS_PER_DAY },
    [UNIT_YEAR] = { "year", 365 * (int64_t)SECONDS_PER_DAY },
};

static bool read_number(struct str text, int *out)
{
    if (text.len == 0 || text.len > 4)
        return false;
    int value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!byte_is_digit(text.ptr[i]))
            return false;
        value = value * 10 + (text.ptr[i] - '0');
    }
    *out = value;
    return true;
}

/* value := number | name; 7 is Sunday too */
static bool read_value(const struct field *field, struct str text, int *out)
{
    if (!read_number(text, out)) {
        int count = field->high - field->low + 1;
        int at = 0;
        while (field->names && at < count && !str_eq_fold(text, str_of(field->names[at])))
            at++;
        if (!field->names || at == count)
            return false;
        *out = field->low + at;
    }
    if (field->names == day_names && *out == 7)
        *out = 0;
    return *out >= field->low && *out <= field->high;
}

/* Sets low, low + step, ... up to high, around the end of the field when high lies before low. */
static void set_range(uint64_t *set, const struct field *field, const int bounds[2], int step)
{
    int size = field->high - field->low + 1;
    int first = bounds[0] - field->low, last = bounds[1] - field->low;

    if (last < first)
        last += size;
    for (int at = first; at <= last; at += step)
        *set |= UINT64_C(1) << (at % size + field->low);
}

/* item := ('*' | value ['-' value]) ['/' step]; an equal range written out is the whole cycle */
static bool read_item(const struct field *field, struct str item, uint64_t *set)
{
    int bounds[2] = { field->low, field->high }, step = 1;
    ptrdiff_t slash = str_find_byte(item, '/');
    struct str range = slash < 0 ? item : str_sub(item, 0, (size_t)slash);

    if (slash >= 0 && (!read_number(str_sub(item, (size_t)slash + 1, item.len), &step) || !step))
        return false;
    if (!str_eq(range, STR("*"))) {
        ptrdiff_t dash = str_find_byte(range, '-');
        struct str low = dash < 0 ? range : str_sub(range, 0, (size_t)dash);
        if (!read_value(field, low, &bounds[0]))
            return false;
        if (dash >= 0 &&
            !read_value(field, str_sub(range, (size_t)dash + 1, range.len), &bounds[1]))
            return false;
        if (dash < 0 && slash < 0)
            bounds[1] = bounds[0];
        if (dash >= 0 && bounds[0] == bounds[1]) {
            bounds[0] = field->low;
            bounds[1] = field->high;
        }
    }
    set_range(set, field, bounds, step);
    return true;
}

static bool read_field(const struct field *field, struct str text, uint64_t *set, bool *last_day)
{
    struct str item;

    *set = 0;
    if (str_eq(text, STR("?")) && (field == &fields[DAY] || field == &fields[WEEKDAY]))
        text = STR("*");
    if (text.len == 0 || text.ptr[text.len - 1] == ',')
        return false;
    while (str_split(&text, ',', &item)) {
        if (field == &fields[DAY] && str_eq_fold(item, STR("l"))) {
            *last_day = true;
            continue;
        }
        if (!read_item(field, item, set))
            return false;
    }
    return true;
}

static size_t split_fields(struct str text, struct str *out, size_t max)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len;) {
        size_t start = i;
        while (i < text.len && !byte_is_space(text.ptr[i]))
            i++;
        if (i > start && count++ < max)
            out[count - 1] = str_sub(text, start, i - start);
        while (i < text.len && byte_is_space(text.ptr[i]))
            i++;
    }
    return count;
}

/* "1-31" beside a weekday still restricts; "1-31" beside a star does not (croniter's rule). */
static bool restricts(uint64_t set, uint64_t all, struct str text, struct str other)
{
    if (str_eq(text, STR("*")) || str_eq(text, STR("?")))
        return false;
    return set != all || str_find_byte(other, '*') < 0;
}

static bool read_days(struct cron *out, struct str day, struct str weekday)
{
    const uint64_t all_days = UINT64_C(0xFFFFFFFE), all_weekdays = 0x7F;

    if (!read_field(&fields[DAY], day, &out->days, &out->last_day) ||
        !read_field(&fields[WEEKDAY], weekday, &out->weekdays, &out->last_day))
        return false;
    bool by_day = restricts(out->days, all_days, day, weekday);
    bool by_weekday = restricts(out->weekdays, all_weekdays, weekday, day);
    out->any_day = by_day && by_weekday;
    if (!by_day)
        out->days = all_days;
    if (!by_weekday)
        out->weekdays = all_weekdays;
    return true;
}

bool cron_parse(struct cron *out, struct str text)
{
    struct str part[FIELD_MAX];
    bool ignored = false;

    *out = (struct cron){ 0 };
    text = str_trim(text);
    for (size_t i = 0; i < sizeof shorthands / sizeof *shorthands; i++) {
        if (str_eq_fold(text, str_of(shorthands[i].word)))
            text = str_of(shorthands[i].fields);
    }
    size_t count = split_fields(text, part, FIELD_MAX);
    if (count < 5 || count > FIELD_MAX)
        return false;
    if (count > SECOND) {
        uint64_t seconds;
        if (!read_field(&fields[SECOND], part[SECOND], &seconds, &ignored))
            return false;
        out->has_seconds = seconds != 1;
    }
    if (count > YEAR && !str_eq(part[YEAR], STR("*")))
        return false;
    return read_field(&fields[MINUTE], part[MINUTE], &out->minutes, &ignored) &&
           read_field(&fields[HOUR], part[HOUR], &out->hours, &ignored) &&
           read_field(&fields[MONTH], part[MONTH], &out->months, &ignored) &&
           read_days(out, part[DAY], part[WEEKDAY]);
}

bool cron_same(const struct cron *a, const struct cron *b)
{
    return a->minutes == b->minutes && a->hours == b->hours && a->days == b->days &&
           a->months == b->months && a->weekdays == b->weekdays && a->last_day == b->last_day &&
           a->any_day == b->any_day && !a->has_seconds && !b->has_seconds;
}

struct calendar {
    int month, day, weekday, length; /* length: days of the month */
};

static int month_length(int year, int month)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : lengths[month - 1];
}

static bool fires_on(const struct cron *cron, const struct calendar *at)
{
    if (!(cron->months >> at->month & 1))
        return false;
    bool day = (cron->days >> at->day & 1) || (cron->last_day && at->day == at->length);
    bool weekday = cron->weekdays >> at->weekday & 1;
    return cron->any_day ? day || weekday : day && weekday;
}

/* Adds the moments of one day to times[*count..SAMPLES). */
static void add_moments(const struct cron *cron, int64_t day, int64_t *times, size_t *count)
{
    for (int minute = 0; minute < 24 * 60 && *count < SAMPLES; minute++) {
        if ((cron->hours >> (minute / 60) & 1) && (cron->minutes >> (minute % 60) & 1))
            times[(*count)++] = day * SECONDS_PER_DAY + minute * 60;
    }
}

static size_t next_runs(const struct cron *cron, int64_t *times)
{
    size_t count = 0;
    int year = 2024;
    struct calendar at = { .month = 1, .day = 1, .weekday = 1, .length = 31 };

    for (int64_t day = FIRST_DAY; day < FIRST_DAY + MOST_DAYS && count < SAMPLES; day++) {
        if (fires_on(cron, &at))
            add_moments(cron, day, times, &count);
        at.weekday = (at.weekday + 1) % 7;
        if (++at.day > at.length) {
            at.day = 1;
            at.month = at.month % 12 + 1;
            year += at.month == 1;
            at.length = month_length(year, at.month);
        }
    }
    return count;
}

enum interval_unit cron_unit(struct str text)
{
    struct cron cron;
    int64_t times[SAMPLES], least = INT64_MAX;

    if (!cron_parse(&cron, text) || cron.has_seconds || next_runs(&cron, times) < SAMPLES)
        return UNIT_UNKNOWN;
    for (size_t i = 1; i < SAMPLES; i++) {
        if (times[i] - times[i - 1] < least)
            least = times[i] - times[i - 1];
    }
    for (size_t unit = UNIT_YEAR; unit > UNIT_UNKNOWN; unit--) {
        if (units[unit].seconds <= least)
            return (enum interval_unit)unit;
    }
    return UNIT_UNKNOWN;
}

enum interval_unit interval_unit_find(struct str word)
{
    for (size_t unit = UNIT_YEAR; unit > UNIT_UNKNOWN; unit--) {
        if (str_eq_fold(word, str_of(units[unit].name)))
            return (enum interval_unit)unit;
    }
    return UNIT_UNKNOWN;
}

const char *interval_unit_name(enum interval_unit unit)
{
    return units[unit].name;
}
