/* finder: see finder.h. */
#include "change/finder.h"

void finder_init(struct finder *finder, struct arena *arena, const struct columns *columns)
{
    *finder = (struct finder){ .arena = arena, .columns = columns };
}

static void map_all(struct finder *finder)
{
    map_init(&finder->map, finder->arena);
    for (size_t i = finder->columns->count; i > 0; i--) {
        struct column *column = &finder->columns->items[i - 1];
        map_put(&finder->map, column->name, column);
    }
    finder->mapped = true;
}

const struct column *finder_get(struct finder *finder, struct str name)
{
    const struct columns *columns = finder->columns;

    if (!finder->mapped && finder->next < columns->count &&
        str_eq(columns->items[finder->next].name, name))
        return &columns->items[finder->next++];
    if (!finder->mapped)
        map_all(finder);
    return map_get(&finder->map, name);
}

void finder_release(struct finder *finder)
{
    if (finder->mapped)
        map_release(&finder->map);
}
