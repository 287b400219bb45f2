/* yaml_form: what a parsed document says, without how it is written.
 *
 * Two documents have the same form when every reader gets the same value from both: comments, white
 * space, the order of keys and the spelling of strings do not count, the order of lists does. In
 * doubt (a number in other digits, a plain scalar that may be no string) forms differ. */
#include "base/buf.h"
#include "base/limits.h"
#include "codec/digest.h"
#include "codec/yaml.h"

/* A plain scalar that no version of YAML takes for anything but a string. */
static bool is_string(const struct node *node)
{
    static const struct str words[] = { STR_INIT("null"), STR_INIT("true"), STR_INIT("false"),
                                        STR_INIT("yes"),  STR_INIT("no"),   STR_INIT("on"),
                                        STR_INIT("off"),  STR_INIT("y"),    STR_INIT("n") };
    if (node->quoted)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_fold(node->text, words[i]))
            return false;
    return node->text.len > 0 && byte_is_alpha(node->text.ptr[0]);
}

static int by_key(const void *a, const void *b)
{
    return str_cmp((*(const struct node *const *)a)->key, (*(const struct node *const *)b)->key);
}

static void add(struct digest *digest, struct arena *arena, const struct node *node);

static void add_map(struct digest *digest, struct arena *arena, const struct node *map)
{
    const struct node **children = arena_array(arena, map->count, sizeof *children);
    size_t count = 0;
    for (const struct node *it = map->first; it && count < map->count; it = it->next)
        children[count++] = it;
    if (count > 1)
        qsort(children, count, sizeof *children, by_key);
    for (size_t i = 0; i < count; i++) {
        digest_field(digest, children[i]->key);
        add(digest, arena, children[i]);
    }
}

/* The reader bounds the depth of trees (LIMIT_yaml_depth), so the recursion is bounded too. */
static void add(struct digest *digest, struct arena *arena, const struct node *node)
{
    static const char *const kinds[] = { "null", "plain", "list", "map" };
    bool string = node->kind == NODE_SCALAR && is_string(node);
    digest_field(digest, str_of(string ? "string" : kinds[node->kind]));
    digest_field(digest, str_fmt(arena, "%zu", node->count));
    if (node->kind == NODE_SCALAR)
        digest_field(digest, node->text);
    else if (node->kind == NODE_MAP)
        add_map(digest, arena, node);
    for (const struct node *it = node->kind == NODE_LIST ? node->first : NULL; it; it = it->next)
        add(digest, arena, it);
}

struct str node_form(struct arena *arena, const struct node *node)
{
    struct digest *digest = digest_new(arena);
    add(digest, arena, node);
    return digest_end(digest, arena);
}
