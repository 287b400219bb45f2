/* parse_call: function calls, their special arguments, and OVER.
 *
 *   call   := name "(" [DISTINCT | ALL] { argument } ")" suffix
 *   suffix := [WITHIN GROUP (...)] [FILTER (...)] [IGNORE NULLS | RESPECT NULLS] [OVER ...]
 * Arguments of the SQL standard that are not separated by commas (EXTRACT(x FROM y)) keep the word
 * between them as an EXTRACT_PART. */
#include "sql/form_parens.h"
#include "sql/parse_rules.h"
#include "sql/types.h"
#include "sql/units.h"

/* --- items ----------------------------------------------------------------------------------- */

/* "name =>" or "name :=" */
static bool at_named_arg(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    return (next == OP_ARROW || next == OP_ASSIGN) &&
           (p->kind == TOKEN_WORD || p->kind == TOKEN_QUOTED || p->kind == TOKEN_MACRO);
}

static struct sql_node *parse_named_arg(struct parser *p)
{
    struct sql_node *arg = parser_node(p, SQL_NAMED_ARG, STR_EMPTY);
    struct str value = sql_token_value(p->arena, p->text, p->at);
    struct sql_node *name = parser_ident_from(p, value, p->kind == TOKEN_QUOTED);
    arg->text = name->text;
    arg->flags |= name->flags;
    parser_next(p);
    parser_next(p);
    struct sql_node *lambda = parse_lambda(p);
    if (lambda)
        node_add(arg, lambda);
    else
        node_add(arg, parser_at_query(p) ? parse_query(p) : parse_expression(p));
    return parser_done(p, arg);
}

/* An alias behind AS: one name, a string, or a list of names. */
static struct sql_node *parse_as(struct parser *p, struct sql_node *item)
{
    struct sql_node *aliased = parser_wrap(p, SQL_ALIASED, STR_EMPTY, item);
    parser_next(p);
    if (p->word == OP_OPEN) {
        node_add(aliased, parser_ident_list(p, SQL_COLUMN_NAMES));
    } else if (p->kind == TOKEN_STRING) {
        node_add(aliased, parser_quoted_ident(p));
    } else {
        bool odd = p->kind == TOKEN_NUMBER || p->kind == TOKEN_PARAMETER;
        struct sql_node *name = odd                  ? parser_number_ident(p)
                                : parser_at_macro(p) ? parse_macro(p) /* AS @SQL('@{x}_y') */
                                                     : parser_ident(p);
        node_add(aliased, name ? name : parser_opaque(p, p->at, "a name"));
    }
    return parser_done(p, aliased);
}

/* A name that starts an expression and nothing else: behind the parameter of a lambda stands an
 * arrow or a type, behind the name of an argument => or :=. */
static bool at_plain_name(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    return p->kind == TOKEN_WORD && p->word == WORD_NONE &&
           parser_kind_ahead(p, 1) == TOKEN_OPERATOR && next != OP_LARROW && next != OP_ARROW &&
           next != OP_ASSIGN;
}

struct sql_node *parse_item_unsettled(struct parser *p)
{
    struct sql_node *item = at_plain_name(p) ? parse_expression(p) : parse_lambda(p);
    if (!item && at_named_arg(p))
        item = parse_named_arg(p);
    else if (!item)
        item = parser_at_query(p) ? parse_query(p) : parse_expression(p);
    if (item->kind == SQL_SUBQUERY && parser_at_set_operator(p))
        item = parse_subquery_rest(p, item);
    return p->word == WORD_AS ? parse_as(p, item) : item;
}

struct sql_node *parse_item(struct parser *p)
{
    uint32_t from = p->at;
    struct sql_node *item = parse_item_unsettled(p);
    return parser_settle(p, from, item);
}

void parse_items(struct parser *p, struct sql_node *parent, unsigned closing)
{
    while (p->word != OP_CLOSE && p->word != OP_CLOSE_BRACKET && p->word != OP_CLOSE_BRACE &&
           p->kind != PARSER_END) {
        node_add(parent, parse_item(p));
        if (!parser_accept(p, OP_COMMA))
            break;
    }
    if (closing)
        parser_close(p, parent, closing);
}

/* --- lambdas --------------------------------------------------------------------------------- */

