/* str: an immutable slice of bytes, passed by value.
 *
 * Owns nothing: the bytes belong to an arena, a literal or a mapped blob and outlive the slice's
 * users. May hold NUL, is never assumed to be terminated, compares bytewise, knows no locale.
 * Everything that needs memory takes the arena it allocates from. */
#ifndef STOPLOG_BASE_STR_H
#define STOPLOG_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

struct str {
    const char *ptr; /* never NULL once initialised through the helpers below */
    size_t len;      /* bytes */
};

/* A slice of a string literal; usable in static initialisers with STR_INIT. */
#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_INIT(lit)                                                                              \
    {                                                                                              \
        "" lit, sizeof(lit) - 1                                                                    \
    }
#define STR_EMPTY ((struct str){ "", 0 })
/* For "%.*s": printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, (s).ptr

/* The slice of a NUL-terminated string; NULL gives the empty slice. */
static inline struct str str_of(const char *cstr)
{
    return cstr ? (struct str){ cstr, strlen(cstr) } : STR_EMPTY;
}
/* s without its first `from` bytes and cut to at most `len` bytes; out of range is clamped. */
static inline struct str str_sub(struct str s, size_t from, size_t len)
{
    if (from > s.len)
        from = s.len;
    if (len > s.len - from)
        len = s.len - from;
    return (struct str){ s.ptr + from, len };
}
static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || a.ptr == b.ptr || memcmp(a.ptr, b.ptr, a.len) == 0);
}
/* Equal when ASCII letters are folded; other bytes compare as they are. */
bool str_eq_fold(struct str a, struct str b);
/* Bytewise order, shorter first on a tie: <0, 0, >0. */
int str_cmp(struct str a, struct str b);
/* qsort/bsearch comparator over struct str. */
int str_cmp_qsort(const void *a, const void *b);
static inline bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_sub(s, 0, prefix.len), prefix);
}
static inline bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_sub(s, s.len - suffix.len, suffix.len), suffix);
}
static inline bool str_is_empty(struct str s)
{
    return s.len == 0;
}
/* Offset of the first occurrence, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);
/* Whether the needle, which must be in lower case and not empty, occurs in any case. */
bool str_has_fold(struct str s, struct str needle);
ptrdiff_t str_find_byte(struct str s, char byte);
ptrdiff_t str_rfind_byte(struct str s, char byte);
/* s without leading and trailing space, tab, CR, LF. */
struct str str_trim(struct str s);
/* Takes the bytes up to `sep` (excluded) off the front of *rest and returns them; the last piece
 * is what remains. Returns false when *rest is exhausted (rest->ptr set to NULL). */
bool str_split(struct str *rest, char sep, struct str *out);
/* What stands behind the last `sep`; all of it when there is none. */
struct str str_last_part(struct str s, char sep);
/* Last path component and everything before the last '/', "" when there is none. */
struct str path_base(struct str path);
struct str path_dir(struct str path);

/* Copies; the result is NUL-terminated behind its length, so .ptr can be handed to C calls when
 * the bytes hold no NUL themselves. */
struct str str_dup(struct arena *arena, struct str s);
/* printf into the arena. Use %.*s with STR_ARG for slices. */
struct str str_fmt(struct arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str str_vfmt(struct arena *arena, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));
/* ASCII lower or upper case copy. */
struct str str_lower(struct arena *arena, struct str s);
struct str str_upper(struct arena *arena, struct str s);
struct str str_concat(struct arena *arena, struct str a, struct str b);
/* dir + "/" + name, or name alone when dir is empty. */
struct str path_join(struct arena *arena, struct str dir, struct str name);

/* ASCII classes on unsigned bytes: ctype.h is banned (locale, negative char). */
static inline bool byte_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
static inline bool byte_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool byte_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline char byte_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}
static inline char byte_upper(char c)
{
    return (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
}
/* Value of a hex digit, or -1. */
int byte_hex(char c);

#endif
