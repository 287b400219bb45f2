/* diff_columns: which column is which among the columns of an object or the fields of a struct. */
#include "contract/diff_private.h"

#include "contract/pair.h"

static bool column_key(struct str *key, struct arena *arena, const void *item, unsigned pass)
{
    const struct contract_column *column = item;
    struct pair_names names = { contract_column_physical(column), column->name, column->id };
    return pair_by_names(key, arena, names, pass);
}

/* Partners come in another order. Columns that are new or gone do not count. */
static bool is_reordered(const size_t *partners, size_t count)
{
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        if (partners[i] == PAIR_NONE)
            continue;
        if (partners[i] < last)
            return true;
        last = partners[i];
    }
    return false;
}

static void enter(struct differ *d, const struct contract_column *before,
                  const struct contract_column *after)
{
    d->old_column = before;
    d->new_column = after;
    d->column = after ? after->path : before ? before->path : STR_EMPTY;
}

static struct str order_text(struct differ *d, struct column_list columns)
{
    struct str out = STR_EMPTY;
    for (size_t i = 0; i < columns.count && i < 8; i++)
        out = str_fmt(d->arena, "%.*s%s%.*s", STR_ARG(out), i ? ", " : "",
                      STR_ARG(columns.items[i].name));
    return columns.count > 8 ? str_concat(d->arena, out, STR(", ...")) : out;
}

/* Once for an object, whatever moved in it. */
static void diff_order(struct differ *d, const size_t *partners, struct column_list before,
                       struct column_list after)
{
    if (d->is_reordered || !is_reordered(partners, after.count))
        return;
    d->is_reordered = true;
    struct str aspect =
        d->column.len ? str_fmt(d->arena, "order of %.*s", STR_ARG(d->column)) : STR("order");
    struct differ object = *d;
    object.old_column = object.new_column = NULL;
    object.column = STR_EMPTY;
    promise_add(&object, FACT_CT116, aspect, order_text(d, before), order_text(d, after));
}

static struct column_list fields_of(const struct contract_column *column)
{
    return (struct column_list){ column->children.items, column->children.count };
}

static void diff_pair(struct differ *d, const struct contract_column *before,
                      const struct contract_column *after, bool is_nested)
{
    enter(d, before, after);
    if (is_nested)
        contract_diff_nested_key(d);
    if (contract_diff_column(d))
        contract_diff_columns(d, fields_of(before), fields_of(after));
}

void contract_diff_columns(struct differ *d, struct column_list before, struct column_list after)
{
    const struct contract_column *old_parent = d->old_column, *new_parent = d->new_column;
    struct pair_side old = { before.items, before.count, sizeof *before.items };
    struct pair_side new = { after.items, after.count, sizeof *after.items };
    const size_t *partners = pair_items(d->arena, old, new, column_key, 4);
    const bool *taken = pair_taken(d->arena, partners, after.count, before.count);
    diff_order(d, partners, before, after);
    if (!old_parent)
        contract_diff_keys(d, partners);
    for (size_t i = 0; i < after.count; i++) {
        const struct contract_column *column = &after.items[i];
        if (partners[i] != PAIR_NONE) {
            diff_pair(d, &before.items[partners[i]], column, old_parent != NULL);
            continue;
        }
        enter(d, NULL, column);
        promise_add(d, FACT_CT117, STR("column"), STR_EMPTY, contract_column_physical(column));
    }
    for (size_t i = 0; i < before.count; i++) {
        enter(d, &before.items[i], NULL);
        if (!taken[i])
            promise_add(d, FACT_CT111, STR("column"), contract_column_physical(&before.items[i]),
                        STR_EMPTY);
    }
    enter(d, old_parent, new_parent);
}
