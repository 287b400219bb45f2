/* flow_name: which columns a name may mean, and what can be meant where columns are not known. */
#include "lineage/flow_private.h"

#include "sql/query.h"

const struct bind_relation *flow_relation(const struct bind_source *source)
{
    const struct bind_relation *relation = source->relation;
    return relation->kind == BIND_UNKNOWN && relation->inner ? relation->inner : relation;
}

static uint32_t part(struct net *net, const struct bind_relation *relation, enum net_part part)
{
    return net_node(net, relation, PART_OF(relation->count, part));
}

/* The column of this name, which is at `index` or not listed; kind is weakened where the relation
 * does not have it. */
static void add_of_relation(const struct flow_place *place, const struct bind_relation *relation,
                            size_t index, struct str name, enum flow_kind kind)
{
    struct net *net = place->net;
    if (index != SIZE_MAX)
        net_edge(net, net_node(net, relation, (uint32_t)index), kind);
    else if (relation->kind == BIND_FUNCTION)
        net_edge(net, part(net, relation, PART_ARGS), kind);
    else if (!relation->complete)
        net_edge(net, net_named(net, relation, name), kind);
    else
        net_edge(net, part(net, relation, PART_ALL), FLOW_UNSURE);
}

static void add_of_source(const struct flow_place *place, const struct bind_source *source,
                          struct str name, enum flow_kind kind)
{
    const struct bind_relation *relation = flow_relation(source);
    add_of_relation(place, relation, bind_index(place->net->binder, relation, name), name, kind);
}

static bool may_have(struct net *net, const struct bind_source *source, struct str name)
{
    const struct bind_relation *relation = flow_relation(source);
    return !relation->complete || bind_index(net->binder, relation, name) != SIZE_MAX;
}

static bool has(struct net *net, const struct bind_source *source, struct str name)
{
    return bind_index(net->binder, flow_relation(source), name) != SIZE_MAX;
}

/* --- names that may mean several -------------------------------------------------------------- */

struct candidates {
    VEC_OF(const struct bind_source *);
    size_t having; /* those that list the name */
};

static void find_candidates(struct candidates *out, const struct flow_place *place,
                            const struct bind_scope *scope, struct str name, bool hidden)
{
    struct net *net = place->net;
    if (!net_spend(net, scope->sources.count))
        return;
    vec_for (const struct bind_source, it, &scope->sources) {
        if (it->hidden != hidden || it->relation == place->skip || !may_have(net, it, name))
            continue;
        out->having += has(net, it, name);
        vec_push(net->arena, out, it);
    }
}

/* SELECT q gives no other q than the one it names. */
static bool is_bare(const struct sql_node *expr)
{
    return expr && expr->kind == SQL_COLUMN && expr->first == expr->last;
}

/* The output of this name that the select list writes. */
static bool add_alias(const struct flow_place *place, const struct bind_scope *scope,
                      struct str name, enum flow_kind kind)
{
    const struct bind_column *alias = bind_alias(scope, name);
    if (!alias || alias == place->self ||
        (is_bare(alias->expr) && str_eq(alias->expr->first->text, name)))
        return false;
    size_t index = (size_t)(alias - scope->outputs->items);
    net_edge(place->net, net_node(place->net, scope->outputs, (uint32_t)index), kind);
    return true;
}

/* The only table that lists a name has it: were it in another one too, no engine would take the
 * query. It is sure, and the others are named beside it. */
static void add_candidates(const struct flow_place *place, const struct candidates *candidates,
                           struct str name, bool alone)
{
    for (size_t i = 0; i < candidates->count; i++) {
        const struct bind_source *source = candidates->items[i];
        bool sure = alone && (candidates->count == 1 ||
                              (candidates->having == 1 && has(place->net, source, name)));
        add_of_source(place, source, name, sure ? place->kind : FLOW_UNSURE);
    }
}

/* A bare name that is not certain: every source that may have it, from the inside out until one is
 * certain to end the search. */
