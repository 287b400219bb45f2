/* import_dbt: groups (who owns a model) and exposures (who uses it) of dbt's YAML files.
 *
 * Models are known by the last part of their name, as in ref(). Only YAML is read: no Jinja, no
 * dbt_project.yml. */
#include "policy/importer.h"

/* owner: {name, email}: the address if there is one, else the name. False after a fault. */
static bool read_owner_of(struct import_run *run, const struct node *of, struct import_names *out)
{
    const struct node *owner = node_get(of, "owner");
    const struct node *email = owner ? node_get(owner, "email") : NULL;
    const struct node *name = owner ? node_get(owner, "name") : NULL;
    size_t faults = run->load->faults;
    if (node_is_null(email) && node_is_null(name)) {
        load_fault(run->load, of->place, "an owner with \"name\" or \"email\" is needed");
        return false;
    }
    import_add_names(run, out, node_is_null(email) ? name : email);
    if (out->count == 1 && name && name->kind == NODE_SCALAR)
        out->items[0].other = str_trim(name->text);
    return run->load->faults == faults && out->count > 0;
}

/* The maps in the list of this key. */
static const struct node *first_of(struct import_run *run, const char *key)
{
    const struct node *list = node_get(run->root, key);
    if (node_is_null(list))
        return NULL;
    if (list->kind == NODE_LIST)
        return list->first;
    load_fault(run->load, list->place, "\"%s\" must be a list, not %s", key, node_what(list));
    return NULL;
}

/* A name under a key; "" after a fault. */
static struct str name_of(struct import_run *run, const struct node *map)
{
    struct import_names names = { 0 };
    const struct node *name = node_get(map, "name");
    if (map->kind != NODE_MAP)
        load_fault(run->load, map->place, "an item must be a map, not %s", node_what(map));
    else if (!name)
        load_fault(run->load, map->place, "a \"name\" is needed");
    else if (import_add_name(run, &names, name))
        return names.items[0].text;
    return STR_EMPTY;
}

/* ---- groups ---- */

static void read_group(struct import_run *run, const struct node *item)
{
    struct import_names *owners = arena_new(run->load->arena, struct import_names);
    struct str name = name_of(run, item);
    if (name.len == 0 || !read_owner_of(run, item, owners))
        return;
    import_say(run, STR("group"));
    import_say(run, name);
    import_say_names(run, owners);
    if (!run->digest && load_take(run->load, "dbt group", name, item->place))
        map_put(&run->groups, name, owners);
}

/* config: {group: g}, or group: g as before dbt 1.10. */
static void read_member(struct import_run *run, const struct node *item)
{
    const struct node *config = node_get(item, "config");
    const struct node *group = config ? node_get(config, "group") : NULL;
    group = group ? group : node_get(item, "group");
    if (node_is_null(group))
        return;
    struct import_names names = { 0 };
    struct dbt_member member = { .model = name_of(run, item), .place = group->place };
    if (member.model.len == 0 || !import_add_name(run, &names, group))
        return;
    member.group = names.items[0].text;
    import_say(run, STR("member"));
    import_say(run, member.model);
    import_say(run, member.group);
    vec_push(run->load->arena, &run->members, member);
}

static void unknown_group(struct import_run *run, const struct dbt_member *member)
{
    struct arena *arena = run->load->arena;
    struct str *names = arena_array(arena, run->groups.count, sizeof *names), cut;
    size_t count = 0;
    for (struct map_entry *e = map_first(&run->groups); e; e = map_next(e))
        names[count++] = map_key(e);
    cut = shown(member->group);
    if (load_fault(run->load, member->place, "unknown dbt group \"%.*s\"", STR_ARG(cut)))
        load_hint(run->load, member->group, names, count);
}

/* Groups of one file are used in others. */
void import_dbt_finish(struct import_run *run)
{
    for (size_t i = 0; i < run->members.count; i++) {
        const struct dbt_member *member = &run->members.items[i];
        const struct import_names *owners = map_get(&run->groups, member->group);
        if (!owners) {
            unknown_group(run, member);
            continue;
        }
        struct import_rule rule = { .way = WAY_NAME,
                                    .text = member->model,
                                    .within = STR_EMPTY,
                                    .owners = *owners,
                                    .place = member->place };
        import_rule(run, &rule);
    }
}

/* ---- exposures ---- */

/* A call such as ref('pkg', 'm', v=2): its name and its arguments, without quotes. */
struct call {
    struct str name;
    struct lines arguments;
    struct str version;
};

static struct str unquoted(struct str text)
{
    text = str_trim(text);
    bool quoted = text.len >= 2 && (text.ptr[0] == '\'' || text.ptr[0] == '"') &&
                  text.ptr[text.len - 1] == text.ptr[0];
    return quoted ? str_sub(text, 1, text.len - 2) : text;
}

