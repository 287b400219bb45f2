/* schema: the objects of a contract and their columns. */
#include "base/limits.h"
#include "contract/reader.h"

/* ---- ends ---- */

void take_end_day(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract_end *end = slot;
    int64_t day;
    if (value->kind == NODE_SCALAR && day_of(str_trim(value->text), &day))
        *end = (struct contract_end){ true, true, day, value->place };
    else
        wrong_kind(reader, said, value, "a day (2026-12-31)");
}

/* {since, until, reason}: the word for the end is not settled anywhere. */
static void read_deprecated_map(struct reader *reader, struct said *said, const struct node *map,
                                struct contract_end *end)
{
    static const char *const words[] = { "until", "removalDate", "removal", "date", "endOfLife" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const struct node *day = node_get(map, words[i]);
        if (node_is_null(day))
            continue;
        take_end_day(reader, said, day, end);
        break;
    }
    take_described(reader, said, map, NULL);
}

/* v3.2: true or false; a date, or a map with one, is what people write who mean the end by it. */
void take_deprecated(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract_end *end = slot;
    bool flag = value->kind == NODE_MAP;
    int64_t day;
    if (value->kind == NODE_SCALAR && day_of(str_trim(value->text), &day)) {
        take_end_day(reader, said, value, end);
        return;
    }
    if (value->kind == NODE_MAP)
        read_deprecated_map(reader, said, value, end);
    else
        take_flag(reader, said, value, &flag);
    if (!flag)
        return;
    end->is_deprecated = true;
    end->place = value->place;
}

/* ---- values and limits ---- */

void take_value(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract_texts *values = slot;
    if (value->kind == NODE_SCALAR)
        add_text(reader, values, value->text);
    else
        wrong_kind(reader, said, value, "a text");
}

void limit_values(struct reader *reader, struct said *said, struct contract_column *column,
                  const struct node *list)
{
    if (column->has_values)
        return;
    for (const struct node *item = list_items(reader, said, list); item; item = item->next) {
        if (item->kind == NODE_MAP)
            read_map(reader, LEVEL_VALUE, item, &column->values, said);
        else if (item->kind == NODE_NULL)
            add_text(reader, &column->values, STR("null"));
        else
            take_value(reader, said, item, &column->values);
    }
    column->has_values = list->kind == NODE_LIST;
    sort_texts(&column->values, true);
}

void take_values(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    limit_values(reader, said, slot, value);
}

/* A list, or a text with commas; only describes what is limited elsewhere. */
void take_custom_values(struct reader *reader, struct said *said, const struct node *value,
                        void *slot)
{
    struct contract_column *column = slot;
    struct str rest = value->text, part;
    if (column->has_values) {
        take_described(reader, said, value, NULL);
        return;
    }
    if (value->kind != NODE_SCALAR) {
        limit_values(reader, said, column, value);
        return;
    }
    while (str_split(&rest, ',', &part))
        add_text(reader, &column->values, str_trim(part));
    column->has_values = true;
    sort_texts(&column->values, true);
}

static int by_option(const void *a, const void *b)
{
    const struct contract_option *one = a, *other = b;
    return str_cmp(one->key, other->key);
}

void take_options(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract_column *out = slot;
    if (!is_map(reader, said, value))
        return;
    for (const struct node *item = value->first; item; item = item->next) {
        struct contract_option option = { .key = item->key, .place = item->place };
        if (item->kind == NODE_NULL)
            continue;
        if (joined_text(reader, item, ", ", &option.text))
            vec_push(reader->arena, &out->options, option);
        else
            wrong_kind(reader, said, item, "a text or a list of texts");
    }
    if (out->options.count > 1)
        qsort(out->options.items, out->options.count, sizeof *out->options.items, by_option);
}

/* v3.2: what is computed from columns stands in no table. */
void take_semantic(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    bool *is_measure = slot;
    struct str text = str_trim(value->text);
    if (str_eq_fold(text, STR("measure")) || str_eq_fold(text, STR("dimension")))
        *is_measure = true;
    else if (!str_eq_fold(text, STR("column")))
        wrong_kind(reader, said, value, "column, measure or dimension");
}

void take_custom_column(struct reader *reader, struct said *said, const struct node *value,
                        void *slot)
{
    read_custom(reader, LEVEL_CUSTOM_COLUMN, value, slot, said);
}

/* ---- columns ---- */

static struct contract_column blank_column(const struct node *map)
{
    const struct str none = STR_EMPTY;
    return (struct contract_column){ .name = none,
                                     .path = none,
                                     .physical_name = none,
                                     .id = none,
                                     .logical_type = none,
                                     .physical_type = none,
                                     .classification = none,
                                     .pii = none,
                                     .critical = none,
                                     .described = none,
                                     .unread = none,
                                     .place = map->place };
}

static struct str text_at(const struct node *map, const char *key)
{
    const struct node *value = map->kind == NODE_MAP ? node_get(map, key) : NULL;
    return value && value->kind == NODE_SCALAR ? str_trim(value->text) : STR_EMPTY;
}

