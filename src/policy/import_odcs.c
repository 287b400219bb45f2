/* import_odcs: who owns the models of an ODCS contract: the members of its team whose role says so.
 */
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
static bool is_owner(const struct contract_member *member)
{
    return says_owner(member->role) && !member->has_left;
}

static void add_owners(struct import_run *run, const struct contract *contract,
                       struct import_names *out)
{
    vec_for (const struct contract_member, member, &contract->members) {
        struct str name = member->username;
        struct import_name owner = { .text = name, .other = name, .place = member->place };
        if (!is_owner(member))
            continue;
        if (name.len == 0) {
            load_fault(run->load, member->place, "the owner has no \"username\"");
            continue;
        }
        if (!str_starts(name, STR("@")))
            owner.other = str_fmt(run->load->arena, "@%.*s", STR_ARG(name));
        vec_push(run->load->arena, out, owner);
    }
}

/* A contract that cannot be read has owners that nobody knows: that is no policy. */
static bool read_contract(struct import_run *run, struct contract *out)
{
    struct diags diags;
    if (contract_format_of(run->root) != CONTRACT_ODCS) {
        diag_add(run->load->diags, DIAG_WARN, run->root->place,
                 "no contract of ODCS: nobody is imported from it");
        return false;
    }
    diags_init(&diags, run->load->arena);
    if (contract_read(out, run->load->arena, run->root, &diags))
        return true;
    const struct diag *why = &diags.items[diags.count - 1];
    load_fault(run->load, why->place, "%.*s", STR_ARG(why->text));
    return false;
}

void import_odcs(struct import_run *run)
{
    struct import_rule rule = { .way = WAY_NAME, .within = STR_EMPTY };
    struct contract_texts models = { 0 };
    struct contract contract;
    if (!read_contract(run, &contract))
        return;
    add_owners(run, &contract, &rule.owners);
    if (rule.owners.count == 0)
        return;
    rule.place = rule.owners.items[0].place;
    contract_models(&models, run->load->arena, &contract);
    for (size_t i = 0; i < models.count; i++) {
        rule.text = models.items[i];
        import_rule(run, &rule);
    }
}
