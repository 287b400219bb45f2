/* predicates: one row per `when` key: what it looks at, and how that is said to people.
 *
 * A predicate that takes words or patterns lists the fact's actual values and holds when one of
 * them is among those asked for; so the answer and its explanation cannot drift apart. Joins follow
 * Kleene's logic: an answer that is not known counts only where the others leave it open. */
#include "policy/engine.h"

enum { CLAUSE_VALUES = 5, CLAUSE_PARTS = 3 };

enum { SIDES = 2 };
static const size_t WHOLE = SIZE_MAX;

/* Sees each of a fact's values for one predicate: to test them, or to list them for people. */
struct probe {
    struct engine *engine;
    const struct when *when;
    enum pattern_answer answer;
    struct lines *list; /* NULL: test */
    bool unsure;        /* there may be values that were not seen */
    size_t part;        /* the values of one side, or of one owner rule; WHOLE: all of them */
};

static void add_value(struct engine *engine, struct lines *out, struct str value)
{
    for (size_t i = 0; i < out->count; i++)
        if (str_eq(out->items[i], value))
            return;
    vec_push(engine->arena, out, value);
}

/* Patterns of refs are read as in `refs`: "main" is not "feature/main". */
static enum pattern_answer pattern_asked(const struct when *when, size_t index, struct str value)
{
    const struct pattern *pattern = when->patterns.items[index];
    return when->predicate == PREDICATE_REF ? ref_matches(pattern, value)
                                            : pattern_match(pattern, value);
}

static enum pattern_answer value_asked(const struct when *when, struct str value)
{
    enum pattern_answer answer = PATTERN_NO;
    for (size_t i = 0; i < when->values.count; i++)
        if (str_eq_fold(when->values.items[i], value))
            return PATTERN_YES;
    for (size_t i = 0; i < when->patterns.count; i++) {
        enum pattern_answer one = pattern_asked(when, i, value);
        if (one == PATTERN_YES)
            return PATTERN_YES;
        if (one == PATTERN_ERROR)
            answer = PATTERN_ERROR;
    }
    return answer;
}

static void see(struct probe *probe, struct str value)
{
    if (value.len == 0)
        return;
    if (probe->list) {
        add_value(probe->engine, probe->list, value);
    } else if (probe->answer != PATTERN_YES) {
        enum pattern_answer one = value_asked(probe->when, value);
        probe->answer = one == PATTERN_NO ? probe->answer : one;
    }
}

static void values_class(struct probe *probe, size_t index)
{
    see(probe, str_of(fact_class_name(fact_class_of(engine_fact(probe->engine, index)))));
}

static void values_code(struct probe *probe, size_t index)
{
    see(probe, str_of(fact_row(engine_fact(probe->engine, index)->code)->code));
}

/* The models whose values are asked for: both sides, or the one side `part` says. */
static const struct model *side(const struct probe *probe, size_t index, size_t at)
{
    const struct fact *fact = engine_fact(probe->engine, index);
    if (probe->part != WHOLE && probe->part != at)
        return NULL;
    return at == 0 ? fact->before : fact->after;
}

static void values_model(struct probe *probe, size_t index)
{
    const struct fact *fact = engine_fact(probe->engine, index);
    for (size_t at = 0; at < SIDES; at++)
        if (side(probe, index, at))
            see(probe, side(probe, index, at)->name);
    if (probe->part == WHOLE && fact_row(fact->code)->scope != SCOPE_FILE)
        see(probe, fact->subject);
}

static void values_column(struct probe *probe, size_t index)
{
    see(probe, engine_fact(probe->engine, index)->column);
}

static void values_path(struct probe *probe, size_t index)
{
    const struct fact *fact = engine_fact(probe->engine, index);
    for (size_t at = 0; at < SIDES; at++)
        if (side(probe, index, at))
            see(probe, side(probe, index, at)->path);
    if (probe->part != WHOLE)
        return;
    if (fact_row(fact->code)->scope == SCOPE_FILE)
        see(probe, fact->subject);
    see(probe, fact->place.path);
}

static void values_tag(struct probe *probe, size_t index)
{
    for (size_t i = 0; i < SIDES; i++) {
        const struct model *model = side(probe, index, i);
        for (size_t at = 0; model && at < model->tags.count; at++)
            see(probe, model->tags.items[at]);
    }
}

static void values_kind(struct probe *probe, size_t index)
{
    for (size_t at = 0; at < SIDES; at++)
        if (side(probe, index, at))
            see(probe, side(probe, index, at)->kind);
}

