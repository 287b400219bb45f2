/* resolve: queries, their FROM and their CTEs. Expressions are resolve_expression.c's, laws of
 * operators resolve_rules.c's. */
#include "sql/resolve_private.h"

#include "codec/digest.h"
#include "sql/walk.h"

/* --- names ----------------------------------------------------------------------------------- */

/* Over the node's own text and its children. */
static struct str digest_of(struct resolver *r, const struct sql_node *node)
{
    struct digest *digest = digest_new(r->arena);
    struct arena scratch; /* forms of nested queries add up */
    arena_init_like(&scratch, r->arena);
    digest_field(digest, str_fmt(&scratch, "%u", node->kind));
    digest_field(digest, node->text);
    for (const struct sql_node *it = node->first; it; it = it->next)
        digest_field(digest, sql_form(&scratch, it));
    arena_release(&scratch);
    return digest_end(digest, r->arena);
}

static struct str own_name(const struct bind_source *source)
{
    const struct sql_node *last = NULL;
    if (source->alias.len || source->node->kind != SQL_TABLE)
        return source->alias;
    for (const struct sql_node *it = source->node->first; it && it->kind == SQL_IDENT;
         it = it->next)
        last = it;
    return last ? last->text : STR_EMPTY;
}

/* The alias of a function may be the name of its column, too. */
static bool names_column(const struct bind_source *source)
{
    return source->relation->kind == BIND_FUNCTION && !source->relation->complete;
}

struct str resolve_source_name(struct resolver *r, const struct bind_source *source)
{
    const struct str *name = map_get(&r->source_names, KEY(source));
    if (name)
        return *name;
    r->open = r->open || !names_column(source); /* used before its FROM has been read */
    return own_name(source);
}

static void note_name(struct resolver *r, struct str name, struct str means, bool is_cte)
{
    if (!r->keep_names)
        vec_push(r->arena, &r->out->names, (struct resolved_name){ name, means, is_cte });
}

struct sql_node *resolve_note(struct resolver *r, const struct sql_node *node,
                              struct sql_node *resolved)
{
    if (resolved)
        map_put(&r->out->nodes, KEY(node), resolved);
    return resolved;
}

/* --- WITH ------------------------------------------------------------------------------------ */

static bool is_query(const struct sql_node *node)
{
    return node->kind == SQL_SELECT || node->kind == SQL_SETOP || node->kind == SQL_VALUES;
}

static const struct bind_relation *unrenamed(const struct bind_relation *relation)
{
    return relation->kind == BIND_RENAMED && relation->inner ? relation->inner : relation;
}

static const struct bind_cte *bound_in(const struct bind_scope *scope, const struct sql_node *cte)
{
    const struct bind_cte *found = NULL; /* the last one: recursive CTEs are bound twice */
    vec_for (const struct bind_cte, it, &scope->ctes)
        if (it->node == cte)
            found = it;
    return found;
}

/* All of a CTE but its name. */
static struct sql_node *cte_body(struct resolver *r, const struct bind_scope *scope,
                                 const struct bind_cte *cte)
{
    struct place_in in = { .scope = scope, .own = STR_EMPTY };
    struct sql_node *copy = resolve_node(r, cte->node);
    for (const struct sql_node *it = cte->node->first->next; it && !r->too_large; it = it->next) {
        if (is_query(it))
            node_add(copy, resolve_query(r, it, unrenamed(cte->relation)));
        else if (it->kind == SQL_COLUMN_NAMES)
            node_add(copy, resolve_raw(r, it));
        else
            node_add(copy, resolve_expression(r, &in, it));
    }
    return copy;
}

/* Two CTEs with one body stay two: a volatile function in it runs once for each. */
static struct str name_of_body(struct resolver *r, const struct sql_node *body)
{
    struct str digest = digest_of(r, body);
    size_t n = (size_t)(uintptr_t)map_get(&r->bodies, digest) + 1;
    map_put(&r->bodies, digest, (void *)(uintptr_t)n);
    return str_fmt(r->arena, RESOLVE_OURS "%zu.%.*s", n, STR_ARG(digest));
}

