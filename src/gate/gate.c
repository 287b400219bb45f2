/* gate: the road of one ref update, from two projects to a verdict.
 *
 * Only the order stands here: facts of the content, facts of the policy, graph, impact, rules,
 * fingerprint, requirements, outcome. Each step is a file beside this one. */
#include "gate/promises.h"
#include "policy/consumers.h"

static void add_diags(struct diags *out, const struct diags *more)
{
    for (size_t i = 0; more && i < more->count; i++)
        vec_push(out->arena, out, more->items[i]);
}

static struct diags *own_diags(struct arena *arena, const struct gate_input *input)
{
    struct diags *diags = arena_new(arena, struct diags);
    diags_init(diags, arena);
    add_diags(diags, input->policy_diags);
    add_diags(diags, input->tip_diags);
    add_diags(diags, input->file_diags);
    return diags;
}

static void begin(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    judge->diags = own_diags(judge->arena, input);
    *judge->out = (struct verdict){
        .outcome = OUTCOME_PASS,
        .why_undecided = STR_EMPTY,
        .why_blocked = STR_EMPTY,
        .bootstrap = STR_EMPTY,
        .ref = input->ref,
        .kind = input->kind,
        .base = input->base,
        .tip = input->tip,
        .policy_exists = input->policy->exists,
        .governed = true, /* callers judge governed updates only */
        .observe = input->server && input->server->mode == SERVER_OBSERVE,
        .policy_label = input->policy->label,
        .diags = judge->diags,
        .fingerprint = { .hex = STR_EMPTY },
        .rules = { .error = STR_EMPTY },
        .models_total = input->after ? input->after->model_count : 0,
    };
    judge->undecided = STR_EMPTY;
    if (input->unseen.len > 0)
        diag_add(judge->diags, DIAG_WARN, (struct place){ STR_EMPTY, 0, 0 },
                 "who wrote the change, and who approved it, is not known for certain: %.*s",
                 STR_ARG(input->unseen));
}

/* ---- impact ---- */

static bool same_target(const struct reader_target *a, const struct reader_target *b)
{
    if (!str_eq(a->model, b->model) || a->columns.count != b->columns.count)
        return false;
    for (size_t i = 0; i < a->columns.count; i++)
        if (!str_eq(a->columns.items[i], b->columns.items[i]))
            return false;
    return true;
}

static bool has_target(const struct reader *reader, const struct reader_target *target)
{
    for (size_t i = 0; i < reader->targets.count; i++)
        if (same_target(&reader->targets.items[i], target))
            return true;
    return false;
}

/* A consumer may name a model that only one side has: both readings together. Names that resolve on
 * no side are warned about and reach nothing. */
static struct reader *readers_of(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    size_t count = input->policy->consumers.count;
    struct reader *readers = arena_array(judge->arena, count, sizeof *readers);
    struct reader *later = arena_array(judge->arena, count, sizeof *later);
    policy_readers_between(readers, judge->arena, input->policy,
                           (struct sides){ input->before, input->after, false }, judge->diags);
    struct diags again; /* the same names once more */
    diags_init(&again, judge->arena);
    policy_readers_between(later, judge->arena, input->policy,
                           (struct sides){ input->before, input->after, true }, &again);
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < later[i].targets.count; at++)
            if (!has_target(&readers[i], &later[i].targets.items[at]))
                vec_push(judge->arena, &readers[i].targets, later[i].targets.items[at]);
    return readers;
}

static void summarise_reaches(struct judge *judge)
{
    const struct impact *impact = &judge->out->impact;
    const struct policy *policy = judge->input->policy;
    size_t at = 0;
    for (size_t i = 0; i < policy->consumers.count; i++) {
        struct reach_summary summary = { .consumer = &policy->consumers.items[i],
                                         .reached =
                                             impact->reader_reached && impact->reader_reached[i],
                                         .first_reach = at };
        while (at < impact->reaches.count && impact->reaches.items[at].reader == i)
            at++;
        summary.reach_count = at - summary.first_reach;
        vec_push(judge->arena, &judge->out->consumers, summary);
    }
}

static void find_impact(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    struct verdict *out = judge->out;
    size_t count = input->policy->consumers.count;
    if (!input->before || !input->after) {
        out->impact.reader_reached = arena_array(judge->arena, count, sizeof(bool));
        out->impact.reader_why = arena_array(judge->arena, count, sizeof(struct str));
        for (size_t i = 0; i < count; i++)
            out->impact.reader_why[i] = STR_EMPTY;
        out->impact.downstream_of_model = arena_array(judge->arena, 1, sizeof(size_t));
        summarise_reaches(judge);
        return;
    }
    graph_build(&out->graph, judge->arena, input->before, input->after, &out->changes);
    const struct reader *readers = readers_of(judge);
    impact_of(&out->impact, judge->arena, &out->graph, &out->changes, readers, count);
    promise_reach(judge, readers, count);
    plan_of(&out->plan, judge->arena, &out->graph, input->before, input->after);
    if (out->impact.limited)
        diag_add(judge->diags, DIAG_WARN, (struct place){ STR_EMPTY, 0, 0 },
                 "too many columns changed to follow each of them (limit travel_steps): some are "
                 "taken to reach whatever reads their model");
    summarise_reaches(judge);
}

