#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static uint64_t mixed(uint64_t h)
{
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ull;
    return h ^ h >> 32;
}

/* Eight bytes at a time. One seed per process, drawn once: it only spreads buckets and never
 * changes an answer. */
static unsigned map_hash(const void *key, size_t len)
{
    static unsigned seed;
    if (!seed && getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
        seed = 0x9e3779b9u;
    seed |= 1u;
    const unsigned char *bytes = key;
    uint64_t h = (seed ^ len) * 0x9e3779b97f4a7c15ull, word;
    for (; len >= sizeof word; bytes += sizeof word, len -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        h = mixed(h ^ word);
    }
    word = 0;
    if (len)
        memcpy(&word, bytes, len);
    return (unsigned)(mixed(mixed(h ^ word)) >> 32);
}

#define HASH_FUNCTION(keyptr, keylen, hashv) ((hashv) = map_hash((keyptr), (keylen)))
#define uthash_fatal(msg) abort()
/* The table's own bookkeeping comes from the map's arena too: uthash's macros expand inside
 * functions that have the map at hand, so there is nothing to free. */
#define uthash_malloc(size) arena_alloc(map->arena, (size))
#define uthash_free(ptr, size) ((void)(ptr))
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <uthash.h>
/* Who looks for a key that is not there walks a whole chain, one miss of the processor's cache for
 * each link: half as long as uthash lets them grow. */
#undef HASH_BKT_CAPACITY_THRESH
#define HASH_BKT_CAPACITY_THRESH 6U

struct map_entry {
    struct str key;
    void *value;
    UT_hash_handle hh;
};

void map_init(struct map *map, struct arena *arena)
{
    *map = (struct map){ .arena = arena };
}

static struct map_entry *find(const struct map *map, struct str key, unsigned hash)
{
    struct map_entry *found = NULL;
    if (!key.ptr) /* an empty key that points nowhere: memcmp must not see that */
        key = STR_EMPTY;
    HASH_FIND_BYHASHVALUE(hh, map->head, key.ptr, key.len, hash, found);
    return found;
}

void *map_get(const struct map *map, struct str key)
{
    if (!map->head)
        return NULL;
    struct map_entry *found = find(map, key, map_hash(key.ptr, key.len));
    return found ? found->value : NULL;
}

static struct map_entry *slot_entry(struct map *map, struct str key)
{
    unsigned hash = map_hash(key.ptr, key.len);
    struct map_entry *entry = map->head ? find(map, key, hash) : NULL;
    if (entry)
        return entry;
    entry = arena_new(map->arena, struct map_entry);
    entry->key = str_dup(map->arena, key);
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, map->head, entry->key.ptr, entry->key.len, hash, entry);
    map->count++;
    return entry;
}
#pragma GCC diagnostic pop

void **map_slot_next(struct map *map, struct str key)
{
    struct map_entry *next = map->last ? map->last->hh.next : map->head;
    map->last = next && str_eq(next->key, key) ? next : slot_entry(map, key);
    return &map->last->value;
}

void **map_slot(struct map *map, struct str key)
{
    return &slot_entry(map, key)->value;
}

void *map_put(struct map *map, struct str key, void *value)
{
    void **slot = map_slot(map, key), *old = *slot;
    *slot = value;
    return old;
}

struct map_entry *map_first(const struct map *map)
{
    return map->head;
}
struct map_entry *map_next(const struct map_entry *entry)
{
    return entry->hh.next;
}
struct str map_key(const struct map_entry *entry)
{
    return entry->key;
}
void *map_value(const struct map_entry *entry)
{
    return entry->value;
}

void map_release(struct map *map)
{
    HASH_CLEAR(hh, map->head);
    map->last = NULL;
    map->count = 0;
}
