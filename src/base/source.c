#include "base/source.h"

#include <string.h>

#include "base/limits.h"

size_t source_lower_bound(const struct source *source, struct str prefix)
{
    size_t low = 0, high = source->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(source->entries[mid].path, prefix) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const struct source_entry *source_find(const struct source *source, struct str path)
{
    size_t at = source_lower_bound(source, path);
    if (at == source->count || !str_eq(source->entries[at].path, path))
        return NULL;
    return &source->entries[at];
}

enum status source_read(const struct source *source, struct str path, struct str *out,
                        struct err *err)
{
    const struct source_entry *entry = source_find(source, path);
    if (!entry)
        return err_set(err, E_NOTFOUND, "%.*s: no such file in %.*s", STR_ARG(path),
                       STR_ARG(source->label));
    return source->read(source, entry, out, err);
}

bool source_is_file(const struct source_entry *entry)
{
    return entry->mode == MODE_FILE || entry->mode == MODE_EXEC;
}

bool oid_eq(const struct oid *a, const struct oid *b)
{
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

bool oid_is_none(const struct oid *id)
{
    return id->len == 0;
}

static struct str hex_of(struct arena *arena, const struct oid *id, size_t bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(arena, bytes * 2 + 1);
    for (size_t i = 0; i < bytes; i++) {
        text[2 * i] = digits[id->bytes[i] >> 4];
        text[2 * i + 1] = digits[id->bytes[i] & 15];
    }
    return (struct str){ text, bytes * 2 };
}

struct str oid_hex(struct arena *arena, const struct oid *id)
{
    return hex_of(arena, id, id->len);
}

struct str oid_short(struct arena *arena, const struct oid *id)
{
    return hex_of(arena, id, id->len < 6 ? id->len : 6);
}

bool oid_parse(struct str hex, struct oid *out)
{
    bool any = false;
    *out = (struct oid){ .len = 0 };
    if (hex.len != 40 && hex.len != 64)
        return false;
    for (size_t i = 0; i < hex.len; i += 2) {
        int high = byte_hex(hex.ptr[i]), low = byte_hex(hex.ptr[i + 1]);
        if (high < 0 || low < 0)
            return false;
        out->bytes[i / 2] = (unsigned char)(high << 4 | low);
        any = any || high || low;
    }
    out->len = any ? (uint8_t)(hex.len / 2) : 0;
    return true;
}

/* FNV-1a over the content, with the byte's position in the id as salt: good enough for tests. */
static struct oid content_id(struct str bytes)
{
    struct oid id = { .len = 20 };
    for (unsigned part = 0; part < 5; part++) {
        uint32_t h = 0x811c9dc5u ^ (part * 0x9e3779b9u);
        for (size_t i = 0; i < bytes.len; i++)
            h = (h ^ (unsigned char)bytes.ptr[i]) * 0x01000193u;
        memcpy(id.bytes + part * 4, &h, 4);
    }
    return id;
}

struct mem_source {
    const struct mem_file *files; /* in the order of the entries */
};

static enum status mem_read(const struct source *source, const struct source_entry *entry,
                            struct str *out, struct err *err)
{
    const struct mem_source *mem = source->ctx;
    if (!source_is_file(entry))
        return err_set(err, E_INPUT, "%.*s is not a regular file", STR_ARG(entry->path));
    struct str bytes = mem->files[entry - source->entries].bytes;
    if (bytes.len > LIMIT_file_bytes)
        return err_set(err, E_LIMIT, "%.*s is larger than %zu bytes (limit file_bytes)",
                       STR_ARG(entry->path), LIMIT_file_bytes);
    *out = bytes;
    return OK;
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const struct mem_file *)a)->path, ((const struct mem_file *)b)->path);
}

void source_from_memory(struct source *out, struct arena *arena, const struct mem_file *files,
                        size_t count, struct str label)
{
    struct mem_file *sorted = arena_array(arena, count, sizeof *sorted);
    struct source_entry *entries = arena_array(arena, count, sizeof *entries);
    struct mem_source *mem = arena_new(arena, struct mem_source);

    if (count)
        memcpy(sorted, files, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_path);
    for (size_t i = 0; i < count; i++)
        entries[i] = (struct source_entry){ sorted[i].path, content_id(sorted[i].bytes),
                                            sorted[i].mode ? sorted[i].mode : MODE_FILE };
    mem->files = sorted;
    *out = (struct source){ entries, count, label, mem_read, mem };
}
