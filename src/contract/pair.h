/* pair: which item of one list is which of another: by the first key that two of them share.
 *
 * Keys come in passes, the one that decides first. Within a pass equal keys go together in the
 * order of the lists, so a list always pairs with itself whatever it holds. Linear in both. */
#ifndef STOPLOG_CONTRACT_PAIR_H
#define STOPLOG_CONTRACT_PAIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define PAIR_NONE SIZE_MAX

struct pair_side {
    const void *items;
    size_t count, size; /* of one item */
};
/* Fills *key for one pass; false: the item has no key in that pass. Temporary memory may come from
 * the arena. */
typedef bool pair_key(struct str *key, struct arena *arena, const void *item, unsigned pass);

/* The passes of what stands in a database: its name there as written, then case folded; the name in
 * the file; the stable id. */
struct pair_names {
    struct str table, name, id;
};
bool pair_by_names(struct str *key, struct arena *arena, struct pair_names names, unsigned pass);

/* For each item of `after` the index of its item of `before`, or PAIR_NONE. passes: how many. */
size_t *pair_items(struct arena *arena, struct pair_side before, struct pair_side after,
                   pair_key *key, unsigned passes);
/* For each item of `before` whether it has a partner. */
bool *pair_taken(struct arena *arena, const size_t *partners, size_t after_count,
                 size_t before_count);

#endif
