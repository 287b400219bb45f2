/* buf: growable text with a cap from birth.
 *
 * A buffer that once went over its cap stays failed: callers append freely and test
 * buf_overflowed() once. Memory comes from the arena given at init. */
#ifndef STOPLOG_BASE_BUF_H
#define STOPLOG_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct buf {
    struct arena *arena;
    char *ptr;
    size_t len, cap, max;
    bool overflow;
};

/* max: most bytes the buffer may hold. */
void buf_init(struct buf *buf, struct arena *arena, size_t max);
void buf_add(struct buf *buf, struct str s);
void buf_byte(struct buf *buf, char c);
/* "text", with a backslash before each quote and backslash in it: a string of YAML, DOT and others.
 */
void buf_quoted(struct buf *buf, struct str text);
void buf_puts(struct buf *buf, const char *cstr);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool buf_overflowed(const struct buf *buf);
/* The text so far; valid until the next append. NUL-terminated behind its length. */
struct str buf_str(struct buf *buf);

#endif
