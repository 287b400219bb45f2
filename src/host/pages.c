#include "host/pages.h"

#include <sys/mman.h>

/* On x86-64, and on arm64 with small pages of 4 KiB. */
#define HUGE_BYTES ((size_t)2 * 1024 * 1024)

static size_t to_boundary(const char *address)
{
    return -(uintptr_t)address & (HUGE_BYTES - 1);
}

void pages_make_huge(char *from, char *to)
{
    size_t skip = to_boundary(from);
    if (to > from && (size_t)(to - from) > skip)
        (void)madvise(from + skip, (size_t)(to - from) - skip, MADV_HUGEPAGE);
}

/* The system gives addresses of small pages: what stands over at both ends goes back. */
static void *take(size_t bytes)
{
    const int ours = MAP_PRIVATE | MAP_ANONYMOUS;
    char *start = mmap(NULL, bytes + HUGE_BYTES, PROT_READ | PROT_WRITE, ours, -1, 0);
    if (start == MAP_FAILED)
        return NULL;
    size_t before = to_boundary(start);
    char *aligned = start + before;
    if (before)
        (void)munmap(start, before);
    (void)munmap(aligned + bytes, HUGE_BYTES - before);
    pages_make_huge(aligned, aligned + bytes);
    return aligned;
}

static void give_back(void *start, size_t bytes)
{
    (void)munmap(start, bytes);
}

const struct arena_pages pages_huge = {
    .page_bytes = HUGE_BYTES,
    .take = take,
    .give_back = give_back,
};
