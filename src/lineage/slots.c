/* slots: see slots.h. */
#include "lineage/slots.h"

static const struct column_types *columns_of(const struct model *model)
{
    return model ? model_column_names(model) : NULL;
}

/* The slots of the tip by name; of equal names the first counts. */
static void map_after(struct map *out, struct arena *arena, const struct slots *slots)
{
    map_init(out, arena);
    for (uint32_t i = slots->after_count; i > 0; i--)
        map_put(out, slots->after->items[i - 1].name, (void *)(uintptr_t)(SLOT_FIRST + i - 1));
}

/* Columns of base: those that the tip has under the same name, and the others. As long as both run
 * alike, each is the one beside it. */
static void number_before(struct slots *slots, struct arena *arena)
{
    const struct column_types *before = slots->before, *after = slots->after;
    uint32_t alike = 0;
    struct map slot_of;
    map_after(&slot_of, arena, slots);
    slots->of_before = arena_array(arena, before->count, sizeof *slots->of_before);
    slots->lost = arena_array(arena, before->count, sizeof *slots->lost);
    for (uint32_t i = 0; i < before->count; i++) {
        struct str name = before->items[i].name;
        alike += alike == i && i < slots->after_count && str_eq(name, after->items[i].name);
        slots->of_before[i] =
            alike > i ? SLOT_FIRST + i : (uint32_t)(uintptr_t)map_get(&slot_of, name);
        if (slots->of_before[i])
            continue;
        slots->of_before[i] = slot_end(slots);
        slots->lost[slots->lost_count++] = i;
    }
    map_release(&slot_of);
}

struct slots *slots_of_node(struct arena *arena, const struct graph_node *node)
{
    struct slots *slots = arena_new(arena, struct slots);
    slots->before = columns_of(node->before);
    slots->after = columns_of(node->after);
    if (slots->after)
        slots->after_count = (uint32_t)slots->after->count;
    if (slots->before && !(slots->after && column_names_same(slots->before, slots->after)))
        number_before(slots, arena);
    return slots;
}

void slots_release(struct slots *slots)
{
    if (slots->mapped)
        map_release(&slots->by_name);
}

static uint32_t listed_end(const struct slots *slots)
{
    return SLOT_FIRST + slots->after_count + slots->lost_count;
}

uint32_t slot_end(const struct slots *slots)
{
    return listed_end(slots) + (uint32_t)slots->others.count;
}

uint32_t slot_of_column(const struct slots *slots, bool at_tip, size_t index)
{
    return at_tip || !slots->of_before ? SLOT_FIRST + (uint32_t)index : slots->of_before[index];
}

bool slot_is_listed(const struct slots *slots, uint32_t slot)
{
    return slot >= SLOT_FIRST && slot < listed_end(slots);
}

struct str slot_name(const struct slots *slots, uint32_t slot)
{
    if (slot < SLOT_FIRST)
        return STR_EMPTY;
    slot -= SLOT_FIRST;
    if (slot < slots->after_count)
        return slots->after->items[slot].name;
    slot -= slots->after_count;
    return slot < slots->lost_count ? slots->before->items[slots->lost[slot]].name
                                    : slots->others.items[slot - slots->lost_count];
}

uint32_t slot_find(struct slots *slots, struct arena *arena, struct str name)
{
    if (!slots->mapped) {
        map_init(&slots->by_name, arena);
        for (uint32_t i = slot_end(slots); i > SLOT_FIRST; i--)
            map_put(&slots->by_name, slot_name(slots, i - 1), (void *)(uintptr_t)(i - 1));
        slots->mapped = true;
    }
    return (uint32_t)(uintptr_t)map_get(&slots->by_name, name);
}

uint32_t slot_find_fold(struct slots *slots, struct arena *arena, struct str name)
{
    uint32_t found = slot_find(slots, arena, name);
    for (uint32_t i = SLOT_FIRST; !found && i < slot_end(slots); i++)
        if (str_eq_fold(slot_name(slots, i), name))
            found = i;
    return found;
}

uint32_t slot_add(struct slots *slots, struct arena *arena, struct str name)
{
    uint32_t slot = slot_find(slots, arena, name);
    if (slot)
        return slot;
    slot = slot_end(slots);
    name = str_dup(arena, name);
    vec_push(arena, &slots->others, name);
    map_put(&slots->by_name, name, (void *)(uintptr_t)slot);
    return slot;
}
