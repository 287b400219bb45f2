/* texts: small helpers over lists of texts that the topics share. */
#include "change/diff.h"

#include "base/buf.h"
#include "change/plain.h"

struct str text_join(struct arena *arena, const struct str *items, size_t count, const char *sep)
{
    struct buf out;

    buf_init(&out, arena, SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_puts(&out, sep);
        buf_add(&out, items[i]);
    }
    return buf_str(&out);
}

struct str unknown_aspect(struct arena *arena, const struct unknown *unknown)
{
    struct str slug = str_of(unknown_slug(unknown->cause));
    if (str_is_empty(unknown->what))
        return slug;
    if (str_starts(unknown->what, slug))
        return unknown->what;
    return str_fmt(arena, "%.*s: %.*s", STR_ARG(slug), STR_ARG(unknown->what));
}

void text_only_in(struct strs *out, struct arena *arena, const struct strs *list,
                  const struct strs *other)
{
    for (size_t i = 0, j = 0; i < list->count; i++) {
        while (j < other->count && str_cmp(other->items[j], list->items[i]) < 0)
            j++;
        if (j < other->count && str_eq(other->items[j], list->items[i]))
            j++;
        else
            vec_push(arena, out, list->items[i]);
    }
}

struct str fqn_plain(struct arena *arena, struct str fqn)
{
    struct buf name;
    bool quoted = false;

    buf_init(&name, arena, fqn.len);
    for (size_t i = 0; i < fqn.len; i++) {
        bool quote = fqn.ptr[i] == '"';
        bool doubled = quote && quoted && i + 1 < fqn.len && fqn.ptr[i + 1] == '"';
        if (!quote || doubled)
            buf_byte(&name, fqn.ptr[i]);
        if (doubled)
            i++;
        else if (quote)
            quoted = !quoted;
    }
    return buf_str(&name);
}