static bool read_call(struct arena *arena, struct str text, struct call *out)
{
    ptrdiff_t open = str_find_byte(text, '(');
    struct str inner, part;
    *out = (struct call){ .version = STR_EMPTY };
    if (open <= 0 || !str_ends(text, STR(")")))
        return false;
    out->name = str_trim(str_sub(text, 0, (size_t)open));
    inner = str_sub(text, (size_t)open + 1, text.len - (size_t)open - 2);
    while (str_split(&inner, ',', &part)) {
        ptrdiff_t equals = str_find_byte(part, '=');
        struct str value = unquoted(str_sub(part, (size_t)(equals + 1), part.len));
        if (value.len == 0 || str_find_byte(value, '(') >= 0)
            return false;
        if (equals >= 0)
            out->version = value;
        else
            vec_push(arena, &out->arguments, value);
    }
    return out->arguments.count > 0;
}

/* The model that a call means; "" when it is no model. */
static struct str model_of_call(struct arena *arena, const struct call *call)
{
    struct str last = call->arguments.items[call->arguments.count - 1];
    if (str_eq(call->name, STR("ref")))
        return call->version.len == 0
                   ? last
                   : str_fmt(arena, "%.*s_v%.*s", STR_ARG(last), STR_ARG(call->version));
    if (str_eq(call->name, STR("source")) && call->arguments.count == 2)
        return str_fmt(arena, "%.*s.%.*s", STR_ARG(call->arguments.items[0]), STR_ARG(last));
    return STR_EMPTY;
}

static void read_dependency(struct import_run *run, struct consumer *consumer,
                            const struct node *item)
{
    struct loader *load = run->load;
    struct import_names text = { 0 };
    struct call call;
    if (!import_add_name(run, &text, item))
        return;
    struct str written = text.items[0].text, cut = shown(written);
    bool is_call = read_call(load->arena, written, &call);
    struct str model = is_call ? model_of_call(load->arena, &call) : STR_EMPTY;
    if (model.len > 0)
        vec_push(load->arena, &consumer->targets,
                 (struct consumer_target){ .model = model, .place = item->place });
    else if (is_call && str_eq(call.name, STR("metric")))
        diag_add(load->diags, DIAG_WARN, item->place,
                 "%.*s is not followed: exposure %.*s needs ref() of what the metric reads",
                 STR_ARG(cut), STR_ARG(consumer->id));
    else
        load_fault(load, item->place, "\"%.*s\" is neither ref('model') nor source('a', 'b')",
                   STR_ARG(cut));
}

static bool is_enabled(const struct node *item)
{
    const struct node *config = node_get(item, "config");
    const struct node *flag = config ? node_get(config, "enabled") : NULL;
    bool enabled = true;
    flag = flag ? flag : node_get(item, "enabled");
    return !flag || !node_bool(flag, &enabled) || enabled;
}

static struct str line_of(struct import_run *run, const struct node *item, const char *key)
{
    const struct node *value = node_get(item, key);
    struct str text = STR_EMPTY;
    if (!node_is_null(value))
        read_line(run->load, value, &text);
    return text;
}

static void read_exposure(struct import_run *run, const struct node *item)
{
    struct loader *load = run->load;
    struct import_names owners = { 0 };
    struct str name = name_of(run, item);
    if (name.len == 0 || !is_enabled(item) || !load_name(load, "consumer", name, item->place))
        return;
    struct consumer consumer = { .id = name,
                                 .pin = { .id = STR_EMPTY, .range = STR_EMPTY },
                                 .type = STR_EMPTY,
                                 .label = line_of(run, item, "label"),
                                 .url = line_of(run, item, "url"),
                                 .contact = STR_EMPTY,
                                 .owner_name = STR_EMPTY,
                                 .owner_email = STR_EMPTY,
                                 .maturity = MATURITY_HIGH,
                                 .place = item->place };
    const struct node *type = node_get(item, "type"), *maturity = node_get(item, "maturity");
    if (node_is_null(type))
        load_fault(load, item->place, "an exposure needs a \"type\"");
    else
        read_consumer_type(load, type, &consumer.type);
    if (!node_is_null(maturity))
        read_maturity(load, maturity, &consumer.maturity);
    const struct node *list = node_get(item, "depends_on");
    for (const struct node *on = list ? list->first : NULL; on; on = on->next)
        read_dependency(run, &consumer, on);
    if (read_owner_of(run, item, &owners))
        import_consumer(run, &consumer, &owners);
}

void import_dbt_exposures(struct import_run *run)
{
    if (node_is_null(run->root))
        return;
    for (const struct node *item = first_of(run, "exposures"); item; item = item->next)
        read_exposure(run, item);
}

void import_dbt(struct import_run *run)
{
    static const char *const nodes[] = { "models", "seeds", "snapshots" };
    if (node_is_null(run->root))
        return;
    for (const struct node *item = first_of(run, "groups"); item; item = item->next)
        read_group(run, item);
    for (size_t i = 0; i < 3; i++)
        for (const struct node *item = first_of(run, nodes[i]); item; item = item->next)
            read_member(run, item);
    import_dbt_exposures(run);
}
