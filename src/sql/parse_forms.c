/* parse_forms: CASE, CAST, EXISTS, INTERVAL, strings, parentheses, arrays, structs and maps. */
#include "sql/parse_forms.h"

#include "base/buf.h"
#include "sql/units.h"

/* --- strings --------------------------------------------------------------------------------- */

struct literal {
    struct str prefix, body; /* lower case prefix; what stands between the quotes */
    char quote;              /* '$' for dollar quoting */
    bool raw;                /* backslashes are ordinary */
};

static struct literal split_literal(struct parser *p, struct str s)
{
    struct literal out = { .quote = '\'' };
    size_t at = 0;
    while (at < s.len && s.ptr[at] != '\'' && s.ptr[at] != '"' && s.ptr[at] != '$')
        at++;
    out.prefix = str_lower(p->arena, str_sub(s, 0, at));
    s = str_sub(s, at, SIZE_MAX);
    out.quote = s.len ? s.ptr[0] : '\'';
    out.raw = out.quote == '$' || str_find_byte(out.prefix, 'r') >= 0;
    size_t open = 1;
    if (out.quote == '$')
        open = (size_t)str_find_byte(str_sub(s, 1, SIZE_MAX), '$') + 2;
    else if (p->dialect->triple_strings && s.len >= 6 && s.ptr[1] == out.quote &&
             s.ptr[2] == out.quote)
        open = 3;
    out.body = s.len >= 2 * open ? str_sub(s, open, s.len - 2 * open) : STR_EMPTY;
    return out;
}

/* Makes raw text safe inside '...' with live backslashes. */
static struct str escape_raw(struct parser *p, struct str body)
{
    struct buf out;
    buf_init(&out, p->arena, SIZE_MAX);
    for (size_t i = 0; i < body.len; i++) {
        if (body.ptr[i] == '\\' || body.ptr[i] == '\'')
            buf_byte(&out, '\\');
        buf_byte(&out, body.ptr[i]);
    }
    return buf_str(&out);
}

/* The body with quotes written one way: \' when backslashes are live, plain otherwise. *live says
 * whether a backslash sequence other than a quote is in it. */
static struct str unify_quotes(struct parser *p, const struct literal *lit, bool escapes,
                               bool *live)
{
    struct buf out;
    buf_init(&out, p->arena, SIZE_MAX);
    struct str s = lit->body;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], next = i + 1 < s.len ? s.ptr[i + 1] : '\0';
        bool escaped = escapes && c == '\\' && i + 1 < s.len;
        bool doubled = c == lit->quote && next == lit->quote && p->dialect->doubled_quotes;
        if (escaped && next != '\'' && next != '"') {
            *live = true;
            buf_byte(&out, c);
            buf_byte(&out, next);
            i++;
            continue;
        }
        i += escaped || doubled;
        c = s.ptr[i];
        if (escapes && c == '\'')
            buf_byte(&out, '\\');
        buf_byte(&out, c);
    }
    return buf_str(&out);
}

/* Takes the \ from every \' of a text without other escapes. */
static struct str plain_quotes(struct parser *p, struct str s)
{
    struct buf out;
    buf_init(&out, p->arena, SIZE_MAX);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '\\')
            buf_byte(&out, s.ptr[i]);
    return buf_str(&out);
}

