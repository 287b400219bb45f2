/* query: tables, outputs and arms of a query, by scope. */
#include "sql/query.h"

#include <stdlib.h>

#include "sql/ast_make.h"
#include "sql/walk.h"

/* --- tables ---------------------------------------------------------------------------------- */

struct cte_name {
    struct str name;
    size_t position; /* in its WITH */
};

/* One WITH around the current node. */
struct scope {
    struct cte_name *names;
    size_t count;
    bool recursive;
    size_t inside; /* position of the CTE whose body is being read, or SIZE_MAX */
    size_t next;   /* position of the next CTE */
};

struct tables {
    struct arena *arena;
    struct sql_table_refs *out;
    struct {
        VEC_OF(struct scope);
    } scopes;
};

static int by_name(const void *a, const void *b)
{
    const struct cte_name *x = a, *y = b;
    int order = str_cmp(x->name, y->name);
    return order ? order : (x->position > y->position) - (x->position < y->position);
}

/* The WITH of a query, also behind @WITH(...). */
static const struct sql_node *with_of(const struct sql_node *query)
{
    for (const struct sql_node *c = query->first; c; c = c->next) {
        if (c->kind == SQL_WITH)
            return c;
        if (c->kind == SQL_MACRO && c->last && c->last->kind == SQL_WITH)
            return c->last;
    }
    return NULL;
}

static void push_scope(struct tables *t, const struct sql_node *with)
{
    struct scope scope = { .inside = SIZE_MAX, .recursive = with->flags & SQL_RECURSIVE };
    scope.names = arena_array(t->arena, sql_child_count(with) + 1, sizeof *scope.names);
    size_t position = 0;
    for (const struct sql_node *c = with->first; c; c = c->next) {
        if (c->kind != SQL_CTE)
            continue;
        if (c->first->kind == SQL_IDENT)
            scope.names[scope.count++] = (struct cte_name){ c->first->text, position };
        position++;
    }
    qsort(scope.names, scope.count, sizeof *scope.names, by_name);
    vec_push(t->arena, &t->scopes, scope);
}

