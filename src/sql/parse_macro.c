/* parse_macro: SQLMesh macros as syntax. Nothing is evaluated here; arguments are read like those
 * of a function, with the additions SQLMesh makes: lambdas, whole queries and clauses as arguments.
 * Source: sqlmesh/core/dialect.py, _parse_macro and its neighbours. */
#include "sql/parse_rules.h"

bool parser_at_macro(const struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 1);
    if (p->word == OP_AT)
        return kind == TOKEN_STRING || kind == TOKEN_QUOTED;
    return p->kind == TOKEN_MACRO && parser_word_ahead(p, 1) == OP_OPEN;
}

static struct str macro_name(struct parser *p)
{
    return str_lower(p->arena, str_sub(parser_text(p), 1, SIZE_MAX));
}

/* JOIN t ON ... as an argument of @IF */
static struct sql_node *parse_macro_argument(struct parser *p)
{
    if (parser_at_join(p))
        return parse_join(p);
    bool assigned = parser_word_ahead(p, 1) == OP_ASSIGN;
    struct sql_node *item = parse_item(p);
    if (assigned && item->kind == SQL_NAMED_ARG)
        item->flags |= SQL_ASSIGNED;
    return item;
}

static void parse_macro_arguments(struct parser *p, struct sql_node *macro)
{
    bool no_colon = p->no_colon, no_in = p->no_in;
    p->no_colon = p->no_in = false;
    parser_next(p);
    while (p->word != OP_CLOSE && p->kind != PARSER_END) {
        node_add(macro, parse_macro_argument(p));
        if (!parser_accept(p, OP_COMMA))
            break;
    }
    p->no_colon = no_colon;
    p->no_in = no_in;
    parser_close(p, macro, OP_CLOSE);
}

/* @'text with @{x}': a string that is substituted into */
static struct sql_node *parse_macro_string(struct parser *p)
{
    struct sql_node *macro = parser_node(p, SQL_MACRO, STR_EMPTY);
    parser_next(p);
    struct sql_node *string = parser_node(p, SQL_STRING, STR_EMPTY);
    if (p->kind == TOKEN_STRING) {
        string = parse_string(p);
    } else {
        string->text = sql_token_value(p->arena, p->text, p->at);
        parser_next(p);
        parser_done(p, string);
    }
    node_add(macro, string);
    return parser_done(p, macro);
}

struct sql_node *parse_macro(struct parser *p)
{
    if (p->word == OP_AT)
        return parse_macro_string(p);
    struct sql_node *macro = parser_node(p, SQL_MACRO, macro_name(p));
    parser_next(p);
    parse_macro_arguments(p, macro);
    parse_call_suffix(p, macro);
    return parser_done(p, macro);
}

struct sql_node *parse_clause_macro(struct parser *p, const char *name)
{
    if (p->kind != TOKEN_MACRO || parser_word_ahead(p, 1) != OP_OPEN ||
        !str_eq_fold(str_sub(parser_text(p), 1, SIZE_MAX), str_of(name)))
        return NULL;
    struct sql_node *macro = parser_node(p, SQL_MACRO, macro_name(p));
    parser_next(p);
    parse_macro_arguments(p, macro);
    return parser_done(p, macro);
}