static void see_team(struct probe *probe, const struct team *team)
{
    if (team->parts.count == 0)
        see(probe, team->name);
    for (size_t i = 0; i < team->parts.count; i++)
        see(probe, team->parts.items[i]->name);
}

static void values_owner(struct probe *probe, size_t index)
{
    const struct owner_set *owners = engine_owners(probe->engine, index);
    probe->unsure = owners->unsure;
    for (size_t i = 0; i < owners->count; i++)
        for (size_t at = 0;
             (probe->part == WHOLE || probe->part == i) && at < owners->items[i]->teams.count; at++)
            see_team(probe, owners->items[i]->teams.items[at]);
}

static void values_consumers(struct probe *probe, size_t index)
{
    bool reached = probe->engine->reach_first[index] < probe->engine->reach_first[index + 1];
    see(probe, reached ? STR("reached") : STR("none"));
}

static void values_consumer_type(struct probe *probe, size_t index)
{
    for (size_t i = probe->engine->reach_first[index]; i < probe->engine->reach_first[index + 1];
         i++) {
        const struct consumer *consumer = engine_consumer(probe->engine, probe->engine->reaches[i]);
        if (consumer)
            see(probe, consumer->type);
    }
}

static void values_maturity(struct probe *probe, size_t index)
{
    for (size_t i = probe->engine->reach_first[index]; i < probe->engine->reach_first[index + 1];
         i++) {
        const struct consumer *consumer = engine_consumer(probe->engine, probe->engine->reaches[i]);
        if (consumer)
            see(probe, str_of(maturity_name(consumer->maturity)));
    }
}

static void values_contract(struct probe *probe, size_t index)
{
    bool covered = engine_contract(probe->engine, index).len > 0;
    see(probe, covered ? STR("covered") : STR("none"));
}

static void values_contract_status(struct probe *probe, size_t index)
{
    see(probe, engine_contract_status(probe->engine, index));
}

static void values_promise(struct probe *probe, size_t index)
{
    enum promise_effect effect = engine_promise(probe->engine, index).effect;
    if (effect != EFFECT_NONE)
        see(probe, str_of(promise_effect_name(effect)));
}

static void values_deprecation(struct probe *probe, size_t index)
{
    size_t count;
    see(probe, deprecation_words(&count)[engine_promise(probe->engine, index).deprecation]);
}

static void values_author(struct probe *probe, size_t index)
{
    const struct rule_input *input = probe->engine->input;
    (void)index;
    probe->unsure = !input->authors_complete;
    for (size_t i = 0; i < input->author_count; i++)
        see(probe, input->authors[i]);
}

static enum pattern_answer any_matches(const struct pattern_list *patterns, struct str text)
{
    enum pattern_answer answer = PATTERN_NO;
    for (size_t i = 0; i < patterns->count && text.len > 0 && answer != PATTERN_YES; i++) {
        enum pattern_answer one = pattern_match(patterns->items[i], text);
        answer = one == PATTERN_NO ? answer : one;
    }
    return answer;
}

/* A pattern that hits its limit: the layer counts, and so does every other that is asked for. */
static void see_layers(struct probe *probe, struct str name, struct str path)
{
    const struct policy *policy = probe->engine->input->policy;
    for (size_t i = 0; i < policy->layers.count; i++) {
        const struct layer *layer = &policy->layers.items[i];
        enum pattern_answer models = any_matches(&layer->models, name);
        enum pattern_answer paths = any_matches(&layer->paths, path);
        if (models == PATTERN_YES || paths == PATTERN_YES)
            see(probe, layer->name);
        else if (models == PATTERN_ERROR || paths == PATTERN_ERROR)
            probe->unsure = true;
    }
}

static void values_layer(struct probe *probe, size_t index)
{
    const struct fact *fact = engine_fact(probe->engine, index);
    bool file = fact_row(fact->code)->scope == SCOPE_FILE;
    for (size_t at = 0; at < SIDES; at++)
        if (side(probe, index, at))
            see_layers(probe, side(probe, index, at)->name, side(probe, index, at)->path);
    if (!fact->before && !fact->after)
        see_layers(probe, file ? STR_EMPTY : fact->subject,
                   file ? fact->subject : fact->place.path);
}

static void values_ref(struct probe *probe, size_t index)
{
    (void)index;
    see(probe, probe->engine->input->ref);
}

