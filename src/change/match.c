/* match: which model of base is which model of the tip. First by name within a project, then by
 * name across projects, then as renamed: same meaning under another name, or the same file with a
 * query that is mostly the same. What is left was removed or added. */
#include "change/diff.h"

/* Share of words that must be common for two queries in one file to be one model, in percent. */
#define SIMILAR_PERCENT 60
/* Past this many models in one file (blueprints) only equal meaning makes a rename. */
#define MOST_PER_FILE 16

struct loose {
    const struct model *model;
    bool taken;
};
struct loose_list {
    VEC_OF(struct loose);
};

struct match {
    struct pairs *out;
    struct diff *run;
    struct loose_list removed, added;
};

static void push_pair(struct match *m, const struct model *before, const struct model *after)
{
    vec_push(m->run->arena, m->out, (struct pair){ .before = before, .after = after });
}

static bool may_pair(const struct model *a, const struct model *b)
{
    return (a->class == MODEL_AUDIT) == (b->class == MODEL_AUDIT);
}

/* Both lists are sorted by fqn; equal names of different node types are no pair. */
static void match_project(struct match *m, const struct project *before,
                          const struct project *after)
{
    size_t b = 0, a = 0, b_count = before ? before->models.count : 0;
    size_t a_count = after ? after->models.count : 0;

    while (b < b_count || a < a_count) {
        const struct model *old = b < b_count ? before->models.items[b] : NULL;
        const struct model *new = a < a_count ? after->models.items[a] : NULL;
        int order = !old ? 1 : !new ? -1 : str_cmp(old->fqn, new->fqn);

        if (order == 0 && may_pair(old, new)) {
            push_pair(m, old, new);
            b++;
            a++;
        } else if (order <= 0) {
            vec_push(m->run->arena, &m->removed, (struct loose){ .model = old });
            b++;
        } else {
            vec_push(m->run->arena, &m->added, (struct loose){ .model = new });
            a++;
        }
    }
}

static void match_projects(struct match *m)
{
    const struct projects *before = m->run->before, *after = m->run->after;

    for (size_t b = 0, a = 0; b < before->count || a < after->count;) {
        const struct project *old = b < before->count ? before->items[b] : NULL;
        const struct project *new = a < after->count ? after->items[a] : NULL;
        int order = !old ? 1 : !new ? -1 : str_cmp(old->root, new->root);
        match_project(m, order <= 0 ? old : NULL, order >= 0 ? new : NULL);
        b += order <= 0;
        a += order >= 0;
    }
}

/* Candidates with the same key, in order. */
struct bucket {
    VEC_OF(size_t);
};

static void put(struct arena *arena, struct map *map, struct str key, size_t index)
{
    struct bucket *bucket = map_get(map, key);
    if (!bucket) {
        bucket = arena_new(arena, struct bucket);
        map_put(map, key, bucket);
    }
    vec_push(arena, bucket, index);
}

static void take(struct match *m, size_t removed, size_t added)
{
    m->removed.items[removed].taken = m->added.items[added].taken = true;
    push_pair(m, m->removed.items[removed].model, m->added.items[added].model);
}

static struct str key_fqn(struct arena *arena, const struct model *model)
{
    (void)arena;
    return model->fqn;
}

static struct str key_path(struct arena *arena, const struct model *model)
{
    (void)arena;
    return model->class == MODEL_EXTERNAL || model->class == MODEL_AUDIT ? STR_EMPTY : model->path;
}

static struct str columns_key(struct arena *arena, const struct model *model)
{
    struct strs parts = { 0 };
    for (size_t i = 0; i < model_columns(model)->count; i++) {
        vec_push(arena, &parts, model_columns(model)->items[i].name);
        vec_push(arena, &parts, model_columns(model)->items[i].type);
    }
    return text_join(arena, parts.items, parts.count, "\n");
}

/* What a model means apart from its name; "" when that cannot be told. */
static struct str key_meaning(struct arena *arena, const struct model *model)
{
    struct str body = model_query_form(model);

    if (model->class == MODEL_AUDIT)
        return STR_EMPTY;
    for (size_t i = 0; i < model->inputs.count && model->class == MODEL_SEED; i++) {
        if (model->inputs.items[i].kind == INPUT_SEED_FILE)
            body = model->inputs.items[i].digest;
    }
    if (str_is_empty(body) && (model->class != MODEL_EXTERNAL || model_columns(model)->count == 0))
        return STR_EMPTY;
    struct str parts[] = { str_of(model_class_name(model->class)), model->kind, body,
                           columns_key(arena, model) };
    return text_join(arena, parts, sizeof parts / sizeof *parts, "\n\n");
}

static int affinity(const struct model *a, const struct model *b)
{
    return 4 * str_eq(a->path, b->path) +
           2 * str_eq(str_last_part(a->name, '.'), str_last_part(b->name, '.')) +
           str_eq(a->project, b->project);
}

static size_t best_of(const struct match *m, const struct model *model, const struct bucket *bucket)
{
    size_t best = SIZE_MAX;
    int best_score = -1;

    for (size_t i = 0; bucket && i < bucket->count; i++) {
        const struct loose *loose = &m->added.items[bucket->items[i]];
        int score = affinity(model, loose->model);
        if (!loose->taken && score > best_score && may_pair(model, loose->model)) {
            best = bucket->items[i];
            best_score = score;
        }
    }
    return best;
}

