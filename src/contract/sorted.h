/* sorted: two sorted lists side by side, for what has a natural key. */
#ifndef STOPLOG_CONTRACT_SORTED_H
#define STOPLOG_CONTRACT_SORTED_H

#include <stdbool.h>
#include <stddef.h>

struct sorted_pairs {
    const char *before, *after; /* items, sorted by `order` */
    size_t before_left, after_left, size;
    int (*order)(const void *, const void *);
};

/* Starts a walk over two vectors of the same type. */
#define SORTED_PAIRS(old, new, compare)                                                            \
    ((struct sorted_pairs){ .before = (const char *)(old)->items,                                  \
                            .after = (const char *)(new)->items,                                   \
                            .before_left = (old)->count,                                           \
                            .after_left = (new)->count,                                            \
                            .size = sizeof *(old)->items,                                          \
                            .order = (compare) })

/* The next two that are equal, or the one that the other side does not have (then the other pointer
 * is NULL). False at the end of both. Items with the same key go together in their order. */
bool sorted_pairs_next(struct sorted_pairs *pairs, const void **before, const void **after);

#endif
