/* parse_table_name: what a table is called, in parts, and functions that give tables. Knows how the
 * dialects cut quoted names, join words with dashes and keep the case of names. */
#include "sql/parse_table.h"

/* BigQuery reads `a.b.c` as three parts. */
static void add_split_parts(struct parser *p, struct sql_node *table)
{
    struct str name = sql_token_value(p->arena, p->text, p->at), part;
    uint32_t end = p->start + (uint32_t)parser_text(p).len;
    while (str_split(&name, '.', &part)) {
        struct sql_node *ident = parser_ident_from(p, part, true);
        ident->end = end;
        node_add(table, ident);
    }
    parser_next(p);
}

static bool may_follow_dash(unsigned kind)
{
    return kind == TOKEN_WORD || kind == TOKEN_NUMBER || kind == TOKEN_MACRO ||
           kind == TOKEN_MACRO_BRACE;
}

/* my-project-1, events_*: an unquoted BigQuery name goes on over '-' and '*' that touch it. */
static struct sql_node *parse_dashed(struct parser *p)
{
    struct sql_node *ident = parser_ident(p);
    if (!p->dialect->dash_tables || !ident || ident->kind != SQL_IDENT)
        return ident;
    uint32_t from = ident->start;
    bool more = false;
    while ((p->word == OP_MINUS || p->word == OP_STAR) && parser_touches(p, 0)) {
        bool star = p->word == OP_STAR;
        unsigned kind = parser_kind_ahead(p, 1);
        if (!star && (!parser_touches(p, 1) || !may_follow_dash(kind)))
            break;
        parser_next(p);
        if (!star)
            parser_next(p);
        while (!star && parser_touches(p, 0) && p->text->bytes.ptr[p->last_end - 1] != '.' &&
               may_follow_dash(p->kind)) /* table-2c */
            parser_next(p);
        more = true;
    }
    if (more) {
        ident->text = str_sub(p->text->bytes, from, p->last_end - from);
        ident->flags |= SQL_QUOTED | parser_quote_flag(p);
        if (parser_has_hole(p, ident->text)) {
            ident->kind = SQL_MACRO_VAR;
            ident->flags = 0;
        }
    }
    return parser_done(p, ident);
}

/* The part as it is written at the token; the nth of those that a quoted name with dots gives. */
static struct str as_written(struct parser *p, const struct sql_node *part,
                             const struct sql_token *token, size_t nth)
{
    struct str piece = str_sub(p->text->bytes, part->start, part->end - part->start);
    if (token->kind != TOKEN_QUOTED)
        return piece;
    struct str rest = sql_token_value(p->arena, p->text, (uint32_t)(token - p->text->tokens));
    for (size_t i = 0; i <= nth; i++)
        if (!str_split(&rest, '.', &piece))
            return STR_EMPTY;
    return piece;
}

/* Qualified names keep their case where the dialect says so. */
static void restore_case(struct parser *p, struct sql_node *table, const struct sql_token *from,
                         const struct sql_token *to)
{
    struct sql_node *only = table->first == table->last ? table->first : NULL;
    const struct sql_token *t = from;
    size_t nth = 0;
    if (!p->dialect->case_sensitive_tables)
        return;
    if (only && only->end - only->start == only->text.len &&
        !sql_is_word(p->dialect, only->text)) /* events_*: put together as it was written */
        only->text = sql_normalise(p->arena, p->dialect, only->text, true);
    for (struct sql_node *part = only ? NULL : table->first; part; part = part->next) {
        const struct sql_token *had = t;
        while (t < to && t->offset + t->len <= part->start)
            t++;
        nth = t == had && part != table->first ? nth + 1 : 0;
        if (t == to || part->kind != SQL_IDENT)
            continue;
        struct str raw = as_written(p, part, t, nth);
        if (str_eq_fold(part->text, raw) ||
            str_eq(part->text, sql_normalise(p->arena, p->dialect, raw, true)))
            part->text = raw;
    }
}

