#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Blocks grow with what is held, so that a long run asks seldom and a short one for little. */
#define BLOCK_BYTES ((size_t)256 * 1024)
#define BLOCK_BYTES_MOST ((size_t)4 * 1024 * 1024)
#define LENT_BYTES ((size_t)128 * 1024)

struct arena_block {
    struct arena_block *older;
    size_t size;  /* of bytes */
    size_t paged; /* bytes of pages that the block is made of, 0: of malloc's memory */
    _Alignas(ARENA_ALIGN) char bytes[];
};

struct arena_child {
    struct arena *arena;
    struct arena_child *next;
};

void arena_init(struct arena *arena, size_t cap_bytes, void (*exhausted)(size_t))
{
    *arena = (struct arena){ .cap_bytes = cap_bytes, .exhausted = exhausted };
}

void arena_init_like(struct arena *arena, const struct arena *other)
{
    *arena = (struct arena){ .cap_bytes = other->cap_bytes,
                             .exhausted = other->exhausted,
                             .pages = other->pages };
}

void arena_use_pages(struct arena *arena, const struct arena_pages *pages)
{
#ifdef ARENA_DEBUG
    (void)arena, (void)pages;
#else
    arena->pages = pages;
#endif
}

#ifndef ARENA_DEBUG
static void use_block(struct arena *arena, struct arena_block *block)
{
    arena->next = block->bytes;
    arena->end = block->bytes + block->size;
}
#endif

void arena_init_within(struct arena *arena, struct arena *parent)
{
    struct arena_child *child = arena_alloc(parent, sizeof *child);
    *child = (struct arena_child){ arena, parent->children };
    arena_init_like(arena, parent);
    parent->children = child;
#ifndef ARENA_DEBUG
    struct arena_block *block = arena_alloc(parent, sizeof *block + LENT_BYTES);
    block->size = LENT_BYTES;
    arena->lent = arena->blocks = block;
    use_block(arena, block);
#endif
}

static void block_free(const struct arena *arena, struct arena_block *block)
{
    if (block->paged)
        arena->pages->give_back(block, block->paged);
    else
        free(block);
}

/* All blocks but `kept`, which may be NULL. */
static void free_blocks(struct arena *arena, const struct arena_block *kept)
{
    for (struct arena_block *block = arena->blocks, *older; block; block = older) {
        older = block->older;
        if (block != kept && block != arena->lent)
            block_free(arena, block);
    }
}

static void release_children(struct arena *arena)
{
    for (struct arena_child *child = arena->children; child; child = child->next) {
        release_children(child->arena);
        free_blocks(child->arena, NULL);
    }
    arena->children = NULL;
}

void arena_release(struct arena *arena)
{
    release_children(arena);
    free_blocks(arena, NULL);
    arena_init_like(arena, arena);
}

static _Noreturn void give_up(const struct arena *arena)
{
    if (arena->exhausted)
        arena->exhausted(arena->cap_bytes);
    abort();
}

/* Bytes of whole pages that a block for `size` bytes is made of; 0: it is not made of pages. */
static size_t paged_bytes(const struct arena *arena, size_t size)
{
    size_t page = arena->pages ? arena->pages->page_bytes : 0;
    if (size < page / 2 || !page)
        return 0;
    size_t bytes = (size + sizeof(struct arena_block) + page - 1) & ~(page - 1);
    return bytes > arena->cap_bytes - arena->used_bytes ? 0 : bytes;
}

/* A block for `size` bytes or, of pages, some more. */
static struct arena_block *block_new(struct arena *arena, size_t size)
{
    struct arena_block *block;
    if (size > arena->cap_bytes || arena->used_bytes > arena->cap_bytes - size)
        give_up(arena);
    size_t paged = paged_bytes(arena, size);
    block = paged ? arena->pages->take(paged) : calloc(1, sizeof *block + size);
    if (!block)
        give_up(arena);
    block->paged = paged;
    block->size = paged ? paged - sizeof *block : size;
    arena->used_bytes += block->size;
    return block;
}

void arena_reset(struct arena *arena)
{
    release_children(arena);
#ifdef ARENA_DEBUG
    arena_release(arena); /* so that whoever still holds something is found */
#else
    struct arena_block *kept = arena->lent ? arena->lent : arena->blocks;
    if (!kept || kept->size > BLOCK_BYTES_MOST) {
        arena_release(arena);
        return;
    }
    /* A block that is not the newest one may be full. */
    size_t used = kept == arena->blocks ? (size_t)(arena->next - kept->bytes) : kept->size;
    free_blocks(arena, kept);
    memset(kept->bytes, 0, used);
    kept->older = NULL;
    arena->blocks = kept;
    arena->used_bytes = kept == arena->lent ? 0 : kept->size;
    use_block(arena, kept);
#endif
}

/* Cuts `size` bytes from a block that becomes the newest one. */
static void *alloc_front(struct arena *arena, struct arena_block *block, size_t size)
{
    block->older = arena->blocks;
    arena->blocks = block;
    arena->next = block->bytes + size;
    arena->end = block->bytes + block->size;
    return block->bytes;
}

/* A big request gets a block of its own; the block with more room left is the newest one. */
static void *alloc_apart(struct arena *arena, size_t size)
{
    struct arena_block *block = block_new(arena, size);
    if (!arena->blocks || block->size - size > (size_t)(arena->end - arena->next))
        return alloc_front(arena, block, size);
    block->older = arena->blocks->older;
    arena->blocks->older = block;
    return block->bytes;
}

#ifndef ARENA_DEBUG
/* Near the cap small blocks are tried, so that the cap is what it says. */
static size_t block_bytes(const struct arena *arena)
{
    size_t page = arena->pages ? arena->pages->page_bytes : 0;
    size_t room = arena->cap_bytes - arena->used_bytes;
    size_t size = arena->used_bytes / 8;
    if (size > BLOCK_BYTES_MOST)
        size = BLOCK_BYTES_MOST;
    if (page && arena->used_bytes >= page && size < page)
        size = page;
    if (page && size >= page)
        size -= sizeof(struct arena_block);
    return size < BLOCK_BYTES || size > room / 4 ? BLOCK_BYTES : size;
}
#endif

void *arena_more(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        give_up(arena);
#ifndef ARENA_DEBUG
    size_t pad = arena_pad(arena), bytes = block_bytes(arena);
    if (size + pad <= (size_t)(arena->end - arena->next)) {
        char *out = arena->next + pad;
        arena->next = out + size;
        return out;
    }
    if (size <= bytes / 4)
        return alloc_front(arena, block_new(arena, bytes), size);
#endif
    return alloc_apart(arena, size);
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
    if (new_size > SIZE_MAX - ARENA_ALIGN)
        give_up(arena);
#ifndef ARENA_DEBUG
    char *old_end = old ? (char *)old + old_size : NULL;
    if (old && old_size && old_end == arena->next && new_size >= old_size &&
        new_size - old_size <= (size_t)(arena->end - arena->next)) {
        arena->next += new_size - old_size;
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
