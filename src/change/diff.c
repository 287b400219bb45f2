/* diff: the whole comparison: pairs of models, one topic after the other, then what is no model. */
#include "change/diff.h"

#include "change/resolved.h"

/* --- one pair -------------------------------------------------------------------------------- */

/* The next input that the query is made of, from index *at on; NULL at the end. */
static const struct input *next_input(const struct model *model, size_t *at)
{
    while (*at < model->inputs.count) {
        const struct input *input = &model->inputs.items[(*at)++];
        if (input->kind != INPUT_SIGNAL && input->uses != INPUT_IN_GUARDS)
            return input;
    }
    return NULL;
}

static bool same_inputs(const struct model *b, const struct model *a)
{
    size_t in_b = 0, in_a = 0;
    for (;;) {
        const struct input *old = next_input(b, &in_b), *new = next_input(a, &in_a);
        if (!old || !new)
            return !old && !new;
        if (!str_eq(old->digest, new->digest) || !str_eq(old->name, new->name))
            return false;
    }
}

static bool same_unknowns(const struct unknowns *b, const struct unknowns *a)
{
    if (b->count != a->count)
        return false;
    for (size_t i = 0; i < b->count; i++) {
        if (b->items[i].cause != a->items[i].cause || !str_eq(b->items[i].form, a->items[i].form))
            return false;
    }
    return true;
}

static bool reads_reshaped(const struct diff *run, const struct model *model)
{
    for (size_t i = 0; run->reshaped.count && i < model->dependencies.count; i++) {
        if (map_get(&run->reshaped, model->dependencies.items[i].fqn))
            return true;
    }
    return false;
}

static bool is_query_code(enum fact_code code)
{
    const char *name = fact_row(code)->code;
    return (name[0] == 'C' && name[1] == 'L') || (name[0] == 'S' && name[1] == 'Q');
}

/* Facts of this pair about its query or columns, from index `first` on. */
static bool query_is_told(const struct model_diff *m, size_t first)
{
    for (size_t i = first; i < m->run->set->facts.count; i++) {
        if (is_query_code(m->run->set->facts.items[i].code))
            return true;
    }
    return false;
}

static bool is_told(const struct model_diff *m, size_t first, enum fact_code code)
{
    for (size_t i = first; i < m->run->set->facts.count; i++) {
        if (m->run->set->facts.items[i].code == code)
            return true;
    }
    return false;
}

/* Never silence: a query whose form differs has said so by now, was proven to mean the same, or is
 * reported as a whole. */
static void diff_query_parts(struct model_diff *m)
{
    size_t first = m->run->set->facts.count, harmless = m->harmless;

    diff_columns(m);
    diff_unknowns(m);
    diff_query(m);
    if (m->form_fails && !is_told(m, first, FACT_SQ190))
        diff_query_fact(m, (struct fact){ .code = FACT_SQ190,
                                          .aspect = STR("query"),
                                          .old_text = m->before->query_text,
                                          .new_text = m->after->query_text,
                                          .note = STR("its semantic form does not read as the "
                                                      "same query") });
    bool proven = m->harmless > harmless && m->explained == 0;
    bool other_class = m->before->class != m->after->class; /* MD104 says it */
    if (m->query_differs && !proven && !other_class && !query_is_told(m, first))
        diff_query_fact(m, (struct fact){ .code = FACT_SQ115,
                                          .aspect = STR("query"),
                                          .old_text = model_query_form(m->before),
                                          .new_text = model_query_form(m->after) });
    diff_inherited(m);
    diff_dependencies(m);
}

/* A standalone audit is no table: what it checks is compared as a definition. */
static void diff_topics(struct model_diff *m)
{
    diff_model(m);
    diff_properties(m);
    diff_statements(m);
    diff_inputs(m);
    if (m->after->class != MODEL_AUDIT) {
        diff_grains(m);
        diff_audit_uses(m);
        diff_query_parts(m);
    }
    diff_lost(m);
}