static void add_maybe(const struct flow_place *place, struct str name)
{
    for (const struct bind_scope *scope = place->scope; scope; scope = scope->around) {
        struct candidates candidates = { 0 };
        find_candidates(&candidates, place, scope, name, false);
        if (!candidates.count)
            find_candidates(&candidates, place, scope, name, true);
        bool last = candidates.having > 0 && scope->complete;
        bool alias = add_alias(place, scope, name, FLOW_UNSURE);
        add_candidates(place, &candidates, name,
                       scope->complete && (last || (!alias && !scope->around)));
        if (!scope->complete)
            net_edge(place->net, NET_EVERYTHING, FLOW_UNSURE);
        if (last || (alias && !candidates.count))
            return;
    }
}

void flow_everything_seen(const struct flow_place *place, const struct bind_scope *scope)
{
    for (; scope; scope = scope->around) {
        vec_for (const struct bind_source, it, &scope->sources)
            if (it->relation != place->skip)
                net_edge(place->net, part(place->net, flow_relation(it), PART_ALL), FLOW_UNSURE);
        if (!scope->complete)
            net_edge(place->net, NET_EVERYTHING, FLOW_UNSURE);
    }
}

/* A name without a certain meaning. */
static void add_unsure(const struct flow_place *place, struct str name)
{
    if (name.len)
        add_maybe(place, name);
    else
        flow_everything_seen(place, place->scope);
}

/* --- one name --------------------------------------------------------------------------------- */

static bool is_used(const struct bind_source *source, struct str name)
{
    for (const struct sql_node *it = source->using ? source->using->first : NULL; it; it = it->next)
        if (str_eq(it->text, name))
            return true;
    return false;
}

/* A column that USING made one of several. A table that should have it and does not is not the one
 * that is known here. */
static void add_merged(const struct flow_place *place, const struct bind_scope *scope,
                       struct str name)
{
    size_t having = 0;
    vec_for (const struct bind_source, it, &scope->sources) {
        bool known = has(place->net, it, name), may = known || may_have(place->net, it, name);
        if (may || is_used(it, name))
            add_of_source(place, it, name, known ? place->kind : FLOW_UNSURE);
        having += may;
    }
    if (having < 2)
        flow_everything_seen(place, scope);
}

static void add_row(const struct flow_place *place, const struct bind_hit *hit)
{
    const struct bind_relation *relation = flow_relation(hit->source);
    if (relation == place->skip)
        add_unsure(place, hit->name);
    else
        net_edge(place->net, part(place->net, relation, PART_ALL), place->kind);
    if (!hit->sure)
        add_unsure(place, hit->name);
}

/* No source has it: an output named in the list, or nothing that is known here. */
static void add_none(const struct flow_place *place, const struct bind_hit *hit)
{
    if (!add_alias(place, hit->scope, hit->name, place->kind))
        flow_everything_seen(place, place->scope);
}

static void add_one(const struct flow_place *place, const struct bind_hit *hit,
                    const struct sql_node *column)
{
    const struct bind_relation *relation = flow_relation(hit->source);
    if (relation == place->skip) {
        add_unsure(place, hit->name);
        return;
    }
    if (relation == hit->source->relation)
        add_of_relation(place, relation, hit->index, hit->name, place->kind);
    else
        add_of_source(place, hit->source, hit->name, place->kind);
    /* GROUP BY x may mean the column and the output of that name. */
    const struct sql_dialect *dialect = place->net->binder->schema.dialect;
    bool alias = place->names_outputs || (dialect && dialect->alias_first);
    if (alias && column->first == column->last)
        (void)add_alias(place, place->scope, hit->name, place->kind);
}

/* t.@x: some column of t. */
static void add_computed(const struct flow_place *place, const struct sql_node *column)
{
    const struct sql_node *first = column->first;
    const struct bind_source *source =
        first && first->kind == SQL_IDENT && first->next == column->last
            ? bind_qualified(place->scope, first, 1)
            : NULL;
    if (source)
        net_edge(place->net, part(place->net, flow_relation(source), PART_ALL), FLOW_UNSURE);
    else
        net_edge(place->net, NET_EVERYTHING, FLOW_UNSURE);
}

