/* repo_worktree: the work tree as a snapshot: tracked files as they are on disk, and untracked ones
 * that no ignore rule names.
 *
 * libgit2 compares the index with the disk; an unmodified file is read from its blob. Any other
 * file is hashed as `git add` would store it (line endings converted), so that an id means the same
 * here as in a commit, and is read again only when asked for: if it changed in between, that is an
 * error. Links are not followed. */
#include "host/repo_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>

#include "base/limits.h"

struct file {
    struct source_entry entry;
    bool on_disk; /* the bytes are on disk, not (surely) in the object database */
};
struct files {
    VEC_OF(struct file);
};

struct work_source {
    struct repo *repo;
    const struct file *files; /* as the entries */
    struct str *read;         /* as the entries; ptr NULL = not read yet */
    size_t total;
};

static const char *disk_path(const struct repo *repo, struct str path)
{
    return path_join(repo->arena, repo->work_dir, path).ptr;
}

static enum status disk_failed(struct str path, struct err *err)
{
    char text[256];
    return err_set(err, E_IO, "%.*s: %s", STR_ARG(path_shown(path)),
                   strerror_r(errno, text, sizeof text));
}

/* --- contents -------------------------------------------------------------------------------- */

/* What `git add` would store for these bytes. */
static enum status filter_apply(struct repo *repo, struct arena *arena, struct str path,
                                struct str *bytes, struct err *err)
{
    git_filter_list *filters = NULL;
    git_buf out = GIT_BUF_INIT;

    if (git_filter_list_load(&filters, repo->handle, NULL, path.ptr, GIT_FILTER_TO_ODB,
                             GIT_FILTER_ALLOW_UNSAFE) < 0)
        return library_failed(err, E_IO, "%.*s: attributes", STR_ARG(path_shown(path)));
    if (!filters)
        return OK;
    int rc = git_filter_list_apply_to_buffer(&out, filters, bytes->ptr, bytes->len);
    if (rc == 0)
        *bytes = str_dup(arena, out.ptr ? (struct str){ out.ptr, out.size } : STR_EMPTY);
    git_buf_dispose(&out);
    git_filter_list_free(filters);
    if (rc < 0)
        return library_failed(err, E_IO, "%.*s", STR_ARG(path_shown(path)));
    return OK;
}

/* At most max bytes; a file that grew past its size of a moment ago is cut, and its id differs. */
static enum status fd_read(struct arena *arena, int fd, size_t max, struct str *out)
{
    char *bytes = arena_alloc(arena, max + 1);
    size_t len = 0;

