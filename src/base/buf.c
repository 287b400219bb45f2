#include "base/buf.h"

#include <stdio.h>
#include <string.h>

void buf_init(struct buf *buf, struct arena *arena, size_t max)
{
    *buf = (struct buf){ .arena = arena, .max = max };
}

/* Makes room for `more` bytes and the closing NUL; false once the cap was hit. */
static inline bool buf_room(struct buf *buf, size_t more)
{
    if (buf->overflow || more > buf->max || buf->len > buf->max - more) {
        buf->overflow = true;
        return false;
    }
    size_t need = buf->len + more + 1;
    if (need > buf->cap) {
        size_t cap = buf->cap ? buf->cap : 64;
        if (cap < need)
            cap = need > cap * 2 ? need : cap * 2;
        buf->ptr = arena_grow(buf->arena, buf->ptr, buf->cap, cap);
        buf->cap = cap;
    }
    return true;
}

void buf_add(struct buf *buf, struct str s)
{
    if (s.len == 0 || !buf_room(buf, s.len))
        return;
    memcpy(buf->ptr + buf->len, s.ptr, s.len);
    buf->len += s.len;
    buf->ptr[buf->len] = '\0';
}

void buf_byte(struct buf *buf, char c)
{
    if (!buf_room(buf, 1))
        return;
    buf->ptr[buf->len++] = c;
    buf->ptr[buf->len] = '\0';
}

void buf_puts(struct buf *buf, const char *cstr)
{
    buf_add(buf, str_of(cstr));
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    if (len > 0 && buf_room(buf, (size_t)len)) {
        (void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
    }
    va_end(again);
    va_end(args);
}

bool buf_overflowed(const struct buf *buf)
{
    return buf->overflow;
}

struct str buf_str(struct buf *buf)
{
    return buf->ptr ? (struct str){ buf->ptr, buf->len } : STR_EMPTY;
}

void buf_quoted(struct buf *buf, struct str text)
{
    buf_byte(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            buf_byte(buf, '\\');
        buf_byte(buf, text.ptr[i]);
    }
    buf_byte(buf, '"');
}
