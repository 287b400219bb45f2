#include "base/str.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"

bool str_eq_fold(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (byte_lower(a.ptr[i]) != byte_lower(b.ptr[i]))
            return false;
    return true;
}

int str_cmp(struct str a, struct str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

int str_cmp_qsort(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* A needle of two bytes is looked for by its first: memmem has a table to make even for that. */
static const char *find_pair(struct str s, const char *pair)
{
    const char *end = s.ptr + s.len - 1, *at = s.ptr;
    while (at < end && (at = memchr(at, pair[0], (size_t)(end - at))) && at[1] != pair[1])
        at++;
    return at < end ? at : NULL;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    if (needle.len == 0)
        return 0;
    if (s.len < needle.len)
        return -1;
    const char *hit =
        needle.len == 2 ? find_pair(s, needle.ptr) : memmem(s.ptr, s.len, needle.ptr, needle.len);
    return hit ? hit - s.ptr : -1;
}

static bool has_fold_from(struct str s, struct str needle, char first)
{
    for (ptrdiff_t at; s.len >= needle.len && (at = str_find_byte(s, first)) >= 0;
         s = str_sub(s, (size_t)at + 1, s.len))
        if (str_eq_fold(str_sub(s, (size_t)at, needle.len), needle))
            return true;
    return false;
}

bool str_has_fold(struct str s, struct str needle)
{
    char upper = byte_upper(needle.ptr[0]);
    return has_fold_from(s, needle, needle.ptr[0]) ||
           (upper != needle.ptr[0] && has_fold_from(s, needle, upper));
}

ptrdiff_t str_find_byte(struct str s, char byte)
{
    const char *hit = s.len ? memchr(s.ptr, byte, s.len) : NULL;
    return hit ? hit - s.ptr : -1;
}

ptrdiff_t str_rfind_byte(struct str s, char byte)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == byte)
            return (ptrdiff_t)i - 1;
    return -1;
}

static bool trims(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.len && trims(s.ptr[0]))
        s = str_sub(s, 1, s.len - 1);
    while (s.len && trims(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool str_split(struct str *rest, char sep, struct str *out)
{
    if (!rest->ptr)
        return false;
    ptrdiff_t at = str_find_byte(*rest, sep);
    if (at < 0) {
        *out = *rest;
        *rest = (struct str){ NULL, 0 };
        return true;
    }
    *out = str_sub(*rest, 0, (size_t)at);
    *rest = str_sub(*rest, (size_t)at + 1, rest->len);
    return true;
}

struct str str_last_part(struct str s, char sep)
{
    ptrdiff_t at = str_rfind_byte(s, sep);
    return at < 0 ? s : str_sub(s, (size_t)at + 1, s.len);
}

struct str path_base(struct str path)
{
    return str_last_part(path, '/');
}

struct str path_dir(struct str path)
{
    ptrdiff_t slash = str_rfind_byte(path, '/');
    return slash < 0 ? STR_EMPTY : str_sub(path, 0, (size_t)slash);
}

/* One byte more than asked for: the NUL that lets .ptr be handed to C calls. */
static char *text_alloc(struct arena *arena, size_t len)
{
    return arena_text(arena, len + 1);
}

struct str str_dup(struct arena *arena, struct str s)
{
    char *copy = text_alloc(arena, s.len);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return (struct str){ copy, s.len };
}

struct str str_vfmt(struct arena *arena, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    size_t size = len > 0 ? (size_t)len : 0;
    char *text = text_alloc(arena, size);
    (void)vsnprintf(text, size + 1, fmt, again);
    va_end(again);
    return (struct str){ text, size };
}

struct str str_fmt(struct arena *arena, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct str out = str_vfmt(arena, fmt, args);
    va_end(args);
    return out;
}

static struct str map_bytes(struct arena *arena, struct str s, char (*fn)(char))
{
    char *copy = text_alloc(arena, s.len);
    for (size_t i = 0; i < s.len; i++)
        copy[i] = fn(s.ptr[i]);
    return (struct str){ copy, s.len };
}

struct str str_lower(struct arena *arena, struct str s)
{
    return map_bytes(arena, s, byte_lower);
}
struct str str_upper(struct arena *arena, struct str s)
{
    return map_bytes(arena, s, byte_upper);
}

struct str str_concat(struct arena *arena, struct str a, struct str b)
{
    char *text = text_alloc(arena, a.len + b.len);
    if (a.len)
        memcpy(text, a.ptr, a.len);
    if (b.len)
        memcpy(text + a.len, b.ptr, b.len);
    return (struct str){ text, a.len + b.len };
}

struct str path_join(struct arena *arena, struct str dir, struct str name)
{
    if (!dir.len)
        return name;
    char *text = text_alloc(arena, dir.len + 1 + name.len);
    memcpy(text, dir.ptr, dir.len);
    text[dir.len] = '/';
    if (name.len)
        memcpy(text + dir.len + 1, name.ptr, name.len);
    return (struct str){ text, dir.len + 1 + name.len };
}

int byte_hex(char c)
{
    if (byte_is_digit(c))
        return c - '0';
    char low = byte_lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}
