/* rules_load: the `rules` of all files: which pack, own rules, levels. */
#include "policy/load.h"

#include <string.h>

enum { ID_MAX_BYTES = 60 };

void read_rules(struct loader *load, const struct node *value, void *slot)
{
    (void)slot;
    vec_push(load->arena, &load->rule_maps, value);
}

struct rule *policy_rule(const struct policy *policy, struct str id)
{
    for (size_t i = 0; i < policy->rules.count; i++)
        if (str_eq(policy->rules.items[i]->id, id))
            return policy->rules.items[i];
    return NULL;
}

/* ---- one rule ---- */

void read_rule_id(struct loader *load, const struct node *value, void *slot)
{
    struct str id = value->text, cut = shown(value->text);
    bool good = id.len <= ID_MAX_BYTES && id.ptr[0] != '-';
    for (size_t i = 0; i < id.len; i++)
        good = good && (byte_is_digit(id.ptr[i]) || (id.ptr[i] >= 'a' && id.ptr[i] <= 'z') ||
                        id.ptr[i] == '-');
    if (!good)
        load_fault(load, value->place,
                   "the id of a rule has small letters, digits and \"-\", at most %d: not "
                   "\"%.*s\"",
                   ID_MAX_BYTES, STR_ARG(cut));
    else if (canonical_code(id).len > 0)
        load_fault(load, value->place, "\"%.*s\" is the name of a fact; a rule needs its own",
                   STR_ARG(cut));
    else if (str_eq(id, STR("extends")) || str_eq(id, STR("define")) || str_eq(id, STR("tests")))
        load_fault(load, value->place, "\"%.*s\" is a word of its own in \"rules\"", STR_ARG(cut));
    else
        *(struct str *)slot = id;
}

void read_tests(struct loader *load, const struct node *value, void *slot)
{
    (void)load;
    *(const struct node **)slot = value;
}

void load_rule(struct loader *load, const struct node *node, struct str pack)
{
    struct rule *rule = arena_new(load->arena, struct rule);
    *rule = (struct rule){ .id = STR_EMPTY,
                           .why = STR_EMPTY,
                           .fix = STR_EMPTY,
                           .pack = pack,
                           .levels = { .other = LEVEL_BLOCK },
                           .place = node->place };
    schema_read(load, SCHEMA_RULE, node, rule);
    if (rule->id.len > 0 && rule->when && load_take(load, "rule", rule->id, node->place))
        vec_push(load->arena, &load->policy->rules, rule);
}

/* ---- levels ---- */

bool rule_is_fatal(const struct rule *rule)
{
    for (size_t i = 0; i < rule->when->parts.count; i++) {
        const struct when *part = rule->when->parts.items[i];
        if (part->kind != WHEN_PREDICATE || part->predicate != PREDICATE_CODE)
            continue;
        for (size_t at = 0; at < part->values.count; at++)
            if (fact_is_fatal(fact_find(part->values.items[at])))
                return true;
    }
    return false;
}

static bool may_set(struct loader *load, struct str code, const struct rule *rule,
                    const struct levels *levels, const struct node *value)
{
    bool fatal = code.len > 0 ? fact_is_fatal(fact_find(code)) : rule_is_fatal(rule);
    if (!fatal || levels_lowest(levels) == LEVEL_BLOCK)
        return true;
    load_fault(load, value->place, "\"%.*s\" always blocks and cannot be lowered",
               STR_ARG(value->key));
    return false;
}

static void add_level(struct loader *load, const struct node *value)
{
    struct policy *policy = load->policy;
    struct str code = canonical_code(value->key);
    struct str name = code.len > 0 ? code : value->key;
    const struct rule *rule = policy_rule(policy, name);
    struct levels levels = { .other = LEVEL_BLOCK };
    size_t before = load->faults;

    if (code.len == 0 && !rule) {
        load_unknown_rule(load, value->key, value->key_place);
        return;
    }
    if ((value->kind == NODE_SCALAR && value->text.len > 0) ||
        (value->kind == NODE_MAP && value->count > 0))
        read_levels(load, value, &levels);
    else
        load_fault(load, value->place, "the level of \"%.*s\" must be a text or a map, not %s",
                   STR_ARG(value->key), node_what(value));
    if (load->faults == before && may_set(load, code, rule, &levels, value) &&
        load_take(load, "level of", name, value->key_place))
        vec_push(load->arena, &policy->levels,
                 (struct level_override){ name, levels, value->key_place });
}

