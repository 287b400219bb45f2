/* columns: output columns of every model, parents first. Source: sqlmesh/core/model/definition.py,
 * columns_to_types; sqlglot's expand_stars for the order of what a star gives. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "project/column_macro.h"
#include "project/inferred.h"
#include "project/load.h"
#include "project/schema.h"
#include "sql/abridge.h"
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

/* What the columns of one model are made of, and where they go. */
struct making {
    struct resolver *resolver;
    struct arena *arena;   /* for what comes out */
    struct arena *scratch; /* for what is needed on the way */
    struct loaded *loaded;
    struct query_view query;
    bool limited; /* the query has more columns than are looked at */
    bool names_only;
};

static struct column expanded(struct arena *arena, const struct bind_column *from,
                              const struct column *star)
{
    struct column column = *star;
    column.name = str_dup(arena, from->name);
    column.type = str_dup(arena, from->type);
    column.expr = from->value ? from->value : written_out(arena, star->expr, column.name);
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

static void take_outputs(const struct making *making, struct columns *out,
                         const struct bind_relation *relation)
{
    const struct columns *outputs = &making->query.outputs;
    size_t own = 0; /* both lists follow the text, where what a macro wrote is one place */
    out->complete = outputs->complete && relation->complete;
    out->cap = relation->count;
    out->items = arena_array(making->arena, relation->count + 1, sizeof *out->items);
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
            column = expanded(making->arena, it, &outputs->items[own]);
        else if (!column.type.len)
            column.type = str_dup(making->arena, it->type);
        vec_push(making->arena, out, column);
    }
}

static void note_star(struct resolver *resolver, struct model *model, const struct columns *outputs)
{
    vec_for (const struct column, it, outputs)
        if (it->expr && it->expr->kind == SQL_STAR)
            unknown_add_late(resolver->arena, &model->unknowns, UNKNOWN_STAR, STR("SELECT *"),
                             it->place, sql_form(resolver->arena, it->expr));
}

static void outputs_of(struct making *making, struct columns *out)
{
    if (!making->query.tree || (!making->names_only && !needs_relation(&making->query.outputs))) {
        *out = making->query.outputs;
        return;
    }
    struct bind_schema schema;
    struct model_schema tables;
    struct binder binder;
    model_schema(&schema, &tables, making->scratch, &making->loaded->model);
    binder_init(&binder, making->scratch, &schema);
    binder.untyped = tables.names_only = making->names_only;
    take_outputs(making, out, bind_query(&binder, making->query.tree, NULL));
    making->limited = binder.limited;
    binder_release(&binder);
}

/* Declared names and types, with the expressions of the query beside them. */
static void merge_declared(const struct making *making, struct columns *columns,
                           const struct columns *outputs)
{
    const struct columns *declared = &making->loaded->draft->model.body.columns;
    struct map by_name;
    *columns = (struct columns){ .complete = true };
    map_init(&by_name, making->arena);
    vec_for (struct column, it, outputs)
        if (it->name.len && !map_get(&by_name, it->name))
            map_put(&by_name, it->name, it);
    vec_for (const struct column, it, declared) {
        const struct column *output = map_get(&by_name, it->name);
        struct column column = *it;
        if (output) {
            column.expr = output->expr;
            column.description = output->description;
        }
        vec_push(making->arena, columns, column);
    }
    map_release(&by_name);
}

static struct str kind_value(const struct model *model, const char *key, const char *otherwise)
{
    const struct property *found = property_get(&model->kind_properties, key);
    return found ? found->form : str_of(otherwise);
}

/* SCD_TYPE_2 adds the two columns that say when a row held. */
static void add_validity(const struct making *making, struct columns *columns)
{
    static const char *const keys[] = { "valid_from_name", "valid_to_name" };
    static const char *const names[] = { "valid_from", "valid_to" };
    const struct model *model = &making->loaded->model;
    if (!str_starts(model->kind, STR("SCD_TYPE_2")) || model->class == MODEL_AUDIT)
        return;
    struct columns copy = { .complete = columns->complete };
    vec_for (const struct column, it, columns)
        vec_push(making->arena, &copy, *it);
    for (size_t i = 0; i < 2; i++) {
        struct str name = kind_value(model, keys[i], names[i]);
        if (column_get(columns, name))
            continue;
        struct column column = { .name = name,
                                 .type = kind_value(model, "time_data_type", "TIMESTAMP"),
                                 .description = STR_EMPTY,
                                 .place = model->place,
                                 .source = COLUMN_DECLARED };
        vec_push(making->arena, &copy, column);
    }
    *columns = copy;
}

