/* json: the whole verdict for machines, as docs/report.schema.json describes it. Nothing is cut and
 * nothing is left out when empty: a field without a value is null, a list without items is []. */
#include "report/formats.h"
#include "report/json_parts.h"
#include "report/sentences.h"

static struct jvalue *oid_value(struct arena *arena, const struct oid *id)
{
    return oid_is_none(id) ? jnull() : jtext(oid_hex(arena, id));
}

/* ---- impact ---- */

/* The column that is touched on each model of the path; null = the whole of it. */
static struct jvalue *path_columns(const struct reach *reach)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < reach->path_count; i++)
        jpush(array,
              reach->columns && reach->columns[i].len > 0 ? jtext(reach->columns[i]) : jnull());
    return array;
}

static struct jvalue *reach_value(struct arena *arena, const struct verdict *verdict,
                                  const struct reach *reach)
{
    struct jvalue *object = jobject();
    jset_str(object, "consumer", verdict->consumers.items[reach->reader].consumer->id);
    jset_str(object, "fact", fact_id(arena, &verdict->changes.facts.items[reach->fact]));
    jset(object, "path", json_strings(reach->path, reach->path_count));
    jset(object, "columns", path_columns(reach));
    json_set_text(object, "column", reach->column);
    jset_str(object, "weakest", str_of(edge_strength_name(reach->weakest)));
    return object;
}

static struct jvalue *impact_value(struct arena *arena, const struct verdict *verdict)
{
    const struct impact *impact = &verdict->impact;
    struct jvalue *object = jobject(), *reaches = jarray();
    jset(object, "downstream", json_strings(impact->downstream.items, impact->downstream.count));
    for (size_t i = 0; i < impact->reaches.count; i++)
        jpush(reaches, reach_value(arena, verdict, &impact->reaches.items[i]));
    jset(object, "reaches", reaches);
    jset(object, "not_reached", json_spared(impact));
    return object;
}

static struct jvalue *consumer_value(const struct reach_summary *summary, struct str why)
{
    const struct consumer *consumer = summary->consumer;
    struct jvalue *object = jobject();
    jset_str(object, "id", consumer->id);
    jset_str(object, "type", consumer->type);
    json_set_text(object, "label", consumer->label);
    json_set_text(object, "url", consumer->url);
    json_set_text(object, "team", consumer->team ? consumer->team->name : STR_EMPTY);
    json_set_text(object, "owner_name", consumer->owner_name);
    json_set_text(object, "owner_email", consumer->owner_email);
    json_set_text(object, "contact", consumer->contact);
    jset_str(object, "maturity", str_of(maturity_name(consumer->maturity)));
    jset(object, "assumes", json_strings(consumer->assumes.items, consumer->assumes.count));
    jset_bool(object, "reached", summary->reached);
    json_set_text(object, "why_not", why);
    return object;
}

static struct jvalue *consumers_value(const struct verdict *verdict)
{
    struct jvalue *array = jarray();
    const struct str *whys = verdict->impact.reader_why;
    for (size_t i = 0; i < verdict->consumers.count; i++)
        jpush(array, consumer_value(&verdict->consumers.items[i], whys ? whys[i] : STR_EMPTY));
    return array;
}

/* ---- requirements ---- */

static struct jvalue *candidate_value(struct arena *arena, const struct candidate *candidate)
{
    struct jvalue *object = jobject();
    json_set_text(object, "name", candidate->who.name);
    json_set_text(object, "email", candidate->who.email);
    jset(object, "commit", oid_value(arena, &candidate->commit));
    jset_str(object, "state", str_of(candidate_state_name(candidate->state)));
    json_set_text(object, "why", candidate->why);
    jset_str(object, "trust", str_of(trust_name(candidate->trust)));
    return object;
}

static struct jvalue *candidates_value(struct arena *arena, const struct candidate *items,
                                       size_t count)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < count; i++)
        jpush(array, candidate_value(arena, &items[i]));
    return array;
}

