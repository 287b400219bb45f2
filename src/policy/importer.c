/* importer: from what imported files say to owner rules and consumers of the policy. */
#include "policy/importer.h"

#include "base/limits.h"

struct place import_place(const struct import_run *run, uint32_t line, size_t offset)
{
    return (struct place){ run->path, line, (uint32_t)offset + 1 };
}

/* ---- the form ---- */

void import_say(struct import_run *run, struct str text)
{
    if (run->digest)
        digest_field(run->digest, text);
}

static void say_number(struct import_run *run, uint64_t number)
{
    if (run->digest)
        import_say(run, str_fmt(run->load->arena, "%llu", (unsigned long long)number));
}

void import_say_names(struct import_run *run, const struct import_names *names)
{
    say_number(run, names->count);
    for (size_t i = 0; i < names->count; i++) {
        import_say(run, names->items[i].text);
        import_say(run, names->items[i].other);
    }
}

static void say_rule(struct import_run *run, const struct import_rule *rule)
{
    import_say(run, STR("rule"));
    say_number(run, rule->way);
    import_say(run, rule->text);
    import_say(run, rule->within);
    say_number(run, rule->approvals);
    say_number(run, rule->optional + 2u * rule->joins + 4u * rule->stops);
    say_number(run, rule->section);
    import_say_names(run, &rule->owners);
}

static void say_consumer(struct import_run *run, const struct consumer *consumer,
                         const struct import_names *owners)
{
    import_say(run, STR("consumer"));
    import_say(run, consumer->id);
    import_say(run, consumer->type);
    import_say(run, consumer->label);
    import_say(run, consumer->url);
    say_number(run, consumer->maturity);
    import_say_names(run, owners);
    say_number(run, consumer->targets.count);
    for (size_t i = 0; i < consumer->targets.count; i++)
        import_say(run, consumer->targets.items[i].model);
}

/* ---- names ---- */

bool import_add_name(struct import_run *run, struct import_names *names, const struct node *node)
{
    struct str text = node->kind == NODE_SCALAR ? str_trim(node->text) : STR_EMPTY;
    if (text.len == 0) {
        load_fault(run->load, node->place, "a name must be a text, not %s", node_what(node));
        return false;
    }
    vec_push(run->load->arena, names,
             (struct import_name){ .text = text, .other = STR_EMPTY, .place = node->place });
    return true;
}

void import_add_names(struct import_run *run, struct import_names *names, const struct node *node)
{
    if (node_is_null(node))
        return;
    if (node->kind != NODE_LIST) {
        import_add_name(run, names, node);
        return;
    }
    for (const struct node *item = node->first; item; item = item->next)
        import_add_name(run, names, item);
}

static void unknown_name(struct loader *load, const struct import_name *name)
{
    const struct policy *policy = load->policy;
    struct str cut = shown(name->text);
    if (!load_fault(load, name->place, "unknown owner \"%.*s\"", STR_ARG(cut)))
        return;
    size_t count = policy->names.count + policy->teams.count;
    struct str *words = arena_array(load->arena, count, sizeof *words);
    for (size_t i = 0; i < policy->names.count; i++)
        words[i] = policy->names.items[i].name;
    for (size_t i = 0; i < policy->teams.count; i++)
        words[policy->names.count + i] = policy->teams.items[i].name;
    struct str near = nearest_word(str_lower(load->arena, name->text), words, count);
    if (near.len > 0)
        diag_hint(load->diags, "did you mean \"%.*s\"?", STR_ARG(near));
    else
        diag_hint(load->diags, "say who that is in `aliases` of a team, or in `people`");
}

/* An address is a person whom nothing else needs to declare. */
static const struct team *person_at(struct loader *load, const struct import_name *name)
{
    struct str email = str_lower(load->arena, name->text);
    const struct team *person = map_get(&load->persons, email);
    if (!person) {
        person = team_person(load->arena, email, name->place);
        map_put(&load->persons, email, (void *)(uintptr_t)person);
    }
    return person;
}

