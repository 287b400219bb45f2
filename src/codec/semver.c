#include "codec/semver.h"

static bool read_number(struct str text, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!byte_is_digit(text.ptr[i]) || *out > (UINT64_MAX >> 1) / 10 - 1)
            return false;
        *out = *out * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return text.len > 0;
}

/* The part before the first `byte`, which is taken off; all of it when there is none. */
static struct str take(struct str *rest, char byte)
{
    ptrdiff_t at = str_find_byte(*rest, byte);
    struct str part = at < 0 ? *rest : str_sub(*rest, 0, (size_t)at);
    *rest = at < 0 ? STR_EMPTY : str_sub(*rest, (size_t)at + 1, rest->len);
    return part;
}

static bool is_prerelease(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!byte_is_alpha(text.ptr[i]) && !byte_is_digit(text.ptr[i]) && text.ptr[i] != '.' &&
            text.ptr[i] != '-')
            return false;
    return text.len > 0;
}

bool semver_parse(struct str text, struct semver *out)
{
    *out = (struct semver){ .prerelease = STR_EMPTY };
    if (str_starts(text, STR("v")))
        text = str_sub(text, 1, text.len);
    struct str rest = take(&text, '+'); /* build metadata has no rank */
    bool has_prerelease = str_find_byte(rest, '-') >= 0;
    struct str core = take(&rest, '-');
    out->prerelease = rest;
    if (has_prerelease && !is_prerelease(rest))
        return false;
    uint64_t *parts[] = { &out->major, &out->minor, &out->patch };
    for (size_t i = 0; i < 3; i++) {
        bool more = str_find_byte(core, '.') >= 0;
        if (!read_number(take(&core, '.'), parts[i]))
            return false;
        if (!more)
            return true;
    }
    return false;
}

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Numbers rank below words and by value among themselves. */
static int compare_identifier(struct str a, struct str b)
{
    uint64_t x, y;
    bool is_x = read_number(a, &x), is_y = read_number(b, &y);
    if (is_x && is_y)
        return order(x, y);
    return is_x != is_y ? (is_x ? -1 : 1) : str_cmp(a, b);
}

static int compare_prerelease(struct str a, struct str b)
{
    if (a.len == 0 || b.len == 0)
        return (a.len == 0) - (b.len == 0);
    while (a.len > 0 && b.len > 0) {
        int one = compare_identifier(take(&a, '.'), take(&b, '.'));
        if (one)
            return one;
    }
    return (a.len > 0) - (b.len > 0);
}

int semver_compare(const struct semver *a, const struct semver *b)
{
    int one = order(a->major, b->major);
    one = one ? one : order(a->minor, b->minor);
    one = one ? one : order(a->patch, b->patch);
    return one ? one : compare_prerelease(a->prerelease, b->prerelease);
}

enum bump semver_step(const struct semver *from, const struct semver *to)
{
    bool early = from->major == 0 && to->major == 0;
    if (semver_compare(from, to) >= 0)
        return BUMP_NONE;
    if (to->major > from->major)
        return BUMP_MAJOR;
    if (to->minor > from->minor)
        return early ? BUMP_MAJOR : BUMP_MINOR;
    return early ? BUMP_MINOR : BUMP_PATCH;
}

const char *bump_name(enum bump bump)
{
    static const char *const names[] = { "none", "patch", "minor", "major" };
    return names[bump];
}
