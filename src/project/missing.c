/* missing: see the header. Where a name is looked for is sql/bind's matter; here every name of a
 * query is asked about. */
#include "project/missing.h"

#include "project/schema.h"
#include "sql/query.h"
#include "sql/walk.h"

struct search {
    struct arena *arena;
    struct binder binder;
    const struct wanted_columns *wanted;
    struct missing_columns *out;
};

enum sight { SIGHT_FOUND, SIGHT_DOUBTFUL, SIGHT_MISSING };

static void note(struct search *s, struct str name, enum sight sight)
{
    bool certain = sight == SIGHT_MISSING;
    if (sight == SIGHT_FOUND)
        return;
    vec_for (struct missing_column, it, s->out)
        if (str_eq(it->name, name)) {
            it->certain = it->certain || certain;
            return;
        }
    vec_push(s->arena, s->out, (struct missing_column){ str_dup(s->arena, name), certain });
}

/* What is not understood misses every name that stands in it. */
static void look_in_text(struct search *s, struct str text)
{
    size_t from = 0;
    for (size_t i = 0; i <= text.len; i++) {
        bool word = i < text.len && (byte_is_alpha(text.ptr[i]) || byte_is_digit(text.ptr[i]) ||
                                     text.ptr[i] == '_' || (unsigned char)text.ptr[i] >= 0x80);
        if (word)
            continue;
        struct str name = str_sub(text, from, i - from);
        from = i + 1;
        for (struct map_entry *e = map_first(&s->wanted->names); e && name.len; e = map_next(e))
            if (str_eq_fold(map_key(e), name))
                note(s, map_key(e), SIGHT_DOUBTFUL);
    }
}

/* --- whether one of the models is read ----------------------------------------------------------
 */

static bool reaches(const struct search *s, const struct bind_relation *relation);

static bool scope_reaches(const struct search *s, const struct bind_scope *scope)
{
    vec_for (const struct bind_source, it, &scope->sources)
        if (reaches(s, it->relation))
            return true;
    return false;
}

/* Queries are nested only so deep, so the recursion is bounded. */
static bool reaches(const struct search *s, const struct bind_relation *relation)
{
    switch (relation->kind) {
    case BIND_TABLE:
        return map_get(&s->wanted->models, relation->id) != NULL;
    case BIND_SELECT:
        return scope_reaches(s, relation->scope);
    case BIND_SETOP:
        return reaches(s, relation->inner) || reaches(s, relation->right);
    case BIND_RENAMED:
    case BIND_PIVOT:
        return relation->inner ? reaches(s, relation->inner) : scope_reaches(s, relation->scope);
    case BIND_VALUES:
    case BIND_FUNCTION:
    case BIND_UNKNOWN:
        return false;
    }
    return true;
}

/* --- one name -----------------------------------------------------------------------------------
 */

/* Where the search stands: a SELECT, and in it one item of its select list. */
struct spot {
    struct search *search;
    const struct bind_scope *scope;
    const struct sql_node *item;  /* without its alias; NULL outside of the select list */
    const struct sql_node *bound; /* COLUMN_NAMES of the lambda around, or NULL */
    const struct spot *around;    /* outside of that lambda */
    bool loose;                   /* in a macro: it may be no column at all */
};

static bool is_bound(const struct spot *spot, struct str name)
{
    for (; spot; spot = spot->around)
        for (const struct sql_node *it = spot->bound ? spot->bound->first : NULL; it; it = it->next)
            if (str_eq(it->text, name))
                return true;
    return false;
}

static enum sight sight_of(const struct spot *spot, const struct bind_hit *hit)
{
    if (hit->index != SIZE_MAX)
        return SIGHT_FOUND;
    if (hit->answer == BIND_NONE) {
        const struct bind_column *alias = bind_alias(hit->scope, hit->name);
        bool itself = alias && spot->item && alias->expr == spot->item;
        return alias && !itself ? SIGHT_FOUND : SIGHT_MISSING;
    }
    if (hit->answer == BIND_ROW)
        return SIGHT_FOUND;
    if (hit->answer == BIND_ONE && !hit->sure)
        return SIGHT_DOUBTFUL; /* if it is anywhere, it is there */
    if (hit->source && !reaches(spot->search, hit->source->relation))
        return SIGHT_FOUND;
    return hit->source && hit->source->relation->complete ? SIGHT_MISSING : SIGHT_DOUBTFUL;
}

/* A scope around, or the name's own, reads one of the models. */
static bool any_scope_reaches(const struct search *s, const struct bind_scope *scope)
{
    for (; scope; scope = scope->around)
        if (scope_reaches(s, scope))
            return true;
    return false;
}

static void look_for(const struct spot *spot, const struct sql_node *column)
{
    struct search *s = spot->search;
    struct bind_hit hit;
    bind_find(&s->binder, spot->scope, column, &hit);
    if (!map_get(&s->wanted->names, hit.name) || is_bound(spot, column->first->text) ||
        !any_scope_reaches(s, spot->scope))
        return;
    enum sight sight = sight_of(spot, &hit);
    note(s, hit.name, sight == SIGHT_MISSING && spot->loose ? SIGHT_DOUBTFUL : sight);
}

/* A name that has to be there by itself: in USING on both sides, behind EXCEPT. */
static void look_for_bare(const struct spot *spot, struct str name, size_t times)
{
    struct search *s = spot->search;
    bool complete = spot->scope->complete;
    size_t having = 0;
    if (!map_get(&s->wanted->names, name) || !scope_reaches(s, spot->scope))
        return;
    vec_for (const struct bind_source, it, &spot->scope->sources) {
        having += bind_index(&s->binder, it->relation, name) != SIZE_MAX;
        complete = complete && it->relation->complete;
    }
    if (having < times)
        note(s, name, complete ? SIGHT_MISSING : SIGHT_DOUBTFUL);
}

