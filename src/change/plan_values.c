/* plan_values: the table plan_values.def at work. Knows where a value of SQLMesh is found in a
 * model and nothing of what a difference means. */
#include "change/plan_values.h"

#include "change/diff.h"

enum weight {
    NOTHING = 0,
    OTHER = 0,
    DATA = PLAN_HASH_DATA,
    METADATA = PLAN_HASH_METADATA,
};

struct property_hash {
    struct str key;
    enum weight weight;
};
struct property_hashes {
    const struct property_hash *rows;
    size_t count;
};

static const struct property_hash model_rows[] = {
#define PLAN_PROPERTY(key, weight) { STR_INIT(#key), weight },
#define PLAN_KIND_PROPERTY(key, weight)
#define PLAN_VALUE(name, weight)
#include "change/plan_values.def"
#undef PLAN_PROPERTY
#undef PLAN_KIND_PROPERTY
#undef PLAN_VALUE
};

static const struct property_hash kind_rows[] = {
#define PLAN_PROPERTY(key, weight)
#define PLAN_KIND_PROPERTY(key, weight) { STR_INIT(#key), weight },
#define PLAN_VALUE(name, weight)
#include "change/plan_values.def"
#undef PLAN_PROPERTY
#undef PLAN_KIND_PROPERTY
#undef PLAN_VALUE
};

static const struct property_hashes model_table = { model_rows,
                                                    sizeof model_rows / sizeof *model_rows };
static const struct property_hashes kind_table = { kind_rows,
                                                   sizeof kind_rows / sizeof *kind_rows };

/* --- properties ------------------------------------------------------------------------------- */

static unsigned weight_of(const struct property_hashes *table, struct str key)
{
    for (size_t i = 0; i < table->count; i++)
        if (str_eq(table->rows[i].key, key))
            return table->rows[i].weight;
    return DATA;
}

static unsigned lists_differ(const struct property_hashes *table, const struct properties *before,
                             const struct properties *after)
{
    const struct properties *const lists[] = { before, after };
    const struct property *found[2];
    size_t at[2] = { 0 };
    unsigned hashes = 0;
    while (next_properties(lists, at, found))
        if (!found[0] || !found[1] || !same_bytes(found[0]->form, found[1]->form))
            hashes |= weight_of(table, found[0] ? found[0]->key : found[1]->key);
    return hashes;
}

static struct str property_form(const struct model *model, const char *key)
{
    const struct property *found = property_get(&model->properties, key);
    return found ? found->form : STR_EMPTY;
}

static bool differs(const struct plan_pair *pair, const char *key)
{
    return !str_eq(property_form(pair->before.model, key), property_form(pair->after.model, key));
}

static bool kind_differs(const struct plan_pair *pair, const char *key)
{
    return !str_eq(model_kind_value(pair->before.model, key),
                   model_kind_value(pair->after.model, key));
}

/* --- single values ---------------------------------------------------------------------------- */

static bool value_kind(const struct plan_pair *pair)
{
    return !str_eq(pair->before.model->kind, pair->after.model->kind);
}

/* A comment before the MODEL block describes it, too. */
static bool value_description(const struct plan_pair *pair)
{
    return !str_eq(pair->before.model->description, pair->after.model->description);
}

/* Two maps with the same members: only where the file alone gives them, their order counts. */
static bool maps_differ(const struct plan_pair *pair, const char *key)
{
    const struct property *old = property_get(&pair->before.model->properties, key);
    const struct property *new = property_get(&pair->after.model->properties, key);
    return differs(pair, key) || (old && new && !str_eq(old->ordered, new->ordered));
}

static bool value_physical_properties(const struct plan_pair *pair)
{
    return maps_differ(pair, "physical_properties");
}

static bool value_virtual_properties(const struct plan_pair *pair)
{
    return maps_differ(pair, "virtual_properties");
}

static struct str dialect_of(const struct model *model)
{
    struct str said = property_form(model, "dialect");
    return said.len || !model->dialect ? said : model->dialect->name;
}

static bool value_dialect(const struct plan_pair *pair)
{
    return !str_eq_fold(dialect_of(pair->before.model), dialect_of(pair->after.model));
}

/* Kinds that carry the dialect of their model. */
static bool has_dialect(const struct model *model)
{
    return str_starts(model->kind, STR("INCREMENTAL_BY_TIME")) ||
           str_starts(model->kind, STR("INCREMENTAL_BY_UNIQUE")) ||
           str_starts(model->kind, STR("SCD_TYPE_2")) || str_eq(model->kind, STR("DBT_CUSTOM"));
}

