/* people: who is meant by the names that other files use, and teams made up of several owners. */
#include "policy/load.h"

#include "base/buf.h"

void read_aliases(struct loader *load, const struct node *value, void *slot)
{
    struct team *team = slot;
    struct lines lines = { 0 };
    read_lines(load, value, &lines);
    for (size_t i = 0; i < lines.count; i++)
        if (load_take(load, "the name", str_lower(load->arena, lines.items[i]), value->place))
            vec_push(load->arena, &team->aliases, lines.items[i]);
}

const struct team *team_person(struct arena *arena, struct str email, struct place place)
{
    struct team *person = arena_new(arena, struct team);
    *person = (struct team){ .name = email, .contact = STR_EMPTY, .place = place };
    vec_push(arena, &person->members, email);
    return person;
}

void read_people(struct loader *load, const struct node *value, void *slot)
{
    (void)slot;
    for (const struct node *item = value->first; item; item = item->next) {
        struct str email = STR_EMPTY, name = str_lower(load->arena, item->key);
        if (item->kind != NODE_SCALAR) {
            load_fault(load, item->place, "a person must be an e-mail address, not %s",
                       node_what(item));
            continue;
        }
        read_email(load, item, &email);
        if (email.len == 0 || !load_take(load, "the name", name, item->key_place))
            continue;
        struct owner_name entry = { name, team_person(load->arena, email, item->key_place) };
        vec_push(load->arena, &load->policy->names, entry);
    }
}

static int by_owner_name(const void *a, const void *b)
{
    return str_cmp(((const struct owner_name *)a)->name, ((const struct owner_name *)b)->name);
}

/* Once teams and people of all files are read: teams stay where they are from now on. */
void people_finish(struct loader *load)
{
    struct policy *policy = load->policy;
    for (size_t i = 0; i < policy->teams.count; i++) {
        const struct team *team = &policy->teams.items[i];
        for (size_t at = 0; at < team->aliases.count; at++) {
            struct owner_name entry = { str_lower(load->arena, team->aliases.items[at]), team };
            vec_push(load->arena, &policy->names, entry);
        }
    }
    if (policy->names.count > 0)
        qsort(policy->names.items, policy->names.count, sizeof *policy->names.items, by_owner_name);
}

static const struct team *find_called(const struct policy *policy, struct str folded)
{
    struct owner_name key = { .name = folded };
    if (policy->names.count == 0)
        return NULL;
    const struct owner_name *found =
        bsearch(&key, policy->names.items, policy->names.count, sizeof key, by_owner_name);
    return found ? found->team : NULL;
}

enum { CALLED_MAX = 256 };

const struct team *policy_called(const struct policy *policy, struct str name)
{
    char folded[CALLED_MAX];
    if (name.len > CALLED_MAX)
        return NULL;
    for (size_t i = 0; i < name.len; i++)
        folded[i] = byte_lower(name.ptr[i]);
    const struct team *team = find_called(policy, (struct str){ folded, name.len });
    return team ? team : policy_team(policy, name);
}

/* ---- teams made up of several owners ---- */

enum { PARTS_SHOWN = 4 };

bool team_includes(const struct team *team, const struct team *part)
{
    bool found = team == part || str_eq(team->name, part->name);
    for (size_t i = 0; i < team->parts.count && !found; i++)
        found = str_eq(team->parts.items[i]->name, part->name);
    return found;
}

static void add_part(struct arena *arena, struct team *team, const struct team *part)
{
    for (size_t i = 0; i < part->parts.count; i++)
        add_part(arena, team, part->parts.items[i]);
    if (part->parts.count > 0 || team_includes(team, part))
        return;
    vec_push(arena, &team->parts, part);
    for (size_t i = 0; i < part->members.count; i++)
        vec_push(arena, &team->members, part->members.items[i]);
}

static struct str parts_name(struct arena *arena, const struct team *team)
{
    struct str out = STR_EMPTY;
    size_t count = team->parts.count, shown = count > PARTS_SHOWN ? PARTS_SHOWN - 1 : count;
    for (size_t i = 0; i < shown; i++)
        out = str_fmt(arena, "%.*s%s%.*s", STR_ARG(out), i ? " or " : "",
                      STR_ARG(team->parts.items[i]->name));
    if (shown < count)
        out = str_fmt(arena, "%.*s or %zu others", STR_ARG(out), count - shown);
    return out;
}

const struct team *team_any(struct arena *arena, const struct team *const *teams, size_t count)
{
    struct team *team = arena_new(arena, struct team);
    *team = (struct team){ .name = STR_EMPTY, .contact = STR_EMPTY };
    for (size_t i = 0; i < count; i++)
        add_part(arena, team, teams[i]);
    if (team->parts.count == 1)
        return team->parts.items[0];
    team_sort_members(team);
    team->name = parts_name(arena, team);
    return team;
}

struct str team_key(struct arena *arena, const struct team *team)
{
    struct buf out;
    if (team->parts.count <= PARTS_SHOWN)
        return team->name;
    buf_init(&out, arena, SIZE_MAX);
    for (size_t i = 0; i < team->parts.count; i++) {
        buf_add(&out, team->parts.items[i]->name);
        buf_byte(&out, '\n');
    }
    return buf_str(&out);
}
