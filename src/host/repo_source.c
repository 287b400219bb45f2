/* repo_source: one tree of the repository as a struct source, and single files of it.
 *
 * The list of a source is made in one walk; contents are read when asked for, each blob once for
 * all sources of the repository. What one source has read is added up against snapshot_bytes. */
#include "host/repo_private.h"

#include "base/limits.h"

struct tree_source {
    struct repo *repo;
    bool *counted; /* per entry: its bytes are in `total` */
    size_t total;
};

enum status snapshot_count(size_t *total, size_t more, struct err *err)
{
    if (more > LIMIT_snapshot_bytes || *total > LIMIT_snapshot_bytes - more)
        return err_set(err, E_LIMIT, "more than %zu bytes in one snapshot (limit snapshot_bytes)",
                       LIMIT_snapshot_bytes);
    *total += more;
    return OK;
}

static enum status entry_read(struct tree_source *ctx, size_t index,
                              const struct source_entry *entry, struct str *out, struct err *err)
{
    TRY(blob_read(ctx->repo, &entry->id, out, err));
    if (!ctx->counted[index])
        TRY(snapshot_count(&ctx->total, out->len, err));
    ctx->counted[index] = true;
    return OK;
}

static enum status tree_source_read(const struct source *source, const struct source_entry *entry,
                                    struct str *out, struct err *err)
{
    struct tree_source *ctx = source->ctx;

    if (!source_is_file(entry))
        return err_set(err, E_INPUT, "%.*s is not a regular file",
                       STR_ARG(path_shown(entry->path)));
    enum status status = entry_read(ctx, (size_t)(entry - source->entries), entry, out, err);
    return status == OK ? OK : path_failed(status, entry->path, err);
}

void source_of_entries(struct repo *repo, const struct source_entries *entries, struct str label,
                       struct source *out)
{
    struct tree_source *ctx = arena_new(repo->arena, struct tree_source);

    ctx->repo = repo;
    ctx->counted = arena_array(repo->arena, entries->count, sizeof *ctx->counted);
    *out = (struct source){ entries->items, entries->count, str_dup(repo->arena, label),
                            tree_source_read, ctx };
}

enum status repo_source(struct repo *repo, const struct oid *id, struct str label,
                        struct source *out, struct err *err)
{
    return repo_folder_source(repo, id, STR_EMPTY, label, out, err);
}

/* The entry of one directory with this name; false when there is none. */
static bool entry_find(struct str bytes, struct str name, struct tree_entry *out)
{
    while (tree_next(&bytes, out))
        if (str_eq(out->name, name))
            return true;
    return false;
}

static enum status path_step(struct repo *repo, const struct oid *tree, struct str name,
                             struct tree_entry *out, struct err *err)
{
    struct object object;

    TRY(tree_read(repo, tree, &object, err));
    bool found = entry_find(object.bytes, name, out);
    object_release(&object);
    return found ? OK : err_set(err, E_NOTFOUND, "no such file");
}

/* The entry of a path, of whatever kind; "" is the top directory. */
static enum status path_find(struct repo *repo, const struct oid *id, struct str path,
                             struct tree_entry *out, struct err *err)
{
    struct str rest = path, name;
    size_t depth = 0;

    *out = (struct tree_entry){ .is_tree = true };
    TRY(repo_tree_of(repo, id, &out->id, err));
    while (path.len > 0 && str_split(&rest, '/', &name)) {
        if (!out->is_tree || oid_is_none(&out->id))
            return err_set(err, E_NOTFOUND, "no such file");
        if (++depth > LIMIT_tree_depth + 1)
            return err_set(err, E_LIMIT, "more than %zu nested directories (limit tree_depth)",
                           LIMIT_tree_depth);
        struct oid tree = out->id;
        TRY(path_step(repo, &tree, name, out, err));
    }
    return OK;
}

static enum status file_find(struct repo *repo, const struct oid *id, struct str path,
                             struct tree_entry *out, struct err *err)
{
    TRY(path_find(repo, id, path, out, err));
    if (out->mode != MODE_FILE && out->mode != MODE_EXEC)
        return err_set(err, E_INPUT, "not a regular file");
    return OK;
}

enum status repo_read_path(struct repo *repo, const struct oid *id, struct str path,
                           struct str *out, uint32_t *mode, struct err *err)
{
    struct tree_entry entry;

    enum status status = file_find(repo, id, path, &entry, err);
    if (status == OK)
        status = blob_read(repo, &entry.id, out, err);
    if (status != OK)
        return path_failed(status, path, err);
    if (mode)
        *mode = entry.mode;
    return OK;
}

/* The entry of `folder`, with no '/' at its end; a folder that does not exist is an empty tree. */
static enum status folder_find(struct repo *repo, const struct oid *id, struct str *folder,
                               struct tree_entry *out, struct err *err)
{
    while (str_ends(*folder, STR("/")))
        folder->len--;
    enum status status = path_find(repo, id, *folder, out, err);
    if (status == E_NOTFOUND) {
        *out = (struct tree_entry){ .is_tree = true };
        return OK;
    }
    return status == OK ? OK : path_failed(status, *folder, err);
}

/* A link or file that stands where a folder is expected is listed as itself: whoever reads the
 * folder must see that it is none. */
static void list_itself(struct repo *repo, struct str folder, const struct tree_entry *entry,
                        struct source_entries *out)
{
    vec_push(repo->arena, out,
             (struct source_entry){ str_dup(repo->arena, folder), entry->id, entry->mode });
}

enum status repo_folder_source(struct repo *repo, const struct oid *id, struct str folder,
                               struct str label, struct source *out, struct err *err)
{
    struct source_entries entries = { 0 };
    struct tree_entry top;

    TRY(folder_find(repo, id, &folder, &top, err));
    struct str prefix = folder.len ? str_concat(repo->arena, folder, STR("/")) : folder;
    if (!top.is_tree)
        list_itself(repo, folder, &top, &entries);
    else if (!oid_is_none(&top.id))
        TRY(tree_list(repo, &top.id, prefix, &entries, err));
    memory_expect(entries.count);
    source_of_entries(repo, &entries, label, out);
    return OK;
}

enum status repo_direct_files(struct repo *repo, const struct oid *id, struct str folder,
                              struct source *out, struct err *err)
{
    struct source_entries entries = { 0 };
    struct tree_entry top, entry;
    struct object object = { 0 };

    TRY(folder_find(repo, id, &folder, &top, err));
    if (top.is_tree && !oid_is_none(&top.id))
        TRY(tree_read(repo, &top.id, &object, err));
    struct str rest = object.bytes.ptr ? object.bytes : STR_EMPTY;
    while (tree_next(&rest, &entry))
        if (!entry.is_tree)
            list_itself(repo, path_join(repo->arena, folder, entry.name), &entry, &entries);
    object_release(&object);
    source_of_entries(repo, &entries, folder, out);
    return OK;
}
