/* types: the lattice of types.def. A type text is cut into a base name and numeric parameters;
 * anything else (nested types, unknown words) is equal only when its text is. */
#include "change/types.h"

#include <string.h>

#define MOST_PARAMS 2
#define MOST_BASE 32

enum family {
    NO_FAMILY,
    BOOLEAN,
    SIGNED,
    UNSIGNED,
    FLOAT,
    DECIMAL,
    CHAR,
    VARCHAR,
    TEXT,
    DATE,
    TIME,
    TIMESTAMP,
    DATETIME,
    TIMESTAMPTZ,
    TIMESTAMPLTZ,
    TIMESTAMPNTZ,
    BINARY,
    VARBINARY,
    BLOB,
    JSON,
    JSONB,
    UUID
};

struct known_type {
    struct str name;
    enum family family;
    int rank, digits;
};

static const struct known_type known_types[] = {
#define TYPE(name, family, rank, digits) { STR_INIT(name), family, rank, digits },
#include "change/types.def"
#undef TYPE
};

struct type {
    const struct known_type *known; /* NULL: not in the table, or not of the plain form */
    long params[MOST_PARAMS];
    size_t count;
};

/* Bytes that count: blanks are left out, letters folded. */
static size_t next_byte(struct str s, size_t at)
{
    while (at < s.len && byte_is_space(s.ptr[at]))
        at++;
    return at;
}

static bool same_text(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        i = next_byte(a, i);
        j = next_byte(b, j);
        if (i == a.len || j == b.len)
            return i == a.len && j == b.len;
        if (byte_upper(a.ptr[i++]) != byte_upper(b.ptr[j++]))
            return false;
    }
}

static const struct known_type *find_known(struct str base)
{
    for (size_t i = 0; i < sizeof known_types / sizeof *known_types; i++) {
        if (same_text(base, known_types[i].name))
            return &known_types[i];
    }
    return NULL;
}

static bool read_param(struct str text, long *out)
{
    text = str_trim(text);
    if (text.len == 0 || text.len > 9)
        return false;
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!byte_is_digit(text.ptr[i]))
            return false;
        *out = *out * 10 + (text.ptr[i] - '0');
    }
    return true;
}

/* type := base ['(' number [',' number] ')'] */
static struct type read_type(struct str text)
{
    struct type type = { 0 };
    ptrdiff_t open = str_find_byte(text, '(');
    struct str base = open < 0 ? text : str_sub(text, 0, (size_t)open), item;

    if (open >= 0) {
        struct str inside = str_trim(str_sub(text, (size_t)open + 1, text.len));
        if (!str_ends(inside, STR(")")))
            return type;
        inside.len--;
        while (str_split(&inside, ',', &item)) {
            if (type.count == MOST_PARAMS || !read_param(item, &type.params[type.count]))
                return type;
            type.count++;
        }
    }
    type.known = find_known(base);
    return type;
}

static enum type_relation by_order(long before, long after)
{
    return after > before ? TYPES_WIDENED : after == before ? TYPES_EQUAL : TYPES_NARROWED;
}

/* DECIMAL(p, s): both the digits before and those behind the point must not become fewer. */
static enum type_relation compare_decimals(const struct type *b, const struct type *a)
{
    if (b->count == 0 && a->count == 0)
        return TYPES_EQUAL;
    if (b->count == 0 || a->count == 0)
        return TYPES_UNCLEAR;
    long before_scale = b->count > 1 ? b->params[1] : 0;
    long after_scale = a->count > 1 ? a->params[1] : 0;
    long before_whole = b->params[0] - before_scale, after_whole = a->params[0] - after_scale;
    if (before_scale == after_scale && before_whole == after_whole)
        return TYPES_EQUAL;
    return after_scale >= before_scale && after_whole >= before_whole ? TYPES_WIDENED
                                                                      : TYPES_NARROWED;
}

static enum type_relation compare_params(const struct type *b, const struct type *a)
{
    if (b->count != a->count)
        return TYPES_UNCLEAR;
    enum type_relation all = TYPES_EQUAL;
    for (size_t i = 0; i < b->count; i++) {
        enum type_relation one = by_order(b->params[i], a->params[i]);
        if (one == TYPES_NARROWED)
            return one;
        if (one == TYPES_WIDENED)
            all = one;
    }
    return all;
}

static enum type_relation integer_to_decimal(const struct type *b, const struct type *a)
{
    if (a->count == 0)
        return TYPES_UNCLEAR;
    long whole = a->params[0] - (a->count > 1 ? a->params[1] : 0);
    return whole >= b->known->digits ? TYPES_WIDENED : TYPES_NARROWED;
}

static enum type_relation across_families(const struct type *b, const struct type *a)
{
    enum family from = b->known->family, to = a->known->family;

    if ((from == SIGNED || from == UNSIGNED) && to == DECIMAL)
        return integer_to_decimal(b, a);
    if (from == UNSIGNED && to == SIGNED)
        return a->known->rank > b->known->rank ? TYPES_WIDENED : TYPES_NARROWED;
    if (from == VARCHAR && to == TEXT)
        return b->count ? TYPES_WIDENED : TYPES_UNCLEAR;
    if (from == TEXT && to == VARCHAR)
        return a->count ? TYPES_NARROWED : TYPES_UNCLEAR;
    return TYPES_INCOMPATIBLE;
}

enum type_relation type_compare(struct str before, struct str after)
{
    if (same_text(before, after))
        return TYPES_EQUAL;
    if (str_is_empty(before) || str_is_empty(after))
        return TYPES_UNCLEAR;
    struct type b = read_type(before), a = read_type(after);
    if (!b.known || !a.known)
        return TYPES_UNCLEAR;
    if (b.known->family != a.known->family)
        return across_families(&b, &a);
    if (b.known->family == DECIMAL)
        return compare_decimals(&b, &a);
    return b.known->rank != a.known->rank ? by_order(b.known->rank, a.known->rank)
                                          : compare_params(&b, &a);
}
