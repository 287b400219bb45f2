/* parse_query: WITH, set operations, and what stands behind a whole query.
 *
 *   query := [WITH ctes] term { set-operator term } { ORDER BY | LIMIT | OFFSET | FETCH | FOR ... }
 *   term  := SELECT ... | VALUES ... | FROM ... [SELECT ...] | TABLE name | "(" query ")" | macro
 * INTERSECT binds tighter than UNION and EXCEPT, as in the standard; where a dialect may differ,
 * the form keeps the parentheses. */
#include "base/limits.h"
#include "sql/parse_select.h"
#include "sql/parse_rules.h"

static const uint32_t most_height = 1200;

static bool at_clause_macro(const struct parser *p, const char *name)
{
    return p->kind == TOKEN_MACRO && parser_word_ahead(p, 1) == OP_OPEN &&
           str_eq_fold(str_sub(parser_text(p), 1, SIZE_MAX), str_of(name));
}

bool parser_at_query(const struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 1), next = parser_word_ahead(p, 1);
    switch (p->word) {
    case WORD_NONE:
        return at_clause_macro(p, "WITH");
    case WORD_SELECT:
        return true;
    case WORD_WITH:
        return kind == TOKEN_WORD || kind == TOKEN_QUOTED || kind >= TOKEN_MACRO ||
               kind == TOKEN_NUMBER || kind == TOKEN_STRING || next == OP_OPEN ||
               next == OP_OPEN_BRACKET;
    case WORD_VALUES:
        return next == OP_OPEN || kind == TOKEN_NUMBER || kind == TOKEN_STRING ||
               (next == WORD_ROW && parser_word_ahead(p, 2) == OP_OPEN);
    case WORD_FROM:
        return kind == TOKEN_WORD || kind == TOKEN_QUOTED || kind == TOKEN_STRING ||
               next == OP_OPEN || kind == TOKEN_MACRO || kind == TOKEN_MACRO_BRACE ||
               kind == TOKEN_TEMPLATE;
    case WORD_TABLE:
        return kind == TOKEN_WORD && next != WORD_TABLE &&
               !(word_flags(next) & (WORD_RESERVED | WORD_CLAUSE | WORD_NO_ALIAS));
    case WORD_PIVOT:
    case WORD_UNPIVOT:
        return (kind == TOKEN_WORD && !(word_flags(next) & WORD_RESERVED)) ||
               (p->dialect->prefix_alias &&
                (kind == TOKEN_QUOTED || kind == TOKEN_STRING || next == OP_OPEN));
    default:
        return false;
    }
}

/* --- WITH ------------------------------------------------------------------------------------ */

/* SEARCH and CYCLE clauses of a recursive query, USING KEY: kept as words. */
static void parse_cte_tail(struct parser *p, struct sql_node *cte)
{
    if (p->word == OP_COMMA || p->word == OP_CLOSE || p->kind == PARSER_END || parser_at_query(p) ||
        !(parser_sees_text(p, "SEARCH") || parser_sees_text(p, "CYCLE")))
        return;
    struct sql_node *tail = parser_node(p, SQL_CLAUSE, STR_EMPTY);
    uint32_t from = p->at;
    while (p->word != OP_COMMA && p->kind != PARSER_END && p->word != WORD_SELECT &&
           p->word != OP_CLOSE)
        parser_next(p);
    tail->text = parser_tokens(p, from, p->at);
    node_add(cte, parser_done(p, tail));
}

/* name [(columns)] [AS [NOT] [MATERIALIZED]] ( query ) */
static struct sql_node *parse_cte(struct parser *p)
{
    struct sql_node *cte = parser_node(p, SQL_CTE, STR_EMPTY);
    struct sql_node *name = p->kind == TOKEN_STRING ? parser_quoted_ident(p) /* WITH 'x' AS */
                                                    : parser_ident(p);
    node_add(cte, name ? name : parser_opaque(p, p->at, "a name"));
    unsigned next = parser_word_ahead(p, 1);
    if (p->word == OP_OPEN && next != WORD_SELECT && next != WORD_WITH)
        node_add(cte, parser_ident_list(p, SQL_COLUMN_NAMES));
    if (parser_accept(p, WORD_USING)) {
        parser_accept(p, WORD_KEY);
        struct sql_node *key = parser_node(p, SQL_CLAUSE, STR("USING KEY"));
        if (p->word == OP_OPEN)
            node_add(key, parser_ident_list(p, SQL_COLUMN_NAMES));
        node_add(cte, parser_done(p, key));
    }
    parser_accept(p, WORD_AS);
    struct sql_node *how = parser_node(p, SQL_CLAUSE, STR("MATERIALIZED"));
    if (parser_accept(p, WORD_NOT))
        how->text = STR("NOT MATERIALIZED");
    bool said = parser_accept(p, WORD_MATERIALIZED);
    parser_done(p, how);
    if (!parser_accept(p, OP_OPEN)) {
        if (parser_at_macro(p))
            node_add(cte, parse_macro(p));
        else if (p->kind == TOKEN_TEMPLATE)
            node_add(cte, parser_ident(p));
        else
            node_add(cte, parser_opaque(p, p->at, "'('"));
        return parser_done(p, cte);
    }
    node_add(cte, parse_query(p));
    node_add(cte, said ? how : NULL);
    parser_close(p, cte, OP_CLOSE);
    parse_cte_tail(p, cte);
    return parser_done(p, cte);
}

