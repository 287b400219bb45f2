#include "base/order.h"

#include <stdlib.h>
#include <string.h>

#define WORD_BYTES sizeof(uint64_t)
#define KEY_BYTES (2 * WORD_BYTES)

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

static struct str shared_prefix(const struct order_entry *items, size_t count)
{
    struct str prefix = items[0].name;
    for (size_t i = 1; i < count; i++)
        if (!str_starts(items[i].name, prefix))
            prefix.len = shared(prefix, items[i].name);
    return prefix;
}

static uint64_t word_of(struct str bytes)
{
    uint64_t word = 0;
    memcpy(&word, bytes.ptr, bytes.len);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* A name that ends earlier is filled up with zeros, so a key never says more than the bytes do. */
static struct order_key key_of(struct str name, size_t skip)
{
    struct str rest = str_sub(name, skip, KEY_BYTES);
    return (struct order_key){ word_of(str_sub(rest, 0, WORD_BYTES)),
                               word_of(str_sub(rest, WORD_BYTES, WORD_BYTES)) };
}

static int cmp_keys(struct order_key a, struct order_key b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}

/* Names with one key, `skip` bytes of prefix before it. Where the key is all that is behind the
 * prefix, nothing is left to look at. */
static int cmp_rest(struct str a, struct str b, size_t skip)
{
    if (a.ptr == b.ptr || (a.len <= skip + KEY_BYTES && b.len <= skip + KEY_BYTES))
        return (a.len > b.len) - (a.len < b.len);
    return str_cmp(a, b);
}

static int by_name(const struct order_entry *a, const struct order_entry *b, size_t skip)
{
    int order = cmp_keys(a->key, b->key);
    if (!order)
        order = cmp_rest(a->name, b->name, skip);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static int by_key(const void *a, const void *b)
{
    const struct order_entry *x = a, *y = b;
    int order = cmp_keys(x->key, y->key);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static bool is_sorted(const struct order_entry *items, size_t count, size_t skip)
{
    for (size_t i = 1; i < count; i++)
        if (by_name(&items[i - 1], &items[i], skip) > 0)
            return false;
    return true;
}

static void set_keys(struct order_entry *items, size_t count, size_t skip)
{
    for (size_t i = 0; i < count; i++)
        items[i].key = key_of(items[i].name, skip);
}

static int by_rest(const void *a, const void *b, void *skip)
{
    return by_name(a, b, *(const size_t *)skip);
}

/* Sorts names whose keys tell them apart without looking at the names, which lie all over the
 * memory; those with one key once more by what stands behind the prefix that they share. */
static void sort_by_keys(struct order_entry *items, size_t count, size_t skip)
{
    qsort(items, count, sizeof *items, by_key);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && cmp_keys(items[to].key, items[from].key) == 0; to++)
            continue;
        if (to == from + 1)
            continue;
        size_t shared_bytes = shared_prefix(&items[from], to - from).len;
        set_keys(&items[from], to - from, shared_bytes);
        if (!is_sorted(&items[from], to - from, shared_bytes))
            qsort_r(&items[from], to - from, sizeof *items, by_rest, &shared_bytes);
        set_keys(&items[from], to - from, skip);
    }
}

void order_sort(struct order *order)
{
    if (!order->count)
        return;
    order->prefix = shared_prefix(order->items, order->count);
    set_keys(order->items, order->count, order->prefix.len);
    if (!is_sorted(order->items, order->count, order->prefix.len))
        sort_by_keys(order->items, order->count, order->prefix.len);
}

size_t order_find(const struct order *order, struct str name)
{
    size_t from = 0, to = order->count, skip = order->prefix.len;
    if (!to || !str_starts(name, order->prefix))
        return SIZE_MAX;
    struct order_entry wanted = { .key = key_of(name, skip), .name = name };
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (by_name(&order->items[middle], &wanted, skip) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == order->count)
        return SIZE_MAX;
    const struct order_entry *found = &order->items[from];
    bool same = cmp_keys(found->key, wanted.key) == 0 && cmp_rest(found->name, name, skip) == 0;
    return same ? from : SIZE_MAX;
}
