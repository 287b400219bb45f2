/* facts: the gate's own facts, which need a policy, a ref or the list of changed files.
 *
 * Two sorts. Facts of the content (policy and contract files with their blob ids) say what the push
 * contains: they are part of the fingerprint that approvals are bound to. Facts of the policy say
 * what base's policy makes of it today (unowned, contract untouched, waiver expired, ref deleted):
 * they follow from the content and never kill an approval. A model's class stays that of its own
 * change: being unowned does not make a new column anything else than additive. */
#include "gate/gate_private.h"

#include "codec/date.h"

void judge_undecided(struct judge *judge, struct str why)
{
    if (judge->undecided.len == 0)
        judge->undecided = why;
}

static struct fact file_fact(enum fact_code code, struct str subject, struct str aspect,
                             struct str note, struct place place)
{
    return (struct fact){ .code = code,
                          .subject = subject,
                          .column = STR_EMPTY,
                          .aspect = aspect,
                          .old_text = STR_EMPTY,
                          .new_text = STR_EMPTY,
                          .note = note,
                          .place = place };
}

/* ---- content ---- */

/* The whole blob ids stand for the texts: an approval of a policy file dies with any change. */
static void add_file_change(struct change_set *set, enum fact_code code,
                            const struct path_change *path, struct str note)
{
    struct fact fact =
        file_fact(code, path->path, STR_EMPTY, note, (struct place){ .path = path->path });
    fact.old_text = oid_hex(set->arena, &path->old_id);
    fact.new_text = oid_hex(set->arena, &path->new_id);
    change_add(set, fact);
}

static struct str what_happened(const struct path_change *path)
{
    if (oid_is_none(&path->old_id))
        return STR("the file is new");
    if (oid_is_none(&path->new_id))
        return STR("the file is gone");
    return STR_EMPTY;
}

/* The path to which a removed contract went unchanged, or NULL. */
static const struct path_change *moved_to(const struct policy *policy,
                                          const struct path_change *gone,
                                          const struct path_change *paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (oid_is_none(&paths[i].old_id) && oid_eq(&paths[i].new_id, &gone->old_id) &&
            contract_path(policy, paths[i].path))
            return &paths[i];
    return NULL;
}

/* A new contract adds a promise and takes none away: no fact. */
static void add_contract_change(struct change_set *set, const struct policy *policy,
                                const struct path_change *paths, size_t count, size_t at)
{
    const struct path_change *path = &paths[at];
    if (oid_is_none(&path->old_id))
        return;
    if (!oid_is_none(&path->new_id)) {
        add_file_change(set, FACT_CT106, path, STR_EMPTY);
        return;
    }
    const struct path_change *to = moved_to(policy, path, paths, count);
    if (to)
        add_file_change(set, FACT_CT106, path,
                        str_fmt(set->arena, "moved to %.*s", STR_ARG(to->path)));
    else
        add_file_change(set, FACT_CT104, path, STR("the file is gone"));
}

void facts_of_content(struct change_set *out, struct arena *arena, const struct gate_input *input,
                      const struct projects *after, const struct path_change *paths,
                      size_t path_count)
{
    *out = (struct change_set){ .arena = arena };
    if (input->before && after)
        change_diff(out, arena, input->before, after);
    if (!after)
        return;
    for (size_t i = 0; i < path_count; i++) {
        if (policy_is_policy_path(paths[i].path))
            add_file_change(out, FACT_PO101, &paths[i], what_happened(&paths[i]));
        else if (contract_path(input->policy, paths[i].path))
            add_contract_change(out, input->policy, paths, path_count, i);
    }
}

struct change_set facts_copy(const struct change_set *set)
{
    struct change_set copy = { .arena = set->arena };
    for (size_t i = 0; i < set->facts.count; i++)
        vec_push(set->arena, &copy.facts, set->facts.items[i]);
    for (size_t i = 0; i < set->models.count; i++)
        vec_push(set->arena, &copy.models, set->models.items[i]);
    return copy;
}

