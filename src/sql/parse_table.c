/* parse_table: one table item and everything that belongs to it. */
#include "sql/parse_table.h"

#include "sql/parse_select.h"

static bool is_macro(const struct parser *p, const char *name)
{
    return p->kind == TOKEN_MACRO && parser_word_ahead(p, 1) == OP_OPEN &&
           str_eq_fold(str_sub(parser_text(p), 1, SIZE_MAX), str_of(name));
}

bool parser_at_clause_macro(const struct parser *p)
{
    return is_macro(p, "WHERE") || is_macro(p, "GROUP_BY") || is_macro(p, "HAVING") ||
           is_macro(p, "ORDER_BY") || is_macro(p, "LIMIT");
}

bool parser_at_from_end(const struct parser *p)
{
    return p->word == WORD_SELECT || parser_at_tail(p) || parser_at_clause_macro(p) ||
           parser_at_set_operator(p) || p->word == WORD_START || p->word == WORD_ON ||
           p->word == WORD_USING;
}

/* --- aliases --------------------------------------------------------------------------------- */

/* A table that is called "of" has quotes in the form, where AS OF would stand before a time. */
static struct sql_node *alias_name(struct parser *p)
{
    struct sql_node *name = p->kind == TOKEN_STRING ? parser_quoted_ident(p) : parser_ident(p);
    if (!name)
        return parser_opaque(p, p->at, "an alias");
    if (name->kind == SQL_IDENT && word_find(name->text) == WORD_OF)
        name->flags |= (uint16_t)(SQL_QUOTED | parser_quote_flag(p));
    return name;
}

/* AS OF in front of what may be a time; otherwise a table is called so. */
static bool at_as_of(const struct parser *p)
{
    if (p->word != WORD_AS || parser_word_ahead(p, 1) != WORD_OF)
        return false;
    unsigned kind = parser_kind_ahead(p, 2), word = parser_word_ahead(p, 2);
    unsigned flags = word_flags(word);
    if (flags & (WORD_CONSTANT | WORD_NILADIC | WORD_TYPE))
        return true;
    return kind != PARSER_END && word != OP_COMMA && word != OP_CLOSE &&
           !(flags & (WORD_RESERVED | WORD_NO_ALIAS | WORD_CLAUSE));
}

/* [AS] name [ ( names ) ] | AS ( names with types ) */
struct sql_node *parse_table_alias(struct parser *p)
{
    bool as = p->word == WORD_AS && !at_as_of(p);
    bool only_names = p->word == OP_OPEN && (p->dialect->types & TYPES_SPARK); /* VALUES (1) (a) */
    if (!as && !only_names && !parser_at_alias(p) && p->kind != TOKEN_STRING)
        return NULL;
    struct sql_node *alias = parser_node(p, SQL_ALIAS, STR_EMPTY);
    if (as)
        parser_next(p);
    if (p->word != OP_OPEN)
        node_add(alias, alias_name(p));
    if (p->word == OP_OPEN) {
        /* (a, b) or, for functions that return records, (a INT, b TEXT). */
        struct sql_node *names = parser_node(p, SQL_COLUMN_NAMES, STR_EMPTY);
        parser_next(p);
        while (p->word != OP_CLOSE && p->kind != PARSER_END) {
            struct sql_node *name = parser_string_or_ident(p);
            node_add(names, name ? name : parser_opaque(p, p->at, "a name"));
            if (name && p->kind == TOKEN_WORD)
                node_add(names, parse_type(p));
            if (!parser_accept(p, OP_COMMA))
                break;
        }
        parser_close(p, names, OP_CLOSE);
        node_add(alias, parser_done(p, names));
    }
    return parser_done(p, alias);
}

/* --- PIVOT ----------------------------------------------------------------------------------- */

/* A value with its label: value [AS] name, value AS 'text'. Labels of UNPIVOT are data, so a text
 * stays a text and no alias is dropped. */
