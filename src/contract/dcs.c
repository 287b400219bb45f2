/* dcs: a document of the Data Contract Specification as one of ODCS, in memory, with the places of
 * the file. Rows: dcs.def. What ODCS has no word for is described by customProperties. */
#include "base/limits.h"
#include "contract/dcs.h"

static const struct dcs_row {
    enum dcs_level level;
    struct str key;
    void (*how)(struct dcs *dcs, struct turned *out, const struct node *value, struct str as);
    struct str as;
} rows[] = {
#define DCS(level, key, how, as) { DCS_##level, STR_INIT(key), how, STR_INIT(as) },
#include "contract/dcs.def"
#undef DCS
};

/* ---- writing ---- */

struct built build(struct dcs *dcs, enum node_kind kind, struct place place)
{
    struct node *node = arena_new(dcs->reader->arena, struct node);
    *node = (struct node){
        .kind = kind, .place = place, .key_place = place, .text = STR_EMPTY, .key = STR_EMPTY
    };
    return (struct built){ node, &node->first };
}

void put(struct dcs *dcs, struct built *built, struct str key, const struct node *value)
{
    struct node *copy = arena_new(dcs->reader->arena, struct node);
    *copy = *value;
    copy->key = key;
    copy->next = NULL;
    *built->end = copy;
    built->end = &copy->next;
    built->node->count++;
}

void put_text(struct dcs *dcs, struct built *built, const char *key, struct str text,
              struct place place)
{
    struct built scalar = build(dcs, NODE_SCALAR, place);
    scalar.node->text = text;
    scalar.node->quoted = true;
    put(dcs, built, str_of(key), scalar.node);
}

void put_custom(struct dcs *dcs, struct turned *out, struct str name, const struct node *value)
{
    struct built item = build(dcs, NODE_MAP, value->place);
    put_text(dcs, &item, "property", name, value->place);
    put(dcs, &item, STR("value"), value);
    put(dcs, &out->customs, STR_EMPTY, item.node);
}

struct turned turn_begin(struct dcs *dcs, const struct node *from)
{
    return (struct turned){ .map = build(dcs, NODE_MAP, from->place),
                            .options = build(dcs, NODE_MAP, from->place),
                            .customs = build(dcs, NODE_LIST, from->place),
                            .from = from,
                            .type = STR_EMPTY,
                            .precision = STR_EMPTY,
                            .scale = STR_EMPTY,
                            .config_type = STR_EMPTY };
}

void turn_end(struct dcs *dcs, struct turned *out)
{
    if (out->options.node->count > 0)
        put(dcs, &out->map, STR("logicalTypeOptions"), out->options.node);
    if (out->customs.node->count > 0)
        put(dcs, &out->map, STR("customProperties"), out->customs.node);
}

/* ---- reading ---- */

/* Counts the nodes until there are too many; the depth is bounded by LIMIT_yaml_depth. */
static void count_nodes(const struct node *node, size_t *count)
{
    *count += 1;
    for (const struct node *it = node->first; it && *count <= LIMIT_yaml_events; it = it->next)
        count_nodes(it, count);
}

bool may_repeat(struct dcs *dcs, const struct node *node, struct place place)
{
    count_nodes(node, &dcs->repeated);
    if (dcs->repeated > LIMIT_yaml_events)
        read_fail(dcs->reader, place,
                  "what is written once is taken more often than the limit yaml_events (%zu) "
                  "allows: the contract cannot be read",
                  LIMIT_yaml_events);
    return !dcs->reader->failed;
}

static const struct dcs_row *find_row(enum dcs_level level, struct str key)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].level == level && str_eq(rows[i].key, key))
            return &rows[i];
    return NULL;
}

/* A key that DCS does not have is the team's own: DCS lets everything be extended by keys of any
 * name, as ODCS does by customProperties. It may be a slip of the pen as well, so it is noted. */
static void turn_own(struct dcs *dcs, enum dcs_level level, struct turned *out,
                     const struct node *value)
{
    static const enum level levels[] = { [DCS_ROOT] = LEVEL_ROOT,
                                         [DCS_INFO] = LEVEL_ROOT,
                                         [DCS_MODEL] = LEVEL_OBJECT,
                                         [DCS_FIELD] = LEVEL_COLUMN };
    put_custom(dcs, out, value->key, value);
    note_key(dcs->reader, levels[level], value, "taken for one of the team's own");
}

void turn_keys(struct dcs *dcs, enum dcs_level level, struct turned *out)
{
    for (const struct node *value = out->from->first; value; value = value->next) {
        const struct dcs_row *row = find_row(level, value->key);
        if (dcs->reader->failed || value->kind == NODE_NULL)
            continue;
        if (row)
            row->how(dcs, out, value, row->as);
        else
            turn_own(dcs, level, out, value);
    }
}

void as_key(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    put(dcs, &out->map, as, value);
}

void as_nothing(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    (void)dcs, (void)out, (void)value, (void)as;
}

void as_custom(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    put_custom(dcs, out, as, value);
}

/* ---- the document ---- */

void as_info(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    struct turned info = *out;
    (void)as;
    if (value->kind != NODE_MAP) {
        put(dcs, &out->map, STR("info"), value);
        return;
    }
    info.from = value;
    turn_keys(dcs, DCS_INFO, &info);
    info.from = out->from;
    *out = info;
}

