/* make: verdicts built by hand, so that reports are tested without a repository, a policy file or a
 * parser. */
#ifndef STOPLOG_TESTS_REPORT_MAKE_H
#define STOPLOG_TESTS_REPORT_MAKE_H

#include "base/check.h"

#include "report/report.h"

struct make {
    struct arena *arena;
    struct verdict verdict;
    struct team *finance, *bi;
    struct consumer consumers[3];
    struct rule rule;
    struct diags diags;
};

static inline struct oid make_oid(const char *start)
{
    struct oid id = { .len = 20 };
    for (size_t i = 0; i < 40; i++) {
        int digit = i < strlen(start) ? byte_hex(start[i]) : 0;
        id.bytes[i / 2] = (unsigned char)(id.bytes[i / 2] | digit << (i % 2 ? 0 : 4));
    }
    return id;
}

static inline struct team *make_team(struct make *make, const char *name, const char *contact,
                                     const char *member)
{
    struct team *team = arena_new(make->arena, struct team);
    team->name = str_of(name);
    team->contact = str_of(contact);
    vec_push(make->arena, &team->members, str_of(member));
    return team;
}

static inline struct model *make_model(struct make *make, const char *name, const char *path)
{
    struct model *model = arena_new(make->arena, struct model);
    *model = (struct model){ .class = MODEL_SQL,
                             .fqn = str_of(name),
                             .name = str_of(name),
                             .path = str_of(path),
                             .place = { str_of(path), 7, 3 },
                             .kind = STR("FULL"),
                             .owner = STR_EMPTY };
    return model;
}

/* A fact about one model on both sides. */
static inline struct fact make_fact(enum fact_code code, const struct model *model,
                                    const char *column, const char *aspect)
{
    return (struct fact){ .code = code,
                          .before = model,
                          .after = model,
                          .subject = model->name,
                          .column = str_of(column),
                          .aspect = str_of(aspect),
                          .old_text = STR_EMPTY,
                          .new_text = STR_EMPTY,
                          .note = STR_EMPTY,
                          .place = model->place };
}

static inline void make_add(struct make *make, struct fact fact)
{
    change_add_all(&make->verdict.changes, &fact, 1);
}

static inline void make_start(struct make *make, struct arena *arena)
{
    *make = (struct make){ .arena = arena };
    struct verdict *verdict = &make->verdict;
    *verdict = (struct verdict){ .outcome = OUTCOME_PASS,
                                 .why_undecided = STR_EMPTY,
                                 .why_blocked = STR_EMPTY,
                                 .ref = STR("refs/heads/main"),
                                 .kind = UPDATE_MOVE,
                                 .base = make_oid("4c1e9a0f2d1b"),
                                 .tip = make_oid("8812fed1a2b3"),
                                 .policy_exists = true,
                                 .governed = true,
                                 .policy_label = STR(".stoplog @ 4c1e9a0"),
                                 .rules = { .error = STR_EMPTY },
                                 .models_total = 12 };
    verdict->changes.arena = arena;
    verdict->fingerprint.hex =
        STR("9f2d11aa9f2d11aa9f2d11aa9f2d11aa9f2d11aa9f2d11aa9f2d11aa9f2d11aa");
    diags_init(&make->diags, arena);
    verdict->diags = &make->diags;
    make->finance = make_team(make, "finance-data", "slack #finance-data", "ann@example.com");
    vec_push(arena, &make->finance->members, STR("bob@example.com"));
    make->bi = make_team(make, "bi", "", "gus@example.com");
    make->rule = (struct rule){ .id = STR("shape-reaches-consumers"),
                                .why = STR("A declared consumer reads what changes shape."),
                                .fix = STR("Ask the owner."),
                                .pack = STR("standard") };
}

static inline void make_consumer(struct make *make, size_t at, const char *id, bool reached)
{
    make->consumers[at] = (struct consumer){ .id = str_of(id),
                                             .pin = { .id = STR_EMPTY, .range = STR_EMPTY },
                                             .type = STR("dashboard"),
                                             .label = STR_EMPTY,
                                             .url = STR_EMPTY,
                                             .contact = STR_EMPTY,
                                             .team = make->bi,
                                             .owner_name = STR_EMPTY,
                                             .owner_email = STR_EMPTY,
                                             .maturity = MATURITY_HIGH };
    vec_push(make->arena, &make->verdict.consumers,
             (struct reach_summary){ &make->consumers[at], reached, 0, reached });
}

static inline struct judged *make_need(struct make *make, enum require_kind kind,
                                       const char *subject, const struct team *team)
{
    struct judged *judged = vec_add(make->arena, &make->verdict.judged);
    struct requirement *requirement = &judged->requirement;
    *requirement = (struct requirement){ .kind = kind,
                                         .level = LEVEL_BLOCK,
                                         .subject = str_of(subject),
                                         .team = team,
                                         .person_email = STR_EMPTY,
                                         .person_name = STR_EMPTY,
                                         .count = 1,
                                         .contract_hint = STR_EMPTY };
    judged->found = STR_EMPTY;
    vec_push(make->arena, &requirement->rules, &make->rule);
    for (size_t i = 0; team && i < team->members.count; i++)
        vec_push(make->arena, &judged->could, team->members.items[i]);
    return judged;
}

