/* require_load: the `require` of a rule: who must approve, and what else must be there. */
#include "policy/load.h"

/* ---- who approves ---- */

static struct str after_colon(struct str text)
{
    ptrdiff_t colon = str_find_byte(text, ':');
    return str_trim(str_sub(text, (size_t)(colon + 1), text.len));
}

static bool any_team_has_role(const struct policy *policy, struct str role)
{
    for (size_t i = 0; i < policy->teams.count; i++)
        if (team_role(&policy->teams.items[i], role))
            return true;
    return false;
}

static void hint_roles(struct loader *load, struct str role)
{
    struct lines names = { 0 };
    const struct policy *policy = load->policy;
    for (size_t i = 0; i < policy->teams.count; i++)
        for (size_t at = 0; at < policy->teams.items[i].roles.count; at++)
            vec_push(load->arena, &names, policy->teams.items[i].roles.items[at].name);
    load_hint(load, role, names.items, names.count);
}

static void read_role(struct loader *load, struct str role, struct place place,
                      struct require *require)
{
    struct str cut = shown(role);
    require->kind = REQUIRE_OWNER;
    require->role = role;
    if (any_team_has_role(load->policy, role))
        return;
    if (load_fault(load, place, "requirement that nobody can meet: no team has the role \"%.*s\"",
                   STR_ARG(cut)))
        hint_roles(load, role);
}

/* Other capitals give words as well: "Owner" is as clear as "owner". */
static void read_approver(struct loader *load, const struct node *value, struct require *require)
{
    static const struct str words[] = { STR_INIT("owner"), STR_INIT("consumers"),
                                        STR_INIT("team:<name>"), STR_INIT("role:<name>") };
    static const enum require_kind kinds[] = { REQUIRE_OWNER, REQUIRE_CONSUMERS };
    if (str_starts(value->text, STR("team:"))) {
        require->kind = REQUIRE_TEAM;
        require->team = load_team(load, after_colon(value->text), value->place);
        return;
    }
    if (str_starts(value->text, STR("role:"))) {
        read_role(load, after_colon(value->text), value->place, require);
        return;
    }
    size_t word = load_word(load, value, "approver", words, sizeof words / sizeof *words);
    if (word < 2)
        require->kind = kinds[word];
    else if (word != SIZE_MAX)
        load_fault(load, value->place, "\"<name>\" stands for the name of a %s",
                   word == 2 ? "team" : "role");
}

static void add_team(struct loader *load, const struct node *value, void *slot)
{
    struct require *require = slot;
    struct node name = *value;
    if (!str_starts(value->text, STR("team:"))) {
        struct str cut = shown(value->text);
        load_fault(load, value->place,
                   "a list of approvers holds teams (team:<name>), not \"%.*s\"", STR_ARG(cut));
        return;
    }
    name.text = after_colon(value->text);
    read_team_into(load, &name, &require->teams);
}

/* A list: members of any of these teams. */
void read_approve(struct loader *load, const struct node *value, void *slot)
{
    struct require *require = slot;
    if (value->kind != NODE_LIST) {
        read_approver(load, value, require);
        return;
    }
    struct str name = STR_EMPTY;
    schema_each_text(load, value, add_team, require);
    for (size_t i = 0; i < require->teams.count; i++)
        name = str_fmt(load->arena, "%.*s%s%.*s", STR_ARG(name), i ? " or " : "",
                       STR_ARG(require->teams.items[i]->name));
    require->kind = REQUIRE_TEAM;
    require->team = team_union(load->arena, name, require->teams.items, require->teams.count);
    ((struct team *)require->team)->place = value->place;
}

/* ---- what else ---- */

void read_bump(struct loader *load, const struct node *value, void *slot)
{
    static const struct str words[] = { STR_INIT("patch"), STR_INIT("minor"), STR_INIT("major") };
    size_t word = load_word(load, value, "bump", words, sizeof words / sizeof *words);
    if (word != SIZE_MAX)
        *(enum bump *)slot = (enum bump)(BUMP_PATCH + word);
}

