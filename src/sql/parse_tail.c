/* parse_tail: what may stand behind a whole query (ORDER BY, LIMIT, FETCH, FOR ...), VALUES, and
 * the statements that are short for a query. */
#include "sql/parse_select.h"

/* --- ORDER BY -------------------------------------------------------------------------------- */

void parse_order_flags(struct parser *p, struct sql_node *item)
{
    if (parser_accept(p, WORD_DESC))
        item->flags |= SQL_DESC;
    else
        parser_accept(p, WORD_ASC);
    if (parser_accept2(p, WORD_NULLS, WORD_FIRST))
        item->flags |= SQL_NULLS_FIRST;
    else if (parser_accept2(p, WORD_NULLS, WORD_LAST))
        item->flags |= SQL_NULLS_LAST;
    if (p->word == WORD_WITH && parser_kind_ahead(p, 1) == TOKEN_WORD && p->dialect->ternary &&
        parser_word_ahead(p, 1) != WORD_TIES) { /* ClickHouse: WITH FILL */
        struct sql_node *fill = parser_node(p, SQL_CLAUSE, STR_EMPTY);
        uint32_t from = p->at;
        do {
            if (parser_accept(p, OP_OPEN)) {
                parser_take_text(p, false);
                parser_end_text(p, OP_CLOSE);
            } else {
                parser_next(p);
            }
        } while (!parser_at_stop(p) || p->word == WORD_FROM);
        fill->text = parser_tokens(p, from, p->at);
        node_add(item, parser_done(p, fill));
    }
}

static struct sql_node *parse_order_item(struct parser *p)
{
    struct sql_node *item = parser_node(p, SQL_ORDER_ITEM, STR_EMPTY);
    uint32_t from = p->at;
    unsigned next = parser_word_ahead(p, 1), kind = parser_kind_ahead(p, 1);
    bool all = p->word == WORD_ALL && (kind == PARSER_END || kind == TOKEN_WORD ||
                                       next == OP_CLOSE || next == OP_SEMICOLON);
    if (all) { /* ORDER BY ALL: every column, not one of that name */
        node_add(item, parser_node(p, SQL_CONSTANT, STR("ALL")));
        parser_next(p);
    } else {
        node_add(item, parse_expression(p));
    }
    parse_order_flags(p, item);
    if (p->word == WORD_USING && parser_word_ahead(p, 1) != WORD_SAMPLE) {
        parser_next(p);
        node_add(item, parser_opaque(p, p->at, "ASC or DESC"));
        return parser_done(p, item);
    }
    bool frame = p->word == WORD_ROWS || p->word == WORD_RANGE || p->word == WORD_GROUPS ||
                 p->word == WORD_SEPARATOR || parser_sees2(p, WORD_IGNORE, WORD_NULLS) ||
                 parser_sees2(p, WORD_RESPECT, WORD_NULLS) || p->word == WORD_RETURNING;
    return frame ? parser_done(p, item) : parser_settle(p, from, parser_done(p, item));
}

struct sql_node *parse_order_by(struct parser *p)
{
    struct sql_node *order = parser_node(p, SQL_ORDER_BY, STR_EMPTY);
    parser_next(p);
    if (p->word != WORD_BY && parser_sees_text(p, "SIBLINGS")) {
        order->text = STR("SIBLINGS");
        parser_next(p);
    }
    if (!parser_accept(p, WORD_BY))
        node_add(order, parser_opaque(p, p->at, "BY"));
    else
        do
            node_add(order, parse_order_item(p));
        while (parser_accept(p, OP_COMMA));
    return parser_done(p, order);
}

/* --- LIMIT, OFFSET, FETCH -------------------------------------------------------------------- */

/* OFFSET n [ROW | ROWS] */
struct sql_node *parse_offset(struct parser *p)
{
    struct sql_node *offset = parser_node(p, SQL_OFFSET, STR_EMPTY);
    parser_next(p);
    node_add(offset, parse_expression(p));
    if (!parser_accept(p, WORD_ROWS))
        parser_accept(p, WORD_ROW);
    return parser_done(p, offset);
}

