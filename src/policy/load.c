/* load: finds the files of .stoplog/ and reads them as one policy.
 *
 * Key by key over all files, in the order of schema.def: teams of one file are known when the
 * owners of another are read. Diags come out sorted by place. */
#include "policy/load.h"

#include "base/limits.h"

#define FOLDER ".stoplog"

static struct place whole_file(struct str path)
{
    return (struct place){ .path = path, .line = 1, .column = 1 };
}

bool policy_is_policy_path(struct str path)
{
    return str_eq(path, STR(FOLDER)) || str_starts(path, STR(FOLDER "/"));
}

static bool ends_fold(struct str path, struct str suffix)
{
    return path.len >= suffix.len &&
           str_eq_fold(str_sub(path, path.len - suffix.len, suffix.len), suffix);
}

static bool is_yaml_name(struct str path)
{
    return ends_fold(path, STR(".yml")) || ends_fold(path, STR(".yaml"));
}

/* Whether to read this entry; whatever looks like policy and is not read gets a word. */
static bool is_policy_file(struct loader *load, const struct source_entry *entry)
{
    struct str name = str_sub(entry->path, sizeof FOLDER, entry->path.len);
    bool nested = str_find_byte(name, '/') >= 0;
    if (!source_is_file(entry)) {
        load->policy->exists = true;
        return true; /* to be told that it cannot be read */
    }
    if (!is_yaml_name(name))
        return false;
    if (nested) {
        diag_add(load->diags, DIAG_WARN, whole_file(entry->path),
                 "not read: only files directly in %s are", FOLDER);
        return false;
    }
    if (str_ends(name, STR(".yml")) || str_ends(name, STR(".yaml")))
        return true;
    diag_add(load->diags, DIAG_WARN, whole_file(entry->path),
             "not read: the name must end in .yml or .yaml, in small letters");
    return false;
}

static void keep_document(struct loader *load, struct node *root)
{
    if (root->kind == NODE_NULL) {
        if (load_fault(load, root->place, "the file is empty"))
            diag_hint(load->diags, "it needs at least \"version: 1\"");
    } else if (root->kind == NODE_MAP) {
        schema_check(load, SCHEMA_ROOT, root);
        vec_push(load->arena, &load->documents, root);
    } else {
        load_fault(load, root->place, "a policy file must be a map, not %s", node_what(root));
    }
}

enum status load_bytes(struct loader *load, const struct source *source,
                       const struct source_entry *entry, struct str *out, bool *is_read,
                       struct err *err)
{
    struct err fault = { 0 };
    *is_read = false;
    if (!source_is_file(entry)) {
        load_fault(load, whole_file(entry->path),
                   "a link or submodule stands where only plain files are read");
        return OK;
    }
    enum status status = source->read(source, entry, out, &fault);
    if (status == E_LIMIT || status == E_INPUT) {
        load_fault(load, whole_file(entry->path), "cannot be read: %s", fault.text);
        return OK;
    }
    if (status != OK)
        return err_set(err, status, "reading %.*s: %s", STR_ARG(entry->path), fault.text);
    *is_read = true;
    return OK;
}

/* A file of allowed signers is no YAML; what is wrong with it locks out whoever must sign. */
static enum status read_signers(struct loader *load, const struct source *source,
                                const struct source_entry *entry, struct err *err)
{
    struct approval_terms *terms = &load->policy->approvals;
    struct str bytes;
    bool is_read;
    TRY(load_bytes(load, source, entry, &bytes, &is_read, err));
    if (is_read && bytes.len > LIMIT_yaml_bytes) {
        load_fault(load, whole_file(entry->path), "larger than %zu bytes (limit yaml_bytes)",
                   LIMIT_yaml_bytes);
        is_read = false;
    }
    if (!is_read)
        return OK;
    terms->has_signers = true;
    terms->signers = signers_fold(load->arena, entry->path, bytes, load->diags);
    return OK;
}

/* Faults of the file become diags; only E_IO and worse come back. */
static enum status read_file(struct loader *load, const struct source *source,
                             const struct source_entry *entry, struct err *err)
{
    struct str bytes;
    struct node *root;
    struct err fault = { 0 };
    bool is_read;
    TRY(load_bytes(load, source, entry, &bytes, &is_read, err));
    if (!is_read)
        return OK;
    enum status status = yaml_read(&root, load->arena, entry->path, bytes,
                                   (struct yaml_options){ 0 }, load->diags, &fault);
    if (status == E_INPUT || status == E_LIMIT) {
        load->faults++;
        return OK;
    }
    if (status != OK)
        return err_set(err, status, "reading %.*s: %s", STR_ARG(entry->path), fault.text);
    keep_document(load, root);
    return OK;
}