/* Tokens up to and including "->" when a lambda starts here, else 0. */
static unsigned lambda_head(const struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 1);
    if (p->word == WORD_LAMBDA && (kind == TOKEN_WORD || kind == TOKEN_QUOTED)) {
        unsigned next = parser_word_ahead(p, 2);
        return next == OP_COMMA || next == OP_COLON ? 1 : 0;
    }
    if (p->dialect->arrow_is_json || p->word == WORD_NOT ||
        (p->word == OP_OPEN && parser_word_ahead(p, 1) == WORD_NOT)) /* (NOT a) -> b */
        return 0;
    unsigned n = 0;
    if (p->word == OP_OPEN) {
        for (n = 1;
             parser_kind_ahead(p, n) == TOKEN_WORD || parser_kind_ahead(p, n) == TOKEN_QUOTED ||
             parser_kind_ahead(p, n) == TOKEN_MACRO || parser_word_ahead(p, n) == OP_COMMA;
             n++)
            if (n > 64)
                return 0;
        if (parser_word_ahead(p, n) != OP_CLOSE)
            return 0;
    } else if (p->kind != TOKEN_WORD && p->kind != TOKEN_QUOTED && p->kind != TOKEN_MACRO) {
        return 0;
    } else if (parser_kind_ahead(p, 1) == TOKEN_WORD && parser_word_ahead(p, 2) == OP_LARROW) {
        n = 1; /* a typed parameter: x INT -> ... */
    }
    return parser_word_ahead(p, n + 1) == OP_LARROW ? n + 2 : 0;
}

/* j -> '$.a' reads JSON where the dialect has both meanings. */
static bool is_json_arrow(const struct parser *p, unsigned head)
{
    unsigned kind = parser_kind_ahead(p, head);
    return p->dialect->arrow_is_both && p->word != OP_OPEN &&
           (kind == TOKEN_STRING || kind == TOKEN_NUMBER);
}

static bool is_literal(const struct sql_node *node)
{
    return node->kind == SQL_STRING || node->kind == SQL_NUMBER;
}

/* j -> 'a' with more around it, when the form, too, has a literal behind the arrow. */
static struct sql_node *parse_json_arrow(struct parser *p)
{
    uint32_t from = p->at;
    struct sql_node *item = parse_expression(p);
    const struct sql_node *right = NULL;
    for (const struct sql_node *node = item; node; node = node->first)
        if (node->kind == SQL_BINARY && str_eq(node->text, STR("->")))
            right = node->first->next;
    if (right && !form_is_literal_cast(right) && !is_literal(form_leftmost(right)))
        return parser_opaque(p, from, "a literal behind ->");
    return item;
}

/* [type] behind a parameter's name */
static void parse_lambda_names(struct parser *p, struct sql_node *names)
{
    while (p->word != OP_CLOSE && p->word != OP_LARROW && p->word != OP_COLON &&
           p->kind != PARSER_END) {
        struct sql_node *name = parser_ident(p);
        if (!name)
            break;
        node_add(names, name);
        if (p->kind == TOKEN_WORD)
            node_add(names, parse_type(p));
        if (!parser_accept(p, OP_COMMA))
            break;
    }
}

struct sql_node *parse_lambda(struct parser *p)
{
    unsigned head = lambda_head(p);
    if (head == 0)
        return NULL;
    if (is_json_arrow(p, head))
        return parse_json_arrow(p);
    struct sql_node *lambda = parser_node(p, SQL_LAMBDA, STR_EMPTY);
    struct sql_node *names = parser_node(p, SQL_COLUMN_NAMES, STR_EMPTY);
    bool word = p->word == WORD_LAMBDA && head == 1;
    bool parens = p->word == OP_OPEN;
    if (word || parens)
        parser_next(p);
    parse_lambda_names(p, names);
    if (parens)
        parser_end_text(p, OP_CLOSE);
    node_add(lambda, parser_done(p, names));
    parser_accept(p, word ? OP_COLON : OP_LARROW);
    struct sql_node *body = parse_expression(p);
    /* Without parentheses, x -> 1 would be read as JSON. */
    if (p->dialect->arrow_is_both && is_literal(form_leftmost(body)))
        lambda->flags |= SQL_PARENS;
    node_add(lambda, p->word == WORD_AS ? parse_as(p, body) : body);
    return parser_done(p, lambda);
}

/* --- arguments ------------------------------------------------------------------------------- */

static struct sql_node *part(struct parser *p, struct str text)
{
    struct sql_node *node = parser_node(p, SQL_EXTRACT_PART, text);
    parser_next(p);
    return parser_done(p, node);
}

