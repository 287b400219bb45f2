/* repo_graph: walks over commits, through all parents.
 *
 * libgit2's walk fails at a shallow boundary and its merge base takes a missing parent for "no
 * common ancestor"; here a boundary ends a path quietly and anything else that is missing is an
 * error. Parsed commits are kept for the run, so several walks over the same history read it once.
 * Commits are taken newest first from a heap, which makes a range cost what it holds, not what the
 * repository holds. */
#include "host/repo_private.h"

#include "base/limits.h"

/* Dates may lie: this many hidden commits are still followed after nothing seems left to hide. */
#define SLACK ((size_t)512)

enum {
    MARK_A = 1,      /* reachable from the first side: the tip */
    MARK_B = 2,      /* reachable from the second side: a hidden commit */
    MARK_STALE = 4,  /* an ancestor of a common ancestor */
    MARK_RESULT = 8, /* already in the answer */
    MARK_QUEUED = 16
};

struct node {
    struct oid id;
    int64_t time;
    uint64_t number; /* order of first sight, to break ties */
    struct node **parents;
    size_t parent_count;
    unsigned walk, marks; /* marks belong to this walk */
    size_t children;      /* inside the answer that is being sorted */
};

/* --- nodes ----------------------------------------------------------------------------------- */

static struct node *node_get(struct repo *repo, const struct oid *id)
{
    struct node *node = map_get(&repo->nodes, oid_key(id));
    if (!node) {
        node = arena_new(repo->arena, struct node);
        node->id = *id;
        map_put(&repo->nodes, oid_key(id), node);
    }
    return node;
}

static void node_link(struct repo *repo, struct node *node, const struct commit_header *header)
{
    node->time = person_time(header->committer);
    node->number = ++repo->node_count;
    if (repo_is_boundary(repo, &node->id))
        return;
    node->parent_count = header->parent_count;
    node->parents = arena_array(repo->arena, node->parent_count, sizeof(struct node *));
    for (size_t i = 0; i < node->parent_count; i++) {
        struct oid parent = commit_parent(header, i);
        node->parents[i] = node_get(repo, &parent);
    }
}

/* Reads time and parents, once. */
static enum status node_read(struct repo *repo, struct node *node, struct err *err)
{
    struct object object;
    struct commit_header header;

    if (node->number)
        return OK;
    TRY(object_read(repo, &node->id, OBJECT_COMMIT, &object, err));
    enum status status = commit_parse(repo, &node->id, object.bytes, &header, err);
    if (status == OK)
        node_link(repo, node, &header);
    object_release(&object);
    return status;
}

static unsigned marks_of(struct repo *repo, struct node *node)
{
    if (node->walk != repo->walk) {
        node->walk = repo->walk;
        node->marks = 0;
        node->children = 0;
    }
    return node->marks;
}

/* --- heap: newest first ---------------------------------------------------------------------- */

struct heap {
    VEC_OF(struct node *);
};

static bool is_newer(const struct node *a, const struct node *b)
{
    return a->time != b->time ? a->time > b->time : a->number < b->number;
}

static void heap_push(struct arena *arena, struct heap *heap, struct node *node)
{
    vec_push(arena, heap, node);
    size_t at = heap->count - 1;
    while (at > 0 && is_newer(node, heap->items[(at - 1) / 2])) {
        heap->items[at] = heap->items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->items[at] = node;
}

static struct node *heap_pop(struct heap *heap)
{
    struct node *top = heap->items[0], *last = heap->items[--heap->count];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= heap->count)
            break;
        if (child + 1 < heap->count && is_newer(heap->items[child + 1], heap->items[child]))
            child++;
        if (!is_newer(heap->items[child], last))
            break;
        heap->items[at] = heap->items[child];
        at = child;
    }
    if (heap->count > 0)
        heap->items[at] = last;
    return top;
}

/* --- painting: marks flow from commits to their parents -------------------------------------- */

struct paint {
    struct repo *repo;
    struct heap heap;
    unsigned done;  /* a queued commit with this mark no longer keeps the walk going */
    size_t pending; /* queued commits without it */
};