static bool is_plain(const struct sql_node *column)
{
    for (const struct sql_node *it = column->first; it; it = it->next)
        if (it->kind != SQL_IDENT)
            return false;
    return column->first != NULL;
}

void flow_column(const struct flow_place *place, const struct sql_node *column)
{
    struct bind_hit hit;
    if (!place->scope || !is_plain(column)) {
        if (place->scope)
            add_computed(place, column);
        else
            net_edge(place->net, NET_EVERYTHING, FLOW_UNSURE);
        return;
    }
    (void)net_spend(place->net, place->scope->sources.count);
    bind_find(place->net->binder, place->scope, column, &hit);
    switch (hit.answer) {
    case BIND_ONE:
        add_one(place, &hit, column);
        break;
    case BIND_MERGED:
        add_merged(place, hit.scope, hit.name);
        break;
    case BIND_ROW:
        add_row(place, &hit);
        break;
    case BIND_NONE:
        add_none(place, &hit);
        break;
    case BIND_MAYBE:
        add_unsure(place, hit.name);
        break;
    }
}

void flow_using(const struct flow_place *place, const struct sql_node *name)
{
    add_merged(place, place->scope, name->text);
}

/* --- what a function is called on ----------------------------------------------------------------
 */

#define OWNER_PARTS 4 /* catalog, schema, table, column */

struct owner {
    struct str parts[OWNER_PARTS]; /* as the dialect identifies them */
    size_t count;
};

static bool read_owner(struct owner *out, const struct flow_place *place,
                       const struct sql_node *call)
{
    const struct sql_dialect *dialect = place->net->binder->schema.dialect;
    struct str rest = sql_call_owner(call), part;
    out->count = 0;
    while (out->count < OWNER_PARTS && sql_owner_part(&rest, &part))
        out->parts[out->count++] = sql_normalise(
            place->net->arena, dialect ? dialect : sql_dialect_default(), part, false);
    return out->count > 0 && !flow_hides(place->lambdas, out->parts[0]);
}

static struct str name_of_source(const struct bind_source *source)
{
    const struct sql_node *last = NULL;
    for (const struct sql_node *it = source->node->kind == SQL_TABLE ? source->node->first : NULL;
         it && it->kind == SQL_IDENT; it = it->next)
        last = it;
    return source->alias.len || !last ? source->alias : last->text;
}

/* The case of a bare name is lost in the name of a call. */
static struct str listed_like(const struct bind_source *source, struct str name)
{
    const struct bind_relation *relation = flow_relation(source);
    for (size_t i = 0; i < relation->count; i++)
        if (str_eq_fold(relation->items[i].name, name))
            return relation->items[i].name;
    return STR_EMPTY;
}

/* A part names the source: the next one is its column, and without one it is the row. */
static bool owner_is_of(const struct flow_place *place, const struct bind_source *source,
                        const struct owner *owner)
{
    const struct bind_relation *relation = flow_relation(source);
    for (size_t i = 0; i < owner->count; i++) {
        if (!str_eq_fold(name_of_source(source), owner->parts[i]))
            continue;
        struct str next = i + 1 < owner->count ? owner->parts[i + 1] : STR_EMPTY;
        struct str listed = listed_like(source, next);
        if (next.len)
            add_of_source(place, source, listed.len ? listed : next, place->kind);
        else
            net_edge(place->net, part(place->net, relation, PART_ALL), place->kind);
        return true;
    }
    return false;
}

/* The first part is a column of one of the sources, or may be one. Whether it is. */
static bool owner_is_column(const struct flow_place *place, const struct bind_scope *scope,
                            struct str name)
{
    size_t having = 0;
    vec_for (const struct bind_source, it, &scope->sources)
        having += it->relation != place->skip && listed_like(it, name).len > 0;
    vec_for (const struct bind_source, it, &scope->sources) {
        struct str listed = listed_like(it, name);
        if (it->relation == place->skip || (!listed.len && flow_relation(it)->complete))
            continue;
        add_of_source(place, it, listed.len ? listed : name,
                      listed.len && having == 1 ? place->kind : FLOW_UNSURE);
    }
    if (!scope->complete)
        net_edge(place->net, NET_EVERYTHING, FLOW_UNSURE);
    return having > 0;
}