static bool value_kind_dialect(const struct plan_pair *pair)
{
    return has_dialect(pair->after.model) && (value_dialect(pair) || kind_differs(pair, "dialect"));
}

static struct str cron_of(const struct model *model)
{
    return str_is_empty(model->cron) ? STR("@daily") : model->cron;
}

static bool value_cron(const struct plan_pair *pair)
{
    return !str_eq(cron_of(pair->before.model), cron_of(pair->after.model));
}

static bool value_interval_unit(const struct plan_pair *pair)
{
    struct str old = str_of(schedule_unit(pair->before.model));
    struct str new = str_of(schedule_unit(pair->after.model));
    return !str_eq(old, new) || (str_eq(old, STR("unknown")) && value_cron(pair));
}

static bool same_columns(const struct plan_pair *pair)
{
    return model_columns(pair->before.model)->items == model_columns(pair->after.model)->items;
}

static const struct column *next_declared(const struct columns *columns, size_t *at)
{
    while (*at < columns->count)
        if (columns->items[(*at)++].source == COLUMN_DECLARED)
            return &columns->items[*at - 1];
    return NULL;
}

static bool value_declared_columns(const struct plan_pair *pair)
{
    size_t b = 0, a = 0;
    if (same_columns(pair))
        return false;
    for (;;) {
        const struct column *old = next_declared(model_columns(pair->before.model), &b);
        const struct column *new = next_declared(model_columns(pair->after.model), &a);
        if (!old || !new)
            return old != new;
        if (!str_eq(old->name, new->name) || !str_eq(old->type, new->type))
            return true;
    }
}

static const struct column *next_described(const struct columns *columns, size_t *at)
{
    while (*at < columns->count)
        if (columns->items[(*at)++].description.len)
            return &columns->items[*at - 1];
    return NULL;
}

static bool value_comments(const struct plan_pair *pair)
{
    size_t b = 0, a = 0;
    if (same_columns(pair))
        return false;
    for (;;) {
        const struct column *old = next_described(model_columns(pair->before.model), &b);
        const struct column *new = next_described(model_columns(pair->after.model), &a);
        if (!old || !new)
            return old != new;
        if (!str_eq(old->name, new->name) || !str_eq(old->description, new->description))
            return true;
    }
}

static bool is_word_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_';
}

/* The time column, when SQLMesh partitions by it of its own accord; "" otherwise. */
static struct str added_partition(const struct model *model)
{
    struct str column = model_kind_value(model, "time_column"), rest;
    struct str partitions = property_form(model, "partitioned_by");
    ptrdiff_t end = str_rfind_byte(column, ',');

    column = str_sub(column, 0, end < 0 ? column.len : (size_t)end);
    if (!column.len || str_eq(model_kind_value(model, "partition_by_time_column"), STR("false")))
        return STR_EMPTY;
    for (ptrdiff_t at; (at = str_find(partitions, column)) >= 0; partitions = rest) {
        size_t start = (size_t)at, stop = start + column.len;
        bool before = start == 0 || !is_word_byte(partitions.ptr[start - 1]);
        bool behind = stop == partitions.len || !is_word_byte(partitions.ptr[stop]);
        if (before && behind)
            return STR_EMPTY;
        rest = str_sub(partitions, stop, partitions.len);
    }
    return column;
}

/* The whole list, "ds, c". */
static struct str partitions(struct arena *arena, const struct model *model)
{
    struct str said = property_form(model, "partitioned_by"), added = added_partition(model);
    if (!said.len || !added.len)
        return said.len ? said : added;
    return str_fmt(arena, "%.*s, %.*s", STR_ARG(added), STR_ARG(said));
}

bool plan_same_partitioning(const struct plan_pair *pair)
{
    return str_eq(partitions(pair->arena, pair->before.model),
                  partitions(pair->arena, pair->after.model));
}

static bool value_partitioning(const struct plan_pair *pair)
{
    return !plan_same_partitioning(pair);
}

static bool value_batch_size(const struct plan_pair *pair)
{
    return kind_differs(pair, "batch_size");
}

static bool value_scd_batch_size(const struct plan_pair *pair)
{
    return str_starts(pair->after.model->kind, STR("SCD_TYPE_2")) && value_batch_size(pair);
}

static struct str environment_mode(const struct model *model)
{
    struct str mode = property_form(model, "virtual_environment_mode");
    return mode.len ? mode : STR("full");
}

bool plan_same_environment_mode(const struct model *before, const struct model *after)
{
    return str_eq_fold(environment_mode(before), environment_mode(after));
}

static bool value_environment_mode(const struct plan_pair *pair)
{
    return !plan_same_environment_mode(pair->before.model, pair->after.model);
}