static struct sql_node *parse_pivot_value(struct parser *p)
{
    uint32_t from = p->at;
    struct sql_node *value = parse_expression(p);
    bool as = parser_accept(p, WORD_AS);
    if (!as && !parser_at_alias(p))
        return parser_settle(p, from, value);
    struct sql_node *aliased = parser_wrap(p, SQL_ALIASED, STR_EMPTY, value);
    bool label = p->kind == TOKEN_STRING || p->kind == TOKEN_NUMBER || p->word == OP_OPEN;
    struct sql_node *name = label ? parse_expression(p) : parser_ident(p);
    node_add(aliased, name ? name : parser_opaque(p, p->at, "a label"));
    return parser_settle(p, from, parser_done(p, aliased));
}

/* FOR column IN ( values ), one or more */
static void parse_pivot_for(struct parser *p, struct sql_node *pivot)
{
    struct sql_node *clause = parser_node(p, SQL_CLAUSE, STR("FOR"));
    if (p->word == WORD_FOR)
        parser_next(p);
    bool no_in = p->no_in;
    p->no_in = true;
    struct sql_node *column = parse_expression(p);
    p->no_in = no_in;
    struct sql_node *in = parser_wrap(p, SQL_IN, STR_EMPTY, column);
    struct sql_node *list = parser_node(p, SQL_TUPLE, STR_EMPTY);
    bool said = parser_accept(p, WORD_IN);
    if (said && p->kind == TOKEN_WORD) { /* an enum type */
        list = parse_primary(p);
    } else if (said && parser_accept(p, OP_OPEN)) {
        if (p->word == WORD_ANY) { /* Snowflake: ANY [ORDER BY ...] */
            node_add(list, parser_node(p, SQL_CONSTANT, STR("ANY")));
            parser_next(p);
            if (parser_sees2(p, WORD_ORDER, WORD_BY))
                node_add(list, parse_order_by(p));
        } else if (parser_at_query(p)) {
            list = parse_query(p);
        } else {
            while (p->word != OP_CLOSE && p->kind != PARSER_END) {
                node_add(list, parse_pivot_value(p));
                if (!parser_accept(p, OP_COMMA))
                    break;
            }
        }
        parser_close(p, in, OP_CLOSE);
    } else {
        node_add(list, parser_opaque(p, p->at, "IN ( ... )"));
    }
    node_add(in, parser_done(p, list));
    node_add(clause, parser_done(p, in));
    node_add(pivot, parser_done(p, clause));
}

/* PIVOT | UNPIVOT [INCLUDE NULLS | EXCLUDE NULLS] ( items FOR ... [GROUP BY ...] ) [alias] */
static struct sql_node *parse_pivot(struct parser *p)
{
    struct sql_node *pivot =
        parser_node(p, SQL_PIVOT, p->word == WORD_PIVOT ? STR("PIVOT") : STR("UNPIVOT"));
    parser_next(p);
    if (parser_accept2(p, WORD_INCLUDE, WORD_NULLS))
        pivot->text = STR("UNPIVOT INCLUDE NULLS");
    else if (parser_accept2(p, WORD_EXCLUDE, WORD_NULLS))
        pivot->text = STR("UNPIVOT EXCLUDE NULLS");
    if (!parser_accept(p, OP_OPEN)) {
        node_add(pivot, parser_opaque(p, p->at, "'('"));
        return parser_done(p, pivot);
    }
    parse_pivot_clauses(p, pivot);
    while (p->word != WORD_FOR && p->word != OP_CLOSE && p->kind != PARSER_END) {
        node_add(pivot, parse_aliased(p));
        if (!parser_accept(p, OP_COMMA))
            break;
    }
    bool more = p->word == WORD_FOR;
    while (more) {
        parse_pivot_for(p, pivot);
        more = p->word == WORD_FOR ||
               (p->kind == TOKEN_WORD && p->word != WORD_GROUP && p->word != WORD_DEFAULT);
    }
    parse_pivot_clauses(p, pivot);
    if (p->word != OP_CLOSE && p->kind != PARSER_END) { /* DEFAULT ON NULL (...) */
        struct sql_node *rest = parser_node(p, SQL_CLAUSE, STR_EMPTY);
        rest->text = parser_take_text(p, false);
        node_add(pivot, parser_done(p, rest));
    }
    parser_close(p, pivot, OP_CLOSE);
    node_add(pivot, parse_table_alias(p));
    return parser_done(p, pivot);
}

