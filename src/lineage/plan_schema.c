/* plan_schema: see the header. Source: sqlmesh/core/model/definition.py, _create_model(): the first
 * pattern that matches the start of the schema's name gives the physical schema. */
#include "lineage/plan_schema.h"

#include "codec/pattern.h"

struct rule {
    const struct pattern *pattern; /* NULL: could not be compiled */
    struct str schema;
};
struct rules {
    VEC_OF(struct rule);
};

struct plan_schemas {
    struct pattern_set *set;
    struct rules sides[2];
};

static bool same_rules(const struct config *before, const struct config *after)
{
    if (before->physical_schemas.count != after->physical_schemas.count)
        return false;
    for (size_t i = 0; i < after->physical_schemas.count; i++) {
        const struct schema_rule *old = &before->physical_schemas.items[i];
        const struct schema_rule *new = &after->physical_schemas.items[i];
        if (!str_eq(old->pattern, new->pattern) || !str_eq(old->schema, new->schema))
            return false;
    }
    return true;
}

static void compile(struct plan_schemas *schemas, struct arena *arena, int side,
                    const struct config *config)
{
    for (size_t i = 0; i < config->physical_schemas.count; i++) {
        const struct schema_rule *from = &config->physical_schemas.items[i];
        struct rule rule = { NULL, from->schema };
        struct err err;
        struct str text = str_fmt(arena, "^(?:%.*s)", STR_ARG(from->pattern));
        if (pattern_compile(schemas->set, PATTERN_REGEX, text, &rule.pattern, &err) != OK)
            rule.pattern = NULL;
        vec_push(arena, &schemas->sides[side], rule);
    }
}

struct plan_schemas *plan_schemas_new(struct arena *arena, const struct config *before,
                                      const struct config *after)
{
    if (same_rules(before, after))
        return NULL;
    struct plan_schemas *schemas = arena_new(arena, struct plan_schemas);
    schemas->set = pattern_set_new();
    compile(schemas, arena, 0, before);
    compile(schemas, arena, 1, after);
    return schemas;
}

/* The part before the last of a dotted name, "" when there is none. */
static struct str schema_of(struct str name)
{
    ptrdiff_t dot = str_rfind_byte(name, '.');
    struct str rest = str_sub(name, 0, dot < 0 ? 0 : (size_t)dot);
    ptrdiff_t before = str_rfind_byte(rest, '.');
    return str_sub(rest, (size_t)(before + 1), rest.len);
}

/* False when it cannot be told. */
static bool physical_schema(const struct rules *rules, struct str schema, struct str *out)
{
    *out = STR_EMPTY;
    vec_for (const struct rule, it, rules) {
        enum pattern_answer answer =
            it->pattern ? pattern_match(it->pattern, schema) : PATTERN_ERROR;
        if (answer == PATTERN_ERROR)
            return false;
        if (answer == PATTERN_YES) {
            *out = it->schema;
            return true;
        }
    }
    return true;
}

bool plan_schema_moves(const struct plan_schemas *schemas, const struct model *model)
{
    struct str old, new;
    if (!schemas)
        return false;
    struct str schema = schema_of(model->name);
    return !physical_schema(&schemas->sides[0], schema, &old) ||
           !physical_schema(&schemas->sides[1], schema, &new) || !str_eq(old, new);
}

void plan_schemas_release(struct plan_schemas *schemas)
{
    if (schemas)
        pattern_set_release(schemas->set);
}
