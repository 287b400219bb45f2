/* parse_primary: operands and what may stand right behind them.
 *
 *   operand := literal | name { "." name } | call | "(" ... ")" | "[" ... "]" | "{" ... "}" | "*"
 *            | CASE | CAST | EXISTS | INTERVAL | macro
 *   postfix := "." name | "::" type | ":" path | "[" index "]"
 * The longer forms stand in parse_forms.c and parse_call.c. */
#include "base/limits.h"
#include "base/buf.h"
#include "sql/parse_forms.h"
#include "sql/parse_rules.h"
#include "sql/types.h"

static struct sql_node *leaf(struct parser *p, enum sql_kind kind, struct str text)
{
    struct sql_node *node = parser_node(p, kind, text);
    parser_next(p);
    return parser_done(p, node);
}

/* .5 is 0.5, and 1_000 is 1000 where it is a number at all; 0x1_F is left alone. */
static struct sql_node *parse_number(struct parser *p)
{
    struct str text = parser_text(p);
    bool based = text.len > 1 && text.ptr[0] == '0' && byte_is_alpha(text.ptr[1]);
    struct buf plain;
    if (str_starts(text, STR(".")))
        text = str_concat(p->arena, STR("0"), text);
    if (p->dialect->underscore_numbers && !based && str_find_byte(text, '_') >= 0) {
        buf_init(&plain, p->arena, SIZE_MAX);
        for (size_t i = 0; i < text.len; i++)
            if (text.ptr[i] != '_')
                buf_byte(&plain, text.ptr[i]);
        text = buf_str(&plain);
    }
    return leaf(p, SQL_NUMBER, text);
}

/* Text of a name's parts joined by '.'. */
static struct str joined(struct parser *p, const struct sql_node *parts)
{
    struct buf out;
    if (parts->first == parts->last && parts->first->kind == SQL_IDENT)
        return parts->first->text;
    buf_init(&out, p->arena, SIZE_MAX);
    for (const struct sql_node *c = parts->first; c; c = c->next) {
        if (c != parts->first)
            buf_byte(&out, '.');
        bool brace = c->kind == SQL_MACRO_VAR && (c->flags & SQL_QUOTED);
        if (c->kind == SQL_MACRO_VAR && str_find_byte(c->text, '@') < 0)
            buf_puts(&out, brace ? "@{" : "@");
        buf_add(&out, c->text);
        buf_puts(&out, brace ? "}" : "");
    }
    return buf_str(&out);
}

/* --- stars ----------------------------------------------------------------------------------- */

/* EXCLUDE, or EXCEPT where it is no set operation: no query follows. */
static bool at_except(const struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 1), word = parser_word_ahead(p, 1);
    if (p->word != WORD_EXCEPT)
        return p->word == WORD_EXCLUDE;
    bool name = kind == TOKEN_WORD && word != WORD_ALL && word != WORD_VALUES &&
                word != WORD_WITH && word != WORD_TABLE && word != WORD_BY &&
                !(word_flags(word) & WORD_RESERVED);
    return word == OP_OPEN || kind == TOKEN_QUOTED || name;
}

/* "a" or "(a, b)" behind EXCEPT, EXCLUDE. */
static void parse_star_except(struct parser *p, struct sql_node *star)
{
    parser_next(p);
    if (p->word == OP_OPEN) {
        node_add(star, parser_ident_list(p, SQL_STAR_EXCEPT));
        return;
    }
    struct sql_node *list = parser_node(p, SQL_STAR_EXCEPT, STR_EMPTY);
    struct sql_node *name = parser_dotted_name(p);
    node_add(list, name ? name : parser_opaque(p, p->at, "a name"));
    node_add(star, parser_done(p, list));
}

/* REPLACE (expression AS name, ...) and RENAME (column AS name, ...) */
static void parse_star_list(struct parser *p, struct sql_node *star, enum sql_kind kind)
{
    parser_next(p);
    struct sql_node *list = parser_node(p, kind, STR_EMPTY);
    if (parser_accept(p, OP_OPEN))
        parse_items(p, list, OP_CLOSE);
    else
        node_add(list, parse_item(p));
    node_add(star, parser_done(p, list));
}