/* Named after its body; inside its own body after how many recursions are around. */
static struct cte_state *cte_of(struct resolver *r, const struct bind_scope *scope,
                                const struct bind_cte *cte)
{
    struct cte_state *state = map_get(&r->ctes, KEY(cte->node));
    if (state)
        return state;
    state = arena_new(r->arena, struct cte_state);
    map_put(&r->ctes, KEY(cte->node), state);
    bool lost = r->lost, open = r->open;
    r->lost = r->open = false;
    r->recursing++;
    state->name = str_fmt(r->arena, RESOLVE_OURS "self%zu", r->recursing);
    if (r->keep_names)
        state->name = cte->name;
    struct sql_node *body = cte_body(r, scope, cte);
    r->recursing--;
    state->clean = !r->lost && !r->open;
    r->lost = r->lost || lost;
    r->open = r->open || open;
    if (!r->keep_names)
        state->name = name_of_body(r, body);
    note_name(r, cte->name, state->name, true);
    node_add_first(body, resolve_make(r, SQL_IDENT, state->name, cte->node));
    state->resolved = resolve_note(r, cte->node, body);
    return state;
}

static struct str cte_name(struct resolver *r, const struct bind_scope *scope,
                           const struct sql_node *cte)
{
    for (const struct bind_scope *it = scope; it; it = it->outer) {
        const struct bind_cte *bound = bound_in(it, cte);
        if (!bound)
            continue;
        struct cte_state *state = cte_of(r, it, bound);
        state->used = state->used || !r->idle;
        return state->name;
    }
    return STR_EMPTY;
}

/* A query of which nothing comes to the rows. What is read was read before its WITH. */
static bool is_idle(struct resolver *r, const struct sql_node *with, const struct bind_cte *cte,
                    const struct cte_state *state)
{
    const struct sql_node *query = cte->node->last;
    return !r->keep_names && !(with->flags & SQL_RECURSIVE) && state->resolved && !state->used &&
           state->clean && is_query(query) && unrenamed(cte->relation)->kind != BIND_UNKNOWN &&
           !resolve_may_be_meant(r, cte);
}

static struct cte_state *cte_in_with(struct resolver *r, const struct bind_scope *scope,
                                     const struct bind_cte *cte)
{
    r->idle++;
    struct cte_state *state = cte_of(r, scope, cte);
    r->idle--;
    return state;
}

/* Children are a list in one direction: those of a WITH, for going through them from the last. */
static struct sql_node **members(struct resolver *r, const struct sql_node *with, size_t *count)
{
    struct sql_node **list =
        arena_array(r->arena, sql_child_count(with), sizeof(struct sql_node *));
    *count = 0;
    for (struct sql_node *it = with->first; it; it = it->next)
        list[(*count)++] = it;
    return list;
}

static void leave_out_idle(struct resolver *r, const struct bind_scope *scope,
                           const struct sql_node *with)
{
    size_t count;
    struct sql_node **list = members(r, with, &count);
    for (size_t i = 0; i < count && !r->too_large; i++)
        if (bound_in(scope, list[i]))
            (void)cte_in_with(r, scope, bound_in(scope, list[i]));
    for (size_t i = count; i > 0 && !r->too_large; i--) {
        const struct bind_cte *cte = bound_in(scope, list[i - 1]);
        if (cte && is_idle(r, with, cte, cte_in_with(r, scope, cte)))
            resolve_leave_out(r, cte->node);
    }
}

/* CTEs sorted by what they are: their order means nothing once it is known which one a name means.
 */
static void add_with(struct resolver *r, const struct bind_scope *scope, struct sql_node *query,
                     const struct sql_node *with)
{
    struct place_in in = { .scope = scope, .own = STR_EMPTY };
    struct sql_node *copy = resolve_node(r, with);
    leave_out_idle(r, scope, with);
    for (const struct sql_node *it = with->first; it && !r->too_large; it = it->next) {
        const struct bind_cte *cte = bound_in(scope, it);
        struct cte_state *state = cte ? cte_in_with(r, scope, cte) : NULL;
        if (map_get(&r->left_out, KEY(it)))
            continue;
        if (state && state->resolved)
            node_add(copy, resolve_raw(r, state->resolved));
        else
            node_add(copy, it->kind == SQL_ALIASED ? resolve_expression(r, &in, it)
                                                   : resolve_open(r, it));
    }
    if (!r->open && !r->keep_names)
        resolve_sort_list(r, copy);
    if (copy->first)
        node_add_first(query, copy);
}

