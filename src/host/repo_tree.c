/* repo_tree: directories of git, walked by our own feet.
 *
 * Every tree is checked before it is used: libgit2 finds an entry by binary search and so misses
 * entries of a tree that is not sorted, while a listing shows them; a gate must see one truth. The
 * walks are iterative with a bounded stack, and count what they open, so that neither a deep tree
 * nor one that holds the same subtree a thousand times can hurt. */
#include "host/repo_private.h"

#include <string.h>

#include "base/limits.h"

#define ID_BYTES ((size_t)20)
#define MODE_DIGITS_MAX ((size_t)7)
#define MODE_TYPE 0170000u
#define MODE_DIRECTORY 0040000u
#define MODE_REGULAR 0100000u
#define MODE_OWNER_EXEC 0100u

/* --- one tree -------------------------------------------------------------------------------- */

static bool mode_read(struct str digits, uint32_t *out)
{
    uint32_t mode = 0;
    if (digits.len == 0 || digits.len > MODE_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '7')
            return false;
        mode = mode << 3 | (uint32_t)(digits.ptr[i] - '0');
    }
    *out = mode;
    return true;
}

/* Old programs wrote group bits; git reads only "is the owner's x bit set" (canon_mode). */
static uint32_t mode_canonical(uint32_t mode)
{
    if ((mode & MODE_TYPE) == MODE_REGULAR)
        return mode & MODE_OWNER_EXEC ? MODE_EXEC : MODE_FILE;
    if ((mode & MODE_TYPE) == MODE_LINK)
        return MODE_LINK;
    return mode;
}

/* mode SP name NUL id. False when the bytes do not hold a whole entry. */
static bool entry_read(struct str *rest, struct tree_entry *out)
{
    ptrdiff_t space = str_find_byte(str_sub(*rest, 0, MODE_DIGITS_MAX + 1), ' ');
    if (space < 0 || !mode_read(str_sub(*rest, 0, (size_t)space), &out->mode))
        return false;
    struct str after = str_sub(*rest, (size_t)space + 1, rest->len);
    ptrdiff_t nul = str_find_byte(after, '\0');
    if (nul < 0 || after.len - (size_t)nul - 1 < ID_BYTES)
        return false;
    out->name = str_sub(after, 0, (size_t)nul);
    out->id.len = ID_BYTES;
    memcpy(out->id.bytes, after.ptr + nul + 1, ID_BYTES);
    out->mode = mode_canonical(out->mode);
    out->is_tree = (out->mode & MODE_TYPE) == MODE_DIRECTORY;
    *rest = str_sub(after, (size_t)nul + 1 + ID_BYTES, after.len);
    return true;
}

bool tree_next(struct str *rest, struct tree_entry *out)
{
    return rest->len > 0 && entry_read(rest, out);
}

static int byte_behind(const struct tree_entry *entry, size_t at)
{
    if (at < entry->name.len)
        return (unsigned char)entry->name.ptr[at];
    return entry->is_tree ? '/' : 0;
}

int tree_entry_cmp(const struct tree_entry *a, const struct tree_entry *b)
{
    size_t both = a->name.len < b->name.len ? a->name.len : b->name.len;
    int order = memcmp(a->name.ptr, b->name.ptr, both);
    return order ? order : byte_behind(a, both) - byte_behind(b, both);
}

const char *name_unsafe(struct str name)
{
    if (name.len == 0)
        return "an entry without a name";
    if (str_eq(name, STR(".")) || str_eq(name, STR("..")))
        return "an entry named . or ..";
    if (str_eq_fold(name, STR(".git")))
        return "an entry named .git";
    if (str_find_byte(name, '/') >= 0)
        return "an entry with / in its name";
    return NULL;
}

/* Files whose name a later entry of the same tree may repeat as a directory: each is a prefix of
 * the next, because names with a common prefix lie together. */
struct names {
    VEC_OF(struct str);
};

static bool name_repeats(struct arena *arena, struct names *open, const struct tree_entry *entry)
{
    while (open->count > 0 && !str_starts(entry->name, open->items[open->count - 1]))
        open->count--;
    if (open->count > 0 && open->items[open->count - 1].len == entry->name.len)
        return true;
    if (!entry->is_tree)
        vec_push(arena, open, entry->name);
    return false;
}

static const char *tree_fault(struct arena *arena, struct str bytes)
{
    struct names open = { 0 };
    struct tree_entry entry, before = { 0 };
    bool first = true;

    while (bytes.len > 0) {
        if (!entry_read(&bytes, &entry))
            return "an entry that cannot be read";
        const char *fault = name_unsafe(entry.name);
        if (fault)
            return fault;
        if (!first && tree_entry_cmp(&before, &entry) > 0)
            return "entries out of order";
        if (name_repeats(arena, &open, &entry) || (!first && tree_entry_cmp(&before, &entry) == 0))
            return "two entries of the same name";
        before = entry;
        first = false;
    }
    return NULL;
}