static void paint_init(struct paint *paint, struct repo *repo, unsigned done)
{
    *paint = (struct paint){ .repo = repo, .done = done };
    repo->walk++;
}

/* Adds marks; a commit that gained one is queued (again), so that its parents gain it too. */
static enum status paint_mark(struct paint *paint, struct node *node, unsigned marks,
                              struct err *err)
{
    unsigned before = marks_of(paint->repo, node);
    if ((before & marks) == marks)
        return OK;
    TRY(node_read(paint->repo, node, err));
    node->marks |= marks | MARK_QUEUED;
    bool was_pending = (before & MARK_QUEUED) && !(before & paint->done);
    bool is_pending = !(node->marks & paint->done);
    paint->pending += is_pending;
    paint->pending -= was_pending;
    if (!(before & MARK_QUEUED))
        heap_push(paint->repo->arena, &paint->heap, node);
    return OK;
}

static struct node *paint_take(struct paint *paint)
{
    struct node *node = heap_pop(&paint->heap);
    node->marks &= ~(unsigned)MARK_QUEUED;
    paint->pending -= !(node->marks & paint->done);
    return node;
}

static enum status paint_parents(struct paint *paint, const struct node *node, unsigned marks,
                                 struct err *err)
{
    for (size_t i = 0; i < node->parent_count; i++) {
        enum status status = paint_mark(paint, node->parents[i], marks, err);
        if (status != OK)
            return path_failed(status,
                               str_fmt(paint->repo->arena, "parent of %s",
                                       oid_hex(paint->repo->arena, &node->id).ptr),
                               err);
    }
    return OK;
}

static enum status paint_start(struct paint *paint, const struct oid *id, unsigned marks,
                               struct err *err)
{
    return paint_mark(paint, node_get(paint->repo, id), marks, err);
}

/* --- range ----------------------------------------------------------------------------------- */

struct range {
    struct paint paint;
    struct heap found; /* in order of discovery; some may be hidden later */
    int64_t oldest;
    size_t slack;
};

static enum status range_hide(struct range *range, const struct oid *id, struct err *err)
{
    struct oid target;
    enum object_kind kind;

    if (oid_is_none(id))
        return OK;
    TRY(repo_object_kind(range->paint.repo, id, &kind, err));
    if (kind == OBJECT_TREE || kind == OBJECT_BLOB)
        return OK; /* a ref may name one; it hides no commit */
    TRY(repo_peel_commit(range->paint.repo, id, &target, err));
    return paint_start(&range->paint, &target, MARK_B, err);
}

static bool range_goes_on(struct range *range)
{
    if (range->paint.heap.count == 0)
        return false;
    if (range->paint.pending > 0 || range->found.count == 0)
        return range->paint.pending > 0;
    if (range->paint.heap.items[0]->time >= range->oldest)
        return true;
    return range->slack > 0 && range->slack-- > 0;
}

static enum status range_step(struct range *range, struct err *err)
{
    struct node *node = paint_take(&range->paint);

    if (!(node->marks & MARK_B)) {
        if (range->found.count == LIMIT_range_commits)
            return err_set(err, E_LIMIT, "more than %zu commits (limit range_commits)",
                           LIMIT_range_commits);
        if (range->found.count == 0 || node->time < range->oldest)
            range->oldest = node->time;
        vec_push(range->paint.repo->arena, &range->found, node);
    }
    return paint_parents(&range->paint, node, node->marks & (MARK_A | MARK_B), err);
}

static void children_count(const struct range *range)
{
    for (size_t i = 0; i < range->found.count; i++) {
        struct node *node = range->found.items[i];
        for (size_t p = 0; !(node->marks & MARK_B) && p < node->parent_count; p++)
            node->parents[p]->children++;
    }
}

/* Children before parents, the newest of those that are free first. */
static enum status range_sort(struct range *range, struct commits *out, struct err *err)
{
    struct repo *repo = range->paint.repo;
    struct heap ready = { 0 };

