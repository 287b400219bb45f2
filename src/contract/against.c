/* against: see the header. */
#include "contract/against_private.h"

#include "base/map.h"
#include "contract/keeps.h"
#include "contract/types.h"

struct contract_mismatch *against_add(struct against *a, enum mismatch kind,
                                      const struct contract_column *column, struct str promised,
                                      struct str found)
{
    struct contract_mismatch *mismatch = vec_add(a->arena, a->out);
    *mismatch = (struct contract_mismatch){ .kind = kind,
                                            .column = column ? column->path : STR_EMPTY,
                                            .promised = promised,
                                            .found = found,
                                            .note = STR_EMPTY,
                                            .place = column ? column->place : a->object->place,
                                            .model_place = a->model_place };
    return mismatch;
}

void against_unclear(struct unclear *unclear, const struct contract_column *column)
{
    if (unclear->count++ == 0) {
        unclear->first = column->path;
        unclear->place = column->place;
    }
}

/* ---- which column of the model is meant ---- */

struct columns_by_name {
    struct map exact, folded; /* name -> const struct column * */
};

static void index_columns(struct columns_by_name *index, struct arena *arena,
                          const struct columns *columns)
{
    map_init(&index->exact, arena);
    map_init(&index->folded, arena);
    vec_for (const struct column, column, columns) {
        void **exact = map_slot(&index->exact, column->name);
        void **folded = map_slot(&index->folded, str_lower(arena, column->name));
        *exact = *exact ? *exact : (void *)(uintptr_t)column;
        *folded = *folded ? *folded : (void *)(uintptr_t)column;
    }
}

static const struct column *find_column(const struct columns_by_name *index, struct arena *arena,
                                        const struct contract_column *column)
{
    struct str name = contract_column_physical(column);
    const struct column *found = map_get(&index->exact, name);
    return found ? found : map_get(&index->folded, str_lower(arena, name));
}

/* ---- what the model sees to ---- */

static void check_null(struct against *a, const struct model_keeps *keeps,
                       const struct contract_column *column, const struct column *found)
{
    if (!column->required || keeps_not_null(keeps, found->name))
        return;
    if (keeps->is_unsure)
        against_add(a, MISMATCH_UNCLEAR, column, STR("NOT NULL"), STR_EMPTY)->note =
            STR("an audit or key of the model could not be read");
    else
        against_add(a, MISMATCH_NULL, column, STR("NOT NULL"), STR_EMPTY)->note =
            STR("no audit, grain or unique key of the model sees to it");
}

static void no_key(struct against *a, const struct model_keeps *keeps,
                   const struct contract_column *column, struct str promised, struct str found)
{
    if (keeps->is_unsure)
        against_add(a, MISMATCH_UNCLEAR, column, promised, found)->note =
            STR("an audit or key of the model could not be read");
    else if (keeps->is_partial)
        against_add(a, MISMATCH_UNCLEAR, column, promised, found)->note =
            STR("an audit of a model with a time column sees one interval at a time");
    else
        against_add(a, MISMATCH_KEY, column, promised, found)->note =
            STR("no grain, unique key or audit of the model sees to it");
}

static struct str names_text(struct arena *arena, const struct column_names *names)
{
    struct str out = STR_EMPTY;
    for (size_t i = 0; i < names->count && i < 8; i++)
        out = str_fmt(arena, "%.*s%s%.*s", STR_ARG(out), i ? ", " : "", STR_ARG(names->items[i]));
    return names->count > 8 ? str_concat(arena, out, STR(", ...")) : out;
}

