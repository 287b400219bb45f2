/* diff_key: the primary key, which columns have together.
 *
 * Rows are unique in the key. A key of fewer columns promises more, one of more columns less: rows
 * may repeat in what was the key. */
#include "contract/diff_private.h"

#include <stdlib.h>

#include "contract/pair.h"

static int by_position(const void *a, const void *b)
{
    const struct contract_column *one = *(const struct contract_column *const *)a;
    const struct contract_column *other = *(const struct contract_column *const *)b;
    if (one->key_position != other->key_position)
        return one->key_position < other->key_position ? -1 : 1;
    return one < other ? -1 : one > other;
}

static struct str key_text(struct arena *arena, const struct contract_object *object, size_t count)
{
    const struct contract_column **columns = arena_array(arena, count, sizeof *columns);
    struct str out = STR_EMPTY;
    size_t n = 0;
    vec_for (const struct contract_column, column, &object->columns)
        if (column->primary_key)
            columns[n++] = column;
    if (count > 1)
        qsort(columns, count, sizeof *columns, by_position);
    for (size_t i = 0; i < count && i < 8; i++)
        out = str_fmt(arena, "%.*s%s%.*s", STR_ARG(out), i ? ", " : "", STR_ARG(columns[i]->name));
    return count > 8 ? str_concat(arena, out, STR(", ...")) : out;
}

static const struct contract_column *sole_key(const struct contract_object *object)
{
    const struct contract_column *key = NULL;
    vec_for (const struct contract_column, column, &object->columns) {
        if (key && column->primary_key)
            return NULL;
        key = column->primary_key ? column : key;
    }
    return key;
}

static size_t key_count(const struct contract_object *object)
{
    size_t count = 0;
    vec_for (const struct contract_column, column, &object->columns)
        count += column->primary_key;
    return count;
}

/* Columns that are in the key of both. */
static size_t kept_count(const struct differ *d, const size_t *partners)
{
    size_t kept = 0;
    for (size_t i = 0; i < d->after->columns.count; i++)
        kept += d->after->columns.items[i].primary_key && partners[i] != PAIR_NONE &&
                d->before->columns.items[partners[i]].primary_key;
    return kept;
}

/* The same columns: stated in another order, or in another way. A position that one side does not
 * state says nothing of the order. */
static void diff_order(struct differ *d, const size_t *partners, struct str old_text,
                       struct str new_text)
{
    bool is_stated_otherwise = false, is_reordered = false;
    for (size_t i = 0; i < d->after->columns.count; i++) {
        const struct contract_column *column = &d->after->columns.items[i];
        if (!column->primary_key || partners[i] == PAIR_NONE)
            continue;
        unsigned old = d->before->columns.items[partners[i]].key_position;
        is_stated_otherwise = is_stated_otherwise || old != column->key_position;
        is_reordered = is_reordered || (old && column->key_position && old != column->key_position);
    }
    if (is_stated_otherwise)
        promise_add(d, is_reordered ? FACT_CN214 : FACT_CT121, STR("primaryKeyPosition"), old_text,
                    new_text);
}

/* A key column is not null. One that leaves the key and is not required may be from now on. */
static void diff_nulls(struct differ *d, const size_t *partners)
{
    for (size_t i = 0; i < d->after->columns.count; i++) {
        const struct contract_column *new = &d->after->columns.items[i];
        const struct contract_column *old =
            partners[i] == PAIR_NONE ? NULL : &d->before->columns.items[partners[i]];
        if (!old || !old->primary_key || old->required || new->primary_key || new->required)
            continue;
        struct differ column = *d;
        column.old_column = old;
        column.new_column = new;
        column.column = new->path;
        promise_add(&column, FACT_CN202, STR("primaryKey"), STR("true"), STR("false"))->note =
            STR("it was not null as part of the key");
    }
}

void contract_diff_keys(struct differ *d, const size_t *partners)
{
    size_t old = key_count(d->before), new = key_count(d->after);
    size_t kept = kept_count(d, partners);
    d->sole_key = sole_key(d->after);
    if (old == 0 && new == 0)
        return;
    struct str old_text = key_text(d->arena, d->before, old);
    struct str new_text = key_text(d->arena, d->after, new);
    const struct str aspect = STR("primaryKey");
    if (old == 0)
        promise_add(d, FACT_CN213, aspect, old_text, new_text);
    else if (old == kept && new == kept)
        diff_order(d, partners, old_text, new_text);
    else if (kept == new &&new > 0 && new < old)
        promise_add(d, FACT_CN213, aspect, old_text, new_text)->note =
            STR("fewer columns are unique together");
    else if (kept < old || new > kept)
        promise_add(d, FACT_CN214, aspect, old_text, new_text)->note =
            kept == old ? STR("rows may repeat in what was the key") : STR_EMPTY;
    diff_nulls(d, partners);
}

void contract_diff_nested_key(struct differ *d)
{
    const struct contract_column *old = d->old_column, *new = d->new_column;
    if (old->primary_key != new->primary_key)
        promise_add(d, new->primary_key ? FACT_CN213 : FACT_CN214, STR("primaryKey"),
                    old->primary_key ? STR("true") : STR("false"),
                    new->primary_key ? STR("true") : STR("false"));
    else if (new->primary_key && old->key_position &&new->key_position &&
             old->key_position != new->key_position)
        promise_add(d, FACT_CN214, STR("primaryKeyPosition"),
                    str_fmt(d->arena, "%u", old->key_position),
                    str_fmt(d->arena, "%u", new->key_position));
}
