#include "cmd/paths.h"

/* Past this many folders looking for project roots one by one is no cheaper than loading. */
#define FOLDERS_MAX 200

static bool same_entry(const struct source_entry *a, const struct source_entry *b)
{
    return oid_eq(&a->id, &b->id) && a->mode == b->mode;
}

void paths_compare(struct arena *arena, const struct source *before, const struct source *after,
                   const struct path_change **out, size_t *count)
{
    struct {
        VEC_OF(struct path_change);
    } changes = { .count = 0 };
    size_t b = 0, a = 0;

    /* Both lists are sorted by path, so one merge pass finds every difference. */
    while (b < before->count || a < after->count) {
        const struct source_entry *old = b < before->count ? &before->entries[b] : NULL;
        const struct source_entry *new = a < after->count ? &after->entries[a] : NULL;
        int order = !old ? 1 : !new ? -1 : str_cmp(old->path, new->path);
        b += order <= 0;
        a += order >= 0;
        if (order == 0 && same_entry(old, new))
            continue;
        struct path_change change = { .path = order <= 0 ? old->path : new->path };
        if (order <= 0)
            change.old_id = old->id;
        if (order >= 0)
            change.new_id = new->id;
        vec_push(arena, &changes, change);
    }
    *out = changes.items;
    *count = changes.count;
}

struct roots {
    VEC_OF(struct str);
    struct map seen; /* folders looked at; the value only says "seen" */
};

/* Whether any configuration file lies in the folder, on either side. */
static enum status folder_is_root(struct repo *repo, const struct oid *id, struct str folder,
                                  bool *out, struct err *err)
{
    struct source source;
    *out = false;
    TRY(repo_direct_files(repo, id, folder, &source, err));
    for (size_t i = 0; i < source.count && !*out; i++)
        *out = project_is_config_name(path_base(source.entries[i].path));
    return OK;
}

static enum status look_upwards(struct arena *arena, struct repo *repo,
                                const struct oid *const ids[2], struct str path,
                                struct roots *roots, struct err *err)
{
    struct str folder = path;
    do {
        folder = path_dir(folder);
        if (map_get(&roots->seen, folder))
            return OK;
        map_put(&roots->seen, folder, roots);
        bool is_root = false;
        for (int side = 0; side < 2 && !is_root; side++)
            TRY(folder_is_root(repo, ids[side], folder, &is_root, err));
        if (is_root)
            vec_push(arena, roots, folder);
    } while (folder.len && roots->seen.count <= FOLDERS_MAX);
    return OK;
}

static bool path_is_governed(const struct policy *policy, struct str path)
{
    return policy_is_policy_path(path) || policy_contract(policy, path) ||
           policy_imports(policy, path) || str_eq(path, STR(".mailmap")) ||
           project_is_config_name(path_base(path));
}

enum status paths_matter(struct arena *arena, struct repo *repo, const struct oid *base,
                         const struct oid *tip, const struct policy *policy, bool *out,
                         struct err *err)
{
    struct changed_paths changed = { .count = 0 };
    const struct oid *const ids[2] = { base, tip };
    struct roots roots = { .count = 0 };

    *out = true;
    TRY(repo_changed_paths(repo, base, tip, &changed, err));
    map_init(&roots.seen, arena);
    for (size_t i = 0; i < changed.count; i++) {
        if (path_is_governed(policy, changed.items[i].path) || roots.seen.count > FOLDERS_MAX)
            return OK;
        TRY(look_upwards(arena, repo, ids, changed.items[i].path, &roots, err));
    }
    *out = roots.seen.count > FOLDERS_MAX;
    for (size_t i = 0; i < changed.count && !*out; i++)
        *out = project_path_matters(changed.items[i].path, roots.items, roots.count);
    return OK;
}
