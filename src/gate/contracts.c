/* contracts: the contracts of one snapshot, and which models they name. Files of other layouts give
 * a diag and cover nobody for certain. */
#include "gate/contracts.h"

#include "base/limits.h"
#include "codec/yaml.h"

bool contract_path(const struct policy *policy, struct str path)
{
    return policy->contracts.count > 0 && policy_contract(policy, path) != NULL;
}

bool contract_protects_less(const struct policy *policy, struct str from, struct str to)
{
    /* one bit for what readers lose, one for what producers must newly keep */
    static const unsigned protects[] = { [COMPATIBILITY_NONE] = 0,
                                         [COMPATIBILITY_BACKWARD] = 1,
                                         [COMPATIBILITY_FORWARD] = 2,
                                         [COMPATIBILITY_FULL] = 3 };
    const struct contract_rule *old = policy_contract(policy, from);
    const struct contract_rule *new = policy_contract(policy, to);
    if (!old || !new)
        return old != NULL;
    return (protects[old->compatibility] & ~protects[new->compatibility]) != 0 ||
           (old->transitive && !new->transitive);
}

static void fill(struct contract_file *file, struct arena *arena)
{
    const struct contract *contract = &file->contract;
    contract_models(&file->names, arena, contract);
    file->status = str_lower(arena, contract->status_text);
    file->version = contract->version;
}

static enum status read_one(struct contract_file *contract, const struct source *source,
                            const struct source_entry *entry, struct diags *diags, struct err *err)
{
    struct place place = { .path = entry->path };
    if (!source_is_file(entry)) {
        diag_add(diags, DIAG_WARN, place, "a link or submodule stands in place of a contract");
        return OK;
    }
    struct err fault = { 0 };
    struct str bytes;
    enum status status = source->read(source, entry, &bytes, &fault);
    if (status == E_LIMIT || status == E_INPUT) {
        diag_add(diags, DIAG_WARN, place, "the contract could not be read: %s", fault.text);
        return OK;
    }
    if (status != OK) {
        (void)err_set(err, status, "%s", fault.text);
        return err_wrap(err, "reading contract %.*s", STR_ARG(entry->path));
    }
    struct node *root;
    const struct yaml_options options = { .allow_aliases = true };
    if (yaml_read(&root, diags->arena, entry->path, bytes, options, diags, &fault) != OK)
        return OK;
    contract->form = node_form(diags->arena, root);
    contract->is_read = contract_read(&contract->contract, diags->arena, root, diags);
    if (contract->is_read)
        fill(contract, diags->arena);
    return OK;
}

static struct contract_file blank(struct str path)
{
    return (struct contract_file){
        .path = path, .status = STR_EMPTY, .version = STR_EMPTY, .form = STR_EMPTY
    };
}

enum status contracts_read(struct contracts *out, struct diags *diags, const struct policy *policy,
                           const struct source *source, const struct contracts *known,
                           struct err *err)
{
    *out = (struct contracts){ 0 };
    for (size_t i = 0; i < source->count; i++) {
        const struct source_entry *entry = &source->entries[i];
        if (!contract_path(policy, entry->path))
            continue;
        const struct contract_file *same = known ? contract_find(known, entry->path) : NULL;
        if (same && oid_eq(&same->blob, &entry->id)) {
            vec_push(diags->arena, out, *same);
            continue;
        }
        struct contract_file *contract = vec_add(diags->arena, out);
        *contract = blank(entry->path);
        contract->blob = entry->id;
        TRY(read_one(contract, source, entry, diags, err));
    }
    return OK;
}

struct contract_file contract_at(struct arena *arena, const struct source *source, struct str path)
{
    const struct source_entry *entry = source ? source_find(source, path) : NULL;
    struct contract_file contract = blank(path);
    struct diags unheard; /* faults are told when all contracts are read */
    struct err err = { 0 };
    diags_init(&unheard, arena);
    if (!entry)
        return contract;
    contract.blob = entry->id;
    if (read_one(&contract, source, entry, &unheard, &err) != OK)
        contract.is_read = false;
    return contract;
}

/* What could not be parsed says the same only as long as its bytes are the same. */
static struct str sameness(struct arena *arena, const struct contract_file *contract)
{
    return contract->form.len > 0 ? contract->form : oid_hex(arena, &contract->blob);
}

static void mark_kept(struct arena *arena, const struct contracts *here, struct contracts *there)
{
    struct map said;
    map_init(&said, arena);
    for (size_t i = 0; i < here->count; i++)
        map_put(&said, sameness(arena, &here->items[i]), &here->items[i]);
    for (size_t i = 0; i < there->count; i++)
        there->items[i].is_kept = map_get(&said, sameness(arena, &there->items[i])) != NULL;
    map_release(&said);
}

void contracts_compare(struct arena *arena, struct contracts *before, struct contracts *after)
{
    mark_kept(arena, before, after);
    mark_kept(arena, after, before);
}

const struct contract_file *contract_find(const struct contracts *contracts, struct str path)
{
    size_t low = 0, high = contracts->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = str_cmp(contracts->items[mid].path, path);
        if (order == 0)
            return &contracts->items[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}
