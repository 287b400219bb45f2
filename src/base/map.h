/* map: from a byte string to a pointer. Keys are copied into the arena, values are not owned.
 *
 * Iteration follows insertion order, so nothing downstream depends on hashing. The hash is seeded
 * (map_seed) against flooding by hostile names; the seed never changes an answer. */
#ifndef STOPLOG_BASE_MAP_H
#define STOPLOG_BASE_MAP_H

#include "base/arena.h"
#include "base/str.h"

struct map_entry;

struct map {
    struct arena *arena;
    struct map_entry *head;
    struct map_entry *last; /* what map_slot_next gave last */
    size_t count;
};

/* Starts an empty map; needs map_release once something was put into it. */
void map_init(struct map *map, struct arena *arena);
/* The value, or NULL when the key is absent. */
void *map_get(const struct map *map, struct str key);
/* Where the value of a key is kept, for looking and putting in one step; what it holds is NULL when
 * the key is new, and must be set then. Stays where it is while the map lives. */
void **map_slot(struct map *map, struct str key);
/* The same, and quick for keys that are asked for in the order in which they were put. */
void **map_slot_next(struct map *map, struct str key);
/* Sets or replaces; value must not be NULL. Returns the earlier value, or NULL. */
void *map_put(struct map *map, struct str key, void *value);
/* for (struct map_entry *e = map_first(m); e; e = map_next(e)) ... */
struct map_entry *map_first(const struct map *map);
struct map_entry *map_next(const struct map_entry *entry);
struct str map_key(const struct map_entry *entry);
void *map_value(const struct map_entry *entry);
/* Frees the hash table's own bookkeeping (keys and entries stay in the arena). */
void map_release(struct map *map);

#endif