/* name ( names ) AS ( */
static bool at_named_columns(const struct parser *p)
{
    unsigned n = 2;
    while (n < 64 &&
           (parser_kind_ahead(p, n) == TOKEN_WORD || parser_kind_ahead(p, n) == TOKEN_QUOTED ||
            parser_word_ahead(p, n) == OP_COMMA))
        n++;
    return parser_word_ahead(p, n) == OP_CLOSE && parser_word_ahead(p, n + 1) == WORD_AS &&
           parser_word_ahead(p, n + 2) == OP_OPEN;
}

/* ClickHouse: WITH expression AS name. A name followed by AS ( is an ordinary CTE. */
static bool at_scalar_with(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    if (p->kind == TOKEN_STRING)
        return !(next == WORD_AS && parser_word_ahead(p, 2) == OP_OPEN);
    if (p->word == OP_OPEN || p->word == OP_OPEN_BRACKET || p->kind == TOKEN_NUMBER)
        return true;
    if (!p->dialect->ternary || (next == WORD_AS && (parser_word_ahead(p, 2) == OP_OPEN ||
                                                     parser_word_ahead(p, 3) == OP_OPEN)))
        return false;
    return !(next == OP_OPEN && at_named_columns(p));
}

/* Without a name it would read as the start of what follows. */
static struct sql_node *parse_scalar_with(struct parser *p)
{
    uint32_t from = p->at;
    struct sql_node *item = parse_item(p);
    return item->kind == SQL_COLUMN ? parser_opaque(p, from, "AS and a name") : item;
}

/* The list behind WITH or @WITH(...), whose word is consumed already. */
static void parse_ctes(struct parser *p, struct sql_node *with)
{
    if (p->word == WORD_RECURSIVE && parser_word_ahead(p, 1) != WORD_AS) {
        with->flags |= SQL_RECURSIVE;
        parser_next(p);
    }
    do {
        if (p->word == WORD_SELECT) /* a comma too many */
            break;
        if (parser_at_macro(p) && parser_word_ahead(p, 1) == OP_OPEN)
            node_add(with, parse_macro(p));
        else
            node_add(with, at_scalar_with(p) ? parse_scalar_with(p) : parse_cte(p));
    } while (parser_accept(p, OP_COMMA));
    parser_done(p, with);
}

/* WITH ... or @WITH(condition) ...; NULL when there is none. */
static struct sql_node *parse_with(struct parser *p)
{
    struct sql_node *macro = parse_clause_macro(p, "WITH");
    if (!macro && p->word != WORD_WITH)
        return NULL;
    struct sql_node *with = parser_node(p, SQL_WITH, STR_EMPTY);
    if (!macro)
        parser_next(p);
    parse_ctes(p, with);
    if (!macro)
        return with;
    node_add(macro, with);
    return parser_done(p, macro);
}

static bool has_with(const struct sql_node *query)
{
    for (const struct sql_node *c = query->first; c; c = c->next)
        if (c->kind == SQL_WITH || (c->kind == SQL_MACRO && c->last && c->last->kind == SQL_WITH))
            return true;
    return false;
}

struct sql_node *parser_wrap_select(struct parser *p, struct sql_node *query)
{
    struct sql_node *table = parser_wrap(p, SQL_SUBQUERY_TABLE, STR_EMPTY, query);
    struct sql_node *from = parser_wrap(p, SQL_FROM, STR_EMPTY, table);
    struct sql_node *star = node_new(p->arena, SQL_STAR, STR_EMPTY);
    star->start = star->end = query->start;
    struct sql_node *list = parser_wrap(p, SQL_PROJECTIONS, STR_EMPTY, star);
    struct sql_node *select = parser_wrap(p, SQL_SELECT, STR_EMPTY, list);
    select_add(select, from);
    select->start = query->start;
    select->end = query->end;
    return select;
}

static struct sql_node *attach_with(struct parser *p, struct sql_node *query, struct sql_node *with)
{
    bool carries = query->kind == SQL_SELECT || query->kind == SQL_SETOP;
    if (!carries || has_with(query))
        query = parser_wrap_select(p, query);
    select_add(query, with);
    query->start = with->start;
    return query;
}

