/* diff_object: which object is which, and what is said of one of them. */
#include "contract/diff_private.h"

#include "contract/pair.h"

static struct str table_of(const struct contract_object *object)
{
    return object->physical_name.len ? object->physical_name : object->name;
}

static bool object_key(struct str *key, struct arena *arena, const void *item, unsigned pass)
{
    const struct contract_object *object = item;
    struct pair_names names = { table_of(object), object->name, object->id };
    return pair_by_names(key, arena, names, pass);
}

/* A name that says more parts, or fewer, than before may be the same table. */
static bool names_agree(struct str a, struct str b)
{
    if (str_eq_fold(a, b))
        return true;
    struct str longer = a.len > b.len ? a : b, shorter = a.len > b.len ? b : a;
    return str_eq_fold(str_last_part(a, '.'), str_last_part(b, '.')) && longer.len > shorter.len &&
           longer.ptr[longer.len - shorter.len - 1] == '.' &&
           str_eq_fold(str_sub(longer, longer.len - shorter.len, shorter.len), shorter);
}

static void diff_names(struct differ *d)
{
    struct str old = table_of(d->before), new = table_of(d->after);
    if (!names_agree(old, new)) {
        promise_add(d, FACT_CT112, STR("object"), old, new);
        return;
    }
    promise_texts(d, FACT_CT121, STR("physicalName"), d->before->physical_name,
                  d->after->physical_name);
    promise_texts(d, FACT_CT121, STR("name"), d->before->name, d->after->name);
}

/* table, view, file ...: what readers find there; a promise only where it was stated. */
static void diff_kind(struct differ *d)
{
    struct str old = d->before->physical_type, new = d->after->physical_type;
    if (!str_eq_fold(old, new))
        promise_add(d, old.len ? FACT_CT119 : FACT_CT121, STR("physicalType"), old, new);
}

/* What one row stands for. Free text: another one may say the same, or not. */
static void diff_grain(struct differ *d)
{
    struct str old = d->before->grain, new = d->after->grain;
    if (str_eq(old, new))
        return;
    promise_add(d, old.len ? FACT_CT109 : FACT_CT121, STR("granularity"), old, new)->note =
        old.len ? STR("what one row stands for is said in other words") : STR_EMPTY;
}

static void diff_object(struct differ *d)
{
    const struct contract_object *old = d->before, *new = d->after;
    const struct codes references = { FACT_CT117, FACT_CN218 };
    diff_names(d);
    promise_texts(d, FACT_CT121, STR("id"), old->id, new->id);
    diff_kind(d);
    diff_grain(d);
    contract_diff_columns(d, (struct column_list){ old->columns.items, old->columns.count },
                          (struct column_list){ new->columns.items, new->columns.count });
    contract_diff_texts(d, &old->references, &new->references, references, STR("relationship"));
    contract_diff_checks(d, &old->checks, &new->checks);
    contract_diff_end(d, &old->end, &new->end);
    promise_texts(d, FACT_CT121, STR("sqlmeshModel"), old->sqlmesh_model, new->sqlmesh_model);
    promise_digest(d, FACT_CT121, STR("descriptions"), old->described, new->described);
    promise_unread(d, old->unread, new->unread);
}

static void enter(struct differ *d, const struct contract_object *before,
                  const struct contract_object *after)
{
    d->before = before;
    d->after = after;
    d->object = after ? table_of(after) : before ? table_of(before) : STR_EMPTY;
    d->is_reordered = false;
}

void contract_diff_objects(struct differ *d)
{
    const struct contract *old = d->old_contract, *new = d->new_contract;
    struct pair_side before = { old->objects.items, old->objects.count,
                                sizeof *old->objects.items };
    struct pair_side after = { new->objects.items, new->objects.count, sizeof *new->objects.items };
    const size_t *partners = pair_items(d->arena, before, after, object_key, 4);
    const bool *taken = pair_taken(d->arena, partners, after.count, before.count);
    for (size_t i = 0; i < new->objects.count; i++) {
        bool is_new = partners[i] == PAIR_NONE;
        enter(d, is_new ? NULL : &old->objects.items[partners[i]], &new->objects.items[i]);
        if (is_new)
            promise_add(d, FACT_CT117, STR("object"), STR_EMPTY, d->object);
        else
            diff_object(d);
    }
    for (size_t i = 0; i < old->objects.count; i++) {
        enter(d, &old->objects.items[i], NULL);
        if (!taken[i])
            promise_add(d, FACT_CT104, STR("object"), d->object, STR_EMPTY);
    }
    enter(d, NULL, NULL);
}
