/* order: many names, sorted bytewise and found again.
 *
 * Names of one project mostly begin alike ("db"."schema"."...), so each is compared by the sixteen
 * bytes behind what all of them share, which lie beside each other in memory; only where those are
 * equal are the names themselves looked at, and sorted the same way among themselves. */
#ifndef STOPLOG_BASE_ORDER_H
#define STOPLOG_BASE_ORDER_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

struct order_key {
    uint64_t high, low; /* the bytes behind the shared prefix, first byte highest */
};
struct order_entry {
    struct order_key key;
    struct str name;
    size_t index; /* how many were added before it */
};
struct order {
    VEC_OF(struct order_entry); /* in order once order_sort has run */
    struct str prefix;          /* what all names begin with */
};

/* Adds a name, which is not copied; the same name may be added again. Start with { 0 }. */
void order_add(struct order *order, struct arena *arena, struct str name);
/* Sorts by name, equal names as they were added. */
void order_sort(struct order *order);
/* Place of the first entry with this name in a sorted order, or SIZE_MAX. */
size_t order_find(const struct order *order, struct str name);

#endif
