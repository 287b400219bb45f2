/* teams: groups of addresses, and where to find them. */
#include "policy/load.h"

static void read_member(struct loader *load, const struct node *value, void *slot)
{
    struct team *team = slot;
    struct str email = STR_EMPTY;
    read_email(load, value, &email);
    if (email.len > 0)
        vec_push(load->arena, &team->members, email);
}

/* Sorts and drops repeats, so that nobody counts twice. */
void team_sort_members(struct team *team)
{
    size_t kept = 0;
    if (team->members.count == 0)
        return;
    qsort(team->members.items, team->members.count, sizeof *team->members.items, str_cmp_qsort);
    for (size_t i = 1; i < team->members.count; i++)
        if (!str_eq(team->members.items[kept], team->members.items[i]))
            team->members.items[++kept] = team->members.items[i];
    team->members.count = kept + 1;
}

void read_members(struct loader *load, const struct node *value, void *slot)
{
    schema_each_text(load, value, read_member, slot);
    team_sort_members(slot);
}

/* A role is held by members: whoever is not one could approve in a name that team does not know. */
static void read_role_member(struct loader *load, const struct node *value, void *slot)
{
    struct team_role *role = slot;
    struct str email = STR_EMPTY;
    read_email(load, value, &email);
    if (email.len > 0)
        vec_push(load->arena, &role->members, email);
}

void read_roles(struct loader *load, const struct node *value, void *slot)
{
    struct team *team = slot;
    for (const struct node *item = value->first; item; item = item->next) {
        struct team_role role = { .name = item->key };
        if (!load_name(load, "role", item->key, item->key_place))
            continue;
        schema_each_text(load, item, read_role_member, &role);
        for (size_t i = 0; i < role.members.count; i++)
            if (!team_has(team, role.members.items[i]))
                load_fault(load, item->place, "%.*s is \"%.*s\" and no member of the team",
                           STR_ARG(role.members.items[i]), STR_ARG(item->key));
        if (role.members.count == 0)
            load_fault(load, item->place, "nobody is \"%.*s\"", STR_ARG(item->key));
        vec_push(load->arena, &team->roles, role);
    }
}

void read_contact_part(struct loader *load, const struct node *value, void *slot)
{
    struct str *contact = slot;
    struct str text = STR_EMPTY;
    read_line(load, value, &text);
    if (text.len > 0)
        *contact = str_fmt(load->arena, "%.*s%s%.*s %.*s", STR_ARG(*contact),
                           contact->len ? ", " : "", STR_ARG(value->key), STR_ARG(text));
}

void read_contact(struct loader *load, const struct node *value, void *slot)
{
    if (value->kind == NODE_MAP)
        schema_read(load, SCHEMA_CONTACT, value, slot);
    else
        read_line(load, value, slot);
}

void read_teams(struct loader *load, const struct node *value, void *slot)
{
    struct policy *policy = slot;
    for (const struct node *item = value->first; item; item = item->next) {
        struct team team = { .name = item->key, .contact = STR_EMPTY, .place = item->key_place };
        if (!load_name(load, "team", item->key, item->key_place) ||
            !load_take(load, "team", item->key, item->key_place))
            continue;
        schema_read(load, SCHEMA_TEAM, item, &team);
        vec_push(load->arena, &policy->teams, team);
    }
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct team *)a)->name, ((const struct team *)b)->name);
}

void teams_finish(struct loader *load)
{
    struct policy *policy = load->policy;
    if (policy->teams.count > 0)
        qsort(policy->teams.items, policy->teams.count, sizeof *policy->teams.items, by_name);
}

const struct team *policy_team(const struct policy *policy, struct str name)
{
    struct team key = { .name = name };
    if (policy->teams.count == 0)
        return NULL;
    return bsearch(&key, policy->teams.items, policy->teams.count, sizeof key, by_name);
}

const struct team_role *team_role(const struct team *team, struct str name)
{
    for (size_t i = 0; i < team->roles.count; i++)
        if (str_eq_fold(team->roles.items[i].name, name))
            return &team->roles.items[i];
    return NULL;
}

const struct team *team_union(struct arena *arena, struct str name, const struct team *const *teams,
                              size_t count)
{
    struct team *all = arena_new(arena, struct team);
    *all = (struct team){ .name = name, .contact = STR_EMPTY };
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < teams[i]->members.count; at++)
            vec_push(arena, &all->members, teams[i]->members.items[at]);
    team_sort_members(all);
    return all;
}

bool team_has(const struct team *team, struct str email)
{
    for (size_t i = 0; i < team->members.count; i++)
        if (str_eq_fold(team->members.items[i], email))
            return true;
    return false;
}

void read_team(struct loader *load, const struct node *value, void *slot)
{
    *(const struct team **)slot = load_team(load, value->text, value->place);
}

void read_team_into(struct loader *load, const struct node *value, void *slot)
{
    struct team_list *list = slot;
    const struct team *team = load_team(load, value->text, value->place);
    for (size_t i = 0; team && i < list->count; i++)
        if (list->items[i] == team) {
            load_fault(load, value->place, "team \"%.*s\" is named twice", STR_ARG(team->name));
            return;
        }
    if (team)
        vec_push(load->arena, list, team);
}

void read_teams_into(struct loader *load, const struct node *value, void *slot)
{
    schema_each_text(load, value, read_team_into, slot);
}