/* --- going through a query ----------------------------------------------------------------------
 */

static void visit_relation(struct search *s, const struct bind_relation *relation);
static void visit_expression(const struct spot *spot, const struct sql_node *node);

static void visit_inside(const struct spot *spot, const struct sql_node *node)
{
    struct spot inner = *spot;
    inner.around = spot;
    inner.bound = sql_child(node, SQL_COLUMN_NAMES);
    inner.loose = spot->loose || node->kind == SQL_MACRO;
    for (const struct sql_node *it = node->first; it; it = it->next)
        visit_expression(&inner, it);
}

static void visit_list(const struct spot *spot, const struct sql_node *list, size_t times)
{
    for (const struct sql_node *it = list->first; it; it = it->next)
        look_for_bare(spot, it->text, times);
}

static enum walk_step visit_node(void *ctx, const struct sql_node *node, unsigned depth)
{
    const struct spot *spot = ctx;
    struct search *s = spot->search;
    (void)depth;
    switch ((enum sql_kind)node->kind) {
    case SQL_COLUMN:
        look_for(spot, node);
        return WALK_CONTINUE;
    case SQL_CALL: /* t.note.upper() */
        look_in_text(s, sql_call_owner(node));
        return WALK_CONTINUE;
    case SQL_SELECT:
    case SQL_SETOP:
        visit_relation(s, bind_query(&s->binder, node, spot->scope));
        return WALK_PRUNE;
    case SQL_USING:
    case SQL_STAR_EXCEPT:
        visit_list(spot, node, node->kind == SQL_USING ? 2 : 1);
        return WALK_PRUNE;
    case SQL_OPAQUE:
    case SQL_TEMPLATE:
        look_in_text(s, node->text);
        return WALK_PRUNE;
    case SQL_LAMBDA:
    case SQL_ARRAY:
    case SQL_MACRO:
        visit_inside(spot, node);
        return WALK_PRUNE;
    case SQL_WITH:
    case SQL_SUBQUERY_TABLE: /* both are relations of their own */
        return WALK_PRUNE;
    default:
        return WALK_CONTINUE;
    }
}

static void visit_expression(const struct spot *spot, const struct sql_node *node)
{
    struct spot copy = *spot;
    sql_walk(node, visit_node, &copy);
}

static void visit_select(struct search *s, const struct bind_scope *scope)
{
    struct spot spot = { .search = s, .scope = scope };
    for (const struct sql_node *it = scope->query->first; it; it = it->next) {
        if (it->kind != SQL_PROJECTIONS) {
            visit_expression(&spot, it);
            continue;
        }
        for (const struct sql_node *item = it->first; item; item = item->next) {
            spot.item = item->kind == SQL_ALIASED ? item->first : item;
            visit_expression(&spot, item);
        }
        spot.item = NULL;
    }
}

/* The relations that are written in this scope; one that a CTE gives is written there. */
static void visit_scope(struct search *s, const struct bind_scope *scope)
{
    vec_for (const struct bind_cte, it, &scope->ctes)
        visit_relation(s, it->relation);
    vec_for (const struct bind_source, it, &scope->sources)
        if (!it->cte)
            visit_relation(s, it->relation);
}

static void visit_relation(struct search *s, const struct bind_relation *relation)
{
    switch (relation->kind) {
    case BIND_SELECT:
        visit_scope(s, relation->scope);
        visit_select(s, relation->scope);
        break;
    case BIND_SETOP:
        visit_scope(s, relation->scope);
        visit_relation(s, relation->inner);
        visit_relation(s, relation->right);
        break;
    case BIND_RENAMED:
    case BIND_PIVOT:
        if (relation->inner)
            visit_relation(s, relation->inner);
        else
            visit_scope(s, relation->scope);
        break;
    case BIND_UNKNOWN:
        if (relation->node && relation->node->kind != SQL_CTE)
            look_in_text(s, relation->node->text);
        break;
    case BIND_TABLE:
    case BIND_VALUES:
    case BIND_FUNCTION: /* what they hold are expressions of the scope around */
        break;
    }
}

bool query_column_names(struct column_names *out, struct arena *arena, const struct model *model)
{
    struct binder binder;
    struct model_schema tables;
    struct bind_schema schema;

    *out = (struct column_names){ 0 };
    if (!model_query(model))
        return false;
    model_schema(&schema, &tables, arena, model);
    binder_init(&binder, arena, &schema);
    const struct bind_relation *relation = bind_query(&binder, model_query(model), NULL);
    vec_for (const struct bind_column, it, relation)
        vec_push(arena, out, it->name);
    binder_release(&binder);
    return relation->complete;
}

void missing_columns(struct missing_columns *out, struct arena *arena, const struct model *model,
                     const struct wanted_columns *wanted)
{
    struct search s = { .arena = arena, .wanted = wanted, .out = out };
    struct model_schema tables;
    struct bind_schema schema;

    const struct sql_node *query = model_query(model);
    if (!query || (query->kind != SQL_SELECT && query->kind != SQL_SETOP)) {
        look_in_text(&s, model->class == MODEL_SQL ? model_query_form(model) : STR_EMPTY);
        return;
    }
    model_schema(&schema, &tables, arena, model);
    binder_init(&s.binder, arena, &schema);
    visit_relation(&s, bind_query(&s.binder, model_query(model), NULL));
    binder_release(&s.binder);
}
