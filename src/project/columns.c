/* columns: output columns of every model, parents first. Source: sqlmesh/core/model/definition.py,
 * columns_to_types; sqlglot's expand_stars for the order of what a star gives. */
#include <stdlib.h>

#include "base/limits.h"
#include "project/load.h"
#include "project/relation.h"
#include "sql/form.h"

struct resolver {
    struct arena *arena;
    const struct projects *projects;
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

static struct column expanded(struct arena *arena, const struct rel_column *from,
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
                         const struct relation *relation)
{
    size_t own = 0;
    out->complete = draft->outputs.complete && relation->complete;
    vec_for (const struct rel_column, it, relation) {
        size_t at = own;
        while (at < draft->outputs.count && draft->outputs.items[at].expr != it->expr)
            at++;
        if (at == draft->outputs.count) {
            out->complete = out->complete && it->expr == NULL;
            continue;
        }
        own = at;
        struct column column = draft->outputs.items[own];
        if (it->expanded)
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
    struct arena scratch;
    if (!model->query || !needs_relation(draft)) {
        *out = draft->outputs;
        return;
    }
    arena_init(&scratch, LIMIT_memory_bytes, NULL);
    struct relation_reader reader = { &scratch, resolver->projects, draft };
    take_outputs(resolver, out, draft, relation_of_query(&reader, model->query));
    arena_release(&scratch);
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
    vec_for (const struct column, it, &model->columns) {
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
    model->columns = merged;
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
    struct columns copy = { .complete = model->columns.complete };
    vec_for (const struct column, it, &model->columns)
        vec_push(resolver->arena, &copy, *it);
    for (size_t i = 0; i < 2; i++) {
        struct str name = kind_value(model, keys[i], names[i]);
        if (column_get(&model->columns, name))
            continue;
        struct column column = { .name = name,
                                 .type = kind_value(model, "time_data_type", "TIMESTAMP"),
                                 .form = STR_EMPTY,
                                 .description = STR_EMPTY,
                                 .place = model->place,
                                 .source = COLUMN_DECLARED };
        vec_push(resolver->arena, &copy, column);
    }
    model->columns = copy;
}

/* column_descriptions, when given, replace what comments say. The columns may be those of the
 * draft, which stay as they are. */
static void describe(struct resolver *resolver, struct model *model, const struct draft *draft)
{
    if (!draft->descriptions.count)
        return;
    struct columns described = { .complete = model->columns.complete };
    vec_for (const struct column, it, &model->columns) {
        const struct str *text = map_get(&draft->descriptions, it->name);
        struct column column = *it;
        column.description = text ? *text : STR_EMPTY;
        vec_push(resolver->arena, &described, column);
    }
    model->columns = described;
}

static void resolve_model(struct resolver *resolver, struct loaded *loaded)
{
    struct model *model = &loaded->model;
    const struct draft *draft = loaded->draft;
    loaded->state = COLUMNS_RUNNING;
    if (model->class == MODEL_SQL || (model->class == MODEL_PYTHON && model->query)) {
        struct columns outputs = { 0 };
        outputs_of(resolver, &outputs, model, draft);
        if (draft->has_columns)
            merge_declared(resolver, model, &outputs);
        else
            model->columns = outputs;
        if (!model->columns.complete)
            note_star(resolver, model, draft);
    }
    add_validity(resolver, model);
    describe(resolver, model, draft);
    model_settle(model);
    loaded->state = COLUMNS_DONE;
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

void columns_resolve(struct projects *projects, struct arena *arena)
{
    struct resolver resolver = { arena, projects };
    struct frames stack = { 0 };
    for (size_t i = 0; i < projects->count; i++)
        for (size_t k = 0; k < projects->items[i]->models.count; k++) {
            struct loaded *loaded = (struct loaded *)(void *)projects->items[i]->models.items[k];
            if (loaded->state == COLUMNS_WAITING)
                resolve_from(&resolver, &stack, loaded);
        }
}
