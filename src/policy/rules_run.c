/* rules_run: every rule on every fact, and what they ask, merged.
 *
 * Rule by rule, so that the rules of a requirement come in order. Level of a requirement: the
 * rule's on this fact after overrides; for consumers no more than their maturity allows. A rule at
 * level note asks nobody: it only sets the fact's level. */
#include "policy/engine.h"

bool require_asks_people(enum require_kind kind)
{
    return kind == REQUIRE_OWNER || kind == REQUIRE_CONSUMERS || kind == REQUIRE_TEAM;
}

struct run {
    struct engine engine;
    struct rule_output *out;
    struct map merged;          /* what a requirement asks -> its index + 1 */
    const struct team *anybody; /* whom the policy knows; NULL until it is asked for */
    bool *fired;                /* per fact */
    const struct waiver **waived;
};

static void give_up(struct run *run, const char *what, struct str name, size_t index)
{
    const struct fact *fact = engine_fact(&run->engine, index);
    if (run->out->error.len == 0)
        run->out->error =
            str_fmt(run->engine.arena, "%s %.*s: a pattern hit its limit on %s %.*s", what,
                    STR_ARG(name), fact_row(fact->code)->code, STR_ARG(fact->subject));
}

/* Lengths in front keep names with any bytes apart. */
static struct str merge_key(struct arena *arena, const struct requirement *asked)
{
    struct str team = asked->team ? team_key(arena, asked->team) : STR_EMPTY;
    struct str match = asked->match ? pattern_text(asked->match) : STR_EMPTY;
    unsigned apart = asked->of ? asked->of->distinct_teams : 0;
    if (asked->kind == REQUIRE_EVIDENCE) /* one for each kind and age */
        return str_fmt(arena, "evidence %d %u %.*s", (int)asked->of->evidence, asked->of->max_age,
                       STR_ARG(asked->subject));
    return str_fmt(arena, "%d %zu %zu %zu %d %u:%.*s%.*s%.*s%.*s", (int)asked->kind,
                   asked->subject.len, team.len, asked->person_email.len, asked->match != NULL,
                   apart, STR_ARG(asked->subject), STR_ARG(team), STR_ARG(asked->person_email),
                   STR_ARG(match));
}

static struct requirement *find_requirement(struct run *run, const struct requirement *asked)
{
    struct requirements *all = &run->out->requirements;
    struct str key = merge_key(run->engine.arena, asked);
    size_t *index = map_get(&run->merged, key);
    if (!index) {
        vec_push(run->engine.arena, all, *asked);
        index = arena_new(run->engine.arena, size_t);
        *index = all->count - 1;
        map_put(&run->merged, key, index);
    }
    return &all->items[*index];
}

/* One firing of a rule on a fact. */
struct firing {
    struct run *run;
    const struct rule *rule; /* NULL: an override alone */
    size_t fact;
    enum policy_level level;
    enum policy_level reached; /* what the firing comes to */
};

/* Rules are tried one after the other: a rule that asks again is the last of the list. */
static void remember_rule(struct arena *arena, struct requirement *into, const struct rule *rule,
                          enum policy_level level)
{
    size_t count = into->rules.count;
    if (count == 0 || into->rules.items[count - 1] != rule) {
        vec_push(arena, &into->rules, rule);
        vec_push(arena, &into->rule_levels, level);
    } else if (level > into->rule_levels.items[count - 1]) {
        into->rule_levels.items[count - 1] = level;
    }
}

static void ask(struct firing *firing, const struct requirement *asked)
{
    struct arena *arena = firing->run->engine.arena;
    struct requirement *into = find_requirement(firing->run, asked);
    if (asked->level > into->level)
        into->level = asked->level;
    if (asked->count > into->count)
        into->count = asked->count;
    if (asked->bump > into->bump)
        into->bump = asked->bump;
    if (asked->trust > into->trust)
        into->trust = asked->trust;
    into->unowned = into->unowned || asked->unowned;
    if (into->contract_hint.len == 0)
        into->contract_hint = asked->contract_hint;
    if (into->facts.count == 0 || into->facts.items[into->facts.count - 1] != firing->fact)
        vec_push(arena, &into->facts, firing->fact);
    if (firing->rule)
        remember_rule(arena, into, firing->rule, asked->level);
    if (asked->level > firing->reached)
        firing->reached = asked->level;
}