static void look_beside_folder(struct loader *load, const struct source *source)
{
    static const char *const names[] = { FOLDER ".yml", FOLDER ".yaml" };
    const struct source_entry *folder = source_find(source, STR(FOLDER));
    if (folder) {
        load->policy->exists = true;
        load_fault(load, whole_file(folder->path), "%s is not a folder", FOLDER);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (source_find(source, str_of(names[i])))
            diag_add(load->diags, DIAG_WARN, whole_file(str_of(names[i])),
                     "not read: policy files lie in %s/", FOLDER);
}

static enum status read_files(struct loader *load, const struct source *source, struct err *err)
{
    size_t files = 0;
    look_beside_folder(load, source);
    for (size_t i = source_lower_bound(source, STR(FOLDER "/"));
         i < source->count && str_starts(source->entries[i].path, STR(FOLDER "/")); i++) {
        const struct source_entry *entry = &source->entries[i];
        if (source_is_file(entry) && str_eq(entry->path, STR(SIGNERS_PATH)))
            TRY(read_signers(load, source, entry, err));
        if (!is_policy_file(load, entry))
            continue;
        load->policy->exists = true;
        if (++files > LIMIT_policy_files) {
            load_fault(load, whole_file(entry->path),
                       "more than %zu policy files (limit policy_files)", LIMIT_policy_files);
            break;
        }
        TRY(read_file(load, source, entry, err));
    }
    return OK;
}

/* What has to happen between two keys. */
static const struct {
    struct str after;
    void (*finish)(struct loader *load);
} steps[] = {
    { STR_INIT("teams"), teams_finish },
    { STR_INIT("people"), people_finish },
    { STR_INIT("consumers"), consumers_finish },
    { STR_INIT("rules"), rules_finish },
};

static void read_keys(struct loader *load)
{
    size_t count;
    const struct field *fields = schema_fields(&count);
    for (size_t i = 0; i < count && fields[i].schema == SCHEMA_ROOT; i++) {
        for (size_t at = 0; at < load->documents.count; at++)
            schema_read_field(load, &fields[i], load->documents.items[at], load->policy);
        for (size_t at = 0; at < sizeof steps / sizeof *steps; at++)
            if (str_eq(steps[at].after, fields[i].key))
                steps[at].finish(load);
    }
    waivers_finish(load);
}

static struct str make_label(struct arena *arena, struct str source)
{
    ptrdiff_t at = str_rfind_byte(source, '@');
    struct str commit = at >= 0 ? str_sub(source, (size_t)at + 1, source.len) : source;
    return str_fmt(arena, "%s @ %.*s", FOLDER, STR_ARG(commit));
}

static enum status whole_source(void *ctx, struct str folder, bool below, struct source *out,
                                struct err *err)
{
    (void)folder, (void)below, (void)err;
    *out = *(const struct source *)ctx;
    return OK;
}

enum status policy_load_without_pack(struct policy *out, struct arena *arena,
                                     const struct source *source, const struct policy_tree *tree,
                                     struct pattern_set *patterns, struct diags *diags,
                                     struct err *err)
{
    const struct policy_tree whole = { whole_source, (void *)(uintptr_t)source };
    struct loader load;
    size_t before = diags ? diags->count : 0;
    *out = (struct policy){ .label = make_label(arena, source->label), .pack = STR_EMPTY };
    out->approvals.signers = STR_EMPTY;
    loader_init(&load, arena, patterns, diags, out);
    load.tree = tree ? tree : &whole;
    TRY(read_files(&load, source, err));
    read_keys(&load);
    load_sort_diags(diags, before);
    if (load.status != OK)
        *err = load.err;
    return load.status;
}

void policy_add_pack(struct policy *policy, struct arena *arena, struct pattern_set *patterns,
                     struct diags *diags)
{
    struct loader load;
    loader_init(&load, arena, patterns, diags, policy);
    rules_add_pack(&load);
}

enum status policy_load(struct policy *out, struct arena *arena, const struct source *source,
                        struct pattern_set *patterns, struct diags *diags, struct err *err)
{
    TRY(policy_load_without_pack(out, arena, source, NULL, patterns, diags, err));
    policy_add_pack(out, arena, patterns, diags);
    return OK;
}