/* --- FROM ------------------------------------------------------------------------------------ */

struct from_place {
    struct place_in in;
    struct map seen; /* content of a source -> how many there were */
};

static struct sql_node *alias_names(struct resolver *r, const struct bind_source *source)
{
    const struct sql_node *alias = sql_child(source->node, SQL_ALIAS);
    const struct sql_node *names = alias ? sql_child(alias, SQL_COLUMN_NAMES) : NULL;
    return names ? resolve_raw(r, names) : NULL;
}

/* The n-th source of this content in its scope; scopes in each other are told apart by depth. */
static void name_source(struct resolver *r, struct from_place *from,
                        const struct bind_source *source, const struct sql_node *item,
                        const struct sql_node *names)
{
    if (r->keep_names || names_column(source))
        return;
    struct str content = digest_of(r, item);
    if (names)
        content = str_fmt(r->arena, "%.*s(%.*s)", STR_ARG(content), STR_ARG(digest_of(r, names)));
    size_t n = (size_t)(uintptr_t)map_get(&from->seen, content) + 1;
    struct str *name = arena_new(r->arena, struct str);
    map_put(&from->seen, content, (void *)(uintptr_t)n);
    *name =
        str_fmt(r->arena, RESOLVE_OURS "%u.%zu.%.*s", from->in.scope->depth, n, STR_ARG(content));
    map_put(&r->source_names, KEY(source), name);
    note_name(r, own_name(source), *name, false);
}

/* Names the source after what it is, its column names included, and adds the name. */
static struct sql_node *aliased(struct resolver *r, struct from_place *from, struct sql_node *item,
                                const struct bind_source *source)
{
    struct sql_node *names = alias_names(r, source);
    name_source(r, from, source, item, names);
    struct str name = r->keep_names ? own_name(source) : resolve_source_name(r, source);
    if (!name.len && !names)
        return item;
    struct sql_node *alias = resolve_make(r, SQL_ALIAS, STR_EMPTY, source->node);
    node_add(alias, resolve_make(r, SQL_IDENT, name, source->node));
    if (names)
        node_add(alias, names);
    node_add(item, alias);
    return item;
}

static struct sql_node *table(struct resolver *r, struct from_place *from,
                              const struct bind_source *source)
{
    const struct sql_node *node = source->node, *it = node->first;
    const struct bind_relation *relation = unrenamed(source->relation);
    struct sql_node *copy = resolve_node(r, node);
    struct str name = source->cte ? cte_name(r, from->in.scope, source->cte) : STR_EMPTY;
    if (!source->cte && relation->kind == BIND_TABLE)
        name = relation->id;
    r->partial = r->partial || (!source->cte && !relation->complete);
    if (name.len)
        node_add(copy, resolve_make(r, SQL_IDENT, name, node));
    for (; it && it->kind == SQL_IDENT; it = it->next)
        if (!name.len)
            node_add(copy, resolve_raw(r, it));
    for (; it && !r->too_large; it = it->next)
        if (it->kind != SQL_ALIAS)
            node_add(copy, resolve_expression(r, &from->in, it));
    return aliased(r, from, copy, source);
}

static struct sql_node *subquery(struct resolver *r, struct from_place *from,
                                 const struct bind_source *source)
{
    struct sql_node *copy = resolve_node(r, source->node);
    for (const struct sql_node *it = source->node->first; it && !r->too_large; it = it->next) {
        if (is_query(it))
            node_add(copy, resolve_query(r, it, unrenamed(source->relation)));
        else if (it->kind != SQL_ALIAS)
            node_add(copy, resolve_expression(r, &from->in, it));
    }
    return aliased(r, from, copy, source);
}

static struct sql_node *function(struct resolver *r, struct from_place *from,
                                 const struct bind_source *source)
{
    struct sql_node *copy = resolve_node(r, source->node);
    const struct bind_source *until = r->binder.until;
    r->binder.until = source;
    for (const struct sql_node *it = source->node->first; it && !r->too_large; it = it->next)
        if (it->kind != SQL_ALIAS)
            node_add(copy, resolve_expression(r, &from->in, it));
        else if (names_column(source))
            node_add(copy, resolve_raw(r, it));
    r->binder.until = until;
    return names_column(source) ? copy : aliased(r, from, copy, source);
}

