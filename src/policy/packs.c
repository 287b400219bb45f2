/* packs: the rule packs of rules/, compiled into the program, written in the users' own language.
 *
 * A pack may extend another one and set the levels of its rules by id. The assembler copies the
 * files in (.incbin, relative to the repository's top, where make runs); the compiler's dependency
 * files do not see them, so the Makefile names rules/ as a prerequisite of packs.o. */
#include "policy/load.h"

#define PACK_BYTES(name)                                                                           \
    __asm__(".pushsection .rodata\n"                                                               \
            "stoplog_pack_" #name ":\n"                                                            \
            ".incbin \"rules/" #name ".yml\"\n"                                                    \
            "stoplog_pack_" #name "_end:\n"                                                        \
            ".byte 0\n"                                                                            \
            ".popsection\n");                                                                      \
    extern const char stoplog_pack_##name[], stoplog_pack_##name##_end[];

PACK_BYTES(standard)
PACK_BYTES(strict)
PACK_BYTES(observe)

enum { PACK_DEPTH = 4 };

static const struct str names[] = { STR_INIT("standard"), STR_INIT("strict"), STR_INIT("observe") };
static const struct {
    const char *start, *end;
} texts[] = {
    { stoplog_pack_standard, stoplog_pack_standard_end },
    { stoplog_pack_strict, stoplog_pack_strict_end },
    { stoplog_pack_observe, stoplog_pack_observe_end },
};

struct str rule_pack_text(struct str name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(names[i], name))
            return (struct str){ texts[i].start, (size_t)(texts[i].end - texts[i].start) };
    return STR_EMPTY;
}

const struct str *rule_pack_names(size_t *count)
{
    *count = sizeof names / sizeof *names;
    return names;
}

static void set_levels(struct loader *load, const struct node *rules)
{
    for (const struct node *value = rules->first; value; value = value->next) {
        if (str_eq(value->key, STR("extends")) || str_eq(value->key, STR("define")) ||
            str_eq(value->key, STR("tests")))
            continue;
        struct rule *rule = policy_rule(load->policy, value->key);
        if (rule)
            read_levels(load, value, &rule->levels);
        else
            load_unknown_rule(load, value->key, value->key_place);
    }
}

static void load_at(struct loader *load, struct str name, struct str pack, unsigned depth)
{
    struct node *root = NULL;
    struct err err;
    struct str path = str_fmt(load->arena, "built-in %.*s.yml", STR_ARG(name));
    if (depth > PACK_DEPTH ||
        yaml_read(&root, load->arena, path, rule_pack_text(name), (struct yaml_options){ 0 },
                  load->diags, &err) != OK ||
        !schema_check(load, SCHEMA_ROOT, root)) {
        load_fault(load, (struct place){ .path = path }, "the rule pack cannot be read");
        return;
    }
    const struct node *rules = node_get(root, "rules");
    if (!rules || !schema_check(load, SCHEMA_RULES, rules))
        return;
    const struct node *base = node_get(rules, "extends");
    if (base)
        load_at(load, base->text, pack, depth + 1);
    set_levels(load, rules);
    load_defined(load, rules, pack);
}

void pack_load(struct loader *load, struct str name)
{
    load_at(load, name, name, 0);
}
