/* plan_direct: from differing values, statements and queries to what SQLMesh calls them. */
#include "change/plan_direct.h"

#include "change/diff.h"
#include "change/finder.h"
#include "change/plan_query.h"
#include "change/plan_values.h"

bool plan_is_forward_only(const struct model *model)
{
    return str_eq(model_kind_value(model, "forward_only"), STR("true"));
}

bool plan_is_materialized_view(const struct model *model)
{
    return str_eq(model->kind, STR("VIEW")) &&
           str_eq(model_kind_value(model, "materialized"), STR("true"));
}

bool plan_is_definition(const struct statement *statement)
{
    return str_starts(statement->form, STR("@def ("));
}

/* --- columns ---------------------------------------------------------------------------------- */

static int by_name(const void *left, const void *right)
{
    return str_cmp(((const struct column_type *)left)->name,
                   ((const struct column_type *)right)->name);
}

static struct column_type *sorted_columns(struct arena *arena, const struct column_types *columns)
{
    struct column_type *copy = arena_array(arena, columns->count, sizeof *copy);
    for (size_t i = 0; i < columns->count; i++)
        copy[i] = columns->items[i];
    if (columns->count)
        qsort(copy, columns->count, sizeof *copy, by_name);
    return copy;
}

static bool same_column(const struct column_type *a, const struct column_type *b)
{
    return same_bytes(a->name, b->name) && same_bytes(a->type, b->type);
}

bool plan_is_reshaped(struct arena *arena, const struct column_types *before,
                      const struct column_types *after)
{
    if (before->count != after->count || before->complete != after->complete)
        return true;
    if (column_types_same(before, after))
        return false;
    const struct column_type *b = sorted_columns(arena, before), *a = sorted_columns(arena, after);
    for (size_t i = 0; i < before->count; i++)
        if (!same_column(&b[i], &a[i]))
            return true;
    return false;
}

/* Without resolved names a star stays a star and an expression has no name. */
static bool all_named(const struct columns *columns)
{
    vec_for (const struct column, it, columns)
        if (!it->name.len || it->source == COLUMN_EXPANDED)
            return false;
    return true;
}

static bool all_differ(struct arena *arena, const struct columns *columns)
{
    struct str *names = arena_array(arena, columns->count, sizeof *names);
    size_t count = 0;
    vec_for (const struct column, it, columns)
        if (it->name.len)
            names[count++] = it->name;
    if (count)
        qsort(names, count, sizeof *names, str_cmp_qsort);
    for (size_t i = 1; i < count; i++)
        if (str_eq(names[i - 1], names[i]))
            return false;
    return true;
}

/* What decides the columns is code, which SQLMesh runs. */
static bool is_hidden_by_code(const struct model *model)
{
    bool code = false;
    vec_for (const struct unknown, it, model_unknowns(model)) {
        switch (it->cause) {
        case UNKNOWN_MACRO:
        case UNKNOWN_JINJA:
        case UNKNOWN_VARIABLE:
        case UNKNOWN_PYTHON:
            code = true;
            break;
        case UNKNOWN_STAR:
            return false;
        default:
            break;
        }
    }
    return code;
}

bool plan_columns_known(struct arena *arena, const struct model *model, bool schema_known)
{
    const struct columns *columns = model_columns(model);
    if (!columns->complete)
        return is_hidden_by_code(model);
    return columns->count && (schema_known || all_named(columns)) && all_differ(arena, columns);
}

/* --- texts ------------------------------------------------------------------------------------ */

static bool same_texts(const struct statements *before, const struct statements *after)
{
    if (before->count != after->count)
        return false;
    for (size_t i = 0; i < before->count; i++)
        if (!same_bytes(before->items[i].text, after->items[i].text))
            return false;
    return true;
}

/* Texts are in both hashes, those of statements on promotion only in the hash of the metadata. */
static unsigned texts_differ(const struct model *before, const struct model *after)
{
    bool same = same_bytes(before->query_text, after->query_text) &&
                same_texts(&before->pre, &after->pre) && same_texts(&before->post, &after->post);
    unsigned hashes = same ? 0 : PLAN_HASH_DATA | PLAN_HASH_METADATA;
    if (!same_texts(&before->on_virtual, &after->on_virtual))
        hashes |= PLAN_HASH_METADATA;
    return hashes;
}

/* Statements before and after the query as one list, definitions of macros left out. */
static const struct statement *next_statement(const struct model *model, size_t *at)
{
    size_t total = model->pre.count + model->post.count;
    while (*at < total) {
        size_t i = (*at)++;
        const struct statement *it =
            i < model->pre.count ? &model->pre.items[i] : &model->post.items[i - model->pre.count];
        if (!plan_is_definition(it))
            return it;
    }
    return NULL;
}

