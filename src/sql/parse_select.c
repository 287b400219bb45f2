/* parse_select: one SELECT with its clauses, VALUES, ORDER BY and LIMIT.
 *
 *   select := SELECT [DISTINCT [ON (...)]] [TOP n] projections [INTO name] { clause }
 *           | FROM ... [SELECT ...] { clause }
 * Clauses are taken in any order and stored by rank, so that FROM-first and ordinary queries give
 * one tree. */
#include "sql/parse_select.h"

/* --- order of clauses ------------------------------------------------------------------------ */

static unsigned clause_rank(const struct sql_node *clause)
{
    static const uint16_t order[] = {
        SQL_WITH,     SQL_DISTINCT_CLAUSE, SQL_PROJECTIONS,   SQL_FROM,    SQL_WHERE,
        SQL_GROUP_BY, SQL_HAVING,          SQL_WINDOW_CLAUSE, SQL_QUALIFY, SQL_ORDER_BY,
        SQL_LIMIT,    SQL_OFFSET,          SQL_SAMPLE,        SQL_CLAUSE,
    };
    unsigned kind = clause->kind;
    if (kind == SQL_MACRO && clause->last)
        kind = clause->last->kind; /* a clause macro stands where its clause does */
    for (unsigned i = 0; i < sizeof order / sizeof order[0]; i++)
        if (order[i] == kind)
            return i;
    return 100;
}

void select_add(struct sql_node *query, struct sql_node *clause)
{
    if (!clause)
        return;
    unsigned rank = clause_rank(clause);
    struct sql_node *before = NULL, *after = query->first;
    if (query->kind == SQL_SELECT && query->last && clause_rank(query->last) <= rank) {
        node_add(query, clause);
        return;
    }
    if (query->kind == SQL_SETOP) { /* the two arms come first, whatever they are */
        before = after ? after->next : NULL;
        after = before ? before->next : NULL;
    }
    while (after && clause_rank(after) <= rank) {
        before = after;
        after = after->next;
    }
    if (!before) {
        node_add_first(query, clause);
        return;
    }
    struct sql_node *last = after ? query->last : NULL;
    before->next = NULL;
    query->last = before;
    node_add(query, clause);
    clause->next = after;
    if (last)
        query->last = last;
}

/* --- projections ----------------------------------------------------------------------------- */

/* Words that are an alias nowhere, or not before this next word. */
static bool starts_something(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    switch (p->word) {
    case WORD_WINDOW:
        return parser_word_ahead(p, 2) == WORD_AS;
    case WORD_MINUS:
        return parser_at_set_operator(p);
    case WORD_CLUSTER:
    case WORD_DISTRIBUTE:
    case WORD_SORT:
    case WORD_CONNECT:
        return next == WORD_BY;
    case WORD_START:
        return next == WORD_WITH;
    case WORD_AT:
        return next == OP_OPEN ||
               (p->dialect->implicit_unnest && parser_kind_ahead(p, 1) == TOKEN_WORD);
    case WORD_BEFORE:
    case WORD_CHANGES:
    case WORD_OPTION:
    case WORD_END:
        return next == OP_OPEN;
    case WORD_TABLESAMPLE:
    case WORD_SAMPLE:
        return next == OP_OPEN || parser_kind_ahead(p, 1) != TOKEN_OPERATOR;
    case WORD_PIVOT:
    case WORD_UNPIVOT:
        return next == OP_OPEN || next == WORD_INCLUDE || next == WORD_EXCLUDE;
    case WORD_FINAL:
    case WORD_FORMAT:
    case WORD_SETTINGS:
    case WORD_PREWHERE:
        return p->dialect->ternary;
    case WORD_ARRAY:
        return next == WORD_JOIN;
    case WORD_EXCLUDE:
        return p->dialect->implicit_unnest &&
               (next == OP_OPEN || (next == WORD_NONE && parser_kind_ahead(p, 1) != PARSER_END));
    case WORD_LOCK:
        return next == WORD_IN;
    case WORD_SOUNDS:
        return next == WORD_LIKE;
    case WORD_MEMBER:
        return next == WORD_OF;
    case WORD_FOR:
    case WORD_FETCH:
    case WORD_LIMIT:
    case WORD_OFFSET:
    case WORD_QUALIFY:
        return true;
    default:
        return (word_flags(p->word) & (WORD_NO_ALIAS | WORD_CLAUSE)) != 0;
    }
}