/* ClickHouse: * APPLY(f) calls f on every column */
static void parse_star_apply(struct parser *p, struct sql_node *star)
{
    struct sql_node *apply = parser_node(p, SQL_CLAUSE, STR("APPLY"));
    parser_next(p);
    parser_next(p);
    parse_items(p, apply, OP_CLOSE);
    node_add(star, parser_done(p, apply));
}

struct sql_node *parse_star(struct parser *p, struct sql_node *qualifier)
{
    struct sql_node *star = leaf(p, SQL_STAR, STR_EMPTY);
    if (!qualifier && p->word == WORD_COLUMNS && parser_touches(p, 0) &&
        parser_word_ahead(p, 1) == OP_OPEN) { /* *COLUMNS(...) unpacks the columns in place */
        star->kind = SQL_UNARY;
        star->text = STR("*");
        node_add(star, parse_primary(p));
        return parser_done(p, star);
    }
    if (qualifier) {
        star->start = qualifier->start;
        star->text = joined(p, qualifier);
        node_move_children(star, qualifier);
    }
    if (parser_accept(p, WORD_ILIKE)) {
        struct sql_node *like = parser_node(p, SQL_CLAUSE, STR("ILIKE"));
        node_add(like, parse_primary(p));
        if (parser_accept(p, WORD_ESCAPE))
            node_add(like, parse_primary(p));
        node_add(star, parser_done(p, like));
    }
    for (;;) {
        unsigned next = parser_word_ahead(p, 1);
        if (at_except(p))
            parse_star_except(p, star);
        else if (p->word == WORD_REPLACE &&
                 (next == OP_OPEN || parser_kind_ahead(p, 1) == TOKEN_WORD ||
                  parser_kind_ahead(p, 1) == TOKEN_NUMBER))
            parse_star_list(p, star, SQL_STAR_REPLACE);
        else if (p->word == WORD_RENAME)
            parse_star_list(p, star, SQL_STAR_RENAME);
        else if (p->word == WORD_APPLY && next == OP_OPEN && p->dialect->ternary)
            parse_star_apply(p, star);
        else
            return parser_done(p, star);
    }
}

/* --- names and calls ------------------------------------------------------------------------- */

static bool is_hole(const struct sql_node *node)
{
    return node->kind != SQL_IDENT;
}

static bool has_quotes(const struct sql_node *parts)
{
    bool quoted = false;
    for (const struct sql_node *c = parts->first; c; c = c->next)
        quoted = quoted || (c->flags & SQL_SPELLED);
    return quoted;
}

/* The tokens [from, to) without what stands between them. */
static struct str as_written(struct parser *p, uint32_t from, uint32_t to)
{
    struct buf name;
    buf_init(&name, p->arena, SIZE_MAX);
    for (uint32_t i = from; i < to; i++)
        if (p->text->tokens[i].kind > TOKEN_COMMENT)
            buf_add(&name, sql_token_text(p->text, &p->text->tokens[i]));
    return buf_str(&name);
}

/* A function's name: upper case unless its case has a meaning (quoted, or a qualified name where
 * those keep their case). */
static struct str function_name(struct parser *p, const struct sql_node *parts, uint32_t from,
                                uint32_t to)
{
    bool single = parts->first == parts->last;
    if (has_quotes(parts) || (!single && p->dialect->case_sensitive_tables))
        return as_written(p, from, to);
    return str_upper(p->arena, joined(p, parts));
}

static bool counts_in_any_case(struct str upper)
{
    static const char *const names[] = {
#define ANY_CASE_FUNCTION(name) name,
#include "sql/any_case_functions.def"
#undef ANY_CASE_FUNCTION
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(upper, str_of(names[i])))
            return true;
    return false;
}

/* A plain call keeps its name as written where the case of functions counts. */
static void keep_case(const struct parser *p, struct sql_node *call, const struct sql_node *parts)
{
    struct str upper = call->text, written = parts->first->text;
    bool single = parts->first == parts->last && !(parts->first->flags & SQL_QUOTED);
    if (p->dialect->case_sensitive_functions && call->kind == SQL_CALL && single &&
        str_eq_fold(upper, written) && !counts_in_any_case(upper))
        call->text = written;
}