/* The words in front of a special first argument: TRIM(BOTH ...), EXTRACT(part FROM ...). */
static void parse_leading_part(struct parser *p, struct sql_node *call)
{
    bool trim = str_eq(call->text, STR("TRIM"));
    if (trim && (p->word == WORD_BOTH || p->word == WORD_LEADING || p->word == WORD_TRAILING)) {
        node_add(call, part(p, word_text(p->word)));
        return;
    }
    if (!str_eq(call->text, STR("EXTRACT")) && !str_eq(call->text, STR("DATE_PART")))
        return;
    bool inner = parser_word_ahead(p, 1) == OP_OPEN && parser_kind_ahead(p, 2) == TOKEN_WORD &&
                 parser_word_ahead(p, 3) == OP_CLOSE;
    unsigned n = inner ? 4 : 1; /* WEEK(MONDAY) */
    if (p->word == WORD_FROM || parser_word_ahead(p, n) != WORD_FROM)
        return;
    struct sql_node *node = parser_node(p, SQL_EXTRACT_PART, STR_EMPTY);
    struct str text = STR_EMPTY;
    for (; n; n--) {
        text = str_concat(p->arena, text, str_upper(p->arena, parser_text(p)));
        parser_next(p);
    }
    node->text = text;
    node_add(call, parser_done(p, node));
}

/* A word that separates arguments: SUBSTRING(x FROM 1 FOR 2). */
static bool at_separator(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1);
    return (p->word == WORD_FROM || p->word == WORD_FOR || p->word == WORD_PLACING ||
            p->word == WORD_USING || p->word == WORD_TO) &&
           next != OP_COMMA && next != OP_CLOSE && next != OP_DOT;
}

static bool sees_null_treatment(const struct parser *p)
{
    return parser_sees2(p, WORD_IGNORE, WORD_NULLS) || parser_sees2(p, WORD_RESPECT, WORD_NULLS);
}

/* Words behind an argument that say how the function treats its input. */
static bool at_tail(const struct parser *p)
{
    static const char *const tails[] = { "SEPARATOR",     "ON",       "RETURNING", "ABSENT",
                                         "WITH",          "WITHOUT",  "NULL",      "FORMAT",
                                         "ERROR",         "EMPTY",    "DEFAULT",   "COLUMNS",
                                         "PASSING",       "KEEP",     "NULLS",     "OMIT",
                                         "MAXDIM",        "STRICT",   "OBJECT",    "CONDITIONAL",
                                         "UNCONDITIONAL", "PARTITION" };
    char c = p->kind == TOKEN_WORD ? byte_upper(parser_text(p).ptr[0]) : '\0';
    for (size_t i = 0; c && i < sizeof tails / sizeof tails[0]; i++)
        if (tails[i][0] == c && str_eq_fold(parser_text(p), str_of(tails[i])))
            return true;
    return false;
}

static bool has_arrow(const struct parser *p, uint32_t from, uint32_t to)
{
    while (from < to && p->text->tokens[from].word != OP_LARROW)
        from++;
    return from < to;
}

/* IGNORE NULLS, HAVING MAX x, ON OVERFLOW TRUNCATE ...: words as they stand. */
static struct sql_node *parse_tail(struct parser *p)
{
    struct sql_node *clause = parser_node(p, SQL_CLAUSE, STR_EMPTY);
    if (sees_null_treatment(p)) {
        bool ignore = p->word == WORD_IGNORE;
        clause->text = ignore ? STR("IGNORE NULLS") : STR("RESPECT NULLS");
        parser_next(p);
        parser_next(p);
    } else if (p->word == WORD_HAVING || p->word == WORD_SEPARATOR) {
        clause->text = word_text(p->word);
        parser_next(p);
        if (parser_sees_text(p, "MAX") || parser_sees_text(p, "MIN")) {
            clause->text =
                str_fmt(p->arena, "HAVING %.*s", STR_ARG(str_upper(p->arena, parser_text(p))));
            parser_next(p);
        }
        node_add(clause, parse_expression(p));
    } else if (parser_accept_text(p, "PASSING")) { /* XMLTABLE, JSON_TABLE: what is taken apart */
        clause->text = STR("PASSING");
        if (parser_accept(p, WORD_BY)) {
            clause->text =
                str_fmt(p->arena, "PASSING BY %.*s", STR_ARG(str_upper(p->arena, parser_text(p))));
            parser_next(p);
        }
        do
            node_add(clause, parse_item_unsettled(p));
        while (parser_accept(p, OP_COMMA));
    } else {
        uint32_t from = p->at;
        clause->text = parser_take_text(p, p->word != WORD_COLUMNS);
        if (has_arrow(p, from, p->at)) /* x NULL -> 1 is a lambda, and (x) NULL -> 1 nothing */
            node_add(clause, parser_opaque(p, from, "a comma"));
    }
    return parser_done(p, clause);
}

