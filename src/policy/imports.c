/* imports: finds the files that `import` names and has them read, nearest to the top first.
 *
 * A path without wildcards is one file from the top of the repository, and one that is not there is
 * a fault: an owner must not get lost by a renamed file. */
#include "policy/importer.h"

#include <string.h>

#include "base/limits.h"

static const struct import_kind kinds[] = {
#define IMPORT(word, shape, read, also, read_also, finish)                                         \
    { word, shape, read, also, read_also, finish },
#include "policy/imports.def"
#undef IMPORT
};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* ---- paths ---- */

static bool has_wildcard(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr("*?[{\\", text.ptr[i]))
            return true;
    return str_ends(text, STR("/"));
}

/* The folder above the first wildcard. */
static struct str folder_of(const struct policy_import *import)
{
    size_t at = 0;
    while (at < import->text.len && !strchr("*?[{\\", import->text.ptr[at]))
        at++;
    return path_dir(str_sub(import->text, 0, at));
}

static bool reads_below(const struct policy_import *import)
{
    struct str folder = folder_of(import);
    struct str rest = str_sub(import->text, folder.len ? folder.len + 1 : 0, import->text.len);
    return import->pattern && (str_find_byte(rest, '/') >= 0 || str_find(rest, STR("**")) >= 0);
}

static bool is_also(const struct policy_import *import, struct str path)
{
    return import->kind->also[0] != '\0' && str_eq(path, str_of(import->kind->also));
}

static bool import_reads(const struct policy_import *import, struct str path)
{
    if (is_also(import, path))
        return true;
    return import->pattern ? pattern_match(import->pattern, path) != PATTERN_NO
                           : str_eq(import->text, path);
}

bool policy_imports(const struct policy *policy, struct str path)
{
    return policy_importer(policy, path).len > 0;
}

struct str policy_importer(const struct policy *policy, struct str path)
{
    for (size_t i = 0; i < policy->imports.count; i++)
        if (import_reads(&policy->imports.items[i], path))
            return policy->imports.items[i].place.path;
    return STR_EMPTY;
}

/* ---- reading one file ---- */

static bool parse(struct import_run *run)
{
    struct yaml_options options = { .allow_aliases = true,
                                    .several = run->import->kind->shape == IMPORT_DOCUMENTS };
    struct node *root;
    struct err err = { 0 };
    if (run->import->kind->shape == IMPORT_TEXT)
        return true;
    if (yaml_read(&root, run->load->arena, run->path, run->bytes, options, run->load->diags,
                  &err) != OK) {
        run->load->faults++;
        return false;
    }
    run->root = root;
    return true;
}

static void read_one(struct import_run *run, struct str path, struct str bytes)
{
    run->path = path;
    run->bytes = bytes;
    if (!parse(run))
        return;
    if (is_also(run->import, path))
        run->import->kind->read_also(run);
    else
        run->import->kind->read(run);
}

static void run_open(struct import_run *run, struct loader *load,
                     const struct policy_import *import)
{
    *run = (struct import_run){ .load = load, .import = import, .path = STR_EMPTY };
    map_init(&run->aliases, load->arena);
    map_init(&run->groups, load->arena);
    map_init(&run->folders, load->arena);
}

static void run_close(struct import_run *run)
{
    map_release(&run->aliases);
    map_release(&run->groups);
    map_release(&run->folders);
}

/* ---- all files of one import ---- */

struct found {
    const struct source *source;
    const struct source_entry *entry;
    size_t folder; /* length of the folder's path: those above come before those below */
    bool is_also;
};
struct found_list {
    VEC_OF(struct found);
};

static int by_depth(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->is_also != y->is_also)
        return x->is_also ? -1 : 1;
    if (x->folder != y->folder)
        return x->folder < y->folder ? -1 : 1;
    return str_cmp(x->entry->path, y->entry->path);
}

static void add_found(struct loader *load, struct found_list *out, const struct source *source,
                      const struct source_entry *entry, const struct policy_import *import)
{
    struct found found = { source, entry, path_dir(entry->path).len, is_also(import, entry->path) };
    vec_push(load->arena, out, found);
}

/* Lists through the tree and keeps what the import names. */
static enum status find_files(struct loader *load, const struct policy_import *import,
                              struct found_list *out, struct err *err)
{
    struct str folder = folder_of(import);
    struct source *source = arena_new(load->arena, struct source);
    TRY(load->tree->files(load->tree->ctx, folder, reads_below(import), source, err));
    struct str start = folder.len ? str_fmt(load->arena, "%.*s/", STR_ARG(folder)) : STR_EMPTY;
    for (size_t i = source_lower_bound(source, start);
         i < source->count && str_starts(source->entries[i].path, start); i++)
        if (import_reads(import, source->entries[i].path))
            add_found(load, out, source, &source->entries[i], import);
    if (out->count == 0 && import->pattern)
        diag_add(load->diags, DIAG_WARN, import->place, "no file has a path like \"%.*s\"",
                 STR_ARG(shown(import->text)));
    else if (out->count == 0)
        load_fault(load, import->place, "\"%.*s\" is imported and not there",
                   STR_ARG(shown(import->text)));
    return OK;
}

