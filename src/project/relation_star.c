/* relation_star: what a star stands for, and which table a plain column comes from. */
#include "project/relation_star.h"

#include "sql/form.h"

/* Look-ups of types in one query: past it types stay unknown, as columns times tables may be huge.
 */
#define STEPS_MAX 20000000

/* The last IDENT part of a table's name. */
static struct str table_last(const struct sql_node *table)
{
    struct str last = STR_EMPTY;
    for (const struct sql_node *it = table ? table->first : NULL; it && it->kind == SQL_IDENT;
         it = it->next)
        last = it->text;
    return last;
}

static bool answers_to(const struct item *item, struct str qualifier)
{
    if (item->alias.len)
        return str_eq(item->alias, qualifier);
    if (!item->table)
        return false;
    ptrdiff_t dot = str_rfind_byte(qualifier, '.');
    struct str last = dot < 0 ? qualifier : str_sub(qualifier, (size_t)dot + 1, qualifier.len);
    return str_eq(table_last(item->table), last);
}

static void index_names(struct map *out, struct arena *arena, const struct sql_node *list)
{
    map_init(out, arena);
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        map_put(out, it->text, (void *)(uintptr_t)it);
}

static bool in_list(const struct sql_node *list, struct str name)
{
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        if (str_eq(it->text, name))
            return true;
    return false;
}

static bool used_before(const struct item *item, struct str name)
{
    return item->using && in_list(item->using, name);
}

static void add_all(struct relation_reader *reader, struct relation *out, const struct item *item,
                    const struct sql_node *star, bool joined)
{
    if (!item->relation->complete)
        out->complete = false;
    vec_for (const struct rel_column, it, item->relation) {
        if (joined && used_before(item, it->name))
            continue; /* USING gives the column once */
        vec_push(reader->scratch, out,
                 (struct rel_column){
                     .name = it->name, .type = it->type, .expr = star, .expanded = true });
    }
}

void relation_star_all(struct relation_reader *reader, struct relation *out,
                       const struct items *items, const struct sql_node *star)
{
    if (!items->complete || !items->count)
        out->complete = false;
    vec_for (const struct item, it, items)
        if (!it->hidden)
            add_all(reader, out, it, star, true);
}

static void expand(struct relation_reader *reader, struct relation *out, const struct items *items,
                   const struct sql_node *star)
{
    if (!star->text.len) {
        relation_star_all(reader, out, items, star);
        return;
    }
    vec_for (const struct item, it, items)
        if (answers_to(it, star->text)) {
            add_all(reader, out, it, star, false);
            return;
        }
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

void relation_star(struct relation_reader *reader, struct relation *out, const struct items *items,
                   const struct sql_node *star)
{
    struct relation *all = relation_new(reader, true);
    struct map except;
    index_names(&except, reader->scratch, sql_child(star, SQL_STAR_EXCEPT));
    expand(reader, all, items, star);
    out->complete = out->complete && all->complete;
    vec_for (struct rel_column, it, all) {
        if (map_get(&except, it->name))
            continue;
        struct rel_column column = *it;
        column.value = replaced(star, column.name);
        column.name = renamed(star, column.name);
        if (column.value) {
            const struct sql_node *type =
                column.value->kind == SQL_CAST ? sql_child(column.value, SQL_TYPE) : NULL;
            column.type = type ? sql_form(reader->scratch, type) : STR_EMPTY;
        }
        vec_push(reader->scratch, out, column);
    }
    map_release(&except);
}

/* The qualifier of a column, joined by dots. */
static struct str qualifier_of(struct arena *arena, const struct sql_node *column)
{
    struct str text = STR_EMPTY;
    for (const struct sql_node *it = column->first; it && it->next; it = it->next)
        text = text.len ? str_fmt(arena, "%.*s.%.*s", STR_ARG(text), STR_ARG(it->text)) : it->text;
    return text;
}

struct str relation_column_type(struct relation_reader *reader, const struct items *items,
                                const struct sql_node *column)
{
    const struct sql_node *name = column->last;
    struct str qualifier = qualifier_of(reader->scratch, column), type = STR_EMPTY;
    size_t hits = 0;
    if (!name || name->kind != SQL_IDENT)
        return STR_EMPTY;
    if (reader->steps > STEPS_MAX)
        return STR_EMPTY;
    reader->steps += items->count;
    vec_for (const struct item, it, items) {
        if (qualifier.len && !answers_to(it, qualifier))
            continue;
        const struct rel_column *found = relation_column(reader, it->relation, name->text);
        if (found) {
            type = found->type;
            hits++;
        } else if (!it->relation->complete && !qualifier.len) {
            return STR_EMPTY; /* it may as well come from there */
        }
    }
    return hits == 1 ? type : STR_EMPTY;
}