/* "name ( ... )" behind a dotted name. */
static struct sql_node *parse_name_call(struct parser *p, struct sql_node *parts, uint32_t from)
{
    bool hole = false;
    bool template = false;
    for (const struct sql_node *c = parts->first; c; c = c->next) {
        hole = hole || is_hole(c);
        template = template || c->kind == SQL_TEMPLATE;
    }
    if (!hole) {
        struct sql_node *plain = parse_call(p, from, function_name(p, parts, from, p->at));
        keep_case(p, plain, parts);
        return plain;
    }
    struct str name = has_quotes(parts) ? as_written(p, from, p->at) : joined(p, parts);
    struct sql_node *call = parse_call(p, from, name);
    call->kind = template ? SQL_TEMPLATE : SQL_MACRO;
    return call;
}

/* Oracle's and Snowflake's outer join mark: column(+) */
static bool at_join_mark(const struct parser *p)
{
    return p->word == OP_OPEN && parser_word_ahead(p, 1) == OP_PLUS &&
           parser_word_ahead(p, 2) == OP_CLOSE;
}

/* One part behind a '.', or NULL. */
static struct sql_node *name_part(struct parser *p)
{
    if (p->kind == TOKEN_NUMBER || p->kind == TOKEN_PARAMETER)
        return parser_number_ident(p);
    return parser_ident(p);
}

/* Whether a token of this kind may be a part of a name behind a '.'. */
static bool may_be_part(unsigned kind)
{
    return kind == TOKEN_WORD || kind == TOKEN_QUOTED || kind == TOKEN_NUMBER ||
           kind == TOKEN_PARAMETER || kind == TOKEN_MACRO || kind == TOKEN_MACRO_BRACE ||
           kind == TOKEN_TEMPLATE;
}

/* "(" behind a name. */
static struct sql_node *parse_behind_name(struct parser *p, struct sql_node *column, uint32_t from)
{
    if (!at_join_mark(p))
        return parse_name_call(p, column, from);
    struct sql_node *mark = parser_wrap(p, SQL_UNARY, STR("(+)"), column);
    for (int i = 0; i < 3; i++)
        parser_next(p);
    return parser_done(p, mark);
}

/* name { "." (name | "*") } [ "(" ... ] */
static struct sql_node *parse_name_chain(struct parser *p)
{
    uint32_t from = p->at;
    struct sql_node *column = parser_node(p, SQL_COLUMN, STR_EMPTY);
    node_add(column, parser_ident(p));
    while (p->word == OP_DOT) {
        bool star = parser_word_ahead(p, 1) == OP_STAR;
        if (!star && !may_be_part(parser_kind_ahead(p, 1)))
            break;
        parser_next(p);
        if (star)
            return parse_star(p, column);
        struct sql_node *part = name_part(p);
        node_add(column, part ? part : parser_opaque(p, p->at, "a name"));
    }
    parser_done(p, column);
    if (p->word == OP_OPEN)
        return parse_behind_name(p, column, from);
    bool hole = column->first == column->last && is_hole(column->first);
    return hole ? column->first : column;
}

/* --- words that start an operand ------------------------------------------------------------- */

static bool next_is(const struct parser *p, unsigned word)
{
    return parser_word_ahead(p, 1) == word;
}

static unsigned next_flags(const struct parser *p)
{
    return word_flags(parser_word_ahead(p, 1));
}

/* Whether a word right before a string names the string's type: where a string is no alias, any
 * word does; MySQL's _latin1'x' is of this kind too. */
static bool names_type(const struct parser *p)
{
    struct str text = parser_text(p);
    if (p->dialect->bars_are_or && text.ptr[0] == '_')
        return true;
    bool plain = p->word == WORD_NONE || p->word == WORD_NAME;
    return (plain && !p->dialect->string_alias) || type_is_known(text);
}