static struct sql_node *item(struct resolver *r, struct from_place *from,
                             const struct sql_node *node);

static void open_from(struct resolver *r, struct from_place *from, const struct bind_scope *scope)
{
    *from = (struct from_place){ .in = { .scope = scope, .own = STR_EMPTY } };
    map_init(&from->seen, r->arena);
    vec_for (const struct bind_source, it, &scope->sources)
        map_put(&r->sources, KEY(it->node), (void *)(uintptr_t)it);
}

/* ( a JOIN b ) is part of the FROM around it, and with an alias one of its own. */
static struct sql_node *parenthesised(struct resolver *r, struct from_place *from,
                                      const struct sql_node *node)
{
    const struct bind_source *source = map_get(&r->sources, KEY(node));
    struct from_place own, *inner = source ? &own : from;
    struct sql_node *copy = resolve_node(r, node);
    if (source)
        open_from(r, &own, source->relation->scope);
    for (const struct sql_node *it = node->first; it && !r->too_large; it = it->next)
        if (it->kind != SQL_ALIAS)
            node_add(copy, item(r, inner, it));
    if (!source)
        return copy;
    map_release(&own.seen);
    return aliased(r, from, copy, source);
}

/* The condition of a join; INNER JOIN ON TRUE is CROSS JOIN. */
static void add_condition(struct resolver *r, struct from_place *from, struct sql_node *join,
                          const struct sql_node *on)
{
    struct sql_node *condition = resolve_condition(r, &from->in, on->first);
    if (!condition && str_eq(join->text, STR("INNER"))) {
        join->text = STR("CROSS");
        return;
    }
    if (!condition)
        condition = resolve_make(r, SQL_CONSTANT, STR("TRUE"), on);
    struct sql_node *copy = resolve_node(r, on);
    node_add(copy, condition);
    node_add(join, copy);
}

static struct sql_node *join(struct resolver *r, struct from_place *from,
                             const struct sql_node *node)
{
    struct sql_node *copy = resolve_node(r, node);
    for (const struct sql_node *it = node->first; it && !r->too_large; it = it->next) {
        if (it == node->first)
            node_add(copy, item(r, from, it));
        else if (it->kind == SQL_ON && it->first)
            add_condition(r, from, copy, it);
        else
            node_add(copy, it->kind == SQL_USING ? resolve_raw(r, it)
                                                 : resolve_expression(r, &from->in, it));
    }
    return copy;
}

static struct sql_node *item_of(struct resolver *r, struct from_place *from,
                                const struct sql_node *node)
{
    if (node->kind == SQL_JOIN)
        return join(r, from, node);
    if (node->kind == SQL_PAREN_TABLE)
        return parenthesised(r, from, node);
    const struct bind_source *source = map_get(&r->sources, KEY(node));
    if (!source || sql_child(node, SQL_PIVOT))
        return resolve_open(r, node);
    switch ((enum sql_kind)node->kind) {
    case SQL_TABLE:
        return table(r, from, source);
    case SQL_SUBQUERY_TABLE:
        return subquery(r, from, source);
    case SQL_FUNCTION_TABLE:
        return function(r, from, source);
    default:
        return resolve_open(r, node);
    }
}

static struct sql_node *item(struct resolver *r, struct from_place *from,
                             const struct sql_node *node)
{
    return resolve_note(r, node, item_of(r, from, node));
}

static struct sql_node *from_of(struct resolver *r, const struct bind_scope *scope,
                                const struct sql_node *node)
{
    struct from_place from;
    struct sql_node *copy = resolve_node(r, node);
    open_from(r, &from, scope);
    for (const struct sql_node *it = node->first; it && !r->too_large; it = it->next)
        node_add(copy, item(r, &from, it));
    map_release(&from.seen);
    return copy;
}

/* --- queries --------------------------------------------------------------------------------- */

