/* block: what the entries of a block say about one model. Knows keys, not files.
 * Source: sqlmesh/core/model/meta.py, sqlmesh/core/model/definition.py, create_sql_model(). */
#include "project/block.h"

#include "base/buf.h"
#include "base/limits.h"
#include "project/names.h"
#include "sql/form.h"
#include "sql/parse.h"

static struct arena *arena_of(const struct reader *reader)
{
    return reader->file->arena;
}

static struct arena *scratch_of(const struct reader *reader)
{
    return reader->file->scratch;
}

static bool set_name(struct reader *reader, const struct table_name *name, struct place place)
{
    struct model *model = &reader->draft->model;
    if (!name->count)
        return false;
    model->fqn = name_fqn(arena_of(reader), name, reader->file->config->default_catalog);
    model->name = name_dotted(arena_of(reader), name, reader->file->config->default_catalog);
    model->place = place;
    return true;
}

bool block_set_name_text(struct reader *reader, struct str text, struct place place)
{
    struct table_name name;
    name_from_text(&name, arena_of(reader), reader->dialect, text);
    return set_name(reader, &name, place);
}

bool block_set_name(struct reader *reader, const struct value *written)
{
    struct value value = *written;
    struct table_name name;
    if (!value.text) {
        if (value.lit->kind != LIT_SCALAR)
            return false;
        return block_set_name_text(reader, value.lit->text, value.place);
    }
    struct place place = value_place(reader, &value);
    if (!value_expand(reader, &value, true, "name")) {
        diag_add(reader->file->diags, DIAG_WARN, place,
                 "the name of the model is not known without running macros");
        return false;
    }
    name_from_tokens(&name, arena_of(reader), value.text, value.from, value.to);
    if (set_name(reader, &name, place))
        return true;
    value_fault(reader, written, "name", "expected a table name such as schema.model");
    return false;
}

/* --- columns, dependencies, grains, audits ---------------------------------------------------- */

static struct str read_column_type(struct reader *reader, const struct value *type)
{
    struct value tokens;
    if (!value_tokens(reader, type, &tokens))
        return STR_EMPTY;
    return sql_form(arena_of(reader),
                    sql_parse_type(arena_of(reader), tokens.text, tokens.from, tokens.to, NULL));
}

static bool column_parts(struct reader *reader, const struct value *item, struct str *name,
                         bool *quoted, struct value *type)
{
    if (!item->text) {
        *name = item->lit->key;
        *quoted = false;
        *type = *item;
        return name->len > 0;
    }
    uint32_t at = tokens_next(item->text, item->from, item->to);
    uint32_t rest = tokens_next(item->text, at + 1, item->to);
    unsigned kind = at < item->to ? item->text->tokens[at].kind : TOKEN_BAD;
    if ((kind != TOKEN_WORD && kind != TOKEN_QUOTED) || rest >= item->to)
        return false;
    *name = sql_token_value(arena_of(reader), item->text, at);
    *quoted = kind == TOKEN_QUOTED;
    *type = (struct value){ item->text, rest, item->to, NULL, item->place };
    return true;
}

static void read_columns(struct reader *reader, const struct value *value)
{
    struct values items = { 0 };
    struct columns *columns = &reader->draft->model.body.columns;
    value_items(reader, value, &items);
    columns->count = 0;
    vec_for (struct value, it, &items) {
        struct str name;
        bool quoted;
        struct value type;
        if (!column_parts(reader, it, &name, &quoted, &type)) {
            value_fault(reader, it, "columns", "expected a column and its type");
            continue;
        }
        struct column column = { .name =
                                     sql_normalise(arena_of(reader), reader->dialect, name, quoted),
                                 .type = read_column_type(reader, &type),
                                 .description = STR_EMPTY,
                                 .place = value_place(reader, it),
                                 .source = COLUMN_DECLARED };
        vec_push(scratch_of(reader), columns, column);
    }
    columns->complete = true;
    reader->draft->has_columns = true;
}