/* "(2)" or "(10, 2)" behind the n-th token ahead: how many tokens, or 0. */
static unsigned type_parameters(const struct parser *p, unsigned n)
{
    if (parser_word_ahead(p, n + 1) != OP_OPEN || parser_kind_ahead(p, n + 2) != TOKEN_NUMBER)
        return 0;
    if (parser_word_ahead(p, n + 3) == OP_CLOSE)
        return 3;
    bool two = parser_word_ahead(p, n + 3) == OP_COMMA &&
               parser_kind_ahead(p, n + 4) == TOKEN_NUMBER &&
               parser_word_ahead(p, n + 5) == OP_CLOSE;
    return two ? 5 : 0;
}

/* TIMESTAMP (3) WITH LOCAL TIME ZONE '...', whose parameters may also stand at the end */
static bool at_zone_literal(const struct parser *p, unsigned n)
{
    n += parser_word_ahead(p, n + 2) == WORD_TIME ? 2 : 3;
    if (parser_word_ahead(p, n) != WORD_TIME || parser_word_ahead(p, n + 1) != WORD_ZONE)
        return false;
    n += type_parameters(p, n + 1);
    return parser_kind_ahead(p, n + 2) == TOKEN_STRING;
}

/* DATE '2024-01-01', DECIMAL(4, 2) '1.5', TIMESTAMP (3) WITH TIME ZONE '...' */
static bool at_typed_literal(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    if (parser_kind_ahead(p, 1) == TOKEN_STRING)
        return names_type(p);
    if (next != OP_OPEN && next != WORD_WITH && next != WORD_WITHOUT &&
        parser_kind_ahead(p, 2) != TOKEN_STRING)
        return false;
    unsigned n = type_parameters(p, 0);
    unsigned word = parser_word_ahead(p, n + 1);
    if (word == WORD_WITH || word == WORD_WITHOUT)
        return at_zone_literal(p, n);
    bool function = p->dialect->bars_are_or || p->dialect->equals_alias;
    bool sure = !p->dialect->string_alias ||
                ((p->word == WORD_TIMESTAMP || p->word == WORD_TIME) && !function);
    if (n)
        return sure && parser_kind_ahead(p, n + 1) == TOKEN_STRING && type_is_known(parser_text(p));
    uint32_t second = parser_index_ahead(p, 1);
    return (parser_sees_text(p, "DOUBLE") && sql_token_is(p->text, second, "PRECISION")) ||
           (parser_sees_text(p, "CHARACTER") && sql_token_is(p->text, second, "VARYING"));
}

static struct sql_node *parse_typed_literal(struct parser *p)
{
    struct sql_node *node = parser_node(p, SQL_CAST, STR("LITERAL"));
    struct sql_node *type = parse_type(p);
    node_add(node, parse_string(p));
    node_add(node, type);
    return parser_done(p, node);
}

/* NEXT VALUE FOR sequence [OVER (...)] */
static struct sql_node *parse_next_value(struct parser *p)
{
    struct sql_node *call = parser_node(p, SQL_CALL, STR("NEXT VALUE FOR"));
    for (int i = 0; i < 3; i++)
        parser_next(p);
    struct sql_node *name = parser_sees_name(p) ? parse_name_chain(p) : NULL;
    node_add(call, name ? name : parser_opaque(p, p->at, "a sequence"));
    parse_call_suffix(p, call);
    return parser_done(p, call);
}