/* --- behind the query ------------------------------------------------------------------------ */

static bool has_tail(const struct sql_node *query)
{
    for (const struct sql_node *c = query->first; c; c = c->next)
        if (c->kind == SQL_ORDER_BY || c->kind == SQL_LIMIT || c->kind == SQL_OFFSET ||
            (c->kind == SQL_MACRO && c->last &&
             (c->last->kind == SQL_ORDER_BY || c->last->kind == SQL_LIMIT)))
            return true;
    return false;
}

/* A second ORDER BY or LIMIT belongs to no query that can be understood; LIMIT n BY may repeat. */
static bool is_repeated_tail(const struct parser *p, const struct sql_node *query)
{
    enum sql_kind kind = p->word == WORD_ORDER    ? SQL_ORDER_BY
                         : p->word == WORD_OFFSET ? SQL_OFFSET
                                                  : SQL_LIMIT;
    bool one = p->word == WORD_ORDER || p->word == WORD_OFFSET || p->word == WORD_LIMIT ||
               p->word == WORD_FETCH;
    return one && sql_child(query, kind) != NULL;
}

/* ORDER BY, LIMIT, OFFSET, FETCH and the words that may follow a query. */
static struct sql_node *parse_tail(struct parser *p, struct sql_node *query)
{
    bool first = true;
    while (parser_at_tail(p) && (first || !is_repeated_tail(p, query))) {
        bool carries = query->kind == SQL_SELECT || query->kind == SQL_SETOP;
        bool taken = (query->flags & SQL_PARENS) && has_tail(query);
        bool arm = query->kind == SQL_SETOP && p->dialect->limit_in_arm;
        if (first && (!carries || taken || arm))
            query = parser_wrap_select(p, query);
        first = false;
        query->flags &= (uint16_t)~SQL_PARENS;
        uint32_t at = p->at;
        parse_tail_clause(p, query);
        if (p->word == WORD_WINDOW && query->kind == SQL_SELECT &&
            (p->dialect->types & TYPES_SPARK))
            select_add(query, parse_window_clause(p));
        if (p->at == at)
            break;
    }
    return parser_done(p, query);
}

/* --- set operations -------------------------------------------------------------------------- */

static bool is_set_word(unsigned word)
{
    return word == WORD_UNION || word == WORD_EXCEPT || word == WORD_INTERSECT;
}

/* INNER/LEFT/FULL/OUTER before the operator (BigQuery): how columns are matched. */
static bool at_matched_union(const struct parser *p)
{
    bool side = p->word == WORD_INNER || p->word == WORD_LEFT || p->word == WORD_FULL;
    unsigned next = parser_word_ahead(p, 1);
    return ((side || p->word == WORD_OUTER) && is_set_word(next)) ||
           (side && next == WORD_OUTER && is_set_word(parser_word_ahead(p, 2)));
}

bool parser_at_set_operator(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    if (is_set_word(p->word))
        return true;
    switch (p->word) {
    case WORD_MINUS:
        return next == WORD_SELECT || next == OP_OPEN || next == WORD_ALL ||
               next == WORD_DISTINCT || next == WORD_WITH;
    default:
        return at_matched_union(p);
    }
}

/* Consumes the operator with its words; *clause is what has no place in the text. */
static struct str parse_set_operator(struct parser *p, struct sql_node **clause)
{
    uint32_t from = p->at;
    *clause = NULL;
    while (at_matched_union(p) || p->word == WORD_OUTER)
        parser_next(p);
    struct str side = p->at > from ? parser_tokens(p, from, p->at) : STR_EMPTY;
    struct str op = p->word == WORD_MINUS ? STR("EXCEPT") : word_text(p->word);
    parser_next(p);
    if (parser_accept(p, WORD_ALL))
        op = str_concat(p->arena, op, STR(" ALL"));
    else if (parser_accept(p, WORD_DISTINCT) && p->dialect->set_mode_unsure)
        op = str_concat(p->arena, op, STR(" DISTINCT"));
    from = p->at;
    struct str matching = STR_EMPTY;
    parser_accept_text(p, "STRICT");
    if (parser_accept(p, WORD_BY))
        parser_accept(p, WORD_NAME);
    else
        parser_accept(p, WORD_CORRESPONDING);
    if (p->at > from)
        matching = str_upper(p->arena, parser_tokens(p, from, p->at));
    if (side.len || matching.len) {
        /* "<side>: <matching>": the side is written before the operator. */
        struct sql_node *node = parser_node(p, SQL_CLAUSE, matching);
        node->flags |= SQL_PARENS;
        if (side.len)
            node->text = str_fmt(p->arena, "%.*s: %.*s", STR_ARG(side), STR_ARG(matching));
        /* BY NAME ON (columns), CORRESPONDING BY (columns) */
        if (parser_accept(p, WORD_ON) || parser_accept(p, WORD_BY))
            node_add(node, parser_ident_list(p, SQL_COLUMN_NAMES));
        *clause = parser_done(p, node);
    }
    return op;
}