static void add_dependency(struct reader *reader, const struct value *item)
{
    struct table_name name = { .count = 0 };
    struct value value = *item;
    if (!value.text) {
        if (value.lit->kind == LIT_SCALAR)
            name_from_text(&name, arena_of(reader), reader->dialect, value.lit->text);
    } else if (value_expand(reader, &value, true, "depends_on")) {
        name_from_tokens(&name, arena_of(reader), value.text, value.from, value.to);
    } else {
        return;
    }
    if (!name.count) {
        value_fault(reader, item, "depends_on", "expected a list of table names");
        return;
    }
    struct dependency dependency = {
        .fqn = name_fqn(arena_of(reader), &name, reader->file->config->default_catalog),
        .place = value_place(reader, item),
        .is_certain = true,
        .declared = true,
    };
    vec_push(scratch_of(reader), &reader->draft->model.dependencies, dependency);
}

static void read_depends_on(struct reader *reader, const struct value *value)
{
    struct values items = { 0 };
    value_items(reader, value, &items);
    vec_for (struct value, it, &items)
        add_dependency(reader, it);
}

static struct str item_form(struct reader *reader, const struct value *item)
{
    struct value tokens;
    if (!value_tokens(reader, item, &tokens))
        return value_raw(reader, item);
    return sql_form(arena_of(reader), value_node(reader, &tokens));
}

/* grain (a, b) is one grain of two columns, grains (a, b) are two grains. */
static void read_grains(struct reader *reader, const struct value *value, const char *key, bool one)
{
    struct values items = { 0 };
    struct buf buf;
    buf_init(&buf, arena_of(reader), LIMIT_file_bytes);
    value_items(reader, value, &items);
    if (one && items.count > 1)
        buf_byte(&buf, '(');
    for (size_t i = 0; i < items.count; i++) {
        struct str form = item_form(reader, &items.items[i]);
        if (i)
            buf_puts(&buf, ", ");
        buf_add(&buf, form);
        if (!one && key[0] == 'g')
            vec_push(scratch_of(reader), &reader->draft->model.grains, form);
    }
    if (one && items.count > 1)
        buf_byte(&buf, ')');
    if (one && items.count)
        vec_push(scratch_of(reader), &reader->draft->model.grains, buf_str(&buf));
    property_put(scratch_of(reader), &reader->draft->model.properties,
                 (struct property){ .key = str_of(key),
                                    .form = buf_str(&buf),
                                    .place = value_place(reader, value) });
}

/* --- all keys --------------------------------------------------------------------------------- */

static bool is_null(struct reader *reader, const struct value *value)
{
    struct str text;
    if (!value->text)
        return value->lit->kind == LIT_NULL;
    uint32_t at = tokens_next(value->text, value->from, value->to);
    if (at >= value->to || value->text->tokens[at].kind != TOKEN_WORD)
        return false;
    return value_text(reader, value, &text) &&
           (str_eq_fold(text, STR("NULL")) || str_eq_fold(text, STR("NONE")));
}

static void take_text(struct reader *reader, const struct property *property)
{
    struct model *model = &reader->draft->model;
    static const char *const keys[] = { "owner", "description", "cron" };
    struct str *const targets[] = { &model->owner, &model->description, &model->cron };
    for (size_t i = 0; i < 3; i++)
        if (str_eq(property->key, str_of(keys[i])))
            *targets[i] = property->form;
    if (str_eq(property->key, STR("enabled")))
        reader->draft->enabled = !str_eq(property->form, STR("false"));
}

static void take_tags(struct reader *reader, const struct value *value)
{
    struct values items = { 0 };
    struct str text;
    struct model *model = &reader->draft->model;
    model->tags.count = 0;
    value_items(reader, value, &items);
    vec_for (struct value, it, &items)
        if (value_text(reader, it, &text))
            vec_push(scratch_of(reader), &model->tags, text);
}

/* Column names are identified as elsewhere; a text that is not literal gives no description. */
static void take_descriptions(struct reader *reader, const struct value *value)
{
    struct values items = { 0 };
    value_items(reader, value, &items);
    vec_for (const struct value, it, &items) {
        struct str key;
        struct str *text = arena_new(arena_of(reader), struct str);
        struct value right;
        if (value_pair(reader, it, &key, &right) && value_text(reader, &right, text))
            map_put(&reader->draft->descriptions,
                    sql_normalise(arena_of(reader), reader->dialect, key, false), text);
    }
}

