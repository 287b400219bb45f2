/* vec: a typed growable array whose memory lives in an arena.
 *
 *   struct { VEC_OF(struct fact); } facts = { 0 };     or     typedef-free: struct facts {
 * VEC_OF(struct fact); }; vec_push(arena, &facts, (struct fact){ ... });
 *
 * Pointers into items are valid until the next push. */
#ifndef STOPLOG_BASE_VEC_H
#define STOPLOG_BASE_VEC_H

#include <stddef.h>

#include "base/arena.h"

#define VEC_OF(type)                                                                               \
    type *items;                                                                                   \
    size_t count, cap

/* Grows the block behind a vector; used by the macros only. */
void *vec_grow(struct arena *arena, void *items, size_t *cap, size_t size);

#define vec_reserve_one(arena, v)                                                                  \
    ((v)->count < (v)->cap                                                                         \
         ? (void)0                                                                                 \
         : (void)((v)->items = vec_grow((arena), (v)->items, &(v)->cap, sizeof *(v)->items)))

/* Appends a value; the value may read the vector's count. */
#define vec_push(arena, v, ...)                                                                    \
    (vec_reserve_one((arena), (v)), (void)((v)->items[(v)->count] = __VA_ARGS__),                  \
     (void)(v)->count++)

/* Appends a zeroed item and gives its address. */
#define vec_add(arena, v) (vec_reserve_one((arena), (v)), &(v)->items[(v)->count++])

/* An empty vector may have no items at all, and NULL + 0 is undefined in C. */
#define vec_for(type, it, v)                                                                       \
    for (__typeof__(type) *it = (v)->items,                                                        \
                          *it##_end_ = (v)->count ? (v)->items + (v)->count : it;                  \
         it < it##_end_; it++)

#endif
