/* parse_expression: operators by precedence climbing. What an operator does stands in two tables
 * (operators.def for punctuation, infix_words below); operands are parse_primary.c's.
 *
 *   expression := prefix operand { infix }
 * Chains of one operator grow to the left without recursion; their height is bounded. */
#include "base/limits.h"
#include "sql/form_parens.h"
#include "sql/parse_rules.h"

/* Trees higher than this are not built: walkers recurse by height. */
static const uint32_t most_height = 1200;

/* Reads an operator at the current token, whose left side is `left`, and what stands behind it. */
typedef struct sql_node *infix_fn(struct parser *p, struct sql_node *left);

struct sql_node *parse_operand(struct parser *p, unsigned precedence)
{
    if (!parser_enter(p))
        return parser_opaque(p, p->at, "less nesting (limit sql_depth)");
    struct sql_node *node = parse_precedence(p, precedence);
    parser_leave(p);
    return node;
}

struct sql_node *parse_expression(struct parser *p)
{
    return parse_operand(p, PREC_OR);
}

/* --- AND, OR --------------------------------------------------------------------------------- */

/* Chains of AND (or OR) are one flat node: grouping among equals has no meaning. */
static struct sql_node *parse_chain(struct parser *p, struct sql_node *left, enum sql_kind kind,
                                    unsigned precedence)
{
    struct sql_node *node = left;
    if (left->kind != kind)
        node = parser_wrap(p, kind, STR_EMPTY, left);
    node->flags &= (uint16_t)~SQL_PARENS;
    parser_next(p);
    struct sql_node *right = parse_precedence(p, precedence + 1);
    if (right->kind == kind)
        node_move_children(node, right);
    else
        node_add(node, right);
    return parser_done(p, node);
}

static struct sql_node *infix_and(struct parser *p, struct sql_node *left)
{
    return parse_chain(p, left, SQL_AND, PREC_AND);
}

static struct sql_node *infix_or(struct parser *p, struct sql_node *left)
{
    return parse_chain(p, left, SQL_OR, PREC_OR);
}

/* --- binary operators ------------------------------------------------------------------------ */

static struct sql_node *parse_quantified(struct parser *p)
{
    struct sql_node *node = parser_node(p, SQL_QUANTIFIED, word_text(p->word));
    parser_next(p);
    parser_next(p);
    if (parser_at_query(p))
        node_add(node, parse_query(p));
    else
        parse_items(p, node, WORD_NONE);
    parser_close(p, node, OP_CLOSE);
    return parser_done(p, node);
}

static struct sql_node *parse_right(struct parser *p, unsigned precedence)
{
    bool quantifier = p->word == WORD_ANY || p->word == WORD_ALL || p->word == WORD_SOME;
    if (quantifier && parser_word_ahead(p, 1) == OP_OPEN)
        return parse_quantified(p);
    return parse_precedence(p, precedence + 1);
}

static struct sql_node *binary(struct parser *p, struct sql_node *left, struct str op,
                               unsigned precedence)
{
    struct sql_node *node = parser_wrap(p, SQL_BINARY, op, left);
    node_add(node, parse_right(p, precedence));
    return parser_done(p, node);
}

static struct sql_node *infix_operator(struct parser *p, struct sql_node *left)
{
    unsigned word = p->word;
    parser_next(p);
    return binary(p, left, operator_canonical(word), operator_precedence(word));
}

/* DIV, XOR, OVERLAPS and the like: the word is the operator. */
static struct sql_node *infix_word(struct parser *p, struct sql_node *left)
{
    unsigned word = p->word;
    parser_next(p);
    unsigned precedence = word == WORD_XOR                       ? PREC_XOR
                          : word == WORD_DIV || word == WORD_MOD ? PREC_MULTIPLY
                                                                 : PREC_RANGE;
    return binary(p, left, word_text(word), precedence);
}

/* MySQL: a MEMBER OF (b), a SOUNDS LIKE b */
static struct sql_node *infix_member(struct parser *p, struct sql_node *left)
{
    parser_next(p);
    parser_next(p);
    struct sql_node *node = parser_wrap(p, SQL_BINARY, STR("MEMBER OF"), left);
    node_add(node, p->word == OP_OPEN ? parse_right(p, PREC_RANGE)
                                      : parser_opaque(p, p->at, "an opening parenthesis"));
    node->last->flags |= SQL_PARENS; /* the parentheses are part of the operator */
    return parser_done(p, node);
}

