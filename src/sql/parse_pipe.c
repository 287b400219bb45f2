/* parse_pipe: "query |> step |> step", read as the query each step is defined to mean.
 *
 *   step := SELECT list | EXTEND list | SET a = x | DROP names | RENAME a AS b | AS name
 *         | WHERE condition | AGGREGATE list [GROUP BY list] | DISTINCT | ORDER BY ... | LIMIT ...
 *         | join | PIVOT (...) | UNPIVOT (...) | TABLESAMPLE ... | UNION ... (query) { , (query) }
 * A step stands in the query before it where it has its place there, else around it as SELECT *
 * FROM (query). A step that is not in the list stays unread. */
#include "sql/parse_select.h"
#include "sql/parse_rules.h"

static const uint32_t most_height = 1200;

/* Whether a query is SELECT * with no other clauses than these. */
static bool is_star_with(const struct sql_node *query, bool where, bool order)
{
    if (query->kind != SQL_SELECT || !sql_child(query, SQL_FROM))
        return false;
    for (const struct sql_node *c = query->first; c; c = c->next) {
        const struct sql_node *only = c->first == c->last ? c->first : NULL;
        bool star = c->kind == SQL_PROJECTIONS && only && only->kind == SQL_STAR && !only->first;
        bool plain = star || c->kind == SQL_FROM || (where && c->kind == SQL_WHERE) ||
                     (order && c->kind == SQL_ORDER_BY);
        if (!plain)
            return false;
    }
    return true;
}

/* The query a step is added to. */
static struct sql_node *open_query(struct parser *p, struct sql_node *query, bool where)
{
    query = is_star_with(query, where, false) ? query : parser_wrap_select(p, query);
    query->flags &= (uint16_t)~SQL_PARENS;
    return query;
}

/* --- columns --------------------------------------------------------------------------------- */

static struct sql_node *star_of(struct sql_node *query)
{
    return node_child(query, SQL_PROJECTIONS)->first;
}

static void step_select(struct parser *p, struct sql_node *query)
{
    node_remove(query, node_child(query, SQL_PROJECTIONS));
    parse_distinct(p, query);
    select_add(query, parse_projections(p));
}

static void step_extend(struct parser *p, struct sql_node *query)
{
    node_move_children(node_child(query, SQL_PROJECTIONS), parse_projections(p));
}

/* Keys come before what is aggregated, and GROUP BY counts them. */
static void step_aggregate(struct parser *p, struct sql_node *query)
{
    struct sql_node *list = parser_node(p, SQL_PROJECTIONS, STR_EMPTY);
    if (p->word != WORD_GROUP)
        list = parse_projections(p);
    node_remove(query, node_child(query, SQL_PROJECTIONS));
    if (!parser_accept2(p, WORD_GROUP, WORD_BY)) {
        select_add(query, list);
        return;
    }
    struct sql_node *keys = parse_projections(p);
    struct sql_node *group = parser_node(p, SQL_GROUP_BY, STR_EMPTY);
    unsigned count = 0;
    for (const struct sql_node *c = keys->first; c; c = c->next)
        node_add(group, c->kind == SQL_NUMBER /* a position of something else */
                            ? parser_opaque(p, p->at, "a name")
                            : parser_node(p, SQL_NUMBER, str_fmt(p->arena, "%u", ++count)));
    node_move_children(keys, list);
    select_add(query, keys);
    select_add(query, parser_done(p, group));
}

static void step_drop(struct parser *p, struct sql_node *query)
{
    struct sql_node *list = parser_node(p, SQL_STAR_EXCEPT, STR_EMPTY);
    do {
        struct sql_node *name = parser_dotted_name(p);
        node_add(list, name ? name : parser_opaque(p, p->at, "a name"));
    } while (parser_accept(p, OP_COMMA));
    node_add(star_of(query), parser_done(p, list));
}

/* SET a = x is * REPLACE (x AS a). */
static void step_set(struct parser *p, struct sql_node *query)
{
    struct sql_node *list = parser_node(p, SQL_STAR_REPLACE, STR_EMPTY);
    do {
        struct sql_node *aliased = parser_node(p, SQL_ALIASED, STR_EMPTY);
        struct sql_node *name = parser_name(p);
        bool ok = name && parser_accept(p, OP_EQUAL);
        node_add(aliased, ok ? parse_expression(p) : parser_opaque(p, p->at, "a column = ..."));
        node_add(aliased, name);
        node_add(list, parser_done(p, aliased));
    } while (parser_accept(p, OP_COMMA));
    node_add(star_of(query), parser_done(p, list));
}

static void step_rename(struct parser *p, struct sql_node *query)
{
    struct sql_node *list = parser_node(p, SQL_STAR_RENAME, STR_EMPTY);
    do
        node_add(list, parse_aliased(p));
    while (parser_accept(p, OP_COMMA));
    node_add(star_of(query), parser_done(p, list));
}

/* --- rows ------------------------------------------------------------------------------------ */