/* column_descriptions, when given, replace what comments say. The columns may be those of the
 * draft, which stay as they are. */
static void describe(const struct making *making, struct columns *columns)
{
    const struct draft *draft = making->loaded->draft;
    if (!draft->descriptions.count)
        return;
    struct columns described = { .complete = columns->complete };
    vec_for (const struct column, it, columns) {
        const struct str *text = map_get(&draft->descriptions, it->name);
        struct column column = *it;
        column.description = text ? *text : STR_EMPTY;
        vec_push(making->arena, &described, column);
    }
    *columns = described;
}

/* --- memory of the draft ---------------------------------------------------------------------- */

/* The name of a table and that of the dependency which it made are one text. */
struct loaded *loaded_named(const struct loaded *loaded, struct str fqn)
{
    for (size_t i = 0; i < loaded->model.dependencies.count; i++)
        if (loaded->model.dependencies.items[i].fqn.ptr == fqn.ptr)
            return loaded->parents[i];
    return map_get(&loaded->resolver->projects.by_fqn, fqn);
}

static const struct shape *parent_shape(const struct loaded *loaded, struct str fqn)
{
    const struct loaded *parent = loaded_named(loaded, fqn);
    return parent && parent != loaded ? parent->shape : NULL;
}

static bool memo_holds(const struct loaded *loaded)
{
    const struct draft *draft = loaded->draft;
    for (size_t i = 0; draft->memo.shape && i < draft->tables.count; i++)
        if (parent_shape(loaded, draft->tables.items[i].fqn) != draft->memo.parents[i])
            return false;
    return draft->memo.shape != NULL;
}

static void memo_keep(const struct loaded *loaded, bool limited)
{
    struct draft *draft = loaded->draft;
    size_t count = draft->tables.count;
    const struct shape **parents = draft->memo.parents;
    if (!parents)
        parents = arena_array(loaded->resolver->arena, count, sizeof *parents);
    for (size_t i = 0; i < count; i++)
        parents[i] = parent_shape(loaded, draft->tables.items[i].fqn);
    draft->memo =
        (struct column_memo){ .shape = loaded->shape, .parents = parents, .limited = limited };
}

/* --- names and types -------------------------------------------------------------------------- */

/* Names, and types unless they are left out, each with an end that no other imitates. */
static struct str shape_key(struct arena *arena, const struct columns *columns, bool typed)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_memory_bytes);
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

static void sign(struct column_types *out, struct arena *arena, const struct columns *columns)
{
    *out = (struct column_types){ .cap = columns->count, .complete = columns->complete };
    out->items = arena_array(arena, columns->count, sizeof *out->items);
    vec_for (const struct column, it, columns)
        vec_push(arena, out,
                 (struct column_type){ str_dup(arena, it->name), str_dup(arena, it->type) });
}

/* The one object for these names and types. */
static struct shape *shape_of(struct resolver *resolver, struct arena *scratch,
                              const struct columns *columns)
{
    void **slot = map_slot(resolver->shapes, shape_key(scratch, columns, true));
    struct shape *shape = *slot;
    if (shape)
        return shape;
    *slot = shape = arena_new(resolver->arena, struct shape);
    shape->arena = resolver->arena;
    sign(&shape->types, resolver->arena, columns);
    slot = map_slot(resolver->shapes, shape_key(scratch, columns, false));
    *slot = *slot ? *slot : shape;
    shape->named = *slot;
    return shape;
}

/* The one object for these names, whatever the types. */
static const struct shape *names_of(struct resolver *resolver, struct arena *scratch,
                                    struct columns columns)
{
    const struct shape *known = map_get(resolver->shapes, shape_key(scratch, &columns, false));
    if (known)
        return known;
    vec_copy(scratch, &columns, &columns, 0);
    vec_for (struct column, it, &columns)
        it->type = STR_EMPTY;
    return shape_of(resolver, scratch, &columns)->named;
}

/* A build for tests asks the whole query too. */
static void check_outputs(const struct making *making, const struct columns *columns)
{
#ifdef DIFF_CHECK
    struct making whole = *making;
    struct columns own = { 0 };
    struct arena arena;
    arena_init_like(&arena, making->arena);
    whole.arena = whole.scratch = &arena;
    if (query_again(&whole.query, &arena, making->loaded)) {
        outputs_of(&whole, &own);
        if (!making->limited && !whole.limited &&
            !str_eq(shape_key(&arena, columns, true), shape_key(&arena, &own, true)))
            abort();
    }
    arena_release(&arena);
#else
    (void)making;
    (void)columns;
#endif
}

