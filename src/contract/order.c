/* order: see the header. A number stays text: its digits are compared where they stand. */
#include "contract/order.h"

#include <stdint.h>

/* digits: whole, then fraction; the value is 0.d1d2d3... * 10^point without leading zeros. */
struct decimal {
    bool is_negative, is_zero;
    struct str whole, fraction; /* digits; no leading zeros in `whole` */
    size_t skip;                /* leading zeros of whole + fraction */
    long point;
};

static struct str take_digits(struct str *rest)
{
    size_t n = 0;
    while (n < rest->len && byte_is_digit(rest->ptr[n]))
        n++;
    struct str digits = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->len);
    return digits;
}

static bool take_byte(struct str *rest, char byte)
{
    if (rest->len == 0 || byte_lower(rest->ptr[0]) != byte)
        return false;
    *rest = str_sub(*rest, 1, rest->len);
    return true;
}

static bool take_sign(struct str *rest)
{
    bool negative = take_byte(rest, '-');
    if (!negative)
        (void)take_byte(rest, '+');
    return negative;
}

/* At most nine digits. */
static bool small_number(struct str digits, long *out)
{
    if (digits.len == 0 || digits.len > 9)
        return false;
    *out = 0;
    for (size_t i = 0; i < digits.len; i++)
        *out = *out * 10 + (digits.ptr[i] - '0');
    return true;
}

static char digit_at(const struct decimal *d, size_t at)
{
    at += d->skip;
    if (at < d->whole.len)
        return d->whole.ptr[at];
    at -= d->whole.len;
    return at < d->fraction.len ? d->fraction.ptr[at] : '0';
}

static size_t digit_count(const struct decimal *d)
{
    return d->whole.len + d->fraction.len - d->skip;
}

/* [sign] digits ["." digits] ["e" [sign] digits]; the rest is what stands behind it. */
static bool take_decimal(struct str *rest, struct decimal *out)
{
    *out = (struct decimal){ .is_negative = take_sign(rest) };
    out->whole = take_digits(rest);
    out->fraction = STR_EMPTY;
    if (rest->len > 1 && rest->ptr[0] == '.' && byte_is_digit(rest->ptr[1])) {
        *rest = str_sub(*rest, 1, rest->len);
        out->fraction = take_digits(rest);
    }
    if (out->whole.len + out->fraction.len == 0 || out->whole.len > 1000000)
        return false;
    long power = 0;
    struct str exponent = *rest;
    if (take_byte(&exponent, 'e')) {
        bool down = take_sign(&exponent);
        if (small_number(take_digits(&exponent), &power)) {
            power = down ? -power : power;
            *rest = exponent;
        }
    }
    size_t all = out->whole.len + out->fraction.len;
    while (out->skip < all && digit_at(out, 0) == '0')
        out->skip++;
    out->is_zero = out->skip == all;
    out->point = (long)out->whole.len - (long)out->skip + power;
    return true;
}

static bool read_decimal(struct str text, struct decimal *out)
{
    struct str rest = str_trim(text);
    return take_decimal(&rest, out) && rest.len == 0;
}

/* Below 0, 0, above 0: how a stands to b without their signs. */
static int compare_sizes(const struct decimal *a, const struct decimal *b)
{
    if (a->is_zero || b->is_zero)
        return (int)b->is_zero - (int)a->is_zero;
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    size_t most = digit_count(a) > digit_count(b) ? digit_count(a) : digit_count(b);
    for (size_t i = 0; i < most; i++)
        if (digit_at(a, i) != digit_at(b, i))
            return digit_at(a, i) < digit_at(b, i) ? -1 : 1;
    return 0;
}

static int compare_decimals(const struct decimal *a, const struct decimal *b)
{
    bool a_below = a->is_negative && !a->is_zero, b_below = b->is_negative && !b->is_zero;
    if (a_below != b_below)
        return a_below ? -1 : 1;
    return a_below ? compare_sizes(b, a) : compare_sizes(a, b);
}

