/* model: what all formats say about one verdict: order, numbers, which facts belong together, what
 * to do next. Computed once; the formats only write it down. */
#ifndef STOPLOG_REPORT_MODEL_H
#define STOPLOG_REPORT_MODEL_H

#include "report/report.h"

/* One consumer that a group of facts reaches. */
struct view_reach {
    size_t consumer;           /* index in verdict.consumers */
    const struct reach *reach; /* the shortest */
};

/* The facts of one model, or of one file or ref. */
struct view_group {
    const struct model_change *change; /* NULL for a file or ref */
    struct str subject;
    struct place place;
    enum fact_class class;
    enum policy_level level; /* highest of its facts */
    size_t first, count;     /* range in changes.facts */
    struct {
        VEC_OF(struct view_reach);
    } reaches;
    size_t downstream; /* models below */
    bool is_asked;     /* an unmet requirement, or a fatal fact, is about it */
};

/* Requirements that the same people meet in one go, or that one rule makes outright. */
struct view_need {
    const struct judged *judged; /* the first of them */
    struct {
        VEC_OF(struct str);
    } subjects; /* models, consumers, ... one per requirement */
};

struct view {
    const struct verdict *verdict; /* NULL for a bare diff */
    const struct change_set *changes;
    const struct plan *plan; /* NULL: not known */
    struct {
        VEC_OF(struct view_group);
    } groups;                     /* asked first, then level and class down, then name */
    size_t *group_of_fact;        /* per fact: index in groups */
    size_t by_class[CLASS_COUNT]; /* models */
    size_t files;                 /* files that changed and are no model */
    size_t consumers_reached;
    struct {
        VEC_OF(const struct judged *);
    } unmet; /* level down, as the rules gave them; without those at note or off */
    struct {
        VEC_OF(struct view_need);
    } needs; /* the same, merged for people */
    struct {
        VEC_OF(const struct judged *);
    } met;
    struct {
        VEC_OF(struct candidate);
    } approvers;        /* people whose approval counts, each once */
    struct str explain; /* code of the fact to read about next, "" = none */
    struct str mend;    /* the command that helps with that fact, "" = none */
};

/* Everything of one verdict. */
void view_of_verdict(struct view *out, struct arena *arena, const struct verdict *verdict);
/* Facts alone, as `stoplog diff` has them. impact and plan may be NULL. */
void view_of_changes(struct view *out, struct arena *arena, const struct change_set *changes,
                     const struct impact *impact, const struct plan *plan);
/* What SQLMesh would plan for the model of a group; NULL when it sees no change, or for a file. */
const struct plan_entry *view_plan_of(const struct view *view, const struct view_group *group);
/* The worst outcome of a run. */
enum outcome run_outcome(const struct run *run);
/* "stoplog approve 4c1e9a0f2d1b 8812fed1a2b3": what an approver runs; only the base when the tip is
 * no commit. */
struct str view_approve_command(struct arena *arena, const struct verdict *verdict);
struct str view_check_command(struct arena *arena, const struct verdict *verdict);
bool judged_asks_people(const struct judged *judged);
/* Whom a requirement asks, for people: a team, or a person by name if there is one; "" = nobody. */
struct str requirement_asks(const struct requirement *requirement);
/* Where to reach them; "" = not said. */
struct str requirement_contact(const struct requirement *requirement);
/* Whether it was asked because of the fact with this index. */
bool requirement_is_about(const struct requirement *requirement, size_t fact);
/* Why it is blocked or undecided, where no finding says so; "" = findings do, or it is neither. */
struct str verdict_fault(const struct verdict *verdict);
/* A waiver of a fact, or NULL. Another rule may still stand on the fact: see its level. */
const struct waiver *verdict_waiver(const struct verdict *verdict, size_t fact);

#endif
