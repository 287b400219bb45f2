/* lint_project: patterns and names of the policy that nothing in the project has. */
#include "codec/date.h"
#include "policy/consumers.h"
#include "policy/lint.h"
#include "policy/load.h"

/* What a pattern may be meant for. */
enum target { TARGET_MODEL, TARGET_PATH, TARGET_TAG, TARGET_COLUMN, TARGET_ANY };

static const struct {
    const char *what; /* "no <what> ..." */
} targets[] = {
    [TARGET_MODEL] = { "model has the name" }, [TARGET_PATH] = { "file has the path" },
    [TARGET_TAG] = { "model has the tag" },    [TARGET_COLUMN] = { "model has a column" },
    [TARGET_ANY] = { "model or file is" },
};

/* Names of one kind, to look through. */
struct names {
    VEC_OF(struct str);
};

static void add_columns(struct lint *lint, const struct model *model, struct names *out)
{
    const struct columns *columns = model_columns(model);
    for (size_t i = 0; i < columns->count; i++)
        vec_push(lint->arena, out, columns->items[i].name);
}

static void add_model(struct lint *lint, const struct model *model, enum target target,
                      struct names *out)
{
    if (target == TARGET_MODEL || target == TARGET_ANY)
        vec_push(lint->arena, out, model->name);
    for (size_t i = 0; target == TARGET_TAG && i < model->tags.count; i++)
        vec_push(lint->arena, out, model->tags.items[i]);
    if (target == TARGET_COLUMN)
        add_columns(lint, model, out);
}

static void list_names(struct lint *lint, enum target target, struct names *out)
{
    const struct projects *projects = lint->input->projects;
    const struct source *source = lint->input->source;
    for (size_t i = 0; i < projects->count && target != TARGET_PATH; i++)
        for (size_t at = 0; at < projects->items[i]->models.count; at++)
            add_model(lint, projects->items[i]->models.items[at], target, out);
    for (size_t i = 0; i < source->count && (target == TARGET_PATH || target == TARGET_ANY); i++)
        vec_push(lint->arena, out, source->entries[i].path);
}

/* The names of each kind, listed when first asked for. */
struct project_names {
    struct names of[TARGET_ANY + 1];
    bool known[TARGET_ANY + 1];
};

static const struct names *names_of(struct lint *lint, struct project_names *all,
                                    enum target target)
{
    if (!all->known[target])
        list_names(lint, target, &all->of[target]);
    all->known[target] = true;
    return &all->of[target];
}

/* One pattern that should match something. */
static void check_pattern(struct lint *lint, struct project_names *all, enum target target,
                          const struct pattern *pattern, struct place place)
{
    const struct names *names = names_of(lint, all, target);
    for (size_t i = 0; i < names->count; i++)
        if (pattern_match(pattern, names->items[i]) != PATTERN_NO)
            return;
    struct str text = shown(pattern_text(pattern));
    diag_add(lint->out, DIAG_WARN, place, "no %s \"%.*s\"", targets[target].what, STR_ARG(text));
    struct str near = nearest_word(pattern_text(pattern), names->items, names->count);
    if (near.len > 0)
        diag_hint(lint->out, "did you mean \"%.*s\"?", STR_ARG(near));
}

static void check_list(struct lint *lint, struct project_names *all, enum target target,
                       const struct pattern_list *patterns, struct place place)
{
    for (size_t i = 0; i < patterns->count; i++)
        check_pattern(lint, all, target, patterns->items[i], place);
}

/* ---- owners, layers, contracts ---- */

static void check_owners(struct lint *lint, struct project_names *all)
{
    const struct policy *policy = lint->input->policy;
    for (size_t i = 0; i < policy->owners.count; i++) {
        const struct owner_rule *rule = &policy->owners.items[i];
        if (!policy_is_policy_path(rule->place.path) || rule->in_folder)
            continue;
        if (rule->models)
            check_pattern(lint, all, TARGET_MODEL, rule->models, rule->place);
        else if (rule->paths)
            check_pattern(lint, all, TARGET_PATH, rule->paths, rule->place);
        else if (rule->tags)
            check_pattern(lint, all, TARGET_TAG, rule->tags, rule->place);
    }
    vec_for (const struct layer, layer, &policy->layers) {
        check_list(lint, all, TARGET_MODEL, &layer->models, layer->place);
        check_list(lint, all, TARGET_PATH, &layer->paths, layer->place);
    }
    vec_for (const struct contract_rule, rule, &policy->contracts)
        check_pattern(lint, all, TARGET_PATH, rule->paths, rule->place);
}