static void diff_reformatted(struct model_diff *m)
{
    bool text_differs = !str_eq(m->before->text_digest, m->after->text_digest);

    if ((text_differs || m->harmless) && m->run->set->facts.count == m->first_fact)
        diff_fact(m,
                  (struct fact){ .code = FACT_MT100, .note = m->harmless ? m->excuse : STR_EMPTY });
}

/* Whether the text of the query differs and its form is no proof. */
static bool form_fails(const struct model *before, const struct model *after)
{
    return !models_share_query(before, after) &&
           (model_form_fails(before) || model_form_fails(after)) &&
           !same_bytes(before->query_text, after->query_text);
}

static void diff_both(struct diff *run, const struct model *before, const struct model *after)
{
    struct model_diff m = { .run = run,
                            .arena = &run->scratch,
                            .before = before,
                            .after = after,
                            .first_fact = run->set->facts.count,
                            .excuse = STR_EMPTY };

    m.form_fails = form_fails(before, after);
    m.query_differs =
        m.form_fails || (!models_share_query(before, after) &&
                         !same_bytes(model_query_form(before), model_query_form(after)));
    if (m.query_differs)
        resolve_queries(&m);
    if (!m.form_fails && same_once_resolved(&m)) {
        m.query_differs = false;
        diff_harmless(&m, STR("the query is the same once its names are resolved"));
    }
    m.inputs_differ = !same_inputs(before, after);
    m.unknowns_differ = !same_unknowns(model_unknowns(before), model_unknowns(after));
    m.parents_reshaped = reads_reshaped(run, before) || reads_reshaped(run, after);
    diff_topics(&m);
    diff_reformatted(&m);
    release_resolved(&m);
    arena_reset(&run->scratch);
}

/* --- models on one side ---------------------------------------------------------------------- */

static void push_fact(struct diff *run, struct fact fact)
{
    struct model_diff m = {
        .run = run, .arena = run->arena, .before = fact.before, .after = fact.after
    };
    diff_fact(&m, fact);
}

static void removed_model(struct diff *run, const struct model *model)
{
    bool off = map_get(&run->disabled, str_lower(run->arena, model->name)) != NULL;
    bool external = model->class == MODEL_EXTERNAL;

    if (model->class == MODEL_AUDIT)
        return; /* the definition that is gone is told by diff_project */
    push_fact(run, (struct fact){ .code = off ? FACT_MD103 : FACT_MD101,
                                  .before = model,
                                  .old_text = content_text(run->arena, model),
                                  .seal = content_seal(run->arena, model),
                                  .note = external ? STR("the table itself lies outside the "
                                                         "project and is not touched")
                                                   : STR_EMPTY });
}

/* Nobody reads a new model yet, so what cannot be foreseen in it breaks nobody; what is wrong with
 * its file is said all the same. */
static bool is_fault(enum unknown_cause cause)
{
    switch (cause) {
    case UNKNOWN_MACRO:
    case UNKNOWN_JINJA:
    case UNKNOWN_VARIABLE:
    case UNKNOWN_STAR:
    case UNKNOWN_PYTHON:
    case UNKNOWN_CONFIG:
        return false;
    default:
        return true;
    }
}

static void unread_parts(struct diff *run, const struct model *model)
{
    for (size_t i = 0; i < model_unknowns(model)->count; i++) {
        const struct unknown *unknown = &model_unknowns(model)->items[i];
        if (!is_fault(unknown->cause))
            continue;
        push_fact(run, (struct fact){ .code = FACT_SQ190,
                                      .after = model,
                                      .aspect = unknown_aspect(run->arena, unknown),
                                      .new_text = unknown->form,
                                      .note = str_of(unknown_text(unknown->cause)),
                                      .place = unknown->place });
    }
}