static void step_where(struct parser *p, struct sql_node *query)
{
    uint32_t from = p->at;
    struct sql_node *condition = parser_settle(p, from, parse_expression(p));
    struct sql_node *where = node_child(query, SQL_WHERE);
    if (!where) {
        select_add(query, parser_wrap(p, SQL_WHERE, STR_EMPTY, condition));
        return;
    }
    struct sql_node *both = where->first;
    where->first = where->last = NULL;
    if (both->kind != SQL_AND)
        both = parser_wrap(p, SQL_AND, STR_EMPTY, both);
    if (condition->kind == SQL_AND)
        node_move_children(both, condition);
    else
        node_add(both, condition);
    node_add(where, parser_done(p, both));
    parser_done(p, where);
}

static void step_distinct(struct parser *p, struct sql_node *query)
{
    select_add(query, parser_node(p, SQL_DISTINCT_CLAUSE, STR_EMPTY));
}

static void step_join(struct parser *p, struct sql_node *query)
{
    parse_joins(p, node_child(query, SQL_FROM));
}

/* PIVOT, UNPIVOT, TABLESAMPLE and AS belong to the only table of FROM. */
static struct sql_node *step_table(struct parser *p, struct sql_node *query)
{
    const struct sql_node *from = sql_child(query, SQL_FROM);
    bool alone = from && from->first == from->last && from->first->kind != SQL_OPAQUE;
    if (!is_star_with(query, false, false) || !alone ||
        (p->word == WORD_AS && node_child(from->first, SQL_ALIAS)))
        query = parser_wrap_select(p, query);
    parse_table_tail(p, node_child(query, SQL_FROM)->first);
    return query;
}

/* ORDER BY, LIMIT: where an earlier one is in the way, around it. */
static struct sql_node *step_tail(struct parser *p, struct sql_node *query)
{
    bool order = p->word != WORD_ORDER;
    if (!is_star_with(query, true, order))
        query = parser_wrap_select(p, query);
    while (parser_at_tail(p) && p->word != WORD_FOR)
        parse_tail_clause(p, query);
    return query;
}

static struct sql_node *step_set_operation(struct parser *p, struct sql_node *query)
{
    struct sql_node *left = query;
    query = parse_set_operation(p, left);
    bool matched = query->first->next && query->first->next->next; /* BY NAME and the like */
    while (!matched && p->word == OP_COMMA && parser_word_ahead(p, 1) == OP_OPEN) {
        parser_next(p);
        struct sql_node *more = parser_wrap(p, SQL_SETOP, query->text, query);
        parser_next(p);
        node_add(more, parse_query(p));
        parser_close(p, more, OP_CLOSE);
        query = parser_done(p, more);
    }
    return query;
}

/* --- steps ----------------------------------------------------------------------------------- */

typedef void step_fn(struct parser *p, struct sql_node *query);

/* Steps that begin with a word of their own; where: WHERE may stand in the query already. */
static const struct step {
    const char *word;
    step_fn *parse;
    bool where;
} steps[] = {
    { "SELECT", step_select, true },
    { "EXTEND", step_extend, true },
    { "WINDOW", step_extend, true },
    { "AGGREGATE", step_aggregate, true },
    { "WHERE", step_where, true },
    { "DROP", step_drop, true },
    { "SET", step_set, true },
    { "RENAME", step_rename, true },
    { "DISTINCT", step_distinct, false },
};

static const struct step *find_step(const struct parser *p)
{
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (parser_sees_text(p, steps[i].word))
            return &steps[i];
    return NULL;
}

/* One step, whose "|>" is consumed; NULL when it is none of the list. */
static struct sql_node *parse_step(struct parser *p, struct sql_node *query)
{
    const struct step *step = find_step(p);
    if (step) {
        query = open_query(p, query, step->where);
        parser_next(p);
        step->parse(p, query);
        return query;
    }
    if (parser_at_set_operator(p))
        return step_set_operation(p, query);
    if (parser_at_join(p)) {
        query = open_query(p, query, false);
        step_join(p, query);
        return query;
    }
    if (p->word == WORD_ORDER || p->word == WORD_LIMIT)
        return step_tail(p, query);
    bool table = p->word == WORD_PIVOT || p->word == WORD_UNPIVOT || p->word == WORD_TABLESAMPLE;
    return table || p->word == WORD_AS ? step_table(p, query) : NULL;
}

/* Clauses that were added to keep their query's height true. */
static void raise(struct sql_node *node, unsigned levels)
{
    for (struct sql_node *c = node->first; c; c = c->next) {
        if (levels)
            raise(c, levels - 1);
        if (c->height >= node->height)
            node->height = c->height + 1;
    }
}

struct sql_node *parse_pipe(struct parser *p, struct sql_node *query)
{
    while (p->word == OP_PIPE && query->height < most_height) {
        uint32_t from = p->at;
        parser_next(p);
        struct sql_node *next = parse_step(p, query);
        if (!next) {
            parser_seek(p, from);
            break;
        }
        query = parser_done(p, next);
        raise(query, 2);
    }
    return query;
}