/* What the query says is not asked for where the columns are declared. */
static struct shape *shape_of_model(struct making *making)
{
    struct resolver *resolver = making->resolver;
    struct loaded *loaded = making->loaded;
    struct columns columns = loaded->model.body.columns;
    if (loaded->model.class == MODEL_SQL && !loaded->draft->has_columns) {
        making->query = *query_at_hand(loaded);
        outputs_of(making, &columns);
        check_outputs(making, &columns);
    }
    add_validity(making, &columns);
    return shape_of(resolver, &resolver->scratch, &columns);
}

static void resolve_shape(struct resolver *resolver, struct loaded *loaded)
{
    struct making making = { .resolver = resolver,
                             .arena = &resolver->scratch,
                             .scratch = &resolver->scratch,
                             .loaded = loaded };
    if (memo_holds(loaded)) {
        loaded->shape = loaded->draft->memo.shape;
        return;
    }
    loaded->shape = shape_of_model(&making);
    if (loaded->model.class == MODEL_SQL)
        memo_keep(loaded, making.limited);
    arena_reset(&resolver->scratch);
}

/* --- names alone ------------------------------------------------------------------------------ */

static bool names_are_written(const struct loaded *loaded)
{
    const struct query_source *source = loaded->draft->source;
    return loaded->model.class == MODEL_SQL && !loaded->draft->has_columns &&
           !loaded->model.column_macros && source && source->abridged.written;
}

static struct columns written_outputs(struct loaded *loaded, struct arena *arena)
{
    struct columns columns = { .complete = true };
    const struct sql_plain *plain = plain_at_hand(loaded);
    if (!plain)
        return query_at_hand(loaded)->outputs;
    columns.items = arena_array(arena, plain->outputs.count, sizeof *columns.items);
    columns.cap = plain->outputs.count;
    vec_for (const struct sql_plain_output, it, &plain->outputs)
        vec_push(arena, &columns, (struct column){ .name = it->name, .type = STR_EMPTY });
    return columns;
}

static const struct shape *written_names(struct loaded *loaded)
{
    struct resolver *resolver = loaded->resolver;
    struct arena *scratch = &resolver->cache->scratch;
    struct draft *draft = loaded->draft;
    struct making making = { .resolver = resolver, .arena = scratch, .loaded = loaded };
    if (draft->names)
        return draft->names;
    struct columns columns = written_outputs(loaded, scratch), own = columns;
    add_validity(&making, &columns);
    const struct shape *names = names_of(resolver, scratch, columns);
    if (columns.count == own.count)
        draft->names = names;
    arena_reset(scratch);
    return names;
}

static const struct shape *made_names(struct loaded *loaded)
{
    shape_make(loaded);
    return loaded->state == SHAPE_DONE && loaded->shape ? loaded->shape->named : NULL;
}

/* A build for tests binds the whole query for them. */
static void check_names(struct loaded *loaded)
{
#ifdef DIFF_CHECK
    struct arena arena;
    struct columns own = { 0 };
    arena_init_like(&arena, loaded->resolver->arena);
    struct making making = { .resolver = loaded->resolver,
                             .arena = &arena,
                             .scratch = &arena,
                             .loaded = loaded,
                             .names_only = true };
    if (query_again(&making.query, &arena, loaded)) {
        outputs_of(&making, &own);
        add_validity(&making, &own);
        if (names_of(loaded->resolver, &arena, own) != loaded->names)
            abort();
    }
    arena_release(&arena);
#else
    (void)loaded;
#endif
}

const struct shape *names_make(struct loaded *loaded)
{
    if (loaded->names)
        return loaded->names;
    bool written = !loaded->shape && names_are_written(loaded);
    loaded->names = written ? written_names(loaded) : made_names(loaded);
    if (written)
        check_names(loaded);
    return loaded->names;
}

/* --- columns ---------------------------------------------------------------------------------- */

/* Made beside what somebody may be making in the resolver's scratch memory. */
static struct making whole(struct resolver *resolver, struct loaded *loaded)
{
    return (struct making){ .resolver = resolver,
                            .arena = resolver->arena,
                            .scratch = &resolver->cache->whole_scratch,
                            .loaded = loaded };
}

static struct columns columns_of_query(struct resolver *resolver, struct loaded *loaded,
                                       bool *limited)
{
    struct columns outputs = { 0 }, columns;
    struct making making = whole(resolver, loaded);
    making.query.tree = model_query(&loaded->model); /* and with it the outputs */
    making.query.outputs = *loaded_outputs(loaded);
    outputs_of(&making, &outputs);
    if (loaded->draft->has_columns)
        merge_declared(&making, &columns, &outputs);
    else
        columns = outputs;
    add_validity(&making, &columns);
    describe(&making, &columns);
    *limited = making.limited;
    return columns;
}

