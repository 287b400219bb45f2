/* resolve_expression: names inside expressions, keys and select lists. */
#include "sql/resolve_private.h"

#include "base/limits.h"
#include "sql/words.h"

/* --- nodes ----------------------------------------------------------------------------------- */

struct sql_node *resolve_make(struct resolver *r, enum sql_kind kind, struct str text,
                              const struct sql_node *at)
{
    struct sql_node *node = node_new(r->arena, kind, text);
    node->start = at->start;
    node->end = at->end;
    r->too_large = r->too_large || ++r->made > LIMIT_resolved_nodes;
    return node;
}

struct sql_node *resolve_node(struct resolver *r, const struct sql_node *like)
{
    struct sql_node *node = resolve_make(r, (enum sql_kind)like->kind, like->text, like);
    node->flags = like->flags;
    return node;
}

struct sql_node *resolve_raw(struct resolver *r, const struct sql_node *node)
{
    struct sql_node *copy = resolve_node(r, node);
    for (const struct sql_node *it = node->first; it && !r->too_large; it = it->next)
        node_add(copy, resolve_raw(r, it));
    return copy;
}

struct sql_node *resolve_open(struct resolver *r, const struct sql_node *node)
{
    r->open = true;
    return resolve_raw(r, node);
}

void resolve_children(struct resolver *r, const struct place_in *in, struct sql_node *to,
                      const struct sql_node *from)
{
    for (const struct sql_node *it = from->first; it && !r->too_large; it = it->next)
        node_add(to, resolve_expression(r, in, it));
}

/* --- columns --------------------------------------------------------------------------------- */

struct sql_node *resolve_reference(struct resolver *r, const struct bind_source *source,
                                   struct str name, bool merged, const struct sql_node *at)
{
    struct sql_node *column = resolve_make(r, SQL_COLUMN, STR_EMPTY, at);
    struct str qualifier = merged ? STR_EMPTY : resolve_source_name(r, source);
    if (qualifier.len)
        node_add(column, resolve_make(r, SQL_IDENT, qualifier, at));
    node_add(column, resolve_make(r, SQL_IDENT, name, at));
    return column;
}

static bool is_shadowed(const struct resolver *r, struct str name)
{
    for (const struct shadow *it = r->shadow; it; it = it->outer)
        if (bind_in_list(it->names, name))
            return true;
    return false;
}

static bool is_bare(const struct sql_node *column)
{
    return column->kind == SQL_COLUMN && column->first && column->first == column->last &&
           column->first->kind == SQL_IDENT;
}

/* Dialects differ on whether a name means the column or the output called like it. */
static bool may_mean_alias(const struct resolver *r, const struct place_in *in, struct str name)
{
    const struct sql_dialect *dialect = r->binder.schema.dialect;
    bool alias_first = dialect && dialect->alias_first;
    if (!in->late && (!alias_first || str_eq(in->own, name)))
        return false;
    const struct bind_column *alias = bind_alias(in->scope, name);
    return alias && !bind_is_own_column(alias);
}

/* sysdate, which is a function where no column is called so. */
static bool may_be_function(const struct sql_node *ident)
{
    return !(ident->flags & SQL_QUOTED) && word_flags(word_find(ident->text)) & WORD_MAYBE_NILADIC;
}

static struct sql_node *with_fields(struct resolver *r, struct sql_node *column,
                                    const struct sql_node *from, size_t skip)
{
    for (const struct sql_node *it = from->first; it; it = it->next)
        if (skip > 0)
            skip--;
        else
            node_add(column, resolve_raw(r, it));
    return column;
}

/* Found through a subquery in FROM that may look at its neighbours in some engines only. */
static bool is_guessed(const struct place_in *in, const struct bind_hit *hit)
{
    for (const struct bind_scope *it = in->scope; it && it != hit->scope; it = it->around)
        if (it->guessed)
            return true;
    return false;
}

/* A table, or something that has no other columns than those that are listed. */
static bool may_lack(const struct bind_relation *relation)
{
    return relation->complete || relation->kind == BIND_TABLE;
}

/* Whether nobody knows what the name stands for, or a source that would have to have it does not.
 */
static bool is_lost(const struct place_in *in, const struct sql_node *node,
                    const struct bind_hit *hit)
{
    const struct bind_column *alias;
    switch (hit->answer) {
    case BIND_ONE:
        return is_guessed(in, hit) || (hit->index == SIZE_MAX && may_lack(hit->source->relation));
    case BIND_NONE:
        alias = is_bare(node) ? bind_alias(in->scope, node->first->text) : NULL;
        return !alias || bind_is_own_column(alias) || str_eq(in->own, node->first->text);
    case BIND_MAYBE:
        return true;
    default:
        return false;
    }
}

