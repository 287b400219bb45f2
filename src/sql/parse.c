/* parse: the parser's hands (tokens, nodes) and its three entries. Grammar is in the other parse_*
 * files, recovery in recover.c. */
#include "sql/parse.h"

#include "base/limits.h"
#include "sql/form.h"
#include "sql/parse_rules.h"

/* --- tokens ---------------------------------------------------------------------------------- */

static char second_byte(const struct parser *p, const struct sql_token *t)
{
    return t->len > 1 ? p->text->bytes.ptr[t->offset + 1] : '\0';
}

/* Jinja comments are space; Jinja statements ({% if %}) stand where a tree has no place for them
 * and are passed over. */
uint32_t parser_skip_odd(const struct parser *p, uint32_t at)
{
    for (; at < p->end; at++) {
        const struct sql_token *t = &p->tokens[at];
        if (t->kind <= TOKEN_COMMENT)
            continue;
        if (t->kind != TOKEN_TEMPLATE || second_byte(p, t) == '{')
            break;
    }
    return at;
}

void parser_init(struct parser *p, struct arena *arena, const struct sql_text *text, uint32_t from,
                 uint32_t to, struct diags *diags)
{
    *p = (struct parser){ .arena = arena,
                          .text = text,
                          .tokens = text->tokens,
                          .dialect = text->dialect,
                          .diags = diags,
                          .plain = !text->has_meta && !text->has_at && !text->has_odd };
    enum name_case name_case = text->dialect->name_case;
    p->folds = name_case == CASE_UPPER       ? LETTERS_LOWER
               : name_case == CASE_SENSITIVE ? 0
                                             : LETTERS_UPPER;
    p->end = to < text->count ? to : text->count;
    parser_seek(p, parser_skip(p, from));
    p->last_end = p->start;
    for (uint32_t i = from; text->has_odd && i < p->end; i++) {
        p->bad = p->bad || text->tokens[i].kind == TOKEN_BAD;
        if (text->tokens[i].kind == TOKEN_TEMPLATE && second_byte(p, &text->tokens[i]) == '%')
            p->loose = true;
    }
}

void parser_look_ahead(struct parser *p, uint32_t at)
{
    at = parser_skip(p, at);
    bool in_range = at < p->end;
    p->ahead = in_range ? at : p->end;
    p->word_ahead = in_range ? p->tokens[at].word : WORD_NONE;
    p->kind_ahead = in_range ? p->tokens[at].kind : PARSER_END;
}

void parser_seek(struct parser *p, uint32_t at)
{
    bool in_range = at < p->end;
    p->at = at;
    p->word = in_range ? p->tokens[at].word : WORD_NONE;
    p->kind = in_range ? p->tokens[at].kind : PARSER_END;
    p->half = 0;
    p->start = in_range ? p->tokens[at].offset : parser_end(p);
    parser_look_ahead(p, in_range ? at + 1 : p->end);
}

uint32_t parser_index_ahead(const struct parser *p, unsigned n)
{
    if (n == 0)
        return p->at;
    uint32_t at = p->ahead;
    for (n--; n && at < p->end; n--)
        at = parser_skip(p, at + 1);
    return at;
}

bool parser_sees2(const struct parser *p, unsigned first, unsigned second)
{
    return p->word == first && parser_word_ahead(p, 1) == second;
}

bool parser_accept2(struct parser *p, unsigned first, unsigned second)
{
    if (!parser_sees2(p, first, second))
        return false;
    parser_next(p);
    parser_next(p);
    return true;
}

bool parser_text_is(const struct parser *p, const char *word)
{
    return str_eq_fold(parser_text(p), str_of(word));
}

bool parser_accept_text(struct parser *p, const char *word)
{
    if (!parser_sees_text(p, word))
        return false;
    parser_next(p);
    return true;
}

bool parser_touches(const struct parser *p, unsigned n)
{
    uint32_t at = parser_index_ahead(p, n);
    if (at >= p->end || at == 0)
        return false;
    const struct sql_token *before = &p->text->tokens[at - 1];
    return before->kind > TOKEN_COMMENT;
}

uint32_t parser_end(const struct parser *p)
{
    if (p->end == 0)
        return 0;
    const struct sql_token *last = &p->text->tokens[p->end - 1];
    return last->offset + last->len;
}

/* --- nodes ----------------------------------------------------------------------------------- */

struct sql_node *parser_node(struct parser *p, enum sql_kind kind, struct str text)
{
    return node_at(p->arena, kind, text, p->start);
}

