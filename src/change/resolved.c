/* resolved: see resolved.h. */
#include "change/resolved.h"

#include "project/schema.h"
#include "sql/form.h"
#include "sql/resolve.h"
#include "sql/walk.h"

/* --- names that mean another thing ----------------------------------------------------------- */

struct name_list {
    VEC_OF(struct resolved_name);
};

static int by_meaning(const void *left, const void *right)
{
    const struct resolved_name *a = left, *b = right;
    int order = str_cmp(a->means, b->means);
    return order ? order : str_cmp(a->name, b->name);
}

static void add_names(struct name_list *out, struct arena *arena, const struct resolved *side)
{
    for (size_t i = 0; i < side->names.count; i++)
        vec_push(arena, out, side->names.items[i]);
}

/* Names that share a meaning, on whichever sides: one of them may have taken the other's place. */
static void find_moved(struct model_diff *m)
{
    struct name_list all = { 0 };
    map_init(&m->moved, m->arena);
    map_init(&m->moved_ctes, m->arena);
    add_names(&all, m->arena, &m->resolved[0]);
    add_names(&all, m->arena, &m->resolved[1]);
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, by_meaning);
    for (size_t i = 1; i < all.count; i++) {
        const struct resolved_name *a = &all.items[i - 1], *b = &all.items[i];
        if (!str_eq(a->means, b->means) || str_eq(a->name, b->name))
            continue;
        map_put(a->is_cte ? &m->moved_ctes : &m->moved, a->name, m);
        map_put(b->is_cte ? &m->moved_ctes : &m->moved, b->name, m);
    }
}

struct search {
    const struct model_diff *m;
    bool found;
};

static enum walk_step find_name(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct search *search = ctx;
    (void)depth;
    if ((node->kind == SQL_COLUMN || node->kind == SQL_STAR) && node->first)
        search->found = map_get(&search->m->moved, node->first->text) != NULL;
    else if (node->kind == SQL_TABLE && node->first)
        search->found = map_get(&search->m->moved_ctes, node->first->text) != NULL;
    return search->found ? WALK_STOP : WALK_CONTINUE;
}

/* Whether the text names a table that was renamed, or one that has the name of another now. */
static bool names_moved(const struct model_diff *m, const struct sql_node *node)
{
    struct search search = { .m = m };
    if (m->resolved && m->moved.count + m->moved_ctes.count)
        (void)sql_walk(node, find_name, &search);
    return search.found;
}

/* --- both sides ------------------------------------------------------------------------------ */

static bool has_query(const struct model *model)
{
    return model_query(model) && model->class == MODEL_SQL;
}

void resolve_queries(struct model_diff *m)
{
    const struct model *models[] = { m->before, m->after };
    if (!has_query(m->before) || !has_query(m->after))
        return;
    m->resolved = arena_array(m->arena, 2, sizeof *m->resolved);
    for (int side = 0; side < 2; side++) {
        struct model_schema tables;
        struct bind_schema schema;
        model_schema(&schema, &tables, m->arena, models[side]);
        sql_resolve(&m->resolved[side], m->arena, &schema, model_query(models[side]));
    }
    find_moved(m);
}

void release_resolved(struct model_diff *m)
{
    if (!m->resolved)
        return;
    map_release(&m->moved);
    map_release(&m->moved_ctes);
    for (int side = 0; side < 2; side++)
        resolved_release(&m->resolved[side]);
}

bool same_once_resolved(const struct model_diff *m)
{
    const struct resolved *sides = m->resolved;
    return sides && sides[0].query && sides[1].query && sql_same(sides[0].query, sides[1].query);
}

/* A name that was found in a table is qualified once it is resolved; all others, and the lists of
 * USING, may find another thing. */
static bool stands_for_column(const struct sql_node *node)
{
    return node && node->kind == SQL_COLUMN && node->first != node->last;
}

static bool same_names(const struct model_diff *m, const struct sql_node *b,
                       const struct sql_node *a)
{
    if (b->kind != a->kind || b->kind == SQL_USING)
        return false;
    if (b->kind == SQL_COLUMN) {
        const struct sql_node *before = resolved_node(&m->resolved[0], b);
        const struct sql_node *after = resolved_node(&m->resolved[1], a);
        return stands_for_column(before) && stands_for_column(after) && sql_same(before, after);
    }
    for (b = b->first, a = a->first; b && a; b = b->next, a = a->next)
        if (!same_names(m, b, a))
            return false;
    return !b && !a;
}

bool names_mean_the_same(struct model_diff *m)
{
    const struct sql_node *b = model_query(m->before), *a = model_query(m->after);
    if (!b || !a || !same_bytes(model_query_form(m->before), model_query_form(m->after)))
        return false;
    if (!m->resolved)
        resolve_queries(m);
    return m->resolved && m->resolved[0].certain && m->resolved[1].certain && same_names(m, b, a);
}

/* Both sides have to be resolved: a node without a resolved form is compared as it was written. */
bool same_meaning(struct model_diff *m, const struct sql_node *b, const struct sql_node *a)
{
    if (!b || !a)
        return b == a;
    bool same_text = sql_same(b, a);
    if (same_text && !names_moved(m, b))
        return true;
    if (!m->resolved)
        return false;
    const struct sql_node *before = resolved_node(&m->resolved[0], b);
    const struct sql_node *after = resolved_node(&m->resolved[1], a);
    if (!before || !after || !sql_same(before, after))
        return false;
    if (!same_text)
        diff_harmless(m, STR("the same once its names are resolved"));
    return true;
}

struct str meaning_key(const struct model_diff *m, int side, const struct sql_node *node)
{
    const struct sql_node *found = m->resolved ? resolved_node(&m->resolved[side], node) : NULL;
    return sql_form(m->arena, found ? found : node);
}
