/* bind_star: what a star stands for. The order of its columns follows sqlglot's expand_stars. */
#include "sql/bind_private.h"

static void index_names(struct map *out, struct arena *arena, const struct sql_node *list)
{
    map_init(out, arena);
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        if (it->kind == SQL_IDENT)
            map_put(out, it->text, (void *)(uintptr_t)it);
}

/* USING makes one column of those of its two sides: the one that was there first. */
static void merge(struct binder *binder, struct bind_relation *out,
                  const struct bind_relation *relation, size_t index)
{
    vec_for (struct bind_column, it, out) {
        if (!str_eq(it->name, relation->items[index].name))
            continue;
        vec_push(binder->arena, &it->from, (struct bind_origin){ relation, index });
        if (!str_eq(it->type, relation->items[index].type))
            it->type = STR_EMPTY;
        return;
    }
}

static void add_all(struct binder *binder, struct bind_relation *out,
                    const struct bind_source *source, const struct sql_node *star, bool joined)
{
    const struct bind_relation *relation = source->relation;
    if (!relation->complete)
        bind_open(out);
    for (size_t i = 0; i < relation->count; i++) {
        if (joined && source->using && bind_in_list(source->using, relation->items[i].name)) {
            merge(binder, out, relation, i);
            continue;
        }
        struct bind_column column = bind_repeat(binder, relation, i);
        column.expr = star;
        column.source = source;
        bind_add(binder, out, column);
    }
}

void bind_star_all(struct binder *binder, struct bind_relation *out, const struct bind_scope *scope,
                   const struct sql_node *star)
{
    if (!scope->complete || !scope->sources.count)
        bind_open(out);
    vec_for (const struct bind_source, it, &scope->sources)
        if (!it->hidden)
            add_all(binder, out, it, star, true);
}

static size_t qualifier_parts(const struct sql_node *star)
{
    size_t count = 0;
    for (const struct sql_node *it = star->first; it && it->kind == SQL_IDENT; it = it->next)
        count++;
    return count;
}

static void expand(struct binder *binder, struct bind_relation *out, const struct bind_scope *scope,
                   const struct sql_node *star)
{
    /* COLUMNS('x.*'), row.*, * ILIKE 'x%' */
    if (star->kind != SQL_STAR || sql_child(star, SQL_CLAUSE)) {
        out->complete = false;
        return;
    }
    if (!star->text.len) {
        bind_star_all(binder, out, scope, star);
        return;
    }
    const struct bind_source *source = bind_qualified(scope, star->first, qualifier_parts(star));
    if (source)
        add_all(binder, out, source, star, false);
    else
        out->complete = false;
}

static const struct sql_node *replaced(const struct sql_node *star, struct str name)
{
    const struct sql_node *list = sql_child(star, SQL_STAR_REPLACE);
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        if (it->kind == SQL_ALIASED && it->last && str_eq(it->last->text, name))
            return it->first;
    return NULL;
}

static struct str renamed(const struct sql_node *star, struct str name)
{
    const struct sql_node *list = sql_child(star, SQL_STAR_RENAME);
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next) {
        const struct sql_node *from = it->first;
        struct str old = from && from->last ? from->last->text : from ? from->text : STR_EMPTY;
        if (it->kind == SQL_ALIASED && it->last && str_eq(old, name))
            return it->last->text;
    }
    return name;
}

void bind_star(struct binder *binder, struct bind_relation *out, const struct bind_scope *scope,
               const struct sql_node *star)
{
    struct bind_relation *all = bind_new(binder, BIND_UNKNOWN, true);
    const struct sql_node *list = sql_child(star, SQL_STAR_EXCEPT);
    struct map except;
    index_names(&except, binder->arena, list);
    expand(binder, all, scope, star);
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        all->complete = all->complete && it->kind == SQL_IDENT; /* EXCEPT (t.a), EXCEPT (@x) */
    if (!all->complete)
        bind_open(out);
    vec_for (struct bind_column, it, all) {
        if (map_get(&except, it->name))
            continue;
        struct bind_column column = *it;
        column.value = replaced(star, column.name);
        column.name = renamed(star, column.name);
        if (column.value)
            column.type = bind_type_of(binder, scope, column.value);
        bind_add(binder, out, column);
    }
    map_release(&except);
}
