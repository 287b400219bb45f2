/* root: what a contract says about itself: version, people, service levels, servers. */
#include "base/buf.h"
#include "contract/reader.h"

/* libyaml gives plain text, so `version: 2.1` is "2.1" here; other readers take it for a number. */
static bool is_plain_number(const struct node *value)
{
    size_t dots = 0;
    if (value->quoted || value->text.len == 0)
        return false;
    for (size_t i = 0; i < value->text.len; i++) {
        char c = value->text.ptr[i];
        dots += c == '.';
        if (!byte_is_digit(c) && c != '.' && c != '_')
            return false;
    }
    return dots <= 1;
}

void take_version(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract *out = slot;
    take_text(reader, said, value, &out->version);
    out->version_place = value->place;
    if (value->kind == NODE_SCALAR && is_plain_number(value))
        diag_add(reader->diags, DIAG_WARN, value->place,
                 "the version is a number to other readers: it needs quotes, and three parts");
}

void take_status(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract *out = slot;
    take_text(reader, said, value, &out->status_text);
    out->status = contract_status_find(out->status_text);
    out->status_place = value->place;
}

/* A map of texts since v3; the purpose stands for it. A plain text is taken for one. */
void take_description(struct reader *reader, struct said *said, const struct node *value,
                      void *slot)
{
    struct contract *out = slot;
    const struct node *purpose = value->kind == NODE_MAP ? node_get(value, "purpose") : value;
    if (!node_is_null(purpose) && purpose->kind == NODE_SCALAR)
        out->description = str_trim(purpose->text);
    take_described(reader, said, value, NULL);
}

void take_custom_root(struct reader *reader, struct said *said, const struct node *value,
                      void *slot)
{
    read_custom(reader, LEVEL_CUSTOM_ROOT, value, slot, said);
}

/* ---- people ---- */

void take_left(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    bool *out = slot;
    (void)reader, (void)said, (void)value;
    *out = true;
}

void take_members(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract *out = slot;
    for (const struct node *item = list_items(reader, said, value); item; item = item->next) {
        if (!is_map(reader, said, item))
            continue;
        const struct node *member_name = node_get(item, "username");
        struct contract_member *member = vec_add(reader->arena, &out->members);
        *member = (struct contract_member){
            .username = STR_EMPTY, .name = STR_EMPTY, .role = STR_EMPTY, .place = item->place
        };
        if (!node_is_null(member_name))
            member->place = member_name->place;
        read_map(reader, LEVEL_MEMBER, item, member, said);
    }
}

/* A map with members (3.1), or the list of members itself (before). */
void take_team(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    if (value->kind == NODE_LIST)
        take_members(reader, said, value, slot);
    else
        read_map(reader, LEVEL_TEAM, value, reader->contract, said);
}

static struct str channel_text(struct arena *arena, const struct channel *channel)
{
    bool is_mail = str_starts(channel->url, STR("mailto:"));
    struct str address = is_mail ? str_sub(channel->url, 7, channel->url.len) : channel->channel;
    if (address.len == 0)
        address = channel->url;
    if (channel->tool.len > 0)
        return str_fmt(arena, "%.*s: %.*s", STR_ARG(channel->tool), STR_ARG(address));
    if (channel->url.len > 0 && !is_mail && channel->channel.len > 0)
        return str_fmt(arena, "%.*s: %.*s", STR_ARG(channel->channel), STR_ARG(channel->url));
    return address;
}

void take_support(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract *out = slot;
    struct contract_texts others = { 0 };
    for (const struct node *item = list_items(reader, said, value); item; item = item->next) {
        if (!is_map(reader, said, item))
            continue;
        struct channel channel = { STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY };
        read_map(reader, LEVEL_CHANNEL, item, &channel, said);
        struct str text = channel_text(reader->arena, &channel);
        if (text.len > 0)
            add_text(reader,
                     str_eq_fold(channel.scope, STR("announcements")) ? &out->support : &others,
                     text);
    }
    for (size_t i = 0; i < others.count; i++)
        add_text(reader, &out->support, others.items[i]);
}

/* ---- servers ---- */