bool parser_at_pivot(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    return (p->word == WORD_PIVOT || p->word == WORD_UNPIVOT) &&
           (next == OP_OPEN || next == WORD_INCLUDE || next == WORD_EXCLUDE);
}

/* --- samples, hints -----------------------------------------------------------------------------
 */

/* A clause that ends with a bracket: its words and everything in the bracket, as text. */
static struct str take_bracketed(struct parser *p)
{
    uint32_t from = p->at;
    while (p->word != OP_OPEN && p->kind != PARSER_END && p->word != OP_CLOSE &&
           p->word != OP_COMMA)
        parser_next(p);
    if (parser_accept(p, OP_OPEN)) {
        parser_take_text(p, false);
        parser_end_text(p, OP_CLOSE);
    }
    return parser_tokens(p, from, p->at);
}

/* TABLESAMPLE [method] ( ... ) [REPEATABLE | SEED ( ... )], SAMPLE 0.1 */
static struct sql_node *parse_sample(struct parser *p)
{
    struct sql_node *sample = parser_node(p, SQL_SAMPLE, STR_EMPTY);
    bool plain = parser_kind_ahead(p, 1) == TOKEN_NUMBER;
    uint32_t from = p->at;
    if (plain) { /* ClickHouse: SAMPLE 1/10 [OFFSET 1/2] */
        parser_next(p);
        parse_operand(p, PREC_ADD);
        if (p->word == WORD_OFFSET && p->dialect->ternary) {
            parser_next(p);
            parse_operand(p, PREC_ADD);
        } else {
            bool unit = parser_accept(p, OP_PERCENT) || parser_accept(p, WORD_PERCENT) ||
                        parser_accept(p, WORD_ROWS);
            if (unit && p->word == OP_OPEN) /* DuckDB: 10 ROWS (reservoir, 250) */
                take_bracketed(p);
        }
        sample->text = parser_tokens(p, from, p->at);
    } else {
        sample->text = take_bracketed(p);
    }
    if (p->word == WORD_REPEATABLE ||
        (parser_sees_text(p, "SEED") && parser_word_ahead(p, 1) == OP_OPEN)) {
        struct str seed = take_bracketed(p);
        sample->text = str_fmt(p->arena, "%.*s %.*s", STR_ARG(sample->text), STR_ARG(seed));
    }
    return parser_done(p, sample);
}

/* WITH (NOLOCK), USE INDEX (...), PARTITION (...): how the table is read, not what. The words stay
 * visible. */
static bool at_hint(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    if (p->word == WORD_WITH)
        return next == OP_OPEN;
    if (p->word == WORD_PARTITION)
        return next == OP_OPEN;
    return (parser_sees_text(p, "USE") || parser_sees_text(p, "FORCE") || p->word == WORD_IGNORE) &&
           parser_kind_ahead(p, 1) == TOKEN_WORD &&
           (parser_word_ahead(p, 2) == OP_OPEN || parser_word_ahead(p, 2) == WORD_FOR);
}

/* WITH ORDINALITY, WITH OFFSET [[AS] name] */
static bool parse_with_position(struct parser *p, struct sql_node *table)
{
    unsigned next = parser_word_ahead(p, 1);
    if (p->word != WORD_WITH || (next != WORD_ORDINALITY && next != WORD_OFFSET))
        return false;
    struct sql_node *clause = parser_node(
        p, SQL_CLAUSE, next == WORD_OFFSET ? STR("WITH OFFSET") : STR("WITH ORDINALITY"));
    parser_next(p);
    parser_next(p);
    if (next == WORD_OFFSET && (p->word == WORD_AS || parser_at_alias(p))) {
        parser_accept(p, WORD_AS);
        struct sql_node *name = parser_ident(p);
        node_add(clause, name ? name : parser_opaque(p, p->at, "a name"));
    } else if (next == WORD_OFFSET &&
               (p->kind == TOKEN_STRING || p->kind == TOKEN_QUOTED || p->word == OP_OPEN)) {
        node_add(clause, parser_opaque(p, p->at, "a name"));
    }
    node_add(table, parser_done(p, clause));
    return true;
}

