/* columns: output columns of every model, parents first. Source: sqlmesh/core/model/definition.py,
 * columns_to_types; sqlglot's expand_stars for the order of what a star gives. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "project/column_macro.h"
#include "project/inferred.h"
#include "project/load.h"
#include "project/schema.h"
#include "sql/form.h"

/* --- one model -------------------------------------------------------------------------------- */

/* A column that a star gave, as if it were written out. */
static const struct sql_node *written_out(struct arena *arena, const struct sql_node *star,
                                          struct str name)
{
    struct sql_node *column = arena_new(arena, struct sql_node);
    struct sql_node *ident = arena_new(arena, struct sql_node);
    *ident = (struct sql_node){
        .kind = SQL_IDENT, .start = star->start, .end = star->end, .text = name
    };
    *column = (struct sql_node){ .kind = SQL_COLUMN,
                                 .start = star->start,
                                 .end = star->end,
                                 .text = STR_EMPTY,
                                 .first = ident,
                                 .last = ident };
    struct str rest = star->text, part;
    while (star->text.len && str_split(&rest, '.', &part)) {
        struct sql_node *qualifier = arena_new(arena, struct sql_node);
        *qualifier = (struct sql_node){
            .kind = SQL_IDENT, .start = star->start, .end = star->end, .text = part, .next = ident
        };
        if (column->first == ident)
            column->first = qualifier;
        else
            for (struct sql_node *it = column->first;; it = it->next)
                if (it->next == ident) {
                    it->next = qualifier;
                    break;
                }
    }
    return column;
}

static struct column expanded(struct arena *arena, const struct bind_column *from,
                              const struct column *star)
{
    struct column column = *star;
    column.name = str_dup(arena, from->name);
    column.type = str_dup(arena, from->type);
    column.expr = from->value ? from->value : written_out(arena, star->expr, column.name);
    column.form = sql_form(arena, column.expr);
    column.source = COLUMN_EXPANDED;
    return column;
}

/* Whether anything has to be looked up in other relations. */
static bool needs_relation(const struct columns *outputs)
{
    vec_for (const struct column, it, outputs) {
        if (it->expr && it->expr->kind == SQL_STAR)
            return true;
        if (!it->type.len && it->expr &&
            (it->expr->kind == SQL_COLUMN || it->expr->kind == SQL_CAST))
            return true;
    }
    return false;
}

static void take_outputs(struct resolver *resolver, struct columns *out,
                         const struct columns *outputs, const struct bind_relation *relation)
{
    size_t own = 0; /* both lists follow the text, where what a macro wrote is one place */
    out->complete = outputs->complete && relation->complete;
    out->cap = relation->count;
    out->items = arena_array(resolver->arena, relation->count + 1, sizeof *out->items);
    vec_for (const struct bind_column, it, relation) {
        while (it->expr && own < outputs->count && outputs->items[own].expr != it->expr &&
               outputs->items[own].expr->start <= it->expr->start)
            own++;
        if (own == outputs->count || outputs->items[own].expr != it->expr) {
            out->complete = out->complete && it->expr == NULL;
            continue;
        }
        struct column column = outputs->items[own];
        if (it->expr->kind == SQL_STAR)
            column = expanded(resolver->arena, it, &outputs->items[own]);
        else if (!column.type.len)
            column.type = str_dup(resolver->arena, it->type);
        vec_push(resolver->arena, out, column);
    }
}

static void note_star(struct resolver *resolver, struct model *model, const struct columns *outputs)
{
    vec_for (const struct column, it, outputs)
        if (it->expr && it->expr->kind == SQL_STAR)
            unknown_add_late(resolver->arena, &model->unknowns, UNKNOWN_STAR, STR("SELECT *"),
                             it->place, it->form);
}

