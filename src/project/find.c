/* find: the model a person or a fact means. */
#include "project/project.h"

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

const struct model *projects_find(const struct projects *projects, struct str typed,
                                  struct str *near)
{
    const struct model *found[4] = { NULL };
    size_t count[4] = { 0 };
    if (near)
        *near = STR_EMPTY;
    for (size_t i = 0; i < projects->count; i++)
        for (size_t k = 0; k < projects->items[i]->models.count; k++) {
            const struct model *model = projects->items[i]->models.items[k];
            int level = fit(model->name, typed);
            if (!level && str_eq(model->fqn, typed))
                level = 3;
            if (level && found[level] && str_eq(found[level]->fqn, model->fqn))
                continue; /* the same model in a second root */
            found[level] = model;
            count[level]++;
        }
    for (int level = 3; level > 0; level--)
        if (count[level] == 1)
            return found[level];
        else if (count[level] > 1)
            break;
    if (near)
        *near = nearest_model(projects, typed);
    return NULL;
}