/* my-project-1.db lexes as "1." and "db": takes the dot off the name. */
static bool ends_in_dot(const struct parser *p, struct sql_node *part)
{
    uint32_t behind = sql_before(p->text, p->at);
    if (!p->dialect->dash_tables || !part || !(part->flags & SQL_QUOTED) ||
        p->text->tokens[behind - 1].kind != TOKEN_NUMBER || !str_ends(part->text, STR(".")))
        return false;
    part->text.len--;
    part->end--;
    return true;
}

/* One part of a table's name, or several where the dialect splits quoted names at dots. */
static void add_table_part(struct parser *p, struct sql_node *table)
{
    if (p->kind == TOKEN_QUOTED && p->dialect->split_quoted_tables && !parser_is_exempt(p) &&
        !parser_has_hole(p, sql_token_value(p->arena, p->text, p->at))) {
        add_split_parts(p, table);
        return;
    }
    struct sql_node *part = NULL;
    bool behind_gap = table->last && table->last->kind == SQL_IDENT && !table->last->text.len;
    if (p->kind == TOKEN_PARAMETER) /* ${catalog}.db.t */
        part = parse_primary(p);
    else if (p->kind != TOKEN_NUMBER)
        part = parse_dashed(p);
    else if (!behind_gap) /* db..1 has a number .1 in it */
        part = parser_number_ident(p);
    node_add(table, part ? part : parser_opaque(p, p->at, "a name"));
}

/* DuckDB: read_csv('x', header = true) in FROM names an argument and compares nothing. */
static void name_arguments(const struct parser *p, struct sql_node *call)
{
    for (struct sql_node *it = call->first; it && p->dialect->prefix_alias; it = it->next) {
        struct sql_node *name = it->first;
        bool compares =
            it->kind == SQL_BINARY && str_eq(it->text, STR("=")) && call->kind == SQL_CALL;
        if (!compares || !name || name->kind != SQL_COLUMN || name->first != name->last ||
            name->first->kind != SQL_IDENT)
            continue;
        it->kind = SQL_NAMED_ARG;
        it->text = name->first->text;
        it->flags = name->first->flags;
        node_remove(it, name);
    }
}

struct sql_node *parse_table_call(struct parser *p)
{
    uint32_t from = p->at;
    struct sql_node *call = parse_primary(p);
    if (call->kind == SQL_CAST && !str_eq(call->text, STR("LITERAL")))
        return call;
    switch (call->kind) {
    case SQL_CALL:
    case SQL_COLUMN:
    case SQL_FIELD:
    case SQL_SUBSCRIPT:
    case SQL_MACRO:
    case SQL_MACRO_VAR:
    case SQL_TEMPLATE:
    case SQL_OPAQUE:
        return call;
    default:
        return parser_opaque(p, from, "a table");
    }
}

/* name { "." name }, or a function when "(" follows */
struct sql_node *parse_table_name(struct parser *p)
{
    uint32_t from = p->at;
    struct sql_node *table = parser_node(p, SQL_TABLE, STR_EMPTY);
    add_table_part(p, table);
    while (ends_in_dot(p, table->last) || parser_accept(p, OP_DOT)) {
        if (p->word == OP_DOT) /* db..table: the schema that is the default */
            node_add(table, parser_node(p, SQL_IDENT, STR_EMPTY));
        else
            add_table_part(p, table);
    }
    restore_case(p, table, p->text->tokens + from, p->text->tokens + p->at);
    parser_done(p, table);
    if (p->word == OP_STAR && p->dialect->inherits)
        parser_next(p); /* PostgreSQL: t* reads the tables below it, as t does */
    if (p->word != OP_OPEN)
        return table;
    parser_seek(p, from);
    struct sql_node *function = parser_node(p, SQL_FUNCTION_TABLE, STR_EMPTY);
    node_add(function, parse_table_call(p));
    name_arguments(p, function->first);
    return parser_done(p, function);
}