static void read_plain(struct reader *reader, const struct prop_row *row, const struct value *value)
{
    struct property property;
    if (!property_read(reader, row, *value, &property))
        return;
    if (str_eq(row->key, STR("table_properties")))
        property.key = STR("physical_properties");
    take_text(reader, &property);
    if (str_eq(row->key, STR("tags")))
        take_tags(reader, value);
    if (str_eq(row->key, STR("column_descriptions")))
        take_descriptions(reader, value);
    property_put(scratch_of(reader), &reader->draft->model.properties, property);
}

/* A list of Python that is computed, in part or as a whole. */
static bool is_open(struct reader *reader, const struct prop_row *row, const struct value *value)
{
    const struct lit *part;
    bool list = row->type == P_TYPE_COLUMNS || row->type == P_TYPE_TABLES ||
                row->type == P_TYPE_GRAIN || row->type == P_TYPE_GRAINS;
    if (value->text || !list || !lit_unknown(value->lit, &part))
        return false;
    unknown_add(scratch_of(reader), &reader->draft->model.unknowns, UNKNOWN_PYTHON, row->key,
                value_place(reader, value), value_raw(reader, value));
    return true;
}

static void read_row(struct reader *reader, const struct prop_row *row, const struct value *value)
{
    if (is_open(reader, row, value))
        return;
    switch (row->type) {
    case P_TYPE_NAME:
    case P_TYPE_BLUEPRINTS:
        return; /* read before everything else */
    case P_TYPE_STATEMENTS:
        return; /* read by the caller: they are not part of a MODEL block */
    case P_TYPE_KIND:
        block_read_kind(reader, value);
        return;
    case P_TYPE_COLUMNS: {
        struct value columns = *value;
        if (value_expand(reader, &columns, false, "columns"))
            read_columns(reader, &columns);
        return;
    }
    case P_TYPE_TABLES:
        read_depends_on(reader, value);
        return;
    case P_TYPE_AUDITS:
        block_read_audits(reader, value, str_eq(row->key, STR("signals")));
        return;
    case P_TYPE_GRAIN:
        read_grains(reader, value, "grains", true);
        return;
    case P_TYPE_GRAINS:
        read_grains(reader, value, row->key.ptr, false);
        return;
    default:
        read_plain(reader, row, value);
    }
}

static void unknown_key(struct reader *reader, const struct entry *entry, unsigned flags)
{
    struct arena *arena = arena_of(reader);
    struct place place = value_place(reader, &entry->value);
    struct str near = prop_nearest(arena, entry->key, flags);
    diag_add(reader->file->diags, DIAG_ERROR, place, "\"%.*s\" is no property of a model",
             STR_ARG(entry->key));
    if (near.len)
        diag_hint(reader->file->diags, "did you mean \"%.*s\"?", STR_ARG(near));
    unknown_add(scratch_of(reader), &reader->draft->model.unknowns, UNKNOWN_MODEL_BLOCK,
                str_fmt(arena, "unknown property %.*s", STR_ARG(entry->key)), place,
                value_raw(reader, &entry->value));
}

/* Which entry of each key is the last one: that is the one that counts. */
static void index_last(struct map *last, struct reader *reader, const struct entries *entries)
{
    map_init(last, scratch_of(reader));
    for (size_t i = 0; i < entries->count; i++)
        map_put(last, entries->items[i].key, &entries->items[i]);
}

static enum use_place place_of_row(const struct prop_row *row)
{
    if (row && row->type == P_TYPE_AUDITS)
        return USE_GUARD;
    return row && (row->flags & P_R) ? USE_RAW : USE_PROPERTY;
}

void block_read(struct reader *reader, const struct entries *entries, unsigned flags)
{
    struct map last;
    index_last(&last, reader, entries);
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->items[i];
        const struct prop_row *row = prop_find(entry->key, flags);
        if (entry->value.text)
            uses_from_tokens(reader, entry->value.text, entry->value.from, entry->value.to,
                             place_of_row(row));
        if (!row)
            unknown_key(reader, entry, flags);
        else if (map_get(&last, entry->key) == entry && !is_null(reader, &entry->value))
            read_row(reader, row, &entry->value);
    }
    map_release(&last);
}

/* --- model defaults --------------------------------------------------------------------------- */