void read_require_contract(struct loader *load, const struct node *value, void *slot)
{
    struct require *require = slot;
    require->kind = REQUIRE_CONTRACT;
    schema_read(load, SCHEMA_REQUIRE_CONTRACT, value, require);
    if (value->count > 1)
        load_fault(load, value->place, "\"change\" or \"bump\", not both");
}

void read_trailer_key(struct loader *load, const struct node *value, void *slot)
{
    struct str cut = shown(value->text);
    bool good = true;
    for (size_t i = 0; i < value->text.len; i++)
        good = good && (byte_is_alpha(value->text.ptr[i]) || byte_is_digit(value->text.ptr[i]) ||
                        value->text.ptr[i] == '-');
    if (good)
        *(struct str *)slot = value->text;
    else
        load_fault(load, value->place,
                   "a trailer's key has letters, digits and \"-\", not \"%.*s\"", STR_ARG(cut));
}

void read_require_trailer(struct loader *load, const struct node *value, void *slot)
{
    struct require *require = slot;
    require->kind = REQUIRE_TRAILER;
    schema_read(load, SCHEMA_REQUIRE_TRAILER, value, require);
}

void read_require_meaning(struct loader *load, const struct node *value, void *slot)
{
    struct require *require = slot;
    require->kind = REQUIRE_MEANING;
    read_true(load, value, NULL);
}

static const struct str evidence_kinds[] = { STR_INIT("tests"), STR_INIT("audits"),
                                             STR_INIT("plan") };

const char *evidence_kind_name(enum evidence_kind kind)
{
    return evidence_kinds[kind].ptr;
}

void read_evidence_kind(struct loader *load, const struct node *value, void *slot)
{
    size_t word = load_word(load, value, "kind of evidence", evidence_kinds, 3);
    if (word != SIZE_MAX)
        *(enum evidence_kind *)slot = (enum evidence_kind)word;
}

void read_require_evidence(struct loader *load, const struct node *value, void *slot)
{
    struct require *require = slot;
    require->kind = REQUIRE_EVIDENCE;
    schema_read(load, SCHEMA_REQUIRE_EVIDENCE, value, require);
}

/* ---- one requirement ---- */

/* What a count of people, or of teams, can come from. */
static void check_people(struct loader *load, const struct node *item,
                         const struct require *require)
{
    unsigned teams = require->distinct_teams, count = require->count ? require->count : 1;
    if (teams > require->teams.count)
        load_fault(load, item->place,
                   "requirement that nobody can meet: %u different teams of %zu named", teams,
                   require->teams.count);
    else if (require->kind == REQUIRE_TEAM && require->team)
        load_need_members(load, require->team, count > teams ? count : teams, item->place);
}

/* Keys that say more about an approval. */
static size_t count_details(struct loader *load, const struct node *item)
{
    static const char *const keys[] = { "count", "distinct_teams", "trust" };
    const struct node *approve = node_get(item, "approve");
    size_t count = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct node *value = node_get(item, keys[i]);
        count += value != NULL;
        if (value && !approve)
            load_fault(load, value->key_place, "\"%s\" belongs to \"approve\"", keys[i]);
    }
    return count;
}

static void add_require(struct loader *load, const struct node *item, struct rule *rule)
{
    struct require require = {
        .kind = REQUIRE_NOTHING, .role = STR_EMPTY, .trailer_key = STR_EMPTY, .place = item->place
    };
    size_t before = load->faults;
    schema_read(load, SCHEMA_REQUIRE, item, &require);
    if (item->kind != NODE_MAP)
        return;
    size_t kinds = item->count - count_details(load, item);
    if (load->faults == before && kinds != 1)
        load_fault(load, item->place,
                   "a requirement has exactly one of \"approve\", \"contract\", \"trailer\", "
                   "\"meaning\", \"evidence\"");
    else if (load->faults == before)
        check_people(load, item, &require);
    vec_push(load->arena, &rule->require, require);
}

void read_require(struct loader *load, const struct node *value, void *slot)
{
    if (value->kind == NODE_MAP) {
        add_require(load, value, slot);
        return;
    }
    for (const struct node *item = value->first; item; item = item->next)
        add_require(load, item, slot);
}