static enum order order_of(int before_to_after)
{
    return before_to_after < 0 ? ORDER_HIGHER : before_to_after > 0 ? ORDER_LOWER : ORDER_SAME;
}

enum order order_numbers(struct str before, struct str after)
{
    struct decimal a, b;
    if (str_eq(before, after))
        return ORDER_SAME;
    if (!read_decimal(before, &a) || !read_decimal(after, &b))
        return ORDER_UNCLEAR;
    return order_of(compare_decimals(&a, &b));
}

/* 2024-01-31, 08:30, 2024-01-31T08:30:00Z: digits in the same places, all else the same. */
static bool is_alike(struct str a, struct str b)
{
    if (a.len != b.len || a.len < 5)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        bool digit = byte_is_digit(a.ptr[i]);
        if (digit != byte_is_digit(b.ptr[i]) || (!digit && a.ptr[i] != b.ptr[i]))
            return false;
        if (!digit && !strchr("-:.TZ +", a.ptr[i]))
            return false;
    }
    return true;
}

/* The end of a time that says its zone: "+01:00"; never of a day alone. */
static struct str zone_of(struct str text)
{
    ptrdiff_t colon = str_find_byte(text, ':');
    for (size_t i = colon < 0 ? text.len : (size_t)colon; i < text.len; i++)
        if (text.ptr[i] == '+' || text.ptr[i] == '-')
            return str_sub(text, i, text.len);
    return STR_EMPTY;
}

static bool is_day_or_time(struct str text)
{
    return text.len >= 5 && byte_is_digit(text.ptr[0]) && byte_is_digit(text.ptr[1]) &&
           (text.ptr[2] == ':' || (text.len >= 10 && text.ptr[4] == '-' && text.ptr[7] == '-'));
}

enum order order_values(struct str before, struct str after)
{
    enum order order = order_numbers(before, after);
    if (order != ORDER_UNCLEAR)
        return order;
    if (!is_day_or_time(before) || !is_alike(before, after) ||
        !str_eq(zone_of(before), zone_of(after)))
        return ORDER_UNCLEAR;
    return order_of(str_cmp(before, after));
}

/* ---- durations ---- */

#define DAY_MS ((int64_t)86400000)
#define MOST_MANTISSA ((int64_t)1000000000)

struct unit {
    struct str name;
    int64_t ms, months; /* one of the two is 0 */
};
static const struct unit units[] = {
#define UNIT(name, ms, months) { STR_INIT(name), ms, months },
#include "contract/units.def"
#undef UNIT
};

struct span {
    int64_t ms, months;
};

static const struct unit *unit_find(struct str name)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_eq_fold(units[i].name, name))
            return &units[i];
    return NULL;
}

/* As a whole number over a power of ten; false when it has too many digits. */
static bool small_fraction(const struct decimal *d, int64_t *mantissa, int64_t *over)
{
    *mantissa = 0;
    *over = 1;
    size_t count = digit_count(d);
    for (long i = 0; !d->is_zero && (i < d->point || (size_t)i < count); i++) {
        *mantissa = *mantissa * 10 + (digit_at(d, (size_t)i) - '0');
        if (*mantissa > MOST_MANTISSA)
            return false;
    }
    for (long i = d->point; !d->is_zero && i < (long)count; i++) {
        *over *= 10;
        if (*over > MOST_MANTISSA)
            return false;
    }
    return true;
}

/* Adds so many of the unit; false when that is no whole number of ms or months. */
static bool span_add(struct span *span, const struct decimal *number, const struct unit *unit)
{
    int64_t mantissa, over;
    if (number->is_negative || !small_fraction(number, &mantissa, &over))
        return false;
    int64_t each = unit->months ? unit->months : unit->ms;
    if (mantissa * each % over != 0)
        return false;
    int64_t *to = unit->months ? &span->months : &span->ms;
    *to += mantissa * each / over;
    return *to <= INT64_MAX / 4;
}