/* Position of the first CTE of this name in the scope, or SIZE_MAX. */
static size_t find_cte(const struct scope *scope, struct str name)
{
    size_t low = 0, high = scope->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(scope->names[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < scope->count && str_eq(scope->names[low].name, name);
    return found ? scope->names[low].position : SIZE_MAX;
}

/* Inside the body of a CTE only the ones before it are visible, and itself when recursive. */
static bool is_cte(const struct tables *t, struct str name)
{
    for (size_t i = t->scopes.count; i > 0; i--) {
        const struct scope *scope = &t->scopes.items[i - 1];
        size_t position = find_cte(scope, name);
        if (position == SIZE_MAX)
            continue;
        if (scope->inside == SIZE_MAX || position < scope->inside ||
            (scope->recursive && position == scope->inside))
            return true;
    }
    return false;
}

static bool is_part(const struct sql_node *node)
{
    return node->kind == SQL_IDENT || node->kind == SQL_MACRO || node->kind == SQL_MACRO_VAR ||
           node->kind == SQL_TEMPLATE || node->kind == SQL_PARAMETER;
}

static void add_table(struct tables *t, const struct sql_node *table, bool dynamic)
{
    size_t parts = 0;
    for (const struct sql_node *c = table->first; c && is_part(c); c = c->next, parts++)
        dynamic = dynamic || c->kind != SQL_IDENT;
    if (parts == 0)
        return;
    if (parts == 1 && table->first->kind == SQL_IDENT && is_cte(t, table->first->text))
        return;
    vec_push(t->arena, t->out, (struct sql_table_ref){ table, dynamic });
}

/* --- names in text that was not understood --------------------------------------------------- */

/* Takes the next piece of an OPAQUE text: pieces stand apart by one space, quoted ones may hold
 * spaces of their own. */
static bool next_piece(struct str *rest, struct str *piece)
{
    char quote = rest->len ? rest->ptr[0] : '\0';
    if (!rest->ptr || (quote != '"' && quote != '`' && quote != '\''))
        return str_split(rest, ' ', piece);
    size_t end = 1;
    while (end < rest->len && rest->ptr[end] != quote)
        end++;
    *piece = str_sub(*rest, 0, end + 1);
    *rest = str_sub(*rest, end + 1, SIZE_MAX);
    if (rest->len && rest->ptr[0] == ' ')
        *rest = str_sub(*rest, 1, SIZE_MAX);
    else if (rest->len == 0)
        *rest = (struct str){ NULL, 0 };
    return true;
}

static bool is_name_piece(struct str piece)
{
    if (piece.len == 0)
        return false;
    char c = piece.ptr[0];
    return byte_is_alpha(c) || c == '_' || c == '"' || c == '`' || c == '[' || c == '@' ||
           c == '{' || (unsigned char)c >= 0x80;
}

static struct str unquote(struct str piece)
{
    char c = piece.len ? piece.ptr[0] : '\0';
    bool quoted = (c == '"' || c == '`' || c == '[') && piece.len >= 2;
    return quoted ? str_sub(piece, 1, piece.len - 2) : piece;
}

static struct sql_node *part_of(struct tables *t, const struct sql_node *opaque, struct str piece)
{
    enum sql_kind kind = piece.ptr[0] == '@' || piece.ptr[0] == '{' ? SQL_MACRO_VAR : SQL_IDENT;
    struct sql_node *part = node_new(t->arena, kind, unquote(piece));
    part->start = opaque->start;
    part->end = opaque->end;
    return part;
}

/* "FROM a . b" and "JOIN a . b" in an OPAQUE text name tables that may be read. */
static void add_opaque_tables(struct tables *t, const struct sql_node *opaque)
{
    struct str rest = opaque->text, piece = STR_EMPTY;
    bool expect = false;
    while (next_piece(&rest, &piece)) {
        if (!expect || !is_name_piece(piece)) {
            expect = str_eq_fold(piece, STR("FROM")) || str_eq_fold(piece, STR("JOIN"));
            continue;
        }
        struct sql_node *table = node_new(t->arena, SQL_TABLE, STR_EMPTY);
        table->start = opaque->start;
        table->end = opaque->end;
        node_add(table, part_of(t, opaque, piece));
        expect = false;
        struct str ahead = rest;
        while (ahead.ptr && next_piece(&ahead, &piece) && str_eq(piece, STR(".")) && ahead.ptr &&
               next_piece(&ahead, &piece) && is_name_piece(piece)) {
            node_add(table, part_of(t, opaque, piece));
            rest = ahead;
        }
        add_table(t, table, true);
        if (!rest.ptr)
            return;
    }
}

/* f(TABLE name), ML.PREDICT(MODEL name, ...): the argument is a table or a model in its place. */
static void add_table_argument(struct tables *t, const struct sql_node *part)
{
    const struct sql_node *column = part->next;
    bool names = str_eq(part->text, STR("TABLE")) || str_eq(part->text, STR("MODEL"));
    if (!names || !column || column->kind != SQL_COLUMN)
        return;
    struct sql_node *table = node_new(t->arena, SQL_TABLE, STR_EMPTY);
    table->start = column->start;
    table->end = column->end;
    for (const struct sql_node *c = column->first; c; c = c->next) {
        struct sql_node *copy = node_new(t->arena, (enum sql_kind)c->kind, c->text);
        copy->flags = c->flags;
        copy->start = c->start;
        copy->end = c->end;
        node_add(table, copy);
    }
    add_table(t, table, false);
}

/* What find_tables looks at; most nodes are nothing of this kind. */
static const bool table_kinds[SQL_KIND_COUNT] = {
    [SQL_SELECT] = true,       [SQL_SETOP] = true,  [SQL_CTE] = true,   [SQL_TABLE] = true,
    [SQL_EXTRACT_PART] = true, [SQL_OPAQUE] = true, [SQL_MACRO] = true,
};

static bool find_tables(void *ctx, const struct sql_node *node);

static void find_below(struct tables *t, const struct sql_node *node)
{
    sql_walk_kinds(node, table_kinds, find_tables, t);
}

/* A query whose WITH is a scope of its own; false when it has none. */
static bool find_in_query(struct tables *t, const struct sql_node *query)
{
    const struct sql_node *with = with_of(query);
    if (!with)
        return false;
    push_scope(t, with);
    find_below(t, query);
    t->scopes.count--;
    return true;
}

/* A CTE, which is the next one of the innermost WITH; false when there is no WITH. */
static bool find_in_cte(struct tables *t, const struct sql_node *cte)
{
    if (t->scopes.count == 0)
        return false;
    size_t innermost = t->scopes.count - 1;
    struct scope *scope = &t->scopes.items[innermost];
    scope->inside = scope->next++;
    find_below(t, cte);
    t->scopes.items[innermost].inside = SIZE_MAX; /* the scopes may have moved */
    return true;
}

static bool find_tables(void *ctx, const struct sql_node *node)
{
    struct tables *t = ctx;
    switch (node->kind) {
    case SQL_SELECT:
    case SQL_SETOP:
        return !find_in_query(t, node);
    case SQL_CTE:
        return !find_in_cte(t, node);
    case SQL_TABLE:
        add_table(t, node, false);
        return true;
    case SQL_EXTRACT_PART:
        add_table_argument(t, node);
        return true;
    case SQL_OPAQUE:
        t->out->opaque = true;
        add_opaque_tables(t, node);
        return true;
    case SQL_MACRO:
        t->out->macros = true;
        return true;
    default:
        return true;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct sql_table_ref *x = a, *y = b;
    uint32_t s = x->table->start, e = y->table->start;
    return (s > e) - (s < e);
}

void sql_table_refs(struct sql_table_refs *out, struct arena *arena, const struct sql_node *query)
{
    struct tables t = { .arena = arena, .out = out };
    if (query && find_tables(&t, query))
        find_below(&t, query);
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_place);
}

/* --- outputs --------------------------------------------------------------------------------- */

static bool is_query(const struct sql_node *node)
{
    return node->kind == SQL_SELECT || node->kind == SQL_SETOP || node->kind == SQL_VALUES;
}

const struct sql_node *sql_by_name(const struct sql_node *query)
{
    for (const struct sql_node *c = query->first; c; c = c->next)
        if (c->kind == SQL_CLAUSE && (c->flags & SQL_PARENS) &&
            (str_ends(c->text, STR("NAME")) || str_ends(c->text, STR("CORRESPONDING"))))
            return c;
    return NULL;
}

const struct sql_node *sql_only_source(const struct sql_node *query)
{
    const struct sql_node *list = sql_child(query, SQL_PROJECTIONS);
    const struct sql_node *from = sql_child(query, SQL_FROM);
    const struct sql_node *star = list ? list->first : NULL;
    const struct sql_node *item = from ? from->first : NULL;
    bool plain = star && star == list->last && star->kind == SQL_STAR && !star->first;
    bool single =
        item && item == from->last && item->kind == SQL_SUBQUERY_TABLE && item->first == item->last;
    return plain && single ? item->first : NULL;
}

/* The query whose columns a query puts out: its leftmost arm. */
static const struct sql_node *leftmost(const struct sql_node *query)
{
    while (query) {
        const struct sql_node *inner = query->kind == SQL_SELECT ? sql_only_source(query) : NULL;
        if (query->kind == SQL_SETOP && sql_by_name(query))
            break;
        if (query->kind == SQL_SETOP)
            query = query->first;
        else if (inner)
            query = inner;
        else
            break;
    }
    return query;
}

/* "b" of the JSON path "$.a.b"; a plain key is itself. */
static struct str path_base_name(struct str path)
{
    ptrdiff_t dot = str_starts(path, STR("$")) ? str_rfind_byte(path, '.') : -1;
    return dot < 0 ? path : str_sub(path, (size_t)dot + 1, SIZE_MAX);
}

/* The name sqlglot gives an expression without an alias; "" when it has none. *dynamic is set when
 * the name comes from a macro. */
static struct str own_name(const struct sql_node *expr, bool *dynamic)
{
    for (;;) {
        const struct sql_node *last = expr->last;
        switch (expr->kind) {
        case SQL_COLUMN:
        case SQL_FIELD:
            if (last && last->kind == SQL_IDENT)
                return last->text;
            *dynamic = *dynamic || (last && last->kind != SQL_STRING && last->kind != SQL_NUMBER);
            return STR_EMPTY;
        case SQL_CAST:
            expr = expr->first;
            break;
        case SQL_SUBQUERY: {
            const struct sql_node *inner = expr->first ? leftmost(expr->first) : NULL;
            const struct sql_node *list = sql_child(inner, SQL_PROJECTIONS);
            if (!list || !list->first || list->first != list->last)
                return STR_EMPTY;
            expr = list->first;
            break;
        }
        case SQL_ALIASED:
            *dynamic = *dynamic || last->kind != SQL_IDENT;
            return last->kind == SQL_IDENT ? last->text : STR_EMPTY;
        case SQL_SUBSCRIPT:
            return last->kind == SQL_STRING ? last->text : STR_EMPTY;
        case SQL_NUMBER:
            return expr->text;
        case SQL_STRING:
            return expr->flags & SQL_PREFIXED ? STR_EMPTY : expr->text;
        case SQL_BINARY:
            return str_starts(expr->text, STR("->")) && last->kind == SQL_STRING
                       ? path_base_name(last->text)
                       : STR_EMPTY;
        case SQL_MACRO:
        case SQL_MACRO_VAR:
        case SQL_TEMPLATE:
            *dynamic = true;
            return STR_EMPTY;
        default:
            return STR_EMPTY;
        }
    }
}

static bool is_star(const struct sql_node *expr)
{
    bool script = expr->kind == SQL_CALL && str_eq(expr->text, STR("TRANSFORM")) &&
                  sql_child(expr, SQL_CLAUSE); /* Hive: a program makes the columns */
    return script || expr->kind == SQL_STAR ||
           (expr->kind == SQL_FIELD && expr->last->kind == SQL_STAR) ||
           (expr->kind == SQL_CALL && str_eq(expr->text, STR("COLUMNS")));
}

struct sql_output sql_projection(const struct sql_node *item)
{
    struct sql_output o = { .name = STR_EMPTY, .item = item, .expr = item };
    if (item->kind == SQL_ALIASED)
        o.expr = item->first;
    o.is_star = is_star(item);
    if (!o.is_star)
        o.name = own_name(item, &o.dynamic);
    o.dynamic = o.dynamic || o.expr->kind == SQL_MACRO || o.expr->kind == SQL_TEMPLATE ||
                item->kind == SQL_MACRO;
    return o;
}

/* Sorted names, for lookup. */
static struct sql_names sorted_names(struct arena *arena, const struct sql_output *items,
                                     size_t count)
{
    struct sql_names names = { 0 };
    for (size_t i = 0; i < count; i++)
        if (items[i].name.len)
            vec_push(arena, &names, items[i].name);
    if (names.count)
        qsort(names.items, names.count, sizeof *names.items, str_cmp_qsort);
    return names;
}

static bool has_name(const struct sql_names *names, struct str name)
{
    return names->count && name.len &&
           bsearch(&name, names->items, names->count, sizeof *names->items, str_cmp_qsort);
}

/* Adds the columns only the right arm has; a LEFT or INNER match adds none. */
static void add_right_outputs(struct sql_outputs *out, struct arena *arena, size_t from,
                              const struct sql_node *clause, const struct sql_node *right)
{
    struct sql_outputs more = { 0 };
    if (str_starts(clause->text, STR("LEFT")) || str_starts(clause->text, STR("INNER")) ||
        !sql_outputs(&more, arena, right))
        return;
    struct sql_names own = sorted_names(arena, out->items + from, out->count - from);
    vec_for (struct sql_output, o, &more)
        if (o->is_star || !has_name(&own, o->name))
            vec_push(arena, out, *o);
}

/* SELECT *, a EXCLUDE (b): b is not put out, whichever item it comes from. */
static void drop_excluded(struct sql_outputs *out, struct arena *arena, size_t from,
                          const struct sql_node *select)
{
    const struct sql_node *clause = sql_child(select, SQL_CLAUSE);
    if (!clause || !str_eq(clause->text, STR("EXCLUDE")))
        return;
    const struct sql_node *names = clause->first;
    if (names && names->kind == SQL_COLUMN_NAMES)
        names = names->first;
    struct sql_names dropped = { 0 };
    for (; names; names = names->next)
        vec_push(arena, &dropped, names->text);
    if (dropped.count)
        qsort(dropped.items, dropped.count, sizeof *dropped.items, str_cmp_qsort);
    size_t kept = from;
    for (size_t i = from; i < out->count; i++) {
        struct sql_output o = out->items[i];
        o.dynamic = o.dynamic || o.is_star;
        if (o.is_star || !has_name(&dropped, o.name))
            out->items[kept++] = o;
    }
    out->count = kept;
}

void sql_projections(struct sql_outputs *out, struct arena *arena, const struct sql_node *select)
{
    const struct sql_node *list = sql_child(select, SQL_PROJECTIONS);
    size_t from = out->count;
    for (const struct sql_node *c = list ? list->first : NULL; c; c = c->next)
        vec_push(arena, out, sql_projection(c));
    drop_excluded(out, arena, from, select);
}

bool sql_outputs(struct sql_outputs *out, struct arena *arena, const struct sql_node *query)
{
    const struct sql_node *by_name = query && query->kind == SQL_SETOP ? sql_by_name(query) : NULL;
    if (by_name && query->first->next) {
        size_t from = out->count;
        bool known = sql_outputs(out, arena, query->first);
        add_right_outputs(out, arena, from, by_name, query->first->next);
        return known;
    }
    const struct sql_node *first = leftmost(query);
    if (!first || !is_query(first))
        return false;
    if (first->kind == SQL_SETOP)
        return sql_outputs(out, arena, first);
    if (first->kind == SQL_SELECT) {
        sql_projections(out, arena, first);
        return true;
    }
    for (const struct sql_node *c = first->first ? first->first->first : NULL; c; c = c->next)
        vec_push(arena, out, (struct sql_output){ STR_EMPTY, c, c, false, false });
    return true;
}

/* --- arms ------------------------------------------------------------------------------------ */

struct arms {
    struct arena *arena;
    struct sql_selects *out;
};

static enum walk_step find_arms(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct arms *arms = ctx;
    (void)depth;
    if (node->kind == SQL_SETOP)
        return WALK_CONTINUE;
    if (is_query(node))
        vec_push(arms->arena, arms->out, node);
    return WALK_PRUNE;
}

void sql_arms(struct sql_selects *out, struct arena *arena, const struct sql_node *query)
{
    struct arms arms = { arena, out };
    sql_walk(query, find_arms, &arms);
}

const struct sql_node *sql_cte(const struct sql_node *query, struct str name)
{
    const struct sql_node *with = query ? with_of(query) : NULL;
    for (const struct sql_node *c = with ? with->first : NULL; c; c = c->next) {
        if (c->kind != SQL_CTE || c->first->kind != SQL_IDENT || !str_eq(c->first->text, name))
            continue;
        for (const struct sql_node *body = c->first->next; body; body = body->next)
            if (body->kind != SQL_COLUMN_NAMES && body->kind != SQL_CLAUSE)
                return body;
    }
    return NULL;
}

/* --- macros ---------------------------------------------------------------------------------- */

struct macros {
    struct arena *arena;
    struct sql_names *macros, *vars;
};

static void add_name(struct macros *m, struct sql_names *names, struct str name)
{
    if (names && name.len)
        vec_push(m->arena, names, str_lower(m->arena, name));
}

/* Every @name and @{name} of a text. */
static void add_vars(struct macros *m, struct str text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] != '@')
            continue;
        size_t from = i + 1 + (text.ptr[i + 1] == '{');
        while (from < text.len && text.ptr[from] == ' ')
            from++;
        size_t end = from;
        while (end < text.len && (byte_is_alpha(text.ptr[end]) || byte_is_digit(text.ptr[end]) ||
                                  text.ptr[end] == '_'))
            end++;
        add_name(m, m->vars, str_sub(text, from, end - from));
    }
}

