/* arena: all memory of one run comes from here and goes back at once.
 *
 * Promises: allocations are zeroed, aligned for pointers and 64-bit numbers (no type of ours needs
 * more; arena_new checks), never NULL. There is no free(). A total
 * cap stands in for a memory limit; when it is hit, or malloc fails, the `exhausted` callback given
 * at the start runs and must not return (main prints one line and ends with "cannot decide": a
 * refused push is safe, a half-checked one is not).
 * With -DARENA_DEBUG every request is a malloc of its own, so that sanitizers see overruns. */
#ifndef STOPLOG_BASE_ARENA_H
#define STOPLOG_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena_block;
struct arena_child;

#define ARENA_ALIGN ((size_t)8)
/* Bigger requests may get a block of their own. */
#define ARENA_SMALL ((size_t)64 * 1024)

/* Where big blocks come from (host/pages.h has such a place), in whole pages: those for requests of
 * half a page or more, and all blocks of an arena that holds a page, as long as its cap has room
 * for whole ones. */
struct arena_pages {
    size_t page_bytes; /* a power of two */
    /* Zeroed, at an address that page_bytes divides; NULL when there is none left. `bytes` is a
     * multiple of page_bytes. */
    void *(*take)(size_t bytes);
    void (*give_back)(void *start, size_t bytes);
};

struct arena {
    struct arena_block *blocks;   /* newest first */
    struct arena_block *lent;     /* the one that belongs to a parent, or NULL */
    char *next, *end;             /* free tail of the newest block */
    struct arena_child *children; /* arenas that go with this one */
    size_t used_bytes, cap_bytes;
    void (*exhausted)(size_t cap_bytes);
    const struct arena_pages *pages; /* NULL: every block is malloc's */
};

/* cap_bytes: most bytes the arena may hold. exhausted: see above; NULL means abort(). */
void arena_init(struct arena *arena, size_t cap_bytes, void (*exhausted)(size_t));
/* The same with the cap of another, what happens at it, and its pages. */
void arena_init_like(struct arena *arena, const struct arena *other);
/* Big blocks are to come from there, from now on. Nothing is in the arena yet. */
void arena_use_pages(struct arena *arena, const struct arena_pages *pages);
/* The same as arena_init for an arena that starts with a block of `parent`'s, has the parent's cap
 * and is given back with it: nobody need release it. The struct itself is in memory of the
 * parent's. */
void arena_init_within(struct arena *arena, struct arena *parent);
/* Gives everything back; the arena may be initialised again. */
void arena_release(struct arena *arena);
/* Forgets everything and keeps one block, the parent's if there is one, for what comes next: for
 * memory of many short lives. */
void arena_reset(struct arena *arena);

/* What arena_alloc and arena_text do when the newest block has no room; size is not 0. */
void *arena_more(struct arena *arena, size_t size);
/* The same when it has, NULL when not. */
static inline void *arena_try(struct arena *arena, size_t size, size_t pad)
{
#ifndef ARENA_DEBUG
    if (size <= ARENA_SMALL && size + pad <= (size_t)(arena->end - arena->next)) {
        char *out = arena->next + pad;
        arena->next = out + size;
        return out;
    }
#endif
    (void)arena;
    (void)size;
    (void)pad;
    return NULL;
}
static inline void *arena_cut(struct arena *arena, size_t size, size_t pad)
{
    size += size == 0; /* what is given out is never the same twice */
    void *out = arena_try(arena, size, pad);
    return out ? out : arena_more(arena, size);
}
static inline size_t arena_pad(const struct arena *arena)
{
    return -(uintptr_t)arena->next & (ARENA_ALIGN - 1);
}
/* Zeroed memory for `size` bytes (0 is allowed). */
static inline void *arena_alloc(struct arena *arena, size_t size)
{
    return arena_cut(arena, size, arena_pad(arena));
}
/* The same for text, which needs no alignment. */
static inline char *arena_text(struct arena *arena, size_t size)
{
    return arena_cut(arena, size, 0);
}
/* Zeroed array; count * size is checked for overflow (overflow counts as exhaustion). */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A copy of `old` (old_size bytes) in a block of new_size >= old_size bytes. Extends in place when
 * `old` was the newest allocation, so that growing vectors stay cheap. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);
/* Bytes handed out so far, for reports. */
size_t arena_used(const struct arena *arena);

#define arena_new(arena, type)                                                                     \
    ((type *)arena_alloc((arena), sizeof(type) + 0 * sizeof(struct {                               \
                                                     _Static_assert(_Alignof(type) <= ARENA_ALIGN, \
                                                                    "alignment");                  \
                                                     char unused;                                  \
                                                 })))

#endif
