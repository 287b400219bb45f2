/* pairs: see the header. */
#include "gate/pairs.h"

/* "" is nobody's id. */
static struct str id_of(const struct contract_file *file)
{
    return file->is_read ? file->contract.id : STR_EMPTY;
}

static bool same_id(const struct contract_file *a, const struct contract_file *b)
{
    return id_of(a).len > 0 && str_eq(id_of(a), id_of(b));
}

static bool other_id(const struct contract_file *a, const struct contract_file *b)
{
    return id_of(a).len > 0 && id_of(b).len > 0 && !str_eq(id_of(a), id_of(b));
}

struct pairing {
    struct contract_pairs *out;
    struct arena *arena;
    const struct policy *policy;
    const struct contracts *before, *after;
    const struct covers *covers_before, *covers_after;
    struct map after_ids; /* id -> index + 1 in after, the first of them */
    bool *taken;          /* per file of after */
};

static size_t index_of(const struct contracts *contracts, const struct contract_file *file)
{
    return (size_t)(file - contracts->items);
}

static const struct contract_file *by_id(const struct pairing *pairing,
                                         const struct contract_file *old)
{
    const struct contract_file *found =
        id_of(old).len > 0 ? map_get(&pairing->after_ids, id_of(old)) : NULL;
    return found && !pairing->taken[index_of(pairing->after, found)] ? found : NULL;
}

static const struct contract_file *successor(const struct pairing *pairing,
                                             const struct contract_file *old)
{
    const struct contract_file *there = contract_find(pairing->after, old->path);
    if (there && pairing->taken[index_of(pairing->after, there)])
        there = NULL;
    if (there && !other_id(old, there))
        return there;
    const struct contract_file *moved = by_id(pairing, old);
    return moved ? moved : there;
}

static struct contract_terms terms_of(const struct policy *policy, const struct contract_file *file)
{
    const struct contract_rule *rule = policy_contract(policy, file->path);
    return (struct contract_terms){ rule ? rule->compatibility : COMPATIBILITY_FORWARD,
                                    file->is_read ? file->contract.status : CONTRACT_UNSTATED };
}

/* Under another path and another id it is still the promise about the same models. */
static const struct contract_file *heir(const struct pairing *pairing,
                                        const struct contract_file *old)
{
    vec_for (const struct cover, cover, pairing->covers_before) {
        const struct cover_list *now =
            cover->file == old ? covers_of(pairing->covers_after, cover->model) : NULL;
        for (size_t i = 0; now && i < now->count; i++)
            if (!pairing->taken[index_of(pairing->after, now->items[i]->file)])
                return now->items[i]->file;
    }
    return NULL;
}

static void add_pair(struct pairing *pairing, const struct contract_file *before,
                     const struct contract_file *after)
{
    vec_push(pairing->arena, pairing->out,
             (struct contract_pair){ .before = before,
                                     .after = after,
                                     .terms = terms_of(pairing->policy, before ? before : after) });
    if (after)
        pairing->taken[index_of(pairing->after, after)] = true;
}

/* Files that kept their path and id go first, so that no other file of the same id takes them. */
static void pair_files(struct pairing *pairing)
{
    const struct contract_file **to =
        arena_array(pairing->arena, pairing->before->count, sizeof(const struct contract_file *));
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < pairing->before->count; i++) {
            const struct contract_file *old = &pairing->before->items[i];
            const struct contract_file *new = to[i] ? to[i] : successor(pairing, old);
            if (!new || (pass == 0 && (!str_eq(new->path, old->path) || other_id(old, new))))
                continue;
            to[i] = new;
            pairing->taken[index_of(pairing->after, new)] = true;
        }
    for (size_t i = 0; i < pairing->before->count; i++) {
        const struct contract_file *old = &pairing->before->items[i];
        add_pair(pairing, old, to[i] ? to[i] : heir(pairing, old));
    }
    for (size_t i = 0; i < pairing->after->count; i++)
        if (!pairing->taken[i])
            add_pair(pairing, NULL, &pairing->after->items[i]);
}

/* ---- comparing ---- */

static bool has_change(const struct promise_changes *changes, const struct promise_change *one)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct promise_change *other = &changes->items[i];
        if (other->code == one->code && str_eq(other->object, one->object) &&
            str_eq(other->column, one->column) && str_eq(other->aspect, one->aspect))
            return true;
    }
    return false;
}

/* Of the first model that the contract covers; NULL when it covers none. */
static const struct sql_dialect *dialect_of(const struct pairing *pairing,
                                            const struct contract_file *file)
{
    vec_for (const struct cover, cover, pairing->covers_after)
        if (cover->file == file)
            return cover->model->dialect;
    return NULL;
}

