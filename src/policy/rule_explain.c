/* rule_explain: why a rule did or did not fire, with the values it saw. */
#include "policy/explain.h"

#include "policy/engine.h"

static struct str level_clause(struct arena *arena, enum policy_level level,
                               const struct level_override *by)
{
    if (!by)
        return str_fmt(arena, "level %s", policy_level_name(level));
    return str_fmt(arena, "level %s by %.*s at %.*s:%u", policy_level_name(level),
                   STR_ARG(by->name), STR_ARG(by->place.path), by->place.line);
}

static const struct waiver *waiver_of(const struct rule_input *input, const struct rule *rule,
                                      const struct fact *fact, size_t index)
{
    bool unsure = false;
    struct str code = str_of(fact_row(fact->code)->code);
    const struct waiver *waiver = waiver_for(input, code, fact, &unsure);
    if (!waiver)
        waiver = waiver_for(input, rule->id, fact, &unsure);
    return !waiver && input->accepted ? input->accepted[index] : waiver;
}

static struct rule_answer answer_of(struct engine *engine, const struct rule *rule, size_t index)
{
    struct arena *arena = engine->arena;
    const struct level_override *by;
    const struct fact *fact = engine_fact(engine, index);
    enum policy_level level = rule_level(engine->input, rule, fact->code, &by);
    struct str levels = level_clause(arena, level, by);
    const struct waiver *waiver = waiver_of(engine->input, rule, fact, index);
    if (level == LEVEL_OFF)
        return (struct rule_answer){ false,
                                     str_fmt(arena, "is switched off: %.*s", STR_ARG(levels)) };

    enum pattern_answer holds = when_holds(engine, rule->when, index);
    struct str clause = when_clause(engine, rule->when, index);
    if (holds == PATTERN_NO)
        return (struct rule_answer){ false,
                                     str_fmt(arena, "does not fire: %.*s", STR_ARG(clause)) };
    if (waiver)
        return (struct rule_answer){
            false, str_fmt(arena, "would fire (%.*s) but is %s at %.*s:%u: %.*s", STR_ARG(clause),
                           waiver->is_debt ? "accepted" : "waived", STR_ARG(waiver->place.path),
                           waiver->place.line, STR_ARG(waiver->reason))
        };
    return (struct rule_answer){
        true, str_fmt(arena, "fires%s: %.*s; %.*s",
                      holds == PATTERN_ERROR ? ", for a pattern hit its limit" : "",
                      STR_ARG(clause), STR_ARG(levels))
    };
}

void rule_answers(struct rule_answer *out, struct arena *arena, const struct rule *rule,
                  const struct rule_input *input)
{
    struct engine engine;
    engine_init(&engine, arena, input);
    for (size_t i = 0; i < input->changes->facts.count; i++)
        out[i] = answer_of(&engine, rule, i);
}

struct str rule_explain(struct arena *arena, const struct rule *rule,
                        const struct rule_input *input, size_t index)
{
    struct engine engine;
    engine_init(&engine, arena, input);
    struct str text = answer_of(&engine, rule, index).text;
    return str_fmt(arena, "%.*s %.*s", STR_ARG(rule->id), STR_ARG(text));
}

const struct rule *rule_named(struct arena *arena, const struct policy *policy, struct str id,
                              struct str *near)
{
    struct str *ids = arena_array(arena, policy->rules.count, sizeof *ids);
    const struct rule *rule = policy_rule(policy, id);
    for (size_t i = 0; i < policy->rules.count; i++)
        ids[i] = policy->rules.items[i]->id;
    *near = rule ? STR_EMPTY : nearest_word(id, ids, policy->rules.count);
    return rule;
}
