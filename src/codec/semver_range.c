/* semver_range: which versions somebody takes, in npm's words: "^2.1", "~2.1.3", ">=2 <3", "2.x",
 * "2.1 || 3".
 *
 * Source: node-semver, "Ranges" (https://github.com/npm/node-semver#ranges); hyphen ranges are left
 * out. Each comparator is an interval; those of one alternative must all hold. */
#include "codec/semver.h"

enum { PARTS = 3 };

/* "2", "2.x", "2.1.0-rc.1": how many parts are stated, and what they are. */
struct partial {
    uint64_t parts[PARTS];
    size_t stated;
    struct semver version; /* parts that are not stated are 0 */
};

struct interval {
    struct semver low, high;
    bool low_open, high_closed, has_high;
};

static bool is_wildcard(struct str part)
{
    return str_eq(part, STR("*")) || str_eq_fold(part, STR("x"));
}

/* Numbers first, then wildcards only. */
static bool read_parts(struct str core, struct partial *out)
{
    struct str part;
    bool wild = false;
    for (size_t i = 0; str_split(&core, '.', &part); i++) {
        struct semver number;
        if (i == PARTS)
            return false;
        wild = wild || is_wildcard(part);
        if (wild ? !is_wildcard(part) : !semver_parse(part, &number) || !byte_is_digit(part.ptr[0]))
            return false;
        if (!wild)
            out->parts[out->stated++] = number.major;
    }
    return wild || out->stated > 0;
}

static bool read_partial(struct str text, struct partial *out)
{
    ptrdiff_t dash = str_find_byte(text, '-'), plus = str_find_byte(text, '+');
    ptrdiff_t end = dash < 0 || (plus >= 0 && plus < dash) ? plus : dash;
    *out = (struct partial){ .version = { .prerelease = STR_EMPTY } };
    if (str_starts(text, STR("v")) || str_starts(text, STR("=")))
        return read_partial(str_sub(text, 1, text.len), out);
    if (!read_parts(end < 0 ? text : str_sub(text, 0, (size_t)end), out))
        return false;
    if (end >= 0)
        return out->stated == PARTS && semver_parse(text, &out->version);
    out->version.major = out->parts[0];
    out->version.minor = out->parts[1];
    out->version.patch = out->parts[2];
    return true;
}

/* The first version behind all that agree with `version` in its first `kept` parts; kept > 0. */
static struct semver next_after(const struct semver *version, size_t kept)
{
    struct semver next = { .prerelease = STR_EMPTY };
    next.major = version->major + (kept == 1);
    next.minor = kept == 1 ? 0 : version->minor + (kept == 2);
    next.patch = kept == PARTS ? version->patch + 1 : 0;
    return next;
}

static void end_before(struct interval *out, struct semver high)
{
    out->high = high;
    out->has_high = true;
}

/* "^": nothing left of the first part that is not 0 may move. */
static size_t caret_keeps(const struct partial *from)
{
    for (size_t i = 0; i < from->stated; i++)
        if (from->parts[i] > 0)
            return i + 1;
    return from->stated;
}

/* "1.2" stands for all of 1.2.x, a whole version for itself. */
static void read_bare(struct interval *out, const struct partial *from)
{
    out->low = from->version;
    if (from->stated == PARTS)
        out->high = from->version, out->has_high = out->high_closed = true;
    else if (from->stated > 0)
        end_before(out, next_after(&from->version, from->stated));
}

static void read_above(struct interval *out, const struct partial *from, bool closed)
{
    bool whole = from->stated == PARTS;
    out->low = closed || whole ? from->version : next_after(&from->version, from->stated);
    out->low_open = !closed && whole;
}

static void read_below(struct interval *out, const struct partial *from, bool closed)
{
    bool whole = from->stated == PARTS;
    end_before(out, closed && !whole ? next_after(&from->version, from->stated) : from->version);
    out->high_closed = closed && whole;
}