/* The forms that begin with a keyword; NULL when the word is an ordinary name here. */
static struct sql_node *parse_word(struct parser *p)
{
    switch (p->word) {
    case WORD_CASE:
        return parse_case(p);
    case WORD_CAST:
    case WORD_TRY_CAST:
    case WORD_SAFE_CAST:
        return next_is(p, OP_OPEN) ? parse_cast(p) : NULL;
    case WORD_EXISTS:
        return next_is(p, OP_OPEN) ? parse_exists(p) : NULL;
    case WORD_INTERVAL:
        return parse_interval(p);
    case WORD_ARRAY:
    case WORD_STRUCT:
        return next_is(p, OP_OPEN) || next_is(p, OP_OPEN_BRACKET) || next_is(p, OP_LESS)
                   ? parse_constructor(p)
                   : NULL;
    case WORD_MAP:
        return next_is(p, OP_OPEN_BRACE) ? parse_map(p) : NULL;
    case WORD_NEXT:
        return next_is(p, WORD_VALUE) && parser_word_ahead(p, 2) == WORD_FOR ? parse_next_value(p)
                                                                             : NULL;
    case WORD_PRIOR:
    case WORD_CONNECT_BY_ROOT: {
        unsigned kind = parser_kind_ahead(p, 1);
        bool operand = kind == TOKEN_QUOTED || (kind == TOKEN_WORD && next_flags(p) == 0);
        return operand ? parse_prior(p) : NULL;
    }
    case WORD_APPROXIMATE: /* Redshift: APPROXIMATE COUNT(DISTINCT x) */
        return parser_kind_ahead(p, 1) == TOKEN_WORD && next_flags(p) == 0 &&
                       parser_word_ahead(p, 1) != WORD_INTERVAL &&
                       parser_word_ahead(p, 2) == OP_OPEN
                   ? parse_prior(p)
                   : NULL;
    case WORD_BINARY: { /* MySQL: BINARY a compares bytes */
        unsigned kind = parser_kind_ahead(p, 1);
        bool operand = kind == TOKEN_QUOTED || kind == TOKEN_STRING ||
                       (kind == TOKEN_WORD && next_flags(p) == 0);
        return p->dialect->bars_are_or && operand ? parse_prior(p) : NULL;
    }
    default:
        return NULL;
    }
}

/* Words that stand for a value by themselves. */
static bool is_constant(const struct parser *p)
{
    unsigned flags = word_flags(p->word);
    if (flags & WORD_CONSTANT)
        return true;
    bool call = next_is(p, OP_OPEN) || next_is(p, OP_DOT);
    return (flags & WORD_NILADIC) && !call;
}

/* Behind an operator or NOT: in the form it may have parentheses there. */
static bool is_operand(const struct parser *p)
{
    uint32_t at = sql_before(p->text, p->at);
    unsigned before = at > 0 ? p->text->tokens[at - 1].word : WORD_NONE;
    if (before == OP_OPEN || before == OP_COMMA || before == OP_OPEN_BRACKET)
        return false;
    return before >= SQL_OPERATORS || before == WORD_NOT || before == WORD_AND ||
           before == WORD_OR || before == WORD_INTERVAL || before == WORD_LIMIT ||
           before == WORD_OFFSET || before == WORD_VALUES;
}

/* Whether a comma or parenthesis behind a reserved word shows that it is a name, t(a, group): both
 * belong to a list. Not a comma that ends one or a parenthesis that ends no call, which the form
 * leaves out. */
static bool reserved_as_item(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1), behind = parser_word_ahead(p, 2);
    bool ends = parser_kind_ahead(p, 2) == PARSER_END || behind == OP_SEMICOLON ||
                behind == OP_PIPE || behind == OP_CLOSE_BRACKET || behind == OP_CLOSE_BRACE ||
                (word_flags(behind) & WORD_CLAUSE);
    if ((next != OP_COMMA && next != OP_CLOSE) || is_operand(p))
        return false;
    return next == OP_CLOSE || behind == OP_CLOSE ? p->in_arguments : !ends;
}

/* Reserved words that can only be names here: t(a, group), like(a, b), and(a, b), end.x. */
static bool reserved_as_name(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    if (p->word == WORD_DISTINCT)
        return false;
    if (next == OP_OPEN)
        return p->word == WORD_LIKE || p->word == WORD_AND || p->word == WORD_OR ||
               p->word == WORD_XOR;
    return next == OP_DOT || reserved_as_item(p);
}

/* A word without a number, and behind it nothing that would make it the type of a literal. */
static bool is_plain_operand(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    return p->kind == TOKEN_WORD && p->word == WORD_NONE &&
           parser_kind_ahead(p, 1) != TOKEN_STRING && next != WORD_WITH && next != WORD_WITHOUT &&
           (next != OP_OPEN || parser_kind_ahead(p, 2) != TOKEN_NUMBER);
}

