/* repo: reading a git repository through libgit2, and nothing else.
 *
 * Owns every libgit2 handle; the rest of the program sees oids, sources and commits. Never writes
 * refs or objects. Objects are looked for where git looks: in a push's quarantine, in quoted and
 * transitive alternates; replace refs and grafts are ignored. Ownership is checked as git does
 * (safe.directory); sha256 and reftable are refused by name. Tree walks are our own, bounded and
 * iterative; a tree with unsorted, duplicate or unsafe entries is refused whole. One thread. */
#ifndef STOPLOG_HOST_REPO_H
#define STOPLOG_HOST_REPO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/source.h"
#include "base/vec.h"
#include "host/env.h"

struct repo;

enum repo_mode {
    REPO_HOOK, /* git set GIT_DIR; ownership was git's to check */
    REPO_CLI   /* discover from `path` upwards, ownership checked as libgit2 does */
};

/* path: where to start (CLI) or NULL for the environment's GIT_DIR. The text of the error says how
 * to repair it (safe.directory line, "SHA-256 repositories are not supported", ...). */
MUST_USE enum status repo_open(struct repo **out, struct arena *arena, const struct env *env,
                               enum repo_mode mode, struct str path, struct err *err);
void repo_close(struct repo *repo);
/* The git directory (absolute) and the top of the work tree ("" when bare). */
struct str repo_git_dir(const struct repo *repo);
struct str repo_work_dir(const struct repo *repo);
bool repo_is_shallow(const struct repo *repo);

/* --- refs ------------------------------------------------------------------------------------ */

/* The final name of a ref after following symbolic refs inside the repository (at most
 * LIMIT_symref_depth), whether or not the last one exists. */
MUST_USE enum status repo_ref_final(struct repo *repo, struct str ref, struct str *out,
                                    struct err *err);
/* The ref's value now; E_NOTFOUND when there is none. */
MUST_USE enum status repo_ref_value(struct repo *repo, struct str ref, struct oid *out,
                                    struct err *err);
/* The branch HEAD points to, even when unborn ("refs/heads/main"); "" when HEAD is detached. */
MUST_USE enum status repo_head_ref(struct repo *repo, struct str *out, struct err *err);

struct ref_value {
    struct str ref;
    struct oid id;
};
struct ref_values {
    VEC_OF(struct ref_value);
};
/* All refs whose name starts with prefix, sorted by name, symbolic refs resolved. */
MUST_USE enum status repo_refs(struct repo *repo, struct str prefix, struct ref_values *out,
                               struct err *err);

/* A revision typed by a person: full or abbreviated id, ref name, "HEAD", "ref~n", "ref^". Never
 * used on hook input. E_INPUT when it names nothing (text says so), E_NOTFOUND never. */
MUST_USE enum status repo_revision(struct repo *repo, struct str revision, struct oid *commit,
                                   struct err *err);

/* --- objects --------------------------------------------------------------------------------- */

enum object_kind { OBJECT_MISSING, OBJECT_COMMIT, OBJECT_TREE, OBJECT_BLOB, OBJECT_TAG };
/* The kind without reading the content. */
MUST_USE enum status repo_object_kind(struct repo *repo, const struct oid *id,
                                      enum object_kind *out, struct err *err);
/* Peels annotated tags to a commit; E_INPUT when it is not a commit in the end. */
MUST_USE enum status repo_peel_commit(struct repo *repo, const struct oid *id, struct oid *commit,
                                      struct err *err);

struct person {
    struct str name, email; /* as written */
    int64_t time;           /* seconds since the epoch */
};

struct commit {
    struct oid id, tree;
    struct oid *parents;
    size_t parent_count;
    struct person author, committer;
    struct str message; /* every byte behind the header: leading newlines and NUL are still there */
    struct str encoding; /* "encoding" header or "" */
    bool is_signed;      /* has a gpgsig header */
};
/* E_INPUT when it is no well-formed commit, has a header twice, or an author or committer that is
 * not "Name <email>" (either part may be empty; an unreadable date gives time 0). E_LIMIT past
 * LIMIT_message_bytes. */
MUST_USE enum status repo_commit(struct repo *repo, const struct oid *id, struct commit *out,
                                 struct err *err);

struct commits {
    VEC_OF(struct commit);
};
/* Every commit reachable from tip through any parent and not from any of hide, newest first in
 * topological order. More than LIMIT_range_commits: E_LIMIT. Stops quietly at a shallow boundary.
 * hide may hold none, tags, trees and blobs (the values of all refs). As in git, a commit may be
 * listed though it is hidden when hundreds of commits in a row carry forged dates; one that is not
 * hidden is never left out. */
MUST_USE enum status repo_range(struct repo *repo, const struct oid *tip, const struct oid *hide,
                                size_t hide_count, struct commits *out, struct err *err);
/* Best common ancestor; E_NOTFOUND when there is none, E_INPUT when there are several. */
MUST_USE enum status repo_merge_base(struct repo *repo, const struct oid *a, const struct oid *b,
                                     struct oid *out, struct err *err);
MUST_USE enum status repo_is_ancestor(struct repo *repo, const struct oid *ancestor,
                                      const struct oid *descendant, bool *out, struct err *err);

/* --- snapshots ------------------------------------------------------------------------------- */

/* The files of a tree or commit (none = an empty source). Walked once, whole. */
MUST_USE enum status repo_source(struct repo *repo, const struct oid *id, struct str label,
                                 struct source *out, struct err *err);

/* Only the files directly in or below one folder ("" = all), with their full paths; an empty source
 * when the folder does not exist. A file or link of that name is listed as itself, so that nobody
 * takes it for an empty folder. Opens no other tree than those on the way. */
MUST_USE enum status repo_folder_source(struct repo *repo, const struct oid *id, struct str folder,
                                        struct str label, struct source *out, struct err *err);

/* As above, without the files of folders below it. */
MUST_USE enum status repo_direct_files(struct repo *repo, const struct oid *id, struct str folder,
                                       struct source *out, struct err *err);
struct changed_path {
    struct str path;
    struct oid old_id, new_id; /* none = absent on that side */
    uint32_t old_mode, new_mode;
};
struct changed_paths {
    VEC_OF(struct changed_path);
};
/* Files that differ between two trees or commits (none = empty), sorted by path; equal subtrees are
 * not opened. */
MUST_USE enum status repo_changed_paths(struct repo *repo, const struct oid *base,
                                        const struct oid *tip, struct changed_paths *out,
                                        struct err *err);
/* Reads one path of a tree or commit without listing the rest; E_NOTFOUND when absent, E_INPUT when
 * it is not a regular file. `mode` may be NULL. */
MUST_USE enum status repo_read_path(struct repo *repo, const struct oid *id, struct str path,
                                    struct str *out, uint32_t *mode, struct err *err);
/* The tree that merging tip into base would give; E_INPUT with the first conflicting path when it
 * does not merge cleanly. Writes nothing. The source reads merged blobs that exist nowhere else. */
MUST_USE enum status repo_merge_source(struct repo *repo, const struct oid *base,
                                       const struct oid *tip, struct source *out, struct err *err);
/* The tracked files as they are on disk, plus untracked ones that are not ignored. */
MUST_USE enum status repo_worktree_source(struct repo *repo, struct source *out, struct err *err);

#endif