enum status tree_read(struct repo *repo, const struct oid *id, struct object *out, struct err *err)
{
    TRY(object_read(repo, id, OBJECT_TREE, out, err));
    const char *fault = tree_fault(repo->arena, out->bytes);
    if (!fault)
        return OK;
    object_release(out);
    return err_set(err, E_INPUT, "tree %s has %s", oid_hex(repo->arena, id).ptr, fault);
}

/* --- walks over one tree or two -------------------------------------------------------------- */

enum { OLD, NEW, SIDES };

struct side {
    struct object tree;
    struct str rest;
    struct tree_entry entry; /* the one looked at */
    bool has_entry;
};

/* One open directory. Both sides are open at once only under the same path. */
struct frame {
    struct side side[SIDES];
    size_t path_len; /* of the directory, with its '/' */
};

struct walk {
    struct repo *repo;
    struct frame *frames;
    size_t depth; /* open frames */
    size_t opened, listed;
    char *path; /* LIMIT_path_bytes */
    struct changed_paths *changed;
    struct source_entries *entries;
};

static void walk_init(struct walk *walk, struct repo *repo)
{
    *walk = (struct walk){ .repo = repo };
    walk->frames = arena_array(repo->arena, LIMIT_tree_depth + 1, sizeof *walk->frames);
    walk->path = arena_alloc(repo->arena, LIMIT_path_bytes);
}

static void frame_close(struct frame *frame)
{
    for (int i = 0; i < SIDES; i++)
        object_release(&frame->side[i].tree);
}

static void walk_close(struct walk *walk)
{
    while (walk->depth > 0)
        frame_close(&walk->frames[--walk->depth]);
}

static void side_advance(struct side *side)
{
    side->has_entry = tree_next(&side->rest, &side->entry);
}

static enum status side_open(struct walk *walk, struct side *side, const struct oid *id,
                             size_t path_len, struct err *err)
{
    if (++walk->opened > 2 * LIMIT_snapshot_files)
        return err_set(err, E_LIMIT, "more than %zu directories (limit snapshot_files)",
                       LIMIT_snapshot_files);
    enum status status = tree_read(walk->repo, id, &side->tree, err);
    if (status != OK)
        return path_failed(
            status, path_len ? (struct str){ walk->path, path_len } : STR("top directory"), err);
    side->rest = side->tree.bytes;
    side_advance(side);
    return OK;
}

/* Opens a directory; ids[i] NULL or none = absent on that side. path_len counts its '/'. */
static enum status walk_enter(struct walk *walk, const struct oid *const ids[SIDES],
                              size_t path_len, struct err *err)
{
    if (walk->depth > LIMIT_tree_depth)
        return err_set(err, E_LIMIT, "%.*s: more than %zu nested directories (limit tree_depth)",
                       STR_ARG(path_tail((struct str){ walk->path, path_len }, PATH_IN_REPOSITORY)),
                       LIMIT_tree_depth);
    struct frame *frame = &walk->frames[walk->depth++];
    *frame = (struct frame){ .path_len = path_len };
    for (int i = 0; i < SIDES; i++)
        if (ids[i] && !oid_is_none(ids[i]))
            TRY(side_open(walk, &frame->side[i], ids[i], path_len, err));
    return OK;
}

/* Puts the entry's name behind its directory in walk->path; *len is the whole length. */
static enum status walk_path(struct walk *walk, const struct frame *frame,
                             const struct tree_entry *entry, size_t *len, struct err *err)
{
    size_t need = frame->path_len + entry->name.len + (entry->is_tree ? 1 : 0);
    if (need > LIMIT_path_bytes)
        return err_set(
            err, E_LIMIT, "...%.*s: path over %zu bytes (limit path_bytes)",
            STR_ARG(path_tail((struct str){ walk->path, frame->path_len }, PATH_IN_REPOSITORY)),
            LIMIT_path_bytes);
    memcpy(walk->path + frame->path_len, entry->name.ptr, entry->name.len);
    if (entry->is_tree)
        walk->path[need - 1] = '/';
    *len = need;
    return OK;
}

static enum status walk_count(struct walk *walk, struct err *err)
{
    if (++walk->listed > LIMIT_snapshot_files)
        return err_set(err, E_LIMIT, "more than %zu files (limit snapshot_files)",
                       LIMIT_snapshot_files);
    return OK;
}