/* *limited: the query has more columns than are looked at. */
static void outputs_of(struct resolver *resolver, struct columns *out, const struct loaded *loaded,
                       bool *limited)
{
    const struct model *model = &loaded->model;
    const struct sql_node *query = model_query(model); /* and with it the outputs */
    const struct columns *own = loaded_outputs(loaded);
    *limited = false;
    if (!query || !needs_relation(own)) {
        *out = *own;
        return;
    }
    struct bind_schema schema;
    struct model_schema tables;
    struct binder binder;
    model_schema(&schema, &tables, &resolver->scratch, &resolver->projects, model);
    binder_init(&binder, &resolver->scratch, &schema);
    take_outputs(resolver, out, own, bind_query(&binder, query, NULL));
    *limited = binder.limited;
    binder_release(&binder);
}

/* Declared names and types, with the expressions of the query beside them. */
static void merge_declared(struct resolver *resolver, struct model *model,
                           const struct columns *outputs)
{
    struct columns merged = { .complete = true };
    struct map by_name;
    map_init(&by_name, resolver->arena);
    vec_for (struct column, it, outputs)
        if (it->name.len && !map_get(&by_name, it->name))
            map_put(&by_name, it->name, it);
    vec_for (const struct column, it, &model->body.columns) {
        const struct column *output = map_get(&by_name, it->name);
        struct column column = *it;
        if (output) {
            column.form = output->form;
            column.expr = output->expr;
            column.description = output->description;
        }
        vec_push(resolver->arena, &merged, column);
    }
    map_release(&by_name);
    model->body.columns = merged;
}

static struct str kind_value(const struct model *model, const char *key, const char *otherwise)
{
    const struct property *found = property_get(&model->kind_properties, key);
    return found ? found->form : str_of(otherwise);
}

/* SCD_TYPE_2 adds the two columns that say when a row held. */
static void add_validity(struct resolver *resolver, struct model *model)
{
    static const char *const keys[] = { "valid_from_name", "valid_to_name" };
    static const char *const names[] = { "valid_from", "valid_to" };
    if (!str_starts(model->kind, STR("SCD_TYPE_2")) || model->class == MODEL_AUDIT)
        return;
    struct columns copy = { .complete = model->body.columns.complete };
    vec_for (const struct column, it, &model->body.columns)
        vec_push(resolver->arena, &copy, *it);
    for (size_t i = 0; i < 2; i++) {
        struct str name = kind_value(model, keys[i], names[i]);
        if (column_get(&model->body.columns, name))
            continue;
        struct column column = { .name = name,
                                 .type = kind_value(model, "time_data_type", "TIMESTAMP"),
                                 .form = STR_EMPTY,
                                 .description = STR_EMPTY,
                                 .place = model->place,
                                 .source = COLUMN_DECLARED };
        vec_push(resolver->arena, &copy, column);
    }
    model->body.columns = copy;
}

/* column_descriptions, when given, replace what comments say. The columns may be those of the
 * draft, which stay as they are. */
static void describe(struct resolver *resolver, struct model *model, const struct draft *draft)
{
    if (!draft->descriptions.count)
        return;
    struct columns described = { .complete = model->body.columns.complete };
    vec_for (const struct column, it, &model->body.columns) {
        const struct str *text = map_get(&draft->descriptions, it->name);
        struct column column = *it;
        column.description = text ? *text : STR_EMPTY;
        vec_push(resolver->arena, &described, column);
    }
    model->body.columns = described;
}

static const struct shape *parent_shape(const struct resolver *resolver, struct str fqn)
{
    const struct loaded *parent =
        (const struct loaded *)(const void *)projects_model(&resolver->projects, fqn);
    return parent ? parent->shape : NULL;
}

static bool memo_holds(const struct resolver *resolver, const struct draft *draft)
{
    for (size_t i = 0; draft->memo.set && i < draft->tables.count; i++)
        if (parent_shape(resolver, draft->tables.items[i].fqn) != draft->memo.parents[i])
            return false;
    return draft->memo.set;
}