static bool may_read_column(struct reader *reader, const struct node *map)
{
    if (map->kind != NODE_MAP)
        read_fail(reader, map->place, "a column must be a map: the contract cannot be read");
    else if (reader->depth >= LIMIT_contract_depth)
        too_deep(reader, map->place);
    else if (reader->columns >= LIMIT_contract_columns)
        too_many(reader, map->place);
    return !reader->failed;
}

/* Reads one column into *out, which lies outside of any list that may grow meanwhile. */
static void read_column(struct reader *reader, const struct node *map, struct str path,
                        struct contract_column *out)
{
    struct said said = { 0 };
    if (!may_read_column(reader, map))
        return;
    *out = blank_column(map);
    out->path = path;
    reader->columns++;
    reader->depth++;
    read_map(reader, LEVEL_COLUMN, map, out, &said);
    reader->depth--;
    out->described = said_described(reader, &said);
    out->unread = said_not_read(reader, &said);
}

static bool name_column(struct reader *reader, struct map *names, const struct node *item,
                        struct str name)
{
    if (name.len == 0)
        read_fail(reader, item->place, "a column has no name: the contract cannot be read");
    else if (map_put(names, name, reader))
        read_fail(reader, item->place,
                  "two columns are called \"%.*s\": the contract cannot be read",
                  STR_ARG(str_sub(name, 0, 60)));
    return !reader->failed;
}

/* The columns of an object (path "") or the fields of a struct. */
static void read_column_list(struct reader *reader, struct said *said, const struct node *list,
                             struct str path, struct contract_columns *out)
{
    struct map names;
    if (list->kind != NODE_LIST) {
        said_unread(reader, said, list);
        read_fail(reader, list->place,
                  "\"properties\" must be a list: the contract cannot be read");
        return;
    }
    map_init(&names, reader->arena);
    for (const struct node *item = list->first; item && !reader->failed; item = item->next) {
        struct contract_column column = { 0 };
        struct str name = text_at(item, "name");
        if (item->kind == NODE_MAP && !name_column(reader, &names, item, name))
            break;
        struct str full =
            path.len ? str_fmt(reader->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(name)) : name;
        read_column(reader, item, full, &column);
        if (!reader->failed)
            vec_push(reader->arena, out, column);
    }
    map_release(&names);
}

void take_fields(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract_column *column = slot;
    read_column_list(reader, said, value, column->path, &column->children);
}

static void read_part(struct reader *reader, const struct node *value, struct str path,
                      struct str name, struct contract_column *parent)
{
    struct contract_column part = { 0 };
    read_column(reader, value, path, &part);
    part.name = name;
    if (!reader->failed)
        vec_push(reader->arena, &parent->children, part);
}

void take_item(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract_column *column = slot;
    (void)said;
    read_part(reader, value, str_fmt(reader->arena, "%.*s[]", STR_ARG(column->path)), STR_EMPTY,
              column);
}

void take_map_part(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract_column *column = slot;
    (void)said;
    read_part(reader, value,
              str_fmt(reader->arena, "%.*s.%.*s", STR_ARG(column->path), STR_ARG(value->key)),
              value->key, column);
}

void take_map_parts(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    read_map(reader, LEVEL_MAP_PARTS, value, slot, said);
}

/* ---- objects ---- */

void take_columns(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract_object *object = slot;
    object->lists_columns = true;
    read_column_list(reader, said, value, STR_EMPTY, &object->columns);
}

void take_custom_object(struct reader *reader, struct said *said, const struct node *value,
                        void *slot)
{
    read_custom(reader, LEVEL_CUSTOM_OBJECT, value, slot, said);
}

static void read_object(struct reader *reader, const struct node *map, struct contract_object *out)
{
    const struct str none = STR_EMPTY;
    struct said said = { 0 };
    *out = (struct contract_object){ .name = none,
                                     .id = none,
                                     .physical_name = none,
                                     .physical_type = none,
                                     .sqlmesh_model = none,
                                     .grain = none,
                                     .described = none,
                                     .unread = none,
                                     .place = map->place };
    read_map(reader, LEVEL_OBJECT, map, out, &said);
    out->described = said_described(reader, &said);
    out->unread = said_not_read(reader, &said);
    if (out->name.len == 0)
        out->name = out->physical_name;
    if (out->name.len == 0)
        read_fail(reader, map->place,
                  "an object of the schema has no name: the contract cannot be read");
}

void take_objects(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract *contract = slot;
    struct map names;
    (void)said;
    if (value->kind != NODE_LIST) {
        read_fail(reader, value->place, "\"schema\" must be a list: the contract cannot be read");
        return;
    }
    map_init(&names, reader->arena);
    for (const struct node *item = value->first; item && !reader->failed; item = item->next) {
        struct contract_object object;
        if (item->kind != NODE_MAP) {
            read_fail(reader, item->place,
                      "an object of the schema must be a map: the contract cannot be read");
            break;
        }
        reader->object = contract->objects.count;
        read_object(reader, item, &object);
        vec_push(reader->arena, &contract->objects, object);
        if (map_put(&names, object.name, reader))
            read_fail(reader, item->place,
                      "two objects are called \"%.*s\": the contract cannot be read",
                      STR_ARG(str_sub(object.name, 0, 60)));
    }
    map_release(&names);
}
