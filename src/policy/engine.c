/* engine: indexes facts, reaches, owners, levels and waivers for the rules. */
#include "policy/engine.h"

static size_t fact_count(const struct engine *engine)
{
    return engine->input->changes->facts.count;
}

const struct fact *engine_fact(const struct engine *engine, size_t fact)
{
    return &engine->input->changes->facts.items[fact];
}

/* Counting sort: reaches come sorted by reader, rules ask by fact. */
static void index_reaches(struct engine *engine)
{
    const struct impact *impact = engine->input->impact;
    size_t facts = fact_count(engine), total = impact ? impact->reaches.count : 0;
    size_t *next = arena_array(engine->arena, facts + 1, sizeof *next);
    engine->reach_first = arena_array(engine->arena, facts + 1, sizeof *engine->reach_first);
    engine->reaches = arena_array(engine->arena, total, sizeof *engine->reaches);
    for (size_t i = 0; i < total; i++)
        if (impact->reaches.items[i].fact < facts)
            engine->reach_first[impact->reaches.items[i].fact + 1]++;
    for (size_t i = 0; i < facts; i++) {
        engine->reach_first[i + 1] += engine->reach_first[i];
        next[i] = engine->reach_first[i];
    }
    for (size_t i = 0; i < total; i++)
        if (impact->reaches.items[i].fact < facts)
            engine->reaches[next[impact->reaches.items[i].fact]++] = &impact->reaches.items[i];
}

static void index_changes(struct engine *engine)
{
    const struct change_set *set = engine->input->changes;
    engine->change_of = arena_array(engine->arena, set->facts.count, sizeof *engine->change_of);
    for (size_t i = 0; i < set->facts.count; i++)
        engine->change_of[i] = SIZE_MAX;
    for (size_t i = 0; i < set->models.count; i++) {
        const struct model_change *change = &set->models.items[i];
        for (size_t at = 0; at < change->fact_count; at++)
            if (change->first_fact + at < set->facts.count)
                engine->change_of[change->first_fact + at] = i;
    }
}

void engine_init(struct engine *engine, struct arena *arena, const struct rule_input *input)
{
    *engine = (struct engine){ .input = input, .arena = arena };
    index_reaches(engine);
    index_changes(engine);
    engine->owners = arena_array(arena, fact_count(engine), sizeof *engine->owners);
}

static void add_owners(struct engine *engine, struct owner_set *set, struct owned thing)
{
    struct owner_set more;
    policy_owners(&more, engine->arena, engine->input->policy, &thing);
    set->unsure |= more.unsure;
    for (size_t i = 0; i < more.count; i++) {
        bool known = false;
        for (size_t at = 0; at < set->count && !known; at++)
            known = set->items[at] == more.items[i];
        if (!known)
            vec_push(engine->arena, set, more.items[i]);
    }
}

static bool same_tags(const struct model *a, const struct model *b)
{
    if (a->tags.count != b->tags.count)
        return false;
    for (size_t i = 0; i < a->tags.count; i++)
        if (!str_eq(a->tags.items[i], b->tags.items[i]))
            return false;
    return true;
}

static bool same_to_owners(const struct model *before, const struct model *after)
{
    return str_eq(before->name, after->name) && str_eq(before->path, after->path) &&
           same_tags(before, after);
}

/* A file that the policy imports is part of the policy: whoever owns the file that imports it is
 * asked besides its own owners. */
static void add_importers(struct engine *engine, struct owner_set *set, const struct fact *fact)
{
    if (fact->code != FACT_PO101)
        return;
    struct str importer = policy_importer(engine->input->policy, fact->subject);
    if (importer.len > 0)
        add_owners(engine, set, owned_file(importer));
}

/* A model that moves, is renamed or tagged anew answers to whoever owned it before and to whoever
 * does now; an audit or a test to the owners of the models it watches over, too. */
static struct owner_set *find_owners(struct engine *engine, const struct fact *fact)
{
    struct owner_set *set = arena_new(engine->arena, struct owner_set);
    if (fact->before)
        add_owners(engine, set, owned_model(fact->before));
    if (fact->after && !(fact->before && same_to_owners(fact->before, fact->after)))
        add_owners(engine, set, owned_model(fact->after));
    for (size_t i = 0; fact->guards && i < fact->guards->count; i++)
        add_owners(engine, set, owned_model(fact->guards->items[i]));
    if (!fact->before && !fact->after && fact_row(fact->code)->scope == SCOPE_FILE)
        add_owners(engine, set, owned_file(fact->subject));
    else if (!fact->before && !fact->after)
        add_owners(engine, set, (struct owned){ .name = fact->subject, .path = fact->place.path });
    add_importers(engine, set, fact);
    return set;
}