bool parser_at_alias(const struct parser *p)
{
    if (p->kind == TOKEN_QUOTED || p->kind == TOKEN_MACRO_BRACE)
        return true;
    if (p->kind == TOKEN_MACRO)
        return parser_word_ahead(p, 1) != OP_OPEN;
    if (p->kind == TOKEN_TEMPLATE)
        return false;
    if (p->kind == TOKEN_WORD && p->word == WORD_NONE)
        return !p->dialect->stages || !parser_at_join(p);
    return p->kind == TOKEN_WORD && !(word_flags(p->word) & WORD_RESERVED) &&
           !starts_something(p) && !parser_at_join(p);
}

/* Drops "AS a" behind a column that is named a already. */
static struct sql_node *drop_same_alias(struct sql_node *aliased)
{
    const struct sql_node *column = aliased->first, *name = aliased->last;
    if (column->kind != SQL_COLUMN || name->kind != SQL_IDENT || column->last->kind != SQL_IDENT ||
        !str_eq(column->last->text, name->text))
        return aliased;
    struct sql_node *out = aliased->first;
    out->next = NULL;
    out->start = aliased->start;
    out->end = aliased->end;
    return out;
}

/* A name or string right behind an expression, without AS. */
static struct sql_node *parse_bare_alias(struct parser *p, struct sql_node *item)
{
    struct sql_node *name = p->kind == TOKEN_STRING ? parser_quoted_ident(p) : parser_ident(p);
    if (item->kind == SQL_LAMBDA) /* or else AS would belong to its body */
        item = parser_done(p, parser_wrap(p, SQL_TUPLE, STR_EMPTY, item));
    struct sql_node *aliased = parser_wrap(p, SQL_ALIASED, STR_EMPTY, item);
    node_add(aliased, name);
    return parser_done(p, aliased);
}

/* "name = expression" (T-SQL) and "name: expression" (DuckDB) name the column first. */
static bool at_leading_alias(const struct parser *p)
{
    if (p->kind != TOKEN_WORD && p->kind != TOKEN_QUOTED && p->kind != TOKEN_STRING)
        return false;
    unsigned next = parser_word_ahead(p, 1);
    if (p->word == WORD_NOT) /* NOT :1 */
        return false;
    return (next == OP_EQUAL && p->dialect->equals_alias) ||
           (next == OP_COLON && p->dialect->prefix_alias);
}

/* Whether a list of projections is over: a clause or the end of the query. */
static bool at_list_end(const struct parser *p)
{
    if (p->kind == PARSER_END || p->word == OP_CLOSE || p->word == OP_SEMICOLON ||
        p->word == OP_PIPE)
        return true;
    switch (p->word) {
    case WORD_FROM:
    case WORD_WHERE:
    case WORD_GROUP:
    case WORD_HAVING:
    case WORD_ORDER:
    case WORD_UNION:
    case WORD_EXCEPT:
    case WORD_INTERSECT:
        return true;
    case WORD_LIMIT:
    case WORD_QUALIFY: {
        unsigned next = parser_word_ahead(p, 1), kind = parser_kind_ahead(p, 1);
        return next != WORD_AS && next != WORD_FROM &&
               (next == OP_OPEN ||
                (kind != TOKEN_OPERATOR && kind != PARSER_END && kind != TOKEN_QUOTED &&
                 (kind != TOKEN_WORD || next != WORD_NONE)));
    }
    default:
        return false;
    }
}