const struct sql_dialect *server_dialect(struct str type)
{
    static const struct {
        struct str type, dialect;
    } servers[] = {
#define SERVER(type, dialect) { STR_INIT(type), STR_INIT(dialect) },
#include "contract/servers.def"
#undef SERVER
    };
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++)
        if (str_eq_fold(servers[i].type, type))
            return sql_dialect_find(servers[i].dialect);
    return NULL;
}

const struct sql_dialect *servers_dialect(const struct node *servers)
{
    const struct sql_dialect *agreed = NULL;
    for (const struct node *item = servers ? servers->first : NULL; item; item = item->next) {
        const struct node *type = item->kind == NODE_MAP ? node_get(item, "type") : NULL;
        const struct sql_dialect *dialect =
            type && type->kind == NODE_SCALAR ? server_dialect(str_trim(type->text)) : NULL;
        if (dialect && agreed && dialect != agreed)
            return NULL;
        agreed = dialect ? dialect : agreed;
    }
    return agreed;
}

void take_servers(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract *out = slot;
    if (value->kind != NODE_LIST) {
        wrong_kind(reader, said, value, "a list");
        return;
    }
    out->dialect = servers_dialect(value);
    take_described(reader, said, value, NULL);
}

/* ---- service levels ---- */

void take_default_element(struct reader *reader, struct said *said, const struct node *value,
                          void *slot)
{
    (void)slot;
    take_text(reader, said, value, &reader->default_element);
}

/* "End of Support", "endOfSupport" and "es" are the same. */
static struct str sla_name(struct arena *arena, struct str property)
{
    /* ODCS, "Valid Values for SLA Properties". */
    static const struct {
        struct str brief, name;
    } synonyms[] = { { STR_INIT("av"), STR_INIT("availability") },
                     { STR_INIT("el"), STR_INIT("endoflife") },
                     { STR_INIT("er"), STR_INIT("errorrate") },
                     { STR_INIT("es"), STR_INIT("endofsupport") },
                     { STR_INIT("fy"), STR_INIT("frequency") },
                     { STR_INIT("ga"), STR_INIT("generalavailability") },
                     { STR_INIT("ly"), STR_INIT("latency") },
                     { STR_INIT("re"), STR_INIT("retention") },
                     { STR_INIT("td"), STR_INIT("timetodetect") },
                     { STR_INIT("th"), STR_INIT("throughput") },
                     { STR_INIT("tn"), STR_INIT("timetonotify") },
                     { STR_INIT("tr"), STR_INIT("timetorepair") } };
    char *text = arena_text(arena, property.len);
    struct str name = { text, 0 };
    for (size_t i = 0; i < property.len; i++)
        if (!byte_is_space(property.ptr[i]))
            text[name.len++] = byte_lower(property.ptr[i]);
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (str_eq(synonyms[i].brief, name))
            return synonyms[i].name;
    return name;
}

static int by_property(const void *a, const void *b)
{
    const struct contract_sla *one = a, *other = b;
    int order = str_cmp(one->property, other->property);
    order = order ? order : str_cmp(one->element, other->element);
    order = order ? order : str_cmp(one->driver, other->driver);
    order = order ? order : str_cmp(one->value, other->value);
    if (order == 0)
        order = (one->place.line > other->place.line) - (one->place.line < other->place.line);
    if (order == 0)
        order =
            (one->place.column > other->place.column) - (one->place.column < other->place.column);
    return order;
}

void take_slas(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct contract *out = slot;
    for (const struct node *item = list_items(reader, said, value); item; item = item->next) {
        if (!is_map(reader, said, item))
            continue;
        struct contract_sla *sla = vec_add(reader->arena, &out->slas);
        *sla = (struct contract_sla){ STR_EMPTY, reader->default_element,
                                      STR_EMPTY, STR_EMPTY,
                                      STR_EMPTY, STR_EMPTY,
                                      STR_EMPTY, item->place };
        read_map(reader, LEVEL_SLA, item, sla, said);
        sla->property = sla_name(reader->arena, sla->property);
    }
    if (out->slas.count > 1)
        qsort(out->slas.items, out->slas.count, sizeof *out->slas.items, by_property);
}