bool parser_at_percent_sign(const struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 1), word = parser_word_ahead(p, 1);
    return p->word == OP_PERCENT && (kind == PARSER_END || word == OP_CLOSE ||
                                     word == OP_SEMICOLON || (word_flags(word) & WORD_CLAUSE));
}

/* ClickHouse: LIMIT n [OFFSET m] BY columns; the offset is per group, not the query's. */
static struct sql_node *parse_limit_by(struct parser *p, struct sql_node *limit,
                                       struct sql_node **offset)
{
    struct sql_node *by = parser_node(p, SQL_CLAUSE, STR("LIMIT BY"));
    by->start = limit->start;
    node_move_children(by, limit);
    if (p->word == WORD_OFFSET) {
        parser_next(p);
        *offset = parser_wrap(p, SQL_OFFSET, STR_EMPTY, parse_primary(p));
    }
    node_add(by, *offset);
    *offset = NULL;
    parser_accept(p, WORD_BY);
    do
        node_add(by, parse_expression(p));
    while (parser_accept(p, OP_COMMA));
    return parser_done(p, by);
}

/* LIMIT m, n as the end of an argument, where a comma may stand for more. */
static bool may_be_offset(const struct sql_node *node)
{
    return node->kind == SQL_NUMBER || node->kind == SQL_PARAMETER || node->kind == SQL_MACRO ||
           node->kind == SQL_MACRO_VAR || node->kind == SQL_TEMPLATE;
}

/* LIMIT (n | ALL) [PERCENT | %] | LIMIT offset, n */
struct sql_node *parse_limit(struct parser *p, struct sql_node **offset)
{
    struct sql_node *limit = parser_node(p, SQL_LIMIT, STR_EMPTY);
    uint32_t from = p->at;
    parser_next(p);
    if (p->word == WORD_ALL) {
        node_add(limit, parser_node(p, SQL_CONSTANT, STR("ALL")));
        parser_next(p);
    } else {
        node_add(limit, parse_operand(p, PREC_ADD));
    }
    if (parser_accept(p, OP_PERCENT) || parser_accept(p, WORD_PERCENT))
        limit->text = STR("PERCENT");
    bool offset_first =
        p->in_arguments ? may_be_offset(limit->first) : limit->first->kind != SQL_CONSTANT;
    if (offset_first && parser_accept(p, OP_COMMA)) {
        *offset = parser_wrap(p, SQL_OFFSET, STR_EMPTY, limit->first);
        limit->first = limit->last = NULL;
        node_add(limit, parse_operand(p, PREC_ADD));
    }
    if (parser_accept2(p, WORD_WITH, WORD_TIES))
        limit->text = STR("WITH TIES");
    bool by = p->word == WORD_BY || (p->word == WORD_OFFSET && parser_word_ahead(p, 2) == WORD_BY);
    if (by)
        return parse_limit_by(p, limit, offset);
    return parser_settle(p, from, parser_done(p, limit));
}

/* FETCH (FIRST | NEXT) [n] [PERCENT] [ROW | ROWS] (ONLY | WITH TIES) */
static struct sql_node *parse_fetch(struct parser *p)
{
    struct sql_node *limit = parser_node(p, SQL_LIMIT, STR_EMPTY);
    bool percent = false;
    parser_next(p);
    if (!parser_accept(p, WORD_FIRST))
        parser_accept(p, WORD_NEXT);
    if (p->word == WORD_ROW || p->word == WORD_ROWS)
        node_add(limit, parser_node(p, SQL_NUMBER, STR("1")));
    else
        node_add(limit, p->word == WORD_ALL ? parser_opaque(p, p->at, "a number")
                                            : parse_operand(p, PREC_ADD));
    percent = parser_accept(p, WORD_PERCENT);
    if (!parser_accept(p, WORD_ROWS))
        parser_accept(p, WORD_ROW);
    bool ties = parser_accept2(p, WORD_WITH, WORD_TIES);
    parser_accept(p, WORD_ONLY);
    limit->text = percent && ties ? STR("PERCENT WITH TIES")
                  : percent       ? STR("PERCENT")
                  : ties          ? STR("WITH TIES")
                                  : STR_EMPTY;
    return parser_done(p, limit);
}