static struct requirement blank(const struct firing *firing, enum require_kind kind)
{
    return (struct requirement){ .kind = kind,
                                 .level = firing->level,
                                 .subject =
                                     engine_fact(&firing->run->engine, firing->fact)->subject,
                                 .person_email = STR_EMPTY,
                                 .person_name = STR_EMPTY,
                                 .contract_hint = STR_EMPTY };
}

static enum trust trust_asked(const struct firing *firing, const struct require *require)
{
    enum trust general = firing->run->engine.input->policy->approvals.trust;
    return trust_max(require->trust != TRUST_UNSET ? require->trust : general, TRUST_DECLARED);
}

static void add_team(struct arena *arena, struct team_list *list, const struct team *team)
{
    if (team && team->members.count > 0)
        vec_push(arena, list, team);
}

/* Whoever a policy without teams names: owners that other files brought, people, consumers. */
static void add_named(struct run *run, struct team_list *list)
{
    const struct policy *policy = run->engine.input->policy;
    struct arena *arena = run->engine.arena;
    for (size_t i = 0; i < policy->owners.count; i++)
        for (size_t at = 0; at < policy->owners.items[i].teams.count; at++)
            add_team(arena, list, policy->owners.items[i].teams.items[at]);
    for (size_t i = 0; i < policy->names.count; i++)
        add_team(arena, list, policy->names.items[i].team);
    for (size_t i = 0; i < policy->consumers.count; i++) {
        const struct consumer *consumer = &policy->consumers.items[i];
        add_team(arena, list, consumer->team);
        if (!consumer->team && consumer->owner_email.len > 0)
            add_team(arena, list, team_person(arena, consumer->owner_email, consumer->place));
    }
}

/* Everybody in a team at base; without teams, everybody named there. No declared team can have
 * these names: they hold a blank. */
static const struct team *anybody(struct run *run)
{
    const struct policy *policy = run->engine.input->policy;
    struct team_list list = { 0 };
    struct str name = STR("any team");
    if (run->anybody)
        return run->anybody;
    for (size_t i = 0; i < policy->teams.count; i++)
        add_team(run->engine.arena, &list, &policy->teams.items[i]);
    if (list.count == 0) {
        name = STR("anybody named in the policy");
        add_named(run, &list);
    }
    run->anybody = team_union(run->engine.arena, name, list.items, list.count);
    return run->anybody;
}

/* Files for which "nobody can be asked" would open the gate: one push would take away the rules
 * that judge the next, or bring in what nobody can read. */
static bool must_be_seen(const struct fact *fact)
{
    return fact->code == FACT_PO101 ||
           (fact_row(fact->code)->scope == SCOPE_FILE && fact_class_of(fact) == CLASS_UNKNOWN);
}

/* One member of any team. Where nobody is named a policy is only begun, and its first owners can
 * come in with a warning; what cannot be read stays outside. */
static void ask_anybody(struct firing *firing, const struct require *require)
{
    const struct team *team = anybody(firing->run);
    bool is_policy = engine_fact(&firing->run->engine, firing->fact)->code == FACT_PO101;
    bool nobody = team->members.count == 0;
    struct requirement asked = blank(firing, nobody ? REQUIRE_NOTHING : REQUIRE_OWNER);
    asked.unowned = true;
    if (nobody && is_policy && asked.level > LEVEL_WARN)
        asked.level = LEVEL_WARN;
    if (!nobody) {
        asked.team = team;
        asked.trust = trust_asked(firing, require);
        asked.count = require->count ? require->count : 1;
    }
    ask(firing, &asked);
}