static void memo_keep(const struct resolver *resolver, struct draft *draft,
                      const struct columns *columns)
{
    draft->memo.columns = *columns;
    draft->memo.parents =
        arena_array(resolver->arena, draft->tables.count, sizeof *draft->memo.parents);
    for (size_t i = 0; i < draft->tables.count; i++)
        draft->memo.parents[i] = parent_shape(resolver, draft->tables.items[i].fqn);
    draft->memo.set = true;
}

/* Names, and types unless they are left out, each with an end that no other imitates. */
static struct str shape_key(struct resolver *resolver, const struct columns *columns, bool typed)
{
    struct buf buf;
    buf_init(&buf, &resolver->scratch, LIMIT_memory_bytes);
    buf_byte(&buf, typed ? 't' : 'n');
    buf_byte(&buf, columns->complete ? 'c' : 'i');
    vec_for (const struct column, it, columns) {
        buf_add(&buf, it->name);
        buf_byte(&buf, '\0');
        if (typed) {
            buf_add(&buf, it->type);
            buf_byte(&buf, '\0');
        }
    }
    return buf_str(&buf);
}

/* The one object for these names and types. */
static struct shape *shape_of(struct resolver *resolver, const struct columns *columns)
{
    void **slot = map_slot(resolver->shapes, shape_key(resolver, columns, true));
    struct shape *shape = *slot;
    if (shape)
        return shape;
    *slot = shape = arena_new(resolver->arena, struct shape);
    shape->arena = resolver->arena;
    shape->columns = columns;
    slot = map_slot(resolver->shapes, shape_key(resolver, columns, false));
    *slot = *slot ? *slot : shape;
    shape->named = *slot;
    return shape;
}

static void compute_columns(struct resolver *resolver, struct loaded *loaded)
{
    struct columns outputs = { 0 };
    struct model *model = &loaded->model;
    struct draft *draft = loaded->draft;
    outputs_of(resolver, &outputs, loaded, &draft->memo.limited);
    if (draft->has_columns)
        merge_declared(resolver, model, &outputs);
    else
        model->body.columns = outputs;
    add_validity(resolver, model);
    describe(resolver, model, draft);
}

static unsigned models_above(const struct loaded *loaded)
{
    unsigned most = 0;
    for (size_t i = 0; i < loaded->model.dependencies.count; i++)
        if (loaded->parents[i] && loaded->parents[i]->above >= most)
            most = loaded->parents[i]->above + 1;
    return most;
}

static void resolve_model(struct resolver *resolver, struct loaded *loaded)
{
    struct model *model = &loaded->model;
    struct draft *draft = loaded->draft;
    loaded->state = COLUMNS_RUNNING;
    if (model->class != MODEL_SQL) {
        add_validity(resolver, model);
        describe(resolver, model, draft);
    } else if (model->column_macros) { /* of which no memo tells how they were written */
        column_macros_write(resolver, loaded);
        compute_columns(resolver, loaded);
    } else if (memo_holds(resolver, draft)) {
        model->body.columns = draft->memo.columns;
    } else {
        compute_columns(resolver, loaded);
        memo_keep(resolver, draft, &model->body.columns);
    }
    if (model->class == MODEL_SQL && !model->body.columns.complete)
        note_star(resolver, model, loaded_outputs(loaded));
    if (draft->memo.limited)
        unknown_add_late(resolver->arena, &model->unknowns, UNKNOWN_LIMIT, STR("query_columns"),
                         model->place, STR_EMPTY);
    model_settle(model);
    loaded->shape = shape_of(resolver, &model->body.columns);
    loaded->above = models_above(loaded);
    loaded->state = COLUMNS_DONE;
    model->body.columns_wait = false;
    arena_reset(&resolver->scratch);
}

/* --- order ------------------------------------------------------------------------------------ */

static void enter(struct resolver *resolver, struct loaded *loaded)
{
    loaded->state = COLUMNS_RUNNING;
    vec_push(resolver->arena, &resolver->stack, (struct resolver_frame){ loaded, 0 });
}

