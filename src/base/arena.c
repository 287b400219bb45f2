#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)256 * 1024)
#define ALIGN ((size_t)16)

struct arena_block {
    struct arena_block *older;
    size_t size;
    _Alignas(16) char bytes[];
};

void arena_init(struct arena *arena, size_t cap_bytes, void (*exhausted)(size_t))
{
    *arena = (struct arena){ .cap_bytes = cap_bytes, .exhausted = exhausted };
}

void arena_release(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks, *older; block; block = older) {
        older = block->older;
        free(block);
    }
    arena_init(arena, arena->cap_bytes, arena->exhausted);
}

static _Noreturn void give_up(const struct arena *arena)
{
    if (arena->exhausted)
        arena->exhausted(arena->cap_bytes);
    abort();
}

static struct arena_block *block_new(struct arena *arena, size_t size)
{
    if (size > arena->cap_bytes || arena->used_bytes > arena->cap_bytes - size)
        give_up(arena);
    struct arena_block *block = calloc(1, sizeof *block + size);
    if (!block)
        give_up(arena);
    block->size = size;
    arena->used_bytes += size;
    return block;
}

/* A big request gets a block of its own behind the newest one, so that the tail is not wasted. */
static void *alloc_apart(struct arena *arena, size_t size)
{
    struct arena_block *block = block_new(arena, size);
    if (arena->blocks) {
        block->older = arena->blocks->older;
        arena->blocks->older = block;
    } else {
        arena->blocks = block;
        arena->next = arena->end = block->bytes + size;
    }
    return block->bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGN)
        give_up(arena);
    size = (size + ALIGN - 1) & ~(ALIGN - 1);
    if (size == 0)
        size = ALIGN;
#ifdef ARENA_DEBUG
    return alloc_apart(arena, size);
#else
    if (size > BLOCK_BYTES / 4)
        return alloc_apart(arena, size);
    if ((size_t)(arena->end - arena->next) < size) {
        struct arena_block *block = block_new(arena, BLOCK_BYTES);
        block->older = arena->blocks;
        arena->blocks = block;
        arena->next = block->bytes;
        arena->end = block->bytes + BLOCK_BYTES;
    }
    void *out = arena->next;
    arena->next += size;
    return out;
#endif
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        give_up(arena);
    return arena_alloc(arena, total);
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    if (new_size > SIZE_MAX - ALIGN)
        give_up(arena);
#ifndef ARENA_DEBUG
    size_t had = (old_size + ALIGN - 1) & ~(ALIGN - 1);
    size_t want = (new_size + ALIGN - 1) & ~(ALIGN - 1);
    char *old_end = old ? (char *)old + had : NULL;
    if (old && had && old_end == arena->next && want >= had &&
        want - had <= (size_t)(arena->end - arena->next)) {
        arena->next += want - had;
        return old;
    }
#endif
    void *copy = arena_alloc(arena, new_size);
    if (old && old_size)
        memcpy(copy, old, old_size);
    return copy;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used_bytes;
}
