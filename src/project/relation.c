/* relation: columns of queries through CTEs, subqueries, joins and stars. What cannot be told makes
 * a relation incomplete, never wrong. Knows trees and finished models, not files. */
#include "project/relation.h"

#include <stdlib.h>

#include "base/limits.h"
#include "project/query_read.h"
#include "project/relation_star.h"
#include "sql/form.h"
#include "sql/query.h"

#define INDEX_FROM 64 /* columns from which a sorted index is worth its while */

struct cte {
    struct str name;
    struct relation *relation;
};
/* CTEs that can be seen, innermost first. */
struct scope {
    const struct scope *outer;
    struct {
        VEC_OF(struct cte);
    } ctes;
    unsigned depth;
};

static struct relation *of_query(struct relation_reader *reader, const struct sql_node *query,
                                 const struct scope *scope);

struct relation *relation_new(struct relation_reader *reader, bool complete)
{
    struct relation *relation = arena_new(reader->scratch, struct relation);
    relation->complete = complete;
    return relation;
}

static void add(struct relation_reader *reader, struct relation *relation, struct str name,
                struct str type)
{
    vec_push(reader->scratch, relation, (struct rel_column){ .name = name, .type = type });
}

/* --- look-up of one column -------------------------------------------------------------------- */

static int by_column_name(const void *a, const void *b)
{
    return str_cmp((*(const struct rel_column *const *)a)->name,
                   (*(const struct rel_column *const *)b)->name);
}

static void make_index(struct relation_reader *reader, struct relation *relation)
{
    relation->by_name = arena_array(reader->scratch, relation->count, sizeof *relation->by_name);
    for (size_t i = 0; i < relation->count; i++)
        relation->by_name[i] = &relation->items[i];
    qsort(relation->by_name, relation->count, sizeof *relation->by_name, by_column_name);
}