/* Words that are no operands, as they begin something else where the form may put them. */
static bool is_keyword_here(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    if (next == OP_DOT)
        return p->word == WORD_FOR;
    switch (p->word) {
    case WORD_FOR:
    case WORD_WITH:
        return true;
    case WORD_ALL:
        return next != OP_OPEN;
    case WORD_PIVOT:
    case WORD_UNPIVOT:
        return parser_at_query(p);
    case WORD_CONNECT_BY_ROOT:
        return true;
    case WORD_STRAIGHT_JOIN:
    case WORD_DISTINCTROW:
        return p->dialect->bars_are_or;
    default:
        return false;
    }
}

static struct sql_node *parse_word_operand(struct parser *p)
{
    if (is_constant(p))
        return leaf(p, SQL_CONSTANT, word_text(p->word));
    if (at_typed_literal(p))
        return parse_typed_literal(p);
    struct sql_node *form = parse_word(p);
    if (form)
        return form;
    bool reserved = (word_flags(p->word) & WORD_RESERVED) && !reserved_as_name(p);
    if (reserved || is_keyword_here(p))
        return parser_opaque(p, p->at, "an expression");
    return parse_name_chain(p);
}

/* ":name", "#1" and "%s" are parameters where an operand is expected. */
static struct sql_node *parse_marked_parameter(struct parser *p)
{
    struct sql_node *node = parser_node(p, SQL_PARAMETER, word_text(p->word));
    parser_next(p);
    node->text = str_concat(p->arena, node->text, parser_text(p));
    parser_next(p);
    return parser_done(p, node);
}

/* %(name)s, and the letter is optional. Anything else in the parentheses is no parameter. */
static bool at_percent_parameter(const struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 2);
    return parser_word_ahead(p, 1) == OP_OPEN && (kind == TOKEN_WORD || kind == TOKEN_QUOTED) &&
           parser_word_ahead(p, 3) == OP_CLOSE && parser_touches(p, 1) && parser_touches(p, 2) &&
           parser_touches(p, 3);
}

static struct sql_node *parse_percent_parameter(struct parser *p)
{
    struct sql_node *node = parser_node(p, SQL_PARAMETER, STR_EMPTY);
    uint32_t start = p->start;
    for (unsigned i = 0; i < 4; i++)
        parser_next(p);
    if (p->kind == TOKEN_WORD && parser_touches(p, 0) && parser_text(p).len == 1)
        parser_next(p);
    node->text = str_sub(p->text->bytes, start, p->last_end - start);
    return parser_done(p, node);
}

/* :1 is a parameter, :.5 is nothing. */
static bool is_whole_ahead(const struct parser *p)
{
    struct str next = sql_token_text(p->text, &p->text->tokens[parser_index_ahead(p, 1)]);
    return str_find_byte(next, '.') < 0;
}

static struct sql_node *parse_operator_operand(struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 1);
    switch (p->word) {
    case OP_OPEN:
        return parse_paren(p);
    case OP_OPEN_BRACKET:
        return parse_array(p);
    case OP_OPEN_BRACE:
        return parse_brace(p);
    case OP_STAR:
        return parse_star(p, NULL);
    case OP_HASH: /* DuckDB: #1 is the first column */
        if (kind == TOKEN_NUMBER && parser_touches(p, 1))
            return parse_marked_parameter(p);
        break;
    case OP_PERCENT: /* %s */
        if (kind == TOKEN_WORD && parser_touches(p, 1))
            return parse_marked_parameter(p);
        if (at_percent_parameter(p))
            return parse_percent_parameter(p);
        break;
    case OP_AT:
        if (kind == TOKEN_STRING || kind == TOKEN_QUOTED)
            return parse_macro(p);
        break;
    case OP_COLON:
        if (kind == TOKEN_WORD || (kind == TOKEN_NUMBER && is_whole_ahead(p)))
            return parse_marked_parameter(p);
        break;
    default:
        break;
    }
    return parser_opaque(p, p->at, "an expression");
}

