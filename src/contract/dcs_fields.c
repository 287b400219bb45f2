/* dcs_fields: fields of DCS as properties of ODCS, with what `$ref` leads to written into them.
 *
 * Only references within the document are followed: other files and addresses are not part of what
 * is under review. */
#include "base/limits.h"
#include "contract/dcs.h"

/* ---- references ---- */

static const struct node *child(const struct node *map, struct str key)
{
    for (const struct node *it = map->kind == NODE_MAP ? map->first : NULL; it; it = it->next)
        if (str_eq(it->key, key))
            return it;
    return NULL;
}

/* "~1" is a slash, "~0" a tilde (RFC 6901). */
static struct str unescape(struct arena *arena, struct str part)
{
    char *text = arena_text(arena, part.len);
    struct str out = { text, 0 };
    for (size_t i = 0; i < part.len; i++) {
        bool escapes = part.ptr[i] == '~' && i + 1 < part.len &&
                       (part.ptr[i + 1] == '0' || part.ptr[i + 1] == '1');
        text[out.len++] = escapes ? (part.ptr[i + 1] == '1' ? '/' : '~') : part.ptr[i];
        i += escapes;
    }
    return out;
}

static const struct node *find_target(struct dcs *dcs, struct str pointer)
{
    const struct node *at = map_get(&dcs->targets, pointer);
    struct str rest = str_sub(pointer, 2, pointer.len), part;
    if (at)
        return at;
    at = dcs->root;
    while (at && str_split(&rest, '/', &part))
        at = child(at, unescape(dcs->reader->arena, part));
    if (!at || at->kind != NODE_MAP || at == dcs->root)
        return NULL;
    map_put(&dcs->targets, pointer, (void *)(uintptr_t)at);
    return at;
}

/* Neither in a circle, nor without an end in sight. */
static bool may_follow(struct dcs *dcs, const struct node *ref, const struct node *target)
{
    size_t steps = 0;
    for (const struct step *step = dcs->step; step; step = step->before, steps++)
        if (step->target == target)
            read_fail(dcs->reader, ref->place,
                      "\"%.*s\" leads back to itself: the contract cannot be read",
                      STR_ARG(str_sub(ref->text, 0, 60)));
    if (steps >= LIMIT_contract_depth)
        too_deep(dcs->reader, ref->place);
    return !dcs->reader->failed;
}

/* What `$ref` leads to; NULL after saying why it leads nowhere. */
static const struct node *follow(struct dcs *dcs, const struct node *ref)
{
    struct str text = str_trim(ref->text), shown = str_sub(text, 0, 60);
    const struct node *target = NULL;
    if (ref->kind != NODE_SCALAR || !str_starts(text, STR("#/"))) {
        read_fail(dcs->reader, ref->place,
                  "\"$ref\" must lead to a definition of the same file (#/definitions/x), not to "
                  "\"%.*s\": the contract cannot be read",
                  STR_ARG(shown));
        return NULL;
    }
    target = find_target(dcs, text);
    if (!target)
        read_fail(dcs->reader, ref->place, "\"%.*s\" leads nowhere: the contract cannot be read",
                  STR_ARG(shown));
    return target && may_follow(dcs, ref, target) && may_repeat(dcs, target, ref->place) ? target
                                                                                         : NULL;
}

/* The field with what it does not say itself taken from the definition. */
static const struct node *merged(struct dcs *dcs, const struct node *field,
                                 const struct node *definition)
{
    struct built out = build(dcs, NODE_MAP, field->place);
    struct map own; /* the keys of the field */
    map_init(&own, dcs->reader->arena);
    for (const struct node *it = field->first; it; it = it->next) {
        if (str_eq(it->key, STR("$ref")))
            continue;
        put(dcs, &out, it->key, it);
        map_put(&own, it->key, out.node);
    }
    for (const struct node *it = definition->first; it; it = it->next)
        if (!map_get(&own, it->key) && !str_eq(it->key, STR("name")))
            put(dcs, &out, it->key, it);
    map_release(&own);
    out.node->key = field->key;
    out.node->key_place = field->key_place;
    return out.node;
}

/* ---- types ---- */

void as_type(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    (void)as;
    if (value->kind == NODE_SCALAR)
        out->type = str_trim(value->text);
    else
        put(dcs, &out->map, STR("logicalType"), value);
}

void as_precision(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    (void)as;
    if (value->kind == NODE_SCALAR)
        out->precision = str_trim(value->text);
    else
        put(dcs, &out->map, value->key, value);
}

void as_scale(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    (void)as;
    if (value->kind == NODE_SCALAR)
        out->scale = str_trim(value->text);
    else
        put(dcs, &out->map, value->key, value);
}

/* {snowflakeType: "NUMBER(38,0)"}: the type at the server that the contract is about. */
void as_config(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    for (const struct node *it = value->kind == NODE_MAP ? value->first : NULL; it; it = it->next) {
        struct str server = str_sub(it->key, 0, it->key.len - (it->key.len >= 4 ? 4 : 0));
        if (it->kind == NODE_SCALAR && str_ends(it->key, STR("Type")) && dcs->dialect &&
            server_dialect(server) == dcs->dialect)
            out->config_type = str_trim(it->text);
    }
    put_custom(dcs, out, as, value);
}

static struct str with_precision(struct arena *arena, const struct turned *out, struct str type)
{
    if (type.len == 0 || out->precision.len == 0)
        return type;
    return str_fmt(arena, "%.*s(%.*s%s%.*s)", STR_ARG(type), STR_ARG(out->precision),
                   out->scale.len ? "," : "", STR_ARG(out->scale));
}

