/* repo_merge: the tree that a merge would give, without writing anything.
 *
 * A three-way merge of paths over the two lists of changes since the merge base: a path changed on
 * one side is taken, changed on both sides it is merged line by line. A file that one side moved
 * without touching it is followed. libgit2's own merge of commits is not used: it writes merged
 * blobs into the repository and loads blobs of any size. Known to differ from git: a rename that
 * also changed the file is a conflict here when the other side changed the old one, and renamed
 * directories do not pull new files along. Merge drivers of .gitattributes are not run. */
#include "host/repo_private.h"

#include <stdlib.h>

#include <git2.h>

#define BINARY_PROBE ((size_t)8000) /* git looks for NUL in this many bytes */

/* What the merge does to one path of `base`. mode 0 = the path goes away. */
struct patch {
    struct str path;
    struct oid id;
    uint32_t mode;
    bool moved; /* content that followed a moved file: wins over the plain addition */
};
struct patches {
    VEC_OF(struct patch);
};

/* A file that one side added. */
struct added {
    const struct changed_path *change;
    bool several; /* more than one with these bytes: nobody knows which one moved */
};

struct merge {
    struct repo *repo;
    struct changed_paths ours, theirs;   /* since the merge base; ours = base's side */
    struct map ours_added, theirs_added; /* raw id -> struct added * */
    struct patches patches;
};

static enum status conflict(struct str path, struct err *err)
{
    return err_set(err, E_INPUT, "%.*s: both sides changed it and they do not merge",
                   STR_ARG(path_shown(path)));
}

/* --- contents -------------------------------------------------------------------------------- */

static bool is_binary(struct str bytes)
{
    return str_find_byte(str_sub(bytes, 0, BINARY_PROBE), '\0') >= 0;
}

static git_merge_file_input input_of(struct str bytes)
{
    return (git_merge_file_input){ .version = GIT_MERGE_FILE_INPUT_VERSION,
                                   .ptr = bytes.ptr,
                                   .size = bytes.len };
}

enum { ANCESTOR, OURS, THEIRS, VERSIONS };

/* Merges three texts line by line and keeps the result among the repository's blobs. */
static enum status texts_merge(struct repo *repo, const struct str texts[VERSIONS], struct oid *out,
                               bool *clean, struct err *err)
{
    git_merge_file_input inputs[VERSIONS];
    git_merge_file_result result;

    for (int i = 0; i < VERSIONS; i++)
        inputs[i] = input_of(texts[i]);
    if (git_merge_file(&result, &inputs[ANCESTOR], &inputs[OURS], &inputs[THEIRS], NULL) < 0)
        return library_failed(err, E_IO, "merging");
    *clean = result.automergeable;
    struct str *merged = arena_new(repo->arena, struct str);
    *merged = str_dup(repo->arena, result.ptr ? (struct str){ result.ptr, result.len } : STR_EMPTY);
    git_merge_file_result_free(&result);
    *out = blob_id(*merged);
    if (*clean && !map_get(&repo->blobs, oid_key(out)))
        map_put(&repo->blobs, oid_key(out), merged);
    return OK;
}

static enum status contents_merge(struct merge *merge, const struct changed_path *ours,
                                  const struct changed_path *theirs, struct oid *out,
                                  struct err *err)
{
    const struct oid *ids[VERSIONS] = { &ours->old_id, &ours->new_id, &theirs->new_id };
    struct str texts[VERSIONS];
    bool clean = true;

    for (int i = 0; i < VERSIONS; i++) {
        TRY(blob_read(merge->repo, ids[i], &texts[i], err));
        clean = clean && !is_binary(texts[i]);
    }
    if (clean)
        TRY(texts_merge(merge->repo, texts, out, &clean, err));
    return clean ? OK : conflict(ours->path, err);
}

/* --- one path -------------------------------------------------------------------------------- */

static bool is_file(uint32_t mode)
{
    return mode == MODE_FILE || mode == MODE_EXEC;
}

static void patch_add(struct merge *merge, struct patch patch)
{
    vec_push(merge->repo->arena, &merge->patches, patch);
}