/* Members of maps are merged one by one; the model's own value wins. */
static struct str merge_maps(struct arena *arena, struct str model, struct str defaults)
{
    struct str rest = defaults, pair, merged = model;
    while (str_split(&rest, ',', &pair)) {
        struct str item = str_trim(pair);
        ptrdiff_t sign = str_find(item, STR(" = "));
        if (sign < 0)
            continue;
        struct str key = str_sub(item, 0, (size_t)sign + 3);
        struct str among = str_fmt(arena, ", %.*s", STR_ARG(key));
        if (!str_starts(model, key) && str_find(model, among) < 0)
            merged = str_fmt(arena, "%.*s, %.*s", STR_ARG(merged), STR_ARG(item));
    }
    return merged;
}

static struct property *find_property(struct properties *list, struct str key)
{
    vec_for (struct property, it, list)
        if (str_eq(it->key, key))
            return it;
    return NULL;
}

static bool is_map_key(struct str key)
{
    return str_ends(key, STR("_properties"));
}

static void apply_default(struct reader *reader, const struct property *preset)
{
    struct model *model = &reader->draft->model;
    struct property *own = find_property(&model->properties, preset->key);
    struct property inherited = *preset;
    inherited.inherited = true;
    if (own && is_map_key(preset->key))
        own->form = merge_maps(arena_of(reader), own->form, preset->form);
    if (own)
        return;
    if (kind_prop_find(preset->key, ~0u)) {
        if (!kind_prop_find(preset->key, kind_bits(model->kind)))
            return;
        if (!find_property(&model->kind_properties, preset->key))
            vec_push(scratch_of(reader), &model->kind_properties, inherited);
        return;
    }
    take_text(reader, &inherited);
    vec_push(scratch_of(reader), &model->properties, inherited);
}

/* Writing down what holds anyway is no change, so such properties are dropped. */
static void prune(struct properties *list, unsigned bits)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct property *it = &list->items[i];
        const struct prop_row *row = bits ? kind_prop_find(it->key, bits) : prop_find(it->key, ~0u);
        bool is_default =
            row && row->default_form[0] && str_eq(it->form, str_of(row->default_form));
        if (!is_default && !str_eq(it->key, STR("enabled")))
            list->items[kept++] = *it;
    }
    list->count = kept;
}

/* Default audits come before those of the model. */
static void default_audits(struct reader *reader, const struct property *preset)
{
    struct sql_text *text = arena_new(scratch_of(reader), struct sql_text);
    if (sql_lex(text, scratch_of(reader), reader->file->config->path, preset->form, reader->dialect,
                false, NULL) != OK)
        return;
    struct value value = { text, 0, text->count, NULL, preset->place };
    block_read_audits(reader, &value, false);
}

static void default_statements(struct reader *reader, const struct property *preset)
{
    struct model *model = &reader->draft->model;
    struct statement statement = { .form = preset->form,
                                   .text = preset->form,
                                   .place = preset->place };
    struct statements *list = str_starts(preset->key, STR("pre"))    ? &model->pre
                              : str_starts(preset->key, STR("post")) ? &model->post
                                                                     : &model->on_virtual;
    vec_push(scratch_of(reader), list, statement);
}

/* Settings of the project that SQLMesh writes into every model. */
static void apply_setting(struct reader *reader, const char *key, struct str text)
{
    struct property property = { .key = str_of(key),
                                 .form = text,
                                 .place = { reader->file->config->path, 0, 0 },
                                 .inherited = true };
    if (text.len)
        property_put(scratch_of(reader), &reader->draft->model.properties, property);
}

void block_finish(struct reader *reader, const char *fallback_kind)
{
    struct model *model = &reader->draft->model;
    const struct config *config = reader->file->config;
    if (!model->kind.len)
        model->kind = str_of(fallback_kind);
    vec_for (struct property, it, &config->model_defaults) {
        if (str_eq(it->key, STR("audits")))
            default_audits(reader, it);
        else if (str_ends(it->key, STR("_statements")) || str_eq(it->key, STR("on_virtual_update")))
            default_statements(reader, it);
        else if (!str_eq(it->key, STR("kind")) && !str_eq(it->key, STR("dialect")))
            apply_default(reader, it);
    }
    apply_setting(reader, "project", config->project_name);
    if (model->class != MODEL_EXTERNAL)
        apply_setting(reader, "virtual_environment_mode", config->virtual_environment_mode);
    prune(&model->properties, 0);
    prune(&model->kind_properties, kind_bits(model->kind));
    properties_sort(&model->properties);
    properties_sort(&model->kind_properties);
}