/* A key of which the model lacks a column is told as that column. */
static void check_keys(struct against *a, const struct model_keeps *keeps,
                       const struct columns_by_name *index)
{
    struct column_names key = { 0 };
    bool is_whole = true;
    struct str own = keeps->primary ? names_text(a->arena, &keeps->primary->columns) : STR_EMPTY;
    vec_for (const struct contract_column, column, &a->object->columns) {
        const struct column *found = find_column(index, a->arena, column);
        if (column->is_measure || (!column->unique && !column->primary_key))
            continue;
        a->model_place = found ? found->place : a->model->place;
        if (column->unique && found && !keeps_unique_column(keeps, found->name))
            no_key(a, keeps, column, STR("unique"), own);
        is_whole = is_whole && (found || !column->primary_key);
        if (column->primary_key && found)
            vec_push(a->arena, &key, found->name);
    }
    a->model_place = a->model->place;
    if (key.count > 0 && is_whole && !keeps_unique(keeps, &key))
        no_key(a, keeps, NULL, str_fmt(a->arena, "key %.*s", STR_ARG(names_text(a->arena, &key))),
               own);
}

/* ---- columns ---- */

static void check_column(struct against *a, const struct model_keeps *keeps,
                         const struct contract_column *column, const struct column *found)
{
    a->model_place = found->place;
    against_type(a, column, physical_type_read(a->arena, a->model->dialect, found->type));
    check_null(a, keeps, column, found);
}

static void check_extra(struct against *a, const struct columns *columns, const struct map *named)
{
    vec_for (const struct column, column, columns) {
        if (map_get(named, str_lower(a->arena, column->name)))
            continue;
        a->model_place = column->place;
        against_add(a, MISMATCH_EXTRA, NULL, STR_EMPTY, column->type)->column = column->name;
    }
}

static void check_columns(struct against *a, const struct model_keeps *keeps,
                          const struct columns_by_name *index, const struct columns *columns)
{
    struct map named;
    map_init(&named, a->arena);
    vec_for (const struct contract_column, column, &a->object->columns) {
        const struct column *found = find_column(index, a->arena, column);
        a->model_place = a->model->place;
        if (found)
            map_put(&named, str_lower(a->arena, found->name), a);
        if (column->is_measure)
            continue;
        if (found)
            check_column(a, keeps, column, found);
        else if (columns->complete)
            against_add(a, MISMATCH_MISSING, column, contract_column_physical(column), STR_EMPTY);
    }
    if (columns->complete)
        check_extra(a, columns, &named);
    map_release(&named);
    a->model_place = a->model->place;
}

static void tell_unclear(struct against *a, const struct unclear *unclear, const char *what)
{
    if (unclear->count == 0)
        return;
    struct contract_mismatch *mismatch =
        against_add(a, MISMATCH_UNCLEAR, NULL, STR_EMPTY, STR_EMPTY);
    mismatch->place = unclear->place;
    mismatch->note = unclear->count == 1
                         ? str_fmt(a->arena, "%s: %.*s", what, STR_ARG(unclear->first))
                         : str_fmt(a->arena, "%s: %.*s and %zu more", what, STR_ARG(unclear->first),
                                   unclear->count - 1);
}

void contract_against(struct contract_mismatches *out, struct arena *arena,
                      const struct contract_object *object, const struct model *model)
{
    struct against a = {
        .arena = arena, .out = out, .object = object, .model = model, .model_place = model->place
    };
    const struct columns *columns = model_columns(model);
    struct columns_by_name index;
    struct model_keeps keeps;
    if (!object->lists_columns)
        return;
    model_keeps(&keeps, arena, model);
    index_columns(&index, arena, columns);
    if (!columns->complete)
        against_add(&a, MISMATCH_UNCLEAR, NULL, STR_EMPTY, STR_EMPTY)->note =
            STR("not all columns of the model are known, so nothing is called missing");
    check_columns(&a, &keeps, &index, columns);
    check_keys(&a, &keeps, &index);
    tell_unclear(&a, &a.types, "the model's type is not known");
    tell_unclear(&a, &a.nulls, "NOT NULL inside of a nested type cannot be told");
    map_release(&index.exact);
    map_release(&index.folded);
}

const char *mismatch_name(enum mismatch kind)
{
    static const char *const names[] = {
        [MISMATCH_MISSING] = "missing", [MISMATCH_EXTRA] = "extra", [MISMATCH_TYPE] = "type",
        [MISMATCH_NULL] = "null",       [MISMATCH_KEY] = "key",     [MISMATCH_UNCLEAR] = "unclear",
    };
    return names[kind];
}