/* Apart from parse_primary, so that plain names do not wait for what this needs. */
static __attribute__((noinline)) struct sql_node *parse_other_operand(struct parser *p)
{
    switch (p->kind) {
    case TOKEN_WORD:
        return parse_word_operand(p);
    case TOKEN_QUOTED:
    case TOKEN_MACRO_BRACE:
    case TOKEN_TEMPLATE:
        return parse_name_chain(p);
    case TOKEN_MACRO:
        return parser_at_macro(p) ? parse_macro(p) : parse_name_chain(p);
    case TOKEN_NUMBER:
        return parse_number(p);
    case TOKEN_STRING:
        return parse_string(p);
    case TOKEN_PARAMETER:
        return leaf(p, SQL_PARAMETER, parser_text(p));
    case TOKEN_OPERATOR:
        return parse_operator_operand(p);
    default:
        return parser_opaque(p, p->at, "an expression");
    }
}

struct sql_node *parse_primary(struct parser *p)
{
    return is_plain_operand(p) ? parse_name_chain(p) : parse_other_operand(p);
}

/* --- postfix --------------------------------------------------------------------------------- */

/* An element of a variant path: its case counts, whatever the dialect does with identifiers. */
static struct sql_node *path_ident(struct parser *p)
{
    if (p->kind == TOKEN_WORD) {
        struct sql_node *node = parser_node(p, SQL_IDENT, parser_text(p));
        parser_next(p);
        return parser_done(p, node);
    }
    if (p->kind == TOKEN_QUOTED) {
        struct sql_node *node = parser_node(p, SQL_IDENT, STR_EMPTY);
        node->text = sql_token_value(p->arena, p->text, p->at);
        if (!sql_is_word(p->dialect, node->text))
            node->flags = SQL_QUOTED | parser_quote_flag(p);
        parser_next(p);
        return parser_done(p, node);
    }
    return p->kind == TOKEN_STRING ? parse_string(p) : name_part(p);
}

/* ClickHouse: json.a.:Int64 reads the value of that type, json.^a the object below */
static struct sql_node *parse_json_part(struct parser *p, struct sql_node *left)
{
    bool typed = parser_word_ahead(p, 1) == OP_COLON;
    struct sql_node *node = parser_wrap(p, SQL_FIELD, typed ? STR(".:") : STR(".^"), left);
    parser_next(p);
    parser_next(p);
    bool quoted = typed && p->kind == TOKEN_QUOTED; /* json.a.:"Array(JSON)" */
    struct sql_node *part = typed && p->kind == TOKEN_WORD ? parse_type(p) : parser_ident(p);
    if (part && quoted)
        part->flags |= SQL_QUOTED | parser_quote_flag(p);
    node_add(node, part ? part : parser_opaque(p, p->at, "a type"));
    return parser_done(p, node);
}

static struct sql_node *parse_field(struct parser *p, struct sql_node *left)
{
    unsigned next = parser_word_ahead(p, 1);
    if (p->dialect->ternary && p->word == OP_DOT && (next == OP_COLON || next == OP_CARET))
        return parse_json_part(p, left);
    struct sql_node *node = parser_wrap(p, SQL_FIELD, word_text(p->word), left);
    parser_next(p);
    bool cased = p->dialect->colon_path;
    bool after_type = left->kind == SQL_FIELD && str_eq(left->text, STR(".:"));
    bool digit = p->kind != PARSER_END && byte_is_digit(parser_text(p).ptr[0]);
    bool after_index = left->kind == SQL_FIELD && str_eq(left->text, STR(":")) &&
                       !(left->last->flags & SQL_QUOTED) && left->last->text.len &&
                       byte_is_digit(left->last->text.ptr[0]);
    if ((after_type && digit) || after_index) /* ARRAY<t>.2 would be read as t > .2, a:0.b as 0. */
        node_add(node, parser_opaque(p, p->at, "a name behind a type"));
    else if (p->word == OP_STAR)
        node_add(node, parse_star(p, NULL));
    else if (p->kind == TOKEN_WORD && parser_word_ahead(p, 1) == OP_OPEN)
        node_add(node, parse_name_chain(p));
    else
        node_add(node, cased ? path_ident(p) : name_part(p));
    if (node->first == node->last)
        node_add(node, parser_opaque(p, p->at, "a field"));
    return parser_done(p, node);
}