void flow_owner(const struct flow_place *place, const struct sql_node *call)
{
    struct owner owner;
    if (!sql_call_owner(call).len || !read_owner(&owner, place, call))
        return;
    for (const struct bind_scope *scope = place->scope; scope; scope = scope->around) {
        bool found = false;
        vec_for (const struct bind_source, it, &scope->sources)
            found = found || (it->relation != place->skip && owner_is_of(place, it, &owner));
        if (found || owner_is_column(place, scope, owner.parts[0]))
            return;
    }
}

/* --- relations whose columns are not all known ------------------------------------------------ */

/* What a relation with unknown columns gets them from. */
struct origin {
    const struct bind_relation *relation; /* NULL: text that was not understood */
    const struct sql_node *star;          /* NULL: a set operation or an alias list */
};
struct origins {
    VEC_OF(struct origin);
};

static void add_star_origins(struct origins *out, struct arena *arena,
                             const struct bind_scope *scope, const struct sql_node *star)
{
    size_t parts = 0;
    if (star->kind != SQL_STAR || sql_child(star, SQL_CLAUSE)) {
        vec_push(arena, out, (struct origin){ NULL, NULL });
        return;
    }
    for (const struct sql_node *it = star->first; it && it->kind == SQL_IDENT; it = it->next)
        parts++;
    const struct bind_source *only = parts ? bind_qualified(scope, star->first, parts) : NULL;
    vec_for (const struct bind_source, it, &scope->sources)
        if ((parts ? it == only : !it->hidden) && !flow_relation(it)->complete)
            vec_push(arena, out, (struct origin){ flow_relation(it), star });
    if ((parts && !only) || !scope->complete)
        vec_push(arena, out, (struct origin){ NULL, NULL });
}

static void add_select_origins(struct origins *out, struct net *net,
                               const struct bind_relation *relation)
{
    struct sql_outputs outputs = { 0 };
    const struct bind_scope *scope = relation->scope;
    if (sql_only_source(relation->node) && scope->sources.count == 1) {
        vec_push(net->arena, out, (struct origin){ flow_relation(scope->sources.items), NULL });
        return;
    }
    sql_projections(&outputs, net->arena, relation->node);
    vec_for (const struct sql_output, it, &outputs) {
        if (it->is_star)
            add_star_origins(out, net->arena, scope, it->expr);
        else if (it->dynamic)
            vec_push(net->arena, out, (struct origin){ NULL, NULL });
    }
}

static void find_origins(struct origins *out, struct net *net, const struct bind_relation *relation)
{
    const struct bind_relation *sides[] = { relation->inner, relation->right };
    if (relation->kind == BIND_SELECT)
        add_select_origins(out, net, relation);
    else if (relation->kind == BIND_RENAMED && relation->scope)
        vec_for (const struct bind_source, it, &relation->scope->sources)
            if (!flow_relation(it)->complete)
                vec_push(net->arena, out, (struct origin){ flow_relation(it), NULL });
    for (size_t i = 0; i < 2; i++)
        if (sides[i])
            vec_push(net->arena, out, (struct origin){ sides[i], NULL });
    if (!out->count)
        vec_push(net->arena, out, (struct origin){ NULL, NULL });
}

void flow_make_all(struct net *net, const struct bind_relation *relation)
{
    for (size_t i = 0; i < relation->count; i++)
        net_edge(net, net_node(net, relation, (uint32_t)i), FLOW_DIRECT);
    if (relation->kind == BIND_FUNCTION || relation->kind == BIND_VALUES)
        net_edge(net, part(net, relation, PART_ARGS), FLOW_DIRECT);
    else if (!relation->complete)
        net_edge(net, part(net, relation, PART_REST), FLOW_UNSURE);
}

