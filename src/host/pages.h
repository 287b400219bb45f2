/* pages: memory of the system's in huge pages, for arenas.
 *
 * What Linux calls a huge page stands for 512 small ones: one fault instead of 512, and one entry
 * in the processor's table of addresses (docs/bench.md says what that does to a run over 10,000
 * models). Where the system has none, the memory is as good and as slow as any.
 * Source: Linux, Documentation/admin-guide/mm/transhuge.rst; madvise(2), MADV_HUGEPAGE. */
#ifndef STOPLOG_HOST_PAGES_H
#define STOPLOG_HOST_PAGES_H

#include "base/arena.h"

/* For arena_use_pages; whoever takes pages gives them back. */
extern const struct arena_pages pages_huge;
/* Asks for huge pages between two addresses, from the first one that a huge page may start at. What
 * is in the memory stays; where the system refuses, so does its size. */
void pages_make_huge(char *from, char *to);

#endif