/* IGNORE NULLS stands inside or behind the parentheses, before or after ORDER BY: in the tree it
 * stands behind the last argument. */
static void add_null_treatment(struct sql_node *call, struct sql_node *clause)
{
    struct sql_node *before = NULL;
    for (struct sql_node *c = call->first; c; c = c->next)
        if (c->kind != SQL_ORDER_BY && c->kind != SQL_LIMIT && c->kind != SQL_OFFSET &&
            c->kind != SQL_WITHIN && c->kind != SQL_FILTER && c->kind != SQL_OVER &&
            !(c->kind == SQL_CLAUSE && (c->flags & SQL_PARENS)))
            before = c;
    if (!before || before->kind == SQL_SELECT || before->kind == SQL_SETOP) {
        clause->flags |= SQL_PARENS; /* behind the parentheses: inside it would be something else */
        node_add(call, clause);
        return;
    }
    struct sql_node *after = before->next, *last = call->last;
    before->next = NULL;
    call->last = before;
    node_add(call, clause);
    clause->next = after;
    if (after)
        call->last = last;
}

/* What may stand behind an argument without a comma; false when nothing does. */
static bool parse_argument_tail(struct parser *p, struct sql_node *call)
{
    if (parser_sees2(p, WORD_ORDER, WORD_BY)) {
        node_add(call, parse_order_by(p));
    } else if (p->word == WORD_LIMIT) {
        uint32_t from = p->at;
        struct sql_node *offset = NULL, *limit = parse_limit(p, &offset);
        node_add(call, limit->text.len ? parser_opaque(p, from, "no more than a number") : limit);
        node_add(call, offset);
    } else if (p->word == WORD_OFFSET) {
        node_add(call, parse_offset(p));
    } else if (p->word == WORD_WHERE) {
        struct sql_node *where = parser_node(p, SQL_WHERE, STR_EMPTY);
        parser_next(p);
        node_add(where, parse_expression(p));
        node_add(call, parser_done(p, where));
    } else if (sees_null_treatment(p)) {
        add_null_treatment(call, parse_tail(p));
    } else if (at_tail(p) || p->word == WORD_HAVING) {
        node_add(call, parse_tail(p));
    } else {
        return false;
    }
    return true;
}

/* KEY 'a' VALUE 1 and 'a': 1 in JSON_OBJECT */
static bool parse_json_value(struct parser *p, struct sql_node *call)
{
    bool colon = p->word == OP_COLON && !p->dialect->colon_path;
    unsigned next = parser_word_ahead(p, 1);
    if (p->word != WORD_VALUE && !colon)
        return false;
    bool none = next == OP_COMMA || next == OP_CLOSE; /* that comma would be lost */
    node_add(call, none ? parser_opaque(p, p->at, "a value") : part(p, word_text(p->word)));
    return true;
}

/* CONVERT(INT, x) of T-SQL, CONVERT(x, SIGNED INTEGER) of MySQL */
static bool at_type_argument(const struct parser *p, const struct sql_node *call)
{
    bool convert = str_eq(call->text, STR("CONVERT")) || str_eq(call->text, STR("TRY_CONVERT"));
    if (!convert || p->kind != TOKEN_WORD)
        return false;
    if (!call->first)
        return (p->dialect->types & TYPES_TSQL) ||
               ((p->dialect->types & TYPES_POSTGRES) && type_is_known(parser_text(p)));
    return p->dialect->bars_are_or && call->last->kind != SQL_EXTRACT_PART;
}

/* Words that look like columns and are none: a type, a character set behind USING, the name of an
 * XML element. NULL when the argument is an ordinary one. */
static struct sql_node *parse_special_argument(struct parser *p, const struct sql_node *call)
{
    if (at_type_argument(p, call))
        return parse_type(p);
    bool part = call->last && call->last->kind == SQL_EXTRACT_PART;
    if (part && str_eq(call->last->text, STR("NAME")))
        return parser_ident(p);
    if (!part || !str_eq(call->last->text, STR("USING")) || parser_word_ahead(p, 1) != OP_CLOSE)
        return NULL;
    if (p->kind != TOKEN_WORD)
        return NULL;
    struct sql_node *charset = parser_node(p, SQL_CONSTANT, str_upper(p->arena, parser_text(p)));
    parser_next(p);
    return parser_done(p, charset);
}

