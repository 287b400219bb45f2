/* parse_type: data types.
 *
 *   type := name [ "(" parameters ")" | "<" fields ">" | "(" fields ")" ] { words } { "[" [n] "]" }
 * Element types are TYPE children, field names IDENT children before them; T[] is ARRAY<T>. */
#include "base/buf.h"
#include "base/limits.h"
#include "sql/parse_rules.h"
#include "sql/types.h"

/* Types whose parentheses hold types, not numbers. */
static bool holds_types(struct str name)
{
    static const char *const names[] = { "ARRAY",  "MAP",   "STRUCT",  "ROW",      "LIST",
                                         "TUPLE",  "UNION", "NESTED",  "NULLABLE", "LOWCARDINALITY",
                                         "OBJECT", "TABLE", "VARIANT", "VECTOR",   "RANGE" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(name, str_of(names[i])))
            return true;
    return false;
}

/* Consumes one '>' of ">", ">>" or ">>>". */
static bool accept_greater(struct parser *p)
{
    unsigned width = p->word == OP_GREATER         ? 1
                     : p->word == OP_SHIFT_RIGHT   ? 2
                     : p->word == OP_SHIFT_RIGHT_3 ? 3
                                                   : 0;
    if (width == 0)
        return false;
    if (p->half + 1u < width)
        p->half++;
    else
        parser_next(p);
    return true;
}

static bool at_greater(const struct parser *p)
{
    return p->word == OP_GREATER || p->word == OP_SHIFT_RIGHT || p->word == OP_SHIFT_RIGHT_3;
}

/* name [":"] type: whether a field's name stands here. */
static bool at_field_name(const struct parser *p)
{
    if (p->kind != TOKEN_WORD && p->kind != TOKEN_QUOTED)
        return false;
    unsigned kind = parser_kind_ahead(p, 1), word = parser_word_ahead(p, 1);
    if (p->kind == TOKEN_WORD && (word == WORD_WITH || word == WORD_WITHOUT || word == WORD_NOT))
        return false;
    if (parser_sees_text(p, "DOUBLE") || parser_sees_text(p, "CHARACTER") ||
        parser_sees_text(p, "CHAR"))
        if (word == WORD_NONE && kind == TOKEN_WORD) {
            struct str next = sql_token_text(p->text, &p->text->tokens[parser_index_ahead(p, 1)]);
            if (str_eq_fold(next, STR("PRECISION")) || str_eq_fold(next, STR("VARYING")))
                return false;
        }
    if (parser_sees_text(p, "INTERVAL") && parser_is_unit_ahead(p, 1))
        return false;
    return kind == TOKEN_WORD || kind == TOKEN_QUOTED || word == OP_COLON;
}

/* NOT NULL, COMMENT 'x', OPTIONS (...) behind a field's type belong to it. */
static void parse_field_words(struct parser *p, struct sql_node *type, bool angle)
{
    uint32_t from = p->at;
    while (p->kind == TOKEN_WORD || p->kind == TOKEN_STRING ||
           (p->word == OP_OPEN && p->at > from)) {
        if (parser_accept(p, OP_OPEN)) {
            parser_take_text(p, false);
            parser_end_text(p, OP_CLOSE);
        } else {
            parser_next(p);
        }
        if (angle && at_greater(p))
            break;
    }
    if (p->at == from)
        return;
    struct sql_node *words = parser_node(p, SQL_CLAUSE, parser_tokens(p, from, p->at));
    words->start = words->end = p->text->tokens[from].offset;
    node_add(type, parser_done(p, words));
}

static void parse_field(struct parser *p, struct sql_node *type, bool angle)
{
    if (p->kind == TOKEN_NUMBER || p->kind == TOKEN_STRING) {
        struct sql_node *size = parser_node(p, SQL_NUMBER, parser_text(p));
        parser_next(p);
        node_add(type, parser_done(p, size));
        return;
    }
    if (at_field_name(p)) {
        node_add(type, parser_ident(p));
        parser_accept(p, OP_COLON);
    }
    struct sql_node *element = parse_type(p);
    parse_field_words(p, element, angle);
    node_add(type, element);
}