/* The members who have the role; a team in which nobody has it can never approve. */
static const struct team *role_of(struct arena *arena, const struct team *team, struct str role)
{
    const struct team_role *found = team_role(team, role);
    struct team *part = arena_new(arena, struct team);
    *part = *team;
    part->name = str_fmt(arena, "%.*s of %.*s", STR_ARG(role), STR_ARG(team->name));
    part->members.items = found ? found->members.items : NULL;
    part->members.count = part->members.cap = found ? found->members.count : 0;
    return part;
}

/* In a team made up of several each keeps its role, so that no two such teams are taken for one. */
static const struct team *with_role(struct arena *arena, const struct team *team, struct str role)
{
    struct team_list parts = { 0 };
    if (role.len == 0)
        return team;
    for (size_t i = 0; i < team->parts.count; i++)
        vec_push(arena, &parts, role_of(arena, team->parts.items[i], role));
    return parts.count > 0 ? team_any(arena, parts.items, parts.count) : role_of(arena, team, role);
}

/* Each team of each owner rule. With nobody to ask there is nothing to meet: a warning is left, and
 * OW101 says why. */
static void ask_owners(struct firing *firing, const struct require *require)
{
    const struct owner_set *owners = engine_owners(&firing->run->engine, firing->fact);
    bool seen = must_be_seen(engine_fact(&firing->run->engine, firing->fact));
    struct arena *arena = firing->run->engine.arena;
    if (owners->unsure)
        give_up(firing->run, "rule", firing->rule->id, firing->fact);
    for (size_t i = 0; i < owners->count; i++) {
        for (size_t at = 0; at < owners->items[i]->teams.count; at++) {
            const struct team *team = owners->items[i]->teams.items[at];
            struct requirement asked = blank(firing, REQUIRE_OWNER);
            asked.team = with_role(arena, team, require->role);
            asked.trust = trust_asked(firing, require);
            asked.count = require->role.len > 0 ? 1 : owners->items[i]->approvals;
            if (owners->items[i]->optional && asked.level > LEVEL_WARN && !seen)
                asked.level = LEVEL_WARN;
            if (require->count > asked.count)
                asked.count = require->count;
            ask(firing, &asked);
        }
    }
    if (owners->count == 0 && seen) {
        ask_anybody(firing, require);
        return;
    }
    enum policy_level without = firing->level > LEVEL_WARN ? LEVEL_WARN : firing->level;
    if (owners->count == 0 && without > firing->reached)
        firing->reached = without;
}

static enum policy_level maturity_cap(enum maturity maturity)
{
    static const enum policy_level caps[] = {
        [MATURITY_LOW] = LEVEL_NOTE, [MATURITY_MEDIUM] = LEVEL_WARN, [MATURITY_HIGH] = LEVEL_BLOCK
    };
    return caps[maturity];
}

static void ask_consumers(struct firing *firing, const struct require *require)
{
    const struct engine *engine = &firing->run->engine;
    const struct consumer *last = NULL;
    for (size_t i = engine->reach_first[firing->fact]; i < engine->reach_first[firing->fact + 1];
         i++) {
        const struct consumer *consumer = engine_consumer(engine, engine->reaches[i]);
        if (!consumer || consumer == last)
            continue;
        last = consumer;
        struct requirement asked = blank(firing, REQUIRE_CONSUMERS);
        enum policy_level cap = maturity_cap(consumer->maturity);
        asked.level = cap < firing->level ? cap : firing->level;
        asked.subject = consumer->id;
        asked.consumer = consumer;
        asked.team = consumer->team;
        asked.person_email = consumer->owner_email;
        asked.person_name = consumer->owner_name;
        asked.trust = trust_asked(firing, require);
        asked.count = require->count ? require->count : 1;
        ask(firing, &asked);
    }
}