/* MATCH_RECOGNIZE ( ... ) [alias]: a language of its own */
static struct sql_node *parse_match_recognize(struct parser *p)
{
    struct sql_node *clause = parser_node(p, SQL_CLAUSE, STR("MATCH_RECOGNIZE"));
    parser_next(p);
    if (!parser_accept(p, OP_OPEN))
        return parser_done(p, clause);
    struct sql_node *inner = parser_node(p, SQL_OPAQUE, STR_EMPTY);
    parser_diag(p, p->at, "a clause that is read (MATCH_RECOGNIZE is not)");
    inner->text = parser_take_text(p, false);
    node_add(clause, parser_done(p, inner));
    parser_end_text(p, OP_CLOSE);
    node_add(clause, parse_table_alias(p));
    return parser_done(p, clause);
}

static bool parse_one_tail(struct parser *p, struct sql_node *table)
{
    struct sql_node *clause = NULL;
    if (parse_with_position(p, table))
        return true;
    unsigned next = parser_word_ahead(p, 1);
    if ((p->word == WORD_TABLESAMPLE || p->word == WORD_SAMPLE) && next != OP_DOT &&
        next != OP_COMMA) {
        clause = parse_sample(p);
    } else if (parser_at_pivot(p)) {
        clause = parse_pivot(p);
    } else if (p->word == WORD_MATCH_RECOGNIZE) {
        clause = parse_match_recognize(p);
    } else if (parser_at_version(p)) {
        clause = parse_version(p);
    } else if (p->word == WORD_FINAL && p->dialect->ternary) {
        clause = parser_node(p, SQL_CLAUSE, STR("FINAL"));
        parser_next(p);
    } else if (p->word == WORD_AT && p->dialect->implicit_unnest &&
               parser_kind_ahead(p, 1) == TOKEN_WORD) { /* Redshift: the position's name */
        clause = parser_node(p, SQL_CLAUSE, STR("AT"));
        parser_next(p);
        node_add(clause, parser_ident(p));
    } else if (at_hint(p)) {
        clause = parser_node(p, SQL_CLAUSE, STR_EMPTY);
        clause->text = take_bracketed(p);
    } else if (!node_child(table, SQL_ALIAS) && !node_child(table, SQL_PIVOT)) {
        clause = parse_table_alias(p);
    }
    node_add(table, clause ? parser_done(p, clause) : NULL);
    return clause != NULL;
}

bool parse_table_tail(struct parser *p, struct sql_node *table)
{
    bool any = false;
    while (parse_one_tail(p, table))
        any = true;
    parser_done(p, table);
    return any;
}

/* --- items ----------------------------------------------------------------------------------- */

/* (FILE_FORMAT => ..., PATTERN => ...) behind a stage */
static void add_file_options(struct parser *p, struct sql_node *table)
{
    if (p->word != OP_OPEN || !p->dialect->stages)
        return;
    struct sql_node *options = parser_node(p, SQL_CLAUSE, STR_EMPTY);
    options->text = take_bracketed(p);
    node_add(table, parser_done(p, options));
}

/* Whether a text in single quotes reads back, a quote in it being written twice. */
static bool reads_back_in_quotes(const struct sql_dialect *dialect, struct str text)
{
    bool doubled =
        dialect->doubled_quotes && !dialect->backslash_escapes && !dialect->triple_strings;
    return doubled || (str_find_byte(text, '\'') < 0 && str_find_byte(text, '\\') < 0);
}