static inline void make_candidate(struct make *make, struct judged *judged, const char *name,
                                  const char *email, enum candidate_state state, const char *why)
{
    struct candidate candidate = { { str_of(name), str_of(email) },
                                   make_oid("1f2e3d4c5b6a"),
                                   state,
                                   str_of(why),
                                   TRUST_DECLARED };
    vec_push(make->arena, &judged->candidates, candidate);
    vec_push(make->arena, &make->verdict.approvals, candidate);
}

/* Levels for all facts so far; must come last. */
static inline void make_levels(struct make *make, enum policy_level level)
{
    struct verdict *verdict = &make->verdict;
    verdict->rules.fact_level =
        arena_array(make->arena, verdict->changes.facts.count, sizeof *verdict->rules.fact_level);
    for (size_t i = 0; i < verdict->changes.facts.count; i++)
        if (fact_class_of(&verdict->changes.facts.items[i]) > CLASS_METADATA)
            verdict->rules.fact_level[i] = level;
}

static inline void make_reach(struct make *make, size_t fact, size_t reader, const char *first,
                              const char *second)
{
    struct reach reach = { .fact = fact, .reader = reader, .column = STR("amount") };
    reach.path = arena_array(make->arena, 2, sizeof *reach.path);
    reach.path[0] = str_of(first);
    reach.path[1] = str_of(second);
    reach.columns = arena_array(make->arena, 2, sizeof *reach.columns);
    reach.columns[0] = reach.columns[1] = STR("amount");
    reach.path_count = *second ? 2 : 1;
    vec_push(make->arena, &make->verdict.impact.reaches, reach);
}

/* A dropped column that a dashboard reads: blocked, nothing approved but by its author. */
/* In order of names. */
static inline void make_planned(struct make *make, const char *name, enum plan_category category,
                                bool forward_only)
{
    make->verdict.plan.known = true;
    vec_push(make->arena, &make->verdict.plan,
             (struct plan_entry){ str_of(name), str_of(name), category, forward_only });
}

static inline void make_dropped_column(struct make *make, struct arena *arena)
{
    make_start(make, arena);
    struct model *orders = make_model(make, "finance.orders", "models/orders.sql");
    struct model *other = make_model(make, "finance.customers", "models/customers.sql");
    struct fact removed = make_fact(FACT_CL101, orders, "amount", "");
    removed.old_text = STR("SUM(o.amount)");
    make_add(make, removed);
    struct fact filter = make_fact(FACT_SQ101, orders, "", "WHERE");
    filter.old_text = STR("status = 'paid'");
    filter.new_text = STR("status IN ('paid', 'pending')");
    make_add(make, filter);
    make_add(make, make_fact(FACT_MT100, other, "", ""));
    make_consumer(make, 0, "ops_board", false);
    make_consumer(make, 1, "weekly_revenue", true);
    make_reach(make, 1, 1, "finance.orders", "finance.revenue");
    make->verdict.impact.reader_why =
        arena_array(arena, 2, sizeof *make->verdict.impact.reader_why);
    make->verdict.impact.reader_why[0] =
        STR("reads order_id of finance.orders, where nothing but amount is touched");
    make->verdict.impact.reader_why[1] = STR_EMPTY;
    vec_push(arena, &make->verdict.impact.spared,
             (struct spared){ STR("finance.audit"),
                              STR("uses order_id of finance.orders, where nothing but amount is "
                                  "touched") });
    struct judged *owner = make_need(make, REQUIRE_OWNER, "finance.orders", make->finance);
    make_candidate(make, owner, "Carl", "carl@example.com", CANDIDATE_IS_AUTHOR,
                   "wrote commit 1f2e3d4");
    vec_push(arena, &owner->requirement.facts, 1);
    vec_push(arena, &owner->requirement.facts, 2);
    struct judged *consumer = make_need(make, REQUIRE_CONSUMERS, "weekly_revenue", make->bi);
    consumer->requirement.consumer = &make->consumers[1];
    vec_push(arena, &consumer->requirement.facts, 1);
    make_planned(make, "finance.customers", PLAN_METADATA, false);
    make_planned(make, "finance.gone", PLAN_REMOVED, false);
    make_planned(make, "finance.orders", PLAN_BREAKING, true);
    make_planned(make, "finance.revenue", PLAN_INDIRECT_BREAKING, true);
    make_planned(make, "finance.views", PLAN_INDIRECT_BREAKING, false);
    make->verdict.outcome = OUTCOME_BLOCK;
    make_levels(make, LEVEL_BLOCK);
}

#endif