/* "finance.orders.amount"; a fact about no single column asks for a sentence on the model. */
static struct str meaning_subject(const struct firing *firing)
{
    const struct fact *fact = engine_fact(&firing->run->engine, firing->fact);
    if (fact->column.len == 0)
        return fact->subject;
    return str_fmt(firing->run->engine.arena, "%.*s.%.*s", STR_ARG(fact->subject),
                   STR_ARG(fact->column));
}

static void ask_one(struct firing *firing, const struct require *require)
{
    struct requirement asked = blank(firing, require->kind);
    switch (require->kind) {
    case REQUIRE_OWNER:
        ask_owners(firing, require);
        return;
    case REQUIRE_CONSUMERS:
        ask_consumers(firing, require);
        return;
    case REQUIRE_TEAM:
        asked.team = require->team;
        asked.of = require->teams.count > 0 ? require : NULL;
        asked.trust = trust_asked(firing, require);
        asked.count = require->count ? require->count : 1;
        if (asked.count < require->distinct_teams)
            asked.count = require->distinct_teams;
        break;
    case REQUIRE_CONTRACT:
        asked.contract_hint = engine_contract(&firing->run->engine, firing->fact);
        asked.bump = require->bump;
        break;
    case REQUIRE_TRAILER:
        asked.subject = require->trailer_key;
        asked.match = require->match;
        break;
    case REQUIRE_EVIDENCE:
        asked.of = require;
        break;
    case REQUIRE_MEANING:
        asked.subject = meaning_subject(firing);
        break;
    case REQUIRE_NOTHING:
        break;
    }
    ask(firing, &asked);
}

static void raise_fact(struct run *run, size_t fact, enum policy_level level)
{
    enum policy_level *now = &run->out->fact_level[fact];
    *now = run->fired[fact] && *now > level ? *now : level;
    run->fired[fact] = true;
}

static void fire(struct firing *firing)
{
    if (firing->level <= LEVEL_NOTE) {
        raise_fact(firing->run, firing->fact, firing->level);
        return;
    }
    const struct require nothing = { .kind = REQUIRE_NOTHING };
    firing->reached = LEVEL_NOTE;
    if (!firing->rule || firing->rule->require.count == 0)
        ask_one(firing, &nothing);
    for (size_t i = 0; firing->rule && i < firing->rule->require.count; i++)
        ask_one(firing, &firing->rule->require.items[i]);
    raise_fact(firing->run, firing->fact, firing->reached);
}

static void remember_waiver(struct run *run, size_t fact, const struct waiver *waiver)
{
    vec_push(run->engine.arena, &run->out->waived, (struct waived){ fact, waiver });
}

static void try_rule(struct run *run, const struct rule *rule, size_t index)
{
    const struct rule_input *input = run->engine.input;
    const struct fact *fact = engine_fact(&run->engine, index);
    const struct level_override *by;
    struct firing firing = { .run = run, .rule = rule, .fact = index };
    firing.level = rule_level(input, rule, fact->code, &by);
    if (firing.level == LEVEL_OFF || run->waived[index])
        return;
    enum pattern_answer answer = when_holds(&run->engine, rule->when, index);
    if (answer == PATTERN_ERROR)
        give_up(run, "rule", rule->id, index);
    if (answer == PATTERN_NO)
        return;
    bool unsure = false;
    const struct waiver *waiver = waiver_for(input, rule->id, fact, &unsure);
    if (unsure)
        give_up(run, "waiver of", rule->id, index);
    if (!waiver) {
        fire(&firing);
        return;
    }
    remember_waiver(run, index, waiver);
    raise_fact(run, index, LEVEL_NOTE);
}

/* Debt is told apart by who judges: whether it was there at base is not in the fact. */
static void find_accepted(struct run *run)
{
    const struct waiver *const *accepted = run->engine.input->accepted;
    for (size_t i = 0; accepted && i < run->engine.input->changes->facts.count; i++)
        if (accepted[i] && !run->waived[i]) {
            run->waived[i] = accepted[i];
            remember_waiver(run, i, accepted[i]);
        }
}