/* MySQL: words that say how to run the query, not what it means */
static bool at_select_modifier(const struct parser *p)
{
    static const char *const words[] = { "HIGH_PRIORITY",      "SQL_SMALL_RESULT", "SQL_BIG_RESULT",
                                         "SQL_BUFFER_RESULT",  "SQL_NO_CACHE",     "SQL_CACHE",
                                         "SQL_CALC_FOUND_ROWS" };
    if (p->dialect->bars_are_or && p->word == WORD_STRAIGHT_JOIN)
        return true;
    for (size_t i = 0; p->dialect->bars_are_or && i < sizeof words / sizeof words[0]; i++)
        if (parser_sees_text(p, words[i]))
            return true;
    return false;
}

/* Whether the parentheses here, which the form may leave out, or an alias in front, which it moves,
 * keep a word from being read as the start of a clause or as one that belongs to SELECT. */
static bool hides_keyword(struct parser *p, bool moved)
{
    uint32_t from = p->at;
    while (p->word == OP_OPEN)
        parser_next(p);
    if (p->at == from && !moved)
        return false;
    unsigned next = parser_word_ahead(p, 1), kind = parser_kind_ahead(p, 1);
    bool limit = p->word == WORD_LIMIT || p->word == WORD_QUALIFY;
    bool clause = (limit || next == OP_DOT) && at_list_end(p);
    bool top = p->word == WORD_TOP && (kind == TOKEN_NUMBER || kind >= TOKEN_MACRO);
    bool called = (p->word == WORD_TOP || p->word == WORD_ALL) && next == OP_OPEN;
    bool unique = p->word == WORD_UNIQUE && p->dialect->name_case == CASE_UPPER;
    bool head = unique || at_select_modifier(p);
    bool hides = clause || top || called || (head && next != OP_DOT);
    parser_seek(p, from);
    return hides;
}

static struct sql_node *parse_leading_alias(struct parser *p)
{
    struct sql_node *aliased = parser_node(p, SQL_ALIASED, STR_EMPTY);
    struct sql_node *name = p->kind == TOKEN_STRING ? parser_quoted_ident(p) : parser_ident(p);
    parser_next(p);
    node_add(aliased, hides_keyword(p, true) || parser_at_query(p)
                          ? parser_opaque(p, p->at, "a column")
                          : parse_expression(p));
    node_add(aliased, name);
    return parser_done(p, aliased);
}

/* Words of clauses that may be columns all the same. */
static bool may_name_column(const struct parser *p)
{
    return p->word == WORD_OFFSET || p->word == WORD_LIMIT || p->word == WORD_MINUS ||
           p->word == WORD_WINDOW || p->word == WORD_SETTINGS || p->word == WORD_FETCH ||
           p->word == WORD_PREWHERE || p->word == WORD_QUALIFY;
}

struct sql_node *parse_aliased(struct parser *p)
{
    uint32_t from = p->at;
    if (at_leading_alias(p))
        return parser_settle(p, from, parse_leading_alias(p));
    /* A query needs parentheses here: without them it would take what stands behind it. */
    if (((word_flags(p->word) & WORD_CLAUSE) && !may_name_column(p)) || parser_at_query(p) ||
        hides_keyword(p, false))
        return parser_opaque(p, from, "a column");
    struct sql_node *item = parse_item_unsettled(p);
    if (item->kind == SQL_SETOP) /* (q) UNION (q): the first would be the whole select list */
        return parser_opaque(p, from, "a column");
    bool string = p->kind == TOKEN_STRING && (item->kind != SQL_STRING || p->dialect->equals_alias);
    if (item->kind != SQL_ALIASED && item->kind != SQL_STAR && (parser_at_alias(p) || string))
        item = parse_bare_alias(p, item);
    /* POSEXPLODE(x) AS a, b is two items; AS (a, b) is one and was read with the item. */
    return parser_settle(p, from, item);
}