/* "P" { number Y|M|W|D } [ "T" { number H|M|S } ] */
static bool read_iso(struct str text, struct span *out)
{
    static const struct {
        char letter;
        bool in_time;
        struct unit unit;
    } letters[] = { { 'y', false, { STR_INIT("y"), 0, 12 } },
                    { 'm', false, { STR_INIT("mo"), 0, 1 } },
                    { 'w', false, { STR_INIT("w"), 7 * DAY_MS, 0 } },
                    { 'd', false, { STR_INIT("d"), DAY_MS, 0 } },
                    { 'h', true, { STR_INIT("h"), 3600000, 0 } },
                    { 'm', true, { STR_INIT("m"), 60000, 0 } },
                    { 's', true, { STR_INIT("s"), 1000, 0 } } };
    bool in_time = false, any = false;
    if (!take_byte(&text, 'p'))
        return false;
    while (text.len > 0) {
        struct decimal number;
        if (!in_time && take_byte(&text, 't')) {
            in_time = true;
            continue;
        }
        if (!take_decimal(&text, &number) || text.len == 0)
            return false;
        size_t i = 0, count = sizeof letters / sizeof *letters;
        while (i < count &&
               (letters[i].letter != byte_lower(text.ptr[0]) || letters[i].in_time != in_time))
            i++;
        if (i == count || !span_add(out, &number, &letters[i].unit))
            return false;
        text = str_sub(text, 1, text.len);
        any = true;
    }
    return any;
}

static bool read_span(struct str value, struct str unit_name, struct span *out)
{
    struct decimal number;
    *out = (struct span){ 0 };
    value = str_trim(value);
    if (unit_name.len == 0 && read_iso(value, out))
        return true;
    *out = (struct span){ 0 };
    if (value.len > 0 && byte_is_alpha(value.ptr[0])) {
        struct str one = STR("1");
        (void)take_decimal(&one, &number);
    } else if (!take_decimal(&value, &number)) {
        return false;
    }
    struct str rest = str_trim(value);
    if (rest.len > 0 && unit_name.len > 0 && !str_eq_fold(rest, unit_name))
        return false;
    const struct unit *unit = unit_find(rest.len > 0 ? rest : str_trim(unit_name));
    return unit && span_add(out, &number, unit);
}

static int64_t least_ms(const struct span *span)
{
    return span->ms + span->months / 12 * 365 * DAY_MS + span->months % 12 * 28 * DAY_MS;
}

static int64_t most_ms(const struct span *span)
{
    return span->ms + span->months / 12 * 366 * DAY_MS + span->months % 12 * 31 * DAY_MS;
}

enum order order_durations(struct str before, struct str before_unit, struct str after,
                           struct str after_unit)
{
    const int64_t most = (int64_t)1200000; /* months: what can be counted in ms by far */
    struct span a, b;
    if (!read_span(before, before_unit, &a) || !read_span(after, after_unit, &b) ||
        a.months > most || b.months > most)
        return ORDER_UNCLEAR;
    if (a.months == b.months)
        return a.ms < b.ms ? ORDER_HIGHER : a.ms > b.ms ? ORDER_LOWER : ORDER_SAME;
    if (a.ms == b.ms)
        return a.months < b.months ? ORDER_HIGHER : ORDER_LOWER;
    if (most_ms(&a) < least_ms(&b))
        return ORDER_HIGHER;
    return least_ms(&a) > most_ms(&b) ? ORDER_LOWER : ORDER_UNCLEAR;
}

bool number_is_multiple(struct str of, struct str step)
{
    struct decimal a, b;
    int64_t a_mantissa, a_over, b_mantissa, b_over;
    if (!read_decimal(of, &a) || !read_decimal(step, &b) ||
        !small_fraction(&a, &a_mantissa, &a_over) || !small_fraction(&b, &b_mantissa, &b_over) ||
        a_mantissa == 0 || b_mantissa == 0)
        return false;
    /* a/x over b/y is whole when b*x divides a*y; both products stay below 10^18 */
    return a_mantissa * b_over % (b_mantissa * a_over) == 0;
}