static struct sql_node *column_of(struct resolver *r, const struct place_in *in,
                                  const struct sql_node *node)
{
    struct bind_hit hit;
    bool plain = node->first && node->first->kind == SQL_IDENT;
    if (plain && is_bare(node) && may_be_function(node->first))
        return resolve_raw(r, node);
    if (plain && is_shadowed(r, node->first->text))
        return resolve_raw(r, node);
    if (plain && is_bare(node) && may_mean_alias(r, in, node->first->text))
        return resolve_raw(r, node);
    r->binder.defining = in->own;
    bind_find(&r->binder, in->scope, node, &hit);
    r->binder.defining = STR_EMPTY;
    r->lost = r->lost || is_lost(in, node, &hit);
    switch (hit.answer) {
    case BIND_ONE:
    case BIND_MERGED:
        return with_fields(
            r, resolve_reference(r, hit.source, hit.name, hit.answer == BIND_MERGED, node), node,
            hit.qualifiers + 1);
    case BIND_ROW: {
        struct sql_node *row = resolve_make(r, SQL_COLUMN, STR_EMPTY, node);
        r->open = r->open || !hit.sure;
        node_add(row, resolve_make(r, SQL_IDENT, resolve_source_name(r, hit.source), node));
        return row;
    }
    case BIND_NONE:
        return resolve_raw(r, node);
    default:
        return is_bare(node) ? resolve_raw(r, node) : resolve_open(r, node);
    }
}

/* --- stars ----------------------------------------------------------------------------------- */

static size_t ident_count(const struct sql_node *node)
{
    size_t count = 0;
    for (const struct sql_node *it = node->first; it && it->kind == SQL_IDENT; it = it->next)
        count++;
    return count;
}

/* A star whose columns are not known, or one that is no item of a list: COUNT(t.*). */
static struct sql_node *star_as_written(struct resolver *r, const struct place_in *in,
                                        const struct sql_node *star)
{
    const struct bind_source *source = NULL;
    size_t parts = ident_count(star);
    for (const struct bind_scope *it = in->scope; it && parts && !source; it = it->around)
        source = bind_qualified(it, star->first, parts);
    if (star->text.len && !source)
        return resolve_open(r, star);
    struct sql_node *copy = resolve_node(r, star);
    if (source) {
        copy->text = resolve_source_name(r, source);
        node_add(copy, resolve_make(r, SQL_IDENT, copy->text, star));
    }
    for (const struct sql_node *it = star->first; it; it = it->next) {
        if (parts > 0)
            parts--;
        else if (it->kind == SQL_STAR_REPLACE)
            node_add(copy, resolve_node(r, it)), resolve_children(r, in, copy->last, it);
        else
            node_add(copy, resolve_raw(r, it));
    }
    return copy;
}

static struct sql_node *named(struct resolver *r, struct sql_node *expr, struct str name)
{
    bool says_it = expr->kind == SQL_COLUMN && expr->last && expr->last->kind == SQL_IDENT &&
                   str_eq(expr->last->text, name);
    if (!name.len || says_it)
        return expr;
    struct sql_node *aliased = resolve_make(r, SQL_ALIASED, STR_EMPTY, expr);
    node_add(aliased, expr);
    node_add(aliased, resolve_make(r, SQL_IDENT, name, expr));
    return aliased;
}

/* One column that a star gave. */
static struct sql_node *star_column(struct resolver *r, const struct place_in *in,
                                    const struct bind_column *column, const struct sql_node *star)
{
    if (column->value)
        return named(r, resolve_expression(r, in, column->value), column->name);
    const struct bind_origin *from = &column->from.items[0];
    struct str name = from->relation->items[from->index].name;
    return named(r, resolve_reference(r, column->source, name, column->from.count > 1, star),
                 column->name);
}

/* Over one table * and t.* are the same. */
static void qualify_star(struct resolver *r, const struct bind_scope *scope, struct sql_node *star)
{
    if (star->text.len || scope->sources.count != 1 || !scope->complete)
        return;
    star->text = resolve_source_name(r, &scope->sources.items[0]);
    if (star->text.len)
        node_add_first(star, resolve_make(r, SQL_IDENT, star->text, star));
}

static void add_star(struct resolver *r, const struct place_in *in, struct sql_node *list,
                     const struct sql_node *star)
{
    struct bind_relation *all = bind_new(&r->binder, BIND_UNKNOWN, true);
    bind_star(&r->binder, all, in->scope, star);
    if (star->kind != SQL_STAR) {
        node_add(list, resolve_expression(r, in, star));
        return;
    }
    if (!all->complete || r->binder.limited) {
        r->lost = true;
        struct sql_node *copy = star_as_written(r, in, star);
        qualify_star(r, in->scope, copy);
        node_add(list, copy);
        return;
    }
    for (size_t i = 0; i < all->count && !r->too_large; i++)
        node_add(list, star_column(r, in, &all->items[i], star));
}