/* Pairs leftovers with equal keys. Taken ones stay in the bucket, so a bucket is worn off from its
 * front to keep many equal models from costing their square. */
static void match_by(struct match *m, struct str (*key)(struct arena *, const struct model *))
{
    struct arena *arena = m->run->arena;
    struct map map;

    map_init(&map, arena);
    for (size_t i = 0; i < m->added.count; i++) {
        struct str k = m->added.items[i].taken ? STR_EMPTY : key(arena, m->added.items[i].model);
        if (!str_is_empty(k))
            put(arena, &map, k, i);
    }
    for (size_t i = 0; i < m->removed.count && map.count; i++) {
        struct loose *loose = &m->removed.items[i];
        struct str k = loose->taken ? STR_EMPTY : key(arena, loose->model);
        struct bucket *bucket = str_is_empty(k) ? NULL : map_get(&map, k);
        size_t added = best_of(m, loose->model, bucket);
        if (added != SIZE_MAX)
            take(m, i, added);
        while (bucket && bucket->count && m->added.items[bucket->items[0]].taken) {
            bucket->items++;
            bucket->count--;
            bucket->cap = 0;
        }
    }
    map_release(&map);
}

struct words {
    VEC_OF(struct str);
};

static void split_words(struct words *out, struct arena *arena, struct str text)
{
    for (size_t i = 0; i < text.len;) {
        size_t start = i;
        while (i < text.len && !byte_is_space(text.ptr[i]))
            i++;
        if (i > start)
            vec_push(arena, out, str_sub(text, start, i - start));
        while (i < text.len && byte_is_space(text.ptr[i]))
            i++;
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, str_cmp_qsort);
}

/* Common words of both, in percent of all words. */
static size_t similarity(struct arena *arena, struct str a, struct str b)
{
    struct words x = { 0 }, y = { 0 };
    size_t common = 0, i = 0, j = 0;

    split_words(&x, arena, a);
    split_words(&y, arena, b);
    while (i < x.count && j < y.count) {
        int order = str_cmp(x.items[i], y.items[j]);
        common += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    return x.count + y.count ? 200 * common / (x.count + y.count) : 0;
}

/* What two versions of one file are compared by: the query, or the columns where code is a
 * digest. */
static struct str body_words(struct arena *arena, const struct model *model)
{
    return model->class == MODEL_SQL ? model_query_form(model) : columns_key(arena, model);
}

static size_t most_similar(struct match *m, const struct model *model, const struct bucket *bucket)
{
    struct arena *arena = m->run->arena;
    size_t best = SIZE_MAX, best_percent = SIMILAR_PERCENT;
    struct str body = body_words(arena, model);

    for (size_t i = 0; bucket && bucket->count <= MOST_PER_FILE && i < bucket->count; i++) {
        const struct loose *loose = &m->added.items[bucket->items[i]];
        if (loose->taken || loose->model->class != model->class)
            continue;
        size_t percent = similarity(arena, body, body_words(arena, loose->model));
        if (percent >= best_percent && (best == SIZE_MAX || percent > best_percent)) {
            best = bucket->items[i];
            best_percent = percent;
        }
    }
    return best;
}

static void match_by_file(struct match *m)
{
    struct arena *arena = m->run->arena;
    struct map map;

    map_init(&map, arena);
    for (size_t i = 0; i < m->added.count; i++) {
        struct str path = key_path(arena, m->added.items[i].model);
        if (!m->added.items[i].taken && !str_is_empty(path))
            put(arena, &map, path, i);
    }
    for (size_t i = 0; i < m->removed.count && map.count; i++) {
        struct loose *loose = &m->removed.items[i];
        struct str path = key_path(arena, loose->model);
        if (loose->taken || str_is_empty(path))
            continue;
        size_t added = most_similar(m, loose->model, map_get(&map, path));
        if (added != SIZE_MAX)
            take(m, i, added);
    }
    map_release(&map);
}

/* A model that was switched off is not the one that took over its query. */
static void set_disabled_aside(struct match *m)
{
    for (size_t i = 0; i < m->removed.count; i++) {
        struct loose *loose = &m->removed.items[i];
        if (!map_get(&m->run->disabled, str_lower(m->run->arena, loose->model->name)))
            continue;
        loose->taken = true;
        push_pair(m, loose->model, NULL);
    }
}

void match_models(struct pairs *out, struct diff *run)
{
    struct match m = { .out = out, .run = run };

    match_projects(&m);
    match_by(&m, key_fqn);
    set_disabled_aside(&m);
    match_by(&m, key_meaning);
    match_by_file(&m);
    for (size_t i = 0; i < m.removed.count; i++) {
        if (!m.removed.items[i].taken)
            push_pair(&m, m.removed.items[i].model, NULL);
    }
    for (size_t i = 0; i < m.added.count; i++) {
        if (!m.added.items[i].taken)
            push_pair(&m, NULL, m.added.items[i].model);
    }
}
