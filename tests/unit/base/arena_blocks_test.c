/* The tests of the arena on the arena as users get it: the sanitized build gives every request
 * memory of its own, so there neither blocks nor pages are met. */
#undef ARENA_DEBUG
#include "base/arena.c"

#define PAGE_BYTES ((size_t)2 * 1024 * 1024)

static void *take(size_t bytes)
{
    void *pages = bytes % PAGE_BYTES ? NULL : aligned_alloc(PAGE_BYTES, bytes);
    return pages ? memset(pages, 0, bytes) : NULL;
}

static void give_back(void *start, size_t bytes)
{
    memset(start, 0xFF, bytes); /* all of it is still ours */
    free(start);
}

static const struct arena_pages test_pages = { PAGE_BYTES, take, give_back };

#define ARENA_GROUP "base/arena_blocks"
#define ARENA_PAGES &test_pages
#include "base/arena_test.c"