/* --- other clauses --------------------------------------------------------------------------- */

/* Two words that start a clause with a list of expressions. */
static bool at_by_clause(const struct parser *p)
{
    return (p->word == WORD_CLUSTER || p->word == WORD_DISTRIBUTE || p->word == WORD_SORT) &&
           parser_word_ahead(p, 1) == WORD_BY;
}

static bool at_word_clause(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    switch (p->word) {
    case WORD_FOR:
        return true;
    case WORD_FORMAT:
    case WORD_SETTINGS:
        return p->dialect->ternary;
    case WORD_LOCK:
        return next == WORD_IN;
    case WORD_OPTION:
        return next == OP_OPEN;
    case WORD_USING:
        return next == WORD_SAMPLE;
    default:
        return false;
    }
}

bool parser_at_tail(const struct parser *p)
{
    switch (p->word) {
    case WORD_ORDER:
    case WORD_LIMIT:
    case WORD_OFFSET:
    case WORD_FETCH:
        return true;
    default:
        break;
    }
    if (p->kind == TOKEN_MACRO && parser_word_ahead(p, 1) == OP_OPEN)
        return parser_at_tail_macro(p);
    return at_by_clause(p) || at_word_clause(p);
}

static struct sql_node *parse_by_clause(struct parser *p)
{
    struct str text = str_fmt(p->arena, "%.*s BY", STR_ARG(word_text(p->word)));
    struct sql_node *clause = parser_node(p, SQL_CLAUSE, text);
    parser_next(p);
    parser_next(p);
    do
        node_add(clause, parse_order_item(p));
    while (parser_accept(p, OP_COMMA));
    return parser_done(p, clause);
}

/* FOR and what reads no table and changes no row: locks, and how T-SQL writes the result. */
static bool at_for_words(const struct parser *p)
{
    static const char *const words[] = { "UPDATE", "SHARE", "NO", "KEY", "XML", "JSON", "BROWSE" };
    for (size_t i = 0; p->word == WORD_FOR && i < sizeof words / sizeof words[0]; i++)
        if (sql_token_is(p->text, parser_index_ahead(p, 1), words[i]))
            return true;
    return false;
}

/* FOR UPDATE, SETTINGS ..., OPTION (...), USING SAMPLE ...: a keyword and words as they stand */
static struct sql_node *parse_word_clause(struct parser *p)
{
    struct sql_node *clause = parser_node(p, SQL_CLAUSE, STR_EMPTY);
    if (p->word == WORD_USING)
        clause->kind = SQL_SAMPLE;
    if (p->word == WORD_FOR && !at_for_words(p)) {
        node_add(clause, parser_opaque(p, p->at, "a clause that is read"));
        return parser_done(p, clause);
    }
    struct str first = word_text(p->word);
    parser_next(p);
    uint32_t from = p->at;
    while (p->kind != PARSER_END && p->word != OP_CLOSE && p->word != OP_SEMICOLON &&
           !parser_at_set_operator(p) && p->word != WORD_FORMAT && !parser_at_join(p) &&
           p->word != WORD_SELECT && p->word != WORD_FROM && p->word != WORD_WHERE) {
        if (parser_accept(p, OP_OPEN)) {
            parser_take_text(p, false);
            parser_end_text(p, OP_CLOSE);
        } else {
            parser_next(p);
        }
    }
    struct str rest = parser_tokens(p, from, p->at);
    clause->text =
        str_fmt(p->arena, "%.*s%s%.*s", STR_ARG(first), rest.len ? " " : "", STR_ARG(rest));
    return parser_done(p, clause);
}

