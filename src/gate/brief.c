/* brief: counts a verdict without holding on to it. */
#include "gate/brief.h"

static bool asks_people(const struct judged *judged)
{
    enum require_kind kind = judged->requirement.kind;
    return kind == REQUIRE_OWNER || kind == REQUIRE_CONSUMERS || kind == REQUIRE_TEAM;
}

static enum outcome outcome_of(enum policy_level level)
{
    return level == LEVEL_BLOCK ? OUTCOME_BLOCK : level == LEVEL_WARN ? OUTCOME_WARN : OUTCOME_PASS;
}

/* Undecided stays undecided: what could not be judged is not known without approvals either. */
static enum outcome unapproved(const struct verdict *verdict)
{
    enum outcome outcome = verdict->outcome;
    for (size_t i = 0; i < verdict->judged.count; i++) {
        const struct judged *judged = &verdict->judged.items[i];
        enum outcome asked = outcome_of(judged->requirement.level);
        if (judged->met && asks_people(judged) && asked > outcome)
            outcome = asked;
    }
    return outcome;
}

struct collect {
    struct brief *out;
    struct arena *arena, *scratch;
    struct map seen; /* "rule LF subject" -> size_t *, index in hits */
};

/* The same rule may ask several things about one model: the strictest counts. */
static void add_hit(struct collect *collect, struct str rule, struct str subject,
                    enum policy_level level)
{
    struct arena *arena = collect->arena;
    struct str key = str_fmt(collect->scratch, "%.*s\n%.*s", STR_ARG(rule), STR_ARG(subject));
    size_t *index = map_get(&collect->seen, key);
    if (index) {
        struct brief_hit *hit = &collect->out->hits.items[*index];
        hit->level = level > hit->level ? level : hit->level;
        return;
    }
    index = arena_new(collect->scratch, size_t);
    *index = collect->out->hits.count;
    map_put(&collect->seen, key, index);
    vec_push(arena, &collect->out->hits,
             (struct brief_hit){ str_dup(arena, rule), str_dup(arena, subject), level });
}

static void add_unmet(struct collect *collect, const struct verdict *verdict,
                      const struct requirement *asked, bool *spoken)
{
    for (size_t i = 0; i < asked->facts.count; i++) {
        const struct fact *fact = &verdict->changes.facts.items[asked->facts.items[i]];
        spoken[asked->facts.items[i]] = true;
        for (size_t at = 0; at < asked->rules.count; at++)
            if (asked->rule_levels.items[at] >= LEVEL_WARN)
                add_hit(collect, asked->rules.items[at]->id, fact->subject,
                        asked->rule_levels.items[at]);
        if (asked->rules.count == 0)
            add_hit(collect, str_of(fact_row(fact->code)->code), fact->subject, asked->level);
    }
}

/* Facts that weigh though nothing was asked: nobody owns the model, or no policy was there. */
static void add_unspoken(struct collect *collect, const struct verdict *verdict, const bool *spoken)
{
    for (size_t i = 0; i < verdict->changes.facts.count && verdict->rules.fact_level; i++) {
        const struct fact *fact = &verdict->changes.facts.items[i];
        if (!spoken[i] && verdict->rules.fact_level[i] >= LEVEL_WARN)
            add_hit(collect, str_of(fact_row(fact->code)->code), fact->subject,
                    verdict->rules.fact_level[i]);
    }
}

static void add_hits(struct collect *collect, const struct verdict *verdict)
{
    bool *spoken = arena_array(collect->scratch, verdict->changes.facts.count, sizeof *spoken);
    for (size_t i = 0; i < verdict->judged.count; i++) {
        const struct judged *judged = &verdict->judged.items[i];
        if (judged->met || judged->requirement.level < LEVEL_WARN)
            for (size_t at = 0; at < judged->requirement.facts.count; at++)
                spoken[judged->requirement.facts.items[at]] = true;
        else
            add_unmet(collect, verdict, &judged->requirement, spoken);
    }
    add_unspoken(collect, verdict, spoken);
}

static int by_weight(const void *a, const void *b)
{
    const struct brief_hit *x = a, *y = b;
    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    int order = str_cmp(x->rule, y->rule);
    return order ? order : str_cmp(x->subject, y->subject);
}

void brief_of(struct brief *out, struct arena *arena, const struct verdict *verdict)
{
    struct collect collect = { .out = out, .arena = arena, .scratch = verdict->changes.arena };
    struct str why = STR_EMPTY;
    if (verdict->why_undecided.len > 0)
        why = verdict->why_undecided;
    else if (verdict->why_blocked.len > 0)
        why = verdict->why_blocked;
    *out = (struct brief){ .outcome = verdict->outcome,
                           .unapproved = unapproved(verdict),
                           .policy_exists = verdict->policy_exists,
                           .untouched = verdict->models_total == 0 &&
                                        verdict->changes.facts.count == 0 &&
                                        verdict->outcome == OUTCOME_PASS,
                           .models = verdict->changes.models.count,
                           .why = str_dup(arena, why) };
    map_init(&collect.seen, collect.scratch);
    add_hits(&collect, verdict);
    map_release(&collect.seen);
    if (out->hits.count > 0)
        qsort(out->hits.items, out->hits.count, sizeof *out->hits.items, by_weight);
}