struct sql_node *parse_projections(struct parser *p)
{
    struct sql_node *list = parser_node(p, SQL_PROJECTIONS, STR_EMPTY);
    /* LIMIT and QUALIFY end no list that has not begun: they are columns there. */
    while (!at_list_end(p) ||
           (!list->first && (p->word == WORD_LIMIT || p->word == WORD_QUALIFY))) {
        struct sql_node *item = parse_aliased(p);
        node_add(list, item->kind == SQL_ALIASED ? drop_same_alias(item) : item);
        if (!parser_accept(p, OP_COMMA))
            break;
    }
    if (!list->first && p->word != WORD_FROM && !p->dialect->inherits)
        node_add(list, parser_opaque(p, p->at, "a column"));
    return parser_done(p, list);
}

/* --- the head of a SELECT -------------------------------------------------------------------- */

/* DISTINCT [ON ( ... )] */
void parse_distinct(struct parser *p, struct sql_node *select)
{
    unsigned next = parser_word_ahead(p, 1);
    if (p->word == WORD_ALL && next != OP_COMMA && next != OP_DOT && next != WORD_FROM) {
        parser_next(p);
        return;
    }
    unsigned kind = parser_kind_ahead(p, 1);
    bool test = next == WORD_IS || next == WORD_ISNULL || next == WORD_NOTNULL;
    bool item = (kind == TOKEN_WORD && next != WORD_AS && !test) || kind == TOKEN_QUOTED;
    bool unique = p->word == WORD_UNIQUE && item && p->dialect->name_case == CASE_UPPER;
    if (p->word != WORD_DISTINCT && !unique &&
        !(p->word == WORD_DISTINCTROW && p->dialect->bars_are_or))
        return;
    struct sql_node *distinct = parser_node(p, SQL_DISTINCT_CLAUSE, STR_EMPTY);
    parser_next(p);
    if (p->word == WORD_ON && parser_word_ahead(p, 1) == OP_OPEN) {
        parser_next(p);
        parser_next(p);
        parse_items(p, distinct, OP_CLOSE);
    }
    select_add(select, parser_done(p, distinct));
}

/* TOP [(] n [)] [PERCENT] [WITH TIES] */
static void parse_top(struct parser *p, struct sql_node *select)
{
    unsigned kind = parser_kind_ahead(p, 1);
    bool top =
        p->word == WORD_TOP && (kind == TOKEN_NUMBER || kind == TOKEN_MACRO ||
                                kind == TOKEN_PARAMETER || parser_word_ahead(p, 1) == OP_OPEN);
    if (!top)
        return;
    uint32_t from = p->at;
    struct sql_node *limit = parser_node(p, SQL_LIMIT, STR_EMPTY);
    parser_next(p);
    struct sql_node *count = parse_primary(p);
    bool query = count->kind == SQL_SUBQUERY && !p->dialect->equals_alias;
    if (at_list_end(p) || count->kind == SQL_TUPLE || query) { /* a column or a function */
        parser_seek(p, from);
        return;
    }
    count->flags &= (uint16_t)~SQL_PARENS;
    node_add(limit, count);
    if (parser_accept(p, WORD_PERCENT))
        limit->text = STR("PERCENT");
    if (parser_accept2(p, WORD_WITH, WORD_TIES))
        limit->text = limit->text.len ? STR("PERCENT WITH TIES") : STR("WITH TIES");
    select_add(select, parser_done(p, limit));
}

/* AS STRUCT, AS VALUE (BigQuery): the row becomes one value. */
static void parse_as_kind(struct parser *p, struct sql_node *select)
{
    unsigned next = parser_word_ahead(p, 1);
    if (p->word != WORD_AS || (next != WORD_STRUCT && next != WORD_VALUE))
        return;
    struct sql_node *kind =
        parser_node(p, SQL_CLAUSE, next == WORD_STRUCT ? STR("AS STRUCT") : STR("AS VALUE"));
    parser_next(p);
    parser_next(p);
    select_add(select, parser_done(p, kind));
}