/* One spelling for equal values: see docs/semantic-form.md, "Strings". */
static void set_string(struct parser *p, struct sql_node *node, struct str token)
{
    struct literal lit = split_literal(p, token);
    bool backslash = str_find_byte(lit.body, '\\') >= 0;
    bool quote = str_find_byte(lit.body, '\'') >= 0;
    bool escapes = p->dialect->backslash_escapes || str_eq(lit.prefix, STR("e"));
    bool only_raw = str_eq(lit.prefix, STR("r")) || lit.quote == '$';
    bool live = false;
    if (lit.raw && only_raw && (!backslash || !escapes || quote || lit.quote == '$')) {
        bool convert = escapes && (backslash || (quote && !p->dialect->doubled_quotes));
        node->text = convert ? escape_raw(p, lit.body) : lit.body;
        node->flags |= convert ? SQL_ESCAPES : 0;
        return;
    }
    if (lit.raw) {
        node->text = lit.body;
        node->flags |= SQL_ESCAPES; /* printed as it stands */
    } else if (!backslash && !quote && lit.quote == '\'') {
        node->text = lit.body;
    } else {
        node->text = unify_quotes(p, &lit, escapes, &live);
        bool keep = escapes &&
                    (live || (!p->dialect->doubled_quotes && str_find_byte(node->text, '\\') >= 0));
        if (escapes && !keep)
            node->text = plain_quotes(p, node->text);
        node->flags |= keep ? SQL_ESCAPES : 0;
    }
    bool plain = str_eq(lit.prefix, STR("e")) && !(node->flags & SQL_ESCAPES);
    if (lit.prefix.len && !plain) {
        node->text = str_fmt(p->arena, "%.*s:%.*s", STR_ARG(lit.prefix), STR_ARG(node->text));
        node->flags |= SQL_PREFIXED;
    }
}

/* Literals next to each other are one: 'a' 'b' is 'ab'. `first` is read, its list in ->next too. */
static void join_strings(struct parser *p, struct sql_node *first)
{
    bool escapes = false;
    for (struct sql_node *c = first; c; c = c->next)
        escapes = escapes || (c->flags & SQL_ESCAPES);
    struct buf out;
    buf_init(&out, p->arena, SIZE_MAX);
    for (struct sql_node *c = first; c; c = c->next)
        buf_add(&out, escapes && !(c->flags & SQL_ESCAPES) ? escape_raw(p, c->text) : c->text);
    first->text = buf_str(&out);
    first->flags |= escapes ? SQL_ESCAPES : 0;
    first->next = NULL;
    parser_done(p, first);
}

struct sql_node *parse_string(struct parser *p)
{
    struct sql_node *node = parser_node(p, SQL_STRING, STR_EMPTY);
    struct str token = parser_text(p);
    if (p->kind != TOKEN_STRING)
        return parser_opaque(p, p->at, "a string");
    if (p->text->jinja && (str_find(token, STR("{{")) >= 0 || str_find(token, STR("{%")) >= 0)) {
        node->kind = SQL_TEMPLATE;
        node->text = token;
    } else {
        set_string(p, node, token);
    }
    parser_next(p);
    parser_done(p, node);
    bool plain = node->kind == SQL_STRING && !(node->flags & SQL_PREFIXED);
    struct sql_node *last = node;
    while (plain && p->kind == TOKEN_STRING && !p->dialect->equals_alias) {
        struct sql_node *more = parser_node(p, SQL_STRING, STR_EMPTY);
        set_string(p, more, parser_text(p));
        if (more->flags & SQL_PREFIXED)
            break;
        parser_next(p);
        last->next = more;
        last = more;
    }
    if (last != node)
        join_strings(p, node);
    return node;
}

/* --- CASE, CAST, EXISTS ---------------------------------------------------------------------- */

/* CASE [operand] { WHEN condition THEN result } [ELSE result] END */
struct sql_node *parse_case(struct parser *p)
{
    struct sql_node *node = parser_node(p, SQL_CASE, STR_EMPTY);
    parser_next(p);
    if (p->word != WORD_WHEN)
        node_add(node, parser_wrap(p, SQL_CASE_OPERAND, STR_EMPTY, parse_expression(p)));
    while (p->word == WORD_WHEN) {
        struct sql_node *when = parser_node(p, SQL_WHEN, STR_EMPTY);
        parser_next(p);
        node_add(when, parse_expression(p));
        if (parser_accept(p, WORD_THEN))
            node_add(when, parse_expression(p));
        else
            node_add(when, parser_opaque(p, p->at, "THEN"));
        node_add(node, parser_done(p, when));
    }
    if (p->word == WORD_ELSE) {
        struct sql_node *otherwise = parser_node(p, SQL_ELSE, STR_EMPTY);
        parser_next(p);
        node_add(otherwise, parse_expression(p));
        node_add(node, parser_done(p, otherwise));
    }
    if (!parser_accept(p, WORD_END))
        node_add(node, parser_opaque(p, p->at, "END"));
    if (p->word == WORD_OVER)
        node_add(node, parse_over(p));
    return parser_done(p, node);
}

