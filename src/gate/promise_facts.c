/* promise_facts: what became of the promises of the contracts, as facts about the models that they
 * cover; and what each fact of the push is to a promise, for the rules to ask. */
#include "gate/promises.h"

/* ---- facts ---- */

bool promise_is_part(struct str path, struct str column)
{
    return path.len > column.len && (path.ptr[column.len] == '.' || path.ptr[column.len] == '[') &&
           str_eq_fold(str_sub(path, 0, column.len), column);
}

/* The column of the object that the path begins with; NULL when there is none. */
static const struct contract_column *top_of(const struct contract_object *object, struct str path)
{
    for (size_t i = 0; object && i < object->columns.count; i++) {
        struct str own = object->columns.items[i].path;
        if (str_eq(path, own) || promise_is_part(path, own))
            return &object->columns.items[i];
    }
    return NULL;
}

static bool is_top(const struct contract_column *column)
{
    return column && str_eq(column->path, column->name);
}

/* The path of the column in the table, as models and consumers call it; where it got another name
 * there, the one that they know. */
static struct str column_in_table(struct arena *arena, const struct promise_change *change)
{
    const struct contract_column *named =
        change->new_column ? change->new_column : change->old_column;
    const struct contract_column *known = change->old_column ? change->old_column : named;
    if (!is_top(named) || !is_top(known))
        known = named = top_of(
            change->new_column || !change->before ? change->after : change->before, change->column);
    if (!named || !str_starts(change->column, named->path))
        return change->column;
    struct str rest = str_sub(change->column, named->path.len, change->column.len);
    return rest.len == 0 ? contract_column_physical(known)
                         : str_fmt(arena, "%.*s%.*s", STR_ARG(contract_column_physical(known)),
                                   STR_ARG(rest));
}

static struct fact promise_fact(struct arena *arena, const struct promise_change *change,
                                struct str subject, const struct model *before,
                                const struct model *after)
{
    bool of_column = fact_row(change->code)->scope == SCOPE_COLUMN && change->column.len > 0;
    return (struct fact){ .code = change->code,
                          .before = before,
                          .after = after,
                          .subject = subject,
                          .column = of_column ? column_in_table(arena, change) : STR_EMPTY,
                          .aspect = change->aspect,
                          .old_text = change->old_text,
                          .new_text = change->new_text,
                          .note = change->note,
                          .place = change->place };
}

static const struct model *at_other_side(const struct projects *projects, const struct model *model)
{
    return projects ? projects_model(projects, model->fqn) : NULL;
}

/* Whether a change is about what this says of its model: of its object, or of all objects where it
 * is about the contract as a whole. Words about a contract are about no model. */
static bool is_about(const struct promise_change *change, const struct contract_object *object,
                     const struct cover *cover)
{
    if (object)
        return cover->object == object;
    return change->view != PROMISE_DESCRIBED && !change->before && !change->after &&
           !cover->is_repeat;
}

/* One fact per model that an object of one side covers; false when it covers none. */
static bool add_of_side(struct judge *judge, const struct contract_pair *pair,
                        const struct promise_change *change, bool at_tip, struct fact_list *out)
{
    const struct gate_input *input = judge->input;
    const struct covers *covers =
        at_tip ? &judge->promises.covers_after : &judge->promises.covers_before;
    const struct contract_object *object = at_tip ? change->after : change->before;
    struct cover_slice slice = covers_by(covers, at_tip ? pair->after : pair->before);
    size_t first = out->count;
    vec_for (const struct cover, cover, &slice) {
        if (!is_about(change, object, cover))
            continue;
        const struct model *other =
            at_other_side(at_tip ? input->before : input->after, cover->model);
        vec_push(judge->arena, out,
                 promise_fact(judge->arena, change, cover->model->name,
                              at_tip ? other : cover->model, at_tip ? cover->model : other));
    }
    return out->count > first;
}

/* A contract of nothing that exists keeps the name that the file gives it. */
static void add_change(struct judge *judge, const struct contract_pair *pair,
                       const struct promise_change *change, struct fact_list *out)
{
    if (add_of_side(judge, pair, change, true, out) || add_of_side(judge, pair, change, false, out))
        return;
    const struct contract_object *any = change->after ? change->after : change->before;
    struct str names[3];
    struct str subject = change->place.path;
    if (any && contract_object_names(names, any) > 0)
        subject = names[0];
    vec_push(judge->arena, out, promise_fact(judge->arena, change, subject, NULL, NULL));
}