static void find_waivers(struct run *run)
{
    const struct rule_input *input = run->engine.input;
    for (size_t i = 0; input->policy->waivers.count > 0 && i < input->changes->facts.count; i++) {
        const struct fact *fact = engine_fact(&run->engine, i);
        struct str code = str_of(fact_row(fact->code)->code);
        bool unsure = false;
        run->waived[i] = waiver_for(input, code, fact, &unsure);
        if (unsure)
            give_up(run, "waiver of", code, i);
        if (run->waived[i])
            remember_waiver(run, i, run->waived[i]);
    }
}

/* Facts that no rule speaks of: seen, but nothing is asked, unless their code was given a level or
 * may never pass. */
static void settle_rest(struct run *run)
{
    const struct rule_input *input = run->engine.input;
    for (size_t i = 0; i < input->changes->facts.count; i++) {
        const struct fact *fact = engine_fact(&run->engine, i);
        const struct level_override *by = code_override(input->policy, fact->code);
        struct firing firing = { .run = run, .fact = i, .level = LEVEL_NOTE };
        if (by)
            firing.level = levels_at(&by->levels, input->ref);
        if (fact_is_fatal(fact->code))
            firing.level = LEVEL_BLOCK;
        if (run->waived[i])
            firing.level = LEVEL_NOTE;
        if (!run->fired[i])
            fire(&firing);
    }
}

static int by_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Several rules may have added the same facts, each in order. */
static void sort_facts(struct requirement *requirement)
{
    size_t kept = 0;
    qsort(requirement->facts.items, requirement->facts.count, sizeof *requirement->facts.items,
          by_size);
    for (size_t i = 1; i < requirement->facts.count; i++)
        if (requirement->facts.items[kept] != requirement->facts.items[i])
            requirement->facts.items[++kept] = requirement->facts.items[i];
    requirement->facts.count = kept + 1;
}

static struct str who(const struct requirement *requirement)
{
    return requirement->team ? requirement->team->name : requirement->person_email;
}

static int by_weight(const void *a, const void *b)
{
    const struct requirement *x = a, *y = b;
    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = str_cmp(x->subject, y->subject);
    if (order == 0)
        order = str_cmp(who(x), who(y));
    if (order == 0 && x->match && y->match)
        order = str_cmp(pattern_text(x->match), pattern_text(y->match));
    return order;
}

static int by_fact(const void *a, const void *b)
{
    const struct waived *x = a, *y = b;
    if (x->fact != y->fact)
        return x->fact < y->fact ? -1 : 1;
    return (x->waiver > y->waiver) - (x->waiver < y->waiver);
}

static void finish(struct run *run)
{
    struct rule_output *out = run->out;
    for (size_t i = 0; i < out->requirements.count; i++)
        sort_facts(&out->requirements.items[i]);
    if (out->requirements.count > 0)
        qsort(out->requirements.items, out->requirements.count, sizeof *out->requirements.items,
              by_weight);
    if (out->waived.count > 0)
        qsort(out->waived.items, out->waived.count, sizeof *out->waived.items, by_fact);
    map_release(&run->merged);
}

void rules_run(struct rule_output *out, struct arena *arena, const struct rule_input *input)
{
    struct run run = { .out = out };
    size_t facts = input->changes->facts.count;
    *out = (struct rule_output){ .error = STR_EMPTY };
    out->fact_level = arena_array(arena, facts, sizeof *out->fact_level);
    run.fired = arena_array(arena, facts, sizeof *run.fired);
    run.waived = arena_array(arena, facts, sizeof *run.waived);
    engine_init(&run.engine, arena, input);
    map_init(&run.merged, arena);
    find_waivers(&run);
    find_accepted(&run);
    if (input->policy->pack_left_out)
        out->error = STR("the rule pack was not read");
    for (size_t i = 0; i < input->policy->rules.count; i++)
        for (size_t fact = 0; fact < facts; fact++)
            try_rule(&run, input->policy->rules.items[i], fact);
    settle_rest(&run);
    finish(&run);
}
