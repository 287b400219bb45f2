/* repo_open: finding and opening a repository, or saying in one line why not and what helps.
 *
 * libgit2's process-wide options are set here before every open: in hook mode only the
 * repository's own configuration counts and ownership was git's to check; on the command line the
 * user's configuration is read and ownership is checked, including the forms of safe.directory
 * that libgit2 1.5 does not know ("*", "/x/..."; git-config, safe.directory). Formats that libgit2
 * would half-read (sha256, reftable) are refused by name. */
#include "host/repo_private.h"

#include <stdlib.h>
#include <string.h>

#include <git2.h>
#include <git2/sys/repository.h>

#include "base/limits.h"

#define OPEN_PACKS ((size_t)128) /* a server that never repacks has more packs than descriptors */
#define SHALLOW_BYTES ((size_t)16 * 1024 * 1024)

static struct str no_slash(struct str path)
{
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return path;
}

static struct str real_path(struct arena *arena, struct str path)
{
    char *real = realpath(str_dup(arena, path).ptr, NULL);
    struct str out = real ? str_dup(arena, str_of(real)) : no_slash(str_dup(arena, path));
    free(real);
    return out;
}

/* --- start ----------------------------------------------------------------------------------- */

/* Stands before the function of this name in libmbedtls, for which Debian's libgit2 asks: starting
 * libgit2 would otherwise parse every certificate of the system, half of a short run, for a network
 * that is never used. A libgit2 with another TLS library does not notice. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
    (void)chain, (void)path;
    return -1;
}

/* --- options --------------------------------------------------------------------------------- */

static int options_set(enum repo_mode mode, bool check_owner)
{
    static const char *const extensions[] = { "worktreeconfig", "preciousobjects", "partialclone",
                                              "relativeworktrees" };
    const char *search = mode == REPO_HOOK ? "" : NULL; /* NULL = where git looks */
    const git_config_level_t levels[] = { GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                                          GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL };
    int rc = git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
                              sizeof extensions / sizeof extensions[0]);

    for (size_t i = 0; rc == 0 && i < sizeof levels / sizeof levels[0]; i++)
        rc = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], search);
    if (rc == 0)
        rc = git_libgit2_opts(GIT_OPT_SET_MWINDOW_FILE_LIMIT, OPEN_PACKS);
    if (rc == 0)
        rc = git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, check_owner ? 1 : 0);
    return rc;
}

/* --- ownership ------------------------------------------------------------------------------- */

struct safe {
    struct str dir; /* what would have to be listed */
    bool listed;
};

/* git's rules: an empty value forgets the earlier ones, "*" is everything, "dir/" followed by "*"
 * is everything below dir. */
static int safe_entry(const git_config_entry *entry, void *payload)
{
    struct safe *safe = payload;
    struct str value = str_of(entry->value);

    if (entry->level > GIT_CONFIG_LEVEL_GLOBAL)
        return 0;
    if (value.len == 0)
        safe->listed = false;
    else if (str_eq(value, STR("*")) || str_eq(no_slash(value), safe->dir))
        safe->listed = true;
    else if (str_ends(value, STR("/*")) && str_starts(safe->dir, str_sub(value, 0, value.len - 1)))
        safe->listed = true;
    return 0;
}

static bool safe_listed(struct str dir)
{
    struct safe safe = { .dir = dir };
    git_config *config;

    if (git_config_open_default(&config) < 0)
        return false;
    int rc = git_config_get_multivar_foreach(config, "safe.directory", NULL, safe_entry, &safe);
    git_config_free(config);
    return rc == 0 && safe.listed;
}

/* The directory that safe.directory must name: the work tree, or a bare repository itself. */
static struct str owned_dir(struct arena *arena, struct str start)
{
    git_buf found = GIT_BUF_INIT;
    struct str dir = start;

    if (git_repository_discover(&found, start.ptr, 0, NULL) == 0)
        dir = str_dup(arena, (struct str){ found.ptr, found.size });
    git_buf_dispose(&found);
    dir = real_path(arena, no_slash(dir));
    return str_eq(path_base(dir), STR(".git")) ? str_dup(arena, path_dir(dir)) : dir;
}

/* --- opening --------------------------------------------------------------------------------- */

