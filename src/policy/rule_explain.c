/* rule_explain: why a rule did or did not fire, with the values it saw. */
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
                                      const struct fact *fact)
{
    bool unsure = false;
    struct str code = str_of(fact_row(fact->code)->code);
    const struct waiver *waiver = waiver_for(input, code, fact, &unsure);
    return waiver ? waiver : waiver_for(input, rule->id, fact, &unsure);
}

struct str rule_explain(struct arena *arena, const struct rule *rule,
                        const struct rule_input *input, size_t index)
{
    struct engine engine;
    const struct level_override *by;
    engine_init(&engine, arena, input);
    const struct fact *fact = engine_fact(&engine, index);
    enum policy_level level = rule_level(input, rule, fact->code, &by);
    struct str levels = level_clause(arena, level, by);
    const struct waiver *waiver = waiver_of(input, rule, fact);
    if (level == LEVEL_OFF)
        return str_fmt(arena, "%.*s is switched off: %.*s", STR_ARG(rule->id), STR_ARG(levels));

    enum pattern_answer answer = when_holds(&engine, rule->when, index);
    struct str clause = when_clause(&engine, rule->when, index);
    if (answer == PATTERN_NO)
        return str_fmt(arena, "%.*s does not fire: %.*s", STR_ARG(rule->id), STR_ARG(clause));
    if (waiver)
        return str_fmt(arena, "%.*s would fire (%.*s) but is waived at %.*s:%u: %.*s",
                       STR_ARG(rule->id), STR_ARG(clause), STR_ARG(waiver->place.path),
                       waiver->place.line, STR_ARG(waiver->reason));
    return str_fmt(arena, "%.*s fires%s: %.*s; %.*s", STR_ARG(rule->id),
                   answer == PATTERN_ERROR ? ", for a pattern hit its limit" : "", STR_ARG(clause),
                   STR_ARG(levels));
}