/* TABLE t, KEY 'a', VARIADIC x, MODEL m, NAME n: a word says what the argument is. */
static bool at_argument_kind(const struct parser *p)
{
    unsigned kind = parser_kind_ahead(p, 1);
    if (kind != TOKEN_WORD && kind != TOKEN_QUOTED && kind != TOKEN_STRING && kind != TOKEN_NUMBER)
        return false;
    if (kind == TOKEN_NUMBER && p->word != WORD_VARIADIC)
        return false;
    unsigned next = parser_word_ahead(p, 1);
    if ((word_flags(next) & (WORD_RESERVED | WORD_CLAUSE | WORD_NO_ALIAS)) || next == WORD_TABLE)
        return false;
    return p->word == WORD_TABLE || p->word == WORD_KEY || p->word == WORD_VARIADIC ||
           p->word == WORD_NAME || parser_sees_text(p, "MODEL");
}

/* Whether a word that would separate arguments is a column here, behind signs that the form leaves
 * out. */
static bool hides_separator(struct parser *p)
{
    uint32_t from = p->at;
    while (p->word == OP_OPEN || p->word == OP_BANG || p->word == WORD_NOT)
        parser_next(p);
    bool hides = p->at > from && at_separator(p) && p->word != WORD_FROM;
    parser_seek(p, from);
    return hides;
}

static void parse_argument(struct parser *p, struct sql_node *call)
{
    uint32_t from = p->at;
    if (hides_separator(p)) {
        node_add(call, parser_opaque(p, from, "a column"));
        return;
    }
    if (at_separator(p)) {
        node_add(call, part(p, word_text(p->word)));
        from = p->at;
    } else if ((!call->last || call->last->kind != SQL_EXTRACT_PART) && at_argument_kind(p)) {
        node_add(call, part(p, str_upper(p->arena, parser_text(p))));
    }
    struct sql_node *item = parse_special_argument(p, call);
    bool special = item != NULL;
    item = item ? item : parse_item_unsettled(p);
    bool using = call->last && call->last->kind == SQL_EXTRACT_PART &&
                 str_eq(call->last->text, STR("USING"));
    bool charset = using && !special && item->kind == SQL_COLUMN; /* in quotes or parentheses */
    bool ok = parser_at_stop(p) || at_separator(p) || at_tail(p) || sees_null_treatment(p) ||
              p->word == WORD_VALUE || p->word == OP_COLON;
    /* A query would take the next argument for a table or a column. */
    const struct sql_node *value = item->kind == SQL_NAMED_ARG ? item->first : item;
    bool query = (value->kind == SQL_SELECT || value->kind == SQL_SETOP) && p->word == OP_COMMA;
    node_add(call, ok && !charset && !query ? item : parser_opaque(p, from, "a comma"));
}

/* Whether an argument may stand here: behind a comma or a word that separates, or first. */
static bool may_be_argument(const struct parser *p, const struct sql_node *call, bool comma)
{
    return comma || !call->last || call->last->kind == SQL_EXTRACT_PART || at_separator(p);
}

/* { argument [ "," ] tail } up to ")" */
static void parse_arguments(struct parser *p, struct sql_node *call)
{
    /* comma: nothing stands before this argument that it could belong to */
    bool returning = p->word == WORD_RETURNING && parser_kind_ahead(p, 1) == TOKEN_WORD;
    bool comma = !parser_sees2(p, WORD_ORDER, WORD_BY) && !returning;
    parse_leading_part(p, call);
    while (p->word != OP_CLOSE && p->kind != PARSER_END) {
        uint32_t at = p->at;
        if (comma || (!parse_argument_tail(p, call) && !parse_json_value(p, call))) {
            if (may_be_argument(p, call, comma))
                parse_argument(p, call);
            else
                node_add(call, parser_opaque(p, at, "a comma"));
        }
        comma = parser_accept(p, OP_COMMA);
        if (p->at == at)
            return;
    }
}

/* --- units of time --------------------------------------------------------------------------- */

/* Makes a bare word that is a unit a CONSTANT; false when the argument is no unit. */
static bool mark_unit(struct parser *p, const struct sql_node *call, struct sql_node *arg)
{
    if (arg && arg->kind == SQL_CALL && str_eq(arg->text, STR("WEEK")) && arg->first)
        return mark_unit(p, call, arg->first); /* WEEK(MONDAY) */
    if (arg && arg->kind == SQL_STRING && !(arg->flags & SQL_PREFIXED) &&
        str_eq(call->text, STR("DATE_TRUNC")) && unit_of_function(arg->text)) {
        arg->text = str_upper(p->arena, arg->text); /* the case of a unit has no meaning */
        return true;
    }
    bool bare = arg && arg->kind == SQL_COLUMN && arg->first == arg->last &&
                arg->first->kind == SQL_IDENT && !(arg->flags & SQL_PARENS);
    if (!bare || !unit_of_function(arg->first->text))
        return false;
    if (arg->first->flags & SQL_SPELLED) { /* "YEAR" is a column */
        arg->first->flags |= SQL_QUOTED | parser_quote_flag(p);
        return true;
    }
    arg->kind = SQL_CONSTANT;
    arg->text = str_upper(p->arena, arg->first->text);
    arg->first = arg->last = NULL;
    return true;
}