/* FROM 'file.parquet' */
static struct sql_node *parse_file_table(struct parser *p)
{
    struct sql_node *table = parser_node(p, SQL_TABLE, STR_EMPTY);
    if (p->dialect->stages && str_starts(parser_text(p), STR("'@"))) { /* '@stage/path' */
        table->kind = SQL_FUNCTION_TABLE;
        struct sql_node *path = parse_string(p);
        path->flags |= SQL_PARENS;
        node_add(table, path);
        add_file_options(p, table);
        return table;
    }
    struct str name = sql_token_value(p->arena, p->text, p->at);
    if (!reads_back_in_quotes(p->dialect, name)) {
        node_add(table, parser_opaque(p, p->at, "the name of a file"));
        return parser_done(p, table);
    }
    struct sql_node *part = parser_node(p, SQL_IDENT, name);
    part->flags |= SQL_PREFIXED;
    bool template = p->text->jinja && str_find(name, STR("{{")) >= 0;
    if (template)
        part->kind = SQL_TEMPLATE;
    parser_next(p);
    node_add(table, parser_done(p, part));
    add_file_options(p, table);
    return table;
}

/* Snowflake: @stage/path, @~, @%table */
static bool at_stage(const struct parser *p)
{
    if (!p->dialect->stages)
        return false;
    if (p->word == OP_AT)
        return true;
    unsigned n = 1; /* @db.schema.stage/path: a '/' behind a name that touches it */
    while (n < 8 && parser_touches(p, n) && parser_word_ahead(p, n) == OP_DOT)
        n += parser_word_ahead(p, n + 1) == OP_PERCENT ? 3 : 2;
    return p->kind == TOKEN_MACRO && parser_touches(p, n) && parser_word_ahead(p, n) == OP_SLASH;
}

static struct sql_node *parse_stage(struct parser *p)
{
    struct sql_node *table = parser_node(p, SQL_FUNCTION_TABLE, STR_EMPTY);
    struct sql_node *path = parser_node(p, SQL_STRING, STR_EMPTY);
    uint32_t from = p->start;
    do
        parser_next(p);
    while (p->kind != PARSER_END && parser_touches(p, 0) && p->word != OP_CLOSE &&
           p->word != OP_COMMA && p->word != OP_OPEN);
    path->text = str_sub(p->text->bytes, from, p->last_end - from);
    node_add(table, parser_done(p, path));
    add_file_options(p, table);
    return parser_done(p, table);
}

/* DuckDB: (DESCRIBE table), (SUMMARIZE query) and (SHOW ...) are tables. */
static bool at_describe(const struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 1), word = parser_word_ahead(p, 1);
    bool describe = parser_sees_text(p, "DESCRIBE") || parser_sees_text(p, "SUMMARIZE") ||
                    parser_sees_text(p, "SHOW");
    bool query = word == WORD_SELECT || word == WORD_FROM || word == WORD_WITH;
    bool name =
        kind == TOKEN_WORD && !(word_flags(word) & (WORD_RESERVED | WORD_CLAUSE | WORD_NO_ALIAS));
    return p->dialect->prefix_alias && describe &&
           (query || name || kind == TOKEN_QUOTED || kind == TOKEN_STRING);
}

static struct sql_node *parse_describe(struct parser *p, struct sql_node *item)
{
    struct sql_node *what = parser_node(p, SQL_UNARY, str_upper(p->arena, parser_text(p)));
    item->kind = SQL_FUNCTION_TABLE;
    parser_next(p);
    if (p->word == WORD_TABLE && !parser_at_query(p))
        parser_next(p);
    if (parser_at_query(p))
        node_add(what, parse_query(p));
    else
        node_add(what, parser_sees_name(p) ? parse_table_name(p) : parse_file_table(p));
    node_add(item, parser_done(p, what));
    parser_close(p, what, OP_CLOSE);
    return parser_done(p, item);
}