static struct sql_node *infix_sounds(struct parser *p, struct sql_node *left)
{
    parser_next(p);
    parser_next(p);
    return binary(p, left, STR("SOUNDS LIKE"), PREC_RANGE);
}

/* a ? 'key' in PostgreSQL, a ? b : c where the dialect has it. */
static struct sql_node *infix_question(struct parser *p, struct sql_node *left)
{
    parser_next(p);
    if (!p->dialect->ternary)
        return binary(p, left, STR("?"), PREC_OTHER);
    struct sql_node *node = parser_wrap(p, SQL_CALL, STR("IF"), left);
    bool no_colon = p->no_colon;
    p->no_colon = true;
    node_add(node, parse_expression(p));
    p->no_colon = no_colon;
    if (parser_accept(p, OP_COLON))
        node_add(node, parse_operand(p, PREC_OR));
    return parser_done(p, node);
}

/* PostgreSQL: a OPERATOR(schema.+) b */
static struct sql_node *infix_operator_call(struct parser *p, struct sql_node *left)
{
    parser_next(p);
    parser_next(p);
    struct str name = parser_take_text(p, false);
    struct sql_node *node =
        parser_wrap(p, SQL_BINARY, str_fmt(p->arena, "OPERATOR(%.*s)", STR_ARG(name)), left);
    parser_close(p, node, OP_CLOSE);
    node_add(node, parse_precedence(p, PREC_OTHER + 1));
    return parser_done(p, node);
}

/* --- IS, IN, BETWEEN, LIKE ------------------------------------------------------------------- */

