/* dialect_sniff: finds `dialect x` in a MODEL or AUDIT block without parsing it, because how to
 * parse depends on it. Matches inside comments too, as SQLMesh does. Source:
 * sqlmesh/core/dialect.py, DIALECT_PATTERN and MAX_MODEL_DEFINITION_SIZE. */
#include "project/sql_file.h"

#define SNIFF_BYTES 10000

static bool is_word_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_';
}

static size_t skip_space(struct str s, size_t at)
{
    while (at < s.len && byte_is_space(s.ptr[at]))
        at++;
    return at;
}

/* Past white space and comments. A comment that does not end is not skipped. */
static size_t skip_blank(struct str s, size_t at)
{
    for (;;) {
        size_t next = skip_space(s, at);
        struct str rest = str_sub(s, next, s.len);
        ptrdiff_t end = -1;
        if (str_starts(rest, STR("--")))
            end = str_find_byte(rest, '\n');
        else if (str_starts(rest, STR("/*")))
            end = str_find(str_sub(rest, 2, rest.len), STR("*/"));
        if (end < 0)
            return next;
        at = next + (size_t)end + (rest.ptr[0] == '-' ? 1 : 4);
    }
}

static bool word_at(struct str s, size_t at, const char *word)
{
    struct str w = str_of(word);
    bool before = at == 0 || !is_word_byte(s.ptr[at - 1]);
    bool after = at + w.len >= s.len || !is_word_byte(s.ptr[at + w.len]);
    return before && after && str_eq_fold(str_sub(s, at, w.len), w);
}

/* Offset behind `model` or `audit` that stands before '(', or s.len. */
static size_t find_header(struct str s)
{
    for (size_t i = 0; i + 5 <= s.len; i++)
        if (word_at(s, i, "model") || word_at(s, i, "audit")) {
            size_t open = skip_space(s, i + 5);
            if (open < s.len && s.ptr[open] == '(')
                return open;
        }
    return s.len;
}

/* The value after `dialect` at `at`, or "" when what stands there is no dialect property. */
static struct str value_at(struct str s, size_t at)
{
    size_t start = skip_blank(s, at + 7);
    if (start == at + 7 || start >= s.len)
        return STR_EMPTY;
    start += s.ptr[start] == '\'' || s.ptr[start] == '"';
    size_t end = start;
    while (end < s.len && (byte_is_alpha(s.ptr[end]) || (end > start && byte_is_digit(s.ptr[end]))))
        end++;
    if (end == start)
        return STR_EMPTY;
    size_t close = end + (end < s.len && (s.ptr[end] == '\'' || s.ptr[end] == '"'));
    close = skip_blank(s, close);
    bool bounded = close < s.len && (s.ptr[close] == ',' || s.ptr[close] == ')');
    return bounded ? str_sub(s, start, end - start) : STR_EMPTY;
}

struct str dialect_sniff(struct str text)
{
    struct str s = str_sub(text, 0, SNIFF_BYTES);
    if (!str_has_fold(s, STR("dialect")))
        return STR_EMPTY;
    for (size_t i = find_header(s); i < s.len; i++) {
        if (s.ptr[i] != '(' && s.ptr[i] != ',')
            continue;
        size_t key = skip_blank(s, i + 1);
        if (key + 7 > s.len || !str_eq_fold(str_sub(s, key, 7), STR("dialect")))
            continue;
        struct str value = value_at(s, key);
        if (value.len)
            return value;
    }
    return STR_EMPTY;
}