/* Of what macros wrote no memo tells how it was written. */
static void take_columns(struct resolver *resolver, struct loaded *loaded, bool *limited)
{
    struct column_memo *memo = &loaded->draft->memo;
    if (loaded->model.column_macros) {
        loaded->model.body.columns = columns_of_query(resolver, loaded, limited);
        return;
    }
    if (!memo_holds(loaded))
        memo_keep(loaded, false);
    if (!memo->whole)
        memo->columns = columns_of_query(resolver, loaded, &memo->limited);
    memo->whole = true;
    loaded->model.body.columns = memo->columns;
    *limited = memo->limited;
}

static void resolve_query_columns(struct resolver *resolver, struct loaded *loaded)
{
    struct model *model = &loaded->model;
    bool limited;
    take_columns(resolver, loaded, &limited);
    if (!model->body.columns.complete)
        note_star(resolver, model, loaded_outputs(loaded));
    if (limited)
        unknown_add_late(resolver->arena, &model->unknowns, UNKNOWN_LIMIT, STR("query_columns"),
                         model->place, STR_EMPTY);
}

/* A model that reads itself does not know its own columns while they are made, now as when its
 * shape was. */
static void resolve_columns(struct resolver *resolver, struct loaded *loaded)
{
    struct making making = whole(resolver, loaded);
    loaded->model.body.columns_wait = false;
    if (loaded->model.class == MODEL_SQL) {
        loaded->state = SHAPE_RUNNING;
        resolve_query_columns(resolver, loaded);
        loaded->state = SHAPE_DONE;
    } else {
        add_validity(&making, &loaded->model.body.columns);
        describe(&making, &loaded->model.body.columns);
    }
    model_settle(&loaded->model);
    arena_reset(making.scratch);
}

void columns_make(struct loaded *loaded)
{
    shape_make(loaded);
    if (loaded->state == SHAPE_DONE && loaded->model.body.columns_wait)
        resolve_columns(loaded->resolver, loaded);
}

/* What comes out of a cycle hangs on what was known of it just then; and a limit is told at once.
 */
static void resolve_plain(struct resolver *resolver, struct loaded *loaded)
{
    resolve_shape(resolver, loaded);
    if (resolver->circular || loaded->draft->memo.limited)
        resolve_columns(resolver, loaded);
}

/* A query that macros write columns into is known once its own are. */
static void resolve_written(struct resolver *resolver, struct loaded *loaded)
{
    column_macros_write(resolver, loaded);
    resolve_columns(resolver, loaded);
    loaded->shape = shape_of(resolver, &resolver->scratch, &loaded->model.body.columns);
    arena_reset(&resolver->scratch);
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
    if (loaded->model.column_macros)
        resolve_written(resolver, loaded);
    else
        resolve_plain(resolver, loaded);
    loaded->model.body.types = &loaded->shape->types;
    loaded->above = models_above(loaded);
}

/* --- order ------------------------------------------------------------------------------------ */

static void enter(struct resolver *resolver, struct loaded *loaded)
{
    loaded->state = SHAPE_RUNNING;
    vec_push(resolver->arena, &resolver->stack, (struct resolver_frame){ loaded, 0 });
}

/* Depth first over the dependencies with a stack of our own; a model that is met again while its
 * parents are still being read is part of a cycle and stays unknown to the one that asks. */
void shape_make(struct loaded *start)
{
    struct resolver *resolver = start->resolver;
    if (start->state != SHAPE_WAITING || resolver->stack.count)
        return;
    enter(resolver, start);
    while (resolver->stack.count) {
        struct resolver_frame *top = &resolver->stack.items[resolver->stack.count - 1];
        if (top->next == top->model->model.dependencies.count) {
            resolve_model(resolver, top->model);
            top->model->state = SHAPE_DONE;
            resolver->stack.count--;
            continue;
        }
        struct loaded *parent = top->model->parents[top->next++];
        if (parent && parent->state == SHAPE_WAITING)
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
            top->model->state = SHAPE_DONE;
            resolver->stack.count--;
            continue;
        }
        struct loaded *parent = top->model->parents[top->next++];
        found = found || (parent && parent->state == SHAPE_RUNNING);
        if (parent && parent->state == SHAPE_WAITING)
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
    return loaded->state == SHAPE_WAITING && has_cycle_from(resolver, loaded);
}

static bool wait(struct resolver *resolver, struct loaded *loaded)
{
    (void)resolver;
    loaded->state = SHAPE_WAITING;
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