/* Whether the engine makes the output's name of its text: a column and an alias have names. */
static bool is_unnamed(const struct resolver *r, const struct bind_scope *scope,
                       const struct sql_node *item)
{
    return item->kind != SQL_ALIASED && item->kind != SQL_COLUMN && item->kind != SQL_FIELD &&
           scope->query != r->value;
}

/* The item with a name that no other text has. */
static struct sql_node *spelled(struct resolver *r, struct sql_node *expr,
                                const struct sql_node *item)
{
    struct str form = sql_form(r->arena, item);
    return named(r, expr, str_concat(r->arena, STR(RESOLVE_OURS), form));
}

struct sql_node *resolve_list(struct resolver *r, const struct bind_scope *scope,
                              const struct sql_node *list)
{
    struct sql_node *copy = resolve_node(r, list);
    for (const struct sql_node *it = list->first; it && !r->too_large; it = it->next) {
        struct sql_output output = sql_projection(it);
        struct place_in in = { .scope = scope, .own = output.name };
        if (output.is_star && it->kind != SQL_ALIASED) {
            add_star(r, &in, copy, it);
            continue;
        }
        struct sql_node *expr = resolve_expression(r, &in, output.expr);
        if (it->kind == SQL_ALIASED && (output.dynamic || !output.name.len)) {
            struct sql_node *aliased = resolve_node(r, it);
            node_add(aliased, expr);
            node_add(aliased, resolve_raw(r, it->last));
            expr = aliased;
        } else if (is_unnamed(r, scope, it)) {
            r->by_text = true;
            expr = r->as_text ? resolve_note(r, it, spelled(r, expr, it))
                              : named(r, expr, output.name);
        } else {
            expr = named(r, expr, output.name);
        }
        node_add(copy, expr);
    }
    return copy;
}

/* --- keys ------------------------------------------------------------------------------------ */

static size_t read_position(const struct sql_node *node)
{
    size_t n = 0;
    if (node->kind != SQL_NUMBER || node->text.len > 6)
        return 0;
    for (size_t i = 0; i < node->text.len; i++) {
        if (!byte_is_digit(node->text.ptr[i]))
            return 0;
        n = n * 10 + (size_t)(node->text.ptr[i] - '0');
    }
    return n;
}

/* What the n-th output is, NULL when nobody can count. */
static struct sql_node *at_position(struct resolver *r, const struct place_in *in, size_t n)
{
    const struct bind_relation *outputs = in->scope->outputs;
    if (!outputs || outputs->node != in->scope->query || n > bind_placed(outputs))
        return NULL;
    const struct bind_column *column = &outputs->items[n - 1];
    if (!column->expr)
        return NULL;
    struct place_in source = { .scope = in->scope, .own = column->name };
    if (column->from.count == 0)
        return resolve_expression(r, &source, column->expr);
    return column->source ? star_column(r, &source, column, column->expr) : NULL;
}

static struct sql_node *unnamed(struct sql_node *expr)
{
    struct sql_node *inner = expr->kind == SQL_ALIASED ? expr->first : NULL;
    if (!inner)
        return expr;
    node_remove(expr, inner);
    return inner;
}

/* A bare name that is an output. NULL: it is none, or both a column and another output. */
static struct sql_node *at_alias(struct resolver *r, const struct place_in *in,
                                 const struct sql_node *key, bool ordering)
{
    struct bind_hit hit;
    const struct bind_column *alias = bind_alias(in->scope, key->first->text);
    if (!alias || !alias->expr || (!ordering && bind_is_own_column(alias)))
        return NULL;
    bind_find(&r->binder, in->scope, key, &hit);
    if (!ordering && hit.answer != BIND_NONE)
        return resolve_raw(r, key);
    struct place_in source = { .scope = in->scope, .own = alias->name };
    return resolve_expression(r, &source, alias->expr);
}

struct sql_node *resolve_key(struct resolver *r, const struct place_in *in,
                             const struct sql_node *key, bool ordering)
{
    struct sql_node *found = NULL;
    size_t n = read_position(key);
    if (n)
        found = at_position(r, in, n);
    if (n && !found) /* no number: a sum of that value is no position */
        found = resolve_make(r, SQL_NUMBER, str_fmt(r->arena, "\1position %zu", n), key);
    else if (!n && is_bare(key) && !is_shadowed(r, key->first->text))
        found = at_alias(r, in, key, ordering);
    if (found)
        return unnamed(found);
    if (key->kind != SQL_GROUPING && key->kind != SQL_TUPLE)
        return resolve_expression(r, in, key);
    struct sql_node *copy = resolve_node(r, key);
    for (const struct sql_node *it = key->first; it && !r->too_large; it = it->next)
        node_add(copy, resolve_key(r, in, it, ordering));
    return copy;
}