/* * REPLACE (x AS y) may give a column that nobody lists. */
static void add_replaced(struct net *net, const struct bind_relation *relation,
                         const struct sql_node *star)
{
    const struct flow_place place = { .net = net, .scope = relation->scope, .kind = FLOW_UNSURE };
    const struct sql_node *list = star ? sql_child(star, SQL_STAR_REPLACE) : NULL;
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        if (it->first)
            flow_expression(&place, it->first);
}

/* Behind a star a column that is not known is one that the table is not known to have; elsewhere it
 * may be any. */
void flow_make_rest(struct net *net, const struct bind_relation *relation)
{
    struct origins origins = { 0 };
    if (relation->kind == BIND_FUNCTION || relation->kind == BIND_VALUES) {
        net_edge(net, part(net, relation, PART_ARGS), FLOW_UNSURE);
        return;
    }
    if (relation->kind == BIND_TABLE && relation->id.len) {
        net_edge(net, net_named(net, relation, STR_EMPTY), FLOW_UNSURE);
        return;
    }
    find_origins(&origins, net, relation);
    vec_for (const struct origin, it, &origins) {
        enum net_part of = relation->kind == BIND_SELECT ? PART_REST : PART_ALL;
        net_edge(net, it->relation ? part(net, it->relation, of) : (uint32_t)NET_EVERYTHING,
                 FLOW_UNSURE);
        add_replaced(net, relation, it->star);
    }
}

/* --- a column by its name --------------------------------------------------------------------- */

static const struct sql_node *list_entry(const struct sql_node *star, enum sql_kind kind,
                                         struct str name, bool new_name)
{
    const struct sql_node *list = star ? sql_child(star, kind) : NULL;
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next) {
        const struct sql_node *said = it;
        if (it->kind == SQL_ALIASED)
            said = new_name ? it->last : it->first;
        if (said && said->kind == SQL_COLUMN)
            said = said->last;
        if (said && str_eq(said->text, name))
            return it;
    }
    return NULL;
}

/* The name that a column behind a star has in the source; "" when the star leaves it out. */
static struct str name_behind(const struct sql_node *star, struct str name)
{
    if (list_entry(star, SQL_STAR_EXCEPT, name, false))
        return STR_EMPTY;
    const struct sql_node *renamed = list_entry(star, SQL_STAR_RENAME, name, true);
    if (renamed && renamed->first)
        return renamed->first->last ? renamed->first->last->text : renamed->first->text;
    return list_entry(star, SQL_STAR_RENAME, name, false) ? STR_EMPTY : name;
}

static void add_origin(struct net *net, const struct bind_relation *relation,
                       const struct origin *origin, struct str name, enum flow_kind kind)
{
    const struct sql_node *replaced = list_entry(origin->star, SQL_STAR_REPLACE, name, true);
    struct flow_place place = { .net = net, .scope = relation->scope, .kind = kind };
    struct str inner = origin->star ? name_behind(origin->star, name) : name;
    if (!origin->relation) {
        net_edge(net, NET_EVERYTHING, FLOW_UNSURE);
    } else if (replaced) {
        flow_expression(&place, replaced->first);
    } else if (inner.len) {
        size_t index = bind_index(net->binder, origin->relation, inner);
        uint32_t node = index != SIZE_MAX ? net_node(net, origin->relation, (uint32_t)index)
                                          : net_named(net, origin->relation, inner);
        net_edge(net, node, kind);
    }
}

void flow_make_named(struct net *net, const struct bind_relation *relation, struct str name)
{
    struct origins origins = { 0 };
    bool by_position = relation->kind == BIND_SETOP || relation->kind == BIND_PIVOT;
    if (relation->kind == BIND_FUNCTION || relation->kind == BIND_VALUES) {
        net_edge(net, part(net, relation, PART_ARGS), FLOW_DIRECT);
        return;
    }
    if (by_position || relation->complete) {
        net_edge(net, part(net, relation, PART_ALL), FLOW_UNSURE);
        return;
    }
    find_origins(&origins, net, relation);
    vec_for (const struct origin, it, &origins)
        add_origin(net, relation, it, name, origins.count == 1 ? FLOW_DIRECT : FLOW_UNSURE);
}