static void parse_into(struct parser *p, struct sql_node *select)
{
    struct sql_node *into = parser_node(p, SQL_CLAUSE, STR_EMPTY);
    uint32_t from = p->at;
    do
        parser_next(p);
    while (!parser_at_stop(p) || p->word == OP_COMMA);
    into->text = parser_tokens(p, from, p->at);
    select_add(select, parser_done(p, into));
}

static void parse_select_head(struct parser *p, struct sql_node *select)
{
    parser_next(p);
    while (at_select_modifier(p))
        parser_next(p);
    parse_distinct(p, select);
    parse_top(p, select);
    parse_distinct(p, select);
    parse_as_kind(p, select);
    while (at_select_modifier(p))
        parser_next(p);
    select_add(select, parse_projections(p));
    if (p->word == WORD_EXCLUDE) { /* Redshift: columns left out of the whole list */
        struct sql_node *exclude = parser_node(p, SQL_CLAUSE, STR("EXCLUDE"));
        parser_next(p);
        bool list = p->word == OP_OPEN;
        node_add(exclude, list ? parser_ident_list(p, SQL_COLUMN_NAMES) : parser_ident(p));
        while (!list && parser_accept(p, OP_COMMA))
            node_add(exclude, parser_ident(p));
        select_add(select, parser_done(p, exclude));
    }
    if (p->word == WORD_INTO && parser_word_ahead(p, 1) != OP_LARROW)
        parse_into(p, select);
}

/* --- clauses --------------------------------------------------------------------------------- */

/* A clause of one expression: WHERE, HAVING, QUALIFY. */
static struct sql_node *parse_condition(struct parser *p, enum sql_kind kind)
{
    struct sql_node *clause = parser_node(p, kind, STR_EMPTY);
    parser_next(p);
    uint32_t from = p->at;
    node_add(clause, parser_settle(p, from, parse_expression(p)));
    return parser_done(p, clause);
}

/* ROLLUP, CUBE or GROUPING SETS ( ... ) */
static struct sql_node *parse_grouping(struct parser *p)
{
    struct sql_node *group = parser_node(p, SQL_GROUPING, word_text(p->word));
    if (p->word == WORD_GROUPING) {
        group->text = STR("GROUPING SETS");
        parser_next(p);
    }
    parser_next(p);
    if (parser_accept(p, OP_OPEN)) {
        while (p->word != OP_CLOSE && p->kind != PARSER_END) {
            bool nested = p->word == WORD_ROLLUP || p->word == WORD_CUBE ||
                          parser_sees2(p, WORD_GROUPING, WORD_SETS);
            node_add(group, nested && parser_enter(p) ? parse_grouping(p) : parse_item(p));
            if (nested)
                parser_leave(p);
            if (!parser_accept(p, OP_COMMA))
                break;
        }
        parser_close(p, group, OP_CLOSE);
    }
    return parser_done(p, group);
}

static bool at_grouping(const struct parser *p)
{
    return ((p->word == WORD_ROLLUP || p->word == WORD_CUBE) &&
            parser_word_ahead(p, 1) == OP_OPEN) ||
           parser_sees2(p, WORD_GROUPING, WORD_SETS);
}

/* WITH ROLLUP, WITH CUBE, WITH TOTALS behind the list */
static void parse_group_suffix(struct parser *p, struct sql_node *group)
{
    unsigned next = parser_word_ahead(p, 1);
    bool totals = p->word == WORD_WITH && p->dialect->ternary &&
                  parser_kind_ahead(p, 1) == TOKEN_WORD && next != WORD_TIES;
    while (p->word == WORD_WITH && (next == WORD_ROLLUP || next == WORD_CUBE || totals)) {
        parser_next(p);
        struct str text =
            str_fmt(p->arena, "WITH %.*s", STR_ARG(str_upper(p->arena, parser_text(p))));
        struct sql_node *suffix = parser_node(p, SQL_GROUPING, text);
        parser_next(p);
        node_add(group, parser_done(p, suffix));
        next = parser_word_ahead(p, 1);
    }
}