static struct sql_node *keys(struct resolver *r, const struct place_in *in,
                             const struct sql_node *clause)
{
    struct sql_node *copy = resolve_node(r, clause);
    for (const struct sql_node *it = clause->first; it && !r->too_large; it = it->next) {
        bool item = it->kind == SQL_ORDER_ITEM && it->first;
        struct sql_node *key = resolve_key(r, in, item ? it->first : it, item);
        if (item) {
            struct sql_node *ordered = resolve_node(r, it);
            node_add(ordered, key);
            for (const struct sql_node *rest = it->first->next; rest; rest = rest->next)
                node_add(ordered, resolve_expression(r, in, rest));
            key = ordered;
        }
        node_add(copy, key);
    }
    if (!r->keep_order && clause->kind == SQL_GROUP_BY && !sql_child(clause, SQL_GROUPING))
        resolve_sort_set(r, copy);
    return copy;
}

/* WHERE TRUE is no WHERE; HAVING TRUE still makes groups. */
static struct sql_node *filter(struct resolver *r, const struct place_in *in,
                               const struct sql_node *clause)
{
    struct sql_node *condition = resolve_condition(r, in, clause->first);
    if (!condition && clause->kind == SQL_HAVING)
        condition = resolve_make(r, SQL_CONSTANT, STR("TRUE"), clause);
    if (!condition)
        return NULL;
    struct sql_node *copy = resolve_node(r, clause);
    node_add(copy, condition);
    return copy;
}

static struct sql_node *clause(struct resolver *r, const struct bind_scope *scope,
                               const struct sql_node *node)
{
    struct place_in in = { .scope = scope, .own = STR_EMPTY };
    switch ((enum sql_kind)node->kind) {
    case SQL_PROJECTIONS:
        return resolve_list(r, scope, node);
    case SQL_WHERE:
        return node->first ? filter(r, &in, node) : resolve_raw(r, node);
    case SQL_HAVING:
    case SQL_QUALIFY:
        in.late = true;
        return node->first ? filter(r, &in, node) : resolve_raw(r, node);
    case SQL_GROUP_BY:
    case SQL_ORDER_BY:
    case SQL_DISTINCT_CLAUSE:
        in.late = true;
        return keys(r, &in, node);
    default:
        in.late = true;
        return resolve_expression(r, &in, node);
    }
}

static bool excludes(const struct sql_node *select)
{
    for (const struct sql_node *it = select->first; it; it = it->next)
        if (it->kind == SQL_CLAUSE && str_eq(it->text, STR("EXCLUDE")))
            return true;
    return false;
}

static enum walk_step find_extension(void *ctx, const struct sql_node *node, unsigned depth)
{
    bool *found = ctx;
    (void)depth;
    *found = node->kind == SQL_OVER && node->first && node->first->kind == SQL_IDENT &&
             !(node->flags & SQL_PARENS);
    return *found ? WALK_STOP : WALK_CONTINUE;
}

/* Every OVER that names one of its windows has been given that window's text. Names in windows that
 * nobody uses are looked for, too. */
static bool is_inlined(struct resolver *r, const struct bind_scope *scope,
                       const struct sql_node *select, const struct sql_node *windows)
{
    struct place_in in = { .scope = scope, .late = true, .own = STR_EMPTY };
    bool extended = false, lost = r->lost, open = r->open;
    (void)sql_walk(select, find_extension, &extended);
    for (const struct sql_node *it = windows->first; it; it = it->next)
        if (!resolve_is_whole_window(it))
            extended = true;
    if (extended || r->keep_names)
        return false;
    r->lost = r->open = false;
    (void)resolve_expression(r, &in, windows);
    bool clean = !r->lost && !r->open;
    r->lost = r->lost || lost;
    r->open = r->open || open;
    return clean;
}

/* FROM first: the other clauses use the names that its sources get. */
static struct sql_node *select_of(struct resolver *r, const struct sql_node *select,
                                  const struct bind_scope *scope)
{
    const struct sql_node *with = sql_child(select, SQL_WITH), *from = sql_child(select, SQL_FROM);
    if (excludes(select))
        return resolve_open(r, select);
    struct sql_node *copy = resolve_node(r, select);
    struct sql_node *sources = from ? resolve_note(r, from, from_of(r, scope, from)) : NULL;
    for (const struct sql_node *it = select->first; it && !r->too_large; it = it->next) {
        if (it == from)
            node_add(copy, sources);
        else if (it != with && (it->kind != SQL_WINDOW_CLAUSE || !is_inlined(r, scope, select, it)))
            node_add(copy, resolve_note(r, it, clause(r, scope, it)));
    }
    if (with)
        add_with(r, scope, copy, with);
    return copy;
}