/* FORMAT 'x', DEFAULT 0 ON .., 'mask', (FORMAT 'x'), [text => int], RENAME FIELDS and others: words
 * that no dialect reads as part of the type. */
static bool at_cast_tail(const struct parser *p)
{
    static const char *const words[] = { "FORMAT",  "DEFAULT", "RENAME", "ADD",       "COLLATE",
                                         "CHARSET", "ASCII",   "NOT",    "UPPERCASE", "UNICODE",
                                         "TITLE",   "RAW",     "VARYING" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (parser_sees_text(p, words[i]))
            return true;
    return p->word == OP_COMMA || p->word == OP_OPEN || p->word == OP_OPEN_BRACKET;
}

struct sql_node *parse_cast(struct parser *p)
{
    bool plain = p->word == WORD_CAST;
    struct sql_node *node = parser_node(p, SQL_CAST, plain ? STR("CAST") : STR("TRY_CAST"));
    parser_next(p);
    parser_next(p);
    node_add(node, parse_expression(p));
    if (!parser_accept(p, WORD_AS)) {
        node->kind = SQL_CALL; /* CAST(x, 'type') */
        if (parser_accept(p, OP_COMMA))
            parse_items(p, node, WORD_NONE);
        parser_close(p, node, OP_CLOSE);
        return parser_done(p, node);
    }
    node_add(node, parse_type(p));
    if (at_cast_tail(p)) {
        struct sql_node *tail = parser_node(p, SQL_CLAUSE, STR_EMPTY);
        tail->text = parser_take_text(p, false);
        node_add(node, parser_done(p, tail));
    }
    parser_close(p, node, OP_CLOSE);
    return parser_done(p, node);
}

/* Whether a query stands behind the parentheses at token `n` ahead. */
static bool query_behind(const struct parser *p, unsigned n)
{
    unsigned most = n + 8;
    while (n < most && parser_word_ahead(p, n) == OP_OPEN)
        n++;
    struct parser inner = *p;
    parser_seek(&inner, parser_index_ahead(p, n));
    return parser_at_query(&inner);
}

struct sql_node *parse_exists(struct parser *p)
{
    uint32_t from = p->at;
    if (!query_behind(p, 1)) {
        parser_next(p);
        return parse_call(p, from, STR("EXISTS"));
    }
    struct sql_node *node = parser_node(p, SQL_EXISTS, STR_EMPTY);
    parser_next(p);
    parser_next(p);
    node_add(node, parse_query(p));
    parser_close(p, node, OP_CLOSE);
    return parser_done(p, node);
}

struct sql_node *parse_prior(struct parser *p)
{
    struct sql_node *node = parser_node(p, SQL_UNARY, word_text(p->word));
    parser_next(p);
    node_add(node, parse_primary(p));
    return parser_done(p, node);
}

/* --- INTERVAL -------------------------------------------------------------------------------- */

/* Whether the n-th token ahead is a unit of time. */
bool parser_is_unit_ahead(const struct parser *p, unsigned n)
{
    uint32_t at = parser_index_ahead(p, n);
    return at < p->end && p->text->tokens[at].kind == TOKEN_WORD &&
           unit_of_interval(sql_token_text(p->text, &p->text->tokens[at]));
}

bool parser_at_unit(const struct parser *p)
{
    return parser_is_unit_ahead(p, 0);
}

/* Whether INTERVAL is a column of that name here. */
static bool interval_is_name(const struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 1), word = parser_word_ahead(p, 1);
    if (word == OP_MINUS || word == OP_PLUS) /* INTERVAL -1 DAY, not interval - 1 */
        return !parser_is_unit_ahead(p, 3);
    if (kind == TOKEN_OPERATOR)
        return word != OP_OPEN;
    if (kind == TOKEN_WORD)
        return word == WORD_AS || word == WORD_END || word == WORD_ROWS || word == WORD_RANGE ||
               word == WORD_GROUPS || (word_flags(word) & WORD_CLAUSE) ||
               (word_flags(word) & WORD_NO_ALIAS) || word == WORD_IS || word == WORD_IN ||
               word == WORD_NOT || word == WORD_AND || word == WORD_OR || word == WORD_LIKE ||
               word == WORD_BETWEEN || word == WORD_THEN || word == WORD_WHEN;
    return kind == PARSER_END;
}