/* Arguments of SQLMesh's own audits, definitions of the others. */
static bool value_audits(const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    if (before->audits.count != after->audits.count)
        return true;
    for (size_t i = 0; i < after->audits.count; i++) {
        const struct audit_use *old = &before->audits.items[i], *new = &after->audits.items[i];
        bool own = new->definition.len || old->definition.len;
        if (!str_eq(old->name, new->name) || !str_eq(old->definition, new->definition) ||
            (!own && (!str_eq(old->args, new->args) || old->blocking != new->blocking ||
                      old->skip != new->skip)))
            return true;
    }
    return false;
}

static bool value_grants(const struct plan_pair *pair)
{
    return differs(pair, "grants") || differs(pair, "grants_target_layer");
}

/* The tables of seeds are made anew, as nothing migrates them. */
static bool value_seed_grants(const struct plan_pair *pair)
{
    return pair->after.model->class == MODEL_SEED && value_grants(pair);
}

static bool value_seed_columns(const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    if (before->seed.count != after->seed.count)
        return true;
    for (size_t i = 0; i < after->seed.count; i++)
        if (!str_eq(before->seed.items[i].name, after->seed.items[i].name) ||
            !str_eq(before->seed.items[i].digest, after->seed.items[i].digest))
            return true;
    return false;
}

static struct str path_in_project(const struct model *model, struct str path)
{
    size_t skip = model->project.len ? model->project.len + 1 : 0;
    return str_sub(path, skip, path.len);
}

/* Code is hashed with the path of its file. */
static bool value_python_code(const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    return after->class == MODEL_PYTHON &&
           (!str_eq(model_query_form(before), model_query_form(after)) ||
            !str_eq(path_in_project(before, before->path), path_in_project(after, after->path)));
}

/* --- inputs ----------------------------------------------------------------------------------- */

#define DATA_USES (INPUT_IN_QUERY | INPUT_IN_STATEMENTS | INPUT_IN_PROPERTIES)

static bool is_hashed(const struct input *input, enum weight weight)
{
    if (input->kind == INPUT_SEED_FILE || !input->uses)
        return false;
    bool data = (input->uses & DATA_USES) && input->kind != INPUT_SIGNAL && !input->metadata_only;
    return data == (weight == DATA);
}

static const struct input *next_input(const struct model *model, size_t *at, enum weight weight)
{
    while (*at < model->inputs.count)
        if (is_hashed(&model->inputs.items[(*at)++], weight))
            return &model->inputs.items[*at - 1];
    return NULL;
}

/* Python code carries the path of its file; Jinja macros and variables do not. */
static bool same_place(const struct plan_pair *pair, const struct input *old,
                       const struct input *new)
{
    bool python = new->kind == INPUT_PYTHON || new->kind == INPUT_SIGNAL ||
                  (new->kind == INPUT_MACRO &&str_starts(new->name, STR("@")));
    return !python || str_eq(path_in_project(pair->before.model, old->path),
                             path_in_project(pair->after.model, new->path));
}

static bool inputs_differ(const struct plan_pair *pair, enum weight weight)
{
    size_t b = 0, a = 0;
    for (;;) {
        const struct input *old = next_input(pair->before.model, &b, weight);
        const struct input *new = next_input(pair->after.model, &a, weight);
        if (!old || !new)
            return old != new;
        if (old->kind != new->kind || !str_eq(old->name, new->name) ||
            !str_eq(old->digest, new->digest) || !same_place(pair, old, new))
            return true;
    }
}

static bool value_data_inputs(const struct plan_pair *pair)
{
    return inputs_differ(pair, DATA);
}

static bool value_metadata_inputs(const struct plan_pair *pair)
{
    return inputs_differ(pair, METADATA);
}

/* --- all of them ------------------------------------------------------------------------------ */

static const struct {
    bool (*differs)(const struct plan_pair *pair);
    enum weight weight;
} values[] = {
#define PLAN_PROPERTY(key, weight)
#define PLAN_KIND_PROPERTY(key, weight)
#define PLAN_VALUE(name, weight) { value_##name, weight },
#include "change/plan_values.def"
#undef PLAN_PROPERTY
#undef PLAN_KIND_PROPERTY
#undef PLAN_VALUE
};

unsigned plan_values_differ(const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    unsigned hashes = pair->schema_moved ? PLAN_HASH_DATA : 0;

    hashes |= lists_differ(&model_table, &before->properties, &after->properties);
    hashes |= lists_differ(&kind_table, &before->kind_properties, &after->kind_properties);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (values[i].differs(pair))
            hashes |= values[i].weight;
    return hashes;
}