/* A file that both sides changed in different ways, and neither removed. */
static enum status both_changed(struct merge *merge, const struct changed_path *ours,
                                const struct changed_path *theirs, struct err *err)
{
    struct oid id = ours->new_id;
    uint32_t mode = ours->new_mode == ours->old_mode ? theirs->new_mode : ours->new_mode;

    if (!is_file(ours->old_mode) || !is_file(ours->new_mode) || !is_file(theirs->new_mode))
        return conflict(ours->path, err);
    if (oid_eq(&ours->new_id, &ours->old_id))
        id = theirs->new_id;
    else if (!oid_eq(&theirs->new_id, &theirs->old_id) && !oid_eq(&ours->new_id, &theirs->new_id)) {
        enum status status = contents_merge(merge, ours, theirs, &id, err);
        if (status != OK)
            return status == E_INPUT ? status : path_failed(status, ours->path, err);
    }
    patch_add(merge, (struct patch){ ours->path, id, mode, false });
    return OK;
}

static void added_fill(struct merge *merge, struct map *out, const struct changed_paths *changes)
{
    map_init(out, merge->repo->arena);
    for (size_t i = 0; i < changes->count; i++) {
        const struct changed_path *change = &changes->items[i];
        if (!oid_is_none(&change->old_id) || !is_file(change->new_mode))
            continue;
        struct added *added = arena_new(merge->repo->arena, struct added);
        added->change = change;
        struct added *other = map_put(out, oid_key(&change->new_id), added);
        added->several = other != NULL;
    }
}

/* Where one side put the file that it took away, or NULL. */
static const struct changed_path *moved_to(const struct map *added_files,
                                           const struct changed_path *removed)
{
    const struct added *added = map_get(added_files, oid_key(&removed->old_id));
    return added && !added->several && is_file(removed->old_mode) ? added->change : NULL;
}

/* One side removed the file, the other changed it. If the first only moved it, the change belongs
 * to the new place. */
static enum status removed_and_changed(struct merge *merge, const struct changed_path *removed,
                                       const struct changed_path *changed, bool removed_by_us,
                                       struct err *err)
{
    const struct changed_path *moved =
        moved_to(removed_by_us ? &merge->ours_added : &merge->theirs_added, removed);

    if (!moved || !is_file(changed->new_mode))
        return conflict(removed->path, err);
    uint32_t mode = changed->new_mode == changed->old_mode ? moved->new_mode : changed->new_mode;
    if (!removed_by_us)
        patch_add(merge, (struct patch){ .path = removed->path });
    patch_add(merge, (struct patch){ moved->path, changed->new_id, mode, true });
    return OK;
}

/* Both sides removed it: fine, unless they moved it to different places. */
static enum status both_removed(const struct merge *merge, const struct changed_path *removed,
                                struct err *err)
{
    const struct changed_path *ours = moved_to(&merge->ours_added, removed);
    const struct changed_path *theirs = moved_to(&merge->theirs_added, removed);
    if (ours && theirs && !str_eq(ours->path, theirs->path))
        return conflict(removed->path, err);
    return OK;
}

static enum status path_merge(struct merge *merge, const struct changed_path *ours,
                              const struct changed_path *theirs, struct err *err)
{
    if (!ours) {
        patch_add(merge, (struct patch){ theirs->path, theirs->new_id, theirs->new_mode, false });
        return OK;
    }
    if (oid_is_none(&ours->new_id) && oid_is_none(&theirs->new_id))
        return both_removed(merge, ours, err);
    if (oid_eq(&ours->new_id, &theirs->new_id) && ours->new_mode == theirs->new_mode)
        return OK;
    if (oid_is_none(&ours->old_id))
        return conflict(ours->path, err);
    if (oid_is_none(&ours->new_id))
        return removed_and_changed(merge, ours, theirs, true, err);
    if (oid_is_none(&theirs->new_id))
        return removed_and_changed(merge, theirs, ours, false, err);
    return both_changed(merge, ours, theirs, err);
}

static enum status changes_merge(struct merge *merge, struct err *err)
{
    const struct changed_paths *ours = &merge->ours, *theirs = &merge->theirs;
    size_t at = 0;