void parse_tail_clause(struct parser *p, struct sql_node *query)
{
    struct sql_node *offset = NULL;
    if (p->kind == TOKEN_MACRO)
        select_add(query, parse_tail_macro(p));
    else if (p->word == WORD_ORDER)
        select_add(query, parse_order_by(p));
    else if (p->word == WORD_LIMIT)
        select_add(query, parse_limit(p, &offset));
    else if (p->word == WORD_OFFSET)
        select_add(query, parse_offset(p));
    else if (p->word == WORD_FETCH)
        select_add(query, parse_fetch(p));
    else if (at_by_clause(p))
        select_add(query, parse_by_clause(p));
    else
        select_add(query, parse_word_clause(p));
    select_add(query, offset);
}

/* --- VALUES and short statements ------------------------------------------------------------- */

struct sql_node *parse_values(struct parser *p)
{
    struct sql_node *values = parser_node(p, SQL_VALUES, STR_EMPTY);
    parser_next(p);
    if (p->word == WORD_ROW && p->dialect->bars_are_or)
        values->text = STR("ROW"); /* MySQL: VALUES ROW (1, 2), ROW (3, 4) */
    do {
        if (values->first && (p->word == OP_CLOSE || p->kind == PARSER_END))
            break; /* a trailing comma */
        if (values->text.len)
            parser_accept(p, WORD_ROW);
        struct sql_node *row = parser_node(p, SQL_TUPLE, STR_EMPTY);
        if (parser_accept(p, OP_OPEN)) {
            parse_items(p, row, OP_CLOSE);
        } else {
            struct sql_node *item = parse_expression(p);
            if (item->kind == SQL_MACRO) { /* the macro makes the row */
                node_add(values, item);
                continue;
            }
            node_add(row, item);
        }
        node_add(values, parser_done(p, row));
    } while (parser_accept(p, OP_COMMA));
    return parser_done(p, values);
}

/* SELECT * over one table item */
static struct sql_node *star_over(struct parser *p, struct sql_node *table)
{
    struct sql_node *star = node_new(p->arena, SQL_STAR, STR_EMPTY);
    star->start = star->end = table->start;
    struct sql_node *select =
        parser_wrap(p, SQL_SELECT, STR_EMPTY, parser_wrap(p, SQL_PROJECTIONS, STR_EMPTY, star));
    select_add(select, parser_wrap(p, SQL_FROM, STR_EMPTY, table));
    return select;
}

struct sql_node *parse_table_query(struct parser *p)
{
    uint32_t start = p->start;
    parser_next(p);
    struct sql_node *select = star_over(p, parse_table_item(p));
    select->start = start;
    return parser_done(p, select);
}

void parse_pivot_clauses(struct parser *p, struct sql_node *pivot)
{
    while (p->word == WORD_ON || p->word == WORD_USING || p->word == WORD_GROUP ||
           p->word == WORD_INTO) {
        struct sql_node *clause = parser_node(p, SQL_CLAUSE, word_text(p->word));
        bool group = p->word == WORD_GROUP, into = p->word == WORD_INTO;
        parser_next(p);
        if (group)
            parser_accept(p, WORD_BY);
        if (into && parser_accept(p, WORD_NAME)) { /* INTO NAME n VALUE v */
            clause->text = STR("INTO NAME");
            node_add(clause, parser_ident(p));
            parser_accept(p, WORD_VALUE);
        }
        do
            node_add(clause, parse_aliased(p));
        while (parser_accept(p, OP_COMMA) && !parser_at_stop(p));
        node_add(pivot, parser_done(p, clause));
    }
}

struct sql_node *parse_pivot_query(struct parser *p)
{
    struct sql_node *pivot =
        parser_node(p, SQL_PIVOT, p->word == WORD_PIVOT ? STR("PIVOT") : STR("UNPIVOT"));
    uint32_t start = p->start;
    parser_next(p);
    struct sql_node *table = parse_table_item(p);
    parse_pivot_clauses(p, pivot);
    node_add(table, parser_done(p, pivot));
    if (pivot->first == NULL)
        node_add(pivot, parser_opaque(p, p->at, "ON or USING"));
    struct sql_node *select = star_over(p, parser_done(p, table));
    select->start = start;
    return parser_done(p, select);
}
