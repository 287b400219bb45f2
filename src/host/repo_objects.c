/* repo_objects: bytes of single objects, size first.
 *
 * A hostile blob can be gigabytes behind a few kilobytes of pack, so every kind has its cap, and
 * libgit2 gets no memory past it while it reads. Only what cannot be read like that is looked at
 * twice: its header first, to say what is wrong or to let a small object through whose delta needs
 * a large one. Blobs are kept: the same id is never inflated twice.
 *
 * Commits, trees and tags are hashed and compared with their id. Blobs are not, as git does not
 * hash what it reads: who wrote them to the store hashed them, and zlib's checksum finds what the
 * disk made of them. */
#include "host/repo_private.h"

#include <stdarg.h>
#include <string.h>

#include <git2.h>

#include "base/limits.h"

#define COMMIT_HEADER_BYTES ((size_t)1024 * 1024) /* signatures, merged tags, many parents */
#define TAG_BYTES ((size_t)1024 * 1024)
#define PATH_SHOWN ((size_t)300)
#define REQUEST_SLACK ((size_t)64 * 1024) /* what libgit2 puts around an object */

enum status library_failed(struct err *err, enum status status, const char *fmt, ...)
{
    const git_error *last = git_error_last();
    char what[512];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return err_set(err, status, "%s: %s", what,
                   last && last->message ? last->message : "no reason given");
}

struct str path_tail(struct str path, size_t most)
{
    return path.len > most ? str_sub(path, path.len - most, most) : path;
}

struct str path_shown(struct str path)
{
    return path_tail(path, PATH_SHOWN);
}

enum status path_failed(enum status status, struct str path, struct err *err)
{
    if (err)
        (void)err_wrap(err, "%.*s", STR_ARG(path_tail(path, PATH_IN_REPOSITORY)));
    return status;
}

void oid_to_library(const struct oid *id, git_oid *out)
{
    memcpy(out->id, id->bytes, GIT_OID_RAWSZ);
}

struct oid oid_from_library(const git_oid *id)
{
    struct oid out = { .len = GIT_OID_RAWSZ };
    memcpy(out.bytes, id->id, GIT_OID_RAWSZ);
    return out;
}

struct str oid_key(const struct oid *id)
{
    return (struct str){ (const char *)id->bytes, id->len };
}

static enum object_kind kind_of(git_object_t type)
{
    switch (type) {
    case GIT_OBJECT_COMMIT:
        return OBJECT_COMMIT;
    case GIT_OBJECT_TREE:
        return OBJECT_TREE;
    case GIT_OBJECT_BLOB:
        return OBJECT_BLOB;
    case GIT_OBJECT_TAG:
        return OBJECT_TAG;
    default:
        return OBJECT_MISSING;
    }
}

static const char *kind_name(enum object_kind kind)
{
    static const char *const names[] = { [OBJECT_MISSING] = "missing object",
                                         [OBJECT_COMMIT] = "commit",
                                         [OBJECT_TREE] = "tree",
                                         [OBJECT_BLOB] = "blob",
                                         [OBJECT_TAG] = "tag" };
    return names[kind];
}

/* The most bytes an object of this kind may have, and the limit that says so. */
static size_t kind_max(enum object_kind kind, enum limit *limit)
{
    switch (kind) {
    case OBJECT_TREE:
        *limit = LIMIT_ROW_tree_bytes;
        return LIMIT_tree_bytes;
    case OBJECT_COMMIT:
        *limit = LIMIT_ROW_message_bytes;
        return LIMIT_message_bytes + COMMIT_HEADER_BYTES;
    case OBJECT_TAG:
        *limit = LIMIT_ROW_message_bytes;
        return TAG_BYTES;
    default:
        *limit = LIMIT_ROW_file_bytes;
        return LIMIT_file_bytes;
    }
}

