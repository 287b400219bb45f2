/* pairs: see the header. */
#include "gate/pairs.h"

#include "contract/compare.h"
#include "gate/early_ends.h"

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

bool contract_file_binds(const struct contract_file *file)
{
    return file->is_read && contract_binds(&file->contract);
}

struct pairing {
    struct contract_pairs *out;
    struct arena *arena;
    const struct policy *policy;
    const struct contracts *before, *after;
    const struct covers *covers_before, *covers_after;
    int64_t today_days;
    struct map after_ids;  /* id -> the first file of after that has it */
    bool *taken;           /* per file of after */
    struct map known_keys; /* of the changes of the pair that is being compared */
    size_t known;          /* how many of them */
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
    struct cover_slice slice = covers_by(pairing->covers_before, old);
    vec_for (const struct cover, cover, &slice) {
        const struct cover_list *now = covers_of(pairing->covers_after, cover->model);
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

static struct str change_key(struct arena *arena, const struct promise_change *change)
{
    return str_fmt(arena, "%d\n%.*s\n%.*s\n%.*s", (int)change->code, STR_ARG(change->object),
                   STR_ARG(change->column), STR_ARG(change->aspect));
}

/* Whether the pair that is being compared has such a change already. */
static bool has_change(struct pairing *pairing, const struct contract_pair *pair,
                       const struct promise_change *one)
{
    for (; pairing->known < pair->changes.count; pairing->known++)
        map_put(&pairing->known_keys,
                change_key(pairing->arena, &pair->changes.items[pairing->known]), pairing);
    return map_get(&pairing->known_keys, change_key(pairing->arena, one)) != NULL;
}

/* Of the first model that the contract covers; NULL when it covers none. */
static const struct sql_dialect *dialect_of(const struct pairing *pairing,
                                            const struct contract_file *file)
{
    struct cover_slice slice = covers_by(pairing->covers_after, file);
    return slice.count > 0 ? slice.items[0].model->dialect : NULL;
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
            has_change(pairing, pair, change))
            continue;
        change->note = str_fmt(pairing->arena, "promised by version %.*s in %.*s",
                               STR_ARG(earlier->contract.version), STR_ARG(earlier->path));
        vec_push(pairing->arena, &pair->changes, *change);
    }
}

static void compare_all_earlier(struct pairing *pairing, struct contract_pair *pair)
{
    const struct contract_rule *rule = policy_contract(pairing->policy, pair->after->path);
    if (!rule || !rule->transitive)
        return;
    for (size_t i = 0; i < pairing->before->count; i++) {
        const struct contract_file *earlier = &pairing->before->items[i];
        if (earlier != pair->before && contract_file_binds(earlier) &&
            same_id(earlier, pair->after))
            compare_earlier(pairing, pair, earlier);
    }
}

/* One object against another, whatever they and their files are called. */
static void diff_covers(struct promise_changes *out, struct arena *arena, const struct cover *then,
                        const struct cover *now)
{
    struct contract old = then->file->contract, new = now->file->contract;
    struct contract_object *as = arena_new(arena, struct contract_object);
    *as = *now->object;
    as->name = then->object->name;
    as->id = then->object->id;
    as->physical_name = then->object->physical_name;
    old.objects.items = (struct contract_object *)(uintptr_t)then->object;
    new.objects.items = as;
    old.objects.count = new.objects.count = 1;
    contract_diff(out, arena, &old, &new, now->model->dialect);
}

/* Service levels of the whole file were promised about the object too. */
static bool is_of(const struct promise_change *change, const struct cover *then)
{
    bool whole = !change->before && !change->after && change->code == FACT_CN210;
    return (whole || change->before == then->object) && change->view >= PROMISE_TIGHTENED;
}

static size_t count_losses(const struct promise_changes *changes, const struct cover *then)
{
    size_t count = 0;
    vec_for (const struct promise_change, change, changes)
        count += is_of(change, then) && change->view >= PROMISE_WIDENED;
    return count;
}

/* What the tip promises elsewhere about a model whose own object is gone: of all that covers it and
 * is in force, that which takes the least away. */