static struct jvalue *rules_value(const struct requirement *requirement)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < requirement->rules.count; i++) {
        const struct rule *rule = requirement->rules.items[i];
        struct jvalue *object = jobject();
        jset_str(object, "id", rule->id);
        json_set_text(object, "pack", rule->pack);
        json_set_text(object, "why", rule->why);
        json_set_text(object, "fix", rule->fix);
        jpush(array, object);
    }
    return array;
}

static struct jvalue *fact_ids(struct arena *arena, const struct verdict *verdict,
                               const struct requirement *requirement)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < requirement->facts.count; i++)
        jpush(array,
              jtext(fact_id(arena, &verdict->changes.facts.items[requirement->facts.items[i]])));
    return array;
}

static struct jvalue *teams_value(const struct require *of)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; of && i < of->teams.count; i++)
        jpush(array, jtext(of->teams.items[i]->name));
    return array;
}

static struct jvalue *judged_value(struct arena *arena, const struct verdict *verdict,
                                   const struct judged *judged)
{
    const struct requirement *requirement = &judged->requirement;
    struct jvalue *object = jobject();
    jset_str(object, "kind", str_of(require_kind_name(requirement->kind)));
    jset_str(object, "level", str_of(policy_level_name(requirement->level)));
    jset_bool(object, "met", judged->met);
    json_set_text(object, "subject", requirement->subject);
    json_set_text(object, "team", requirement->team ? requirement->team->name : STR_EMPTY);
    json_set_text(object, "person_name", requirement->person_name);
    json_set_text(object, "person_email", requirement->person_email);
    json_set_text(object, "consumer",
                  requirement->consumer ? requirement->consumer->id : STR_EMPTY);
    json_set_text(object, "contract", requirement->contract_hint);
    json_set_text(object, "match",
                  requirement->match ? pattern_text(requirement->match) : STR_EMPTY);
    bool evidence = requirement->kind == REQUIRE_EVIDENCE;
    json_set_text(object, "evidence",
                  evidence ? str_of(evidence_kind_name(requirement->of->evidence)) : STR_EMPTY);
    json_set_text(object, "bump",
                  requirement->bump ? str_of(bump_name(requirement->bump)) : STR_EMPTY);
    jset(object, "teams", teams_value(requirement->of));
    jset_int(object, "distinct_teams", requirement->of ? requirement->of->distinct_teams : 0);
    jset_int(object, "count", requirement->count);
    jset(object, "trust",
         requirement->trust ? jtext(str_of(trust_name(requirement->trust))) : jnull());
    jset_int(object, "have", judged->have);
    jset(object, "could", json_strings(judged->could.items, judged->could.count));
    jset(object, "candidates",
         candidates_value(arena, judged->candidates.items, judged->candidates.count));
    json_set_text(object, "found", judged->found);
    jset(object, "facts", fact_ids(arena, verdict, requirement));
    jset(object, "rules", rules_value(requirement));
    return object;
}

static struct jvalue *requirements_value(struct arena *arena, const struct verdict *verdict)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < verdict->judged.count; i++)
        jpush(array, judged_value(arena, verdict, &verdict->judged.items[i]));
    return array;
}

static struct jvalue *meanings_value(struct arena *arena, const struct verdict *verdict)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < verdict->statements.count; i++) {
        const struct meaning *meaning = &verdict->statements.items[i];
        struct jvalue *object = jobject();
        jset_str(object, "subject", meaning->subject);
        json_set_text(object, "text", meaning->text);
        jset(object, "commit", oid_value(arena, &meaning->commit));
        jpush(array, object);
    }
    return array;
}

/* ---- one verdict ---- */

static struct jvalue *diags_value(const struct diags *diags)
{
    static const char *const levels[] = { "note", "warning", "error" };
    struct jvalue *array = jarray();
    for (size_t i = 0; diags && i < diags->count; i++) {
        struct jvalue *object = jobject();
        jset_str(object, "level", str_of(levels[diags->items[i].level]));
        jset(object, "place", json_place(diags->items[i].place));
        jset_str(object, "text", diags->items[i].text);
        json_set_text(object, "hint", diags->items[i].hint);
        jpush(array, object);
    }
    return array;
}

