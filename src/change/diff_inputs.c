/* diff_inputs: what a model is made of besides its own text, its statements around the query, and
 * what could not be read. */
#include "change/diff.h"
#include "change/plain.h"
#include "codec/digest.h"

static enum fact_code input_code(const struct input *input)
{
    if (input->uses == INPUT_IN_GUARDS && input->kind != INPUT_SIGNAL)
        return FACT_AU102;
    switch (input->kind) {
    case INPUT_SEED_FILE:
        return FACT_SQ112;
    case INPUT_SIGNAL:
        return FACT_MT105;
    default:
        return FACT_SQ104;
    }
}

static const struct str *variable_value(const struct config *config, struct str name)
{
    const struct str *value = map_get(&config->variables, name);
    return !value && str_eq(name, STR("gateway")) ? &config->default_gateway : value;
}

/* A variable of the configuration shows its value; all else shows the digest of what it means. */
static struct str input_text(struct arena *arena, const struct projects *projects,
                             const struct model *model, const struct input *input)
{
    const struct str *value = NULL;

    if (!input)
        return STR_EMPTY;
    for (size_t i = 0; i < projects->count && input->kind == INPUT_VARIABLE; i++) {
        if (str_eq(projects->items[i]->root, model->project))
            value = variable_value(&projects->items[i]->config, input->name);
    }
    return value && str_eq(digest_hex(arena, *value), input->digest) ? *value : input->digest;
}

static void input_fact(struct model_diff *m, const struct input *b, const struct input *a)
{
    const struct input *any = a ? a : b;
    /* On one side more than the audits may use it. */
    const struct input *part = b && b->uses != INPUT_IN_GUARDS ? b : any;

    diff_fact(m, (struct fact){ .code = input_code(part),
                                .aspect = str_fmt(m->arena, "%s %.*s", input_kind_name(any->kind),
                                                  STR_ARG(any->name)),
                                .old_text = input_text(m->arena, m->run->before, m->before, b),
                                .new_text = input_text(m->arena, m->run->after, m->after, a),
                                .place = str_is_empty(any->path)
                                             ? m->after->place
                                             : (struct place){ any->path, 0, 0 } });
}

static int cmp_inputs(const struct input *b, const struct input *a)
{
    if (b->kind != a->kind)
        return b->kind < a->kind ? -1 : 1;
    return str_cmp(b->name, a->name);
}

/* A seed has one file: another path with the same rows is no change of rows. */
static bool same_seed_rows(const struct model_diff *m)
{
    const struct input *old = NULL, *new = NULL;
    for (size_t i = 0; i < m->before->inputs.count; i++) {
        if (m->before->inputs.items[i].kind == INPUT_SEED_FILE)
            old = &m->before->inputs.items[i];
    }
    for (size_t i = 0; i < m->after->inputs.count; i++) {
        if (m->after->inputs.items[i].kind == INPUT_SEED_FILE)
            new = &m->after->inputs.items[i];
    }
    return old && new &&str_eq(old->digest, new->digest);
}

void diff_inputs(struct model_diff *m)
{
    const struct model *before = m->before, *after = m->after;
    bool same_seed = same_seed_rows(m);

    for (size_t b = 0, a = 0; b < before->inputs.count || a < after->inputs.count;) {
        const struct input *old = b < before->inputs.count ? &before->inputs.items[b] : NULL;
        const struct input *new = a < after->inputs.count ? &after->inputs.items[a] : NULL;
        int order = !old ? 1 : !new ? -1 : cmp_inputs(old, new);
        const struct input *any = order <= 0 ? old : new;

        b += order <= 0;
        a += order >= 0;
        if ((order == 0 && str_eq(old->digest, new->digest)) ||
            (any->kind == INPUT_SEED_FILE && same_seed))
            continue;
        input_fact(m, order <= 0 ? old : NULL, order >= 0 ? new : NULL);
    }
}

