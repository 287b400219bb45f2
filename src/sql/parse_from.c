/* parse_from: table items and joins.
 *
 *   from  := FROM item { "," item | join }
 *   join  := [words] JOIN item [ON condition | USING ( names )] | LATERAL VIEW ... | APPLY item
 *   item  := name | call | "(" query ")" | "(" item joins ")" | LATERAL ... | VALUES ... | macro
 * What follows an item (aliases, samples, pivots, time travel) is parse_table.c's. */
#include "sql/parse_table.h"
#include "sql/parse_rules.h"

/* --- joins ----------------------------------------------------------------------------------- */

static bool is_join_word(const struct parser *p, unsigned word)
{
    switch (word) {
    case WORD_INNER:
    case WORD_LEFT:
    case WORD_RIGHT:
    case WORD_FULL:
    case WORD_OUTER:
    case WORD_CROSS:
    case WORD_NATURAL:
    case WORD_ASOF:
    case WORD_SEMI:
    case WORD_ANTI:
    case WORD_POSITIONAL:
    case WORD_GLOBAL:
        return true;
    case WORD_ANY:
    case WORD_ALL:
    case WORD_ARRAY:
        return p->dialect->ternary;
    default:
        return false;
    }
}

/* INNER HASH JOIN: how T-SQL is to run the join */
static bool is_join_hint(const struct parser *p, unsigned n)
{
    static const char *const hints[] = { "HASH",   "LOOP",      "MERGE",   "REMOTE",
                                         "REDUCE", "REPLICATE", "DIRECTED" };
    uint32_t at = parser_index_ahead(p, n);
    for (size_t i = 0; at < p->end && i < sizeof hints / sizeof hints[0]; i++)
        if (sql_token_is(p->text, at, hints[i]))
            return true;
    return false;
}

/* Words up to JOIN or APPLY, when that is what they lead to; 0 when no join starts here. */
static unsigned join_words(const struct parser *p)
{
    unsigned n = 0;
    while (n < 5 && is_join_word(p, parser_word_ahead(p, n)))
        n++;
    unsigned word = parser_word_ahead(p, n);
    bool alone = p->dialect->stages && parser_sees_text(p, "DIRECTED");
    bool hint = (n > 0 || alone) && parser_word_ahead(p, n + 1) == WORD_JOIN && is_join_hint(p, n);
    if (word == WORD_JOIN || word == WORD_STRAIGHT_JOIN || (word == WORD_APPLY && n))
        return n + 1;
    return hint ? n + 2 : 0;
}

static bool at_join_macro(const struct parser *p)
{
    unsigned n = 0;
    uint32_t at = p->at;
    while (n < 4 && is_join_word(p, parser_word_ahead(p, n)))
        n++;
    at = parser_index_ahead(p, n);
    return at < p->end && p->text->tokens[at].kind == TOKEN_MACRO &&
           parser_word_ahead(p, n + 1) == OP_OPEN &&
           str_eq_fold(sql_token_text(p->text, &p->text->tokens[at]), STR("@join"));
}

bool parser_at_join(const struct parser *p)
{
    if (p->kind != TOKEN_WORD && p->kind != TOKEN_MACRO)
        return false;
    if (parser_sees2(p, WORD_LATERAL, WORD_VIEW))
        return true;
    return (p->kind == TOKEN_WORD && join_words(p) > 0) || at_join_macro(p);
}