static bool is_level_key(struct str key)
{
    return !str_eq(key, STR("extends")) && !str_eq(key, STR("define")) &&
           !str_eq(key, STR("tests"));
}

/* ---- all of it ---- */

static struct str chosen_pack(struct loader *load)
{
    struct str pack = load->policy->exists ? STR("standard") : STR("observe");
    size_t count;
    const struct str *names = rule_pack_names(&count);
    for (size_t i = 0; i < load->rule_maps.count; i++) {
        const struct node *value = node_get(load->rule_maps.items[i], "extends");
        if (!value || value->kind != NODE_SCALAR || value->text.len == 0 ||
            !load_take(load, "extends", STR_EMPTY, value->key_place))
            continue;
        size_t word = load_word(load, value, "rule pack", names, count);
        if (word != SIZE_MAX)
            pack = names[word];
    }
    return pack;
}

void load_defined(struct loader *load, const struct node *map, struct str pack)
{
    const struct node *define = node_get(map, "define"), *tests = node_get(map, "tests");
    for (const struct node *item = define && define->kind == NODE_LIST ? define->first : NULL; item;
         item = item->next)
        load_rule(load, item, pack.len > 0 ? pack : item->place.path);
    if (tests && tests->kind == NODE_LIST)
        vec_push(load->arena, &load->policy->tests, tests);
}

/* People who must approve, where a rule asks more of them than there are. */
static void check_counts(struct loader *load, const struct rule *rule,
                         const struct require *require)
{
    const struct policy *policy = load->policy;
    if (require->count == 0)
        return;
    size_t before = load->faults;
    if (require->kind == REQUIRE_OWNER)
        for (size_t i = 0; i < policy->owners.count && load->faults == before; i++)
            for (size_t at = 0; at < policy->owners.items[i].teams.count; at++)
                load_need_members(load, policy->owners.items[i].teams.items[at], require->count,
                                  require->place);
    if (require->kind != REQUIRE_CONSUMERS)
        return;
    for (size_t i = 0; i < policy->consumers.count && load->faults == before; i++) {
        const struct consumer *consumer = &policy->consumers.items[i];
        if (consumer->team)
            load_need_members(load, consumer->team, require->count, require->place);
        else if (require->count > 1)
            load_fault(load, require->place,
                       "requirement that nobody can meet: rule %.*s asks %u people of consumer "
                       "%.*s, which one person owns",
                       STR_ARG(rule->id), require->count, STR_ARG(consumer->id));
    }
}

void rules_add_pack(struct loader *load)
{
    if (load->policy->pack_left_out)
        pack_load(load, load->policy->pack);
    load->policy->pack_left_out = false;
}

/* Whether the files add rules or speak of those of the pack. */
static bool speaks_of_rules(const struct loader *load)
{
    for (size_t i = 0; i < load->rule_maps.count; i++)
        for (const struct node *value = load->rule_maps.items[i]->first; value; value = value->next)
            if (!str_eq(value->key, STR("extends")))
                return true;
    return false;
}

void rules_finish(struct loader *load)
{
    struct policy *policy = load->policy;
    policy->pack = chosen_pack(load);
    for (size_t i = 0; i < load->rule_maps.count; i++)
        schema_check(load, SCHEMA_RULES, load->rule_maps.items[i]);
    policy->pack_left_out = true;
    if (speaks_of_rules(load))
        rules_add_pack(load);
    for (size_t i = 0; i < load->rule_maps.count; i++)
        load_defined(load, load->rule_maps.items[i], STR_EMPTY);
    for (size_t i = 0; i < load->rule_maps.count; i++)
        for (const struct node *value = load->rule_maps.items[i]->first; value; value = value->next)
            if (is_level_key(value->key))
                add_level(load, value);
    for (size_t i = 0; i < policy->rules.count; i++)
        for (size_t at = 0; at < policy->rules.items[i]->require.count; at++)
            check_counts(load, policy->rules.items[i], &policy->rules.items[i]->require.items[at]);
}
