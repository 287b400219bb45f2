/* bind: relations and scopes, from the tables of a FROM up to whole queries. How names find their
 * column is in bind_find.c, what a star gives in bind_star.c. */
#include "sql/bind_private.h"

#include <stdlib.h>

#include "base/limits.h"

#define INDEX_FROM 64 /* columns from which a sorted index is worth its while */

/* How a query stands in the one around it. */
enum standing {
    IN_EXPRESSION, /* correlated: sees all of it */
    IN_LATERAL,    /* in FROM behind LATERAL: the same */
    IN_FROM,       /* sees its neighbours in some dialects only */
    IN_ARM,        /* of a set operation, which has no columns to see */
    IN_CTE         /* sees what the query around sees around itself */
};
static const struct bind_relation *of_query(struct binder *binder, const struct sql_node *query,
                                            const struct bind_scope *outer, enum standing standing);

void binder_init(struct binder *binder, struct arena *arena, const struct bind_schema *schema)
{
    *binder = (struct binder){ .arena = arena, .schema = *schema, .defining = STR_EMPTY };
    map_init(&binder->nested, arena);
}

void binder_release(struct binder *binder)
{
    map_release(&binder->nested);
}

struct bind_relation *bind_new(struct binder *binder, enum bind_kind kind, bool complete)
{
    struct bind_relation *relation = arena_new(binder->arena, struct bind_relation);
    relation->kind = kind;
    relation->complete = complete;
    relation->id = STR_EMPTY;
    return relation;
}

static const struct bind_relation *unknown(struct binder *binder, const struct sql_node *node)
{
    struct bind_relation *relation = bind_new(binder, BIND_UNKNOWN, false);
    relation->node = node;
    return relation;
}

void bind_open(struct bind_relation *relation)
{
    if (relation->complete)
        relation->placed = relation->count;
    relation->complete = false;
}

size_t bind_placed(const struct bind_relation *relation)
{
    return relation->complete ? relation->count : relation->placed;
}

struct bind_column bind_repeat(struct binder *binder, const struct bind_relation *relation,
                               size_t index)
{
    const struct bind_column *of = &relation->items[index];
    struct bind_column column = { .name = of->name, .type = of->type };
    vec_push(binder->arena, &column.from, (struct bind_origin){ relation, index });
    return column;
}

void bind_add(struct binder *binder, struct bind_relation *relation, struct bind_column column)
{
    binder->limited = binder->limited || ++binder->columns > LIMIT_query_columns;
    if (binder->limited)
        bind_open(relation);
    else
        vec_push(binder->arena, relation, column);
}

static void add_named(struct binder *binder, struct bind_relation *relation, struct str name)
{
    bind_add(binder, relation, (struct bind_column){ .name = name, .type = STR_EMPTY });
}

/* --- look-up of one column -------------------------------------------------------------------- */

static int by_column_name(const void *a, const void *b)
{
    const struct bind_column *const *x = a, *const *y = b;
    int order = str_cmp((*x)->name, (*y)->name);
    return order ? order : (*x > *y) - (*x < *y);
}

static void sort_names(struct arena *arena, struct bind_relation *relation)
{
    relation->by_name = arena_array(arena, relation->count, sizeof *relation->by_name);
    for (size_t i = 0; i < relation->count; i++)
        relation->by_name[i] = &relation->items[i];
    qsort(relation->by_name, relation->count, sizeof *relation->by_name, by_column_name);
    relation->distinct = true;
    for (size_t i = 1; i < relation->count; i++)
        if (str_eq(relation->by_name[i - 1]->name, relation->by_name[i]->name))
            relation->distinct = false;
}

/* Names of columns mostly begin alike (c1, c2), so the last byte goes first. */
static bool has_name(const struct bind_column *column, struct str name)
{
    struct str it = column->name;
    return it.len == name.len && (!it.len || it.ptr[it.len - 1] == name.ptr[it.len - 1]) &&
           str_eq(it, name);
}

/* The first from there on, or SIZE_MAX. */
static size_t scan(const struct bind_relation *relation, size_t from, struct str name)
{
    for (size_t i = from; i < relation->count; i++)
        if (has_name(&relation->items[i], name))
            return i;
    return SIZE_MAX;
}