const struct rel_column *relation_column(struct relation_reader *reader, struct relation *relation,
                                         struct str name)
{
    if (relation->count < INDEX_FROM) {
        vec_for (const struct rel_column, it, relation)
            if (str_eq(it->name, name))
                return it;
        return NULL;
    }
    if (!relation->by_name)
        make_index(reader, relation);
    size_t low = 0, high = relation->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = str_cmp(relation->by_name[mid]->name, name);
        if (order == 0)
            return relation->by_name[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

/* --- what stands in FROM ---------------------------------------------------------------------- */

static const struct table_use *table_use_at(const struct draft *draft, uint32_t start)
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

static struct relation *of_model(struct relation_reader *reader, struct str fqn)
{
    const struct model *model = projects_model(reader->projects, fqn);
    const struct loaded *loaded = (const struct loaded *)(const void *)model;
    if (!model || loaded->state != COLUMNS_DONE)
        return relation_new(reader, false);
    struct relation *relation = relation_new(reader, model->columns.complete);
    vec_for (const struct column, it, &model->columns)
        add(reader, relation, it->name, it->type);
    return relation;
}

static struct relation *find_cte(const struct scope *scope, struct str name)
{
    for (; scope; scope = scope->outer)
        for (size_t i = scope->ctes.count; i > 0; i--)
            if (str_eq(scope->ctes.items[i - 1].name, name))
                return scope->ctes.items[i - 1].relation;
    return NULL;
}

static bool is_table_part(const struct sql_node *node)
{
    return node->kind == SQL_IDENT || node->kind == SQL_MACRO_VAR || node->kind == SQL_MACRO ||
           node->kind == SQL_TEMPLATE;
}

static struct relation *of_table(struct relation_reader *reader, const struct sql_node *table,
                                 const struct scope *scope)
{
    const struct sql_node *first = table->first;
    bool single =
        first && first->kind == SQL_IDENT && (!first->next || !is_table_part(first->next));
    struct relation *found = single ? find_cte(scope, first->text) : NULL;
    if (found)
        return found;
    const struct table_use *use = table_use_at(reader->draft, table->start);
    return use ? of_model(reader, use->fqn) : relation_new(reader, false);
}

/* f(x) AS t (a, b) names its columns; UNNEST(x) AS a is a column of that name. */
static struct relation *of_function(struct relation_reader *reader, const struct sql_node *node)
{
    const struct sql_node *alias = sql_child(node, SQL_ALIAS);
    const struct sql_node *names = alias ? sql_child(alias, SQL_COLUMN_NAMES) : NULL;
    struct relation *relation = relation_new(reader, names != NULL);
    for (const struct sql_node *it = names ? names->first : NULL; it; it = it->next)
        add(reader, relation, it->text, STR_EMPTY);
    return relation;
}

static bool is_query(const struct sql_node *node)
{
    return node->kind == SQL_SELECT || node->kind == SQL_SETOP || node->kind == SQL_VALUES;
}

static struct relation *of_subquery(struct relation_reader *reader, const struct sql_node *node,
                                    const struct scope *scope)
{
    for (const struct sql_node *it = node->first; it; it = it->next)
        if (is_query(it))
            return of_query(reader, it, scope);
    return relation_new(reader, false);
}

/* AS t (a, b): other names for the first columns. */
static struct relation *rename_columns(struct relation_reader *reader, struct relation *relation,
                                       const struct sql_node *names)
{
    struct relation *renamed = relation_new(reader, relation->complete);
    size_t at = 0;
    for (const struct sql_node *it = names->first; it; it = it->next, at++)
        add(reader, renamed, it->text, at < relation->count ? relation->items[at].type : STR_EMPTY);
    for (; at < relation->count; at++)
        add(reader, renamed, relation->items[at].name, relation->items[at].type);
    return renamed;
}

static void add_item(struct relation_reader *reader, struct items *out, const struct sql_node *node,
                     const struct scope *scope);

/* ( a JOIN b ) is its members, or one table when it has an alias. */
static void add_paren(struct relation_reader *reader, struct items *out,
                      const struct sql_node *node, const struct scope *scope)
{
    const struct sql_node *alias = sql_child(node, SQL_ALIAS);
    struct items inner = { .complete = true };
    for (const struct sql_node *it = node->first; it; it = it->next)
        add_item(reader, &inner, it, scope);
    if (!alias) {
        vec_for (struct item, it, &inner)
            vec_push(reader->scratch, out, *it);
        out->complete = out->complete && inner.complete;
        return;
    }
    struct relation *all = relation_new(reader, true);
    relation_star_all(reader, all, &inner, NULL);
    vec_push(
        reader->scratch, out,
        (struct item){ .alias = alias->first ? alias->first->text : STR_EMPTY, .relation = all });
}

static void add_join(struct relation_reader *reader, struct items *out, const struct sql_node *join,
                     const struct scope *scope)
{
    size_t before = out->count;
    bool hides = str_find(join->text, STR("SEMI")) >= 0 || str_find(join->text, STR("ANTI")) >= 0;
    if (join->first)
        add_item(reader, out, join->first, scope);
    if (str_find(join->text, STR("NATURAL")) >= 0)
        out->complete = false;
    for (size_t i = before; i < out->count; i++) {
        out->items[i].hidden = hides;
        if (i == before)
            out->items[i].using = sql_child(join, SQL_USING);
    }
}

static struct relation *item_relation(struct relation_reader *reader, const struct sql_node *node,
                                      const struct scope *scope)
{
    switch ((enum sql_kind)node->kind) {
    case SQL_TABLE:
        return of_table(reader, node, scope);
    case SQL_SUBQUERY_TABLE:
        return of_subquery(reader, node, scope);
    case SQL_FUNCTION_TABLE:
        return of_function(reader, node);
    default:
        return NULL;
    }
}

static void add_item(struct relation_reader *reader, struct items *out, const struct sql_node *node,
                     const struct scope *scope)
{
    if (node->kind == SQL_JOIN || node->kind == SQL_PAREN_TABLE) {
        (node->kind == SQL_JOIN ? add_join : add_paren)(reader, out, node, scope);
        return;
    }
    struct relation *relation = item_relation(reader, node, scope);
    if (!relation) {
        out->complete = out->complete && node->kind == SQL_ALIAS;
        return;
    }
    const struct sql_node *alias = sql_child(node, SQL_ALIAS);
    const struct sql_node *names = alias ? sql_child(alias, SQL_COLUMN_NAMES) : NULL;
    if (names && node->kind != SQL_FUNCTION_TABLE)
        relation = rename_columns(reader, relation, names);
    if (sql_child(node, SQL_PIVOT))
        relation = relation_new(reader, false);
    bool named = alias && alias->first && alias->first->kind == SQL_IDENT;
    vec_push(reader->scratch, out,
             (struct item){ .alias = named ? alias->first->text : STR_EMPTY,
                            .table = node->kind == SQL_TABLE ? node : NULL,
                            .relation = relation });
}

/* --- queries ---------------------------------------------------------------------------------- */

static void open_scope(struct relation_reader *reader, struct scope *scope,
                       const struct scope *outer, const struct sql_node *query)
{
    const struct sql_node *with = sql_child(query, SQL_WITH);
    *scope = (struct scope){ .outer = outer, .depth = outer ? outer->depth + 1 : 0 };
    for (const struct sql_node *it = with ? with->first : NULL; it; it = it->next) {
        const struct sql_node *names = sql_child(it, SQL_COLUMN_NAMES);
        if (it->kind != SQL_CTE || !it->first || it->first->kind != SQL_IDENT)
            continue;
        struct relation *relation = relation_new(reader, false);
        if (with->flags & SQL_RECURSIVE) /* seen inside itself, with what its names tell */
            vec_push(reader->scratch, &scope->ctes, (struct cte){ it->first->text, relation });
        relation = of_subquery(reader, it, scope);
        if (names)
            relation = rename_columns(reader, relation, names);
        vec_push(reader->scratch, &scope->ctes, (struct cte){ it->first->text, relation });
    }
}

static struct str type_of(struct relation_reader *reader, const struct sql_node *expr,
                          const struct items *items)
{
    const struct sql_node *type = expr && expr->kind == SQL_CAST ? sql_child(expr, SQL_TYPE) : NULL;
    if (type)
        return sql_form(reader->scratch, type);
    if (!expr || expr->kind != SQL_COLUMN)
        return STR_EMPTY;
    return relation_column_type(reader, items, expr);
}

static bool is_open_macro(const struct sql_output *output)
{
    bool scalar = false;
    unsigned kind = output->item->kind;
    if (kind == SQL_MACRO)
        return !macro_is_builtin(output->item->text, &scalar) || !scalar;
    return kind == SQL_TEMPLATE || kind == SQL_OPAQUE;
}

static void add_output(struct relation_reader *reader, struct relation *out,
                       const struct sql_output *output, const struct items *items)
{
    if (output->is_star) {
        relation_star(reader, out, items, output->expr);
        return;
    }
    if (is_open_macro(output)) {
        out->complete = false;
        return;
    }
    vec_push(reader->scratch, out,
             (struct rel_column){ .name = output->name,
                                  .type = type_of(reader, output->expr, items),
                                  .expr = output->expr });
}

static struct relation *of_select(struct relation_reader *reader, const struct sql_node *select,
                                  const struct scope *outer)
{
    struct scope scope;
    struct items items = { .complete = true };
    struct sql_outputs outputs = { 0 };
    const struct sql_node *from = sql_child(select, SQL_FROM);

    open_scope(reader, &scope, outer, select);
    for (const struct sql_node *it = from ? from->first : NULL; it; it = it->next)
        add_item(reader, &items, it, &scope);
    struct relation *out = relation_new(reader, sql_outputs(&outputs, reader->scratch, select));
    vec_for (const struct sql_output, it, &outputs)
        add_output(reader, out, it, &items);
    return out;
}

static bool is_by_name(const struct sql_node *setop)
{
    for (const struct sql_node *it = setop->first; it; it = it->next)
        if (it->kind == SQL_CLAUSE && str_find(it->text, STR("NAME")) >= 0)
            return true;
    return false;
}

/* Names come from the left side; a type holds only where both sides agree. */
static struct relation *of_setop(struct relation_reader *reader, const struct sql_node *setop,
                                 const struct scope *outer)
{
    struct scope scope;
    open_scope(reader, &scope, outer, setop);
    const struct sql_node *left = setop->first, *right = left ? left->next : NULL;
    if (!left || !right)
        return relation_new(reader, false);
    struct relation *a = of_query(reader, left, &scope), *b = of_query(reader, right, &scope);
    struct relation *out = relation_new(reader, a->complete && (b->complete || !is_by_name(setop)));
    bool by_name = is_by_name(setop);
    for (size_t i = 0; i < a->count; i++) {
        struct rel_column column = a->items[i];
        const struct rel_column *other = i < b->count ? &b->items[i] : NULL;
        if (by_name)
            other = relation_column(reader, b, column.name);
        if (!other || !str_eq(other->type, column.type))
            column.type = STR_EMPTY;
        vec_push(reader->scratch, out, column);
    }
    for (size_t i = 0; by_name && i < b->count; i++)
        if (!relation_column(reader, a, b->items[i].name))
            vec_push(reader->scratch, out, b->items[i]);
    return out;
}

static struct relation *of_values(struct relation_reader *reader, const struct sql_node *values)
{
    struct relation *out = relation_new(reader, true);
    const struct sql_node *row = values->first;
    if (!row || row->kind != SQL_TUPLE)
        out->complete = false;
    for (const struct sql_node *it = row ? row->first : NULL; it; it = it->next)
        add(reader, out, STR_EMPTY, STR_EMPTY);
    return out;
}

/* The parser bounds the nesting of queries, so the recursion is bounded too; the check is a second
 * lock on the same door. */
static struct relation *of_query(struct relation_reader *reader, const struct sql_node *query,
                                 const struct scope *scope)
{
    if (scope && scope->depth > LIMIT_sql_depth)
        return relation_new(reader, false);
    switch ((enum sql_kind)query->kind) {
    case SQL_SELECT:
        return of_select(reader, query, scope);
    case SQL_SETOP:
        return of_setop(reader, query, scope);
    case SQL_VALUES:
        return of_values(reader, query);
    default:
        return relation_new(reader, false);
    }
}

struct relation *relation_of_query(struct relation_reader *reader, const struct sql_node *query)
{
    return of_query(reader, query, NULL);
}