/* Whether mark_unit has to look; most arguments are more than one word. */
static bool may_be_unit(const struct sql_node *arg)
{
    bool bare = arg->kind == SQL_COLUMN && arg->first == arg->last;
    return bare || arg->kind == SQL_STRING || arg->kind == SQL_CALL;
}

static void mark_date_units(struct parser *p, struct sql_node *call)
{
    struct sql_node *args[3] = { NULL };
    size_t count = 0;
    bool may_be = false;
    for (struct sql_node *c = call->first; c; c = c->next, count++) {
        may_be = may_be || may_be_unit(c);
        if (count < 3)
            args[count] = c;
    }
    if (!may_be)
        return;
    enum unit_place place = unit_place_in(p->dialect, call->text, count);
    if (place == UNIT_FIRST_OR_THIRD)
        (void)(args[0]->kind == SQL_STRING || mark_unit(p, call, args[0]) ||
               mark_unit(p, call, args[2]));
    else if (place != UNIT_NOWHERE)
        mark_unit(p, call, args[place - UNIT_FIRST]);
}

/* Snowflake: SEMANTIC_VIEW(view METRICS ... DIMENSIONS ...): the view is read like a table. */
static void parse_semantic_view(struct parser *p, struct sql_node *call)
{
    node_add(call, parse_table_name(p));
    struct sql_node *words = parser_node(p, SQL_CLAUSE, STR_EMPTY);
    words->text = parser_take_text(p, false);
    node_add(call, parser_done(p, words));
}

struct sql_node *parse_call(struct parser *p, uint32_t start, struct str name)
{
    struct sql_node *call = parser_node(p, SQL_CALL, name);
    call->start = p->text->tokens[start].offset;
    bool no_colon = p->no_colon, no_in = p->no_in, in_arguments = p->in_arguments;
    p->no_colon = false;
    p->no_in = false;
    p->in_arguments = true;
    parser_next(p);
    if (p->word == WORD_DISTINCT) {
        call->flags |= SQL_DISTINCT;
        parser_next(p);
    } else if (p->word == WORD_ALL && parser_word_ahead(p, 1) != OP_CLOSE &&
               parser_word_ahead(p, 1) != OP_COMMA && parser_word_ahead(p, 1) != OP_OPEN &&
               parser_word_ahead(p, 1) != OP_DOT && parser_word_ahead(p, 1) != WORD_DISTINCT) {
        parser_next(p);
    }
    if (str_eq(name, STR("SEMANTIC_VIEW")))
        parse_semantic_view(p, call);
    parse_arguments(p, call);
    mark_date_units(p, call);
    p->no_colon = no_colon;
    p->no_in = no_in;
    parser_close(p, call, OP_CLOSE);
    /* ClickHouse: quantile(0.5)(x) has two lists of arguments. */
    if (p->word == OP_OPEN && p->dialect->ternary) {
        struct sql_node *more = parser_node(p, SQL_TUPLE, STR("PARAMETERS"));
        node_move_children(more, call);
        node_add(call, parser_done(p, more));
        parser_next(p);
        if (parser_accept(p, WORD_DISTINCT))
            call->flags |= SQL_DISTINCT;
        parse_arguments(p, call);
        parser_close(p, call, OP_CLOSE);
    }
    p->in_arguments = in_arguments;
    parse_call_suffix(p, call);
    return parser_done(p, call);
}

/* --- suffixes -------------------------------------------------------------------------------- */

/* WITHIN GROUP ( ORDER BY ... ) */
static void parse_within(struct parser *p, struct sql_node *call)
{
    struct sql_node *within = parser_node(p, SQL_WITHIN, STR_EMPTY);
    for (int i = 0; i < 3; i++)
        parser_next(p);
    if (parser_sees2(p, WORD_ORDER, WORD_BY))
        node_add(within, parse_order_by(p));
    parser_close(p, within, OP_CLOSE);
    node_add(call, parser_done(p, within));
}

/* FILTER ( [WHERE] condition ) */
static void parse_filter(struct parser *p, struct sql_node *call)
{
    struct sql_node *filter = parser_node(p, SQL_FILTER, STR_EMPTY);
    parser_next(p);
    parser_next(p);
    parser_accept(p, WORD_WHERE);
    node_add(filter, parse_expression(p));
    parser_close(p, filter, OP_CLOSE);
    node_add(call, parser_done(p, filter));
}

