/* import_odcs: who owns the models of an ODCS contract: the members of its team whose role says so.
 *
 * Two shapes of `team`: a map with members (3.1), or the list of members itself (before). */
#include "policy/contracts.h"
#include "policy/importer.h"

/* "owner", "Data Product Owner": the word, not part of another. */
static bool says_owner(struct str role)
{
    struct str word;
    role = str_trim(role);
    while (str_split(&role, ' ', &word))
        if (str_eq_fold(str_trim(word), STR("owner")))
            return true;
    return false;
}

/* Who has left is not asked, and so is who will leave: which day it is is not known here. */
static bool is_owner(const struct node *member)
{
    const struct node *role = node_get(member, "role");
    return role && role->kind == NODE_SCALAR && says_owner(role->text) &&
           node_is_null(node_get(member, "dateOut"));
}

static void read_team_owners(struct import_run *run, struct import_names *out)
{
    const struct node *team = node_get(run->root, "team");
    if (team && team->kind == NODE_MAP)
        team = node_get(team, "members");
    if (!team || team->kind != NODE_LIST)
        return;
    for (const struct node *member = team->first; member; member = member->next) {
        if (member->kind != NODE_MAP || !is_owner(member))
            continue;
        const struct node *username = node_get(member, "username");
        if (node_is_null(username))
            load_fault(run->load, member->place, "the owner has no \"username\"");
        else
            import_add_name(run, out, username);
    }
}

void import_odcs(struct import_run *run)
{
    struct import_rule rule = { .way = WAY_NAME, .within = STR_EMPTY };
    struct name_list names = { 0 };
    if (!contract_is_odcs(run->root)) {
        diag_add(run->load->diags, DIAG_WARN, run->root->place,
                 "no contract of ODCS: nobody is imported from it");
        return;
    }
    read_team_owners(run, &rule.owners);
    if (rule.owners.count == 0)
        return;
    rule.place = rule.owners.items[0].place;
    for (size_t i = 0; i < rule.owners.count; i++)
        if (!str_starts(rule.owners.items[i].text, STR("@")))
            rule.owners.items[i].other =
                str_fmt(run->load->arena, "@%.*s", STR_ARG(rule.owners.items[i].text));
    contract_names(&names, run->load->arena, run->root);
    for (size_t i = 0; i < names.count; i++) {
        rule.text = names.items[i];
        import_rule(run, &rule);
    }
}