static void parse_fields(struct parser *p, struct sql_node *type, bool angle)
{
    parser_next(p);
    while (p->kind != PARSER_END && p->word != OP_CLOSE && !(angle && at_greater(p))) {
        uint32_t at = p->at;
        parse_field(p, type, angle);
        if (!parser_accept(p, OP_COMMA) || p->at == at)
            break;
    }
    if (!angle)
        parser_close(p, type, OP_CLOSE);
    else if (!type->first || !accept_greater(p))
        node_add(type, parser_opaque(p, p->at, type->first ? "'>'" : "a type"));
}

/* "(10, 2)" as text */
static struct str parse_parameters(struct parser *p)
{
    struct buf out;
    buf_init(&out, p->arena, SIZE_MAX);
    buf_byte(&out, '(');
    parser_next(p);
    while (p->word != OP_CLOSE && p->kind != PARSER_END) {
        buf_add(&out, parser_take_text(p, true));
        if (parser_accept(p, OP_COMMA))
            buf_puts(&out, ", ");
        else if (p->word != OP_CLOSE)
            break;
    }
    parser_end_text(p, OP_CLOSE);
    buf_byte(&out, ')');
    return buf_str(&out);
}

static bool names_type(unsigned kind)
{
    return kind == TOKEN_WORD || kind == TOKEN_QUOTED || kind == TOKEN_MACRO ||
           kind == TOKEN_MACRO_BRACE || kind == TOKEN_TEMPLATE;
}

/* Names of more than one word. */
static struct str parse_type_name(struct parser *p)
{
    static const char *const seconds[][2] = {
        { "DOUBLE", "PRECISION" },   { "CHARACTER", "VARYING" }, { "CHAR", "VARYING" },
        { "NATIONAL", "CHARACTER" }, { "NATIONAL", "CHAR" },     { "LONG", "VARCHAR" },
        { "BIT", "VARYING" },        { "SIGNED", "INTEGER" },    { "UNSIGNED", "INTEGER" },
        { "NCHAR", "VARYING" }
    };
    struct str name = str_upper(p->arena, parser_text(p));
    bool quoted = p->kind == TOKEN_QUOTED;
    if (quoted)
        name = parser_text(p);
    parser_next(p);
    for (size_t i = 0; !quoted && i < sizeof seconds / sizeof seconds[0]; i++)
        if (str_eq(name, str_of(seconds[i][0])) && parser_accept_text(p, seconds[i][1]))
            return str_fmt(p->arena, "%s %s", seconds[i][0], seconds[i][1]);
    if (p->word != OP_DOT)
        return name;
    struct buf out;
    buf_init(&out, p->arena, SIZE_MAX);
    buf_add(&out, name);
    while (p->word == OP_DOT && names_type(parser_kind_ahead(p, 1))) {
        parser_next(p);
        bool plain = p->kind != TOKEN_QUOTED;
        buf_byte(&out, '.');
        buf_add(&out, plain ? str_upper(p->arena, parser_text(p)) : parser_text(p));
        parser_next(p);
    }
    name = buf_str(&out);
    return name;
}

/* WITH TIME ZONE, UNSIGNED, the fields of an INTERVAL: words that belong to the type's name. */
static struct str parse_type_words(struct parser *p, struct str name)
{
    static const char *const words[] = { "UNSIGNED", "SIGNED", "ZEROFILL" };
    uint32_t from = p->at;
    unsigned next = parser_word_ahead(p, 1);
    if ((p->word == WORD_WITH || p->word == WORD_WITHOUT) &&
        (next == WORD_TIME || str_eq(name, STR("TIMESTAMP")))) {
        while (p->word == WORD_WITH || p->word == WORD_WITHOUT || p->word == WORD_TIME ||
               p->word == WORD_ZONE || parser_sees_text(p, "LOCAL"))
            parser_next(p);
    } else if (str_eq(name, STR("INTERVAL"))) {
        while (parser_at_unit(p) || (p->word == WORD_TO && p->at > from))
            parser_next(p);
    } else {
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            parser_accept_text(p, words[i]);
        if (str_find(name, STR("CHAR")) >= 0 || str_find(name, STR("TEXT")) >= 0)
            parser_accept_text(p, "BINARY");
        if (p->word == WORD_CHARACTER && names_type(parser_kind_ahead(p, 2)) &&
            sql_token_is(p->text, parser_index_ahead(p, 1), "SET")) {
            parser_next(p);
            parser_next(p);
            parser_next(p);
        }
    }
    if (p->at == from)
        return name;
    return str_fmt(p->arena, "%.*s %.*s", STR_ARG(name),
                   STR_ARG(str_upper(p->arena, parser_tokens(p, from, p->at))));
}

