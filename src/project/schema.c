/* schema: see schema.h. Columns of a shape are turned into a relation once. */
#include "project/schema.h"

#include "project/load.h"
#include "project/query_read.h"
#include "project/registry.h"

const struct table_use *table_use_at(const struct draft *draft, uint32_t start)
{
    size_t low = 0, high = draft->tables.count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (draft->tables.items[mid].start < start)
            low = mid + 1;
        else
            high = mid;
    }
    bool found = low < draft->tables.count && draft->tables.items[low].start == start;
    return found ? &draft->tables.items[low] : NULL;
}

static const struct bind_relation *relation_of_shape(struct shape *shape)
{
    if (shape->relation)
        return shape->relation;
    struct bind_relation *relation = arena_new(shape->arena, struct bind_relation);
    relation->kind = BIND_TABLE;
    relation->complete = shape->types.complete;
    relation->count = relation->cap = shape->types.count;
    relation->items = arena_array(shape->arena, relation->count, sizeof *relation->items);
    for (size_t i = 0; i < relation->count; i++) {
        relation->items[i].name = shape->types.items[i].name;
        relation->items[i].type = shape->types.items[i].type;
    }
    bind_sort_names(shape->arena, relation);
    shape->relation = relation;
    return relation;
}

static struct shape *shape_of_table(const struct model_schema *schema, struct loaded *read)
{
    if (read && schema->names_only)
        return (struct shape *)(uintptr_t)names_make(read);
    if (read)
        shape_make(read);
    return read && read->state == SHAPE_DONE ? read->shape : NULL;
}

static const struct bind_relation *find_table(void *ctx, const struct sql_node *table)
{
    struct model_schema *schema = ctx;
    const struct loaded *reader = (const struct loaded *)(const void *)schema->model;
    const struct table_use *use = table_use_at(reader->draft, table->start);
    if (!use)
        return NULL;
    struct bind_relation *relation = arena_new(schema->arena, struct bind_relation);
    struct shape *shape = shape_of_table(schema, loaded_named(reader, use->fqn));
    if (shape)
        *relation = *relation_of_shape(shape);
    relation->kind = BIND_TABLE;
    relation->id = use->fqn;
    relation->node = table;
    return relation;
}

/* One string or one number. */
static bool is_literal(struct str text)
{
    bool string = text.len >= 2 && text.ptr[0] == '\'' && text.ptr[text.len - 1] == '\'';
    if (string)
        return str_find_byte(str_sub(text, 1, text.len - 2), '\'') < 0;
    for (size_t i = 0; i < text.len; i++)
        if (!byte_is_digit(text.ptr[i]) && text.ptr[i] != '.')
            return false;
    return text.len > 0;
}

/* A variable is a literal, unless the file defines it or a blueprint gives it: those may hold any
 * expression; and @{x} is a name. */
static bool is_literal_variable(const struct draft *draft, const struct sql_node *variable)
{
    const struct str *value = map_get(&draft->variables, variable->text);
    if ((variable->flags & SQL_QUOTED) || map_get(&draft->definitions, variable->text))
        return false;
    return !value || is_literal(*value);
}

static bool is_value(void *ctx, const struct sql_node *node)
{
    const struct model_schema *schema = ctx;
    const struct loaded *loaded = (const struct loaded *)(const void *)schema->model;
    bool scalar = false;
    if (node->kind == SQL_MACRO_VAR)
        return is_literal_variable(loaded->draft, node);
    return node->kind == SQL_MACRO && macro_is_builtin(node->text, &scalar) && scalar;
}

void model_schema(struct bind_schema *out, struct model_schema *schema, struct arena *arena,
                  const struct model *model)
{
    *schema = (struct model_schema){ .arena = arena, .model = model };
    *out = (struct bind_schema){ schema, find_table, is_value, model->dialect };
}

bool model_query_names(const struct model *model, struct str fqn)
{
    const struct loaded *loaded = (const struct loaded *)(const void *)model;
    vec_for (const struct table_use, it, &loaded->draft->tables)
        if (str_eq(it->fqn, fqn))
            return true;
    return false;
}

static const struct shape *names_at(const struct loaded *reader, struct str fqn)
{
    struct loaded *read = loaded_named(reader, fqn);
    return read ? names_make(read) : NULL;
}

bool models_read_alike(const struct model *b, const struct model *a)
{
    struct loaded *old = (struct loaded *)(uintptr_t)b, *new = (struct loaded *)(uintptr_t)a;
    if (!b || !a || !b->body.is_loaded || !a->body.is_loaded || old->draft != new->draft ||
        a->column_macros || !same_dependencies(b, a) || names_make(old) != names_make(new))
        return false;
    vec_for (const struct table_use, it, &new->draft->tables)
        if (names_at(old, it->fqn) != names_at(new, it->fqn))
            return false;
    return true;
}