/* IS JSON ..., IS NFC NORMALIZED, IS DOCUMENT */
static bool at_is_words(const struct parser *p)
{
    static const char *const words[] = { "JSON", "NORMALIZED", "DOCUMENT", "NFC",
                                         "NFD",  "NFKC",       "NFKD" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (parser_sees_text(p, words[i]))
            return i < 3 || sql_token_is(p->text, parser_index_ahead(p, 1), "NORMALIZED");
    return false;
}

/* left IS [NOT] (NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM right | JSON ... | expression) */
static struct sql_node *infix_is(struct parser *p, struct sql_node *left)
{
    struct sql_node *node = parser_wrap(p, SQL_IS, STR_EMPTY, left);
    parser_next(p);
    if (parser_accept(p, WORD_NOT))
        node->flags |= SQL_NEGATED;
    if (parser_accept2(p, WORD_DISTINCT, WORD_FROM)) {
        node->text = STR("DISTINCT FROM");
        node_add(node, parse_right(p, PREC_RANGE));
    } else if (p->word == WORD_UNKNOWN || p->word == WORD_NULL || p->word == WORD_TRUE ||
               p->word == WORD_FALSE) { /* what follows is of the test: x IS NULL::TEXT */
        node_add(node, parser_node(p, SQL_CONSTANT, word_text(p->word)));
        parser_next(p);
    } else if (at_is_words(p)) {
        uint32_t from = p->at;
        do
            parser_next(p);
        while (p->kind == TOKEN_WORD && !parser_at_stop(p) && p->word != WORD_AND &&
               p->word != WORD_OR && p->word != WORD_THEN && p->word != WORD_AS);
        node->text = str_upper(p->arena, parser_tokens(p, from, p->at));
    } else {
        node_add(node, parse_right(p, PREC_RANGE));
    }
    return parser_done(p, node);
}

static struct sql_node *null_test(struct parser *p, struct sql_node *left, bool negated)
{
    struct sql_node *node = parser_wrap(p, SQL_IS, STR_EMPTY, left);
    node->flags |= negated ? SQL_NEGATED : 0;
    node_add(node, parser_node(p, SQL_CONSTANT, STR("NULL")));
    parser_next(p);
    return parser_done(p, node);
}

static struct sql_node *infix_isnull(struct parser *p, struct sql_node *left)
{
    return null_test(p, left, p->word == WORD_NOTNULL);
}

/* Whether the form of an operand begins with a parenthesis: !b is (NOT b), and !b * c (NOT b) * c.
 */
static bool starts_with_parens(const struct sql_node *parent, const struct sql_node *operand)
{
    uint32_t start = operand->start;
    for (; operand && operand->start == start; parent = operand, operand = operand->first)
        if (form_parens(parent, operand))
            return true;
    return false;
}

/* The right side of IN and of LIKE ANY where it has no parentheses, which would make it a list:
 * what needs some (a IN !b) is not understood. */
static void add_bare_operand(struct parser *p, struct sql_node *node)
{
    uint32_t from = p->at;
    struct sql_node *right = parse_precedence(p, PREC_OTHER);
    node_add(node, starts_with_parens(node, right) ? parser_opaque(p, from, "a list") : right);
}

/* left IN (query | items) | left IN operand */
static struct sql_node *parse_in(struct parser *p, struct sql_node *left, bool negated)
{
    struct sql_node *node = parser_wrap(p, SQL_IN, STR_EMPTY, left);
    node->flags |= negated ? SQL_NEGATED : 0;
    parser_next(p);
    if (p->word != OP_OPEN) {
        add_bare_operand(p, node);
        return parser_done(p, node);
    }
    struct sql_node *list = parser_node(p, SQL_TUPLE, STR_EMPTY);
    parser_next(p);
    bool query = parser_at_query(p);
    if (query)
        list = parse_query(p);
    else
        parse_items(p, list, WORD_NONE);
    /* IN ((SELECT 1) UNION ...): what looked like a value is the first arm of a query. */
    bool only = !query && list->first && !list->first->next;
    bool more = parser_at_set_operator(p) || p->word == WORD_ORDER || p->word == WORD_LIMIT;
    if (only && (list->first->kind == SQL_SETOP || (list->first->kind == SQL_SUBQUERY && more))) {
        list = parse_subquery_rest(p, list->first);
        query = true;
    }
    parser_close(p, query ? node : list, OP_CLOSE);
    node_add(node, query ? list : parser_done(p, list));
    return parser_done(p, node);
}

static struct sql_node *infix_in(struct parser *p, struct sql_node *left)
{
    return parse_in(p, left, false);
}

/* left [NOT] BETWEEN [SYMMETRIC] low AND high */
static struct sql_node *parse_between(struct parser *p, struct sql_node *left, bool negated)
{
    struct sql_node *node = parser_wrap(p, SQL_BETWEEN, STR_EMPTY, left);
    node->flags |= negated ? SQL_NEGATED : 0;
    parser_next(p);
    if (parser_accept_text(p, "ASYMMETRIC"))
        node->text = STR_EMPTY;
    else if (parser_accept(p, WORD_SYMMETRIC))
        node->text = STR("SYMMETRIC");
    node_add(node, parse_precedence(p, PREC_OTHER));
    if (parser_accept(p, WORD_AND))
        node_add(node, parse_precedence(p, PREC_OTHER));
    else
        node_add(node, parser_opaque(p, p->at, "AND"));
    return parser_done(p, node);
}

static struct sql_node *infix_between(struct parser *p, struct sql_node *left)
{
    return parse_between(p, left, false);
}

/* left [NOT] LIKE [ANY | ALL] pattern [ESCAPE character] */
static struct sql_node *parse_like(struct parser *p, struct sql_node *left, bool negated)
{
    struct sql_node *node = parser_wrap(p, SQL_LIKE, word_text(p->word), left);
    node->flags |= negated ? SQL_NEGATED : 0;
    if (p->word == WORD_SIMILAR) {
        node->text = STR("SIMILAR TO");
        parser_next(p);
    }
    parser_next(p);
    bool many = p->word == WORD_ANY || p->word == WORD_ALL || p->word == WORD_SOME;
    if (many) {
        node->text =
            str_fmt(p->arena, "%.*s %.*s", STR_ARG(node->text), STR_ARG(word_text(p->word)));
        parser_next(p);
    }
    if (many && p->word != OP_OPEN) {
        add_bare_operand(p, node);
    } else {
        struct sql_node *pattern = parse_precedence(p, PREC_OTHER);
        if (many && (pattern->flags & SQL_PARENS))
            pattern = parser_wrap(p, SQL_TUPLE, STR_EMPTY, pattern);
        node_add(node, pattern);
    }
    if (parser_accept(p, WORD_ESCAPE))
        node_add(node, parse_precedence(p, PREC_OTHER));
    return parser_done(p, node);
}

static struct sql_node *infix_like(struct parser *p, struct sql_node *left)
{
    return parse_like(p, left, false);
}

static bool is_like(unsigned word)
{
    return word == WORD_LIKE || word == WORD_ILIKE || word == WORD_RLIKE || word == WORD_REGEXP ||
           word == WORD_SIMILAR || word == WORD_GLOB;
}

/* left NOT (IN | BETWEEN | LIKE ...) | left NOT NULL */
static struct sql_node *infix_not(struct parser *p, struct sql_node *left)
{
    parser_next(p);
    if (p->word == WORD_IN)
        return parse_in(p, left, true);
    if (p->word == WORD_BETWEEN)
        return parse_between(p, left, true);
    if (p->word == WORD_NULL)
        return null_test(p, left, true);
    return parse_like(p, left, true);
}

/* GLOBAL IN, GLOBAL NOT IN (ClickHouse): the right side is read once, and not by every server from
 * its own part of a table, which may give other rows. */
static struct sql_node *infix_global(struct parser *p, struct sql_node *left)
{
    parser_next(p);
    struct sql_node *node = p->word == WORD_NOT ? infix_not(p, left) : parse_in(p, left, false);
    if (node->kind == SQL_IN)
        node->text = STR("GLOBAL");
    return node;
}

/* --- AT TIME ZONE, COLLATE ------------------------------------------------------------------- */

static struct sql_node *infix_zone(struct parser *p, struct sql_node *left)
{
    struct sql_node *node = parser_wrap(p, SQL_AT_TIME_ZONE, STR_EMPTY, left);
    parser_next(p);
    parser_next(p);
    parser_next(p);
    node_add(node, parse_precedence(p, PREC_ZONE + 1));
    return parser_done(p, node);
}

static struct sql_node *infix_collate(struct parser *p, struct sql_node *left)
{
    struct sql_node *node = parser_wrap(p, SQL_COLLATE, STR_EMPTY, left);
    parser_next(p);
    uint32_t from = p->at;
    bool name;
    do {
        name = parser_sees_name(p) || p->kind == TOKEN_WORD || p->kind == TOKEN_STRING;
        if (name)
            parser_next(p);
    } while (name && parser_accept(p, OP_DOT));
    if (name)
        node->text = parser_tokens(p, from, p->at);
    else
        node_add(node, parser_opaque(p, from, "the name of a collation"));
    return parser_done(p, node);
}

/* --- the loop -------------------------------------------------------------------------------- */

/* What a word may do behind an operand. */
struct follower {
    infix_fn *parse;
    uint8_t precedence;
    bool is_pair;    /* counts only together with what stands behind it */
    bool is_postfix; /* parse_postfix reads it, or leaves it alone */
};

/* By number of the word; those that continue no expression have no row. */
#define INFIX(word, precedence, parse) [word] = { parse, precedence, false, false }
#define PAIR(word, precedence, parse) [word] = { parse, precedence, true, false }
#define POSTFIX(word) [word] = { NULL, PREC_NONE, false, true }
static const struct follower followers[SQL_WORD_COUNT] = {
    INFIX(WORD_AND, PREC_AND, infix_and),
    INFIX(WORD_OR, PREC_OR, infix_or),
    INFIX(WORD_XOR, PREC_XOR, infix_word),
    INFIX(WORD_IS, PREC_RANGE, infix_is),
    INFIX(WORD_ISNULL, PREC_RANGE, infix_isnull),
    INFIX(WORD_NOTNULL, PREC_RANGE, infix_isnull),
    PAIR(WORD_IN, PREC_RANGE, infix_in),
    INFIX(WORD_BETWEEN, PREC_RANGE, infix_between),
    INFIX(WORD_LIKE, PREC_RANGE, infix_like),
    INFIX(WORD_ILIKE, PREC_RANGE, infix_like),
    INFIX(WORD_RLIKE, PREC_RANGE, infix_like),
    INFIX(WORD_REGEXP, PREC_RANGE, infix_like),
    INFIX(WORD_GLOB, PREC_RANGE, infix_like),
    PAIR(WORD_OVERLAPS, PREC_RANGE, infix_word),
    PAIR(WORD_DIV, PREC_MULTIPLY, infix_word),
    INFIX(WORD_COLLATE, PREC_ZONE, infix_collate),
    PAIR(WORD_NOT, PREC_RANGE, infix_not),
    PAIR(WORD_SIMILAR, PREC_RANGE, infix_like),
    PAIR(WORD_GLOBAL, PREC_RANGE, infix_global),
    PAIR(WORD_AT, PREC_ZONE, infix_zone),
    PAIR(WORD_MEMBER, PREC_RANGE, infix_member),
    PAIR(WORD_SOUNDS, PREC_RANGE, infix_sounds),
    PAIR(WORD_OPERATOR, PREC_OTHER, infix_operator_call),
    PAIR(WORD_MOD, PREC_MULTIPLY, infix_word),
    POSTFIX(OP_DOT),
    POSTFIX(OP_CAST),
    POSTFIX(OP_CAST_S),
    POSTFIX(OP_CAST_TRY),
    POSTFIX(OP_CAST_OPTIONAL),
    POSTFIX(OP_COLON),
    POSTFIX(OP_BANG),
    POSTFIX(OP_OPEN_BRACKET),
};

/* Whether a word of is_pair counts here. */
static bool pair_fits(const struct parser *p)
{
    unsigned next = parser_word_ahead(p, 1), kind = parser_kind_ahead(p, 1);
    switch (p->word) {
    case WORD_IN:
        return !p->no_in;
    case WORD_OVERLAPS:
    case WORD_DIV:
        return kind != PARSER_END && next != OP_COMMA;
    case WORD_NOT:
        return next == WORD_IN || next == WORD_BETWEEN || next == WORD_NULL || is_like(next);
    case WORD_SIMILAR:
        return next == WORD_TO;
    case WORD_GLOBAL:
        return next == WORD_IN || (next == WORD_NOT && parser_word_ahead(p, 2) == WORD_IN);
    case WORD_AT:
        return next == WORD_TIME && parser_word_ahead(p, 2) == WORD_ZONE;
    case WORD_MEMBER:
        return next == WORD_OF;
    case WORD_SOUNDS:
        return next == WORD_LIKE;
    case WORD_OPERATOR:
        return next == OP_OPEN;
    case WORD_MOD:
        return kind == TOKEN_NUMBER || kind == TOKEN_WORD || next == OP_OPEN;
    default:
        return false;
    }
}

/* The rule for an operator in punctuation. */
static struct follower operator_rule(const struct parser *p)
{
    bool share = p->word == OP_PERCENT && parser_at_percent_sign(p); /* LIMIT (...) % */
    bool lambda = p->word == OP_LARROW && p->dialect->ternary;       /* only behind names there */
    if (share || lambda || p->half)
        return (struct follower){ .parse = NULL };
    if (p->dialect->bars_are_or && p->word == OP_CONCAT)
        return followers[WORD_OR];
    if (p->dialect->bars_are_or && p->word == OP_AND_AND)
        return followers[WORD_AND];
    return (struct follower){ .parse = infix_operator,
                              .precedence = (uint8_t)operator_precedence(p->word) };
}

/* The infix rule for the current token; one without a function when it continues no expression. */
static struct follower infix_rule(const struct parser *p)
{
    if (operator_precedence(p->word))
        return operator_rule(p);
    if (p->kind == TOKEN_PARAMETER && parser_text(p).len == 1)
        return (struct follower){ .parse = infix_question,
                                  .precedence = p->dialect->ternary ? PREC_OR : PREC_OTHER };
    if (followers[p->word].is_pair && !pair_fits(p))
        return (struct follower){ .parse = NULL };
    return followers[p->word];
}

/* Whether the operand begins with "j -> x", which without the NOT in front may begin a lambda. */
static bool begins_like_lambda(const struct parser *p, const struct sql_node *operand)
{
    for (const struct sql_node *n = operand; n; n = n->first) {
        if (n->kind != SQL_BINARY || !str_eq(n->text, STR("->")))
            continue;
        const struct sql_node *right = form_leftmost(n->last);
        bool literal = right->kind == SQL_STRING || right->kind == SQL_NUMBER;
        return !p->dialect->arrow_is_json && !(p->dialect->arrow_is_both && literal);
    }
    return false;
}

/* NOT in front of IN, BETWEEN, LIKE, IS and EXISTS is the same test negated. "LIKE ANY" is left
 * alone: dialects disagree on what its negation means. */
static struct sql_node *negate(struct parser *p, struct sql_node *node, struct sql_node *operand)
{
    bool test = operand->kind == SQL_IN || operand->kind == SQL_BETWEEN ||
                operand->kind == SQL_IS || operand->kind == SQL_EXISTS ||
                (operand->kind == SQL_LIKE && !str_ends(operand->text, STR(" ANY")) &&
                 !str_ends(operand->text, STR(" ALL")) && !str_ends(operand->text, STR(" SOME")));
    if (!test || (operand->flags & SQL_NEGATED) || begins_like_lambda(p, operand)) {
        node_add(node, operand);
        return parser_done(p, node);
    }
    operand->flags = (uint16_t)((operand->flags | SQL_NEGATED) & ~SQL_PARENS);
    operand->start = node->start;
    return operand;
}

/* How tightly an operator in front of its operand binds, by number of the word. "!" is another
 * spelling of NOT in every dialect (sqlglot, tokens.py), and what runs is what sqlglot writes:
 * where an engine's own "!" binds tighter, as in MySQL, it never gets to see it. */
static const uint8_t prefix_precedence[SQL_WORD_COUNT] = {
    [OP_MINUS] = PREC_UNARY,     [OP_PLUS] = PREC_UNARY,       [OP_TILDE] = PREC_UNARY,
    [OP_BANG] = PREC_NOT,        [OP_AT] = PREC_OTHER,         [OP_ROOT] = PREC_OTHER,
    [OP_CUBE_ROOT] = PREC_OTHER, [OP_PATH_MATCH] = PREC_OTHER, [WORD_NOT] = PREC_NOT,
};

static struct sql_node *parse_unary(struct parser *p)
{
    unsigned precedence = prefix_precedence[p->word];
    struct sql_node *node = parser_node(p, SQL_UNARY, word_text(p->word));
    if (p->word == OP_BANG)
        node->text = STR("NOT");
    parser_next(p);
    struct sql_node *operand = parse_operand(p, precedence);
    if (str_eq(node->text, STR("NOT")))
        return negate(p, node, operand);
    node_add(node, operand);
    return parser_done(p, node);
}

/* Where nothing as loose as NOT may stand, the form has parentheses around it, which count for the
 * depth. So it has around a negated test, which stands for itself and its NOT: a + NOT b IN c. */
static struct sql_node *parse_prefix(struct parser *p, unsigned precedence)
{
    if (!prefix_precedence[p->word] || (p->word == OP_AT && parser_at_macro(p)))
        return parse_primary(p);
    bool held = precedence > PREC_NOT && prefix_precedence[p->word] == PREC_NOT;
    if (!held)
        return parse_unary(p);
    if (!parser_enter(p))
        return parser_opaque(p, p->at, "less nesting (limit sql_depth)");
    struct sql_node *node = parse_unary(p);
    parser_leave(p);
    if (node->kind != SQL_UNARY)
        node->flags |= SQL_PARENS;
    return node;
}

/* Text may come here: the tree cannot show it. */
static void pass_templates(struct parser *p)
{
    while (p->kind == TOKEN_TEMPLATE) {
        p->loose = true;
        parser_next(p);
    }
}

struct sql_node *parse_precedence(struct parser *p, unsigned precedence)
{
    uint32_t from = p->at;
    struct sql_node *left = parse_prefix(p, precedence);
    for (;;) {
        if (p->kind == TOKEN_TEMPLATE)
            pass_templates(p);
        struct sql_node *longer = followers[p->word].is_postfix ? parse_postfix(p, left) : left;
        if (longer == left) {
            struct follower infix = infix_rule(p);
            if (!infix.parse || infix.precedence < precedence)
                return left;
            longer = infix.parse(p, left);
        }
        left = longer;
        if (left->height > most_height)
            return parser_opaque(p, from, "fewer operators in one chain");
    }
}