void bind_sort_names(struct arena *arena, struct bind_relation *relation)
{
    if (relation->by_name)
        return;
    if (relation->count >= INDEX_FROM) {
        sort_names(arena, relation);
        return;
    }
    relation->distinct = true;
    for (size_t i = 0; i < relation->count && relation->distinct; i++)
        relation->distinct = scan(relation, i + 1, relation->items[i].name) == SIZE_MAX;
}

static size_t search(const struct bind_relation *relation, struct str name)
{
    size_t low = 0, high = relation->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(relation->by_name[mid]->name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    bool found = low < relation->count && str_eq(relation->by_name[low]->name, name);
    return found ? (size_t)(relation->by_name[low] - relation->items) : SIZE_MAX;
}

/* Beside the one found last, or there. */
static size_t look_near(const struct binder *binder, const struct bind_relation *relation,
                        struct str name)
{
    size_t next = binder->near + 1;
    if (next < relation->count && has_name(&relation->items[next], name))
        return next;
    bool again = next <= relation->count && has_name(&relation->items[binder->near], name);
    return again ? binder->near : SIZE_MAX;
}

/* Tables belong to somebody else, who has sorted them; all others are ours. */
size_t bind_index(struct binder *binder, const struct bind_relation *relation, struct str name)
{
    if (relation->count >= INDEX_FROM && !relation->by_name && relation->kind != BIND_TABLE)
        bind_sort_names(binder->arena, (struct bind_relation *)(void *)(uintptr_t)relation);
    size_t index = relation->distinct ? look_near(binder, relation, name) : SIZE_MAX;
    if (index == SIZE_MAX)
        index = relation->by_name ? search(relation, name) : scan(relation, 0, name);
    if (index != SIZE_MAX)
        binder->near = index;
    return index;
}

/* --- what stands in FROM ---------------------------------------------------------------------- */

static const struct bind_cte *find_cte(const struct bind_scope *scope, struct str name)
{
    for (; scope; scope = scope->outer)
        for (size_t i = scope->ctes.count; i > 0; i--)
            if (str_eq(scope->ctes.items[i - 1].name, name))
                return &scope->ctes.items[i - 1];
    return NULL;
}

static bool is_table_part(const struct sql_node *node)
{
    return node->kind == SQL_IDENT || node->kind == SQL_MACRO_VAR || node->kind == SQL_MACRO ||
           node->kind == SQL_TEMPLATE;
}

static const struct bind_relation *of_table(struct binder *binder, const struct sql_node *table,
                                            const struct bind_scope *scope,
                                            const struct sql_node **cte)
{
    const struct sql_node *first = table->first;
    bool single =
        first && first->kind == SQL_IDENT && (!first->next || !is_table_part(first->next));
    const struct bind_cte *found = single ? find_cte(scope, first->text) : NULL;
    if (found) {
        *cte = found->node;
        return found->relation;
    }
    const struct bind_relation *known = binder->schema.table(binder->schema.ctx, table);
    if (known)
        return known;
    struct bind_relation *relation = bind_new(binder, BIND_TABLE, false);
    relation->node = table;
    return relation;
}

static bool is_query(const struct sql_node *node)
{
    return node->kind == SQL_SELECT || node->kind == SQL_SETOP || node->kind == SQL_VALUES;
}

static const struct bind_relation *of_subquery(struct binder *binder, const struct sql_node *node,
                                               const struct bind_scope *scope,
                                               enum standing standing)
{
    for (const struct sql_node *it = node->first; it; it = it->next)
        if (is_query(it))
            return of_query(binder, it, scope, standing);
    return unknown(binder, node);
}

/* f(x) AS t (a, b) names its columns; UNNEST(x) AS a is a column of that name. */
static const struct bind_relation *of_function(struct binder *binder, const struct sql_node *node,
                                               const struct bind_scope *scope)
{
    const struct sql_node *alias = sql_child(node, SQL_ALIAS);
    const struct sql_node *names = alias ? sql_child(alias, SQL_COLUMN_NAMES) : NULL;
    struct bind_relation *relation = bind_new(binder, BIND_FUNCTION, names != NULL);
    relation->node = node;
    relation->scope = scope;
    for (const struct sql_node *it = names ? names->first : NULL; it; it = it->next)
        add_named(binder, relation, it->text);
    return relation;
}

/* AS t (a, b): other names for the first columns. Which column a name is for is known only as far
 * as the columns can be counted; those behind may be any that are left, under the old name or not.
 */
static const struct bind_relation *rename_columns(struct binder *binder,
                                                  const struct bind_relation *relation,
                                                  const struct sql_node *names)
{
    struct bind_relation *renamed = bind_new(binder, BIND_RENAMED, relation->complete);
    size_t placed = bind_placed(relation), count = sql_child_count(names);
    const struct sql_node *it = names->first;
    renamed->inner = relation;
    renamed->placed = placed > count ? placed : count;
    for (size_t at = 0; at < (count > placed ? count : relation->count); at++) {
        struct bind_column column = { .type = STR_EMPTY };
        if (at < placed || !it)
            column = bind_repeat(binder, relation, at);
        if (it) {
            column.name = it->text;
            it = it->next;
        }
        bind_add(binder, renamed, column);
    }
    return renamed;
}

static const struct bind_relation *pivoted(struct binder *binder,
                                           const struct bind_relation *relation,
                                           const struct sql_node *node,
                                           const struct bind_scope *scope)
{
    struct bind_relation *out = bind_new(binder, BIND_PIVOT, false);
    out->inner = relation;
    out->node = node;
    out->scope = scope;
    return out;
}

static void add_source(struct binder *binder, struct bind_scope *scope,
                       const struct sql_node *node);

/* ( a JOIN b ) is its members, or one table when it has an alias. */
static void add_paren(struct binder *binder, struct bind_scope *scope, const struct sql_node *node)
{
    const struct sql_node *alias = sql_child(node, SQL_ALIAS);
    struct bind_scope *inner = scope;
    if (alias) {
        inner = arena_new(binder->arena, struct bind_scope);
        *inner = (struct bind_scope){ .outer = scope,
                                      .around = scope->around,
                                      .guessed = scope->guessed,
                                      .query = node,
                                      .complete = true,
                                      .depth = scope->depth + 1 };
    }
    for (const struct sql_node *it = node->first; it; it = it->next)
        add_source(binder, inner, it);
    if (!alias)
        return;
    struct bind_relation *all = bind_new(binder, BIND_RENAMED, true);
    all->scope = inner;
    bind_star_all(binder, all, inner, NULL);
    vec_push(binder->arena, &scope->sources,
             (struct bind_source){ .alias = alias->first ? alias->first->text : STR_EMPTY,
                                   .node = node,
                                   .relation = all });
}

static void add_join(struct binder *binder, struct bind_scope *scope, const struct sql_node *join)
{
    size_t before = scope->sources.count;
    bool hides = str_find(join->text, STR("SEMI")) >= 0 || str_find(join->text, STR("ANTI")) >= 0;
    if (join->first)
        add_source(binder, scope, join->first);
    if (str_find(join->text, STR("NATURAL")) >= 0)
        scope->complete = false;
    for (size_t i = before; i < scope->sources.count; i++) {
        scope->sources.items[i].hidden = hides;
        if (!scope->sources.items[i].join)
            scope->sources.items[i].join = join;
        if (i == before)
            scope->sources.items[i].using = sql_child(join, SQL_USING);
    }
}

static const struct bind_relation *relation_of(struct binder *binder, const struct sql_node *node,
                                               const struct bind_scope *scope,
                                               const struct sql_node **cte)
{
    switch ((enum sql_kind)node->kind) {
    case SQL_TABLE:
        return of_table(binder, node, scope, cte);
    case SQL_SUBQUERY_TABLE:
        return of_subquery(binder, node, scope,
                           str_eq(node->text, STR("LATERAL")) ? IN_LATERAL : IN_FROM);
    case SQL_FUNCTION_TABLE:
        return of_function(binder, node, scope);
    default:
        return NULL;
    }
}

static void add_table(struct binder *binder, struct bind_scope *scope, const struct sql_node *node)
{
    const struct sql_node *cte = NULL;
    const struct bind_relation *relation = relation_of(binder, node, scope, &cte);
    if (!relation) {
        scope->complete = scope->complete && node->kind == SQL_ALIAS;
        return;
    }
    const struct sql_node *alias = sql_child(node, SQL_ALIAS);
    const struct sql_node *names = alias ? sql_child(alias, SQL_COLUMN_NAMES) : NULL;
    if (names && node->kind != SQL_FUNCTION_TABLE)
        relation = rename_columns(binder, relation, names);
    if (sql_child(node, SQL_PIVOT))
        relation = pivoted(binder, relation, node, scope);
    bool named = alias && alias->first && alias->first->kind == SQL_IDENT;
    vec_push(binder->arena, &scope->sources,
             (struct bind_source){ .alias = named ? alias->first->text : STR_EMPTY,
                                   .node = node,
                                   .cte = cte,
                                   .relation = relation });
}

static void add_source(struct binder *binder, struct bind_scope *scope, const struct sql_node *node)
{
    if (scope->depth > LIMIT_sql_depth)
        scope->complete = false;
    else if (node->kind == SQL_JOIN)
        add_join(binder, scope, node);
    else if (node->kind == SQL_PAREN_TABLE)
        add_paren(binder, scope, node);
    else
        add_table(binder, scope, node);
}

/* --- queries ---------------------------------------------------------------------------------- */

static void add_cte(struct binder *binder, struct bind_scope *scope, const struct sql_node *cte,
                    bool recursive)
{
    const struct sql_node *names = sql_child(cte, SQL_COLUMN_NAMES);
    struct bind_relation *self = bind_new(binder, BIND_UNKNOWN, false);
    struct str name = cte->first->text;
    self->node = cte;
    if (recursive) /* seen inside itself */
        vec_push(binder->arena, &scope->ctes, (struct bind_cte){ name, cte, self });
    const struct bind_relation *relation = of_subquery(binder, cte, scope, IN_CTE);
    if (names)
        relation = rename_columns(binder, relation, names);
    self->inner = relation;
    vec_push(binder->arena, &scope->ctes, (struct bind_cte){ name, cte, relation });
}

static struct bind_scope *open_scope(struct binder *binder, const struct bind_scope *outer,
                                     const struct sql_node *query, enum standing standing)
{
    const struct sql_node *with = sql_child(query, SQL_WITH);
    struct bind_scope *scope = arena_new(binder->arena, struct bind_scope);
    *scope = (struct bind_scope){ .outer = outer,
                                  .around = outer && standing == IN_CTE ? outer->around : outer,
                                  .guessed = standing == IN_FROM || (outer && outer->guessed),
                                  .query = query,
                                  .complete = true,
                                  .depth = outer ? outer->depth + 1 : 0 };
    for (const struct sql_node *it = with ? with->first : NULL; it; it = it->next)
        if (it->kind == SQL_CTE && it->first && it->first->kind == SQL_IDENT)
            add_cte(binder, scope, it, with->flags & SQL_RECURSIVE);
    return scope;
}

static bool is_open(struct binder *binder, const struct sql_output *output)
{
    unsigned kind = output->item->kind;
    if (kind != SQL_MACRO && kind != SQL_TEMPLATE && kind != SQL_OPAQUE)
        return false;
    return !binder->schema.is_value(binder->schema.ctx, output->item);
}

static void add_output(struct binder *binder, struct bind_relation *out,
                       const struct sql_output *output, const struct bind_scope *scope)
{
    if (output->is_star) {
        bind_star(binder, out, scope, output->expr);
    } else if (is_open(binder, output)) {
        bind_open(out);
    } else {
        bind_add(binder, out,
                 (struct bind_column){ .name = output->name,
                                       .type = bind_type_of(binder, scope, output->expr),
                                       .expr = output->expr });
    }
}

/* SELECT * FROM (q) has the columns of q, with what q says about them. */
static void repeat_all(struct binder *binder, struct bind_relation *out,
                       const struct bind_relation *inner)
{
    out->complete = inner->complete;
    out->placed = inner->placed;
    for (size_t i = 0; i < inner->count; i++) {
        struct bind_column column = bind_repeat(binder, inner, i);
        column.expr = inner->items[i].expr;
        column.value = inner->items[i].value;
        bind_add(binder, out, column);
    }
}

static const struct bind_relation *of_select(struct binder *binder, const struct sql_node *select,
                                             const struct bind_scope *outer, enum standing standing)
{
    struct bind_scope *scope = open_scope(binder, outer, select, standing);
    const struct sql_node *from = sql_child(select, SQL_FROM);
    struct sql_outputs outputs = { 0 };

    for (const struct sql_node *it = from ? from->first : NULL; it; it = it->next)
        add_source(binder, scope, it);
    struct bind_relation *out = bind_new(binder, BIND_SELECT, true);
    out->node = select;
    out->scope = scope;
    if (sql_only_source(select) && scope->sources.count == 1) {
        repeat_all(binder, out, scope->sources.items[0].relation);
    } else {
        sql_projections(&outputs, binder->arena, select);
        vec_for (const struct sql_output, it, &outputs)
            add_output(binder, out, it, scope);
    }
    scope->outputs = out;
    return out;
}

/* A column of a set operation. A type holds only where both sides agree. */
static void add_arm_column(struct binder *binder, struct bind_relation *out,
                           const struct bind_relation *arm, size_t index,
                           const struct bind_relation *other, size_t partner)
{
    struct bind_column column = bind_repeat(binder, arm, index);
    column.expr = arm->items[index].expr;
    column.value = arm->items[index].value;
    if (partner != SIZE_MAX) {
        vec_push(binder->arena, &column.from, (struct bind_origin){ other, partner });
        if (!str_eq(other->items[partner].type, column.type))
            column.type = STR_EMPTY;
    } else {
        column.type = STR_EMPTY;
    }
    bind_add(binder, out, column);
}

/* The column of the other arm at the same position, as far as both can be counted. */
static size_t opposite(const struct bind_relation *arm, size_t index,
                       const struct bind_relation *other)
{
    return index < bind_placed(arm) && index < bind_placed(other) ? index : SIZE_MAX;
}

static bool keeps_right_only(const struct sql_node *by_name)
{
    return !str_starts(by_name->text, STR("LEFT")) && !str_starts(by_name->text, STR("INNER"));
}

/* Names come from the left side. */
static const struct bind_relation *of_setop(struct binder *binder, const struct sql_node *setop,
                                            const struct bind_scope *outer, enum standing standing)
{
    const struct bind_scope *scope = open_scope(binder, outer, setop, standing);
    const struct sql_node *left = setop->first, *right = left ? left->next : NULL;
    const struct sql_node *by_name = sql_by_name(setop);
    if (!left || !right)
        return unknown(binder, setop);
    const struct bind_relation *a = of_query(binder, left, scope, IN_ARM);
    const struct bind_relation *b = of_query(binder, right, scope, IN_ARM);
    struct bind_relation *out =
        bind_new(binder, BIND_SETOP, a->complete && (b->complete || !by_name));
    out->node = setop;
    out->scope = scope;
    out->inner = a;
    out->right = b;
    out->placed = by_name ? 0 : bind_placed(a);
    for (size_t i = 0; i < a->count; i++)
        add_arm_column(binder, out, a, i, b,
                       by_name ? bind_index(binder, b, a->items[i].name) : opposite(a, i, b));
    for (size_t i = 0; by_name && keeps_right_only(by_name) && i < b->count; i++)
        if (bind_index(binder, a, b->items[i].name) == SIZE_MAX)
            add_arm_column(binder, out, b, i, a, SIZE_MAX);
    return out;
}

static const struct bind_relation *of_values(struct binder *binder, const struct sql_node *values,
                                             const struct bind_scope *outer)
{
    struct bind_relation *out = bind_new(binder, BIND_VALUES, true);
    const struct sql_node *row = values->first;
    out->node = values;
    out->scope = outer;
    if (!row || row->kind != SQL_TUPLE)
        out->complete = false;
    for (const struct sql_node *it = row ? row->first : NULL; it; it = it->next)
        bind_add(binder, out,
                 (struct bind_column){ .name = STR_EMPTY, .type = STR_EMPTY, .expr = it });
    return out;
}

/* The parser bounds the nesting of queries, so the recursion is bounded too; the check is a second
 * lock on the same door. */
static const struct bind_relation *of_query(struct binder *binder, const struct sql_node *query,
                                            const struct bind_scope *outer, enum standing standing)
{
    if (outer && outer->depth > LIMIT_sql_depth)
        return unknown(binder, query);
    switch ((enum sql_kind)query->kind) {
    case SQL_SELECT:
        return of_select(binder, query, outer, standing);
    case SQL_SETOP:
        return of_setop(binder, query, outer, standing);
    case SQL_VALUES:
        return of_values(binder, query, outer);
    default:
        return unknown(binder, query);
    }
}

const struct bind_relation *bind_query(struct binder *binder, const struct sql_node *query,
                                       const struct bind_scope *outer)
{
    struct str key = { (const char *)&query, sizeof query };
    const struct bind_relation *known = outer ? map_get(&binder->nested, key) : NULL;
    if (known)
        return known;
    const struct bind_relation *relation = of_query(binder, query, outer, IN_EXPRESSION);
    if (outer)
        map_put(&binder->nested, key, (void *)(uintptr_t)relation);
    return relation;
}
