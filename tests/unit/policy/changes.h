/* changes: facts and reaches made by hand, for tests of the engine. */
#ifndef STOPLOG_TESTS_POLICY_CHANGES_H
#define STOPLOG_TESTS_POLICY_CHANGES_H

#include "policy/world.h"

struct changes {
    struct change_set set;
    struct impact impact;
    struct {
        VEC_OF(size_t);
    } downstream;
    struct rule_input input;
    struct rule_output output;
};

static inline struct model *make_model(struct world *world, const char *name, const char *path)
{
    struct model *model = arena_new(&world->arena, struct model);
    model->name = model->fqn = str_of(name);
    model->path = str_of(path);
    model->kind = STR("FULL");
    return model;
}

/* A fact with a change of its own. Both models NULL: about the file `subject`. */
static inline struct fact *add_fact(struct world *world, struct changes *changes,
                                    enum fact_code code, const struct model *before,
                                    const struct model *after, const char *subject)
{
    const struct model *side = after ? after : before;
    struct fact fact = { .code = code,
                         .before = before,
                         .after = after,
                         .subject = side ? side->name : str_of(subject),
                         .column = STR_EMPTY,
                         .aspect = STR_EMPTY };
    if (side) {
        vec_push(&world->arena, &changes->set.models,
                 (struct model_change){ .before = before,
                                        .after = after,
                                        .name = side->name,
                                        .first_fact = changes->set.facts.count,
                                        .fact_count = 1 });
        vec_push(&world->arena, &changes->downstream, (size_t)0);
    }
    vec_push(&world->arena, &changes->set.facts, fact);
    return &changes->set.facts.items[changes->set.facts.count - 1];
}

/* A changed model "sales.NAME" in models/NAME.sql. */
static inline struct fact *add_model_fact(struct world *world, struct changes *changes,
                                          enum fact_code code, const char *name)
{
    struct str path = str_fmt(&world->arena, "models/%s.sql", name);
    struct str full = str_fmt(&world->arena, "sales.%s", name);
    struct model *model = make_model(world, full.ptr, path.ptr);
    return add_fact(world, changes, code, model, model, NULL);
}

static inline void add_reach(struct world *world, struct changes *changes, const char *consumer,
                             size_t fact)
{
    const struct policy *policy = &world->policy;
    for (size_t i = 0; i < policy->consumers.count; i++)
        if (str_eq(policy->consumers.items[i].id, str_of(consumer)))
            vec_push(&world->arena, &changes->impact.reaches,
                     (struct reach){ .fact = fact, .reader = i });
}

static inline void prepare(struct world *world, struct changes *changes)
{
    changes->impact.downstream_of_model = changes->downstream.items;
    changes->input.policy = &world->policy;
    changes->input.changes = &changes->set;
    changes->input.impact = &changes->impact;
    if (changes->input.ref.len == 0)
        changes->input.ref = STR("main");
}

static inline void run_rules(struct world *world, struct changes *changes)
{
    assert_clean(world);
    prepare(world, changes);
    rules_run(&changes->output, &world->arena, &changes->input);
}

/* All requirements, one a line: "block owner sales of sales.orders x2: facts 0 1: rules a b". */
static inline const char *requirements_text(struct world *world, const struct changes *changes)
{
    static const char *const kinds[] = { "owner",   "consumer", "team",     "contract",
                                         "trailer", "meaning",  "evidence", "stop" };
    struct arena *arena = &world->arena;
    struct str out = STR_EMPTY;
    for (size_t i = 0; i < changes->output.requirements.count; i++) {
        const struct requirement *asked = &changes->output.requirements.items[i];
        struct str who = asked->team ? asked->team->name : asked->person_email;
        out = str_fmt(arena, "%.*s%s %s %.*s%s%.*s x%u:", STR_ARG(out),
                      policy_level_name(asked->level), kinds[asked->kind], STR_ARG(who),
                      who.len ? " of " : "", STR_ARG(asked->subject), asked->count);
        for (size_t at = 0; at < asked->facts.count; at++)
            out = str_fmt(arena, "%.*s %zu", STR_ARG(out), asked->facts.items[at]);
        for (size_t at = 0; at < asked->rules.count; at++)
            out = str_fmt(arena, "%.*s %.*s", STR_ARG(out), STR_ARG(asked->rules.items[at]->id));
        out = str_fmt(arena, "%.*s\n", STR_ARG(out));
    }
    return out.ptr;
}

#endif