/* What an earlier version promised and the newest does not keep. Its descriptions are history. */
static void compare_earlier(struct pairing *pairing, struct contract_pair *pair,
                            const struct contract_file *earlier)
{
    struct promise_changes changes = { 0 };
    contract_diff(&changes, pairing->arena, &earlier->contract, &pair->after->contract,
                  dialect_of(pairing, pair->after));
    vec_for (struct promise_change, change, &changes) {
        struct contract_terms terms = terms_of(pairing->policy, earlier);
        if (promise_effect(change->view, terms) < EFFECT_AT_RISK ||
            has_change(&pair->changes, change))
            continue;
        change->note = str_fmt(pairing->arena, "promised by version %.*s in %.*s",
                               STR_ARG(earlier->contract.version), STR_ARG(earlier->path));
        vec_push(pairing->arena, &pair->changes, *change);
    }
}

static bool binds(const struct contract_file *file)
{
    return file->is_read && file->contract.status != CONTRACT_PROPOSED &&
           file->contract.status != CONTRACT_DRAFT && file->contract.status != CONTRACT_RETIRED;
}

static void compare_all_earlier(struct pairing *pairing, struct contract_pair *pair)
{
    const struct contract_rule *rule = policy_contract(pairing->policy, pair->after->path);
    if (!rule || !rule->transitive)
        return;
    for (size_t i = 0; i < pairing->before->count; i++) {
        const struct contract_file *earlier = &pairing->before->items[i];
        if (earlier != pair->before && binds(earlier) && same_id(earlier, pair->after))
            compare_earlier(pairing, pair, earlier);
    }
}

/* What another file of the tip promises now about a model whose own contract left it. */
static void compare_with(struct pairing *pairing, struct contract_pair *pair,
                         const struct cover *then, const struct cover *now)
{
    struct promise_changes changes = { 0 };
    contract_diff(&changes, pairing->arena, &then->file->contract, &now->file->contract,
                  now->model->dialect);
    vec_for (struct promise_change, change, &changes) {
        if (change->before != then->object || has_change(&pair->changes, change))
            continue;
        change->note = str_fmt(pairing->arena, "%.*s promises less than %.*s did",
                               STR_ARG(now->file->path), STR_ARG(then->file->path));
        vec_push(pairing->arena, &pair->changes, *change);
    }
}

/* A file that keeps the id and drops the model must not hide what another one promises instead. */
static void compare_elsewhere(struct pairing *pairing, struct contract_pair *pair)
{
    vec_for (const struct cover, then, pairing->covers_before) {
        if (then->file != pair->before ||
            covers_file(pairing->covers_after, pair->after, then->model))
            continue;
        const struct cover_list *list = covers_of(pairing->covers_after, then->model);
        for (size_t i = 0; list && i < list->count; i++)
            compare_with(pairing, pair, then, list->items[i]);
    }
}

static void compare(struct pairing *pairing, struct contract_pair *pair)
{
    const struct contract_file *old = pair->before, *new = pair->after;
    if (!new || (old && oid_eq(&old->blob, &new->blob)))
        return;
    if (!new->is_read || (old && !old->is_read)) {
        pair->effect = EFFECT_BROKEN;
        return;
    }
    if (old)
        contract_diff(&pair->changes, pairing->arena, &old->contract, &new->contract,
                      dialect_of(pairing, new));
    if (old)
        compare_elsewhere(pairing, pair);
    compare_all_earlier(pairing, pair);
    if (!old)
        pair->effect = EFFECT_EXTENDED;
    vec_for (const struct promise_change, change, &pair->changes) {
        enum promise_effect effect = promise_effect(change->view, pair->terms);
        pair->effect = effect > pair->effect ? effect : pair->effect;
    }
}

void contract_pairs_find(struct contract_pairs *out, struct arena *arena,
                         const struct policy *policy, const struct contracts *before,
                         const struct contracts *after, const struct covers *covers_before,
                         const struct covers *covers_after)
{
    struct pairing pairing = { .out = out,
                               .arena = arena,
                               .policy = policy,
                               .before = before,
                               .after = after,
                               .covers_before = covers_before,
                               .covers_after = covers_after,
                               .taken = arena_array(arena, after->count, sizeof(bool)) };
    *out = (struct contract_pairs){ 0 };
    map_init(&pairing.after_ids, arena);
    for (size_t i = after->count; i > 0; i--)
        if (id_of(&after->items[i - 1]).len > 0)
            map_put(&pairing.after_ids, id_of(&after->items[i - 1]), &after->items[i - 1]);
    pair_files(&pairing);
    vec_for (struct contract_pair, pair, out)
        compare(&pairing, pair);
    map_release(&pairing.after_ids);
}

const struct contract_pair *contract_pair_at(const struct contract_pairs *pairs, struct str path)
{
    const struct contract_pair *found = NULL;
    vec_for (const struct contract_pair, pair, pairs) {
        if (pair->after && str_eq(pair->after->path, path))
            return pair;
        if (pair->before && str_eq(pair->before->path, path))
            found = pair;
    }
    return found;
}

struct contract_terms contract_pair_terms(const struct contract_pair *pair)
{
    struct contract_terms terms = pair->terms;
    if (pair->after && binds(pair->after))
        terms.status = CONTRACT_ACTIVE;
    return terms;
}