/* { "[" [n] "]" } | ARRAY [ "[" n "]" ] */
static struct sql_node *parse_array_suffix(struct parser *p, struct sql_node *type)
{
    for (;;) {
        bool word = p->word == WORD_ARRAY;
        if (word)
            parser_next(p);
        struct str text = STR("ARRAY");
        if (p->word == OP_OPEN_BRACKET) {
            unsigned kind = parser_kind_ahead(p, 1);
            if (kind != TOKEN_NUMBER && parser_word_ahead(p, 1) != OP_CLOSE_BRACKET)
                return type;
            parser_next(p);
            if (p->kind == TOKEN_NUMBER) {
                text = str_fmt(p->arena, "ARRAY[%.*s]", STR_ARG(parser_text(p)));
                parser_next(p);
            }
            parser_end_text(p, OP_CLOSE_BRACKET);
        } else if (!word) {
            return type;
        }
        type = parser_done(p, parser_wrap(p, SQL_TYPE, text, type));
        if (type->height > 2 * LIMIT_sql_depth)
            return parser_opaque(p, p->at, "fewer array dimensions");
    }
}

static struct sql_node *parse_plain_type(struct parser *p)
{
    struct sql_node *type = parser_node(p, SQL_TYPE, STR_EMPTY);
    if (p->kind == TOKEN_MACRO || p->kind == TOKEN_MACRO_BRACE || p->kind == TOKEN_TEMPLATE)
        return parser_at_macro(p) ? parse_macro(p) : parser_ident(p);
    if (p->kind != TOKEN_WORD && p->kind != TOKEN_QUOTED)
        return parser_opaque(p, p->at, "a data type");
    bool quoted = p->kind == TOKEN_QUOTED;
    struct str name = parse_type_name(p);
    bool nested = holds_types(name);
    struct str parameters = STR_EMPTY;
    if (p->word == OP_LESS && nested && !str_eq(name, STR("VARIANT"))) { /* else x::INT < 5 */
        parse_fields(p, type, true);
    } else if (p->word == OP_NOT_EQUAL_SQL && nested) {
        parser_next(p); /* STRUCT<> */
    } else if (p->word == OP_OPEN && nested) {
        parse_fields(p, type, false);
    } else if (p->word == OP_OPEN) {
        parameters = parse_parameters(p);
    }
    if (nested && !type->first && p->word == OP_OPEN)
        node_add(type, parser_opaque(p, p->at, "one list"));
    if (!type->first && !quoted) /* else the form would put the words in front of the list */
        name = parse_type_words(p, name);
    name = type_canonical(p->dialect, name);
    if (p->word == OP_OPEN && !nested && !parameters.len)
        parameters = parse_parameters(p);
    type->text = parameters.len ? str_concat(p->arena, name, parameters) : name;
    return parser_done(p, type);
}

struct sql_node *parse_constructor_type(struct parser *p)
{
    if (!parser_enter(p))
        return parser_opaque(p, p->at, "less nesting (limit sql_depth)");
    struct sql_node *type = parse_plain_type(p);
    parser_leave(p);
    return type;
}

struct sql_node *parse_type(struct parser *p)
{
    struct sql_node *type = parse_constructor_type(p);
    return type->kind == SQL_TYPE ? parse_array_suffix(p, type) : type;
}