static enum status header_read(struct repo *repo, const struct oid *id, enum object_kind *kind,
                               size_t *size, struct err *err)
{
    git_oid oid;
    git_object_t type = GIT_OBJECT_INVALID;

    if (id->len != GIT_OID_RAWSZ)
        return err_set(err, E_INPUT, "object %s: not a SHA-1 id", oid_hex(repo->arena, id).ptr);
    oid_to_library(id, &oid);
    int rc = git_odb_read_header(size, &type, repo->odb, &oid);
    if (rc == GIT_ENOTFOUND) {
        *kind = OBJECT_MISSING;
        return OK;
    }
    if (rc < 0)
        return library_failed(err, E_IO, "object %s cannot be read", oid_hex(repo->arena, id).ptr);
    *kind = kind_of(type);
    return OK;
}

enum status repo_object_kind(struct repo *repo, const struct oid *id, enum object_kind *out,
                             struct err *err)
{
    size_t size;
    return header_read(repo, id, out, &size, err);
}

/* Looks at kind and size, so that reading is safe. */
static enum status object_check(struct repo *repo, const struct oid *id, enum object_kind want,
                                struct err *err)
{
    enum object_kind kind = OBJECT_MISSING;
    enum limit limit;
    size_t size = 0, max = kind_max(want, &limit);

    TRY(header_read(repo, id, &kind, &size, err));
    if (kind == OBJECT_MISSING)
        return err_set(err, E_IO, "%s %s is missing", kind_name(want),
                       oid_hex(repo->arena, id).ptr);
    if (kind != want)
        return err_set(err, E_INPUT, "%s is a %s, not a %s", oid_hex(repo->arena, id).ptr,
                       kind_name(kind), kind_name(want));
    if (size > max)
        return err_set(err, E_LIMIT, "%s %s is larger than %zu bytes (limit %s)", kind_name(want),
                       oid_short(repo->arena, id).ptr, max, limit_row(limit)->name);
    return OK;
}

/* Reads within the cap of the kind, or not at all: out->handle stays NULL. */
static void read_capped(struct repo *repo, const git_oid *oid, enum object_kind kind,
                        struct object *out)
{
    enum limit limit;
    size_t max = kind_max(kind, &limit);
    (void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, kind != OBJECT_BLOB);
    memory_cap(max + REQUEST_SLACK);
    int rc = git_odb_read(&out->handle, repo->odb, oid);
    memory_cap(SIZE_MAX);
    if (rc < 0)
        out->handle = NULL;
    if (out->handle && (kind_of(git_odb_object_type(out->handle)) != kind ||
                        git_odb_object_size(out->handle) > max))
        object_release(out);
}

enum status object_read(struct repo *repo, const struct oid *id, enum object_kind kind,
                        struct object *out, struct err *err)
{
    git_oid oid;

    *out = (struct object){ .bytes = STR_EMPTY };
    if (id->len == GIT_OID_RAWSZ) {
        oid_to_library(id, &oid);
        read_capped(repo, &oid, kind, out);
    }
    if (!out->handle) {
        TRY(object_check(repo, id, kind, err));
        if (git_odb_read(&out->handle, repo->odb, &oid) < 0)
            return library_failed(err, E_IO, "%s %s cannot be read", kind_name(kind),
                                  oid_hex(repo->arena, id).ptr);
    }
    out->bytes = (struct str){ git_odb_object_data(out->handle), git_odb_object_size(out->handle) };
    return OK;
}

void object_release(struct object *object)
{
    git_odb_object_free(object->handle);
    *object = (struct object){ .bytes = STR_EMPTY };
}

enum status blob_read(struct repo *repo, const struct oid *id, struct str *out, struct err *err)
{
    void **slot = map_slot(&repo->blobs, oid_key(id));
    struct str *kept = *slot;
    if (!kept) {
        struct object object;
        TRY(object_read(repo, id, OBJECT_BLOB, &object, err));
        *slot = kept = arena_new(repo->arena, struct str);
        *kept = str_dup(repo->arena, object.bytes);
        object_release(&object);
    }
    *out = *kept;
    return OK;
}

struct oid blob_id(struct str bytes)
{
    git_oid id;
    /* Hashing memory fails only for an unknown type. */
    if (git_odb_hash(&id, bytes.ptr, bytes.len, GIT_OBJECT_BLOB) < 0)
        return (struct oid){ .len = 0 };
    return oid_from_library(&id);
}