/* "(" n [ "," n ] ")" */
static void skip_precision(struct parser *p)
{
    bool second = parser_word_ahead(p, 2) == OP_COMMA && parser_kind_ahead(p, 3) == TOKEN_NUMBER;
    unsigned close = second ? 4 : 2;
    if (p->word != OP_OPEN || parser_kind_ahead(p, 1) != TOKEN_NUMBER ||
        parser_word_ahead(p, close) != OP_CLOSE)
        return;
    for (unsigned n = 0; n <= close; n++)
        parser_next(p);
}

/* unit [ precision ] [ TO unit [ precision ] ] as upper-case text */
static struct str interval_unit(struct parser *p)
{
    uint32_t from = p->at;
    do {
        parser_next(p);
        skip_precision(p);
    } while (p->word == WORD_TO && (parser_next(p), parser_at_unit(p)));
    return str_upper(p->arena, parser_tokens(p, from, p->at));
}

/* INTERVAL value [unit] { value unit } */
struct sql_node *parse_interval(struct parser *p)
{
    if (interval_is_name(p))
        return NULL;
    struct sql_node *node = parser_node(p, SQL_INTERVAL, STR_EMPTY);
    parser_next(p);
    bool literal = p->kind == TOKEN_STRING || p->kind == TOKEN_NUMBER;
    unsigned after = parser_word_ahead(p, 1);
    bool sum = p->kind == TOKEN_NUMBER && (after == OP_STAR || after == OP_SLASH);
    if ((literal && !sum) || p->word == OP_OPEN || p->kind >= TOKEN_MACRO) {
        node_add(node, parse_primary(p));
    } else {
        node_add(node, parse_operand(p, PREC_ADD));
    }
    if (!parser_at_unit(p))
        return parser_done(p, node);
    node->text = interval_unit(p);
    if (node->first->kind == SQL_NUMBER) /* INTERVAL 1 DAY is INTERVAL '1' DAY */
        node->first->kind = SQL_STRING;
    /* Spark: INTERVAL 1 DAY 2 HOURS is a sum. */
    while (p->kind == TOKEN_NUMBER || (p->kind == TOKEN_STRING && !p->dialect->equals_alias)) {
        struct sql_node *more = parser_node(p, SQL_INTERVAL, STR_EMPTY);
        node_add(more, parse_primary(p));
        if (parser_at_unit(p))
            more->text = interval_unit(p);
        node_add(node, parser_done(p, more));
    }
    return parser_done(p, node);
}

/* --- parentheses ----------------------------------------------------------------------------- */

/* The query inside "(" when only parentheses stand before it. */
static struct sql_node *parse_subquery(struct parser *p, struct sql_node *node)
{
    node->kind = SQL_SUBQUERY;
    node_add(node, parse_query(p));
    parser_close(p, node, OP_CLOSE);
    return parser_done(p, node);
}