/* ORDER BY and LIMIT of a set operation name its columns only. */
static struct sql_node *setop(struct resolver *r, const struct sql_node *query,
                              const struct bind_relation *relation)
{
    const struct sql_node *with = NULL;
    struct sql_node *copy = resolve_node(r, query);
    for (const struct sql_node *it = query->first; it && !r->too_large; it = it->next) {
        if (it == query->first)
            node_add(copy, resolve_query(r, it, relation->inner));
        else if (it == query->first->next)
            node_add(copy, resolve_query(r, it, relation->right));
        else if (it->kind == SQL_WITH)
            with = it;
        else
            node_add(copy, resolve_raw(r, it));
    }
    if (with)
        add_with(r, relation->scope, copy, with);
    return copy;
}

static struct sql_node *query_of(struct resolver *r, const struct sql_node *query,
                                 const struct bind_relation *relation)
{
    struct place_in in = { .scope = relation->scope, .own = STR_EMPTY };
    if (relation->node != query)
        return resolve_open(r, query);
    switch (relation->kind) {
    case BIND_SELECT:
        return select_of(r, query, relation->scope);
    case BIND_SETOP:
        return setop(r, query, relation);
    case BIND_VALUES: {
        struct sql_node *copy = resolve_node(r, query);
        if (!in.scope)
            return resolve_raw(r, query);
        resolve_children(r, &in, copy, query);
        return copy;
    }
    default:
        return resolve_open(r, query);
    }
}

struct sql_node *resolve_query(struct resolver *r, const struct sql_node *query,
                               const struct bind_relation *relation)
{
    return resolve_note(r, query, query_of(r, query, relation));
}

/* What is left as it was written. */
struct resolve_mode {
    bool names, order, text;
};

/* Outputs without names are called after their text, unless every column is known: then SQLMesh
 * gives them names of their own. */
static struct resolve_mode mode_needed(const struct resolver *r, const struct resolve_mode *had)
{
    struct resolve_mode mode = *had;
    mode.names = mode.names || r->open;
    mode.text = r->by_text && (r->lost || r->partial || r->open);
    return mode;
}

/* *mode becomes what has to stay as written. */
static void resolve_once(struct resolved *out, struct arena *arena,
                         const struct bind_schema *schema, const struct sql_node *query,
                         struct resolve_mode *mode)
{
    struct resolver r = { .arena = arena,
                          .out = out,
                          .root = query,
                          .keep_names = mode->names,
                          .keep_order = mode->order,
                          .as_text = mode->text };
    *out = (struct resolved){ 0 };
    map_init(&out->nodes, arena);
    map_init(&r.bodies, arena);
    map_init(&r.words, arena);
    map_init(&r.left_out, arena);
    binder_init(&r.binder, arena, schema);
    map_init(&r.source_names, arena);
    map_init(&r.sources, arena);
    map_init(&r.ctes, arena);
    out->query = resolve_query(&r, query, bind_query(&r.binder, query, NULL));
    if (r.too_large)
        out->query = NULL;
    out->certain = out->query && !r.lost && !r.binder.limited;
    map_release(&r.bodies);
    map_release(&r.words);
    map_release(&r.left_out);
    map_release(&r.ctes);
    map_release(&r.sources);
    map_release(&r.source_names);
    binder_release(&r.binder);
    if (!r.too_large)
        *mode = mode_needed(&r, mode);
}

void resolved_release(struct resolved *resolved)
{
    map_release(&resolved->nodes);
}

void sql_resolve(struct resolved *out, struct arena *arena, const struct bind_schema *schema,
                 const struct sql_node *query)
{
    struct resolve_mode mode = { 0 };
    resolve_once(out, arena, schema, query, &mode);
    if (!mode.names && !mode.text)
        return;
    resolved_release(out);
    resolve_once(out, arena, schema, query, &mode);
}

void sql_qualify(struct resolved *out, struct arena *arena, const struct bind_schema *schema,
                 const struct sql_node *query)
{
    struct resolve_mode mode = { .names = true, .order = true };
    resolve_once(out, arena, schema, query, &mode);
}

const struct sql_node *resolved_node(const struct resolved *resolved, const struct sql_node *node)
{
    return resolved->query ? map_get(&resolved->nodes, KEY(node)) : NULL;
}
