#include "host/pages.h"

#include <sys/mman.h>

/* On x86-64, and on arm64 with small pages of 4 KiB. */
#define HUGE_BYTES ((size_t)2 * 1024 * 1024)

/* The system gives addresses of small pages: what stands over at both ends goes back. */
static void *take(size_t bytes)
{
    const int ours = MAP_PRIVATE | MAP_ANONYMOUS;
    char *start = mmap(NULL, bytes + HUGE_BYTES, PROT_READ | PROT_WRITE, ours, -1, 0);
    if (start == MAP_FAILED)
        return NULL;
    size_t before = -(uintptr_t)start & (HUGE_BYTES - 1);
    char *aligned = start + before;
    if (before)
        (void)munmap(start, before);
    (void)munmap(aligned + bytes, HUGE_BYTES - before);
    (void)madvise(aligned, bytes, MADV_HUGEPAGE);
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
