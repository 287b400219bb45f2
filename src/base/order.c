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

/* Names with one key, `skip` bytes of prefix before it. Where the key is all that is behind the
 * prefix, nothing is left to look at. */
static int cmp_rest(struct str a, struct str b, size_t skip)
{
    if (a.ptr == b.ptr || (a.len <= skip + KEY_BYTES && b.len <= skip + KEY_BYTES))
        return (a.len > b.len) - (a.len < b.len);
    return str_cmp(a, b);
}

static int by_name(const void *a, const void *b, void *skip)
{
    const struct order_entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    int order = cmp_rest(x->name, y->name, *(const size_t *)skip);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

void order_sort(struct order *order)
{
    bool sorted = true;
    size_t skip;
    if (!order->count)
        return;
    order->prefix = shared_prefix(order);
    skip = order->prefix.len;
    vec_for (struct order_entry, it, order)
        it->key = key_of(it->name, skip);
    for (size_t i = 1; i < order->count && sorted; i++)
        sorted = by_name(&order->items[i - 1], &order->items[i], &skip) < 0;
    if (!sorted)
        qsort_r(order->items, order->count, sizeof *order->items, by_name, &skip);
}

size_t order_find(const struct order *order, struct str name)
{
    size_t from = 0, to = order->count, skip = order->prefix.len;
    if (!to || !str_starts(name, order->prefix))
        return SIZE_MAX;
    struct order_entry wanted = { .key = key_of(name, skip), .name = name };
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (by_name(&order->items[middle], &wanted, &skip) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == order->count)
        return SIZE_MAX;
    const struct order_entry *found = &order->items[from];
    bool same = found->key == wanted.key && cmp_rest(found->name, name, skip) == 0;
    return same ? from : SIZE_MAX;
}
