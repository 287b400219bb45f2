/* promise_reach: who is reached by what became of a promise: those who read the very model that it
 * is about, and who named the contract. It does not travel: further down others promise. */
#include "gate/promises.h"

static bool loses(const struct fact *fact)
{
    enum promise_view view;
    if (fact->code == FACT_CT105)
        return true;
    return fact_promise(fact->code, &view) && view >= PROMISE_WIDENED;
}

/* column: its path in the table; a name may have dots itself, so it is not cut at one. */
static bool reads_column(const struct reader_target *target, struct str column)
{
    if (target->columns.count == 0 || column.len == 0)
        return true;
    for (size_t i = 0; i < target->columns.count; i++)
        if (str_eq_fold(target->columns.items[i], column) ||
            promise_is_part(column, target->columns.items[i]))
            return true;
    return false;
}

static bool is_read_by(const struct reader *reader, const struct model *model, struct str column)
{
    for (size_t i = 0; model && i < reader->targets.count; i++)
        if (str_eq(reader->targets.items[i].model, model->fqn) &&
            reads_column(&reader->targets.items[i], column))
            return true;
    return false;
}

struct reaching {
    struct judge *judge;
    const struct reader *readers;
    size_t count;
    struct {
        VEC_OF(struct reach);
    } found;
};

static void reach(struct reaching *run, size_t fact, size_t reader, struct str model,
                  struct str column)
{
    struct arena *arena = run->judge->arena;
    struct reach reach = { .fact = fact,
                           .reader = reader,
                           .path = arena_new(arena, struct str),
                           .columns = arena_new(arena, struct str),
                           .path_count = 1,
                           .column = column,
                           .weakest = EDGE_EXACT };
    reach.path[0] = model;
    reach.columns[0] = column;
    vec_push(arena, &run->found, reach);
}

static void reach_model(struct reaching *run, size_t index, const struct model *before,
                        const struct model *after, struct str column)
{
    const struct model *model = after ? after : before;
    for (size_t i = 0; model && i < run->count; i++)
        if (is_read_by(&run->readers[i], before, column) ||
            is_read_by(&run->readers[i], after, column))
            reach(run, index, i, model->name, column);
}

static void reach_covered(struct reaching *run, size_t index, const struct contract_file *file)
{
    struct cover_slice slice = covers_by(&run->judge->promises.covers_before, file);
    vec_for (const struct cover, cover, &slice)
        reach_model(run, index, cover->model, NULL, STR_EMPTY);
}

/* A fact about a whole contract reaches the readers of all it covered. */
static void reach_contract(struct reaching *run, size_t index, struct str path)
{
    const struct contract_pairs *pairs = &run->judge->promises.pairs;
    const struct contract_pair *at = contract_pair_at(pairs, path);
    const struct contract_pair *from = contract_pair_from(pairs, path);
    reach_covered(run, index, at ? at->before : NULL);
    if (from != at)
        reach_covered(run, index, from ? from->before : NULL);
}

static void reach_pinned(struct reaching *run, size_t index, const struct fact *fact)
{
    const struct policy *policy = run->judge->input->policy;
    for (size_t i = 0; i < policy->consumers.count; i++)
        if (str_eq(policy->consumers.items[i].id, fact->aspect))
            reach(run, index, i, fact->subject, STR_EMPTY);
}

void promise_reach(struct judge *judge, const struct reader *readers, size_t count)
{
    const struct change_set *set = &judge->out->changes;
    struct reaching run = { .judge = judge, .readers = readers, .count = count };
    if (!judge->contracts_known)
        return;
    for (size_t i = 0; i < set->facts.count; i++) {
        const struct fact *fact = &set->facts.items[i];
        if (fact->code == FACT_CO105)
            reach_pinned(&run, i, fact);
        else if (loses(fact) && (fact->before || fact->after))
            reach_model(&run, i, fact->before, fact->after, fact->column);
        else if (loses(fact))
            reach_contract(&run, i, fact->place.path);
    }
    impact_add(&judge->out->impact, judge->arena, run.found.items, run.found.count);
}