static void statement_fact(struct model_diff *m, const char *word, size_t number,
                           const struct statement *b, const struct statement *a)
{
    bool virtual_layer = word[0] == 'o';
    diff_fact(m, (struct fact){ .code = FACT_SQ110,
                                .aspect = str_fmt(m->arena, "%s %zu", word, number),
                                .old_text = b ? b->form : STR_EMPTY,
                                .new_text = a ? a->form : STR_EMPTY,
                                .note = virtual_layer ? STR("SQLMesh calls this metadata")
                                                      : STR("SQLMesh calls this non-breaking: it "
                                                            "spares the models below"),
                                .place = a ? a->place : m->after->place });
}

/* A side's statements without the definitions that nobody uses. */
static struct statements without_idle(struct model_diff *m, const struct model *model,
                                      const struct statements *list)
{
    struct statements kept = { 0 };
    vec_for (const struct statement, it, list) {
        if (!definition_is_idle(m->arena, model, it))
            vec_push(m->arena, &kept, *it);
    }
    return kept;
}

/* Equal statements at the start and at the end are set aside; what lies between is paired in
 * order. */
static void diff_list(struct model_diff *m, const char *word, const struct statements *before,
                      const struct statements *after)
{
    size_t first = 0, b = before->count, a = after->count;

    while (first < b && first < a && str_eq(before->items[first].form, after->items[first].form))
        first++;
    while (b > first && a > first && str_eq(before->items[b - 1].form, after->items[a - 1].form)) {
        b--;
        a--;
    }
    for (size_t i = first; i < b || i < a; i++) {
        const struct statement *old = i < b ? &before->items[i] : NULL;
        const struct statement *new = i < a ? &after->items[i] : NULL;
        if (!old || !new || !str_eq(old->form, new->form))
            statement_fact(m, word, i + 1, old, new);
    }
}

void diff_statements(struct model_diff *m)
{
    struct statements before = without_idle(m, m->before, &m->before->pre);
    struct statements after = without_idle(m, m->after, &m->after->pre);

    if (before.count - m->before->pre.count != after.count - m->after->pre.count)
        diff_harmless(m, STR("nothing in the model uses what a @DEF defines"));
    diff_list(m, "pre-statement", &before, &after);
    diff_list(m, "post-statement", &m->before->post, &m->after->post);
    diff_list(m, "on virtual update", &m->before->on_virtual, &m->after->on_virtual);
}

static void unknown_fact(struct model_diff *m, const struct unknown *b, const struct unknown *a)
{
    const struct unknown *any = a ? a : b;

    diff_fact(m, (struct fact){ .code = FACT_SQ190,
                                .aspect = unknown_aspect(m->arena, any),
                                .old_text = b ? b->form : STR_EMPTY,
                                .new_text = a ? a->form : STR_EMPTY,
                                .note = str_of(unknown_text(any->cause)),
                                .place = a ? a->place : m->after->place });
}

static int cmp_unknown(const struct unknown *b, const struct unknown *a)
{
    if (b->cause != a->cause)
        return b->cause < a->cause ? -1 : 1;
    int order = str_cmp(b->what, a->what);
    return order ? order : str_cmp(b->form, a->form);
}

static int cmp_unknowns(const void *left, const void *right)
{
    return cmp_unknown(*(const struct unknown *const *)left, *(const struct unknown *const *)right);
}

struct unknown_list {
    VEC_OF(const struct unknown *);
};

static struct unknown_list sorted_unknowns(struct arena *arena, const struct unknowns *unknowns)
{
    struct unknown_list list = { 0 };
    for (size_t i = 0; i < unknowns->count; i++) {
        if (unknowns->items[i].cause != UNKNOWN_STAR)
            vec_push(arena, &list, &unknowns->items[i]);
    }
    if (list.count)
        qsort(list.items, list.count, sizeof *list.items, cmp_unknowns);
    return list;
}

/* Whether what the query means may hang on a part of this sort. Parts of the MODEL block and of a
 * decorator stand beside the query. */
