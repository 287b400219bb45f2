#include "contract/keeps.h"

#include <stdlib.h>

static void add_key(struct model_keeps *out, struct arena *arena, enum key_source source,
                    const struct column_names *columns)
{
    vec_push(arena, &out->keys, (struct model_key){ source, *columns });
}

static void add_not_null(struct model_keeps *out, struct arena *arena,
                         const struct column_names *columns)
{
    vec_for (const struct str, it, columns)
        vec_push(arena, &out->not_null, *it);
}

/* A key that is stated; one with expressions in it is none that a contract can name. */
static void read_key(struct model_keeps *out, struct arena *arena, const struct model *model,
                     enum key_source source, struct str form)
{
    struct column_names columns = { 0 };
    struct str list = str_fmt(arena, "(%.*s)", STR_ARG(form));
    if (column_names_of(&columns, arena, model_expression(arena, model, list))) {
        add_key(out, arena, source, &columns);
        add_not_null(out, arena, &columns);
    } else {
        out->is_unsure = true;
    }
}

static bool is_among(const struct column_names *columns, struct str name)
{
    vec_for (const struct str, it, columns)
        if (str_eq(*it, name))
            return true;
    return false;
}

bool audit_sees_duplicates(struct arena *arena, const struct model *model,
                           const struct column_names *columns)
{
    struct str time = model_kind_value(model, "time_column");
    struct column_names names = { 0 };
    if (time.len == 0)
        return true;
    struct str list = str_fmt(arena, "(%.*s)", STR_ARG(time)); /* its format may stand behind it */
    (void)column_names_of(&names, arena, model_expression(arena, model, list));
    return names.count > 0 && is_among(columns, names.items[0]);
}

static void read_unique(struct model_keeps *out, struct arena *arena, const struct model *model,
                        const struct column_names *columns)
{
    if (audit_sees_duplicates(arena, model, columns))
        add_key(out, arena, KEY_AUDIT, columns);
    else
        out->is_partial = true;
}

static void read_audit(struct model_keeps *out, struct arena *arena, const struct model *model,
                       const struct audit_use *use)
{
    struct audit_call call;
    struct column_names columns = { 0 };
    if (use->skip || !use->blocking)
        return;
    audit_call_read(&call, arena, model, use);
    bool not_null = str_eq(call.name, STR("not_null"));
    bool values = str_eq(call.name, STR("unique_values"));
    bool together = str_eq(call.name, STR("unique_combination_of_columns"));
    if (call.is_partial || (!not_null && !values && !together))
        return;
    bool all = column_names_of(&columns, arena, audit_argument(&call, "columns"));
    out->is_unsure = out->is_unsure || !all;
    if (not_null)
        add_not_null(out, arena, &columns);
    for (size_t i = 0; values && i < columns.count; i++)
        read_unique(out, arena, model, &(struct column_names){ &columns.items[i], 1, 1 });
    if (together && all)
        read_unique(out, arena, model, &columns);
}

static void sort_names(struct column_names *names)
{
    size_t kept = 0;
    if (names->count > 1)
        qsort(names->items, names->count, sizeof *names->items, str_cmp_qsort);
    for (size_t i = 0; i < names->count; i++)
        if (kept == 0 || !str_eq(names->items[kept - 1], names->items[i]))
            names->items[kept++] = names->items[i];
    names->count = kept;
}

static const struct model_key *primary_of(const struct model_keeps *keeps)
{
    const struct model_key *best = NULL;
    vec_for (const struct model_key, it, &keeps->keys) {
        if (it->source == KEY_AUDIT)
            continue;
        if (!best || it->source < best->source ||
            (it->source == best->source && it->columns.count < best->columns.count))
            best = it;
    }
    return best;
}

void model_keeps(struct model_keeps *out, struct arena *arena, const struct model *model)
{
    *out = (struct model_keeps){ .is_unsure = false };
    for (size_t i = 0; i < model->grains.count; i++)
        read_key(out, arena, model, KEY_GRAIN, model->grains.items[i]);
    struct str unique = model_kind_value(model, "unique_key");
    if (unique.len > 0 && str_eq(model->kind, STR("INCREMENTAL_BY_UNIQUE_KEY")))
        read_key(out, arena, model, KEY_UNIQUE_KEY, unique);
    vec_for (const struct audit_use, it, &model->audits)
        read_audit(out, arena, model, it);
    vec_for (const struct model_key, key, &out->keys)
        if (key->columns.count == 1)
            vec_push(arena, &out->alone, key->columns.items[0]);
    sort_names(&out->alone);
    sort_names(&out->not_null);
    out->primary = primary_of(out);
}

static bool is_in(const struct column_names *sorted, struct str name)
{
    return sorted->count > 0 &&
           bsearch(&name, sorted->items, sorted->count, sizeof name, str_cmp_qsort) != NULL;
}

bool keeps_not_null(const struct model_keeps *keeps, struct str column)
{
    return is_in(&keeps->not_null, column);
}

bool keeps_unique_column(const struct model_keeps *keeps, struct str column)
{
    return is_in(&keeps->alone, column);
}

bool keeps_unique(const struct model_keeps *keeps, const struct column_names *columns)
{
    vec_for (const struct str, it, columns)
        if (keeps_unique_column(keeps, *it))
            return true;
    vec_for (const struct model_key, key, &keeps->keys) {
        bool all = key->columns.count > 1;
        for (size_t i = 0; all && i < key->columns.count; i++)
            all = is_among(columns, key->columns.items[i]);
        if (all)
            return true;
    }
    return false;
}