static void compare_elsewhere(struct pairing *pairing, struct contract_pair *pair,
                              const struct cover *then)
{
    const struct cover_list *list = covers_of(pairing->covers_after, then->model);
    struct promise_changes least = { 0 };
    const struct cover *found = NULL;
    for (size_t i = 0; list && i < list->count; i++) {
        const struct cover *now = list->items[i];
        struct promise_changes changes = { 0 };
        if (found && !contract_file_binds(now->file))
            continue;
        diff_covers(&changes, pairing->arena, then, now);
        if (found && contract_file_binds(found->file) &&
            count_losses(&changes, then) >= count_losses(&least, then))
            continue;
        least = changes;
        found = now;
    }
    vec_for (struct promise_change, change, &least) {
        if (!is_of(change, then) || has_change(pairing, pair, change))
            continue;
        change->before = then->object;
        change->note = str_fmt(pairing->arena, "it is %.*s of %.*s that covers the model now",
                               STR_ARG(found->object->name), STR_ARG(found->file->path));
        vec_push(pairing->arena, &pair->changes, *change);
    }
}

/* A file that drops what it said of a model must not hide what is said instead: by another file, or
 * under another name in the same one. */
static void compare_dropped(struct pairing *pairing, struct contract_pair *pair)
{
    const struct contract_object *objects = pair->before->contract.objects.items;
    bool *gone = arena_array(pairing->arena, pair->before->contract.objects.count, sizeof *gone);
    vec_for (const struct promise_change, change, &pair->changes)
        if (change->code == FACT_CT104 && change->before)
            gone[change->before - objects] = true;
    struct cover_slice slice = covers_by(pairing->covers_before, pair->before);
    vec_for (const struct cover, then, &slice)
        if ((gone[then->object - objects] ||
             !covers_file(pairing->covers_after, pair->after, then->model)))
            compare_elsewhere(pairing, pair, then);
}

static void compare_versions(struct pairing *pairing, struct contract_pair *pair)
{
    const struct contract *old = &pair->before->contract, *new = &pair->after->contract;
    contract_diff(&pair->changes, pairing->arena, old, new, dialect_of(pairing, pair->after));
    early_ends(&pair->changes, pairing->arena, old, new, pairing->today_days);
    compare_dropped(pairing, pair);
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
    map_init(&pairing->known_keys, pairing->arena);
    pairing->known = 0;
    if (old)
        compare_versions(pairing, pair);
    compare_all_earlier(pairing, pair);
    map_release(&pairing->known_keys);
    if (!old)
        pair->effect = EFFECT_EXTENDED;
    vec_for (const struct promise_change, change, &pair->changes) {
        enum promise_effect effect = promise_effect(change->view, pair->terms);
        pair->effect = effect > pair->effect ? effect : pair->effect;
    }
}

static void index_pairs(struct contract_pairs *pairs, struct arena *arena)
{
    map_init(&pairs->by_before, arena);
    map_init(&pairs->by_after, arena);
    vec_for (struct contract_pair, pair, pairs) {
        if (pair->before)
            map_put(&pairs->by_before, pair->before->path, pair);
        if (pair->after)
            map_put(&pairs->by_after, pair->after->path, pair);
    }
}

void contract_pairs_find(struct contract_pairs *out, struct arena *arena,
                         const struct policy *policy, const struct contracts *before,
                         const struct contracts *after, const struct covers *covers_before,
                         const struct covers *covers_after, int64_t today_days)
{
    struct pairing pairing = { .out = out,
                               .arena = arena,
                               .policy = policy,
                               .before = before,
                               .after = after,
                               .covers_before = covers_before,
                               .covers_after = covers_after,
                               .today_days = today_days,
                               .taken = arena_array(arena, after->count, sizeof(bool)) };
    *out = (struct contract_pairs){ 0 };
    map_init(&pairing.after_ids, arena);
    for (size_t i = after->count; i > 0; i--)
        if (id_of(&after->items[i - 1]).len > 0)
            map_put(&pairing.after_ids, id_of(&after->items[i - 1]), &after->items[i - 1]);
    pair_files(&pairing);
    index_pairs(out, arena);
    vec_for (struct contract_pair, pair, out)
        compare(&pairing, pair);
    map_release(&pairing.after_ids);
}

void contract_pairs_release(struct contract_pairs *pairs)
{
    map_release(&pairs->by_before);
    map_release(&pairs->by_after);
}

const struct contract_pair *contract_pair_at(const struct contract_pairs *pairs, struct str path)
{
    const struct contract_pair *pair = map_get(&pairs->by_after, path);
    return pair ? pair : contract_pair_from(pairs, path);
}

const struct contract_pair *contract_pair_from(const struct contract_pairs *pairs, struct str path)
{
    return map_get(&pairs->by_before, path);
}

struct contract_terms contract_pair_terms(const struct contract_pair *pair)
{
    struct contract_terms terms = pair->terms;
    if (pair->after && contract_file_binds(pair->after))
        terms.status = CONTRACT_ACTIVE;
    return terms;
}