struct opening {
    const struct env *env; /* NULL: an explicit path, the environment's repository is another one */
    enum repo_mode mode;
    struct str start;
    unsigned flags;
};

static struct opening opening_of(struct arena *arena, const struct env *env, enum repo_mode mode,
                                 struct str path)
{
    struct opening out = { .env = env, .mode = mode, .start = STR(".") };
    if (path.ptr && path.len) {
        out.env = NULL;
        out.start = str_dup(arena, path);
    } else if (env && env->git_dir.len) {
        out.start = env->git_dir;
        out.flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
    }
    return out;
}

static bool owner_was_checked(const struct opening *how)
{
    return how->mode == REPO_HOOK && how->env && how->env->git_dir.len > 0;
}

/* libgit2 1.5 answers "not found" when it wants to ask safe.directory and there is none. */
static bool is_owner_failure(int rc)
{
    const git_error *last = git_error_last();
    return rc == GIT_EOWNER || (rc == GIT_ENOTFOUND && last && last->klass == GIT_ERROR_CONFIG);
}

static enum status open_failed(struct arena *arena, const struct opening *how, int rc,
                               struct err *err)
{
    const git_error *last = git_error_last();
    struct str reason = str_dup(arena, str_of(last ? last->message : NULL));
    struct str start = path_shown(how->start);

    if (is_owner_failure(rc)) {
        struct str dir = owned_dir(arena, how->start);
        return err_set(err, E_INPUT,
                       "%.*s belongs to another user; if you trust it: "
                       "git config --global --add safe.directory '%.*s'",
                       STR_ARG(path_shown(dir)), STR_ARG(path_shown(dir)));
    }
    if (str_find(reason, STR("extensions.objectformat")) >= 0)
        return err_set(err, E_INPUT, "%.*s: SHA-256 repositories are not supported (libgit2 %s)",
                       STR_ARG(start), LIBGIT2_VERSION);
    if (str_find(reason, STR("extensions.refstorage")) >= 0)
        return err_set(err, E_INPUT, "%.*s: the reftable ref format is not supported (libgit2 %s)",
                       STR_ARG(start), LIBGIT2_VERSION);
    if (rc == GIT_ENOTFOUND)
        return err_set(err, E_NOTFOUND, "%.*s: not in a git repository", STR_ARG(start));
    return err_set(err, E_IO, "%.*s: %.*s", STR_ARG(start), STR_ARG(reason));
}

static enum status handle_open(struct repo *repo, const struct opening *how, struct err *err)
{
    if (options_set(how->mode, !owner_was_checked(how)) < 0)
        return library_failed(err, E_BUG, "libgit2 options");
    int rc = git_repository_open_ext(&repo->handle, how->start.ptr, how->flags, NULL);
    if (rc == 0)
        return OK;
    if (!is_owner_failure(rc))
        return open_failed(repo->arena, how, rc, err);
    if (options_set(REPO_CLI, true) == 0 && safe_listed(owned_dir(repo->arena, how->start)) &&
        options_set(how->mode, false) == 0 &&
        git_repository_open_ext(&repo->handle, how->start.ptr, how->flags, NULL) == 0)
        return OK;
    (void)options_set(how->mode, true);
    rc = git_repository_open_ext(&repo->handle, how->start.ptr, how->flags, NULL);
    return rc == 0 ? OK : open_failed(repo->arena, how, rc, err);
}

/* --- what the open repository is ------------------------------------------------------------- */

static bool config_is(const git_config *config, const char *name, const char *expected)
{
    const char *value = NULL;
    if (git_config_get_string(&value, config, name) < 0 || !value)
        return true;
    return str_eq_fold(str_of(value), str_of(expected));
}

/* libgit2 looks at extensions only in format version 1; git refuses these in version 0 too. */
static enum status format_check(struct repo *repo, struct err *err)
{
    git_config *config;

    if (git_repository_config_snapshot(&config, repo->handle) < 0)
        return library_failed(err, E_IO, "configuration");
    bool sha1 = config_is(config, "extensions.objectformat", "sha1");
    bool files = config_is(config, "extensions.refstorage", "files");
    git_config_free(config);
    if (!sha1)
        return err_set(err, E_INPUT, "SHA-256 repositories are not supported");
    if (!files)
        return err_set(err, E_INPUT, "the reftable ref format is not supported");
    return OK;
}