/* ---- rules ---- */

/* Where no rule can speak, facts are worth a note. */
static void note_facts(struct judge *judge)
{
    struct verdict *out = judge->out;
    size_t count = out->changes.facts.count;
    out->rules.fact_level = arena_array(judge->arena, count, sizeof *out->rules.fact_level);
    for (size_t i = 0; i < count; i++)
        if (fact_class_of(&out->changes.facts.items[i]) > CLASS_METADATA)
            out->rules.fact_level[i] = LEVEL_NOTE;
}

static struct str short_ref(struct str ref)
{
    static const struct str heads = STR_INIT("refs/heads/"), tags = STR_INIT("refs/tags/");
    if (str_starts(ref, heads))
        return str_sub(ref, heads.len, ref.len);
    return str_starts(ref, tags) ? str_sub(ref, tags.len, ref.len) : ref;
}

static void run_rules(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    struct verdict *out = judge->out;
    bool usable = !input->policy_diags || diags_count(input->policy_diags, DIAG_ERROR) == 0;
    if (!usable)
        judge_undecided(judge, STR("the policy at base has errors"));
    if (!usable || !input->policy->exists) {
        note_facts(judge);
        return;
    }
    struct rule_input rules = { .policy = input->policy,
                                .changes = &out->changes,
                                .impact = &out->impact,
                                .ref = short_ref(input->ref),
                                .today_days = input->today_days };
    if (judge->contracts_known)
        contracts_of_models(judge, &rules.contract_of, &rules.contract_status_of);
    rules.promise_of = promise_states(judge);
    rules.authors = banned_addresses(judge->banned, &rules.author_count);
    rules.authors_complete = input->unseen.len == 0;
    rules.accepted = debts_accepted(judge);
    rules_run(&out->rules, judge->arena, &rules);
    out->asked = rules;
    for (size_t i = 0; i < out->rules.requirements.count; i++) {
        const struct requirement *requirement = &out->rules.requirements.items[i];
        for (size_t at = 0; at < requirement->facts.count; at++)
            judge->asked_codes[out->changes.facts.items[requirement->facts.items[at]].code] = true;
    }
}

static void judge_all(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    struct verdict *out = judge->out;
    struct override override;
    const struct snapshot tip = { input->after, input->paths, input->path_count,
                                  input->after_source };
    facts_of_content(&out->changes, judge->arena, input, &tip);
    struct change_set content = facts_copy(&out->changes);
    facts_of_policy(judge);
    find_impact(judge);
    judge->banned = banned_people(judge->arena, input->commits, input->commit_count,
                                  input->pushed.name, input->mailmap);
    if (input->pushed.signer.len > 0)
        banned_certify(judge->banned, input->pushed.signer,
                       input->policy->approvals.certified_pusher);
    run_rules(judge);
    facts_fingerprint(&out->fingerprint, &content, judge->asked_codes);
    approvals_collect(judge);
    statements_collect(judge);
    judge_requirements(judge);
    judge_decide(judge);
    struct override_question question = { .pushed = &input->pushed,
                                          .server = input->server,
                                          .commits = input->commits,
                                          .commit_count = input->commit_count,
                                          .tip = input->tip,
                                          .signatures = input->signatures,
                                          .today_days = input->today_days };
    override_find(&override, judge->arena, &question);
    override_apply(out, &override);
    if (judge->contracts_known) {
        covers_release(&judge->promises.covers_before);
        covers_release(&judge->promises.covers_after);
        contract_pairs_release(&judge->promises.pairs);
    }
}

enum status gate_judge(struct verdict *out, struct arena *arena, const struct gate_input *input,
                       struct err *err)
{
    if (!input->policy)
        return err_set(err, E_BUG, "a ref update is judged without a policy");
    bool partial = input->kind == UPDATE_DELETE || input->refused.len > 0;
    if (!partial && (!input->before || !input->after))
        return err_set(err, E_BUG, "a ref update is judged without both sides");
    struct judge *judge = arena_new(arena, struct judge);
    judge->arena = arena;
    judge->input = input;
    judge->out = out;
    begin(judge);
    judge_all(judge);
    return OK;
}