/* Canonical words of a join: OUTER and INNER dropped, method before side before kind. */
static struct str join_text(struct parser *p, unsigned words)
{
    static const uint16_t order[] = { WORD_GLOBAL, WORD_NATURAL, WORD_ASOF, WORD_POSITIONAL,
                                      WORD_ANY,    WORD_ALL,     WORD_LEFT, WORD_RIGHT,
                                      WORD_FULL,   WORD_SEMI,    WORD_ANTI, WORD_CROSS,
                                      WORD_ARRAY };
    struct str text = STR_EMPTY;
    bool outer = false, apply = false;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        for (unsigned n = 0; n < words; n++)
            if (parser_word_ahead(p, n) == order[i])
                text = text.len ? str_fmt(p->arena, "%.*s %.*s", STR_ARG(text),
                                          STR_ARG(word_text(order[i])))
                                : word_text(order[i]);
    for (unsigned n = 0; n < words; n++) {
        outer = outer || parser_word_ahead(p, n) == WORD_OUTER;
        apply = apply || parser_word_ahead(p, n) == WORD_APPLY;
    }
    if (apply)
        return outer ? STR("OUTER APPLY") : STR("CROSS APPLY");
    if (text.len == 0)
        return outer ? STR("FULL") : STR("INNER");
    return text;
}

/* ON condition | USING ( names ) | USING name; false when neither stands here. */
static bool parse_join_condition(struct parser *p, struct sql_node *join)
{
    if (p->word == WORD_ON) {
        struct sql_node *on = parser_node(p, SQL_ON, STR_EMPTY);
        parser_next(p);
        uint32_t from = p->at;
        struct sql_node *condition = parse_expression(p);
        node_add(on, p->word == WORD_USING ? condition : parser_settle(p, from, condition));
        node_add(join, parser_done(p, on));
    } else if (p->word == WORD_USING && parser_word_ahead(p, 1) == OP_OPEN) {
        parser_next(p);
        node_add(join, parser_ident_list(p, SQL_USING));
    } else if (p->word == WORD_USING && parser_word_ahead(p, 1) != WORD_SAMPLE) {
        struct sql_node *names = parser_node(p, SQL_USING, STR_EMPTY);
        parser_next(p);
        do
            node_add(names, parser_ident(p));
        while (parser_accept(p, OP_COMMA));
        node_add(join, parser_done(p, names));
    } else {
        return false;
    }
    parser_done(p, join);
    return true;
}

/* MATCH_CONDITION ( condition ) of Snowflake's ASOF JOIN */
static void parse_match_condition(struct parser *p, struct sql_node *join)
{
    if (p->word != WORD_MATCH_CONDITION || parser_word_ahead(p, 1) != OP_OPEN)
        return;
    struct sql_node *match = parser_node(p, SQL_CLAUSE, STR("MATCH_CONDITION"));
    parser_next(p);
    parser_next(p);
    node_add(match, parse_expression(p));
    parser_close(p, match, OP_CLOSE);
    node_add(join, parser_done(p, match));
}

/* ClickHouse: [LEFT] ARRAY JOIN expressions */
static struct sql_node *parse_array_join(struct parser *p, struct sql_node *join)
{
    struct sql_node *list = parser_node(p, SQL_TUPLE, STR_EMPTY);
    do
        node_add(list, parse_aliased(p));
    while (parser_accept(p, OP_COMMA));
    node_add(join, parser_done(p, list));
    return parser_done(p, join);
}

/* [LATERAL VIEW [OUTER] call [name] [AS columns]] is a join with a function. */
static struct sql_node *parse_lateral_view(struct parser *p)
{
    struct sql_node *join = parser_node(p, SQL_JOIN, STR("CROSS"));
    struct sql_node *table = parser_node(p, SQL_FUNCTION_TABLE, STR("LATERAL VIEW"));
    parser_next(p);
    parser_next(p);
    if (parser_accept(p, WORD_OUTER))
        table->text = STR("LATERAL VIEW OUTER");
    node_add(table, parse_primary(p));
    bool named = p->kind == TOKEN_QUOTED ||
                 (p->kind == TOKEN_WORD && p->word != WORD_AS && parser_at_alias(p));
    struct sql_node *alias = parser_node(p, SQL_ALIAS, STR_EMPTY);
    if (named)
        node_add(alias, parser_ident(p));
    if (parser_accept(p, WORD_AS)) {
        struct sql_node *names = parser_node(p, SQL_COLUMN_NAMES, STR_EMPTY);
        bool parens = parser_accept(p, OP_OPEN);
        do
            node_add(names, parser_ident(p));
        while (parser_accept(p, OP_COMMA));
        if (parens)
            parser_close(p, names, OP_CLOSE);
        node_add(alias, parser_done(p, names));
    }
    if (alias->first)
        node_add(table, parser_done(p, alias));
    node_add(join, parser_done(p, table));
    return parser_done(p, join);
}