/* Behind the first item of "( ... ": (SELECT 1) UNION (SELECT 2) is a query after all. */
static bool continues_query(const struct parser *p, const struct sql_node *item)
{
    return (item->kind == SQL_SUBQUERY || item->kind == SQL_SETOP) &&
           (parser_at_set_operator(p) || p->word == WORD_ORDER || p->word == WORD_LIMIT ||
            p->word == WORD_OFFSET || p->word == WORD_FETCH);
}

struct sql_node *parse_paren(struct parser *p)
{
    struct sql_node *tuple = parser_node(p, SQL_TUPLE, STR_EMPTY);
    parser_next(p);
    if (parser_at_query(p))
        return parse_subquery(p, tuple);
    bool comma = false, in_arguments = p->in_arguments;
    p->in_arguments = false;
    while (p->word != OP_CLOSE && p->kind != PARSER_END) {
        struct sql_node *item = parse_item(p);
        if (!tuple->first && continues_query(p, item)) {
            item = parser_wrap(p, SQL_SUBQUERY, STR_EMPTY, parse_subquery_rest(p, item));
        } else if (item->kind == SQL_SETOP) {
            item = parser_wrap(p, SQL_SUBQUERY, STR_EMPTY, item);
        }
        node_add(tuple, item);
        if (!parser_accept(p, OP_COMMA))
            break;
        comma = true;
    }
    p->in_arguments = in_arguments;
    parser_close(p, tuple, OP_CLOSE);
    struct sql_node *only = tuple->first;
    if (!only || only != tuple->last || comma || !sql_is_bare_in_parens(only))
        return parser_done(p, tuple);
    only->flags |= SQL_PARENS;
    if (only->kind == SQL_CALL && p->word == WORD_OVER)
        parse_call_suffix(p, only);
    only->start = tuple->start;
    return parser_done(p, only);
}

/* --- arrays, structs, maps ------------------------------------------------------------------- */

/* [expression FOR name IN list IF condition]: a list comprehension */
static struct sql_node *parse_comprehension(struct parser *p, struct sql_node *array)
{
    struct sql_node *names = parser_node(p, SQL_COLUMN_NAMES, STR_EMPTY);
    parser_next(p);
    do
        node_add(names, parser_ident(p));
    while (parser_accept(p, OP_COMMA));
    node_add_first(array, parser_done(p, names));
    array->text = STR("FOR");
    if (!parser_accept(p, WORD_IN))
        node_add(array, parser_opaque(p, p->at, "IN"));
    else
        node_add(array, parse_expression(p));
    if (parser_accept(p, WORD_IF))
        node_add(array, parse_expression(p));
    parser_close(p, array, OP_CLOSE_BRACKET);
    return parser_done(p, array);
}

struct sql_node *parse_array(struct parser *p)
{
    struct sql_node *array = parser_node(p, SQL_ARRAY, STR_EMPTY);
    bool no_colon = p->no_colon;
    parser_next(p);
    while (p->word != OP_CLOSE_BRACKET && p->kind != PARSER_END) {
        node_add(array, parse_item(p));
        if (p->word == WORD_FOR && array->first == array->last)
            return parse_comprehension(p, array);
        if (!parser_accept(p, OP_COMMA))
            break;
    }
    p->no_colon = no_colon;
    parser_close(p, array, OP_CLOSE_BRACKET);
    return parser_done(p, array);
}

/* Behind ARRAY "(": a query, perhaps in parentheses of its own. A comma after it shows that it was
 * an element. */
static struct sql_node *parse_array_query(struct parser *p)
{
    struct sql_node *array = parser_node(p, SQL_ARRAY, STR_EMPTY);
    parser_next(p);
    struct sql_node *query = parse_query(p);
    if (p->word == OP_COMMA) {
        array->kind = SQL_CALL;
        array->text = STR("ARRAY");
        query = parser_wrap(p, SQL_SUBQUERY, STR_EMPTY, query);
    }
    node_add(array, query);
    if (parser_accept(p, OP_COMMA))
        parse_items(p, array, WORD_NONE);
    parser_close(p, array, OP_CLOSE);
    return parser_done(p, array);
}

