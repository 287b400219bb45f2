/* rules_test: runs the cases of rules on made-up facts.
 *
 * Each case gets a small world of its own: the policy, with owners and consumers of the case added,
 * a change set of its facts, and an impact that reaches the consumers it names. */
#include "policy/rules_test.h"

#include "policy/engine.h"

struct world {
    struct loader load;
    struct policy policy; /* a copy; the lists it grows are its own */
    struct change_set changes;
    struct impact impact;
    struct {
        VEC_OF(struct str);
    } contracts, statuses;
    struct {
        VEC_OF(struct promise_state);
    } promises; /* per fact */
    struct {
        VEC_OF(size_t);
    } downstream;
    struct rule_input input;
};

/* ---- building a world ---- */

static const struct team *case_team(struct world *world, struct str name)
{
    const struct team *known = policy_team(&world->policy, name);
    if (known)
        return known;
    struct team *team = arena_new(world->load.arena, struct team);
    *team = (struct team){ .name = name, .contact = STR_EMPTY };
    return team;
}

static void own(struct world *world, struct str text, enum pattern_kind kind,
                const struct case_fact *fact)
{
    struct node value = { .kind = NODE_SCALAR, .text = text, .place = fact->place };
    const struct pattern *pattern = load_pattern(&world->load, kind, &value);
    if (!pattern)
        return;
    struct owner_rule *rule = vec_add(world->load.arena, &world->policy.owners);
    *rule = (struct owner_rule){ .approvals = 1, .place = fact->place };
    *(kind == PATTERN_PATH_GLOB ? &rule->paths : &rule->models) = pattern;
    for (size_t i = 0; i < fact->owners.count; i++)
        vec_push(world->load.arena, &rule->teams, case_team(world, fact->owners.items[i]));
}

static void add_owners(struct world *world, const struct case_fact *fact)
{
    if (fact->owners.count == 0)
        return;
    if (fact->model.len > 0)
        own(world, fact->model, PATTERN_NAME_GLOB, fact);
    else
        own(world, fact->path, PATTERN_PATH_GLOB, fact);
    if (fact->renamed_from.len > 0)
        own(world, fact->renamed_from, PATTERN_NAME_GLOB, fact);
}

static const struct model *make_model(struct world *world, const struct case_fact *fact,
                                      struct str name)
{
    struct model *model = arena_new(world->load.arena, struct model);
    model->fqn = model->name = name;
    model->path = fact->path;
    model->kind = fact->kind;
    model->place = (struct place){ .path = fact->path };
    for (size_t i = 0; i < fact->tags.count; i++)
        vec_push(world->load.arena, &model->tags, fact->tags.items[i]);
    return model;
}

static void add_change(struct world *world, const struct case_fact *from, struct fact *fact)
{
    struct arena *arena = world->load.arena;
    bool renamed = from->renamed_from.len > 0;
    if (from->code != FACT_MD110)
        fact->before = make_model(world, from, renamed ? from->renamed_from : from->model);
    if (from->code != FACT_MD101)
        fact->after = make_model(world, from, from->model);
    vec_push(arena, &world->changes.models,
             (struct model_change){ .before = fact->before,
                                    .after = fact->after,
                                    .name = from->model,
                                    .class = fact_class_of(fact),
                                    .first_fact = world->changes.facts.count,
                                    .fact_count = 1 });
    bool stated = from->contract_status.len > 0 || from->contract.len == 0;
    vec_push(arena, &world->contracts, from->contract);
    vec_push(arena, &world->statuses, stated ? from->contract_status : STR("active"));
    vec_push(arena, &world->downstream, (size_t)from->downstream);
}

static void add_fact(struct world *world, const struct case_fact *from)
{
    bool file = fact_row(from->code)->scope == SCOPE_FILE;
    struct fact fact = { .code = from->code,
                         .subject = file ? from->path : from->model,
                         .column = from->column,
                         .aspect = from->code == FACT_CT101 ? from->contract : STR_EMPTY,
                         .old_text = STR_EMPTY,
                         .new_text = STR_EMPTY,
                         .note = STR_EMPTY,
                         .place = { .path = from->path } };
    if (!file)
        add_change(world, from, &fact);
    vec_push(world->load.arena, &world->changes.facts, fact);
    vec_push(world->load.arena, &world->promises, from->promise);
    for (size_t i = 0; i < from->made_up.count; i++)
        vec_push(world->load.arena, &world->policy.consumers, from->made_up.items[i]);
    add_owners(world, from);
}

static bool reads(const struct case_fact *fact, struct str id)
{
    for (size_t i = 0; i < fact->consumers.count; i++)
        if (str_eq(fact->consumers.items[i], id))
            return true;
    return false;
}

/* The last consumer of an id counts: one made up by the case goes before the policy's own. */
static bool is_last(const struct policy *policy, size_t index)
{
    for (size_t i = index + 1; i < policy->consumers.count; i++)
        if (str_eq(policy->consumers.items[i].id, policy->consumers.items[index].id))
            return false;
    return true;
}