/* Whether one of them takes the place of what was promised: as much in force, and as protected. */
static bool is_covered(const struct judge *judge, const struct cover_list *list,
                       const struct contract_file *was)
{
    for (size_t i = 0; list && i < list->count; i++) {
        const struct contract_file *now = list->items[i]->file;
        if (!contract_file_binds(was) ||
            (contract_file_binds(now) &&
             !contract_protects_less(judge->input->policy, was->path, now->path)))
            return true;
    }
    return false;
}

/* Whether the model lost the promise, though its file was not lost. What became of the status of
 * its own contract is told by that. */
static bool is_lost(const struct judge *judge, const struct cover *cover,
                    const struct contract_pair *pair, const struct model *now)
{
    const struct covers *after = &judge->promises.covers_after;
    if (!now || !pair || !pair->after || !pair->after->is_read)
        return false;
    return !is_covered(judge, covers_of(after, now), cover->file) &&
           !covers_file(after, pair->after, now);
}

/* A file that is gone from the tip is a fact of the content already. */
static void add_losses(struct judge *judge, struct fact_list *out)
{
    vec_for (const struct cover, cover, &judge->promises.covers_before) {
        const struct model *now = at_other_side(judge->input->after, cover->model);
        const struct contract_pair *pair =
            contract_pair_from(&judge->promises.pairs, cover->file->path);
        if (!is_lost(judge, cover, pair, now))
            continue;
        bool any = covers_of(&judge->promises.covers_after, now) != NULL;
        struct str path = pair->after->path;
        vec_push(judge->arena, out,
                 file_fact(FACT_CT104, path, cover->model->name,
                           str_fmt(judge->arena, "%.*s is under no contract%s any more",
                                   STR_ARG(cover->model->name), any ? " that binds as much" : ""),
                           (struct place){ .path = path }));
    }
}

/* What is gone as a whole is told by coverage. */
void promise_facts(struct judge *judge, struct fact_list *out)
{
    vec_for (const struct contract_pair, pair, &judge->promises.pairs) {
        vec_for (const struct promise_change, change, &pair->changes) {
            if (change->code != FACT_CT104)
                add_change(judge, pair, change, out);
        }
    }
    add_losses(judge, out);
}

/* ---- what a fact is to a promise ---- */

/* Path of the contract that the fact is about; "" when it is about none. */
static struct str contract_path_of(const struct fact *fact)
{
    enum promise_view view;
    switch (fact->code) {
    case FACT_CT101:
        return fact->aspect;
    case FACT_CT104:
    case FACT_CT106:
        return fact->subject;
    case FACT_CT102:
    case FACT_CT103:
    case FACT_CT105:
    case FACT_CT107:
    case FACT_CT108:
    case FACT_CT110:
        return fact->place.path;
    default:
        return fact_promise(fact->code, &view) ? fact->place.path : STR_EMPTY;
    }
}

/* A step that is too small is as bad as what it does not say; of a description nobody is asked. */
static enum promise_effect version_effect(const struct judge *judge,
                                          const struct contract_pair *pair)
{
    enum promise_effect effect = pair_effect(judge, pair);
    return effect == EFFECT_EXTENDED ? EFFECT_AT_RISK : effect;
}

static enum promise_effect effect_in(const struct judge *judge, const struct fact *fact,
                                     const struct contract_pair *pair)
{
    enum promise_view view;
    if (fact->code == FACT_CT106)
        return pair->effect == EFFECT_NONE ? EFFECT_DESCRIBED : pair->effect;
    if (fact->code == FACT_CT102 || fact->code == FACT_CT103)
        return version_effect(judge, pair);
    if (fact->code == FACT_CT107)
        return EFFECT_AT_RISK;
    if (fact->code == FACT_CT108 || fact->code == FACT_CT110)
        return promise_effect(PROMISE_LOOSENED, contract_pair_terms(pair));
    if (fact->code == FACT_CT109 && !pair->before) /* what is new breaks nothing */
        return EFFECT_AT_RISK;
    return promise_effect(fact_promise(fact->code, &view) ? view : PROMISE_LOOSENED, pair->terms);
}

/* Where files changed places, the path is that of two contracts: the stricter one counts. */
static enum promise_effect effect_of(const struct judge *judge, const struct fact *fact)
{
    struct str path = contract_path_of(fact);
    if (path.len == 0)
        return EFFECT_NONE;
    const struct contract_pair *at = contract_pair_at(&judge->promises.pairs, path);
    const struct contract_pair *from = contract_pair_from(&judge->promises.pairs, path);
    if (!at)
        return EFFECT_BROKEN;
    enum promise_effect effect = effect_in(judge, fact, at);
    enum promise_effect other = from && from != at ? effect_in(judge, fact, from) : effect;
    return other > effect ? other : effect;
}