/* The file that is read before the others, where it was not among them. */
static enum status find_also(struct loader *load, const struct policy_import *import,
                             struct found_list *out, struct err *err)
{
    struct str also = str_of(import->kind->also);
    for (size_t i = 0; i < out->count; i++)
        if (out->items[i].is_also)
            return OK;
    if (also.len == 0)
        return OK;
    struct source *source = arena_new(load->arena, struct source);
    TRY(load->tree->files(load->tree->ctx, path_dir(also), false, source, err));
    const struct source_entry *entry = source_find(source, also);
    if (entry)
        add_found(load, out, source, entry, import);
    return OK;
}

static enum status read_found(struct import_run *run, const struct found_list *found,
                              struct err *err)
{
    struct loader *load = run->load;
    for (size_t i = 0; i < found->count; i++) {
        const struct source_entry *entry = found->items[i].entry;
        struct str bytes;
        bool is_read;
        if (++load->imported > LIMIT_import_files) {
            load_fault(load, run->import->place, "more than %zu files (limit import_files)",
                       LIMIT_import_files);
            return OK;
        }
        TRY(load_bytes(load, found->items[i].source, entry, &bytes, &is_read, err));
        if (is_read)
            read_one(run, entry->path, bytes);
    }
    return OK;
}

static enum status run_import(struct loader *load, const struct policy_import *import,
                              struct err *err)
{
    struct import_run run;
    struct found_list found = { 0 };
    TRY(find_files(load, import, &found, err));
    TRY(find_also(load, import, &found, err));
    if (found.count > 0)
        qsort(found.items, found.count, sizeof *found.items, by_depth);
    run_open(&run, load, import);
    enum status status = read_found(&run, &found, err);
    if (status == OK && import->kind->finish)
        import->kind->finish(&run);
    run_close(&run);
    return status;
}

/* ---- `import` ---- */

void read_import_path(struct loader *load, const struct node *value, void *slot)
{
    struct policy_import *import = slot;
    struct str text = str_trim(value->text);
    if (import->kind) {
        load_fault(load, value->key_place, "an import reads one format, and this one names two");
        return;
    }
    for (size_t i = 0; i < KINDS; i++)
        if (str_eq(value->key, str_of(kinds[i].word)))
            import->kind = &kinds[i];
    import->text = str_starts(text, STR("/")) ? str_sub(text, 1, text.len) : text;
    if (!has_wildcard(import->text))
        return;
    /* From the top, whether or not it has a slash: "*.yml" is no file of a folder below. */
    struct node anchored = *value;
    anchored.text = str_fmt(load->arena, "/%.*s", STR_ARG(import->text));
    import->pattern = load_pattern(load, PATTERN_PATH_GLOB, &anchored);
}

void read_import_format(struct loader *load, const struct node *value, void *slot)
{
    static const struct str words[] = { STR_INIT("github"), STR_INIT("gitlab") };
    size_t word = load_word(load, value, "format", words, 2);
    if (word != SIZE_MAX)
        *(enum codeowners_syntax *)slot = word == 0 ? SYNTAX_GITHUB : SYNTAX_GITLAB;
}

void read_import(struct loader *load, const struct node *value, void *slot)
{
    struct policy *policy = slot;
    for (const struct node *item = value->first; item; item = item->next) {
        struct policy_import import = { .text = STR_EMPTY, .place = item->place };
        size_t faults = load->faults;
        schema_read(load, SCHEMA_IMPORT, item, &import);
        if (!import.kind && load->faults == faults)
            load_fault(load, item->place,
                       "an import needs a format and a path, such as "
                       "\"codeowners: CODEOWNERS\"");
        if (import.format && import.kind && import.kind->read != import_codeowners)
            load_fault(load, item->place, "only \"codeowners\" has a \"format\"");
        if (load->faults > faults || load->status != OK)
            continue;
        import.layer = (unsigned)policy->imports.count;
        vec_push(load->arena, &policy->imports, import);
        struct policy_import *kept = arena_new(load->arena, struct policy_import);
        *kept = import;
        load->status = run_import(load, kept, &load->err);
    }
}

/* ---- the form of one file ---- */

static bool add_form(struct arena *arena, struct digest *digest, const struct policy_import *import,
                     struct str path, struct str bytes)
{
    struct diags unheard;
    struct loader load;
    struct import_run run;
    diags_init(&unheard, arena);
    loader_init(&load, arena, NULL, &unheard, NULL);
    run_open(&run, &load, import);
    run.digest = digest;
    digest_field(digest, str_of(import->kind->word));
    read_one(&run, path, bytes);
    run_close(&run);
    return load.faults == 0;
}

struct str policy_import_form(struct arena *arena, const struct policy *policy, struct str path,
                              struct str bytes)
{
    struct digest *digest = digest_new(arena);
    bool good = true;
    for (size_t i = 0; i < policy->imports.count; i++)
        if (import_reads(&policy->imports.items[i], path))
            good &= add_form(arena, digest, &policy->imports.items[i], path, bytes);
    struct str form = digest_end(digest, arena);
    return good ? form : STR_EMPTY;
}