/* "( query )" | "( item joins )" */
static struct sql_node *parse_paren_table(struct parser *p)
{
    struct sql_node *group = parser_node(p, SQL_PAREN_TABLE, STR_EMPTY);
    parser_next(p);
    if (at_describe(p))
        return parse_describe(p, group);
    if (parser_at_query(p)) {
        group->kind = SQL_SUBQUERY_TABLE;
        node_add(group, parse_query(p));
        parser_close(p, group, OP_CLOSE);
        return parser_done(p, group);
    }
    struct sql_node *item = parse_table_item(p);
    bool bare = item->kind == SQL_SUBQUERY_TABLE && item->first == item->last && !item->text.len;
    if (bare && (parser_at_set_operator(p) || parser_at_tail(p))) {
        group->kind = SQL_SUBQUERY_TABLE;
        item->first->flags |= SQL_PARENS;
        node_add(group, parse_query_rest(p, item->first));
        parser_close(p, group, OP_CLOSE);
        return parser_done(p, group);
    }
    node_add(group, item);
    parse_joins(p, group);
    bool alone = group->first == group->last;
    parser_close(p, group, OP_CLOSE);
    bool alias = p->word == WORD_AS || parser_at_alias(p);
    if (alone && p->dialect->implicit_unnest && item->kind == SQL_TABLE && item->first->next &&
        item->first->next->kind == SQL_IDENT)
        return parser_done(p, group); /* (t.items) is a table for certain */
    if (alone && group->first == group->last && !(alias && node_child(item, SQL_ALIAS)))
        return item; /* ((t)) is t */
    return parser_done(p, group);
}

/* LATERAL ( query ) | LATERAL call */
static struct sql_node *parse_lateral(struct parser *p)
{
    uint32_t start = p->start;
    parser_next(p);
    struct sql_node *item;
    if (p->word == OP_OPEN) {
        item = parse_paren_table(p);
    } else {
        item = parser_node(p, SQL_FUNCTION_TABLE, STR_EMPTY);
        node_add(item, parse_table_call(p));
    }
    if (item->kind != SQL_TABLE)
        item->text = STR("LATERAL");
    item->start = start;
    return parser_done(p, item);
}

static struct sql_node *parse_macro_table(struct parser *p)
{
    struct sql_node *function = parser_node(p, SQL_FUNCTION_TABLE, STR_EMPTY);
    struct sql_node *macro = parse_macro(p);
    if (p->word != OP_DOT) {
        node_add(function, macro);
        return parser_done(p, function);
    }
    function->kind = SQL_TABLE; /* @schema('x').table */
    node_add(function, macro);
    while (parser_accept(p, OP_DOT)) {
        struct sql_node *part = parser_ident(p);
        node_add(function, part ? part : parser_opaque(p, p->at, "a name"));
    }
    return parser_done(p, function);
}

/* UNNEST ( ... ) */
static struct sql_node *parse_unnest(struct parser *p)
{
    struct sql_node *function = parser_node(p, SQL_FUNCTION_TABLE, STR("UNNEST"));
    node_add(function, parse_primary(p));
    return parser_done(p, function);
}

/* ROWS FROM ( f(x), g(y) ) */
static struct sql_node *parse_rows_from(struct parser *p)
{
    struct sql_node *function = parser_node(p, SQL_FUNCTION_TABLE, STR_EMPTY);
    struct sql_node *call = parser_node(p, SQL_CALL, STR("ROWS FROM"));
    parser_next(p);
    parser_next(p);
    parser_next(p);
    do {
        struct sql_node *one = parser_node(p, SQL_FUNCTION_TABLE, STR_EMPTY);
        node_add(one, parse_primary(p));
        node_add(one, parse_table_alias(p));
        node_add(call, parser_done(p, one));
    } while (parser_accept(p, OP_COMMA));
    parser_close(p, call, OP_CLOSE);
    node_add(function, parser_done(p, call));
    return parser_done(p, function);
}

static struct sql_node *parse_values_table(struct parser *p)
{
    struct sql_node *function = parser_node(p, SQL_FUNCTION_TABLE, STR_EMPTY);
    node_add(function, parse_values(p));
    return parser_done(p, function);
}