static void added_model(struct diff *run, const struct model *model)
{
    bool audit = model->class == MODEL_AUDIT;

    push_fact(run, (struct fact){ .code = audit ? FACT_MT107 : FACT_MD110,
                                  .after = model,
                                  .aspect = audit ? STR("standalone audit") : STR_EMPTY,
                                  .new_text = content_text(run->arena, model),
                                  .seal = content_seal(run->arena, model) });
    unread_parts(run, model);
}

/* --- the run --------------------------------------------------------------------------------- */

static bool same_column_names(const struct pair *pair)
{
    return column_names_same(model_column_names(pair->before), model_column_names(pair->after));
}

static void find_reshaped(struct diff *run, const struct pairs *pairs)
{
    vec_for (struct pair, pair, pairs) {
        pair->silent = pair->before && pair->after && models_silent(pair->before, pair->after);
        if (!pair->before || !pair->after || pair->silent)
            continue;
        if (!str_eq(pair->before->fqn, pair->after->fqn))
            map_put(&run->renamed, pair->before->fqn, pair);
        if (same_column_names(pair))
            continue;
        map_put(&run->reshaped, pair->before->fqn, pair);
        map_put(&run->reshaped, pair->after->fqn, pair);
    }
}

/* Of what is silent a comparison would find nothing. A build for tests makes it all the same, and
 * ends when it finds anything: then a fact hangs on something that models_silent does not look at.
 */
static bool skip_silent(struct diff *run, const struct pair *pair)
{
    if (!pair->silent)
        return false;
#ifdef DIFF_CHECK
    size_t count = run->set->facts.count;
    diff_both(run, pair->before, pair->after);
    if (run->set->facts.count != count || !same_column_names(pair))
        abort();
#else
    (void)run;
#endif
    return true;
}

static void find_disabled(struct diff *run)
{
    for (size_t p = 0; p < run->after->count; p++) {
        const struct project *project = run->after->items[p];
        for (size_t i = 0; i < project->disabled.count; i++)
            map_put(&run->disabled, str_lower(run->arena, project->disabled.items[i]), run);
    }
}

/* Several models can lie in one file. When another fact is told about that file, or the file was
 * told reformatted once, saying so for each of its models says nothing more. */
static void drop_repeated_reformats(struct change_set *set, struct arena *arena)
{
    struct map told;
    size_t kept = 0;

    map_init(&told, arena);
    for (size_t i = 0; i < set->facts.count; i++) {
        const struct fact *fact = &set->facts.items[i];
        const struct model *model = fact->after ? fact->after : fact->before;
        if (fact->code != FACT_MT100)
            map_put(&told, model ? model->path : fact->place.path, set);
    }
    for (size_t i = 0; i < set->facts.count; i++) {
        struct fact fact = set->facts.items[i];
        if (fact.code != FACT_MT100 || !map_put(&told, fact.after->path, set))
            set->facts.items[kept++] = fact;
    }
    set->facts.count = kept;
    map_release(&told);
}

void change_diff(struct change_set *out, struct arena *arena, const struct projects *before,
                 const struct projects *after)
{
    struct diff run = { .arena = arena, .before = before, .after = after, .set = out };
    struct pairs pairs = { 0 };

    *out = (struct change_set){ .arena = arena };
    arena_init_like(&run.scratch, arena);
    map_init(&run.reshaped, arena);
    map_init(&run.renamed, arena);
    map_init(&run.disabled, arena);
    find_disabled(&run);
    match_models(&pairs, &run);
    find_reshaped(&run, &pairs);
    vec_for (const struct pair, pair, &pairs) {
        if (!pair->before)
            added_model(&run, pair->after);
        else if (!pair->after)
            removed_model(&run, pair->before);
        else if (!skip_silent(&run, pair))
            diff_both(&run, pair->before, pair->after);
    }
    diff_projects(&run);
    drop_repeated_reformats(out, arena);
    set_finish(out);
    map_release(&run.reshaped);
    map_release(&run.renamed);
    map_release(&run.disabled);
    arena_release(&run.scratch);
}