static struct str path_copy(const struct walk *walk, size_t len)
{
    return str_dup(walk->repo->arena, (struct str){ walk->path, len });
}

/* --- all files of one tree ------------------------------------------------------------------- */

static enum status list_step(struct walk *walk, struct err *err)
{
    struct frame *frame = &walk->frames[walk->depth - 1];
    struct side *side = &frame->side[NEW];
    size_t len;

    if (!side->has_entry) {
        frame_close(frame);
        walk->depth--;
        return OK;
    }
    struct tree_entry entry = side->entry;
    TRY(walk_path(walk, frame, &entry, &len, err));
    side_advance(side);
    if (entry.is_tree)
        return walk_enter(walk, (const struct oid *const[SIDES]){ NULL, &entry.id }, len, err);
    TRY(walk_count(walk, err));
    vec_push(walk->repo->arena, walk->entries,
             (struct source_entry){ path_copy(walk, len), entry.id, entry.mode });
    return OK;
}

enum status tree_list(struct repo *repo, const struct oid *tree, struct str folder,
                      struct source_entries *out, struct err *err)
{
    const struct oid *ids[SIDES] = { NULL, tree };
    struct walk walk;

    if (folder.len > LIMIT_path_bytes)
        return err_set(err, E_LIMIT, "path over %zu bytes (limit path_bytes)", LIMIT_path_bytes);
    walk_init(&walk, repo);
    walk.entries = out;
    memcpy(walk.path, folder.ptr, folder.len);
    enum status status = walk_enter(&walk, (const struct oid *const *)ids, folder.len, err);
    while (status == OK && walk.depth > 0)
        status = list_step(&walk, err);
    walk_close(&walk);
    return status;
}

/* --- files that differ between two trees ----------------------------------------------------- */

static enum status changed_add(struct walk *walk, size_t path_len, const struct tree_entry *old,
                               const struct tree_entry *new, struct err *err)
{
    TRY(walk_count(walk, err));
    struct changed_path *change = vec_add(walk->repo->arena, walk->changed);
    *change = (struct changed_path){ .path = path_copy(walk, path_len) };
    if (old) {
        change->old_id = old->id;
        change->old_mode = old->mode;
    }
    if (new) {
        change->new_id = new->id;
        change->new_mode = new->mode;
    }
    return OK;
}

/* old or new may be NULL, not both; when both are there they have one name and one kind. */
static enum status changed_entry(struct walk *walk, const struct tree_entry *old,
                                 const struct tree_entry *new, struct err *err)
{
    size_t len;

    if (old && new &&oid_eq(&old->id, &new->id) && old->mode == new->mode)
        return OK;
    TRY(walk_path(walk, &walk->frames[walk->depth - 1], old ? old : new, &len, err));
    if (!(old ? old : new)->is_tree)
        return changed_add(walk, len, old, new, err);
    if (old && new &&oid_eq(&old->id, &new->id))
        return OK;
    const struct oid *ids[SIDES] = { old ? &old->id : NULL, new ? &new->id : NULL };
    return walk_enter(walk, (const struct oid *const *)ids, len, err);
}

static enum status changed_step(struct walk *walk, struct err *err)
{
    struct frame *frame = &walk->frames[walk->depth - 1];
    struct side *old = &frame->side[OLD], *new = &frame->side[NEW];

    if (!old->has_entry && !new->has_entry) {
        frame_close(frame);
        walk->depth--;
        return OK;
    }
    int order = !old->has_entry   ? 1
                : !new->has_entry ? -1
                                  : tree_entry_cmp(&old->entry, &new->entry);
    struct tree_entry before = old->entry, after = new->entry;
    if (order <= 0)
        side_advance(old);
    if (order >= 0)
        side_advance(new);
    return changed_entry(walk, order <= 0 ? &before : NULL, order >= 0 ? &after : NULL, err);
}

enum status repo_changed_paths(struct repo *repo, const struct oid *base, const struct oid *tip,
                               struct changed_paths *out, struct err *err)
{
    struct oid old, new;
    struct walk walk;

    *out = (struct changed_paths){ 0 };
    TRY(repo_tree_of(repo, base, &old, err));
    TRY(repo_tree_of(repo, tip, &new, err));
    if (oid_eq(&old, &new))
        return OK;
    walk_init(&walk, repo);
    walk.changed = out;
    enum status status = walk_enter(&walk, (const struct oid *const[SIDES]){ &old, &new }, 0, err);
    while (status == OK && walk.depth > 0)
        status = changed_step(&walk, err);
    walk_close(&walk);
    return status;
}