void facts_fingerprint(struct fingerprint *out, const struct change_set *content,
                       const bool *asked_codes)
{
    bool *material = arena_array(content->arena, content->facts.count, sizeof *material);
    for (size_t i = 0; i < content->facts.count; i++)
        material[i] = asked_codes[content->facts.items[i].code];
    change_fingerprint(out, content->arena, content, material);
}

/* ---- policy ---- */

static bool is_material(const struct change_set *set, const struct model_change *change)
{
    for (size_t i = 0; i < change->fact_count; i++)
        if (fact_class_of(&set->facts.items[change->first_fact + i]) > CLASS_METADATA)
            return true;
    return false;
}

/* A change that asks nobody needs no owner: reformatting an unowned model stays silent. */
static void unowned_models(struct judge *judge, struct model_facts *out)
{
    const struct change_set *set = &judge->out->changes;
    for (size_t i = 0; i < set->models.count; i++) {
        const struct model_change *change = &set->models.items[i];
        const struct model *side = change->after ? change->after : change->before;
        if (!is_material(set, change) || policy_owner(judge->input->policy, side->name, side->path))
            continue;
        struct fact fact = file_fact(FACT_OW101, change->name, STR_EMPTY, STR_EMPTY, side->place);
        fact.before = change->before;
        fact.after = change->after;
        if (side->owner.len > 0)
            fact.note = str_fmt(judge->arena, "the model's own owner property says %.*s",
                                STR_ARG(side->owner));
        vec_push(judge->arena, out, (struct model_fact){ i, fact });
    }
}

static int fact_order(const void *a, const void *b)
{
    const struct model_fact *x = a, *y = b;
    if (x->model != y->model)
        return x->model < y->model ? -1 : 1;
    if (x->fact.code != y->fact.code)
        return x->fact.code < y->fact.code ? -1 : 1;
    return str_cmp(x->fact.aspect, y->fact.aspect);
}

void facts_merge(struct change_set *set, const struct model_facts *more)
{
    if (more->count == 0)
        return;
    qsort(more->items, more->count, sizeof *more->items, fact_order);
    struct change_set merged = { .arena = set->arena };
    size_t next = 0, done = 0; /* of more; of set->facts */
    for (size_t i = 0; i < set->models.count; i++) {
        struct model_change *change = &set->models.items[i];
        size_t first = merged.facts.count, end = change->first_fact + change->fact_count;
        for (size_t at = change->first_fact; at < end; at++) {
            while (next < more->count && more->items[next].model == i &&
                   more->items[next].fact.code < set->facts.items[at].code)
                vec_push(set->arena, &merged.facts, more->items[next++].fact);
            vec_push(set->arena, &merged.facts, set->facts.items[at]);
        }
        while (next < more->count && more->items[next].model == i)
            vec_push(set->arena, &merged.facts, more->items[next++].fact);
        done = end > done ? end : done;
        change->first_fact = first;
        change->fact_count = merged.facts.count - first;
    }
    for (size_t at = done; at < set->facts.count; at++)
        vec_push(set->arena, &merged.facts, set->facts.items[at]);
    set->facts.items = merged.facts.items;
    set->facts.count = merged.facts.count;
    set->facts.cap = merged.facts.cap;
}

static void broken_policy(struct judge *judge)
{
    const struct diags *tip = judge->input->tip_diags;
    for (size_t i = 0; tip && i < tip->count; i++) {
        const struct diag *diag = &tip->items[i];
        if (diag->level == DIAG_ERROR)
            change_add(&judge->out->changes, file_fact(FACT_PO102, diag->place.path, diag->text,
                                                       diag->hint, diag->place));
    }
}

/* A waiver names a fact by code or slug, or a rule by its id; which facts a rule looks at is not
 * told here, so a rule's waiver is measured by its model alone. */