/* GROUP BY [ALL | DISTINCT] item { , item } */
static struct sql_node *parse_group_by(struct parser *p)
{
    struct sql_node *group = parser_node(p, SQL_GROUP_BY, STR_EMPTY);
    parser_next(p);
    parser_accept(p, WORD_BY);
    unsigned next = parser_word_ahead(p, 1);
    if (p->word == WORD_ALL && next != OP_COMMA && next != OP_DOT && next != OP_OPEN) {
        group->text = STR("ALL");
        parser_next(p);
    } else if (parser_accept(p, WORD_DISTINCT)) {
        group->text = STR("DISTINCT");
    }
    bool done = group->text.len > 0 && parser_at_stop(p) && !at_grouping(p);
    while (!done) {
        uint32_t from = p->at;
        if (at_grouping(p))
            node_add(group, parse_grouping(p));
        else
            node_add(group, parse_expression(p));
        if (p->word == WORD_WITH)
            parse_group_suffix(p, group);
        bool comma = parser_accept(p, OP_COMMA);
        bool trailing = p->word == WORD_HAVING || p->word == WORD_ORDER || p->word == WORD_LIMIT ||
                        p->word == OP_CLOSE || p->kind == PARSER_END;
        if ((comma && !trailing) || at_grouping(p))
            continue;
        done = parser_at_stop(p);
        if (!done)
            node_add(group, parser_opaque(p, p->at, "a comma"));
        done = done || p->at == from;
    }
    return parser_done(p, group);
}

/* WINDOW name AS ( ... ) { , name AS ( ... ) } */
struct sql_node *parse_window_clause(struct parser *p)
{
    struct sql_node *clause = parser_node(p, SQL_WINDOW_CLAUSE, STR_EMPTY);
    parser_next(p);
    do {
        struct sql_node *window = parser_node(p, SQL_NAMED_WINDOW, STR_EMPTY);
        struct sql_node *name = parser_ident(p);
        node_add(window, name ? name : parser_opaque(p, p->at, "a name"));
        parser_accept(p, WORD_AS);
        node_add(window, parse_over(p));
        node_add(clause, parser_done(p, window));
    } while (parser_accept(p, OP_COMMA));
    return parser_done(p, clause);
}

/* A clause with a list of expressions and no kind of its own: CLUSTER BY, PREWHERE, CONNECT BY ...
 */
static struct sql_node *parse_list_clause(struct parser *p, struct str text, unsigned words)
{
    struct sql_node *clause = parser_node(p, SQL_CLAUSE, text);
    for (; words; words--)
        parser_next(p);
    parser_accept_text(p, "NOCYCLE");
    do {
        uint32_t from = p->at;
        struct sql_node *item = parse_expression(p);
        if (p->word == WORD_ASC || p->word == WORD_DESC || p->word == WORD_NULLS) {
            struct sql_node *order = parser_wrap(p, SQL_ORDER_ITEM, STR_EMPTY, item);
            parse_order_flags(p, order);
            item = parser_done(p, order);
        }
        node_add(clause, parser_settle(p, from, item));
    } while (parser_accept(p, OP_COMMA));
    return parser_done(p, clause);
}

/* A clause macro around a clause: reads the macro, then the clause without its own words. */
static struct sql_node *parse_macro_clause(struct parser *p, bool tail)
{
    static const struct {
        const char *name;
        uint16_t kind;
    } clauses[] = {
        { "ORDER_BY", SQL_ORDER_BY }, { "LIMIT", SQL_LIMIT },   { "WHERE", SQL_WHERE },
        { "GROUP_BY", SQL_GROUP_BY }, { "HAVING", SQL_HAVING },
    };
    for (size_t i = tail ? 0 : 2; i < (tail ? 2 : sizeof clauses / sizeof clauses[0]); i++) {
        struct sql_node *macro = parse_clause_macro(p, clauses[i].name);
        if (!macro)
            continue;
        struct sql_node *clause = parser_node(p, (enum sql_kind)clauses[i].kind, STR_EMPTY);
        do {
            uint32_t from = p->at;
            struct sql_node *item = parse_expression(p);
            if (clause->kind == SQL_ORDER_BY) {
                item = parser_wrap(p, SQL_ORDER_ITEM, STR_EMPTY, item);
                parse_order_flags(p, item);
                parser_done(p, item);
            }
            node_add(clause, parser_settle(p, from, item));
        } while ((clause->kind == SQL_GROUP_BY || clause->kind == SQL_ORDER_BY) &&
                 parser_accept(p, OP_COMMA));
        node_add(macro, parser_done(p, clause));
        return parser_done(p, macro);
    }
    return NULL;
}