/* ---- what may go ---- */

static enum deprecation state_of(const struct judge *judge, const struct contract_end *end)
{
    if (!end->is_deprecated)
        return DEPRECATION_NONE;
    return contract_end_is_over(end, judge->input->today_days) ? DEPRECATION_OVER
                                                               : DEPRECATION_ANNOUNCED;
}

static enum deprecation worse(enum deprecation a, enum deprecation b)
{
    return a > b ? a : b;
}

/* A field goes with the column that it is a part of. */
static enum deprecation end_of_field(const struct judge *judge,
                                     const struct contract_columns *fields, struct str path)
{
    enum deprecation state = DEPRECATION_NONE;
    for (size_t i = 0; fields && i < fields->count;) {
        const struct contract_column *field = &fields->items[i++];
        bool is_it = str_eq_fold(field->path, path);
        if (!is_it && !promise_is_part(path, field->path))
            continue;
        state = worse(state, state_of(judge, &field->end));
        fields = is_it ? NULL : &field->children;
        i = 0;
    }
    return state;
}

/* path: in the table, so that a column with a physical name begins with that. */
static enum deprecation end_of_column(const struct judge *judge,
                                      const struct contract_object *object, struct str path)
{
    vec_for (const struct contract_column, column, &object->columns) {
        struct str own = contract_column_physical(column);
        if (str_eq_fold(own, path))
            return state_of(judge, &column->end);
        if (!promise_is_part(path, own))
            continue;
        struct str rest = str_sub(path, own.len, path.len);
        path = str_fmt(judge->arena, "%.*s%.*s", STR_ARG(column->path), STR_ARG(rest));
        return worse(state_of(judge, &column->end), end_of_field(judge, &column->children, path));
    }
    return DEPRECATION_NONE;
}

/* What one contract of base says about the end of what goes: of the column, of all of the model, of
 * the whole contract. */
static enum deprecation promised_end(const struct judge *judge, const struct cover *cover,
                                     const struct fact *fact)
{
    const struct contract *contract = &cover->file->contract;
    enum deprecation state = state_of(judge, &cover->object->end);
    state = worse(state, state_of(judge, &contract->end));
    if (contract_may_go(contract, judge->input->today_days))
        state = DEPRECATION_OVER;
    if (!cover->has_ends || fact->column.len == 0)
        return state;
    return worse(state, end_of_column(judge, cover->object, fact->column));
}

/* Every contract that covers the model must let it go. */
static enum deprecation end_of_model(const struct judge *judge, const struct fact *fact)
{
    const struct cover_list *list = covers_of(&judge->promises.covers_before, fact->before);
    enum deprecation state = list ? DEPRECATION_OVER : DEPRECATION_NONE;
    for (size_t i = 0; list && i < list->count; i++) {
        enum deprecation one = promised_end(judge, list->items[i], fact);
        state = one < state ? one : state;
    }
    return state;
}

static enum deprecation end_of_contract(const struct judge *judge, const struct fact *fact)
{
    const struct contract_pair *pair = contract_pair_from(&judge->promises.pairs, fact->subject);
    bool read = pair && pair->before && pair->before->is_read;
    return read && contract_may_go(&pair->before->contract, judge->input->today_days)
               ? DEPRECATION_OVER
               : DEPRECATION_NONE;
}

static enum deprecation deprecation_of(const struct judge *judge, const struct fact *fact)
{
    enum promise_view view;
    switch (fact->code) {
    case FACT_CL101:
    case FACT_MD101:
    case FACT_MD103:
        return end_of_model(judge, fact);
    case FACT_CT104:
        return end_of_contract(judge, fact);
    default: /* of what may go, less may be promised */
        return fact_promise(fact->code, &view) && fact->column.len > 0 ? end_of_model(judge, fact)
                                                                       : DEPRECATION_NONE;
    }
}

const struct promise_state *promise_states(struct judge *judge)
{
    const struct change_set *set = &judge->out->changes;
    if (!judge->contracts_known)
        return NULL;
    struct promise_state *states = arena_array(judge->arena, set->facts.count, sizeof *states);
    for (size_t i = 0; i < set->facts.count; i++)
        states[i] = (struct promise_state){ effect_of(judge, &set->facts.items[i]),
                                            deprecation_of(judge, &set->facts.items[i]) };
    return states;
}