static bool waiver_names(const struct waiver *waiver, const struct fact *fact)
{
    if (fact->column.len > 0 && waiver->column.len > 0 &&
        !str_eq_fold(waiver->column, fact->column))
        return false;
    enum fact_code code = fact_find(waiver->rule);
    if (code != FACT_COUNT ? code != fact->code : fact_class_of(fact) <= CLASS_METADATA)
        return false;
    return !waiver->model || pattern_match(waiver->model, fact->subject) == PATTERN_YES;
}

static bool waiver_would_apply(const struct change_set *set, const struct waiver *waiver)
{
    for (size_t i = 0; i < set->facts.count; i++)
        if (waiver_names(waiver, &set->facts.items[i]))
            return true;
    return false;
}

/* Only those that this push would have used: an old waiver is nobody's news otherwise. */
static void expired_waivers(struct judge *judge)
{
    const struct policy *policy = judge->input->policy;
    struct change_set *set = &judge->out->changes;
    for (size_t i = 0; i < policy->waivers.count; i++) {
        const struct waiver *waiver = &policy->waivers.items[i];
        if (waiver->until_days >= judge->input->today_days || !waiver_would_apply(set, waiver))
            continue;
        struct str model = waiver->model ? pattern_text(waiver->model) : STR("*");
        struct str day = date_format(judge->arena, waiver->until_days);
        struct str aspect =
            str_fmt(judge->arena, "%.*s %.*s", STR_ARG(waiver->rule), STR_ARG(model));
        struct str note = str_fmt(judge->arena, "it held until %.*s", STR_ARG(day));
        change_add(set, file_fact(FACT_PO103, waiver->place.path, aspect, note, waiver->place));
    }
}

static bool has_text(const struct diags *diags, struct str text)
{
    for (size_t i = 0; i < diags->count; i++)
        if (str_eq(diags->items[i].text, text))
            return true;
    return false;
}

/* Consumers that name something which is not there after the push and was before, or which the
 * push itself declares. */
static void lost_consumers(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    const struct policy *later = input->tip_policy ? input->tip_policy : input->policy;
    if (input->tip_diags && diags_count(input->tip_diags, DIAG_ERROR) > 0)
        later = input->policy;
    struct diags old, new;
    diags_init(&old, judge->arena);
    diags_init(&new, judge->arena);
    struct reader *readers =
        arena_array(judge->arena, input->policy->consumers.count, sizeof *readers);
    policy_readers(readers, judge->arena, input->policy, input->before, &old);
    readers = arena_array(judge->arena, later->consumers.count, sizeof *readers);
    policy_readers(readers, judge->arena, later, input->after, &new);
    for (size_t i = 0; i < new.count; i++) {
        const struct diag *diag = &new.items[i];
        if (!has_text(&old, diag->text))
            change_add(&judge->out->changes, file_fact(FACT_CO103, diag->place.path, diag->text,
                                                       diag->hint, diag->place));
    }
}

static void ref_facts(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    struct change_set *set = &judge->out->changes;
    struct str base = oid_short(judge->arena, &input->base);
    struct place nowhere = { .path = STR_EMPTY };
    if (input->refused.len > 0)
        change_add(set, file_fact(FACT_GT102, input->ref, STR_EMPTY, input->refused, nowhere));
    if (input->kind == UPDATE_DELETE)
        change_add(set, file_fact(FACT_GT103, input->ref, STR_EMPTY,
                                  str_fmt(judge->arena, "it is at %.*s", STR_ARG(base)), nowhere));
    if (input->kind == UPDATE_REWIND)
        change_add(set, file_fact(FACT_GT104, input->ref, STR_EMPTY,
                                  str_fmt(judge->arena, "%.*s is not part of the new history",
                                          STR_ARG(base)),
                                  nowhere));
}

void facts_of_policy(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    if (input->before && input->after && input->policy->exists) {
        struct model_facts more = { 0 };
        unowned_models(judge, &more);
        contract_facts(judge, &more);
        facts_merge(&judge->out->changes, &more);
        lost_consumers(judge);
        expired_waivers(judge);
    }
    broken_policy(judge);
    ref_facts(judge);
}
