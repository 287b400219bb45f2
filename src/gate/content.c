/* content: the gate's own facts about what the push contains: policy files, contracts, the mailmap.
 *
 * They carry the blob ids and are part of the fingerprint that approvals are bound to. A file that
 * says the same as before (comments, order of keys, its mode) gives no fact; one that cannot be
 * compared counts as changed. */
#include "gate/gate_private.h"

#include "codec/digest.h"
#include "codec/yaml.h"

/* Where removed contracts went. */
struct moves {
    struct map by_blob;  /* hex -> const struct path_change * */
    struct map by_names; /* what it covers -> const struct path_change * */
};

struct content {
    struct arena *arena;
    const struct gate_input *input;
    const struct snapshot *after;
    struct moves moves;
    struct fact_list files;
};

/* ---- comparing files ---- */

static const struct source_entry *entry_of(const struct source *source, struct str path)
{
    const struct source_entry *entry = source ? source_find(source, path) : NULL;
    return entry && source_is_file(entry) ? entry : NULL;
}

/* What sort of file is compared, so how. */
enum sort_of_file { SORT_POLICY, SORT_IMPORT, SORT_CONTRACT };

/* NULL when the file cannot be read as one YAML document. */
static const struct node *root_of(const struct content *content, const struct source *source,
                                  const struct source_entry *entry, enum sort_of_file sort)
{
    struct yaml_options options = { .allow_aliases = sort == SORT_CONTRACT };
    struct diags unheard;
    struct err err = { 0 };
    struct str bytes;
    struct node *root;
    diags_init(&unheard, content->arena);
    if (source->read(source, entry, &bytes, &err) != OK ||
        yaml_read(&root, content->arena, entry->path, bytes, options, &unheard, &err) != OK)
        return NULL;
    return root;
}

static struct str form_of_import(const struct content *content, const struct source *source,
                                 const struct source_entry *entry)
{
    struct err err = { 0 };
    struct str bytes;
    if (source->read(source, entry, &bytes, &err) != OK)
        return STR_EMPTY;
    return policy_import_form(content->arena, content->input->policy, entry->path, bytes);
}

/* What the file says, without how; "" when it cannot be read. */
static struct str form_of(const struct content *content, const struct source *source,
                          const struct source_entry *entry, enum sort_of_file sort)
{
    if (sort == SORT_IMPORT)
        return form_of_import(content, source, entry);
    const struct node *root = root_of(content, source, entry, sort);
    return root ? node_form(content->arena, root) : STR_EMPTY;
}

static bool says_same(const struct content *content, struct str path, enum sort_of_file sort)
{
    const struct source *before = content->input->before_source, *after = content->after->source;
    const struct source_entry *old = entry_of(before, path), *new = entry_of(after, path);
    if (!old || !new)
        return false;
    if (oid_eq(&old->id, &new->id))
        return true;
    if (sort == SORT_POLICY && !str_ends(path, STR(".yml")) && !str_ends(path, STR(".yaml")))
        return false;
    struct str form = form_of(content, before, old, sort);
    return form.len > 0 && str_eq(form, form_of(content, after, new, sort));
}

/* ---- facts ---- */

/* The whole blob ids stand for the texts: an approval of a policy file dies with any change. */
static struct fact *add_file_change(struct content *content, enum fact_code code,
                                    const struct path_change *path, struct str note)
{
    struct fact fact =
        file_fact(code, path->path, STR_EMPTY, note, (struct place){ .path = path->path });
    fact.old_text = oid_hex(content->arena, &path->old_id);
    fact.new_text = oid_hex(content->arena, &path->new_id);
    vec_push(content->arena, &content->files, fact);
    return &content->files.items[content->files.count - 1];
}

static const struct node *debt_of(const struct content *content, const struct source *source,
                                  struct str path)
{
    const struct source_entry *entry = entry_of(source, path);
    const struct node *root = entry ? root_of(content, source, entry, SORT_POLICY) : NULL;
    return root && root->kind == NODE_MAP ? node_get(root, "baseline") : NULL;
}

/* Items of the one list that the other does not hold. */
static size_t count_missing(struct arena *arena, const struct node *of, const struct node *in)
{
    struct map seen;
    size_t missing = 0;
    map_init(&seen, arena);
    for (const struct node *item = in ? in->first : NULL; item; item = item->next)
        map_put(&seen, node_form(arena, item), &seen);
    for (const struct node *item = of ? of->first : NULL; item; item = item->next)
        missing += !map_get(&seen, node_form(arena, item));
    map_release(&seen);
    return missing;
}

/* Who approves a policy file must see how much is no longer asked. */
static struct str debt_note(const struct content *content, struct str path, const char *first)
{
    struct arena *arena = content->arena;
    const struct node *old = debt_of(content, content->input->before_source, path);
    const struct node *new = debt_of(content, content->after->source, path);
    size_t more = count_missing(arena, new, old), less = count_missing(arena, old, new);
    if (more == 0 && less == 0)
        return str_of(first);
    return str_fmt(arena, "%s%saccepted debt: %zu added, %zu removed", first, *first ? "; " : "",
                   more, less);
}

static void add_policy_change(struct content *content, const struct path_change *path,
                              enum sort_of_file sort)
{
    const char *first = "";
    if (oid_is_none(&path->old_id))
        first = "the file is new";
    else if (oid_is_none(&path->new_id))
        first = "the file is gone";
    if (*first || !says_same(content, path->path, sort))
        add_file_change(content, FACT_PO101, path,
                        sort == SORT_POLICY ? debt_note(content, path->path, first)
                                            : str_of(first));
}