/* Facts of one change that speak of the same two models share one answer. */
const struct owner_set *engine_owners(struct engine *engine, size_t index)
{
    const struct fact *fact = engine_fact(engine, index);
    size_t change = engine->change_of[index];
    if (engine->owners[index])
        return engine->owners[index];
    size_t first =
        change == SIZE_MAX ? index : engine->input->changes->models.items[change].first_fact;
    const struct fact *head = engine_fact(engine, first);
    if (head->before != fact->before || head->after != fact->after ||
        !(fact->before || fact->after))
        first = index;
    if (!engine->owners[first])
        engine->owners[first] = find_owners(engine, fact);
    engine->owners[index] = engine->owners[first];
    return engine->owners[index];
}

const struct consumer *engine_consumer(const struct engine *engine, const struct reach *reach)
{
    const struct policy *policy = engine->input->policy;
    return reach->reader < policy->consumers.count ? &policy->consumers.items[reach->reader] : NULL;
}

static struct str untouched_contract(const struct engine *engine, const struct model_change *change)
{
    for (size_t i = 0; i < change->fact_count; i++)
        if (engine_fact(engine, change->first_fact + i)->code == FACT_CT101)
            return engine_fact(engine, change->first_fact + i)->aspect;
    return STR_EMPTY;
}

struct str engine_contract(const struct engine *engine, size_t index)
{
    const struct fact *fact = engine_fact(engine, index);
    size_t change = engine->change_of[index];
    if (engine->input->contract_of && change != SIZE_MAX)
        return engine->input->contract_of[change];
    if (fact->code == FACT_CT101)
        return fact->aspect;
    return change != SIZE_MAX
               ? untouched_contract(engine, &engine->input->changes->models.items[change])
               : STR_EMPTY;
}

struct str engine_contract_status(const struct engine *engine, size_t index)
{
    size_t change = engine->change_of[index];
    const struct str *status_of = engine->input->contract_status_of;
    return status_of && change != SIZE_MAX ? status_of[change] : STR_EMPTY;
}

struct promise_state engine_promise(const struct engine *engine, size_t index)
{
    const struct promise_state *promise_of = engine->input->promise_of;
    return promise_of ? promise_of[index] : (struct promise_state){ EFFECT_NONE, DEPRECATION_NONE };
}

/* ---- levels ---- */

static const struct level_override *override_of(const struct policy *policy, struct str name)
{
    for (size_t i = 0; i < policy->levels.count; i++)
        if (str_eq(policy->levels.items[i].name, name))
            return &policy->levels.items[i];
    return NULL;
}

const struct level_override *code_override(const struct policy *policy, enum fact_code code)
{
    return fact_is_fatal(code) ? NULL : override_of(policy, str_of(fact_row(code)->code));
}

enum policy_level rule_level(const struct rule_input *input, const struct rule *rule,
                             enum fact_code code, const struct level_override **by)
{
    const struct policy *policy = input->policy;
    *by = NULL;
    if (fact_is_fatal(code))
        return LEVEL_BLOCK;
    const struct level_override *rules = override_of(policy, rule->id);
    enum policy_level level = levels_at(rules ? &rules->levels : &rule->levels, input->ref);
    *by = rules;
    if (level == LEVEL_OFF)
        return level;
    const struct level_override *codes = code_override(policy, code);
    if (!codes)
        return level;
    *by = codes;
    return levels_at(&codes->levels, input->ref);
}

/* ---- waivers ---- */

/* All names must match: renaming a model must not carry it under somebody else's waiver. */
static enum pattern_answer waives_model(const struct waiver *waiver, const struct fact *fact)
{
    struct str names[2] = { fact->subject, fact->subject };
    enum pattern_answer answer = PATTERN_YES;
    if (fact->before)
        names[0] = fact->before->name;
    if (fact->after)
        names[1] = fact->after->name;
    for (size_t i = 0; i < 2 && answer == PATTERN_YES; i++)
        answer = pattern_match(waiver->model, names[i]);
    return answer;
}

const struct waiver *waiver_for(const struct rule_input *input, struct str name,
                                const struct fact *fact, bool *unsure)
{
    const struct policy *policy = input->policy;
    if (fact_is_fatal(fact->code))
        return NULL;
    for (size_t i = 0; i < policy->waivers.count; i++) {
        const struct waiver *waiver = &policy->waivers.items[i];
        if (!str_eq(waiver->rule, name) || waiver->until_days < input->today_days ||
            (waiver->column.len > 0 && !str_eq_fold(waiver->column, fact->column)))
            continue;
        enum pattern_answer answer = waives_model(waiver, fact);
        *unsure |= answer == PATTERN_ERROR;
        if (answer == PATTERN_YES)
            return waiver;
    }
    return NULL;
}
