/* repo_store: where the objects of a repository lie.
 *
 * libgit2 1.5 splits GIT_ALTERNATE_OBJECT_DIRECTORIES at every ':' even inside git's C quotes,
 * forgets relative alternates of alternates, and takes two directories with one inode number on
 * two devices for the same. So the list of directories is made here, as git's object-file.c does
 * (env entries and info/alternates, '#' comments, quotes, relative to the store that names them),
 * and libgit2 gets one backend per directory. A directory that does not exist is skipped, as git
 * skips it: what it should have held is then missing, and missing is an error. */
#include "host/repo_private.h"

#include <stdlib.h>

#include <git2.h>
#include <git2/odb_backend.h>

#include "base/buf.h"
#include "base/limits.h"

#define ALTERNATES_BYTES ((size_t)1024 * 1024)
#define PACK_PRIORITY 2
#define LOOSE_PRIORITY 1

struct store {
    struct str dir; /* real path */
    size_t hops;    /* from the repository's own store */
};

struct stores {
    struct arena *arena;
    struct map seen;
    VEC_OF(struct store);
};

/* The character behind a backslash inside git's quotes; -1 for one that is not known. */
static int escape_value(char c)
{
    switch (c) {
    case 'a':
        return '\a';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'v':
        return '\v';
    case '"':
    case '\\':
        return c;
    default:
        return -1;
    }
}

/* Three octal digits at the front of s, or -1. */
static int octal_value(struct str s)
{
    int value = 0;
    if (s.len < 3 || s.ptr[0] > '3')
        return -1;
    for (size_t i = 0; i < 3; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '7')
            return -1;
        value = value * 8 + (s.ptr[i] - '0');
    }
    return value;
}

/* Takes a C-quoted string off the front (git's quote.c: unquote_c_style). *rest is left alone when
 * it is not one. */
static bool unquote(struct str *rest, struct buf *out)
{
    size_t i = 1;
    while (i < rest->len && rest->ptr[i] != '"') {
        int value = (unsigned char)rest->ptr[i++];
        if (value == '\\') {
            struct str behind = str_sub(*rest, i, 3);
            value = behind.len ? escape_value(behind.ptr[0]) : -1;
            i += value < 0 ? 3 : 1;
            if (value < 0)
                value = octal_value(behind);
        }
        if (value < 0)
            return false;
        buf_byte(out, (char)value);
    }
    if (i >= rest->len)
        return false;
    *rest = str_sub(*rest, i + 1, rest->len);
    return true;
}

/* Takes the next entry off the front; "" for a comment or an empty one. */
static bool entry_next(struct arena *arena, struct str *rest, char separator, struct str *out)
{
    struct buf quoted;
    struct str tail;

    if (!rest->ptr)
        return false;
    buf_init(&quoted, arena, LIMIT_path_bytes);
    if (rest->len > 0 && rest->ptr[0] == '"' && unquote(rest, &quoted) &&
        !buf_overflowed(&quoted)) {
        *out = buf_str(&quoted);
        return str_split(rest, separator, &tail);
    }
    if (!str_split(rest, separator, out))
        return false;
    if (out->len > 0 && out->ptr[0] == '#')
        *out = STR_EMPTY;
    return true;
}

static void store_add(struct stores *stores, struct str dir, size_t hops)
{
    char *real = realpath(str_dup(stores->arena, dir).ptr, NULL);
    if (!real)
        return;
    struct str path = str_dup(stores->arena, str_of(real));
    free(real);
    if (!map_put(&stores->seen, path, stores))
        vec_push(stores->arena, stores, (struct store){ path, hops });
}

/* Entries of one list; relative ones belong to `base`, or to the working directory when it is
 * empty. */
static enum status stores_parse(struct stores *stores, struct str list, char separator,
                                struct store from, struct err *err)
{
    struct str entry;

    while (entry_next(stores->arena, &list, separator, &entry)) {
        if (entry.len == 0)
            continue;
        if (from.hops > LIMIT_alternates_depth)
            return err_set(err, E_LIMIT, "%.*s/info/alternates: nested too deep (limit %s)",
                           STR_ARG(path_shown(from.dir)),
                           limit_row(LIMIT_ROW_alternates_depth)->name);
        if (entry.ptr[0] != '/' && from.dir.len)
            entry = path_join(stores->arena, from.dir, entry);
        store_add(stores, entry, from.hops + 1);
    }
    return OK;
}

static enum status alternates_read(struct stores *stores, struct store from, struct err *err)
{
    struct str list;
    struct str path = path_join(stores->arena, from.dir, STR("info/alternates"));
    struct err local;

    enum status status = file_read(stores->arena, path, ALTERNATES_BYTES, &list, &local);
    if (status == E_NOTFOUND)
        return OK;
    if (status != OK)
        return err_set(err, status, "%s", local.text);
    return stores_parse(stores, list, '\n', from, err);
}

static enum status stores_find(struct stores *stores, struct str own, struct str borrowed,
                               struct err *err)
{
    store_add(stores, own, 0);
    if (stores->count == 0)
        return err_set(err, E_IO, "%.*s: no such object directory", STR_ARG(path_shown(own)));
    TRY(stores_parse(stores, borrowed, ':', (struct store){ STR_EMPTY, 0 }, err));
    for (size_t i = 0; i < stores->count; i++)
        TRY(alternates_read(stores, stores->items[i], err));
    return OK;
}

static int backends_add(git_odb *odb, const char *dir)
{
    git_odb_backend *packs, *loose;
    int rc = git_odb_backend_pack(&packs, dir);
    if (rc == 0)
        rc = git_odb_add_backend(odb, packs, PACK_PRIORITY);
    if (rc == 0)
        rc = git_odb_backend_loose(&loose, dir, -1, 0, 0, 0);
    if (rc == 0)
        rc = git_odb_add_backend(odb, loose, LOOSE_PRIORITY);
    return rc;
}

enum status store_open(struct repo *repo, const struct env *env, git_odb **out, struct err *err)
{
    struct stores stores = { .arena = repo->arena };
    struct str own = path_join(repo->arena, repo->common_dir, STR("objects"));
    bool quarantine = env && env->git_object_directory.len > 0;

    map_init(&stores.seen, repo->arena);
    enum status status = stores_find(&stores, quarantine ? env->git_object_directory : own,
                                     env ? env->git_alternates : STR_EMPTY, err);
    map_release(&stores.seen);
    TRY(status);
    if (git_odb_new(out) < 0)
        return library_failed(err, E_IO, "object database");
    for (size_t i = 0; i < stores.count; i++)
        if (backends_add(*out, stores.items[i].dir.ptr) < 0) {
            (void)library_failed(err, E_IO, "%s", stores.items[i].dir.ptr);
            git_odb_free(*out);
            *out = NULL;
            return E_IO;
        }
    return OK;
}