struct sql_node *parser_wrap(struct parser *p, enum sql_kind kind, struct str text,
                             struct sql_node *child)
{
    struct sql_node *node = node_at(p->arena, kind, text, child->start);
    node->end = child->end;
    node_add(node, child);
    return node;
}

struct sql_node *parser_ident_from(struct parser *p, struct str text, bool quoted)
{
    struct str name = sql_normalise(p->arena, p->dialect, text, quoted);
    struct sql_node *node = parser_node(p, SQL_IDENT, name);
    if (quoted && (!sql_is_word(p->dialect, name) || word_is_reserved(name) ||
                   (word_flags(word_find(name)) & WORD_MAYBE_NILADIC) ||
                   !str_eq(sql_normalise(p->arena, p->dialect, name, false), name)))
        node->flags |= SQL_QUOTED | parser_quote_flag(p);
    node->flags |= quoted ? SQL_SPELLED : 0;
    return node;
}

uint16_t parser_quote_flag(const struct parser *p)
{
    return p->dialect->identifier_quotes[0] == '`' ? SQL_BACKTICK : 0;
}

static bool is_hole(unsigned kind)
{
    return kind == TOKEN_MACRO || kind == TOKEN_MACRO_BRACE || kind == TOKEN_TEMPLATE;
}

/* Token index behind the pieces that are glued to the token at `at` by macros or templates. */
static uint32_t glued(const struct parser *p, uint32_t at)
{
    for (; at + 1 < p->end; at++) {
        unsigned left = p->text->tokens[at].kind, right = p->text->tokens[at + 1].kind;
        bool word = right == TOKEN_WORD || (right == TOKEN_NUMBER && is_hole(left));
        if (!(is_hole(right) && (left == TOKEN_WORD || is_hole(left) || left == TOKEN_NUMBER)) &&
            !(word && is_hole(left)))
            break;
        if (right == TOKEN_TEMPLATE && second_byte(p, &p->text->tokens[at + 1]) != '{')
            break;
    }
    return at + 1;
}

/* "name" of "@name" or "@{ name }", lower case. */
static struct str hole_name(struct parser *p, struct str token)
{
    struct str name = str_sub(token, 1, SIZE_MAX);
    if (name.len > 1 && name.ptr[0] == '{')
        name = str_trim(str_sub(name, 1, name.len - 2));
    return str_lower(p->arena, name);
}

struct str parser_collapse(struct parser *p, struct str s)
{
    char *to = arena_alloc(p->arena, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool space = byte_is_space(s.ptr[i]);
        if (!space || (len && to[len - 1] != ' '))
            to[len++] = space ? ' ' : s.ptr[i];
    }
    return (struct str){ to, len };
}

/* An identifier that holds a macro or a template: its value is not known. */
static struct sql_node *hole_ident(struct parser *p)
{
    uint32_t behind = glued(p, p->at);
    bool single = behind == p->at + 1;
    struct sql_node *node = parser_node(p, SQL_MACRO_VAR, STR_EMPTY);
    for (uint32_t i = p->at; i < behind; i++)
        if (p->text->tokens[i].kind == TOKEN_TEMPLATE)
            node->kind = SQL_TEMPLATE;
    const struct sql_token *last = &p->text->tokens[behind - 1];
    struct str text = str_sub(p->text->bytes, node->start, last->offset + last->len - node->start);
    if (node->kind == SQL_TEMPLATE)
        node->text = parser_collapse(p, text);
    else
        node->text = single ? hole_name(p, text) : text;
    if (single && p->kind == TOKEN_MACRO_BRACE)
        node->flags |= SQL_QUOTED;
    while (p->at < behind)
        parser_next(p);
    return parser_done(p, node);
}

bool parser_has_hole(const struct parser *p, struct str quoted)
{
    if (p->text->jinja && (str_find(quoted, STR("{{")) >= 0 || str_find(quoted, STR("{%")) >= 0))
        return true;
    for (size_t i = 0; i + 1 < quoted.len; i++)
        if (quoted.ptr[i] == '@' && (byte_is_alpha(quoted.ptr[i + 1]) || quoted.ptr[i + 1] == '{' ||
                                     quoted.ptr[i + 1] == '_'))
            return true;
    return false;
}

