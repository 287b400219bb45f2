/* pair: see the header. Each pass keeps, per key, the chain of items of `before` that are free. */
#include "contract/pair.h"

#include "base/map.h"

struct link {
    size_t index;
    struct link *next;
};
struct chain {
    struct link *first, *last;
};

static const void *item_at(struct pair_side side, size_t index)
{
    return (const char *)side.items + index * side.size;
}

static void chain_free(struct map *chains, struct arena *arena, struct str key, size_t index)
{
    struct link *link = arena_new(arena, struct link);
    struct chain **slot = (struct chain **)map_slot(chains, key);
    link->index = index;
    if (!*slot) {
        *slot = arena_new(arena, struct chain);
        (*slot)->first = link;
    } else if (!(*slot)->first) {
        (*slot)->first = link;
    } else {
        (*slot)->last->next = link;
    }
    (*slot)->last = link;
}

static size_t take_free(const struct map *chains, struct str key)
{
    struct chain *chain = map_get(chains, key);
    struct link *link = chain ? chain->first : NULL;
    if (!link)
        return PAIR_NONE;
    chain->first = link->next;
    return link->index;
}

/* Gives how many found a partner. */
static size_t run_pass(struct arena *arena, struct pair_side before, struct pair_side after,
                       pair_key *key, unsigned pass, bool *taken, size_t *partners)
{
    struct map chains;
    struct str text;
    size_t found = 0;
    map_init(&chains, arena);
    for (size_t i = 0; i < before.count; i++)
        if (!taken[i] && key(&text, arena, item_at(before, i), pass))
            chain_free(&chains, arena, text, i);
    for (size_t i = 0; i < after.count; i++) {
        if (partners[i] != PAIR_NONE || !key(&text, arena, item_at(after, i), pass))
            continue;
        partners[i] = take_free(&chains, text);
        if (partners[i] == PAIR_NONE)
            continue;
        taken[partners[i]] = true;
        found++;
    }
    map_release(&chains);
    return found;
}

size_t *pair_items(struct arena *arena, struct pair_side before, struct pair_side after,
                   pair_key *key, unsigned passes)
{
    size_t *partners = arena_array(arena, after.count, sizeof *partners), found = 0;
    bool *taken = arena_array(arena, before.count, sizeof *taken);
    for (size_t i = 0; i < after.count; i++)
        partners[i] = PAIR_NONE;
    for (unsigned pass = 0; pass < passes; pass++) {
        if (found == before.count || found == after.count)
            break;
        found += run_pass(arena, before, after, key, pass, taken, partners);
    }
    return partners;
}

bool *pair_taken(struct arena *arena, const size_t *partners, size_t after_count,
                 size_t before_count)
{
    bool *taken = arena_array(arena, before_count, sizeof *taken);
    for (size_t i = 0; i < after_count; i++)
        if (partners[i] != PAIR_NONE)
            taken[partners[i]] = true;
    return taken;
}

bool pair_by_names(struct str *key, struct arena *arena, struct pair_names names, unsigned pass)
{
    switch (pass) {
    case 0:
        *key = names.table;
        return true;
    case 1:
        *key = str_lower(arena, names.table);
        return true;
    case 2:
        *key = names.name;
        return key->len > 0;
    default:
        *key = names.id;
        return key->len > 0;
    }
}