/* ---- rules ---- */

static bool some_model_is(const struct projects *projects, struct str kind)
{
    for (size_t i = 0; i < projects->count; i++)
        for (size_t at = 0; at < projects->items[i]->models.count; at++)
            if (str_eq_fold(projects->items[i]->models.items[at]->kind, kind))
                return true;
    return false;
}

static bool some_rule_names(const struct policy *policy, struct str team)
{
    const struct team *wanted = policy_team(policy, team);
    for (size_t i = 0; i < policy->owners.count; i++)
        for (size_t at = 0; at < policy->owners.items[i].teams.count; at++)
            if (wanted && team_includes(policy->owners.items[i].teams.items[at], wanted))
                return true;
    return false;
}

static void check_words(struct lint *lint, const struct when *when)
{
    const struct lint_input *input = lint->input;
    for (size_t i = 0; i < when->values.count; i++) {
        struct str word = when->values.items[i];
        if (when->predicate == PREDICATE_KIND && !some_model_is(input->projects, word))
            diag_add(lint->out, DIAG_WARN, when->place, "no model is of the kind %.*s",
                     STR_ARG(word));
        if (when->predicate == PREDICATE_OWNER && !some_rule_names(input->policy, word))
            diag_add(lint->out, DIAG_WARN, when->place, "no owner rule names team \"%.*s\"",
                     STR_ARG(word));
    }
}

/* Depth is bounded by the reader of rules. */
static void check_when(struct lint *lint, struct project_names *all, const struct when *when)
{
    static const struct {
        enum predicate predicate;
        enum target target;
    } rows[] = { { PREDICATE_MODEL, TARGET_MODEL },
                 { PREDICATE_PATH, TARGET_PATH },
                 { PREDICATE_TAG, TARGET_TAG },
                 { PREDICATE_COLUMN, TARGET_COLUMN } };
    for (size_t i = 0; i < when->parts.count; i++)
        check_when(lint, all, when->parts.items[i]);
    if (when->kind != WHEN_PREDICATE)
        return;
    check_words(lint, when);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t at = 0; rows[i].predicate == when->predicate && at < when->patterns.count; at++)
            check_pattern(lint, all, rows[i].target, when->patterns.items[at], when->place);
}

/* ---- waivers ---- */

static void check_waiver(struct lint *lint, struct project_names *all, const struct waiver *waiver)
{
    if (waiver->until_days < lint->input->today_days) {
        struct str day = date_format(lint->arena, waiver->until_days);
        diag_add(lint->out, DIAG_WARN, waiver->place, "this waiver held until %.*s", STR_ARG(day));
    }
    check_pattern(lint, all, TARGET_ANY, waiver->model, waiver->place);
    const struct names *columns = names_of(lint, all, TARGET_COLUMN);
    for (size_t i = 0; i < columns->count; i++)
        if (str_eq_fold(columns->items[i], waiver->column))
            return;
    if (waiver->column.len == 0)
        return;
    diag_add(lint->out, DIAG_WARN, waiver->place, "no model has a column \"%.*s\"",
             STR_ARG(waiver->column));
    struct str near = nearest_word(waiver->column, columns->items, columns->count);
    if (near.len > 0)
        diag_hint(lint->out, "did you mean \"%.*s\"?", STR_ARG(near));
}

void lint_project(struct lint *lint)
{
    const struct policy *policy = lint->input->policy;
    struct project_names *all = arena_new(lint->arena, struct project_names);
    struct reader *readers = arena_array(lint->arena, policy->consumers.count, sizeof *readers);
    check_owners(lint, all);
    for (size_t i = 0; i < policy->rules.count; i++)
        if (!lint_is_built_in(policy->rules.items[i]->place))
            check_when(lint, all, policy->rules.items[i]->when);
    vec_for (const struct waiver, waiver, &policy->waivers)
        check_waiver(lint, all, waiver);
    policy_readers(readers, lint->arena, policy, lint->input->projects, lint->out);
}
