/* repo_private: what the files behind repo.h share. Included by src/host only.
 *
 * No libgit2 header is named here: handles are pointers to its incomplete types. Object bytes are
 * always read through object_read, which looks at the size before it reads the content. */
#ifndef STOPLOG_HOST_REPO_PRIVATE_H
#define STOPLOG_HOST_REPO_PRIVATE_H

#include "base/map.h"
#include "host/repo.h"

struct git_repository;
struct git_odb;
struct git_odb_object;
struct git_oid;

struct repo {
    struct arena *arena;
    struct git_repository *handle;
    struct git_odb *odb;
    struct str git_dir, common_dir, work_dir; /* absolute, no '/' at the end */
    struct str ref_prefix;                    /* "refs/namespaces/<n>/" under GIT_NAMESPACE */
    struct map shallow;                       /* raw id of a boundary commit -> the repo */
    struct map blobs;                         /* raw id -> struct str *, bytes already read */
    struct map nodes;                         /* raw id -> struct node * (repo_graph.c) */
    unsigned walk;                            /* number of the graph walk that goes on */
    uint64_t node_count;
};

/* --- errors (repo_objects.c) ----------------------------------------------------------------- */

/* err_set, with libgit2's own text of its last failure behind it. Only after a call that failed. */
enum status library_failed(struct err *err, enum status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* So much of a path of the repository that a report still has room for what is wrong with it. */
#define PATH_IN_REPOSITORY ((size_t)80)
/* The last bytes of a path, at most so many. */
struct str path_tail(struct str path, size_t most);
/* A path of the machine as it fits into an error text: its last bytes when it is very long. */
struct str path_shown(struct str path);
/* Puts "<path>: " before the text of *err and hands `status` on. */
enum status path_failed(enum status status, struct str path, struct err *err);

/* --- objects (repo_objects.c) ---------------------------------------------------------------- */

/* One object, inflated; `bytes` lives until object_release. */
struct object {
    struct git_odb_object *handle;
    struct str bytes;
};
/* Reads an object of the kind asked for. E_IO when it is missing or damaged, E_INPUT when it is of
 * another kind, E_LIMIT when it is larger than its kind may be. */
MUST_USE enum status object_read(struct repo *repo, const struct oid *id, enum object_kind kind,
                                 struct object *out, struct err *err);
/* Safe on a zeroed object, and twice. */
void object_release(struct object *object);
/* The bytes of a blob; each is read once per repository and belongs to its arena. */
MUST_USE enum status blob_read(struct repo *repo, const struct oid *id, struct str *out,
                               struct err *err);
/* The id that these bytes have as a blob. */
struct oid blob_id(struct str bytes);
/* The id as a map key. */
struct str oid_key(const struct oid *id);
void oid_to_library(const struct oid *id, struct git_oid *out);
struct oid oid_from_library(const struct git_oid *id);

/* --- commits (repo_commit.c) ----------------------------------------------------------------- */

/* The parts of a commit object, as slices of its bytes. */
struct commit_header {
    struct str parents; /* parent_count lines of PARENT_LINE bytes each */
    size_t parent_count;
    struct oid tree;
    struct str author, committer; /* the values, whole */
    struct str encoding, message;
    bool is_signed;
};
/* E_INPUT when the bytes are not a well-formed commit. `id` is for the message. */
MUST_USE enum status commit_parse(struct repo *repo, const struct oid *id, struct str bytes,
                                  struct commit_header *out, struct err *err);
/* index must be below parent_count. */
struct oid commit_parent(const struct commit_header *header, size_t index);
/* Seconds of a "Name <email> seconds zone" value; 0 when they cannot be read. */
int64_t person_time(struct str value);
/* Is this commit one whose parents are known not to be here? */
bool repo_is_boundary(const struct repo *repo, const struct oid *id);

/* --- trees (repo_tree.c) --------------------------------------------------------------------- */

struct tree_entry {
    struct str name;
    struct oid id;
    uint32_t mode; /* regular files as MODE_FILE or MODE_EXEC, everything else as written */
    bool is_tree;
};
struct source_entries {
    VEC_OF(struct source_entry);
};
/* Reads a tree and refuses it when an entry is malformed, unsafe, out of order or there twice. */
MUST_USE enum status tree_read(struct repo *repo, const struct oid *id, struct object *out,
                               struct err *err);
/* Takes the next entry off the front of *rest; false at the end. Only on bytes tree_read gave. */
bool tree_next(struct str *rest, struct tree_entry *out);
/* git's order of two entries of a tree: a tree compares as its name and '/'. */
int tree_entry_cmp(const struct tree_entry *a, const struct tree_entry *b);
/* Why a tree entry may not have this name, or NULL. */
const char *name_unsafe(struct str name);
/* Tree of a tree, commit or tag of one; none stays none. */
MUST_USE enum status repo_tree_of(struct repo *repo, const struct oid *id, struct oid *tree,
                                  struct err *err);
/* Every file of a tree, sorted by path; `folder` ("" or with its '/') is put before each. */
MUST_USE enum status tree_list(struct repo *repo, const struct oid *tree, struct str folder,
                               struct source_entries *out, struct err *err);
/* A source over entries whose ids are blobs of the repository, or in repo->blobs. */
void source_of_entries(struct repo *repo, const struct source_entries *entries, struct str label,
                       struct source *out);
/* Adds up what was read of one source; E_LIMIT (snapshot_bytes) past the cap. */
MUST_USE enum status snapshot_count(size_t *total, size_t more, struct err *err);

/* --- memory of libgit2 (repo_memory.c) ------------------------------------------------------- */

/* Makes libgit2 ask here for memory; before it starts. Negative when it does not. */
int memory_take_over(void);
/* From now on a request of more than this many bytes fails; SIZE_MAX: none does. */
void memory_cap(size_t bytes);
/* Many objects are going to be read: makes room for what is kept of them, in huge pages. */
void memory_expect(size_t objects);

/* --- object stores (repo_store.c) ------------------------------------------------------------ */

/* The object database of the repository: the quarantine when there is one, every store it borrows
 * from, and those they borrow from. env may be NULL: then only what the repository itself says. */
MUST_USE enum status store_open(struct repo *repo, const struct env *env, struct git_odb **out,
                                struct err *err);

#endif