    for (size_t i = 0; i < theirs->count; i++) {
        while (at < ours->count && str_cmp(ours->items[at].path, theirs->items[i].path) < 0)
            at++;
        bool both = at < ours->count && str_eq(ours->items[at].path, theirs->items[i].path);
        TRY(path_merge(merge, both ? &ours->items[at] : NULL, &theirs->items[i], err));
    }
    return OK;
}

/* --- the result ------------------------------------------------------------------------------ */

static void patch_apply(const struct map *patched, struct source_entries *out, struct arena *arena,
                        struct source_entry entry)
{
    const struct patch *patch = map_get(patched, entry.path);
    if (patch)
        entry = (struct source_entry){ entry.path, patch->id, patch->mode };
    if (entry.mode)
        vec_push(arena, out, entry);
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const struct source_entry *)a)->path, ((const struct source_entry *)b)->path);
}

static void patches_index(const struct merge *merge, struct map *patched)
{
    map_init(patched, merge->repo->arena);
    vec_for (struct patch, patch, &merge->patches) {
        const struct patch *earlier = map_get(patched, patch->path);
        if (!earlier || !earlier->moved)
            map_put(patched, patch->path, patch);
    }
}

/* Patches on top of base's files. */
static void patches_apply(const struct merge *merge, const struct source_entries *base,
                          struct source_entries *out)
{
    struct arena *arena = merge->repo->arena;
    struct source files = { .entries = base->items, .count = base->count };
    struct map patched;

    patches_index(merge, &patched);
    for (size_t i = 0; i < base->count; i++)
        patch_apply(&patched, out, arena, base->items[i]);
    for (struct map_entry *e = map_first(&patched); e; e = map_next(e)) {
        const struct patch *patch = map_value(e);
        if (patch->mode && !source_find(&files, patch->path))
            vec_push(arena, out, (struct source_entry){ patch->path, patch->id, patch->mode });
    }
    map_release(&patched);
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_path);
}

/* A file of one side where the other has a directory. */
static enum status clash_check(const struct source_entries *entries, struct err *err)
{
    struct source whole = { .entries = entries->items, .count = entries->count };

    for (size_t i = 1; i < entries->count; i++) {
        struct str path = entries->items[i].path;
        struct str before = path_dir(entries->items[i - 1].path);
        /* Directories shared with the entry before were looked at there. */
        for (struct str dir = path_dir(path); dir.len > 0; dir = path_dir(dir)) {
            if (str_eq(dir, before) || (str_starts(before, dir) && before.ptr[dir.len] == '/'))
                break;
            if (source_find(&whole, dir))
                return conflict(dir, err);
        }
    }
    return OK;
}

static enum status merge_make(struct merge *merge, const struct oid *base, const struct oid *tip,
                              struct source_entries *out, struct err *err)
{
    struct source_entries files = { 0 };
    struct oid ancestor, tree;

    enum status status = repo_merge_base(merge->repo, base, tip, &ancestor, err);
    if (status != OK)
        return status == E_NOTFOUND ? E_INPUT : status;
    TRY(repo_changed_paths(merge->repo, &ancestor, base, &merge->ours, err));
    TRY(repo_changed_paths(merge->repo, &ancestor, tip, &merge->theirs, err));
    added_fill(merge, &merge->ours_added, &merge->ours);
    added_fill(merge, &merge->theirs_added, &merge->theirs);
    TRY(changes_merge(merge, err));
    TRY(repo_tree_of(merge->repo, base, &tree, err));
    TRY(tree_list(merge->repo, &tree, STR_EMPTY, &files, err));
    patches_apply(merge, &files, out);
    return clash_check(out, err);
}

enum status repo_merge_source(struct repo *repo, const struct oid *base, const struct oid *tip,
                              struct source *out, struct err *err)
{
    struct source_entries entries = { 0 };
    struct merge merge = { .repo = repo };

    enum status status = merge_make(&merge, base, tip, &entries, err);
    map_release(&merge.ours_added);
    map_release(&merge.theirs_added);
    TRY(status);
    struct str label = str_fmt(repo->arena, "merge of %s into %s", oid_short(repo->arena, tip).ptr,
                               oid_short(repo->arena, base).ptr);
    source_of_entries(repo, &entries, label, out);
    return OK;
}