struct sql_node *parser_quoted_ident(struct parser *p)
{
    struct str value = sql_token_value(p->arena, p->text, p->at);
    if (sql_quote_escapes(p->dialect, p->dialect->identifier_quotes[0]) &&
        str_find_byte(value, '\\') >= 0)
        return parser_opaque(p, p->at, "a name without backslashes");
    struct sql_node *node = parser_ident_from(p, value, true);
    if (parser_has_hole(p, value)) {
        bool jinja =
            p->text->jinja && str_find_byte(value, '{') >= 0 && str_find_byte(value, '@') < 0;
        node->kind = jinja ? SQL_TEMPLATE : SQL_MACRO_VAR;
        node->text = parser_collapse(p, parser_text(p));
        node->flags = 0;
    }
    parser_next(p);
    return parser_done(p, node);
}

/* A comment right behind an identifier, "sqlglot.meta case_sensitive", exempts it from
 * normalisation (sqlglot, Dialect.normalize_identifier). */
bool parser_is_exempt(const struct parser *p)
{
    for (uint32_t i = p->at + 1;
         p->text->has_meta && i < p->end && p->text->tokens[i].kind <= TOKEN_COMMENT; i++) {
        struct str s = sql_token_text(p->text, &p->text->tokens[i]);
        if (p->text->tokens[i].kind == TOKEN_COMMENT && str_find(s, STR("sqlglot.meta")) >= 0 &&
            str_find(s, STR("case_sensitive")) >= 0)
            return true;
    }
    return false;
}

static struct sql_node *exempt_ident(struct parser *p)
{
    struct str name = sql_token_value(p->arena, p->text, p->at);
    struct sql_node *node = parser_node(p, SQL_IDENT, name);
    if (!str_eq(sql_normalise(p->arena, p->dialect, name, false), name) ||
        !sql_is_word(p->dialect, name) || word_is_reserved(name))
        node->flags |= SQL_QUOTED | parser_quote_flag(p);
    if (!str_eq(sql_normalise(p->arena, p->dialect, name, true), name))
        node->flags |= SQL_EXEMPT;
    parser_next(p);
    return parser_done(p, node);
}

/* A word that is an identifier as it stands; most of them are in the case of the dialect already.
 */
static inline struct sql_node *plain_ident(struct parser *p)
{
    const struct sql_token *token = &p->tokens[p->at];
    struct str name = { p->text->bytes.ptr + p->start, token->len };
    if (token->letters & p->folds)
        name = sql_normalise(p->arena, p->dialect, name, false);
    struct sql_node *node = node_at(p->arena, SQL_IDENT, name, p->start);
    parser_next(p);
    return parser_done(p, node);
}

/* An identifier where macros, templates or comments with a meaning may be met, or a quoted one. */
static __attribute__((noinline)) struct sql_node *other_ident(struct parser *p)
{
    if ((p->kind == TOKEN_QUOTED || p->kind == TOKEN_WORD) && parser_is_exempt(p))
        return exempt_ident(p);
    if (p->kind == TOKEN_QUOTED)
        return parser_quoted_ident(p);
    if (is_hole(p->kind))
        return hole_ident(p);
    if (p->kind != TOKEN_WORD)
        return NULL;
    if ((p->text->has_at || p->text->has_odd) && glued(p, p->at) > p->at + 1)
        return hole_ident(p);
    return plain_ident(p);
}

struct sql_node *parser_ident(struct parser *p)
{
    return p->plain && p->kind == TOKEN_WORD ? plain_ident(p) : other_ident(p);
}

bool parser_sees_name(const struct parser *p)
{
    if (p->kind == TOKEN_QUOTED || is_hole(p->kind))
        return true;
    return p->kind == TOKEN_WORD && !(word_flags(p->word) & WORD_RESERVED);
}

struct sql_node *parser_name(struct parser *p)
{
    return parser_sees_name(p) ? parser_ident(p) : NULL;
}

static bool is_whole(struct str number)
{
    for (size_t i = 0; i < number.len; i++)
        if (!byte_is_digit(number.ptr[i]))
            return false;
    return true;
}

struct sql_node *parser_number_ident(struct parser *p)
{
    if (p->kind == TOKEN_NUMBER && !is_whole(parser_text(p)))
        return NULL;
    struct sql_node *node = parser_node(p, SQL_IDENT, parser_text(p));
    parser_next(p);
    return parser_done(p, node);
}

struct sql_node *parser_string_or_ident(struct parser *p)
{
    if (p->kind != TOKEN_STRING || !p->dialect->prefix_alias)
        return parser_ident(p);
    return parser_quoted_ident(p);
}