    while (len < max) {
        ssize_t got = read(fd, bytes + len, max - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return E_IO;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    *out = (struct str){ bytes, len };
    return OK;
}

static enum status disk_read(struct repo *repo, struct arena *arena, struct str path,
                             struct str *out, struct err *err)
{
    struct stat info;
    int fd = open(disk_path(repo, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return disk_failed(path, err);
    enum status status = fstat(fd, &info) == 0 ? OK : E_IO;
    if (status == OK && !S_ISREG(info.st_mode))
        status = err_set(err, E_INPUT, "%.*s is not a regular file", STR_ARG(path_shown(path)));
    else if (status == OK && (size_t)info.st_size > LIMIT_file_bytes)
        status = err_set(err, E_LIMIT, "%.*s is larger than %zu bytes (limit file_bytes)",
                         STR_ARG(path_shown(path)), LIMIT_file_bytes);
    else if (status == OK && fd_read(arena, fd, (size_t)info.st_size, out) == OK)
        status = filter_apply(repo, arena, path, out, err);
    else
        status = disk_failed(path, err);
    (void)close(fd);
    return status;
}

static enum status work_entry_read(struct work_source *ctx, const struct file *file,
                                   struct str *out, struct err *err)
{
    const struct source_entry *entry = &file->entry;

    if (!file->on_disk) {
        enum status status = blob_read(ctx->repo, &entry->id, out, err);
        return status == OK ? OK : path_failed(status, entry->path, err);
    }
    TRY(disk_read(ctx->repo, ctx->repo->arena, entry->path, out, err));
    struct oid now = blob_id(*out);
    if (!oid_eq(&now, &entry->id))
        return err_set(err, E_IO, "%.*s changed while it was read",
                       STR_ARG(path_shown(entry->path)));
    return OK;
}

static enum status work_read(const struct source *source, const struct source_entry *entry,
                             struct str *out, struct err *err)
{
    struct work_source *ctx = source->ctx;
    size_t index = (size_t)(entry - source->entries);

    if (!source_is_file(entry))
        return err_set(err, E_INPUT, "%.*s is not a regular file",
                       STR_ARG(path_shown(entry->path)));
    if (!ctx->read[index].ptr) {
        TRY(work_entry_read(ctx, &ctx->files[index], out, err));
        TRY(snapshot_count(&ctx->total, out->len, err));
        ctx->read[index] = *out;
    }
    *out = ctx->read[index];
    return OK;
}

/* --- the list -------------------------------------------------------------------------------- */

/* A file too large to be read still has to differ from every other: its id is made from what stat
 * says. */
static struct oid id_of_large(struct arena *arena, struct str path, const struct stat *info)
{
    return blob_id(str_fmt(arena, "not read: %.*s %lld %lld.%09ld", STR_ARG(path),
                           (long long)info->st_size, (long long)info->st_mtim.tv_sec,
                           info->st_mtim.tv_nsec));
}

static enum status link_id(struct repo *repo, struct str path, struct oid *out, struct err *err)
{
    char *target = arena_alloc(repo->arena, LIMIT_path_bytes);
    ssize_t len = readlink(disk_path(repo, path), target, LIMIT_path_bytes);
    if (len < 0)
        return disk_failed(path, err);
    *out = blob_id((struct str){ target, (size_t)len });
    return OK;
}

/* The id of a file's bytes, which are given back at once: there may be many files. */
static enum status file_id(struct repo *repo, struct str path, struct oid *out, struct err *err)
{
    struct arena scratch;
    struct str bytes;

    arena_init(&scratch, 4 * LIMIT_file_bytes, repo->arena->exhausted);
    enum status status = disk_read(repo, &scratch, path, &bytes, err);
    if (status == OK)
        *out = blob_id(bytes);
    arena_release(&scratch);
    return status;
}

static enum status disk_entry(struct repo *repo, struct str path, struct files *out,
                              struct err *err)
{
    struct source_entry entry = { .path = path };
    struct stat info;

    if (lstat(disk_path(repo, path), &info) != 0)
        return errno == ENOENT ? OK : disk_failed(path, err);
    if (S_ISLNK(info.st_mode)) {
        entry.mode = MODE_LINK;
        TRY(link_id(repo, path, &entry.id, err));
    } else if (S_ISREG(info.st_mode)) {
        entry.mode = info.st_mode & S_IXUSR ? MODE_EXEC : MODE_FILE;
        if ((size_t)info.st_size > LIMIT_file_bytes)
            entry.id = id_of_large(repo->arena, path, &info);
        else
            TRY(file_id(repo, path, &entry.id, err));
    } else {
        return OK; /* a pipe, a socket, a repository of its own */
    }
    vec_push(repo->arena, out, (struct file){ entry, true });
    return OK;
}

static enum status delta_add(struct repo *repo, const git_diff_delta *delta, struct files *out,
                             struct err *err)
{
    struct str path = str_dup(repo->arena, str_of(delta->new_file.path));
    struct str rest = path, part;

    if (delta->status == GIT_DELTA_DELETED || str_ends(path, STR("/")))
        return OK;
    if (out->count == LIMIT_snapshot_files)
        return err_set(err, E_LIMIT, "more than %zu files (limit snapshot_files)",
                       LIMIT_snapshot_files);
    while (str_split(&rest, '/', &part))
        if (name_unsafe(part))
            return err_set(err, E_INPUT, "%.*s: the index has %s", STR_ARG(path_shown(path)),
                           name_unsafe(part));
    if (delta->status != GIT_DELTA_UNMODIFIED)
        return disk_entry(repo, path, out, err);
    struct source_entry entry = { path, oid_from_library(&delta->old_file.id),
                                  delta->old_file.mode };
    vec_push(repo->arena, out, (struct file){ entry, false });
    return OK;
}

static enum status files_collect(struct repo *repo, struct files *out, struct err *err)
{
    const git_status_options options = {
        .version = GIT_STATUS_OPTIONS_VERSION,
        .show = GIT_STATUS_SHOW_WORKDIR_ONLY,
        .flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
                 GIT_STATUS_OPT_INCLUDE_UNMODIFIED | GIT_STATUS_OPT_EXCLUDE_SUBMODULES |
                 GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH,
    };
    git_status_list *list;
    enum status status = OK;

    if (git_status_list_new(&list, repo->handle, &options) < 0)
        return library_failed(err, E_IO, "reading the work tree");
    for (size_t i = 0; status == OK && i < git_status_list_entrycount(list); i++) {
        const git_status_entry *entry = git_status_byindex(list, i);
        if (entry && entry->index_to_workdir)
            status = delta_add(repo, entry->index_to_workdir, out, err);
    }
    git_status_list_free(list);
    return status;
}

/* Submodules as the index has them: looking into them would open other repositories. */
static enum status modules_collect(struct repo *repo, struct files *out, struct err *err)
{
    git_index *index;

    if (git_repository_index(&index, repo->handle) < 0)
        return library_failed(err, E_IO, "reading the index");
    for (size_t i = 0; i < git_index_entrycount(index); i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        if (entry->mode != MODE_MODULE)
            continue;
        struct str path = str_dup(repo->arena, str_of(entry->path));
        struct source_entry module = { path, oid_from_library(&entry->id), MODE_MODULE };
        vec_push(repo->arena, out, (struct file){ module, false });
    }
    git_index_free(index);
    return OK;
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const struct file *)a)->entry.path, ((const struct file *)b)->entry.path);
}

enum status repo_worktree_source(struct repo *repo, struct source *out, struct err *err)
{
    struct work_source *ctx = arena_new(repo->arena, struct work_source);
    struct files files = { 0 };

    if (repo->work_dir.len == 0)
        return err_set(err, E_INPUT, "%.*s is bare: it has no work tree",
                       STR_ARG(path_shown(repo->git_dir)));
    TRY(files_collect(repo, &files, err));
    TRY(modules_collect(repo, &files, err));
    if (files.count)
        qsort(files.items, files.count, sizeof *files.items, by_path);
    struct source_entry *entries = arena_array(repo->arena, files.count, sizeof *entries);
    for (size_t i = 0; i < files.count; i++)
        entries[i] = files.items[i].entry;
    ctx->repo = repo;
    ctx->files = files.items;
    ctx->read = arena_array(repo->arena, files.count, sizeof *ctx->read);
    *out = (struct source){ entries, files.count, STR("work tree"), work_read, ctx };
    return OK;
}