/* The join behind @JOIN(condition), or behind its words. */
static struct sql_node *parse_join_rest(struct parser *p, struct str text, uint32_t start)
{
    struct sql_node *join = parser_node(p, SQL_JOIN, text);
    join->start = start;
    if (str_ends(text, STR("ARRAY")))
        return parse_array_join(p, join);
    node_add(join, parse_table_item(p));
    parse_match_condition(p, join);
    parse_join_condition(p, join);
    return parser_done(p, join);
}

struct sql_node *parse_join(struct parser *p)
{
    if (parser_sees2(p, WORD_LATERAL, WORD_VIEW))
        return parse_lateral_view(p);
    uint32_t start = p->start;
    unsigned words = join_words(p);
    bool macro = words == 0;
    while (macro && is_join_word(p, parser_word_ahead(p, words)))
        words++;
    struct str text = join_text(p, words);
    for (; words; words--)
        parser_next(p);
    if (!macro)
        return parse_join_rest(p, text, start);
    struct sql_node *call = parse_clause_macro(p, "JOIN");
    if (!call)
        return parser_opaque(p, p->at, "a join");
    node_add(call, parse_join_rest(p, text, start));
    return parser_done(p, call);
}

/* --- lists of joins -------------------------------------------------------------------------- */

static bool has_condition(const struct sql_node *join)
{
    return sql_child(join, SQL_ON) || sql_child(join, SQL_USING);
}

static bool takes_condition(const struct sql_node *join)
{
    return join->kind == SQL_JOIN && !has_condition(join) && !str_eq(join->text, STR("CROSS")) &&
           !str_starts(join->text, STR("NATURAL")) && !str_ends(join->text, STR("APPLY"));
}

/* a JOIN b JOIN c ON x ON y: the second ON belongs to the first JOIN, whose right side is then
 * b JOIN c. Returns false when no join waits for a condition. */
static bool parse_outer_condition(struct parser *p, struct sql_node *from)
{
    struct sql_node *open = NULL;
    for (struct sql_node *c = from->first; c; c = c->next)
        if (takes_condition(c))
            open = c;
    if (!open || open == from->last || from->height > 1000)
        return false;
    struct sql_node *group = parser_node(p, SQL_PAREN_TABLE, STR_EMPTY);
    struct sql_node *item = open->first;
    group->start = item->start;
    struct sql_node *rest = open->next;
    open->first = open->last = NULL;
    open->next = NULL;
    from->last = open;
    node_add(group, item);
    for (struct sql_node *next; rest; rest = next) {
        next = rest->next;
        node_add(group, rest);
    }
    node_add(open, parser_done(p, group));
    parse_join_condition(p, open);
    from->height = from->height > open->height ? from->height : open->height + 1;
    return true;
}

/* A macro call, template or anything else between joins that is no join itself. */
static bool parse_loose_join(struct parser *p, struct sql_node *from)
{
    if (parser_at_clause_macro(p) || (!parser_at_macro(p) && p->kind != TOKEN_TEMPLATE))
        return false;
    node_add(from, parser_at_macro(p) ? parse_macro(p) : parser_ident(p));
    return true;
}

/* The name a table item is known by in its FROM, or "". */
static struct str item_name(const struct sql_node *item)
{
    if (item->kind == SQL_JOIN)
        item = item->first;
    const struct sql_node *alias = sql_child(item, SQL_ALIAS);
    if (alias)
        return alias->first->text;
    const struct sql_node *name = NULL;
    for (const struct sql_node *c = item->first; c && c->kind == SQL_IDENT; c = c->next)
        name = c;
    return item->kind == SQL_TABLE && name ? name->text : STR_EMPTY;
}