/* NULL: a number, see downstream(). */
static void (*const values_of[PREDICATE_COUNT])(struct probe *, size_t) = {
    [PREDICATE_CLASS] = values_class,
    [PREDICATE_CODE] = values_code,
    [PREDICATE_MODEL] = values_model,
    [PREDICATE_COLUMN] = values_column,
    [PREDICATE_PATH] = values_path,
    [PREDICATE_TAG] = values_tag,
    [PREDICATE_KIND] = values_kind,
    [PREDICATE_OWNER] = values_owner,
    [PREDICATE_CONSUMERS] = values_consumers,
    [PREDICATE_CONSUMER_TYPE] = values_consumer_type,
    [PREDICATE_MATURITY] = values_maturity,
    [PREDICATE_DOWNSTREAM] = NULL,
    [PREDICATE_CONTRACT] = values_contract,
    [PREDICATE_CONTRACT_STATUS] = values_contract_status,
    [PREDICATE_PROMISE] = values_promise,
    [PREDICATE_DEPRECATION] = values_deprecation,
    [PREDICATE_LAYER] = values_layer,
    [PREDICATE_AUTHOR] = values_author,
    [PREDICATE_REF] = values_ref,
};

static uint64_t downstream(const struct engine *engine, size_t index)
{
    const struct impact *impact = engine->input->impact;
    size_t change = engine->change_of[index];
    return impact && impact->downstream_of_model && change != SIZE_MAX
               ? impact->downstream_of_model[change]
               : 0;
}

bool when_compares(const struct when *when, uint64_t number)
{
    switch (when->comparison) {
    case '<':
        return number < when->number;
    case '>':
        return number > when->number;
    case 'g':
        return number >= when->number;
    case 'l':
        return number <= when->number;
    default:
        return number == when->number;
    }
}

static enum pattern_answer probe_part(struct engine *engine, const struct when *when, size_t index,
                                      size_t part)
{
    struct probe probe = { .engine = engine, .when = when, .answer = PATTERN_NO, .part = part };
    values_of[when->predicate](&probe, index);
    return probe.unsure && probe.answer == PATTERN_NO ? PATTERN_ERROR : probe.answer;
}

bool predicate_has_sides(enum predicate predicate)
{
    switch (predicate) {
    case PREDICATE_OWNER:
    case PREDICATE_MODEL:
    case PREDICATE_PATH:
    case PREDICATE_TAG:
    case PREDICATE_KIND:
    case PREDICATE_LAYER:
        return true;
    default:
        return false;
    }
}

/* How many parts the values of the predicate come from: the model at base and at the tip, or the
 * owner rules of both. */
static size_t part_count(struct engine *engine, const struct when *when, size_t index)
{
    const struct fact *fact = engine_fact(engine, index);
    if (!predicate_has_sides(when->predicate))
        return 1;
    if (when->predicate == PREDICATE_OWNER)
        return engine_owners(engine, index)->count;
    return fact->before && fact->after ? SIDES : 1;
}

/* Under a "not" every part must match, not any: else a push could move, rename or tag a model into
 * what a rule leaves out, and change it by the same stroke. */
static enum pattern_answer predicate_holds(struct engine *engine, const struct when *when,
                                           size_t index, bool negated)
{
    size_t parts = part_count(engine, when, index);
    enum pattern_answer answer = PATTERN_YES;
    if (!values_of[when->predicate])
        return when_compares(when, downstream(engine, index)) ? PATTERN_YES : PATTERN_NO;
    if (!negated || parts < 2)
        return probe_part(engine, when, index, WHOLE);
    for (size_t part = 0; part < parts; part++) {
        enum pattern_answer one = probe_part(engine, when, index, part);
        if (one == PATTERN_NO)
            return PATTERN_NO;
        answer = one == PATTERN_ERROR ? one : answer;
    }
    return answer;
}

static enum pattern_answer holds(struct engine *engine, const struct when *when, size_t fact,
                                 bool negated);

/* All parts must give `same`, else the other answer; depth is bounded by the reader of rules. */
static enum pattern_answer join(struct engine *engine, const struct when *when, size_t index,
                                enum pattern_answer same, bool negated)
{
    enum pattern_answer answer = same;
    for (size_t i = 0; i < when->parts.count; i++) {
        enum pattern_answer one = holds(engine, when->parts.items[i], index, negated);
        if (one == PATTERN_ERROR)
            answer = PATTERN_ERROR;
        else if (one != same)
            return one;
    }
    return answer;
}

static enum pattern_answer holds(struct engine *engine, const struct when *when, size_t fact,
                                 bool negated)
{
    enum pattern_answer answer;
    switch (when->kind) {
    case WHEN_ALL:
        return join(engine, when, fact, PATTERN_YES, negated);
    case WHEN_ANY:
        return join(engine, when, fact, PATTERN_NO, negated);
    case WHEN_NOT:
        answer = join(engine, when, fact, PATTERN_NO, !negated);
        if (answer == PATTERN_ERROR)
            return answer;
        return answer == PATTERN_NO ? PATTERN_YES : PATTERN_NO;
    case WHEN_PREDICATE:
        break;
    }
    return predicate_holds(engine, when, fact, negated);
}