    children_count(range);
    for (size_t i = 0; i < range->found.count; i++) {
        struct node *node = range->found.items[i];
        if (!(node->marks & MARK_B) && node->children == 0)
            heap_push(repo->arena, &ready, node);
    }
    while (ready.count > 0) {
        struct node *node = heap_pop(&ready);
        TRY(repo_commit(repo, &node->id, vec_add(repo->arena, out), err));
        for (size_t p = 0; p < node->parent_count; p++) {
            struct node *parent = node->parents[p];
            if (--parent->children == 0 && !(parent->marks & MARK_B))
                heap_push(repo->arena, &ready, parent);
        }
    }
    return OK;
}

enum status repo_range(struct repo *repo, const struct oid *tip, const struct oid *hide,
                       size_t hide_count, struct commits *out, struct err *err)
{
    struct range range = { .slack = SLACK };

    *out = (struct commits){ 0 };
    paint_init(&range.paint, repo, MARK_B);
    for (size_t i = 0; i < hide_count; i++)
        TRY(range_hide(&range, &hide[i], err));
    TRY(paint_start(&range.paint, tip, MARK_A, err));
    while (range_goes_on(&range))
        TRY(range_step(&range, err));
    return range_sort(&range, out, err);
}

/* --- ancestry -------------------------------------------------------------------------------- */

enum status repo_is_ancestor(struct repo *repo, const struct oid *ancestor,
                             const struct oid *descendant, bool *out, struct err *err)
{
    struct paint paint;

    *out = false;
    paint_init(&paint, repo, MARK_STALE);
    TRY(paint_start(&paint, descendant, MARK_A, err));
    while (paint.heap.count > 0) {
        struct node *node = paint_take(&paint);
        if (oid_eq(&node->id, ancestor)) {
            *out = true;
            return OK;
        }
        TRY(paint_parents(&paint, node, MARK_A, err));
    }
    return OK;
}

/* Paints both histories until only ancestors of common ancestors are left; what carries both
 * colours and is nobody's ancestor so far is a candidate. */
static enum status bases_paint(struct paint *paint, struct heap *found, struct err *err)
{
    while (paint->pending > 0) {
        struct node *node = paint_take(paint);
        unsigned marks = node->marks & (MARK_A | MARK_B | MARK_STALE);
        if ((marks & (MARK_A | MARK_B)) == (MARK_A | MARK_B)) {
            if (!(node->marks & MARK_RESULT))
                vec_push(paint->repo->arena, found, node);
            node->marks |= MARK_RESULT;
            marks |= MARK_STALE;
        }
        TRY(paint_parents(paint, node, marks, err));
    }
    return OK;
}

/* With dates that lie a candidate can be an ancestor of another: it is no best one then. */
static enum status bases_reduce(struct repo *repo, struct heap *found, struct err *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < found->count; i++)
        if (!(found->items[i]->marks & MARK_STALE))
            found->items[kept++] = found->items[i];
    found->count = kept;
    for (size_t i = 0; i < found->count && found->count > 1;) {
        bool below = false;
        for (size_t j = 0; j < found->count && !below; j++)
            if (j != i)
                TRY(repo_is_ancestor(repo, &found->items[i]->id, &found->items[j]->id, &below,
                                     err));
        if (below)
            found->items[i] = found->items[--found->count];
        else
            i++;
    }
    return OK;
}

enum status repo_merge_base(struct repo *repo, const struct oid *a, const struct oid *b,
                            struct oid *out, struct err *err)
{
    struct heap found = { 0 };
    struct paint paint;

    paint_init(&paint, repo, MARK_STALE);
    TRY(paint_start(&paint, a, MARK_A, err));
    TRY(paint_start(&paint, b, MARK_B, err));
    TRY(bases_paint(&paint, &found, err));
    TRY(bases_reduce(repo, &found, err));
    if (found.count == 0)
        return err_set(err, E_NOTFOUND, "%s and %s have no common ancestor%s",
                       oid_short(repo->arena, a).ptr, oid_short(repo->arena, b).ptr,
                       repo_is_shallow(repo) ? " in this shallow repository" : "");
    if (found.count > 1)
        return err_set(err, E_INPUT, "%s and %s have %zu best common ancestors",
                       oid_short(repo->arena, a).ptr, oid_short(repo->arena, b).ptr, found.count);
    *out = found.items[0]->id;
    return OK;
}