bool parser_at_tail_macro(const struct parser *p)
{
    struct str name = str_sub(parser_text(p), 1, SIZE_MAX);
    return str_eq_fold(name, STR("ORDER_BY")) || str_eq_fold(name, STR("LIMIT"));
}

struct sql_node *parse_tail_macro(struct parser *p)
{
    return parse_macro_clause(p, true);
}

/* A second FROM or WHERE belongs to no query that can be understood. */
static bool is_repeated(const struct parser *p, const struct sql_node *select)
{
    static const struct {
        uint16_t word, kind;
    } once[] = {
        { WORD_FROM, SQL_FROM },     { WORD_WHERE, SQL_WHERE },     { WORD_GROUP, SQL_GROUP_BY },
        { WORD_HAVING, SQL_HAVING }, { WORD_QUALIFY, SQL_QUALIFY },
    };
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
        if (p->word == once[i].word)
            return sql_child(select, (enum sql_kind)once[i].kind) != NULL;
    return false;
}

/* Reads one clause of a SELECT into it; false when none stands here. */
static bool parse_clause(struct parser *p, struct sql_node *select)
{
    unsigned next = parser_word_ahead(p, 1);
    if (is_repeated(p, select))
        return false;
    switch (p->word) {
    case WORD_FROM:
        select_add(select, parse_from(p));
        return true;
    case WORD_WHERE:
        select_add(select, parse_condition(p, SQL_WHERE));
        return true;
    case WORD_GROUP:
        select_add(select, parse_group_by(p));
        return true;
    case WORD_HAVING:
        select_add(select, parse_condition(p, SQL_HAVING));
        return true;
    case WORD_QUALIFY:
        select_add(select, parse_condition(p, SQL_QUALIFY));
        return true;
    case WORD_WINDOW:
        select_add(select, parse_window_clause(p));
        return true;
    case WORD_PREWHERE:
        if (!p->dialect->ternary)
            return false;
        select_add(select, parse_list_clause(p, STR("PREWHERE"), 1));
        return true;
    case WORD_START:
        if (next != WORD_WITH)
            return false;
        select_add(select, parse_list_clause(p, STR("START WITH"), 2));
        return true;
    case WORD_CONNECT:
        if (next != WORD_BY)
            return false;
        select_add(select, parse_list_clause(p, STR("CONNECT BY"), 2));
        return true;
    default:
        break;
    }
    if (p->kind == TOKEN_TEMPLATE) {
        p->loose = true;
        parser_next(p);
        return true;
    }
    if (p->kind != TOKEN_MACRO)
        return false;
    struct sql_node *macro = parse_macro_clause(p, false);
    select_add(select, macro);
    return macro != NULL;
}

struct sql_node *parse_select(struct parser *p)
{
    struct sql_node *select = parser_node(p, SQL_SELECT, STR_EMPTY);
    if (p->word == WORD_FROM)
        select_add(select, parse_from(p));
    if (p->word == WORD_SELECT)
        parse_select_head(p, select);
    while (parse_clause(p, select))
        continue;
    if (!sql_child(select, SQL_PROJECTIONS)) { /* FROM t is SELECT * FROM t */
        struct sql_node *list = parser_node(p, SQL_PROJECTIONS, STR_EMPTY);
        node_add(list, parser_node(p, SQL_STAR, STR_EMPTY));
        select_add(select, list);
    }
    return parser_done(p, select);
}