static struct jvalue *counts_value(const struct view *view)
{
    const struct verdict *verdict = view->verdict;
    struct jvalue *object = jobject();
    size_t changed = 0;
    for (size_t i = 0; i < CLASS_COUNT; i++)
        changed += view->by_class[i];
    jset_int(object, "models", (int64_t)verdict->models_total);
    jset_int(object, "changed", (int64_t)changed);
    jset(object, "by_class", json_classes(view));
    jset_int(object, "facts", (int64_t)view->changes->facts.count);
    jset_int(object, "consumers", (int64_t)verdict->consumers.count);
    jset_int(object, "reached", (int64_t)view->consumers_reached);
    jset_int(object, "unmet", (int64_t)view->unmet.count);
    jset_int(object, "waived", (int64_t)verdict->rules.waived.count);
    return object;
}

static struct jvalue *policy_value(const struct verdict *verdict)
{
    struct jvalue *object = jobject();
    jset_bool(object, "exists", verdict->policy_exists);
    json_set_text(object, "label", verdict->policy_label);
    return object;
}

static struct jvalue *override_value(const struct override *override)
{
    if (!override->asked)
        return jnull();
    struct jvalue *object = jobject();
    jset_bool(object, "accepted", override->accepted);
    json_set_text(object, "by", override->by);
    json_set_text(object, "via", override->via);
    json_set_text(object, "reason", override->reason);
    json_set_text(object, "until", override->until);
    json_set_text(object, "why_not", override->why_not);
    json_set_text(object, "instead_of", str_of(override->instead_of));
    return object;
}

static void set_outcome(struct jvalue *object, const struct verdict *verdict)
{
    jset_str(object, "outcome", str_of(outcome_name(verdict->outcome)));
    jset_int(object, "exit_code", outcome_exit(verdict));
    jset_bool(object, "governed", verdict->governed);
    jset_bool(object, "observe", verdict->observe);
    json_set_text(object, "why_undecided", verdict->why_undecided);
    json_set_text(object, "why_blocked", verdict->why_blocked);
    jset(object, "override", override_value(&verdict->override));
    json_set_text(object, "bootstrap", verdict->bootstrap);
}

static struct jvalue *verdict_value(struct arena *arena, const struct verdict *verdict)
{
    struct view view;
    view_of_verdict(&view, arena, verdict);
    struct jvalue *object = jobject();
    jset_str(object, "ref", verdict->ref);
    jset_str(object, "kind", str_of(update_kind_name(verdict->kind)));
    jset(object, "base", oid_value(arena, &verdict->base));
    jset(object, "tip", oid_value(arena, &verdict->tip));
    set_outcome(object, verdict);
    jset(object, "policy", policy_value(verdict));
    json_set_text(object, "fingerprint", verdict->fingerprint.hex);
    jset(object, "counts", counts_value(&view));
    jset(object, "models", json_groups(arena, &view, true));
    jset(object, "files", json_groups(arena, &view, false));
    jset(object, "impact", impact_value(arena, verdict));
    jset(object, "plan", json_plan(view.plan));
    jset(object, "consumers", consumers_value(verdict));
    jset(object, "requirements", requirements_value(arena, verdict));
    jset(object, "meanings", meanings_value(arena, verdict));
    jset(object, "approvals",
         candidates_value(arena, verdict->approvals.items, verdict->approvals.count));
    jset(object, "diags", diags_value(verdict->diags));
    json_set_text(object, "next", sentence_next_command(arena, &view));
    return object;
}

void report_json(struct buf *out, struct arena *arena, const struct run *run,
                 const struct report_options *options)
{
    struct jvalue *root = json_start("verdicts", options), *verdicts = jarray();
    json_set_text(root, "repository", run->repository);
    jset(root, "elapsed_ms", options->elapsed_ms < 0 ? jnull() : jint(options->elapsed_ms));
    jset_str(root, "outcome", str_of(outcome_name(run_outcome(run))));
    jset_int(root, "ungoverned", (int64_t)run->ungoverned);
    for (size_t i = 0; i < run->count; i++)
        jpush(verdicts, verdict_value(arena, &run->verdicts[i]));
    jset(root, "verdicts", verdicts);
    json_write(out, root);
}