static struct sql_node *parse_double_colon(struct parser *p, struct sql_node *left)
{
    bool optional = p->word == OP_CAST_OPTIONAL || p->word == OP_CAST_TRY;
    struct sql_node *node =
        parser_wrap(p, SQL_CAST, optional ? STR("TRY_CAST") : STR("CAST"), left);
    parser_next(p);
    node_add(node, parse_type(p));
    return parser_done(p, node);
}

static struct sql_node *slice_bound(struct parser *p)
{
    if (p->word == OP_COLON || p->word == OP_CLOSE_BRACKET)
        return parser_node(p, SQL_CONSTANT, STR_EMPTY);
    return parse_expression(p);
}

/* "[" index { "," index } "]" | "[" low ":" high [":" step] "]" */
static struct sql_node *parse_subscript(struct parser *p, struct sql_node *left)
{
    struct sql_node *node = parser_wrap(p, SQL_SUBSCRIPT, STR_EMPTY, left);
    bool no_colon = p->no_colon;
    if (parser_accept(p, OP_COLON)) /* a:['b'] */
        node->text = STR("PATH");
    parser_next(p);
    p->no_colon = true;
    node_add(node, slice_bound(p));
    while (p->word == OP_COLON || p->word == OP_COMMA || p->word == OP_CAST) {
        bool slice = p->word != OP_COMMA;
        if (p->word == OP_CAST) /* a[1::2] has an empty bound between the colons */
            node_add(node, parser_node(p, SQL_CONSTANT, STR_EMPTY));
        parser_next(p);
        if (slice)
            node->text = STR("SLICE");
        /* DuckDB writes a missing bound as '-'. */
        if (p->word == OP_MINUS && parser_word_ahead(p, 1) == OP_COLON)
            node_add(node, leaf(p, SQL_CONSTANT, STR("-")));
        else
            node_add(node, slice_bound(p));
    }
    p->no_colon = no_colon;
    parser_close(p, node, OP_CLOSE_BRACKET);
    return parser_done(p, node);
}

static struct sql_node *parse_factorial(struct parser *p, struct sql_node *left)
{
    struct sql_node *node = parser_wrap(p, SQL_UNARY, STR("!"), left);
    parser_next(p);
    return parser_done(p, node);
}

static bool at_path(const struct parser *p, const struct sql_node *left)
{
    unsigned kind = parser_kind_ahead(p, 1);
    bool base = left->kind == SQL_COLUMN || left->kind == SQL_FIELD ||
                left->kind == SQL_SUBSCRIPT || left->kind == SQL_CALL ||
                left->kind == SQL_PARAMETER || left->kind == SQL_CAST || left->kind == SQL_STRING ||
                (left->flags & SQL_PARENS);
    return p->dialect->colon_path && !p->no_colon && base &&
           (kind == TOKEN_WORD || kind == TOKEN_QUOTED || kind == TOKEN_NUMBER ||
            kind == TOKEN_STRING || parser_word_ahead(p, 1) == OP_OPEN_BRACKET);
}

struct sql_node *parse_postfix(struct parser *p, struct sql_node *left)
{
    switch (p->word) {
    case OP_DOT:
        return left->kind == SQL_OPAQUE || left->kind == SQL_STAR ? left : parse_field(p, left);
    case OP_CAST:
    case OP_CAST_S:
    case OP_CAST_TRY:
    case OP_CAST_OPTIONAL:
        return parse_double_colon(p, left);
    case OP_COLON:
        if (at_path(p, left) && parser_word_ahead(p, 1) == OP_OPEN_BRACKET)
            return parse_subscript(p, left);
        return at_path(p, left) ? parse_field(p, left) : left;
    case OP_BANG: /* Snowflake: model!PREDICT(...); DuckDB: 4! */
        if (p->dialect->stages)
            return parser_touches(p, 0) && parser_touches(p, 1) ? parse_field(p, left) : left;
        return p->dialect->string_alias || left->kind == SQL_OPAQUE ? left
                                                                    : parse_factorial(p, left);
    case OP_OPEN_BRACKET:
        return left->kind == SQL_OPAQUE ? left : parse_subscript(p, left);
    default:
        return left;
    }
}
