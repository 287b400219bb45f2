/* levels: reads the level of a rule or a fact, one for all refs or one per ref. */
#include "policy/load.h"

enum policy_level levels_highest(const struct levels *levels)
{
    enum policy_level level = levels->other;
    for (size_t i = 0; i < levels->refs.count; i++)
        level = levels->refs.items[i].level > level ? levels->refs.items[i].level : level;
    return level;
}

enum policy_level levels_lowest(const struct levels *levels)
{
    enum policy_level level = levels->other;
    for (size_t i = 0; i < levels->refs.count; i++)
        level = levels->refs.items[i].level < level ? levels->refs.items[i].level : level;
    return level;
}

enum policy_level levels_at(const struct levels *levels, struct str ref)
{
    enum policy_level level = levels->other;
    for (size_t i = 0; i < levels->refs.count; i++) {
        enum pattern_answer answer = ref_matches(levels->refs.items[i].ref, ref);
        if (answer == PATTERN_ERROR)
            return levels_highest(levels);
        if (answer == PATTERN_YES)
            level = levels->refs.items[i].level;
    }
    return level;
}

static void read_ref_level(struct loader *load, const struct node *value, struct levels *levels)
{
    enum policy_level level = LEVEL_BLOCK;
    if (value->kind != NODE_SCALAR || value->text.len == 0) {
        load_fault(load, value->place, "the level on \"%.*s\" must be a text, not %s",
                   STR_ARG(value->key), node_what(value));
        return;
    }
    read_level(load, value, &level);
    if (str_eq(value->key, STR("*"))) {
        levels->other = level;
        return;
    }
    const struct node key = { .kind = NODE_SCALAR, .text = value->key, .place = value->key_place };
    struct ref_level entry = { load_pattern(load, PATTERN_PATH_GLOB, &key), level };
    if (entry.ref)
        vec_push(load->arena, &levels->refs, entry);
}

void read_levels(struct loader *load, const struct node *value, void *slot)
{
    struct levels *levels = slot;
    *levels = (struct levels){ .other = LEVEL_BLOCK };
    if (value->kind != NODE_MAP) {
        read_level(load, value, &levels->other);
        return;
    }
    for (const struct node *item = value->first; item; item = item->next)
        read_ref_level(load, item, levels);
    if (!node_get(value, "*") && load_fault(load, value->place, "no level for other refs"))
        diag_hint(load->diags, "add one for \"*\"");
}