static enum status dirs_read(struct repo *repo, const struct env *env, struct err *err)
{
    repo->git_dir = real_path(repo->arena, str_of(git_repository_path(repo->handle)));
    repo->common_dir = real_path(repo->arena, str_of(git_repository_commondir(repo->handle)));
    if (env && env->git_common_dir.len &&
        !str_eq(real_path(repo->arena, env->git_common_dir), repo->common_dir))
        return err_set(err, E_INPUT, "GIT_COMMON_DIR names another directory than %.*s",
                       STR_ARG(path_shown(repo->common_dir)));
    if (env && env->git_work_tree.len &&
        git_repository_set_workdir(repo->handle, env->git_work_tree.ptr, 0) < 0)
        return library_failed(err, E_INPUT, "GIT_WORK_TREE");
    const char *work = git_repository_workdir(repo->handle);
    repo->work_dir = work ? real_path(repo->arena, str_of(work)) : STR_EMPTY;
    return OK;
}

/* The commits whose parents were left behind (gitrepository-layout, "shallow"). */
static enum status shallow_read(struct repo *repo, struct err *err)
{
    struct str text, line;
    struct str path = path_join(repo->arena, repo->common_dir, STR("shallow"));
    struct err local;

    enum status status = file_read(repo->arena, path, SHALLOW_BYTES, &text, &local);
    if (status == E_NOTFOUND)
        return OK;
    if (status != OK)
        return err_set(err, status, "%s", local.text);
    while (str_split(&text, '\n', &line)) {
        struct oid id;
        if (line.len == 0)
            continue;
        if (!oid_parse(str_trim(line), &id) || id.len != 20)
            return err_set(err, E_IO, "%.*s: malformed line", STR_ARG(path_shown(path)));
        map_put(&repo->shallow, oid_key(&id), repo);
    }
    return OK;
}

/* GIT_NAMESPACE "a/b" stands for refs/namespaces/a/refs/namespaces/b/ (gitnamespaces). */
static void namespace_read(struct repo *repo, const struct env *env)
{
    struct str rest = env ? env->git_namespace : STR_EMPTY, part;

    repo->ref_prefix = STR_EMPTY;
    while (str_split(&rest, '/', &part))
        if (part.len)
            repo->ref_prefix = str_fmt(repo->arena, "%.*srefs/namespaces/%.*s/",
                                       STR_ARG(repo->ref_prefix), STR_ARG(part));
}

static enum status repo_fill(struct repo *repo, const struct opening *how, struct err *err)
{
    TRY(handle_open(repo, how, err));
    TRY(format_check(repo, err));
    TRY(dirs_read(repo, how->env, err));
    TRY(shallow_read(repo, err));
    namespace_read(repo, how->env);
    TRY(store_open(repo, how->env, &repo->odb, err));
    if (git_repository_set_odb(repo->handle, repo->odb) < 0)
        return library_failed(err, E_IO, "object database");
    return OK;
}

enum status repo_open(struct repo **out, struct arena *arena, const struct env *env,
                      enum repo_mode mode, struct str path, struct err *err)
{
    struct repo *repo = arena_new(arena, struct repo);

    *out = NULL;
    if (memory_take_over() < 0 || git_libgit2_init() < 0)
        return library_failed(err, E_BUG, "libgit2 does not start");
    repo->arena = arena;
    map_init(&repo->shallow, arena);
    map_init(&repo->blobs, arena);
    map_init(&repo->nodes, arena);
    struct opening how = opening_of(arena, env, mode, path);
    enum status status = repo_fill(repo, &how, err);
    if (status != OK) {
        repo_close(repo);
        return status;
    }
    *out = repo;
    return OK;
}

void repo_close(struct repo *repo)
{
    if (!repo)
        return;
    map_release(&repo->shallow);
    map_release(&repo->blobs);
    map_release(&repo->nodes);
    git_odb_free(repo->odb);
    git_repository_free(repo->handle);
    git_libgit2_shutdown();
}

struct str repo_git_dir(const struct repo *repo)
{
    return repo->git_dir;
}

struct str repo_work_dir(const struct repo *repo)
{
    return repo->work_dir;
}

bool repo_is_shallow(const struct repo *repo)
{
    return repo->shallow.count > 0;
}