/* ARRAY[...], ARRAY(query), ARRAY<type>[...], STRUCT<type>(...), ARRAY(...), STRUCT(...) */
struct sql_node *parse_constructor(struct parser *p)
{
    uint32_t from = p->at;
    uint32_t start = p->start;
    struct str name = word_text(p->word);
    struct sql_node *type = NULL, *node = NULL;
    bool query = p->word == WORD_ARRAY && parser_word_ahead(p, 1) == OP_OPEN && query_behind(p, 1);
    if (parser_word_ahead(p, 1) == OP_LESS)
        type = parse_constructor_type(p);
    else
        parser_next(p);
    if (p->word == OP_OPEN_BRACKET)
        node = parse_array(p);
    else if (query)
        node = parse_array_query(p);
    else if (p->word == OP_OPEN)
        node = parse_call(p, from, name);
    else /* a bare type such as ARRAY<INT> in a type argument */
        return type ? type : parser_opaque(p, from, "a value");
    if (type)
        node_add_first(node, type);
    node->start = start;
    return parser_done(p, node);
}

/* MAP { key: value, ... } */
struct sql_node *parse_map(struct parser *p)
{
    struct sql_node *map = parser_node(p, SQL_MAP_LITERAL, STR_EMPTY);
    bool no_colon = p->no_colon;
    p->no_colon = true;
    parser_next(p);
    parser_next(p);
    while (p->word != OP_CLOSE_BRACE && p->kind != PARSER_END) {
        node_add(map, parse_expression(p));
        if (!parser_accept(p, OP_COLON))
            break;
        node_add(map, parse_expression(p));
        if (!parser_accept(p, OP_COMMA))
            break;
    }
    p->no_colon = no_colon;
    parser_close(p, map, OP_CLOSE_BRACE);
    return parser_done(p, map);
}

/* {name: Type}: a query parameter of ClickHouse */
static struct sql_node *parse_brace_parameter(struct parser *p)
{
    struct sql_node *node = parser_node(p, SQL_PARAMETER, STR_EMPTY);
    parser_next(p);
    struct str inner = parser_take_text(p, false);
    node->text = str_fmt(p->arena, "{%.*s}", STR_ARG(inner));
    parser_end_text(p, OP_CLOSE_BRACE);
    return parser_done(p, node);
}

struct sql_node *parse_brace(struct parser *p)
{
    if (p->dialect->ternary)
        return parse_brace_parameter(p);
    unsigned kind = parser_kind_ahead(p, 2);
    struct sql_node *node = parser_node(p, SQL_STRUCT, STR_EMPTY);
    bool no_colon = p->no_colon;
    p->no_colon = true;
    parser_next(p);
    if (parser_sees_text(p, "fn") && kind == TOKEN_WORD) { /* ODBC: {fn NOW()} is NOW() */
        parser_next(p);
        p->no_colon = no_colon;
        node = parse_expression(p);
        parser_close(p, node, OP_CLOSE_BRACE);
        return parser_done(p, node);
    }
    while (p->word != OP_CLOSE_BRACE && p->kind != PARSER_END) {
        struct sql_node *field = parser_node(p, SQL_NAMED_ARG, STR_EMPTY);
        bool key = p->kind == TOKEN_STRING || p->kind == TOKEN_WORD || p->kind == TOKEN_QUOTED;
        if (key && parser_word_ahead(p, 1) == OP_COLON) {
            field->text = sql_token_value(p->arena, p->text, p->at);
            parser_next(p);
            parser_next(p);
            node_add(field, parse_item(p));
            node_add(node, parser_done(p, field));
        } else {
            node_add(node, parse_item(p));
        }
        if (!parser_accept(p, OP_COMMA))
            break;
    }
    p->no_colon = no_colon;
    parser_close(p, node, OP_CLOSE_BRACE);
    return parser_done(p, node);
}