/* ONLY name: without the tables that inherit from it; STREAM name: as it grows */
static struct sql_node *parse_only(struct parser *p)
{
    struct sql_node *clause = parser_node(p, SQL_CLAUSE, str_upper(p->arena, parser_text(p)));
    parser_next(p);
    parser_done(p, clause);
    struct sql_node *table = parse_table_name(p);
    node_add(table, clause);
    return table;
}

/* Whether the word behind the current one is a name and not what may follow a table. */
static bool names_follow(const struct parser *p)
{
    unsigned word = parser_word_ahead(p, 1);
    return !(word_flags(word) & (WORD_RESERVED | WORD_CLAUSE | WORD_NO_ALIAS)) &&
           word != WORD_TABLESAMPLE;
}

/* Redshift: UNPIVOT object [AS value] [AT key] */
static struct sql_node *parse_unpivot_value(struct parser *p)
{
    struct sql_node *function = parser_node(p, SQL_FUNCTION_TABLE, STR_EMPTY);
    struct sql_node *unpivot = parser_node(p, SQL_UNARY, STR("UNPIVOT"));
    parser_next(p);
    node_add(unpivot, parse_operand(p, PREC_UNARY));
    node_add(function, parser_done(p, unpivot));
    return parser_done(p, function);
}

static struct sql_node *parse_bare_table(struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    if (at_stage(p))
        return parse_stage(p);
    if (parser_at_macro(p))
        return parse_macro_table(p);
    if (p->kind == TOKEN_STRING)
        return parse_file_table(p);
    if (p->word == OP_OPEN)
        return parse_paren_table(p);
    if (p->word == WORD_LATERAL)
        return parse_lateral(p);
    if (p->word == WORD_UNNEST && next == OP_OPEN)
        return parse_unnest(p);
    if (p->word == WORD_VALUES && parser_at_query(p))
        return parse_values_table(p);
    if (parser_sees2(p, WORD_ROWS, WORD_FROM) && parser_word_ahead(p, 2) == OP_OPEN)
        return parse_rows_from(p);
    bool marked = p->word == WORD_ONLY || parser_sees_text(p, "STREAM");
    if (marked && parser_kind_ahead(p, 1) == TOKEN_WORD && names_follow(p))
        return parse_only(p);
    if (p->word == WORD_UNPIVOT && p->dialect->implicit_unnest)
        return parse_unpivot_value(p);
    if (p->kind == TOKEN_PARAMETER && parser_word_ahead(p, 1) == OP_DOT)
        return parse_table_name(p);
    bool parameter = p->kind == TOKEN_PARAMETER || p->word == OP_COLON;
    if (parameter || p->word == OP_OPEN_BRACE) {
        struct sql_node *item = parser_node(p, SQL_FUNCTION_TABLE, STR_EMPTY);
        node_add(item, parse_primary(p));
        if (item->first->kind == SQL_PARAMETER)
            item->kind = SQL_TABLE; /* whichever it stands for */
        return parser_done(p, item);
    }
    if (!parser_sees_name(p))
        return parser_opaque(p, p->at, "a table");
    return parse_table_name(p);
}

/* DuckDB: FROM name: table */
static struct sql_node *parse_leading_name(struct parser *p)
{
    if (!p->dialect->prefix_alias || parser_word_ahead(p, 1) != OP_COLON ||
        (p->kind != TOKEN_WORD && p->kind != TOKEN_QUOTED && p->kind != TOKEN_STRING))
        return NULL;
    struct sql_node *alias = parser_node(p, SQL_ALIAS, STR_EMPTY);
    node_add(alias, alias_name(p));
    parser_next(p);
    return parser_done(p, alias);
}

struct sql_node *parse_table_item(struct parser *p)
{
    if (!parser_enter(p))
        return parser_opaque(p, p->at, "less nesting (limit sql_depth)");
    struct sql_node *alias = parse_leading_name(p);
    struct sql_node *item = parse_bare_table(p);
    if (item->kind != SQL_OPAQUE) {
        node_add(item, alias);
        parse_table_tail(p, item);
    }
    parser_leave(p);
    return item;
}