/* --- expressions ----------------------------------------------------------------------------- */

static struct sql_node *plain_copy(struct resolver *r, const struct place_in *in,
                                   const struct sql_node *node)
{
    struct sql_node *copy = resolve_node(r, node);
    resolve_children(r, in, copy, node);
    return resolve_rules(r, copy);
}

/* Parameters of a lambda hide columns of the same name. */
static struct sql_node *with_parameters(struct resolver *r, const struct place_in *in,
                                        const struct sql_node *node)
{
    const struct sql_node *names = sql_child(node, SQL_COLUMN_NAMES);
    struct shadow shadow = { r->shadow, names };
    if (!names)
        return plain_copy(r, in, node);
    r->shadow = &shadow;
    struct sql_node *copy = plain_copy(r, in, node);
    r->shadow = shadow.outer;
    return copy;
}

/* t.note.upper() may be a method of a column, and its name says which. */
static struct sql_node *call(struct resolver *r, const struct place_in *in,
                             const struct sql_node *node)
{
    r->open = r->open || str_find_byte(node->text, '.') >= 0;
    return plain_copy(r, in, node);
}

bool resolve_is_whole_window(const struct sql_node *window)
{
    const struct sql_node *over = window->last;
    return window->kind == SQL_NAMED_WINDOW && window->first != over && over->kind == SQL_OVER &&
           !(over->first && over->first->kind == SQL_IDENT) && resolve_is_repeatable(over);
}

/* OVER w is OVER with the text of w. */
static struct sql_node *over(struct resolver *r, const struct place_in *in,
                             const struct sql_node *node)
{
    const struct sql_node *name = node->first, *list;
    struct place_in window = *in;
    if (r->keep_names || !(node->flags & SQL_PARENS) || !name || name->kind != SQL_IDENT ||
        name->next)
        return plain_copy(r, in, node);
    list = sql_child(in->scope->query, SQL_WINDOW_CLAUSE);
    window.late = true;
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        if (resolve_is_whole_window(it) && str_eq(it->first->text, name->text))
            return plain_copy(r, &window, it->last);
    return plain_copy(r, in, node);
}

static struct sql_node *macro(struct resolver *r, const struct place_in *in,
                              const struct sql_node *node)
{
    if (!r->binder.schema.is_value(r->binder.schema.ctx, node))
        return resolve_open(r, node);
    return plain_copy(r, in, node);
}

static struct sql_node *value_query(struct resolver *r, const struct place_in *in,
                                    const struct sql_node *query)
{
    const struct sql_node *around = r->value;
    r->value = query;
    struct sql_node *copy = resolve_query(r, query, bind_query(&r->binder, query, in->scope));
    r->value = around;
    return copy;
}

static struct sql_node *expression(struct resolver *r, const struct place_in *in,
                                   const struct sql_node *node)
{
    switch ((enum sql_kind)node->kind) {
    case SQL_COLUMN:
        return column_of(r, in, node);
    case SQL_SELECT:
    case SQL_SETOP:
    case SQL_VALUES:
        return value_query(r, in, node);
    case SQL_STAR:
        return star_as_written(r, in, node);
    case SQL_LAMBDA:
    case SQL_ARRAY:
        return with_parameters(r, in, node);
    case SQL_CALL:
        return call(r, in, node);
    case SQL_OVER:
        return over(r, in, node);
    case SQL_MACRO:
    case SQL_MACRO_VAR:
        return macro(r, in, node);
    case SQL_TEMPLATE:
    case SQL_OPAQUE:
    case SQL_PIVOT:
        return resolve_open(r, node);
    case SQL_TYPE:
        return resolve_raw(r, node);
    default:
        return plain_copy(r, in, node);
    }
}

struct sql_node *resolve_expression(struct resolver *r, const struct place_in *in,
                                    const struct sql_node *node)
{
    struct sql_node *resolved = expression(r, in, node);
    const struct sql_node *had = r->as_text ? map_get(&r->out->nodes, KEY(node)) : NULL;
    bool is_output = had && had->kind == SQL_ALIASED && node->kind != SQL_ALIASED;
    return is_output ? resolved : resolve_note(r, node, resolved);
}

struct sql_node *resolve_condition(struct resolver *r, const struct place_in *in,
                                   const struct sql_node *node)
{
    struct sql_node *condition = resolve_expression(r, in, node);
    return resolve_is_true(condition) ? NULL : condition;
}