/* A type that DCS does not have is taken for one of the server. */
static void put_type(struct dcs *dcs, struct turned *out)
{
    static const struct {
        struct str type, logical, physical;
    } types[] = {
#define DCS_TYPE(type, logical, physical) { STR_INIT(type), STR_INIT(logical), STR_INIT(physical) },
#include "contract/dcs_types.def"
#undef DCS_TYPE
    };
    struct str logical = STR_EMPTY, physical = out->type;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_eq_fold(types[i].type, out->type)) {
            logical = types[i].logical;
            physical = types[i].physical;
        }
    physical = with_precision(dcs->reader->arena, out, physical);
    if (out->config_type.len > 0)
        physical = out->config_type;
    if (logical.len > 0)
        put_text(dcs, &out->map, "logicalType", logical, out->from->place);
    if (physical.len > 0)
        put_text(dcs, &out->map, "physicalType", physical, out->from->place);
}

/* ---- other keys ---- */

void as_option(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    put(dcs, &out->options, as, value);
}

void as_primary(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    (void)dcs, (void)as;
    out->primary = value;
}

void as_reference(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    struct built link = build(dcs, NODE_MAP, value->place);
    struct built list = build(dcs, NODE_LIST, value->place);
    put(dcs, &link, STR("to"), value);
    put(dcs, &list, STR_EMPTY, link.node);
    put(dcs, &out->map, as, list.node);
}

static void put_key(struct dcs *dcs, struct turned *out)
{
    struct place place = out->from->place;
    if (out->key_position > 0) {
        struct str position = str_fmt(dcs->reader->arena, "%zu", out->key_position);
        struct built number = build(dcs, NODE_SCALAR, place);
        number.node->text = position;
        put_text(dcs, &out->map, "primaryKey", STR("true"), place);
        put(dcs, &out->map, STR("primaryKeyPosition"), number.node);
    } else if (out->primary) {
        put(dcs, &out->map, STR("primaryKey"), out->primary);
    }
}

static void put_parts(struct dcs *dcs, struct turned *out)
{
    struct built parts = build(dcs, NODE_MAP, out->from->place);
    if (out->parts[0])
        put(dcs, &parts, STR("key"), out->parts[0]);
    if (out->parts[1])
        put(dcs, &parts, STR("value"), out->parts[1]);
    if (parts.node->count > 0)
        put(dcs, &out->map, STR("map"), parts.node);
}

/* ---- fields ---- */

static struct node *turn_field(struct dcs *dcs, const struct node *field, struct str name,
                               struct map *keys);

static struct node *turn_plain(struct dcs *dcs, const struct node *field, struct str name,
                               struct map *keys)
{
    struct turned out = turn_begin(dcs, field);
    const size_t *position = keys && name.len ? map_get(keys, name) : NULL;
    out.key_position = position ? *position : 0;
    if (name.len > 0)
        put_text(dcs, &out.map, "name", name, field->key_place);
    dcs->depth++;
    turn_keys(dcs, DCS_FIELD, &out);
    dcs->depth--;
    put_type(dcs, &out);
    put_key(dcs, &out);
    put_parts(dcs, &out);
    turn_end(dcs, &out);
    return out.map.node;
}

/* What a definition refers to itself is followed next. */
static struct node *turn_referring(struct dcs *dcs, const struct node *field, struct str name,
                                   struct map *keys)
{
    const struct node *target = follow(dcs, node_get(field, "$ref"));
    struct step step = { target, dcs->step };
    if (!target)
        return NULL;
    dcs->step = &step;
    struct node *out = turn_field(dcs, merged(dcs, field, target), name, keys);
    dcs->step = step.before;
    return out;
}

static bool may_turn(struct dcs *dcs, const struct node *field)
{
    struct reader *reader = dcs->reader;
    if (field->kind != NODE_MAP)
        read_fail(reader, field->place, "a field must be a map: the contract cannot be read");
    else if (dcs->depth >= LIMIT_contract_depth)
        too_deep(reader, field->place);
    else if (++dcs->fields > LIMIT_contract_columns)
        too_many(reader, field->place);
    return !reader->failed;
}

/* NULL when the reader failed. */
static struct node *turn_field(struct dcs *dcs, const struct node *field, struct str name,
                               struct map *keys)
{
    if (dcs->reader->failed)
        return NULL;
    if (field->kind == NODE_MAP && !node_is_null(node_get(field, "$ref")))
        return turn_referring(dcs, field, name, keys);
    return may_turn(dcs, field) ? turn_plain(dcs, field, name, keys) : NULL;
}

void as_fields(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    struct built list = build(dcs, NODE_LIST, value->place);
    if (value->kind != NODE_MAP) {
        read_fail(dcs->reader, value->place,
                  "\"fields\" must be a map by name: the contract cannot be read");
        return;
    }
    for (const struct node *it = value->first; it && !dcs->reader->failed; it = it->next) {
        struct node null = { .kind = NODE_MAP, .place = it->place, .key_place = it->key_place };
        const struct node *field = it->kind == NODE_NULL ? &null : it;
        struct node *turned = turn_field(dcs, field, str_trim(it->key), out->keys);
        if (turned)
            put(dcs, &list, STR_EMPTY, turned);
    }
    put(dcs, &out->map, as, list.node);
}

void as_item(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    struct node *turned = turn_field(dcs, value, STR_EMPTY, NULL);
    if (turned)
        put(dcs, &out->map, as, turned);
}

void as_map_part(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    out->parts[str_eq(as, STR("value"))] = turn_field(dcs, value, STR_EMPTY, NULL);
}