static void add_reaches(struct world *world, const struct rule_case *from)
{
    const struct policy *policy = &world->policy;
    for (size_t reader = 0; reader < policy->consumers.count; reader++)
        for (size_t i = 0; is_last(policy, reader) && i < from->facts.count; i++)
            if (reads(&from->facts.items[i], policy->consumers.items[reader].id))
                vec_push(world->load.arena, &world->impact.reaches,
                         (struct reach){ .fact = i, .reader = reader, .column = STR_EMPTY });
}

static bool consumers_exist(struct world *world, const struct rule_case *from)
{
    size_t before = world->load.faults, count = world->policy.consumers.count;
    struct str *ids = arena_array(world->load.arena, count, sizeof *ids);
    for (size_t i = 0; i < count; i++)
        ids[i] = world->policy.consumers.items[i].id;
    for (size_t i = 0; i < from->facts.count; i++) {
        const struct case_fact *fact = &from->facts.items[i];
        for (size_t at = 0; at < fact->consumers.count; at++) {
            struct node value = { .text = fact->consumers.items[at], .place = fact->place };
            (void)load_word(&world->load, &value, "consumer", ids, count);
        }
    }
    return world->load.faults == before;
}

/* A pack's own cases name their own teams, owners and consumers; those of the policy around them
 * would answer for models that the case means to be nobody's. */
static bool is_built_in(const struct node *node)
{
    return str_starts(node->place.path, STR("built-in "));
}

/* Copies the lists that a case adds to. */
static void copy_lists(struct world *world, const struct policy *policy, bool bare)
{
    struct arena *arena = world->load.arena;
    world->policy = *policy;
    world->policy.owners.items = NULL;
    world->policy.owners.count = world->policy.owners.cap = 0;
    world->policy.consumers.items = NULL;
    world->policy.consumers.count = world->policy.consumers.cap = 0;
    if (bare) {
        world->policy.teams.items = NULL;
        world->policy.teams.count = world->policy.teams.cap = 0;
        world->policy.approvals = (struct approval_terms){ 0 };
        return;
    }
    for (size_t i = 0; i < policy->owners.count; i++)
        vec_push(arena, &world->policy.owners, policy->owners.items[i]);
    for (size_t i = 0; i < policy->consumers.count; i++)
        vec_push(arena, &world->policy.consumers, policy->consumers.items[i]);
}

static void build(struct world *world, const struct rule_case *from)
{
    world->changes.arena = world->load.arena;
    for (size_t i = 0; i < from->facts.count; i++)
        add_fact(world, &from->facts.items[i]);
    add_reaches(world, from);
    world->impact.downstream_of_model = world->downstream.items;
    world->input = (struct rule_input){ .policy = &world->policy,
                                        .changes = &world->changes,
                                        .impact = &world->impact,
                                        .ref = from->ref,
                                        .contract_of = world->contracts.items,
                                        .contract_status_of = world->statuses.items,
                                        .promise_of = world->promises.items,
                                        .authors = from->authors.items,
                                        .author_count = from->authors.count,
                                        .authors_complete = true };
}

/* ---- what came out ---- */

static bool any_fires(struct world *world)
{
    struct engine engine;
    engine_init(&engine, world->load.arena, &world->input);
    for (size_t i = 0; i < world->policy.rules.count; i++) {
        const struct rule *rule = world->policy.rules.items[i];
        for (size_t fact = 0; fact < world->changes.facts.count; fact++) {
            const struct level_override *by;
            enum fact_code code = world->changes.facts.items[fact].code;
            if (rule_level(&world->input, rule, code, &by) != LEVEL_OFF &&
                when_holds(&engine, rule->when, fact) != PATTERN_NO)
                return true;
        }
    }
    return false;
}

/* "block owner sales", "warn trailer Rollback", "block team privacy x2" */
static struct str ask_text(struct arena *arena, const struct requirement *asked)
{
    static const char *const kinds[] = {
        [REQUIRE_OWNER] = "owner",       [REQUIRE_CONSUMERS] = "consumer",
        [REQUIRE_TEAM] = "team",         [REQUIRE_CONTRACT] = "contract",
        [REQUIRE_TRAILER] = "trailer",   [REQUIRE_MEANING] = "meaning",
        [REQUIRE_EVIDENCE] = "evidence", [REQUIRE_NOTHING] = "stop",
    };
    bool team = asked->kind == REQUIRE_OWNER || asked->kind == REQUIRE_TEAM;
    struct str text =
        str_fmt(arena, "%s %s %.*s", policy_level_name(asked->level), kinds[asked->kind],
                STR_ARG(team ? asked->team->name : asked->subject));
    if (asked->kind == REQUIRE_EVIDENCE)
        text = str_fmt(arena, "%.*s %s", STR_ARG(text), evidence_kind_name(asked->of->evidence));
    static const char *const bumps[] = { "", " patch", " minor", " major" };
    if (asked->bump != BUMP_NONE)
        text = str_fmt(arena, "%.*s%s", STR_ARG(text), bumps[asked->bump]);
    if (asked->count > 1)
        text = str_fmt(arena, "%.*s x%u", STR_ARG(text), asked->count);
    if (asked->of && asked->of->distinct_teams > 0)
        text = str_fmt(arena, "%.*s of %u teams", STR_ARG(text), asked->of->distinct_teams);
    if (asked->trust > TRUST_DECLARED)
        text = str_fmt(arena, "%.*s %s", STR_ARG(text), trust_name(asked->trust));
    return text;
}

