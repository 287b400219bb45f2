/* map: open addressing over slots that carry the hash, so that a look-up touches the slot, the
 * entry and the key, and nothing else: with ten thousand models in a map, what costs is memory that
 * is not at hand. Small maps have no slots at all. (uthash, which was here before, walks chains of
 * entries that lie apart: look-ups were a quarter of a run.) */
#include "base/map.h"

#include <stdint.h>
#include <string.h>
#include <sys/random.h>

#define SMALL ((size_t)8) /* entries that are looked through one by one */

struct map_entry {
    struct str key;
    void *value;
    struct map_entry *next; /* in the order of insertion */
    uint32_t hash;
};

struct slot {
    struct map_entry *entry; /* NULL: free */
    uint32_t hash;
};

struct map_table {
    struct map_entry *first, *last;
    struct slot *slots; /* NULL while the map is small */
    size_t mask;        /* number of slots, a power of two, less one */
};

static uint64_t mixed(uint64_t h)
{
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ull;
    return h ^ h >> 32;
}

/* Eight bytes at a time. One seed per process, drawn once: it only spreads slots and never changes
 * an answer. */
static uint32_t map_hash(struct str key)
{
    static unsigned seed;
    if (!seed && getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
        seed = 0x9e3779b9u;
    seed |= 1u;
    uint64_t h = (seed ^ key.len) * 0x9e3779b97f4a7c15ull, word;
    for (; key.len >= sizeof word; key.ptr += sizeof word, key.len -= sizeof word) {
        memcpy(&word, key.ptr, sizeof word);
        h = mixed(h ^ word);
    }
    word = 0;
    if (key.len)
        memcpy(&word, key.ptr, key.len);
    return (uint32_t)(mixed(mixed(h ^ word)) >> 32);
}

void map_init(struct map *map, struct arena *arena)
{
    *map = (struct map){ .arena = arena };
}

/* The slot of the key, or the free one where it belongs. */
static struct slot *slot_of(const struct map_table *table, struct str key, uint32_t hash)
{
    size_t at = hash & table->mask;
    while (table->slots[at].entry &&
           (table->slots[at].hash != hash || !str_eq(table->slots[at].entry->key, key)))
        at = (at + 1) & table->mask;
    return &table->slots[at];
}

static struct map_entry *find(const struct map_table *table, struct str key, uint32_t hash)
{
    if (table->slots)
        return slot_of(table, key, hash)->entry;
    struct map_entry *entry = table->first;
    while (entry && (entry->hash != hash || !str_eq(entry->key, key)))
        entry = entry->next;
    return entry;
}

void *map_get(const struct map *map, struct str key)
{
    struct map_entry *found = map->table ? find(map->table, key, map_hash(key)) : NULL;
    return found ? found->value : NULL;
}

/* At most half of the slots are taken. */
static void make_slots(struct arena *arena, struct map_table *table, size_t count)
{
    table->slots = arena_array(arena, count, sizeof *table->slots);
    table->mask = count - 1;
    for (struct map_entry *entry = table->first; entry; entry = entry->next)
        *slot_of(table, entry->key, entry->hash) = (struct slot){ entry, entry->hash };
}

static void add(struct map *map, struct map_entry *entry)
{
    struct map_table *table = map->table;
    if (table->last)
        table->last->next = entry;
    else
        table->first = entry;
    table->last = entry;
    map->count++;
    if (table->slots ? map->count > (table->mask + 1) / 2 : map->count > SMALL)
        make_slots(map->arena, table, table->slots ? (table->mask + 1) * 4 : SMALL * 4);
    else if (table->slots)
        *slot_of(table, entry->key, entry->hash) = (struct slot){ entry, entry->hash };
}

void *map_put(struct map *map, struct str key, void *value)
{
    uint32_t hash = map_hash(key);
    if (!map->table)
        map->table = arena_new(map->arena, struct map_table);
    struct map_entry *entry = find(map->table, key, hash);
    if (entry) {
        void *old = entry->value;
        entry->value = value;
        return old;
    }
    entry = arena_new(map->arena, struct map_entry);
    *entry = (struct map_entry){ .key = str_dup(map->arena, key), .value = value, .hash = hash };
    add(map, entry);
    return NULL;
}

struct map_entry *map_first(const struct map *map)
{
    return map->table ? map->table->first : NULL;
}
struct map_entry *map_next(const struct map_entry *entry)
{
    return entry->next;
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
    map->table = NULL;
    map->count = 0;
}