/* FROM ... [SELECT ...], TABLE name */
static struct sql_node *parse_other_term(struct parser *p)
{
    if (parser_at_macro(p))
        return parse_macro(p);
    if (p->kind == TOKEN_TEMPLATE || p->kind == TOKEN_MACRO || p->kind == TOKEN_MACRO_BRACE)
        return parser_ident(p);
    return parser_opaque(p, p->at, "a query");
}

/* VALUES (...) AS t(a) where a query is expected: SELECT * over it */
static struct sql_node *parse_values_term(struct parser *p)
{
    struct sql_node *values = parse_values(p);
    struct sql_node *alias = parse_table_alias(p);
    if (!alias)
        return values;
    struct sql_node *select = parser_wrap_select(p, values);
    struct sql_node *table = node_child(select, SQL_FROM)->first;
    node_add(table, alias);
    table->end = alias->end;
    return parser_done(p, select);
}

static struct sql_node *parse_term(struct parser *p)
{
    struct sql_node *query;
    switch (p->word) {
    case OP_OPEN:
        parser_next(p);
        query = parse_query(p);
        parser_close(p, query, OP_CLOSE);
        query->flags |= SQL_PARENS;
        return query;
    case WORD_SELECT:
    case WORD_FROM:
        query = parse_select(p);
        return p->dialect->limit_in_arm ? parse_tail(p, query) : query;
    case WORD_VALUES:
        return parse_values_term(p);
    case WORD_TABLE:
        return parse_table_query(p);
    case WORD_PIVOT:
    case WORD_UNPIVOT:
        return parse_pivot_query(p);
    case WORD_WITH:
        return parse_query(p);
    default:
        return parse_other_term(p);
    }
}

enum set_precedence { SET_UNION = 1, SET_INTERSECT = 2 };

static enum set_precedence set_precedence(const struct parser *p)
{
    return p->word == WORD_INTERSECT ? SET_INTERSECT : SET_UNION;
}

static struct sql_node *parse_set_operations(struct parser *p, struct sql_node *left,
                                             enum set_precedence least);

/* tighter: what follows the right side and binds tighter is part of it. */
static struct sql_node *set_operation(struct parser *p, struct sql_node *left, bool tighter)
{
    struct sql_node *clause;
    struct str op = parse_set_operator(p, &clause);
    struct sql_node *right = parse_term(p);
    if (tighter)
        right = parse_set_operations(p, right, SET_INTERSECT);
    struct sql_node *node = parser_wrap(p, SQL_SETOP, op, left);
    node_add(node, right);
    node_add(node, clause);
    return parser_done(p, node);
}

struct sql_node *parse_set_operation(struct parser *p, struct sql_node *left)
{
    return set_operation(p, left, false);
}

/* left { operator term } for operators that bind at least this tightly */
static struct sql_node *parse_set_operations(struct parser *p, struct sql_node *left,
                                             enum set_precedence least)
{
    uint32_t from = p->at;
    while (parser_at_set_operator(p) && set_precedence(p) >= least) {
        left = set_operation(p, left, set_precedence(p) == SET_UNION);
        if (left->height > most_height)
            return parser_opaque(p, from, "fewer set operations");
    }
    return left;
}

struct sql_node *parse_subquery_rest(struct parser *p, struct sql_node *node)
{
    struct sql_node *query = node->kind == SQL_SUBQUERY ? node->first : node;
    if (node->kind == SQL_SUBQUERY)
        query->flags |= SQL_PARENS;
    return parse_query_rest(p, query);
}

struct sql_node *parse_query_rest(struct parser *p, struct sql_node *left)
{
    do {
        left = parse_set_operations(p, left, SET_UNION);
        left = parse_tail(p, left);
    } while (parser_at_set_operator(p) && left->height <= most_height);
    return p->word == OP_PIPE ? parse_pipe(p, left) : left;
}

struct sql_node *parse_query(struct parser *p)
{
    if (!parser_enter(p))
        return parser_opaque(p, p->at, "less nesting (limit sql_depth)");
    bool in_arguments = p->in_arguments;
    p->in_arguments = false;
    struct sql_node *with = parse_with(p);
    struct sql_node *query = parse_query_rest(p, parse_term(p));
    if (with)
        query = attach_with(p, query, with);
    p->in_arguments = in_arguments;
    parser_leave(p);
    return query;
}
