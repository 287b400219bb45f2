/* dcs_levels: servicelevels of DCS as slaProperties of ODCS. */
#include "contract/dcs.h"

/* Where a key of a service level goes; others become a property of their own. */
static const struct {
    struct str key;
    const char *as;
} parts[] = {
    { STR_INIT("percentage"), "value" },
    { STR_INIT("period"), "value" },
    { STR_INIT("threshold"), "value" },
    { STR_INIT("interval"), "value" },
    { STR_INIT("time"), "value" },
    { STR_INIT("unlimited"), "valueExt" },
    { STR_INIT("responseTime"), "valueExt" },
    { STR_INIT("type"), "valueExt" },
    { STR_INIT("cron"), "schedule" },
    { STR_INIT("timestampField"), "element" },
    { STR_INIT("sourceTimestampField"), "element" },
    { STR_INIT("description"), "description" },
};

static const char *part_name(struct str key)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (str_eq(parts[i].key, key))
            return parts[i].as;
    return NULL;
}

/* "25h", "99.9%": a number with its unit. False for any other text. */
static bool split_unit(struct str text, struct str *number, struct str *unit)
{
    size_t at = 0;
    while (at < text.len && (byte_is_digit(text.ptr[at]) || text.ptr[at] == '.'))
        at++;
    *number = str_sub(text, 0, at);
    *unit = str_trim(str_sub(text, at, text.len));
    for (size_t i = 0; i < unit->len; i++)
        if (!byte_is_alpha(unit->ptr[i]) && !str_eq(*unit, STR("%")))
            return false;
    if (str_eq(*unit, STR("%")))
        *unit = STR("percent");
    return at > 0 && unit->len > 0;
}

static void put_value(struct dcs *dcs, struct built *sla, const struct node *value)
{
    struct str number, unit;
    if (value->kind != NODE_SCALAR || !split_unit(str_trim(value->text), &number, &unit)) {
        put(dcs, sla, STR("value"), value);
        return;
    }
    put_text(dcs, sla, "value", number, value->place);
    put_text(dcs, sla, "unit", unit, value->place);
}

/* latency.processedTimestampField -> {property: latencyprocessedTimestampField, value} */
static void put_other(struct dcs *dcs, struct built *list, const struct node *level,
                      const struct node *value)
{
    struct built sla = build(dcs, NODE_MAP, value->place);
    put_text(dcs, &sla, "property", str_concat(dcs->reader->arena, level->key, value->key),
             value->place);
    put_value(dcs, &sla, value);
    put(dcs, list, STR_EMPTY, sla.node);
}

static void put_level(struct dcs *dcs, struct built *list, const struct node *level)
{
    struct built sla = build(dcs, NODE_MAP, level->place);
    put_text(dcs, &sla, "property", level->key, level->key_place);
    for (const struct node *it = level->first; it; it = it->next) {
        const char *as = part_name(it->key);
        if (it->kind == NODE_NULL)
            continue;
        if (!as || node_get(sla.node, as))
            put_other(dcs, list, level, it);
        else if (str_eq(str_of(as), STR("value")))
            put_value(dcs, &sla, it);
        else
            put(dcs, &sla, str_of(as), it);
    }
    put(dcs, list, STR_EMPTY, sla.node);
}

void as_levels(struct dcs *dcs, struct turned *out, const struct node *value, struct str as)
{
    struct built list = build(dcs, NODE_LIST, value->place);
    for (const struct node *level = value->kind == NODE_MAP ? value->first : NULL; level;
         level = level->next) {
        if (level->kind == NODE_MAP)
            put_level(dcs, &list, level);
        else if (level->kind != NODE_NULL)
            put(dcs, &list, STR_EMPTY, level);
    }
    put(dcs, &out->map, as, value->kind == NODE_MAP ? list.node : value);
}
