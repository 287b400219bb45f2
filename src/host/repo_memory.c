/* repo_memory: the memory of libgit2: how much it gets for one request, and of which pages.
 *
 * libgit2 inflates an object whole, however large its header says it is. Its allocator is the one
 * door through which all of that goes, so the cap stands there: what is refused is an error of the
 * read, nothing else. The allocator is one for the process, as libgit2 is. */
#include "host/repo_private.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/pages.h"

#include <git2.h>
#include <git2/sys/alloc.h>

static size_t request_max = SIZE_MAX;

static void *sized_malloc(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return size > request_max ? NULL : malloc(size);
}

static void *sized_realloc(void *ptr, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return size > request_max ? NULL : realloc(ptr, size);
}

#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 6
static void *sized_calloc(size_t count, size_t size, const char *file, int line)
{
    size_t total;
    (void)file, (void)line;
    bool over = __builtin_mul_overflow(count, size, &total) || total > request_max;
    return over ? NULL : calloc(count, size);
}

static void *sized_mallocarray(size_t count, size_t size, const char *file, int line)
{
    size_t total;
    return __builtin_mul_overflow(count, size, &total) ? NULL : sized_malloc(total, file, line);
}

static void *sized_reallocarray(void *ptr, size_t count, size_t size, const char *file, int line)
{
    size_t total;
    return __builtin_mul_overflow(count, size, &total) ? NULL
                                                       : sized_realloc(ptr, total, file, line);
}

static char *sized_substrdup(const char *text, size_t len, const char *file, int line)
{
    char *copy = len < SIZE_MAX ? sized_malloc(len + 1, file, line) : NULL;
    if (!copy)
        return NULL;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

static char *sized_strndup(const char *text, size_t len, const char *file, int line)
{
    return sized_substrdup(text, strnlen(text, len), file, line);
}

static char *sized_strdup(const char *text, const char *file, int line)
{
    return sized_substrdup(text, strlen(text), file, line);
}
#endif

int memory_take_over(void)
{
    git_allocator sized = {
        .gmalloc = sized_malloc,
        .grealloc = sized_realloc,
        .gfree = free,
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 6
        .gcalloc = sized_calloc,
        .gmallocarray = sized_mallocarray,
        .greallocarray = sized_reallocarray,
        .gsubstrdup = sized_substrdup,
        .gstrndup = sized_strndup,
        .gstrdup = sized_strdup,
#endif
    };
    return git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &sized);
}

void memory_cap(size_t bytes)
{
    request_max = bytes;
}

/* What libgit2 keeps per object that others are deltas of (pack.c, cache_add): the object, often a
 * text of a kilobyte, and its entry, with holes between them. In all it keeps 16 MiB at most
 * (GIT_PACK_CACHE_MEMORY_LIMIT). */
#define KEPT_BYTES 1536
#define KEPT_BYTES_MOST ((size_t)16 * 1024 * 1024)
/* A request of so many bytes gets memory of its own. Malloc moves that threshold by itself, from
 * 128 KiB up, until it is told how to grow; then it is to be told this too. Source: mallopt(3). */
#define OWN_BYTES (4 * 1024 * 1024)
#define PIECE_BYTES ((size_t)64 * 1024)
#define PIECES 8

/* The heap grows by all of it at once, when what is free at its end does not hold the pieces. */
void memory_expect(size_t objects)
{
    size_t bytes = objects < KEPT_BYTES_MOST / KEPT_BYTES ? objects * KEPT_BYTES : KEPT_BYTES_MOST;
    void *pieces[PIECES];
    size_t count = 0;
    char *end = sbrk(0);
    if (bytes < pages_huge.page_bytes || !mallopt(M_MMAP_THRESHOLD, OWN_BYTES) ||
        !mallopt(M_TOP_PAD, (int)bytes))
        return;
    while (count < PIECES && sbrk(0) == end)
        pieces[count++] = malloc(PIECE_BYTES);
    pages_make_huge(end, sbrk(0));
    while (count)
        free(pieces[--count]);
}
