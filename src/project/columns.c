/* columns: output columns of every model, parents first. Source: sqlmesh/core/model/definition.py,
 * columns_to_types; sqlglot's expand_stars for the order of what a star gives. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "project/load.h"
#include "project/schema.h"
#include "sql/form.h"

#define SCRATCH_KEEP ((size_t)4 * 1024 * 1024)

struct resolver {
    struct arena *arena;
    struct arena scratch; /* of the model at hand */
    const struct projects *projects;
    struct map *shapes;
};

static struct loaded *loaded_of(const struct projects *projects, struct str fqn)
{
    return (struct loaded *)(void *)map_get(&projects->by_fqn, fqn);
}

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
static bool needs_relation(const struct draft *draft)
{
    vec_for (const struct column, it, &draft->outputs) {
        if (it->expr && it->expr->kind == SQL_STAR)
            return true;
        if (!it->type.len && it->expr && it->expr->kind == SQL_COLUMN)
            return true;
    }
    return false;
}

static void take_outputs(struct resolver *resolver, struct columns *out, const struct draft *draft,
                         const struct bind_relation *relation)
{
    size_t own = 0; /* both lists follow the text */
    out->complete = draft->outputs.complete && relation->complete;
    out->cap = relation->count;
    out->items = arena_array(resolver->arena, relation->count + 1, sizeof *out->items);
    vec_for (const struct bind_column, it, relation) {
        while (it->expr && own < draft->outputs.count &&
               draft->outputs.items[own].expr->start < it->expr->start)
            own++;
        if (own == draft->outputs.count || draft->outputs.items[own].expr != it->expr) {
            out->complete = out->complete && it->expr == NULL;
            continue;
        }
        struct column column = draft->outputs.items[own];
        if (it->expr->kind == SQL_STAR)
            column = expanded(resolver->arena, it, &draft->outputs.items[own]);
        else if (!column.type.len)
            column.type = str_dup(resolver->arena, it->type);
        vec_push(resolver->arena, out, column);
    }
}

static void note_star(struct resolver *resolver, struct model *model, const struct draft *draft)
{
    vec_for (const struct column, it, &draft->outputs)
        if (it->expr && it->expr->kind == SQL_STAR)
            unknown_add(resolver->arena, &model->unknowns, UNKNOWN_STAR, STR("SELECT *"), it->place,
                        it->form);
}

static void outputs_of(struct resolver *resolver, struct columns *out, struct model *model,
                       const struct draft *draft)
{
    if (!model->body.query || !needs_relation(draft)) {
        *out = draft->outputs;
        return;
    }
    struct bind_schema schema;
    struct model_schema tables;
    struct binder binder;
    model_schema(&schema, &tables, &resolver->scratch, resolver->projects, model);
    binder_init(&binder, &resolver->scratch, &schema);
    take_outputs(resolver, out, draft, bind_query(&binder, model->body.query, NULL));
    if (binder.limited)
        unknown_add(resolver->arena, &model->unknowns, UNKNOWN_LIMIT, STR("query_columns"),
                    model->place, STR_EMPTY);
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
    const struct loaded *parent = loaded_of(resolver->projects, fqn);
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

/* The one object for these names and types. */
static struct shape *shape_of(struct resolver *resolver, const struct columns *columns)
{
    struct buf buf;
    buf_init(&buf, &resolver->scratch, LIMIT_memory_bytes);
    buf_byte(&buf, columns->complete ? 'c' : 'i');
    vec_for (const struct column, it, columns) {
        buf_add(&buf, it->name);
        buf_byte(&buf, '\0');
        buf_add(&buf, it->type);
        buf_byte(&buf, '\0');
    }
    struct shape *shape = map_get(resolver->shapes, buf_str(&buf));
    if (shape)
        return shape;
    shape = arena_new(resolver->arena, struct shape);
    shape->arena = resolver->arena;
    shape->columns = columns;
    map_put(resolver->shapes, buf_str(&buf), shape);
    return shape;
}

static void compute_columns(struct resolver *resolver, struct model *model,
                            const struct draft *draft)
{
    struct columns outputs = { 0 };
    outputs_of(resolver, &outputs, model, draft);
    if (draft->has_columns)
        merge_declared(resolver, model, &outputs);
    else
        model->body.columns = outputs;
    add_validity(resolver, model);
    describe(resolver, model, draft);
}

static void resolve_model(struct resolver *resolver, struct loaded *loaded)
{
    struct model *model = &loaded->model;
    struct draft *draft = loaded->draft;
    loaded->state = COLUMNS_RUNNING;
    if (model->class != MODEL_SQL) {
        add_validity(resolver, model);
        describe(resolver, model, draft);
    } else if (memo_holds(resolver, draft)) {
        model->body.columns = draft->memo.columns;
    } else {
        compute_columns(resolver, model, draft);
        memo_keep(resolver, draft, &model->body.columns);
    }
    if (model->class == MODEL_SQL && !model->body.columns.complete)
        note_star(resolver, model, draft);
    model_settle(model);
    loaded->shape = shape_of(resolver, &model->body.columns);
    loaded->state = COLUMNS_DONE;
    if (arena_used(&resolver->scratch) > SCRATCH_KEEP)
        arena_release(&resolver->scratch);
}

/* --- order ------------------------------------------------------------------------------------ */

struct frame {
    struct loaded *model;
    size_t next; /* dependency to look at next */
};
struct frames {
    VEC_OF(struct frame);
};

/* Depth first over the dependencies with a stack of our own; a model that is met again while its
 * parents are still being read is part of a cycle and stays unknown to the one that asks. */
static void resolve_from(struct resolver *resolver, struct frames *stack, struct loaded *start)
{
    stack->count = 0;
    vec_push(resolver->arena, stack, (struct frame){ start, 0 });
    start->state = COLUMNS_RUNNING;
    while (stack->count) {
        struct frame *top = &stack->items[stack->count - 1];
        if (top->next == top->model->model.dependencies.count) {
            resolve_model(resolver, top->model);
            stack->count--;
            continue;
        }
        struct str fqn = top->model->model.dependencies.items[top->next++].fqn;
        struct loaded *parent = loaded_of(resolver->projects, fqn);
        if (!parent || parent->state != COLUMNS_WAITING)
            continue;
        parent->state = COLUMNS_RUNNING;
        vec_push(resolver->arena, stack, (struct frame){ parent, 0 });
    }
}

void columns_resolve(struct projects *projects, struct parse_cache *cache)
{
    struct arena *arena = cache->arena;
    struct resolver resolver = { .arena = arena, .projects = projects, .shapes = &cache->shapes };
    struct frames stack = { 0 };
    arena_init(&resolver.scratch, arena->cap_bytes, arena->exhausted);
    for (size_t i = 0; i < projects->count; i++)
        for (size_t k = 0; k < projects->items[i]->models.count; k++) {
            struct loaded *loaded = (struct loaded *)(void *)projects->items[i]->models.items[k];
            if (loaded->state == COLUMNS_WAITING)
                resolve_from(&resolver, &stack, loaded);
        }
    arena_release(&resolver.scratch);
}