static const struct team *resolve(struct loader *load, const struct import_name *name)
{
    const struct team *team = policy_called(load->policy, name->text);
    if (!team && name->other.len > 0)
        team = policy_called(load->policy, name->other);
    if (!team && load_is_email(name->text))
        team = person_at(load, name);
    if (!team)
        unknown_name(load, name);
    return team;
}

/* NULL after a fault. Equal lists of owners are one team. */
static const struct team *any_of(struct loader *load, const struct import_names *names)
{
    struct team_list teams = { 0 };
    struct str key = STR_EMPTY;
    if (names->count > LIMIT_owner_names) {
        load_fault(load, names->items[0].place,
                   "more than %zu owners of one entry (limit owner_names)", LIMIT_owner_names);
        return NULL;
    }
    for (size_t i = 0; i < names->count; i++) {
        const struct team *team = resolve(load, &names->items[i]);
        if (team)
            vec_push(load->arena, &teams, team);
    }
    if (teams.count < names->count)
        return NULL;
    if (teams.count == 1)
        return teams.items[0];
    const struct team *made = team_any(load->arena, teams.items, teams.count);
    key = team_key(load->arena, made);
    const struct team *known = map_get(&load->made, key);
    if (!known)
        map_put(&load->made, key, (void *)(uintptr_t)made);
    return known ? known : made;
}

/* ---- rules ---- */

static bool find_pattern(struct loader *load, enum pattern_kind kind, struct str text,
                         struct place place, const struct pattern **out)
{
    struct err err;
    if (pattern_compile(load->patterns, kind, text, out, &err) == OK)
        return true;
    load_fault(load, place, "%s", err.text);
    return false;
}

static bool find_subject(struct import_run *run, const struct import_rule *said,
                         struct owner_rule *rule)
{
    switch (said->way) {
    case WAY_PATH:
        return find_pattern(run->load, PATTERN_PATH_GLOB, said->text, said->place, &rule->paths);
    case WAY_NAME:
        rule->name = said->text;
        return true;
    case WAY_FOLDER:
        break;
    }
    rule->in_folder = true;
    rule->folder = said->text;
    return said->within.len == 0 ||
           find_pattern(run->load, PATTERN_REGEX, said->within, said->place, &rule->within);
}

void import_rule(struct import_run *run, const struct import_rule *said)
{
    struct loader *load = run->load;
    if (run->digest) {
        say_rule(run, said);
        return;
    }
    if (load->policy->owners.count == LIMIT_owner_rules) {
        load_fault(load, said->place, "more than %zu owner rules (limit owner_rules)",
                   LIMIT_owner_rules);
        return;
    }
    struct owner_rule rule = {
        .name = STR_EMPTY,
        .folder = STR_EMPTY,
        .approvals = said->approvals ? said->approvals : 1,
        .optional = said->optional,
        .joins = said->joins,
        .stops = said->stops,
        .layer = run->import->layer,
        .section = said->section,
        .place = said->place,
    };
    if (!find_subject(run, said, &rule))
        return;
    const struct team *team = said->owners.count > 0 ? any_of(load, &said->owners) : NULL;
    if (said->owners.count > 0 && !team)
        return;
    if (team) {
        load_need_members(load, team, rule.approvals, said->place);
        vec_push(load->arena, &rule.teams, team);
    }
    vec_push(load->arena, &load->policy->owners, rule);
}

/* ---- consumers ---- */

void import_consumer(struct import_run *run, const struct consumer *consumer,
                     const struct import_names *owners)
{
    struct loader *load = run->load;
    if (run->digest) {
        say_consumer(run, consumer, owners);
        return;
    }
    if (!load_take(load, "consumer", consumer->id, consumer->place))
        return;
    struct consumer out = *consumer;
    out.team = any_of(load, owners);
    if (!out.team)
        return;
    load_need_members(load, out.team, 1, out.place);
    vec_push(load->arena, &load->policy->consumers, out);
}