/* Depth first over the dependencies with a stack of our own; a model that is met again while its
 * parents are still being read is part of a cycle and stays unknown to the one that asks. */
void columns_make(struct loaded *start)
{
    struct resolver *resolver = start->resolver;
    if (start->state != COLUMNS_WAITING || resolver->stack.count)
        return;
    enter(resolver, start);
    while (resolver->stack.count) {
        struct resolver_frame *top = &resolver->stack.items[resolver->stack.count - 1];
        if (top->next == top->model->model.dependencies.count) {
            resolve_model(resolver, top->model);
            resolver->stack.count--;
            continue;
        }
        struct loaded *parent = top->model->parents[top->next++];
        if (parent && parent->state == COLUMNS_WAITING)
            enter(resolver, parent);
    }
}

/* --- the snapshot ----------------------------------------------------------------------------- */

static void find_parents(struct resolver *resolver, struct loaded *loaded)
{
    size_t count = loaded->model.dependencies.count;
    loaded->resolver = resolver;
    loaded->model.body.columns_wait = true;
    loaded->parents = arena_array(resolver->arena, count, sizeof(struct loaded *));
    for (size_t i = 0; i < count; i++)
        loaded->parents[i] =
            map_get(&resolver->projects.by_fqn, loaded->model.dependencies.items[i].fqn);
}

/* Whether some model hangs on itself: a walk along the parents meets one that it has not left. */
static bool has_cycle_from(struct resolver *resolver, struct loaded *start)
{
    bool found = false;
    enter(resolver, start);
    while (resolver->stack.count) {
        struct resolver_frame *top = &resolver->stack.items[resolver->stack.count - 1];
        if (top->next == top->model->model.dependencies.count) {
            top->model->state = COLUMNS_DONE;
            resolver->stack.count--;
            continue;
        }
        struct loaded *parent = top->model->parents[top->next++];
        found = found || (parent && parent->state == COLUMNS_RUNNING);
        if (parent && parent->state == COLUMNS_WAITING)
            enter(resolver, parent);
    }
    return found;
}

typedef bool loaded_visitor(struct resolver *resolver, struct loaded *loaded);

/* Calls visit for every model; whether any call said true. */
static bool for_each(struct resolver *resolver, loaded_visitor *visit)
{
    bool any = false;
    for (size_t i = 0; i < resolver->projects.count; i++) {
        const struct project *project = resolver->projects.items[i];
        for (size_t k = 0; k < project->models.count; k++)
            any |= visit(resolver, (struct loaded *)(void *)project->models.items[k]);
    }
    return any;
}

static bool prepare(struct resolver *resolver, struct loaded *loaded)
{
    find_parents(resolver, loaded);
    return false;
}

static bool check(struct resolver *resolver, struct loaded *loaded)
{
    return loaded->state == COLUMNS_WAITING && has_cycle_from(resolver, loaded);
}

static bool wait(struct resolver *resolver, struct loaded *loaded)
{
    (void)resolver;
    loaded->state = COLUMNS_WAITING;
    return false;
}

static bool make(struct resolver *resolver, struct loaded *loaded)
{
    (void)resolver;
    columns_make(loaded);
    return false;
}

/* What comes out of a cycle hangs on where it is entered, so it is always entered in one order. */
void columns_prepare(struct projects *projects, struct parse_cache *cache)
{
    struct resolver *resolver = arena_new(cache->arena, struct resolver);
    *resolver = (struct resolver){
        .arena = cache->arena, .projects = *projects, .cache = cache, .shapes = &cache->shapes
    };
    arena_init_within(&resolver->scratch, cache->arena);
    (void)for_each(resolver, prepare);
    resolver->circular = for_each(resolver, check);
    (void)for_each(resolver, wait);
    if (resolver->circular)
        (void)for_each(resolver, make);
}