void as_owner(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    struct built team = build(dcs, NODE_MAP, value->place);
    put(dcs, &team, STR("name"), value);
    put(dcs, &out->map, as, team.node);
}

void as_contact(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    const struct node *email = value->kind == NODE_MAP ? node_get(value, "email") : NULL;
    const struct node *url = value->kind == NODE_MAP ? node_get(value, "url") : NULL;
    struct built list = build(dcs, NODE_LIST, value->place);
    struct built channel = build(dcs, NODE_MAP, value->place);
    if (!node_is_null(email)) {
        put_text(dcs, &channel, "tool", STR("email"), value->place);
        put(dcs, &channel, STR("channel"), email);
    } else if (!node_is_null(url)) {
        put(dcs, &channel, STR("url"), url);
    }
    if (channel.node->count > 0) {
        put(dcs, &list, STR_EMPTY, channel.node);
        put(dcs, &out->map, as, list.node);
    }
    put_custom(dcs, out, STR("contact"), value);
}

/* A map by name becomes a list; anything else is left for the reader to refuse. */
void as_servers(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    struct built list = build(dcs, NODE_LIST, value->place);
    for (const struct node *item = value->kind == NODE_MAP ? value->first : NULL; item;
         item = item->next)
        put(dcs, &list, STR_EMPTY, item);
    put(dcs, &out->map, as, value->kind == NODE_MAP ? list.node : value);
}

void as_terms(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    const struct node *notice = value->kind == NODE_MAP ? node_get(value, "noticePeriod") : NULL;
    if (!node_is_null(notice))
        put_custom(dcs, out, STR("noticePeriod"), notice);
    put_custom(dcs, out, as, value);
}

/* ---- models ---- */

/* 0.9: one specification for all models. */
void as_whole_quality(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    (void)as;
    if (!node_get(dcs->root, "models"))
        put(dcs, &out->map, value->key, value);
}

static void put_whole_quality(struct dcs *dcs, struct built *checks)
{
    const struct node *whole = node_get(dcs->root, "quality");
    const struct node *type = whole && whole->kind == NODE_MAP ? node_get(whole, "type") : NULL;
    if (node_is_null(whole) || !may_repeat(dcs, whole, whole->place))
        return;
    struct built check = build(dcs, NODE_MAP, whole->place);
    put_text(dcs, &check, "type", STR("custom"), whole->place);
    if (type)
        put(dcs, &check, STR("engine"), type);
    put(dcs, &check, STR("implementation"), whole);
    put(dcs, checks, STR_EMPTY, check.node);
}

static void turn_quality(struct dcs *dcs, struct turned *out, const struct node *own)
{
    struct built checks = build(dcs, NODE_LIST, out->from->place);
    if (own && own->kind != NODE_LIST) {
        put(dcs, &out->map, STR("quality"), own);
        return;
    }
    for (const struct node *item = own ? own->first : NULL; item; item = item->next)
        put(dcs, &checks, STR_EMPTY, item);
    put_whole_quality(dcs, &checks);
    if (checks.node->count > 0)
        put(dcs, &out->map, STR("quality"), checks.node);
}

/* primaryKey: [a, b] -> the positions of a and b. */
static void keep_keys(struct arena *arena, struct map *keys, const struct node *model)
{
    const struct node *list = node_get(model, "primaryKey");
    const struct node *item = list && list->kind == NODE_LIST ? list->first : NULL;
    for (size_t at = 1; item; item = item->next, at++) {
        size_t *position = arena_new(arena, size_t);
        *position = at;
        if (item->kind == NODE_SCALAR)
            map_put(keys, str_trim(item->text), position);
    }
}

static void turn_model(struct dcs *dcs, const struct node *model, struct built *list)
{
    struct turned out = turn_begin(dcs, model);
    struct map keys;
    if (model->kind != NODE_MAP) {
        read_fail(dcs->reader, model->place, "a model must be a map: the contract cannot be read");
        return;
    }
    map_init(&keys, dcs->reader->arena);
    keep_keys(dcs->reader->arena, &keys, model);
    out.keys = &keys;
    put_text(dcs, &out.map, "name", str_trim(model->key), model->key_place);
    turn_keys(dcs, DCS_MODEL, &out);
    turn_quality(dcs, &out, node_get(model, "quality"));
    turn_end(dcs, &out);
    map_release(&keys);
    put(dcs, list, STR_EMPTY, out.map.node);
}

void as_models(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    struct built list = build(dcs, NODE_LIST, value->place);
    if (value->kind != NODE_MAP) {
        read_fail(dcs->reader, value->place,
                  "\"models\" must be a map by name: the contract cannot be read");
        return;
    }
    for (const struct node *model = value->first; model && !dcs->reader->failed;
         model = model->next)
        turn_model(dcs, model, &list);
    put(dcs, &out->map, as, list.node);
}

const struct node *dcs_as_odcs(struct reader *reader, const struct node *root)
{
    struct dcs dcs = { .reader = reader, .root = root };
    struct turned out = turn_begin(&dcs, root);
    dcs.dialect = servers_dialect(node_get(root, "servers"));
    map_init(&dcs.targets, reader->arena);
    turn_keys(&dcs, DCS_ROOT, &out);
    turn_end(&dcs, &out);
    map_release(&dcs.targets);
    return reader->failed ? NULL : out.map.node;
}