/* The table item as UNNEST(t.items). */
static void make_unnest(struct parser *p, struct sql_node *item)
{
    struct sql_node *column = node_new(p->arena, SQL_COLUMN, STR_EMPTY);
    struct sql_node *rest = item->first, *next;
    column->start = item->start;
    item->first = item->last = NULL;
    item->kind = SQL_FUNCTION_TABLE;
    item->text = STR("UNNEST");
    for (; rest && rest->kind == SQL_IDENT; rest = next) {
        next = rest->next;
        column->end = rest->end;
        rest->text = sql_normalise(p->arena, p->dialect, rest->text, rest->flags & SQL_QUOTED);
        node_add(column, rest);
    }
    node_add(item, parser_wrap(p, SQL_CALL, STR("UNNEST"), column));
    for (; rest; rest = next) {
        next = rest->next;
        node_add(item, rest);
    }
}

/* FROM t, t.items: an array of a table that stands before it. */
static void mark_unnest(struct parser *p, struct sql_node *from, struct sql_node *join)
{
    struct sql_node *item = join->first;
    if (!p->dialect->implicit_unnest || join->kind != SQL_JOIN || item->kind != SQL_TABLE)
        return;
    const struct sql_node *first = item->first, *second = first->next;
    if (sql_child(join, SQL_ON)) /* as sqlglot reads it: with a condition it is a table */
        return;
    if (first->kind != SQL_IDENT || !second || second->kind != SQL_IDENT)
        return;
    for (const struct sql_node *part = first; part; part = part->next)
        if (part->kind == SQL_IDENT && !part->text.len) /* t..items */
            return;
    /* Past this many items the name stays a table: too many reads rather than too few. */
    unsigned most = 1000;
    bool found = false;
    for (const struct sql_node *c = from->first; c && c != join && !found && most;
         c = c->next, most--)
        found = str_eq_fold(item_name(c), first->text);
    if (found && first->start == second->start)
        item->flags |= SQL_PARENS; /* `t.items`, quoted as one, is a table nevertheless */
    else if (found)
        make_unnest(p, item);
}

/* a JOIN b USING (x) PIVOT (...): of what the join gives */
static void pivot_joins(struct parser *p, struct sql_node *from)
{
    struct sql_node *group = parser_node(p, SQL_PAREN_TABLE, STR_EMPTY);
    group->start = from->first->start;
    node_move_children(group, from);
    parse_table_tail(p, group);
    node_add(from, parser_done(p, group));
}

void parse_joins(struct parser *p, struct sql_node *from)
{
    for (;;) {
        if (p->word == OP_COMMA) {
            struct sql_node *join = parser_node(p, SQL_JOIN, STR("CROSS"));
            join->flags |= SQL_COMMA;
            parser_next(p);
            if (parser_at_stop(p) && p->word != OP_OPEN) /* a trailing comma */
                return;
            node_add(join, parse_table_item(p));
            node_add(from, parser_done(p, join));
        } else if (parser_at_join(p)) {
            node_add(from, parse_join(p));
        } else if (p->word == WORD_ON ||
                   (p->word == WORD_USING && parser_word_ahead(p, 1) == OP_OPEN)) {
            if (!parse_outer_condition(p, from))
                return;
        } else if (parser_at_pivot(p) && from->last->kind == SQL_JOIN && from->height < 1000) {
            pivot_joins(p, from);
        } else if (!parse_loose_join(p, from)) {
            return;
        }
        mark_unnest(p, from, from->last);
        parser_done(p, from);
    }
}

struct sql_node *parse_from(struct parser *p)
{
    struct sql_node *from = parser_node(p, SQL_FROM, STR_EMPTY);
    parser_next(p);
    node_add(from, parse_table_item(p));
    parse_joins(p, from);
    if (!parser_at_stop(p) && !parser_at_from_end(p)) {
        struct sql_node *rest = parser_node(p, SQL_CLAUSE, STR_EMPTY);
        node_add(rest, parser_opaque(p, p->at, "a join or a clause"));
        node_add(from, parser_done(p, rest));
        parse_joins(p, from);
    }
    return parser_done(p, from);
}