static bool same_statements(const struct model *before, const struct model *after)
{
    size_t b = 0, a = 0;
    for (;;) {
        const struct statement *old = next_statement(before, &b), *new = next_statement(after, &a);
        if (!old || !new)
            return old == new;
        if (!same_bytes(old->form, new->form))
            return false;
    }
}

/* --- kinds ------------------------------------------------------------------------------------ */

static bool is_incremental(const struct model *model)
{
    return str_starts(model->kind, STR("INCREMENTAL_")) ||
           str_starts(model->kind, STR("SCD_TYPE_2"));
}

static bool kind_breaks(const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    if (!plan_same_environment_mode(before, after))
        return true;
    if (str_eq(before->kind, after->kind))
        return false;
    return !is_incremental(before) || !is_incremental(after) || !plan_same_partitioning(pair);
}

/* --- is_breaking_change of each class --------------------------------------------------------- */

/* Which cells stand for no value; settings of quotes and separators show in the cells themselves.
 */
static bool same_meaning_of_cells(const struct model *before, const struct model *after)
{
    struct str old = model_kind_value(before, "csv_settings");
    struct str new = model_kind_value(after, "csv_settings");
    bool counts = str_find(old, STR("na_")) >= 0 || str_find(new, STR("na_")) >= 0;
    return !counts || str_eq(old, new);
}

/* Every column of the old file is in the new one with the same cells. */
static bool keeps_cells(const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    struct map digests;
    bool kept = before->seed.count > 0 && same_meaning_of_cells(before, after);

    map_init(&digests, pair->arena);
    for (size_t i = 0; i < after->seed.count; i++)
        map_put(&digests, after->seed.items[i].name, &after->seed.items[i].digest);
    for (size_t i = 0; i < before->seed.count && kept; i++) {
        const struct str *digest = map_get(&digests, before->seed.items[i].name);
        kept = digest && str_eq(*digest, before->seed.items[i].digest);
    }
    map_release(&digests);
    return kept;
}

static bool keeps_columns(const struct plan_pair *pair)
{
    struct finder finder;
    bool kept = true;

    finder_init(&finder, pair->arena, model_columns(pair->after.model));
    vec_for (const struct column, old, model_columns(pair->before.model)) {
        const struct column *new = finder_get(&finder, old->name);
        kept = kept && new &&str_eq(old->type, new->type);
    }
    finder_release(&finder);
    return kept;
}

static struct str lookback_of(const struct model *model)
{
    struct str lookback = model_kind_value(model, "lookback");
    return lookback.len ? lookback : STR("0");
}

static bool is_compatible(const struct plan_pair *pair, enum plan_edit edit)
{
    switch (pair->after.model->class) {
    case MODEL_SQL:
        return edit != PLAN_QUERY_OTHER &&
               str_eq(lookback_of(pair->before.model), lookback_of(pair->after.model));
    case MODEL_SEED:
        return keeps_cells(pair);
    case MODEL_EXTERNAL:
        return keeps_columns(pair);
    default:
        return false;
    }
}

/* --- both versions ---------------------------------------------------------------------------- */

/* A standalone audit has no data. */
static void compare_audits(struct plan_direct *out, const struct plan_pair *pair)
{
    unsigned hashes =
        plan_values_differ(pair) | texts_differ(pair->before.model, pair->after.model);
    out->hashes = hashes ? PLAN_HASH_METADATA : 0;
}

void plan_compare(struct plan_direct *out, const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    enum plan_edit edit = PLAN_QUERY_SAME;

    *out = (struct plan_direct){ 0 };
    if (after->class == MODEL_AUDIT) {
        compare_audits(out, pair);
        return;
    }
    unsigned values = plan_values_differ(pair);
    out->hashes = values | texts_differ(before, after);
    if (pair->parents_reshaped)
        out->hashes |= PLAN_HASH_METADATA; /* it holds the columns of the parents, sorted */
    if (before->class != after->class)
        out->hashes |= PLAN_HASH_DATA | PLAN_HASH_METADATA;
    else if (out->hashes && (after->class == MODEL_SQL || after->writes_sql))
        edit = plan_query_edit(pair);
    out->data_change = out->hashes && ((values & PLAN_HASH_DATA) || before->class != after->class ||
                                       !same_statements(before, after) || edit != PLAN_QUERY_SAME);
    out->kind_breaks = kind_breaks(pair);
    out->compatible =
        out->data_change && before->class == after->class && is_compatible(pair, edit);
}