/* What the mailmap says is who may not approve; lines that come to it only widen that. */
static bool loses_line(struct arena *arena, struct str old, struct str new)
{
    struct map lines;
    struct str line;
    bool lost = false;
    map_init(&lines, arena);
    while (str_split(&new, '\n', &line))
        map_put(&lines, str_trim(line), &lines);
    while (!lost && str_split(&old, '\n', &line))
        lost = str_trim(line).len > 0 && !str_starts(line, STR("#")) &&
               !map_get(&lines, str_trim(line));
    map_release(&lines);
    return lost;
}

/* A mailmap of base that is gone or shorter may let somebody approve their own work. */
static void add_mailmap_change(struct content *content, const struct path_change *path)
{
    const struct source *before = content->input->before_source, *after = content->after->source;
    const struct source_entry *old = entry_of(before, path->path);
    const struct source_entry *new = entry_of(after, path->path);
    struct str was, is;
    struct err err = { 0 };
    if (oid_is_none(&path->old_id) || (before && !old))
        return;
    if (old && new && before->read(before, old, &was, &err) == OK &&
        after->read(after, new, &is, &err) == OK && !loses_line(content->arena, was, is))
        return;
    add_file_change(content, FACT_PO101, path,
                    oid_is_none(&path->new_id)
                        ? STR("the file that names people's other addresses is gone")
                        : STR("addresses that belong to one person were taken out"));
}

/* ---- contracts ---- */

/* The names a contract covers as one key; "" when it covers none for certain. */
static struct str coverage(struct arena *arena, const struct contract_file *contract)
{
    size_t count = contract->is_read ? contract->names.count : 0;
    struct str *names = arena_array(arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = str_lower(arena, contract->names.items[i]);
    if (count == 0)
        return STR_EMPTY;
    qsort(names, count, sizeof *names, str_cmp_qsort);
    struct digest *digest = digest_new(arena);
    for (size_t i = 0; i < count; i++)
        digest_field(digest, names[i]);
    return digest_end(digest, arena);
}

static void find_moves(struct content *content)
{
    struct arena *arena = content->arena;
    const struct snapshot *after = content->after;
    for (size_t i = 0; i < after->path_count; i++) {
        const struct path_change *path = &after->paths[i];
        if (!oid_is_none(&path->old_id) || !contract_path(content->input->policy, path->path))
            continue;
        struct contract_file contract = contract_at(arena, after->source, path->path);
        struct str names = coverage(arena, &contract);
        map_put(&content->moves.by_blob, oid_hex(arena, &path->new_id), (void *)(uintptr_t)path);
        if (names.len > 0)
            map_put(&content->moves.by_names, names, (void *)(uintptr_t)path);
    }
}

/* The path to which a removed contract went: as it was, or with the same models in it. */
static const struct path_change *moved_to(struct content *content, const struct path_change *gone)
{
    struct arena *arena = content->arena;
    const struct path_change *to = map_get(&content->moves.by_blob, oid_hex(arena, &gone->old_id));
    if (to || content->moves.by_names.count == 0)
        return to;
    struct contract_file contract = contract_at(arena, content->input->before_source, gone->path);
    struct str names = coverage(arena, &contract);
    return names.len > 0 ? map_get(&content->moves.by_names, names) : NULL;
}

/* A new contract adds a promise and takes none away: no fact. */
static void add_contract_change(struct content *content, const struct path_change *path)
{
    if (oid_is_none(&path->old_id))
        return;
    if (!oid_is_none(&path->new_id)) {
        if (!says_same(content, path->path, SORT_CONTRACT))
            add_file_change(content, FACT_CT106, path, STR_EMPTY);
        return;
    }
    const struct path_change *to = moved_to(content, path);
    if (!to) {
        add_file_change(content, FACT_CT104, path, STR("the file is gone"));
        return;
    }
    struct fact *fact = add_file_change(
        content, FACT_CT106, path, str_fmt(content->arena, "moved to %.*s", STR_ARG(to->path)));
    fact->new_text = oid_hex(content->arena, &to->new_id);
}

void facts_of_content(struct change_set *out, struct arena *arena, const struct gate_input *input,
                      const struct snapshot *after)
{
    struct content content = { .arena = arena, .input = input, .after = after };
    *out = (struct change_set){ .arena = arena };
    if (!after->projects)
        return;
    if (input->before)
        change_diff(out, arena, input->before, after->projects);
    map_init(&content.moves.by_blob, arena);
    map_init(&content.moves.by_names, arena);
    find_moves(&content);
    for (size_t i = 0; i < after->path_count; i++) {
        const struct path_change *path = &after->paths[i];
        bool is_imported = policy_imports(input->policy, path->path);
        if (is_imported)
            add_policy_change(&content, path, SORT_IMPORT);
        else if (policy_is_policy_path(path->path))
            add_policy_change(&content, path, SORT_POLICY);
        /* One file can be both: a contract that also says who owns its models. */
        if (contract_path(input->policy, path->path))
            add_contract_change(&content, path);
        else if (!is_imported && str_eq(path->path, STR(".mailmap")))
            add_mailmap_change(&content, path);
    }
    map_release(&content.moves.by_blob);
    map_release(&content.moves.by_names);
    change_add_all(out, content.files.items, content.files.count);
}