static bool is_in_query(const struct unknown *unknown)
{
    switch (unknown->cause) {
    case UNKNOWN_MODEL_BLOCK:
    case UNKNOWN_PYTHON:
    case UNKNOWN_CONFIG:
    case UNKNOWN_NAME:
    case UNKNOWN_MISSING:
    case UNKNOWN_DUPLICATE:
        return false;
    default:
        return true;
    }
}

/* What was not read on either side: reported when it changed itself, and when the query around
 * it did, because what the rest means may hang on it. Stars are the business of the columns
 * (CL109). */
void diff_unknowns(struct model_diff *m)
{
    if (model_unknowns(m->before)->count == 0 && model_unknowns(m->after)->count == 0)
        return;
    struct unknown_list before = sorted_unknowns(m->arena, model_unknowns(m->before));
    struct unknown_list after = sorted_unknowns(m->arena, model_unknowns(m->after));

    for (size_t b = 0, a = 0; b < before.count || a < after.count;) {
        const struct unknown *old = b < before.count ? before.items[b] : NULL;
        const struct unknown *new = a < after.count ? after.items[a] : NULL;
        int order = !old ? 1 : !new ? -1 : cmp_unknown(old, new);
        bool same_thing = old && new && old->cause == new->cause &&str_eq(old->what, new->what);

        if (order == 0 && (!m->query_differs || !is_in_query(old))) {
            b++;
            a++;
            continue;
        }
        unknown_fact(m, same_thing || order < 0 ? old : NULL, same_thing || order > 0 ? new : NULL);
        b += same_thing || order < 0;
        a += same_thing || order > 0;
    }
}

static bool fqn_is_in(const struct strs *sorted, struct str fqn)
{
    return sorted->count && bsearch(&fqn, sorted->items, sorted->count, sizeof fqn, str_cmp_qsort);
}

/* depends_on of a SQL model only orders the runs; of a Python model it is all that is known of what
 * the code reads. */
static bool is_only_declared(const struct model *model, const struct dependency *dependency)
{
    return dependency->declared && model->class != MODEL_PYTHON;
}

static void dependency_fact(struct model_diff *m, const struct model *model,
                            const struct dependency *dependency, struct str old, struct str new)
{
    if (is_only_declared(model, dependency))
        diff_fact(m, (struct fact){ .code = FACT_MT105,
                                    .aspect = STR("property depends_on"),
                                    .old_text = old,
                                    .new_text = new,
                                    .note = STR("SQLMesh rebuilds the models below when a "
                                                "declared parent comes or goes") });
    else if (!m->sources_told)
        diff_fact(m,
                  (struct fact){
                      .code = FACT_SQ103,
                      .aspect = str_concat(m->arena, STR("table "), str_is_empty(new) ? old : new),
                      .old_text = old,
                      .new_text = new,
                      .place = str_is_empty(new) ? m->after->place : dependency->place });
}

static void names_of(struct strs *out, struct arena *arena, const struct model *model)
{
    for (size_t i = 0; i < model->dependencies.count; i++)
        vec_push(arena, out, model->dependencies.items[i].fqn);
}

/* The tables that are read anywhere, unless the comparison of the query named them already. */
void diff_dependencies(struct model_diff *m)
{
    struct strs before = { 0 }, after = { 0 };

    m->sources_told = diff_has(m, FACT_SQ103);
    names_of(&before, m->arena, m->before);
    names_of(&after, m->arena, m->after);
    for (size_t i = 0; i < m->before->dependencies.count; i++) {
        const struct dependency *dependency = &m->before->dependencies.items[i];
        if (!fqn_is_in(&after, dependency->fqn) && !diff_asks_for_lost(m, dependency))
            dependency_fact(m, m->before, dependency, fqn_plain(m->arena, dependency->fqn),
                            STR_EMPTY);
    }
    for (size_t i = 0; i < m->after->dependencies.count; i++) {
        const struct dependency *dependency = &m->after->dependencies.items[i];
        if (!fqn_is_in(&before, dependency->fqn))
            dependency_fact(m, m->after, dependency, STR_EMPTY,
                            fqn_plain(m->arena, dependency->fqn));
    }
}
