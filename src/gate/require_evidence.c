/* require_evidence: whether a result was given that is about this very tree, whole, passed and
 * young enough. The result that comes closest is the one whose fault is told. */
#include "gate/gate_private.h"

/* How far a result came; later is closer. */
enum step { STEP_NONE, STEP_OTHER_TREE, STEP_OLD, STEP_FAILED, STEP_MISSING, STEP_GOOD };

struct finding {
    enum step step;
    struct str why;
};

static const struct evidence *evidence_of(struct judge *judge)
{
    if (!judge->evidence_known)
        evidence_read(&judge->evidence, judge->arena, judge->input->evidence,
                      judge->input->evidence_count);
    judge->evidence_known = true;
    return &judge->evidence;
}

static bool is_about_tip(const struct judge *judge, const struct test_result *result)
{
    const struct gate_input *input = judge->input;
    if (test_result_is_about(result, "gitCommit", oid_hex(judge->arena, &input->tip)))
        return true;
    for (size_t i = 0; i < input->commit_count; i++)
        if (oid_eq(&input->commits[i].id, &input->tip))
            return test_result_is_about(result, "gitTree",
                                        oid_hex(judge->arena, &input->commits[i].tree));
    return false;
}

/* ---- what must be in it ---- */

static const struct project *project_of(const struct judge *judge, struct str model,
                                        const struct model **out)
{
    const struct projects *after = judge->input->after;
    for (size_t i = 0; after && i < after->count; i++)
        for (size_t at = 0; at < after->items[i]->models.count; at++) {
            *out = after->items[i]->models.items[at];
            if (str_eq((*out)->name, model))
                return after->items[i];
        }
    *out = NULL;
    return NULL;
}

/* A test may name its model in another way than the model does. */
static bool is_tested_by(const struct judge *judge, const struct model *model,
                         const struct unit_test *test)
{
    const struct model *named = projects_find(judge->input->after, test->model, NULL);
    return str_eq_fold(test->model, model->name) || (named && str_eq(named->fqn, model->fqn));
}

/* The first test of the model that did not pass; "" when all did. */
static struct str missing_test(struct judge *judge, const struct test_result *result,
                               struct str model)
{
    const struct model *found;
    const struct project *project = project_of(judge, model, &found);
    for (size_t i = 0; project && i < project->tests.count; i++) {
        const struct unit_test *test = &project->tests.items[i];
        struct str name = str_fmt(judge->arena, "test:%.*s", STR_ARG(test->name));
        if (is_tested_by(judge, found, test) && !names_have(&result->passed, name))
            return name;
    }
    return STR_EMPTY;
}

static struct str missing_audit(struct judge *judge, const struct test_result *result,
                                struct str model)
{
    const struct model *found;
    (void)project_of(judge, model, &found);
    for (size_t i = 0; found && i < found->audits.count; i++) {
        struct str name = str_fmt(judge->arena, "audit:%.*s:%.*s", STR_ARG(model),
                                  STR_ARG(found->audits.items[i].name));
        if (!names_have(&result->passed, name))
            return name;
    }
    return STR_EMPTY;
}

static struct str missing_plan(struct judge *judge, const struct test_result *result,
                               struct str model)
{
    if (!result->has_plan)
        return STR("a plan");
    return names_have(&result->planned, model)
               ? STR_EMPTY
               : str_fmt(judge->arena, "%.*s in the plan", STR_ARG(model));
}

static struct str missing(struct judge *judge, const struct test_result *result,
                          const struct requirement *requirement)
{
    switch (requirement->of->evidence) {
    case EVIDENCE_TESTS:
        return missing_test(judge, result, requirement->subject);
    case EVIDENCE_AUDITS:
        return missing_audit(judge, result, requirement->subject);
    case EVIDENCE_PLAN:
        break;
    }
    return missing_plan(judge, result, requirement->subject);
}

/* ---- one result ---- */

static bool is_young(const struct judge *judge, const struct test_result *result, unsigned max_age)
{
    int64_t today = judge->input->today_days;
    return max_age == 0 || (result->finished_days != INT64_MIN && result->finished_days <= today &&
                            today - result->finished_days <= (int64_t)max_age);
}

static struct finding weigh(struct judge *judge, const struct test_result *result,
                            const struct requirement *requirement)
{
    struct arena *arena = judge->arena;
    if (!is_about_tip(judge, result))
        return (struct finding){ STEP_OTHER_TREE,
                                 str_fmt(arena, "the result in %.*s is for another tree",
                                         STR_ARG(result->from)) };
    if (!is_young(judge, result, requirement->of->max_age))
        return (struct finding){ STEP_OLD, str_fmt(arena, "the result is not from the last %u days",
                                                   requirement->of->max_age) };
    if (!str_eq(result->result, STR("PASSED")) || result->failed.count > 0)
        return (struct finding){ STEP_FAILED, result->failed.count > 0
                                                  ? str_fmt(arena, "%.*s failed",
                                                            STR_ARG(result->failed.items[0]))
                                                  : str_fmt(arena, "the result is %.*s, not PASSED",
                                                            STR_ARG(result->result)) };
    struct str lacks = missing(judge, result, requirement);
    if (lacks.len > 0)
        return (struct finding){ STEP_MISSING, str_fmt(arena, "the result does not speak of %.*s",
                                                       STR_ARG(lacks)) };
    return (struct finding){ STEP_GOOD, STR_EMPTY };
}

void judge_evidence(struct judge *judge, struct judged *judged)
{
    const struct evidence *evidence = evidence_of(judge);
    struct finding best = { STEP_NONE, STR("no result was given") };
    if (evidence->unread > 0)
        best.why = evidence->why_unread;
    for (size_t i = 0; i < evidence->count; i++) {
        struct finding one = weigh(judge, &evidence->items[i], &judged->requirement);
        if (one.step > best.step)
            best = one;
    }
    judged->met = best.step == STEP_GOOD;
    judged->found = best.why;
}