static bool read_interval(struct str text, struct interval *out)
{
    static const struct str signs[] = { STR_INIT(">="), STR_INIT("<="), STR_INIT(">"),
                                        STR_INIT("<"),  STR_INIT("^"),  STR_INIT("~") };
    size_t sign = 0;
    struct partial from;
    while (sign < sizeof signs / sizeof *signs && !str_starts(text, signs[sign]))
        sign++;
    if (sign < sizeof signs / sizeof *signs)
        text = str_sub(text, signs[sign].len, text.len);
    *out = (struct interval){ .low = { .prerelease = STR_EMPTY },
                              .high = { .prerelease = STR_EMPTY } };
    if (!read_partial(text, &from))
        return false;
    bool all = from.stated == 0;
    switch (sign) {
    case 0:
        read_above(out, &from, true);
        break;
    case 1:
        if (!all)
            read_below(out, &from, true);
        break;
    case 2: /* above or below everything is nothing */
    case 3:
        if (all)
            end_before(out, out->low);
        else if (sign == 2)
            read_above(out, &from, false);
        else
            read_below(out, &from, false);
        break;
    case 4:
        out->low = from.version;
        if (!all)
            end_before(out, next_after(&from.version, caret_keeps(&from)));
        break;
    case 5:
        out->low = from.version;
        if (!all)
            end_before(out, next_after(&from.version, from.stated > 2 ? 2 : from.stated));
        break;
    default:
        read_bare(out, &from);
        break;
    }
    return true;
}

static bool holds(const struct interval *interval, const struct semver *version)
{
    int low = semver_compare(version, &interval->low);
    int high = interval->has_high ? semver_compare(version, &interval->high) : -1;
    return (interval->low_open ? low > 0 : low >= 0) &&
           (interval->high_closed ? high <= 0 : high < 0);
}

/* A prerelease is let in only where one of the same version is named. */
static bool names_prerelease(const struct interval *interval, const struct semver *version)
{
    const struct semver *low = &interval->low;
    return low->prerelease.len > 0 && low->major == version->major &&
           low->minor == version->minor && low->patch == version->patch;
}

/* Next comparator of an alternative; a sign may stand apart from its version: ">= 2". */
static bool next_comparator(struct str *rest, struct str *out)
{
    *rest = str_trim(*rest);
    size_t end = 0;
    while (end < rest->len &&
           (rest->ptr[end] == '<' || rest->ptr[end] == '>' || rest->ptr[end] == '=' ||
            rest->ptr[end] == '^' || rest->ptr[end] == '~'))
        end++;
    while (end < rest->len && rest->ptr[end] == ' ')
        end++;
    while (end < rest->len && rest->ptr[end] != ' ')
        end++;
    *out = str_sub(*rest, 0, end);
    *rest = str_sub(*rest, end, rest->len);
    return out->len > 0;
}

/* Blanks between the sign and the version. */
static struct str closed_up(struct arena *arena, struct str text)
{
    ptrdiff_t at = str_find_byte(text, ' ');
    if (at < 0)
        return text;
    struct str version = str_trim(str_sub(text, (size_t)at, text.len));
    return str_concat(arena, str_sub(text, 0, (size_t)at), version);
}

/* One alternative; *in says whether the version is in it. version NULL: only read. */
static bool read_alternative(struct arena *arena, struct str text, const struct semver *version,
                             bool *in)
{
    struct str one;
    bool named = false;
    *in = true;
    while (next_comparator(&text, &one)) {
        struct interval interval;
        if (!read_interval(closed_up(arena, one), &interval))
            return false;
        named = named || (version && names_prerelease(&interval, version));
        *in = *in && version && holds(&interval, version);
    }
    if (version && version->prerelease.len > 0)
        *in = *in && named;
    return true;
}

static bool read_range(struct arena *arena, struct str text, const struct semver *version, bool *in)
{
    *in = false;
    for (;;) {
        ptrdiff_t at = str_find(text, STR("||"));
        struct str part = str_trim(at < 0 ? text : str_sub(text, 0, (size_t)at));
        bool one;
        if (part.len == 0 || !read_alternative(arena, part, version, &one))
            return false;
        *in = *in || one;
        if (at < 0)
            return true;
        text = str_sub(text, (size_t)at + 2, text.len);
    }
}

bool semver_range_valid(struct arena *arena, struct str range)
{
    bool in;
    return read_range(arena, range, NULL, &in);
}

bool semver_in_range(struct arena *arena, struct str range, const struct semver *version)
{
    bool in;
    return read_range(arena, range, version, &in) && in;
}
