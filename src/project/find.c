/* find: the model a person or a fact means. */
#include "project/load.h"

const struct model *projects_model(const struct projects *projects, struct str fqn)
{
    return map_get(&projects->by_fqn, fqn);
}

/* How well a typed name fits: 3 exact, 2 with another case, 1 as the last parts, 0 not. */
static int fit(struct str name, struct str typed)
{
    if (str_eq(name, typed))
        return 3;
    if (str_eq_fold(name, typed))
        return 2;
    if (name.len <= typed.len || name.ptr[name.len - typed.len - 1] != '.')
        return 0;
    return str_eq_fold(str_sub(name, name.len - typed.len, typed.len), typed);
}

static struct str nearest_model(const struct projects *projects, struct str typed)
{
    struct str best = STR_EMPTY;
    for (size_t i = 0; i < projects->count; i++)
        for (size_t k = 0; k < projects->items[i]->models.count; k++) {
            struct str pair[2] = { best, projects->items[i]->models.items[k]->name };
            bool first = !best.len;
            best = nearest_word(typed, pair + first, first ? 1 : 2);
        }
    return best;
}

/* ---- candidates ---- */

/* A name fits a typed one only when both end in the same part. */
static struct str last_part(struct arena *arena, struct str name)
{
    ptrdiff_t dot = str_rfind_byte(name, '.');
    return str_lower(arena, dot < 0 ? name : str_sub(name, (size_t)dot + 1, name.len));
}

/* Models by the last part of their names. Made once somebody has asked a few times: one question is
 * answered sooner by looking at every model. */
struct name_index {
    struct arena *arena;
    struct map first; /* last part -> number of the first model with it, from 1 */
    const struct model **models;
    uint32_t *next; /* per model: number of the next with the same last part, 0 = none */
    unsigned asked;
};
#define ASKED_BEFORE_INDEX 8

struct name_index *name_index_new(struct arena *arena)
{
    struct name_index *index = arena_new(arena, struct name_index);
    index->arena = arena;
    return index;
}

/* From the last to the first, so that lists are in order. */
static void index_model(struct name_index *index, const struct model *model, uint32_t number)
{
    void *later =
        map_put(&index->first, last_part(index->arena, model->name), (void *)(uintptr_t)number);
    index->models[number - 1] = model;
    index->next[number - 1] = (uint32_t)(uintptr_t)later;
}

static void index_all(const struct projects *projects)
{
    struct name_index *index = projects->index;
    size_t number = projects->model_count;
    map_init(&index->first, index->arena);
    index->models = arena_array(index->arena, number, sizeof *index->models);
    index->next = arena_array(index->arena, number, sizeof *index->next);
    for (size_t i = projects->count; i > 0; i--)
        for (size_t k = projects->items[i - 1]->models.count; k > 0; k--)
            index_model(index, projects->items[i - 1]->models.items[k - 1], (uint32_t)number--);
}

/* ---- finding ---- */

struct finding {
    const struct model *found[4];
    size_t count[4];
};

static void consider(struct finding *finding, const struct model *model, struct str typed)
{
    int level = fit(model->name, typed);
    if (!level && str_eq(model->fqn, typed))
        level = 3;
    if (level && finding->found[level] && str_eq(finding->found[level]->fqn, model->fqn))
        return; /* the same model in a second root */
    finding->found[level] = model;
    finding->count[level]++;
}

static void consider_indexed(struct finding *finding, const struct projects *projects,
                             struct str typed)
{
    const struct name_index *index = projects->index;
    struct str last = last_part(index->arena, typed);
    const struct model *named = projects_model(projects, typed);
    uint32_t at = (uint32_t)(uintptr_t)map_get(&index->first, last);
    for (; at > 0; at = index->next[at - 1])
        consider(finding, index->models[at - 1], typed);
    if (named && !fit(named->name, typed))
        consider(finding, named, typed);
}

static void consider_all(struct finding *finding, const struct projects *projects, struct str typed)
{
    for (size_t i = 0; i < projects->count; i++)
        for (size_t k = 0; k < projects->items[i]->models.count; k++)
            consider(finding, projects->items[i]->models.items[k], typed);
}

const struct model *projects_find(const struct projects *projects, struct str typed,
                                  struct str *near)
{
    struct finding finding = { 0 };
    struct name_index *index = projects->index;
    if (near)
        *near = STR_EMPTY;
    if (index && ++index->asked == ASKED_BEFORE_INDEX)
        index_all(projects);
    if (index && index->asked >= ASKED_BEFORE_INDEX)
        consider_indexed(&finding, projects, typed);
    else
        consider_all(&finding, projects, typed);
    for (int level = 3; level > 0; level--)
        if (finding.count[level] == 1)
            return finding.found[level];
        else if (finding.count[level] > 1)
            break;
    if (near)
        *near = nearest_model(projects, typed);
    return NULL;
}
