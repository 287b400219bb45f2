/* schema: the rows of schema.def at work. Knows nothing of what a key means. */
#include "policy/load.h"

enum openness { CLOSED, OPEN };
enum presence { OPTIONAL, REQUIRED };

static const struct {
    const char *what;
    enum openness openness;
} schemas[] = {
#define SCHEMA(name, what, openness) [SCHEMA_##name] = { what, openness },
#define FIELD(schema, key, shapes, presence, reader, where, summary)
#include "policy/schema.def"
#undef SCHEMA
#undef FIELD
};

static const struct field fields[] = {
#define SCHEMA(name, what, openness)
#define FIELD(schema, key, shapes, presence, reader, where, summary)                               \
    { SCHEMA_##schema, STR_INIT(key), shapes, (presence) == REQUIRED, reader, where, summary },
#include "policy/schema.def"
#undef SCHEMA
#undef FIELD
};

enum { FIELD_COUNT = sizeof fields / sizeof *fields, KEYS_MAX = 16 };

const struct field *schema_fields(size_t *count)
{
    *count = FIELD_COUNT;
    return fields;
}

const char *schema_name(enum schema schema)
{
    return schemas[schema].what;
}

const char *node_what(const struct node *node)
{
    switch (node->kind) {
    case NODE_NULL:
        return "nothing";
    case NODE_SCALAR:
        return node->text.len ? "a text" : "an empty text";
    case NODE_LIST:
        return node->count ? "a list" : "an empty list";
    case NODE_MAP:
        return node->count ? "a map" : "an empty map";
    }
    return "something else";
}

static bool has_shape(const struct node *node, unsigned shapes)
{
    if (shapes == VALUE_ANY)
        return true;
    switch (node->kind) {
    case NODE_NULL:
        return false;
    case NODE_SCALAR:
        return (shapes & VALUE_TEXT) && node->text.len > 0;
    case NODE_LIST:
        return (shapes & VALUE_LIST) && (node->count > 0 || (shapes & VALUE_EMPTY));
    case NODE_MAP:
        return (shapes & VALUE_MAP) && (node->count > 0 || (shapes & VALUE_EMPTY));
    }
    return false;
}

/* "a text or a list" */
static const char *shapes_wanted(unsigned shapes)
{
    switch (shapes & (VALUE_TEXT | VALUE_LIST | VALUE_MAP)) {
    case VALUE_TEXT:
        return "a text";
    case VALUE_LIST:
        return "a list";
    case VALUE_MAP:
        return "a map";
    case VALUE_TEXT | VALUE_LIST:
        return "a text or a list";
    case VALUE_TEXT | VALUE_MAP:
        return "a text or a map";
    case VALUE_LIST | VALUE_MAP:
        return "a list or a map";
    default:
        return "a text, a list or a map";
    }
}

static const struct field *find_field(enum schema schema, struct str key)
{
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (fields[i].schema == schema && str_eq(fields[i].key, key))
            return &fields[i];
    return NULL;
}

static size_t list_keys(enum schema schema, struct str keys[static KEYS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < FIELD_COUNT && count < KEYS_MAX; i++)
        if (fields[i].schema == schema)
            keys[count++] = fields[i].key;
    return count;
}

static void unknown_key(struct loader *load, enum schema schema, const struct node *value)
{
    struct str keys[KEYS_MAX];
    struct str key = shown(value->key);
    if (!load_fault(load, value->key_place, "unknown key \"%.*s\" in %s", STR_ARG(key),
                    schema_name(schema)))
        return;
    load_hint(load, value->key, keys, list_keys(schema, keys));
}

static bool check_value(struct loader *load, enum schema schema, const struct node *value)
{
    const struct field *field = find_field(schema, value->key);
    if (!field) {
        if (schemas[schema].openness == CLOSED)
            unknown_key(load, schema, value);
        return schemas[schema].openness == OPEN;
    }
    if (has_shape(value, field->shapes))
        return true;
    load_fault(load, value->place, "\"%.*s\" of %s must be %s, not %s", STR_ARG(field->key),
               schema_name(schema), shapes_wanted(field->shapes), node_what(value));
    return false;
}

bool schema_check(struct loader *load, enum schema schema, const struct node *map)
{
    if (map->kind != NODE_MAP) {
        load_fault(load, map->place, "%s must be a map, not %s", schema_name(schema),
                   node_what(map));
        return false;
    }
    bool good = true;
    for (const struct node *value = map->first; value; value = value->next)
        good &= check_value(load, schema, value);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (fields[i].schema != schema || !fields[i].required || node_get(map, fields[i].key.ptr))
            continue;
        good = false;
        load_fault(load, map->place, "%s needs the key \"%.*s\": %s", schema_name(schema),
                   STR_ARG(fields[i].key), fields[i].summary);
    }
    return good;
}

void schema_read_field(struct loader *load, const struct field *field, const struct node *map,
                       void *target)
{
    const struct node *value = map->kind == NODE_MAP ? node_get(map, field->key.ptr) : NULL;
    if (value && has_shape(value, field->shapes))
        field->read(load, value, (char *)target + field->offset);
}

void schema_read(struct loader *load, enum schema schema, const struct node *map, void *target)
{
    schema_check(load, schema, map);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (fields[i].schema == schema)
            schema_read_field(load, &fields[i], map, target);
}

void schema_each_text(struct loader *load, const struct node *value,
                      void (*each)(struct loader *, const struct node *, void *), void *slot)
{
    if (value->kind == NODE_SCALAR) {
        each(load, value, slot);
        return;
    }
    for (const struct node *item = value->first; item; item = item->next) {
        if (item->kind == NODE_SCALAR && item->text.len > 0)
            each(load, item, slot);
        else
            load_fault(load, item->place, "an item of this list must be a text, not %s",
                       node_what(item));
    }
}