enum pattern_answer when_holds(struct engine *engine, const struct when *when, size_t fact)
{
    return holds(engine, when, fact, false);
}

/* ---- words for people ---- */

static struct str join_words(struct arena *arena, const struct lines *lines, const char *last)
{
    struct str out = STR_EMPTY;
    size_t count = lines->count > CLAUSE_VALUES ? CLAUSE_VALUES : lines->count;
    for (size_t i = 0; i < count; i++) {
        const char *gap = i == 0 ? "" : i + 1 == lines->count ? last : ", ";
        out = str_fmt(arena, "%.*s%s%.*s", STR_ARG(out), gap, STR_ARG(lines->items[i]));
    }
    if (lines->count > count)
        out = str_fmt(arena, "%.*s and %zu more", STR_ARG(out), lines->count - count);
    return out.len > 0 ? out : STR("nothing");
}

static struct str asked_for(struct engine *engine, const struct when *when)
{
    struct lines lines = { 0 };
    if (!values_of[when->predicate]) {
        const char *sign = when->comparison == 'g'   ? ">="
                           : when->comparison == 'l' ? "<="
                           : when->comparison == '<' ? "<"
                           : when->comparison == '>' ? ">"
                                                     : "=";
        return str_fmt(engine->arena, "%s %llu", sign, (unsigned long long)when->number);
    }
    for (size_t i = 0; i < when->values.count; i++)
        add_value(engine, &lines, when->values.items[i]);
    for (size_t i = 0; i < when->patterns.count; i++)
        add_value(engine, &lines, pattern_text(when->patterns.items[i]));
    return join_words(engine->arena, &lines, " or ");
}

static struct str actual(struct engine *engine, const struct when *when, size_t index)
{
    struct lines lines = { 0 };
    struct probe probe = {
        .engine = engine, .when = when, .answer = PATTERN_NO, .list = &lines, .part = WHOLE
    };
    if (!values_of[when->predicate])
        return str_fmt(engine->arena, "%llu", (unsigned long long)downstream(engine, index));
    values_of[when->predicate](&probe, index);
    return join_words(engine->arena, &lines, " and ");
}

static struct str predicate_clause(struct engine *engine, const struct when *when, size_t index)
{
    struct str word = predicate_word(when->predicate);
    struct str is = actual(engine, when, index), asked = asked_for(engine, when);
    if (str_eq_fold(is, asked))
        return str_fmt(engine->arena, "%.*s is %.*s", STR_ARG(word), STR_ARG(is));
    return str_fmt(engine->arena, "%.*s is %.*s, asked for %.*s", STR_ARG(word), STR_ARG(is),
                   STR_ARG(asked));
}

static struct str clause_of(struct engine *engine, const struct when *when, size_t fact,
                            bool negated);

/* The parts that decided: those that give the same answer as the whole. */
static struct str parts_clause(struct engine *engine, const struct when *when, size_t index,
                               enum pattern_answer decided, bool negated)
{
    struct str out = STR_EMPTY;
    size_t said = 0;
    for (size_t i = 0; i < when->parts.count && said < CLAUSE_PARTS; i++) {
        if (holds(engine, when->parts.items[i], index, negated) != decided)
            continue;
        struct str clause = clause_of(engine, when->parts.items[i], index, negated);
        out =
            str_fmt(engine->arena, "%.*s%s%.*s", STR_ARG(out), said++ ? "; " : "", STR_ARG(clause));
    }
    return out;
}

static struct str clause_of(struct engine *engine, const struct when *when, size_t fact,
                            bool negated)
{
    if (when->kind == WHEN_PREDICATE)
        return predicate_clause(engine, when, fact);
    enum pattern_answer answer = holds(engine, when, fact, negated);
    if (when->kind == WHEN_NOT && answer != PATTERN_ERROR) {
        struct str inner = parts_clause(engine, when, fact,
                                        answer == PATTERN_YES ? PATTERN_NO : PATTERN_YES, !negated);
        return str_fmt(engine->arena, "not: %.*s", STR_ARG(inner));
    }
    return parts_clause(engine, when, fact, answer, negated);
}

struct str when_clause(struct engine *engine, const struct when *when, size_t fact)
{
    return clause_of(engine, when, fact, false);
}