/* Hive: TRANSFORM (a, b) [ROW FORMAT ...] USING 'script' [AS (...)] [ROW FORMAT ...]: a program
 * makes the rows. */
static bool at_script(const struct parser *p, const struct sql_node *call)
{
    bool using = p->word == WORD_USING && parser_kind_ahead(p, 1) == TOKEN_STRING;
    bool row = p->word == WORD_ROW && parser_word_ahead(p, 1) == WORD_FORMAT;
    return (p->dialect->types & TYPES_SPARK) && (using || row) &&
           str_eq(call->text, STR("TRANSFORM"));
}

static void take_script(struct parser *p)
{
    while (p->word != WORD_FROM && p->word != OP_CLOSE && p->kind != PARSER_END) {
        if (parser_accept(p, OP_OPEN)) {
            parser_take_text(p, false);
            parser_end_text(p, OP_CLOSE);
        } else {
            parser_next(p);
        }
    }
}

/* KEEP (...), FROM FIRST, FROM LAST; false when none of this stands here. */
static bool take_clause_suffix(struct parser *p, const struct sql_node *call)
{
    unsigned next = parser_word_ahead(p, 1);
    if (p->word == WORD_FROM && (next == WORD_FIRST || next == WORD_LAST) &&
        (parser_word_ahead(p, 2) == WORD_OVER || parser_word_ahead(p, 2) == WORD_IGNORE ||
         parser_word_ahead(p, 2) == WORD_RESPECT)) {
        parser_next(p);
        parser_next(p);
        return true;
    }
    if (at_script(p, call)) {
        take_script(p);
        return true;
    }
    if (p->dialect->prefix_alias && parser_accept_text(p, "EXPORT_STATE"))
        return true; /* DuckDB: the state of an aggregate */
    if (next != OP_OPEN || (p->word != WORD_KEEP && !parser_sees_text(p, "AGAINST") &&
                            !(p->word == WORD_APPLY && p->dialect->ternary)))
        return false;
    parser_next(p); /* MATCH (a) AGAINST ('x') */
    parser_next(p);
    parser_take_text(p, false);
    parser_end_text(p, OP_CLOSE);
    return true;
}

static bool parse_clause_suffix(struct parser *p, struct sql_node *call)
{
    uint32_t from = p->at, start = p->start;
    if (!take_clause_suffix(p, call))
        return false;
    struct sql_node *clause = node_at(p->arena, SQL_CLAUSE, parser_tokens(p, from, p->at), start);
    clause->flags |= SQL_PARENS; /* stands behind the parentheses */
    node_add(call, parser_done(p, clause));
    return true;
}

/* IGNORE NULLS behind a call; as the end of an argument, f(g(x) IGNORE NULLS), it is the outer
 * function's. */
static bool at_null_treatment(const struct parser *p)
{
    if (!sees_null_treatment(p) || !p->in_arguments)
        return sees_null_treatment(p);
    unsigned after = parser_word_ahead(p, 2);
    return after != OP_CLOSE && after != WORD_ORDER && after != WORD_LIMIT;
}

/* What a macro is called with is its own: there it stays behind. */
static void parse_null_treatment(struct parser *p, struct sql_node *call)
{
    struct sql_node *clause = parse_tail(p);
    if (call->kind != SQL_MACRO) {
        add_null_treatment(call, clause);
        return;
    }
    clause->flags |= SQL_PARENS; /* behind the parentheses */
    node_add(call, clause);
}

void parse_call_suffix(struct parser *p, struct sql_node *call)
{
    while (p->kind == TOKEN_WORD) {
        unsigned next = parser_word_ahead(p, 1);
        if (p->word == WORD_WITHIN && next == WORD_GROUP && parser_word_ahead(p, 2) == OP_OPEN)
            parse_within(p, call);
        else if (p->word == WORD_FILTER && next == OP_OPEN)
            parse_filter(p, call);
        else if (at_null_treatment(p))
            parse_null_treatment(p, call);
        else if (p->word == WORD_OVER &&
                 (next == OP_OPEN || parser_kind_ahead(p, 1) != TOKEN_OPERATOR))
            node_add(call, parse_over(p));
        else if (!parse_clause_suffix(p, call))
            return;
    }
}

/* --- OVER ------------------------------------------------------------------------------------ */

