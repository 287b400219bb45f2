#include "base/order.h"

#include <stdlib.h>
#include <string.h>

#define KEY_BYTES sizeof(uint64_t)

void order_add(struct order *order, struct arena *arena, struct str name)
{
    vec_push(arena, order, (struct order_entry){ .name = name, .index = order->count });
}

static size_t shared(struct str a, struct str b)
{
    size_t most = a.len < b.len ? a.len : b.len, n = 0;
    while (n < most && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

static struct str shared_prefix(const struct order *order)
{
    struct str prefix = order->items[0].name;
    for (size_t i = 1; i < order->count; i++)
        if (!str_starts(order->items[i].name, prefix))
            prefix.len = shared(prefix, order->items[i].name);
    return prefix;
}

/* A name that ends earlier is filled up with zeros, so a key never says more than the bytes do. */
static uint64_t key_of(struct str name, size_t skip)
{
    uint64_t key = 0;
    struct str rest = str_sub(name, skip, KEY_BYTES);
    memcpy(&key, rest.ptr, rest.len);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    key = __builtin_bswap64(key);
#endif
    return key;
}

static int by_name(const void *a, const void *b)
{
    const struct order_entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    int order = str_cmp(x->name, y->name);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

void order_sort(struct order *order)
{
    bool sorted = true;
    if (!order->count)
        return;
    order->prefix = shared_prefix(order);
    vec_for (struct order_entry, it, order)
        it->key = key_of(it->name, order->prefix.len);
    for (size_t i = 1; i < order->count && sorted; i++)
        sorted = by_name(&order->items[i - 1], &order->items[i]) < 0;
    if (!sorted)
        qsort(order->items, order->count, sizeof *order->items, by_name);
}

size_t order_find(const struct order *order, struct str name)
{
    size_t from = 0, to = order->count;
    if (!to || !str_starts(name, order->prefix))
        return SIZE_MAX;
    struct order_entry wanted = { .key = key_of(name, order->prefix.len), .name = name };
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (by_name(&order->items[middle], &wanted) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from < order->count && str_eq(order->items[from].name, name) ? from : SIZE_MAX;
}
