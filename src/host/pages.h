/* pages: memory of the system's in huge pages, for arenas.
 *
 * What Linux calls a huge page stands for 512 small ones: one fault instead of 512, and one entry
 * in the processor's table of addresses. A run over 10,000 models touches 90 MiB, and with small
 * pages half of its time goes there. Where the system has none, the memory is as good and as slow
 * as any. Source: Linux, Documentation/admin-guide/mm/transhuge.rst; madvise(2), MADV_HUGEPAGE. */
#ifndef STOPLOG_HOST_PAGES_H
#define STOPLOG_HOST_PAGES_H

#include "base/arena.h"

extern const struct arena_pages pages_huge;
/* Asks for huge pages where none is in use yet: in the whole ones between two addresses. */
void pages_make_huge(char *from, char *to);

#endif