/* UNBOUNDED (PRECEDING | FOLLOWING) | CURRENT ROW | expression (PRECEDING | FOLLOWING) */
static struct str parse_frame_bound(struct parser *p, struct sql_node *frame)
{
    struct str head = STR("?");
    if (parser_accept2(p, WORD_CURRENT, WORD_ROW))
        return STR("CURRENT ROW");
    if (parser_accept(p, WORD_UNBOUNDED))
        head = STR("UNBOUNDED");
    else
        node_add(frame, parse_operand(p, PREC_OTHER));
    if (p->word != WORD_PRECEDING && p->word != WORD_FOLLOWING)
        return head;
    struct str out = str_fmt(p->arena, "%.*s %.*s", STR_ARG(head), STR_ARG(word_text(p->word)));
    parser_next(p);
    return out;
}

/* EXCLUDE (CURRENT ROW | GROUP | TIES | NO OTHERS); "" for anything else. */
static struct str parse_frame_exclude(struct parser *p)
{
    static const char *const words[][2] = {
        { "CURRENT", "ROW" }, { "GROUP", NULL }, { "TIES", NULL }, { "NO", "OTHERS" }
    };
    for (size_t i = 0; p->word == WORD_EXCLUDE && i < sizeof words / sizeof words[0]; i++) {
        const char *second = words[i][1];
        if (!sql_token_is(p->text, parser_index_ahead(p, 1), words[i][0]) ||
            (second && !sql_token_is(p->text, parser_index_ahead(p, 2), second)))
            continue;
        for (unsigned n = second ? 3 : 2; n; n--)
            parser_next(p);
        return str_fmt(p->arena, " EXCLUDE %s%s%s", words[i][0], second ? " " : "",
                       second ? second : "");
    }
    return STR_EMPTY;
}

/* (ROWS | RANGE | GROUPS) (BETWEEN bound AND bound | bound) [EXCLUDE ...]; one bound means up to
 * the current row. */
static struct sql_node *parse_frame(struct parser *p)
{
    struct sql_node *frame = parser_node(p, SQL_FRAME, STR_EMPTY);
    struct str unit = word_text(p->word);
    parser_next(p);
    bool between = parser_accept(p, WORD_BETWEEN);
    struct str low = parse_frame_bound(p, frame);
    struct str high = STR("CURRENT ROW");
    if (between && parser_accept(p, WORD_AND))
        high = parse_frame_bound(p, frame);
    struct str exclude = parse_frame_exclude(p);
    frame->text = str_fmt(p->arena, "%.*s BETWEEN %.*s AND %.*s%.*s", STR_ARG(unit), STR_ARG(low),
                          STR_ARG(high), STR_ARG(exclude));
    return parser_done(p, frame);
}

struct sql_node *parse_over(struct parser *p)
{
    struct sql_node *over = parser_node(p, SQL_OVER, STR_EMPTY);
    parser_accept(p, WORD_OVER);
    if (p->word != OP_OPEN) {
        struct sql_node *name = parser_ident(p);
        node_add(over, name ? name : parser_opaque(p, p->at, "a window"));
        over->flags |= SQL_PARENS; /* OVER w, not OVER (w) */
        return parser_done(p, over);
    }
    parser_next(p);
    bool named = (p->kind == TOKEN_WORD || p->kind == TOKEN_QUOTED) &&
                 !parser_sees2(p, WORD_PARTITION, WORD_BY) &&
                 !parser_sees2(p, WORD_ORDER, WORD_BY) && parser_word_ahead(p, 1) != WORD_BETWEEN &&
                 parser_word_ahead(p, 1) != WORD_UNBOUNDED && parser_word_ahead(p, 1) != WORD_BY &&
                 parser_word_ahead(p, 1) != WORD_CURRENT && parser_kind_ahead(p, 1) != TOKEN_NUMBER;
    if (named)
        node_add(over, parser_ident(p));
    if (parser_accept2(p, WORD_PARTITION, WORD_BY) || parser_accept2(p, WORD_DISTRIBUTE, WORD_BY)) {
        struct sql_node *by = parser_node(p, SQL_PARTITION_BY, STR_EMPTY);
        do
            node_add(by, parse_expression(p));
        while (parser_accept(p, OP_COMMA));
        node_add(over, parser_done(p, by));
    }
    if (parser_sees2(p, WORD_ORDER, WORD_BY) || parser_sees2(p, WORD_SORT, WORD_BY))
        node_add(over, parse_order_by(p));
    if (p->word == WORD_ROWS || p->word == WORD_RANGE || p->word == WORD_GROUPS)
        node_add(over, parse_frame(p));
    parser_close(p, over, OP_CLOSE);
    return parser_done(p, over);
}
