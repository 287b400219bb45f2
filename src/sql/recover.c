/* recover: what the parser does where the grammar ends. Everything skipped is kept as text in an
 * OPAQUE node with a diag; brackets are skipped in pairs, so an opaque part never swallows what
 * encloses it. */
#include "base/buf.h"
#include "sql/form.h"
#include "sql/parse_select.h"
#include "sql/parse_table.h"

/* Enough to find the fault; finding each place costs a pass over the file. */
enum { MOST_DIAGS = 100 };

void parser_diag(struct parser *p, uint32_t at, const char *why)
{
    if (!p->diags || p->diags->count >= MOST_DIAGS)
        return;
    size_t offset = p->text->bytes.len;
    struct str found = STR("the end");
    if (at < p->end) {
        offset = p->text->tokens[at].offset;
        found = sql_token_text(p->text, &p->text->tokens[at]);
    }
    diag_add(p->diags, DIAG_WARN, place_at(p->text->path, p->text->bytes, offset),
             "SQL not understood: expected %s before '%.*s'", why, STR_ARG(str_sub(found, 0, 40)));
}

/* Two words that start a clause together though neither is reserved. */
static bool at_clause_pair(const struct parser *p)
{
    switch (p->word) {
    case WORD_CLUSTER:
    case WORD_DISTRIBUTE:
    case WORD_SORT:
    case WORD_CONNECT:
    case WORD_PARTITION:
        return parser_word_ahead(p, 1) == WORD_BY;
    case WORD_START:
        return parser_word_ahead(p, 1) == WORD_WITH;
    case WORD_LATERAL:
        return parser_word_ahead(p, 1) == WORD_VIEW;
    case WORD_EXCLUDE:
        return p->dialect->implicit_unnest;
    case WORD_FORMAT:
    case WORD_SETTINGS:
    case WORD_PREWHERE:
        return p->dialect->ternary;
    default:
        return false;
    }
}

bool parser_at_stop(const struct parser *p)
{
    if (p->word == WORD_NONE && p->kind != TOKEN_MACRO)
        return p->kind == PARSER_END;
    switch (p->word) {
    case OP_COMMA:
    case OP_CLOSE:
    case OP_CLOSE_BRACKET:
    case OP_CLOSE_BRACE:
    case OP_SEMICOLON:
    case OP_PIPE:
        return true;
    default:
        break;
    }
    if (p->kind == PARSER_END || (word_flags(p->word) & WORD_CLAUSE))
        return true;
    if (p->word == WORD_INTO || p->word == WORD_USING)
        return true;
    return at_clause_pair(p) || parser_at_join(p) || parser_at_set_operator(p) ||
           parser_at_clause_macro(p) || (p->kind == TOKEN_WORD && parser_at_tail(p));
}

static bool opens(unsigned word)
{
    return word == OP_OPEN || word == OP_OPEN_BRACKET || word == OP_OPEN_BRACE;
}

static bool closes(unsigned word)
{
    return word == OP_CLOSE || word == OP_CLOSE_BRACKET || word == OP_CLOSE_BRACE;
}

/* Consumes one token, or everything from an opening bracket to its closing one. */
static void skip_balanced(struct parser *p)
{
    unsigned depth = 0;
    do {
        if (opens(p->word))
            depth++;
        else if (closes(p->word) && depth)
            depth--;
        parser_next(p);
    } while (depth && p->kind != PARSER_END);
}

struct sql_node *parser_opaque(struct parser *p, uint32_t from, const char *why)
{
    uint32_t error = p->at;
    bool may_stay = p->at > from || p->kind == PARSER_END || p->word == OP_COMMA ||
                    closes(p->word) || p->word == OP_SEMICOLON;
    if (!may_stay)
        skip_balanced(p);
    while (!parser_at_stop(p))
        skip_balanced(p);
    parser_diag(p, error, why);
    struct sql_node *node = node_new(p->arena, SQL_OPAQUE, parser_tokens(p, from, p->at));
    node->start = from < p->end ? p->text->tokens[from].offset : p->start;
    node->end = node->start;
    return parser_done(p, node);
}