static void sort_lines(struct lines *lines)
{
    size_t kept = 0;
    if (lines->count == 0)
        return;
    qsort(lines->items, lines->count, sizeof *lines->items, str_cmp_qsort);
    for (size_t i = 1; i < lines->count; i++)
        if (!str_eq(lines->items[kept], lines->items[i]))
            lines->items[++kept] = lines->items[i];
    lines->count = kept + 1;
}

static struct str one_line(struct arena *arena, struct lines *lines)
{
    struct str out = STR_EMPTY;
    sort_lines(lines);
    for (size_t i = 0; i < lines->count; i++)
        out = str_fmt(arena, "%.*s%s%.*s", STR_ARG(out), i ? ", " : "", STR_ARG(lines->items[i]));
    return out.len > 0 ? out : STR("nothing");
}

static void differs(struct world *world, struct str *message, const char *what, struct str expected,
                    struct str found)
{
    if (!str_eq(expected, found))
        *message =
            str_fmt(world->load.arena, "%.*s%s%s: expected %.*s, found %.*s", STR_ARG(*message),
                    message->len ? "; " : "", what, STR_ARG(expected), STR_ARG(found));
}

static struct str compare(struct world *world, struct rule_case *expected)
{
    struct arena *arena = world->load.arena;
    struct rule_output output;
    struct str message = STR_EMPTY;
    struct lines asks = { 0 };
    enum policy_level level = LEVEL_OFF;
    rules_run(&output, arena, &world->input);
    for (size_t i = 0; i < world->changes.facts.count; i++)
        level = output.fact_level[i] > level ? output.fact_level[i] : level;
    for (size_t i = 0; i < output.requirements.count; i++)
        vec_push(arena, &asks, ask_text(arena, &output.requirements.items[i]));
    if (expected->asks_fires)
        differs(world, &message, "fires", expected->fires ? STR("true") : STR("false"),
                any_fires(world) ? STR("true") : STR("false"));
    if (expected->asks_level)
        differs(world, &message, "level", str_of(policy_level_name(expected->level)),
                str_of(policy_level_name(level)));
    if (expected->asks_asks)
        differs(world, &message, "asks", one_line(arena, &expected->asks), one_line(arena, &asks));
    differs(world, &message, "error", STR_EMPTY, output.error);
    return message;
}

/* ---- running ---- */

/* Where cases run and where their results go. */
struct suite {
    struct rule_tests *out;
    struct arena *arena;
    const struct policy *policy;
    struct pattern_set *patterns;
    struct diags *diags;
};

static void run_case(const struct suite *suite, const struct node *node, struct rule *rule)
{
    struct world world = { 0 };
    struct rule_case expected;
    loader_init(&world.load, suite->arena, suite->patterns, suite->diags, &world.policy);
    copy_lists(&world, suite->policy, is_built_in(node));
    if (!load_case(&world.load, node, &expected))
        return;
    build(&world, &expected);
    if (!consumers_exist(&world, &expected))
        return;
    if (rule) {
        world.policy.rules.items = &rule;
        world.policy.rules.count = world.policy.rules.cap = 1;
    }
    struct rule_test *test = vec_add(suite->arena, suite->out);
    test->rule = rule ? rule->id : STR_EMPTY;
    test->name = expected.name;
    test->place = node->place;
    test->message = compare(&world, &expected);
    test->passed = test->message.len == 0;
}

/* A pack's own cases speak of the pack as it is; with other levels or rules they prove nothing. */
static bool is_untouched(const struct policy *policy)
{
    bool untouched = policy->levels.count == 0;
    for (size_t i = 0; i < policy->rules.count; i++)
        untouched = untouched && str_eq(policy->rules.items[i]->pack, policy->pack);
    return untouched;
}

static bool is_meant_here(const struct suite *suite, const struct node *tests)
{
    struct str own = str_fmt(suite->arena, "built-in %.*s.yml", STR_ARG(suite->policy->pack));
    if (!is_built_in(tests))
        return true;
    return str_eq(tests->place.path, own) && is_untouched(suite->policy);
}

static void run_list(const struct suite *suite, const struct node *tests, struct rule *rule)
{
    if (!tests || !is_meant_here(suite, tests))
        return;
    for (const struct node *item = tests->first; item; item = item->next)
        run_case(suite, item, rule);
}

void rules_test(struct rule_tests *out, struct arena *arena, const struct policy *policy,
                struct pattern_set *patterns, struct diags *diags)
{
    struct suite suite = { out, arena, policy, patterns, diags };
    *out = (struct rule_tests){ 0 };
    for (size_t i = 0; i < policy->rules.count; i++)
        run_list(&suite, policy->rules.items[i]->tests, policy->rules.items[i]);
    for (size_t i = 0; i < policy->tests.count; i++)
        run_list(&suite, policy->tests.items[i], NULL);
}