struct sql_node *parser_dotted_name(struct parser *p)
{
    struct sql_node *name = parser_string_or_ident(p);
    if (!name || p->word != OP_DOT)
        return name;
    struct sql_node *column = parser_wrap(p, SQL_COLUMN, STR_EMPTY, name);
    while (parser_accept(p, OP_DOT)) {
        name = parser_ident(p);
        node_add(column, name ? name : parser_opaque(p, p->at, "a name"));
    }
    return parser_done(p, column);
}

struct sql_node *parser_ident_list(struct parser *p, enum sql_kind kind)
{
    struct sql_node *list = parser_node(p, kind, STR_EMPTY);
    parser_accept(p, OP_OPEN);
    while (p->word != OP_CLOSE && p->kind != PARSER_END) {
        uint32_t from = p->at;
        struct sql_node *name = kind == SQL_STAR_EXCEPT ? parser_dotted_name(p) : parser_ident(p);
        node_add(list, name ? parser_settle(p, from, name) : parser_opaque(p, from, "a name"));
        if (!parser_accept(p, OP_COMMA))
            break;
    }
    parser_close(p, list, OP_CLOSE);
    return parser_done(p, list);
}

/* --- entries --------------------------------------------------------------------------------- */

/* Ends a parse: what is left becomes an OPAQUE CLAUSE; where templates stand in places that a tree
 * cannot show, the whole text is kept beside the tree (see form.h). */
static struct sql_node *finish(struct parser *p, uint32_t from, struct sql_node *root)
{
    bool query = root->kind == SQL_SELECT || root->kind == SQL_SETOP;
    if (p->at < p->end && !query) {
        parser_diag(p, p->at, "the end");
        root = node_new(p->arena, SQL_OPAQUE, parser_tokens(p, from, p->end));
        root->start = from < p->end ? p->text->tokens[from].offset : 0;
        parser_seek(p, p->end);
        root->end = p->start;
    }
    if (p->at < p->end) {
        struct sql_node *clause = parser_node(p, SQL_CLAUSE, STR_EMPTY);
        struct sql_node *rest = parser_node(p, SQL_OPAQUE, parser_tokens(p, p->at, p->end));
        parser_diag(p, p->at, "the end of the query");
        while (p->at < p->end)
            parser_next(p);
        node_add(clause, parser_done(p, rest));
        node_add(root, parser_done(p, clause));
        parser_done(p, root);
    }
    const struct sql_node *at = NULL;
    if (p->bad && sql_doubt(root, &at) != DOUBT_OPAQUE) {
        /* Inside a text that was taken as it stands is a token that nothing reads, or a query. */
        struct sql_node *all = node_new(p->arena, SQL_OPAQUE, parser_tokens(p, from, p->end));
        parser_diag(p, from, "only what can be read");
        all->start = root->start;
        all->end = root->end;
        if (!query)
            return all;
        node_add(root, parser_wrap(p, SQL_CLAUSE, STR_EMPTY, all));
    }
    if (p->loose) {
        struct sql_node *whole = node_new(p->arena, SQL_TEMPLATE, STR_EMPTY);
        whole->start = root->start;
        whole->end = root->end;
        whole->flags = SQL_WHOLE;
        whole->text = parser_tokens(p, from, p->end);
        node_add(root, whole);
    }
    return root;
}

struct sql_node *sql_parse_query(struct arena *arena, const struct sql_text *text, uint32_t from,
                                 uint32_t to, struct diags *diags)
{
    struct parser p;
    parser_init(&p, arena, text, from, to, diags);
    struct sql_node *root = parser_at_query(&p) ? parse_query(&p) : parse_item(&p);
    if (root->kind == SQL_SUBQUERY)
        root = parse_subquery_rest(&p, root);

    return finish(&p, from, root);
}

struct sql_node *sql_parse_expression(struct arena *arena, const struct sql_text *text,
                                      uint32_t from, uint32_t to, struct diags *diags)
{
    struct parser p;
    parser_init(&p, arena, text, from, to, diags);
    return finish(&p, from, parse_item(&p));
}

struct sql_node *sql_parse_type(struct arena *arena, const struct sql_text *text, uint32_t from,
                                uint32_t to, struct diags *diags)
{
    struct parser p;
    parser_init(&p, arena, text, from, to, diags);
    return finish(&p, from, parse_type(&p));
}

bool sql_starts_query(const struct sql_text *text, uint32_t from, uint32_t to)
{
    struct parser p;
    /* An opening parenthesis may start an expression as well: look behind all of them. */
    parser_init(&p, NULL, text, from, to, NULL);
    while (p.word == OP_OPEN)
        parser_next(&p);
    return parser_at_query(&p);
}