struct sql_node *parser_settle(struct parser *p, uint32_t from, struct sql_node *node)
{
    return parser_at_stop(p) ? node : parser_opaque(p, from, "an operator or a comma");
}

void parser_close(struct parser *p, struct sql_node *node, unsigned closing)
{
    if (p->word != closing && p->kind != PARSER_END && !closes(p->word)) {
        struct sql_node *rest = parser_node(p, SQL_OPAQUE, STR_EMPTY);
        uint32_t from = p->at;
        parser_diag(p, p->at, "a closing bracket");
        while (p->kind != PARSER_END && !closes(p->word))
            skip_balanced(p);
        rest->text = parser_tokens(p, from, p->at);
        node_add(node, parser_done(p, rest));
    }
    if (parser_accept(p, closing))
        return;
    parser_diag(p, p->at, "a closing bracket");
    struct sql_node *missing = parser_node(p, SQL_OPAQUE, STR("<not closed>"));
    node_add(node, missing);
}

/* A token as it stands in an OPAQUE text: words without regard to case where case has no meaning.
 */
static struct str token_spelling(struct parser *p, const struct sql_token *t, struct str s)
{
    if (t->kind == TOKEN_TEMPLATE)
        return parser_collapse(p, s);
    if (t->kind == TOKEN_QUOTED) {
        uint32_t at = (uint32_t)(t - p->text->tokens);
        struct str name = sql_token_value(p->arena, p->text, at);
        struct sql_node *ident = parser_ident_from(p, name, true);
        ident->flags |= SQL_QUOTED | parser_quote_flag(p);
        return sql_form(p->arena, ident);
    }
    if (t->kind != TOKEN_WORD)
        return s;
    if (word_is_reserved(s))
        return word_text(t->word);
    return sql_normalise(p->arena, p->dialect, s, false);
}

static bool is_digit_at(const struct parser *p, uint32_t at)
{
    return at < p->end && byte_is_digit(p->text->bytes.ptr[p->tokens[at].offset]);
}

/* The dot of db.6t, and the name behind it: with space around it the dot would start a number. */
static bool is_of_digit_name(const struct parser *p, uint32_t at)
{
    return p->tokens[at].word == OP_DOT ? is_digit_at(p, at + 1)
                                        : is_digit_at(p, at) && p->tokens[at - 1].word == OP_DOT;
}

struct str parser_tokens(struct parser *p, uint32_t from, uint32_t to)
{
    struct buf out;
    buf_init(&out, p->arena, SIZE_MAX);
    bool glue = true;
    for (uint32_t i = from; i < to; i++) {
        const struct sql_token *t = &p->text->tokens[i];
        struct str s = sql_token_text(p->text, t);
        if (t->kind <= TOKEN_COMMENT || (t->kind == TOKEN_TEMPLATE && str_starts(s, STR("{#")))) {
            glue = false;
            continue;
        }
        /* Macros and templates splice into what they touch, so touching is part of the text. */
        bool hole = t->kind >= TOKEN_MACRO && t->kind <= TOKEN_TEMPLATE;
        bool after_hole = i > from && p->text->tokens[i - 1].kind >= TOKEN_MACRO &&
                          p->text->tokens[i - 1].kind <= TOKEN_TEMPLATE;
        bool touches = hole || after_hole || (i > from && is_of_digit_name(p, i));
        if (out.len && !(glue && touches))
            buf_byte(&out, ' ');
        buf_add(&out, token_spelling(p, t, s));
        p->bad = p->bad || t->word == WORD_SELECT; /* what it reads would be hidden */
        glue = true;
    }
    return buf_str(&out);
}

struct str parser_take_text(struct parser *p, bool stop_at_comma)
{
    uint32_t from = p->at;
    while (p->kind != PARSER_END && !closes(p->word) && p->word != OP_SEMICOLON &&
           !(stop_at_comma && p->word == OP_COMMA))
        skip_balanced(p);
    return parser_tokens(p, from, p->at);
}

void parser_end_text(struct parser *p, unsigned closing)
{
    if (!parser_accept(p, closing))
        p->bad = true;
}