static enum walk_step find_macros(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct macros *m = ctx;
    (void)depth;
    bool spliced = str_find_byte(node->text, '@') >= 0;
    if (node->kind == SQL_MACRO && !spliced)
        add_name(m, m->macros, node->text);
    else if (node->kind == SQL_MACRO_VAR && !spliced)
        add_name(m, m->vars, node->text);
    else if (node->kind == SQL_MACRO || node->kind == SQL_MACRO_VAR)
        add_vars(m, node->text);
    if (node->kind == SQL_MACRO) /* @'...' and @SQL('...') hold text with variables */
        for (const struct sql_node *c = node->first; c; c = c->next)
            if (c->kind == SQL_STRING)
                add_vars(m, c->text);
    return WALK_CONTINUE;
}

static void sort_unique(struct sql_names *names)
{
    if (!names || names->count == 0)
        return;
    qsort(names->items, names->count, sizeof *names->items, str_cmp_qsort);
    size_t kept = 1;
    for (size_t i = 1; i < names->count; i++)
        if (!str_eq(names->items[i], names->items[kept - 1]))
            names->items[kept++] = names->items[i];
    names->count = kept;
}

void sql_macros(struct sql_names *macros, struct sql_names *vars, struct arena *arena,
                const struct sql_node *node)
{
    struct macros m = { arena, macros, vars };
    sql_walk(node, find_macros, &m);
    sort_unique(macros);
    sort_unique(vars);
}

bool sql_counts_rows(const struct sql_node *call)
{
    const struct sql_node *star = call->first;
    return str_eq(call->text, STR("COUNT")) && !(call->flags & SQL_DISTINCT) && star &&
           star->kind == SQL_STAR && !star->text.len && !star->first;
}

struct str sql_call_owner(const struct sql_node *call)
{
    ptrdiff_t dot = call->kind == SQL_CALL ? str_rfind_byte(call->text, '.') : -1;
    return dot < 0 ? STR_EMPTY : str_sub(call->text, 0, (size_t)dot);
}

bool sql_owner_part(struct str *owner, struct str *part)
{
    do {
        if (!str_split(owner, '.', part))
            return false;
        char first = part->len > 1 ? part->ptr[0] : '\0';
        if (first == '"' || first == '`' || first == '[')
            *part = str_sub(*part, 1, part->len - 2);
    } while (!part->len);
    return true;
}
