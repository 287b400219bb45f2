#include "base/vec.h"

void *vec_grow(struct arena *arena, void *items, size_t *cap, size_t size)
{
    size_t old = *cap;
    size_t grown = old ? old * 2 : 4;
    /* arena_array checks count * size; the old size was checked when it was made. */
    void *out = items ? arena_grow(arena, items, old * size, grown * size)
                      : arena_array(arena, grown, size);
    *cap = grown;
    return out;
}
