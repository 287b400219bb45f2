/* python_lex: a small tokenizer for Python; see the header for what it promises. */
#include "project/python_lex.h"

#include "base/limits.h"
#include "project/python_string.h"

#define INDENTS_MAX 100 /* as in CPython's tokenizer */

struct lexer {
    struct py_tokens *out;
    struct arena *arena;
    struct str text;
    size_t at;
    uint32_t indents[INDENTS_MAX];
    unsigned indent_count;
    unsigned brackets;
};

static char peek(const struct lexer *lexer, size_t ahead)
{
    size_t at = lexer->at + ahead;
    return at < lexer->text.len ? lexer->text.ptr[at] : '\0';
}

static bool at_end(const struct lexer *lexer)
{
    return lexer->at >= lexer->text.len;
}

static void push(struct lexer *lexer, enum py_kind kind, size_t start)
{
    vec_push(lexer->arena, lexer->out,
             (struct py_token){ kind, (uint32_t)start, (uint32_t)(lexer->at - start) });
}

/* Bytes outside ASCII may be letters; nothing else in Python source is made of them. */
static bool is_name_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_quote(char c)
{
    return c == '\'' || c == '"';
}

static void skip_to_line_end(struct lexer *lexer)
{
    while (!at_end(lexer) && peek(lexer, 0) != '\n')
        lexer->at++;
}

/* --- lines and indentation -------------------------------------------------------------------- */

static void set_indent(struct lexer *lexer, uint32_t width)
{
    uint32_t current = lexer->indent_count ? lexer->indents[lexer->indent_count - 1] : 0;
    if (width > current && lexer->indent_count < INDENTS_MAX) {
        lexer->indents[lexer->indent_count++] = current = width;
        push(lexer, PY_INDENT, lexer->at);
    }
    while (lexer->indent_count && lexer->indents[lexer->indent_count - 1] > width) {
        lexer->indent_count--;
        push(lexer, PY_DEDENT, lexer->at);
        current = lexer->indent_count ? lexer->indents[lexer->indent_count - 1] : 0;
    }
    if (width != current && lexer->indent_count < INDENTS_MAX)
        push(lexer, PY_BAD, lexer->at);
}

/* Measures the indentation of a line; blank lines and lines of comment have none. */
static void start_line(struct lexer *lexer)
{
    uint32_t width = 0;
    for (;; lexer->at++) {
        char c = peek(lexer, 0);
        if (c == ' ')
            width++;
        else if (c == '\t')
            width = (width / 8 + 1) * 8;
        else if (c == '\f')
            width = 0;
        else
            break;
    }
    char c = peek(lexer, 0);
    if (!at_end(lexer) && c != '#' && c != '\n' && c != '\r')
        set_indent(lexer, width);
}

static bool line_is_open(const struct lexer *lexer)
{
    const struct py_tokens *out = lexer->out;
    if (!out->count)
        return false;
    enum py_kind last = out->items[out->count - 1].kind;
    return last != PY_NEWLINE && last != PY_INDENT && last != PY_DEDENT;
}

static void end_line(struct lexer *lexer)
{
    size_t start = lexer->at;
    if (!at_end(lexer))
        lexer->at++;
    if (lexer->brackets)
        return;
    if (line_is_open(lexer))
        push(lexer, PY_NEWLINE, start);
    start_line(lexer);
}

/* --- tokens ----------------------------------------------------------------------------------- */

/* What does not end is no string: Python does not read the file. */
static void lex_string(struct lexer *lexer, size_t start)
{
    bool closed;
    struct str prefix = str_sub(lexer->text, start, lexer->at - start);
    lexer->at = py_string_end(lexer->text, lexer->at, prefix, &closed, NULL, NULL);
    push(lexer, closed ? PY_STRING : PY_BAD, start);
}

static void lex_name(struct lexer *lexer)
{
    size_t start = lexer->at;
    while (!at_end(lexer) && is_name_byte(peek(lexer, 0)))
        lexer->at++;
    struct str name = str_sub(lexer->text, start, lexer->at - start);
    if (is_quote(peek(lexer, 0)) && py_is_string_prefix(name)) {
        lex_string(lexer, start);
        return;
    }
    push(lexer, PY_NAME, start);
}

/* 07 is no number in Python, and a file with it does not load; 00, 07.5, 07e1 and 07j are. */
static bool has_leading_zero(struct str number)
{
    bool counts = false;
    if (number.len < 2 || number.ptr[0] != '0')
        return false;
    for (size_t i = 1; i < number.len; i++) {
        char c = number.ptr[i];
        if (!byte_is_digit(c) && c != '_')
            return false;
        counts = counts || (c != '0' && c != '_');
    }
    return counts;
}

static void lex_number(struct lexer *lexer)
{
    size_t start = lexer->at;
    bool hex = byte_lower(peek(lexer, 1)) == 'x';
    while (!at_end(lexer)) {
        char c = peek(lexer, 0);
        bool sign = (c == '+' || c == '-') && !hex && lexer->at > start &&
                    byte_lower(lexer->text.ptr[lexer->at - 1]) == 'e';
        if (!is_name_byte(c) && c != '.' && !sign)
            break;
        lexer->at++;
    }
    struct str number = str_sub(lexer->text, start, lexer->at - start);
    push(lexer, has_leading_zero(number) ? PY_BAD : PY_NUMBER, start);
}

static void lex_operator(struct lexer *lexer)
{
    static const char *const operators[] = { "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>",
                                             "<<",  "<=",  ">=",  "==",  "!=",  "->", "+=", "-=",
                                             "*=",  "/=",  "%=",  "@=",  "&=",  "|=", "^=", ":=" };
    struct str rest = str_sub(lexer->text, lexer->at, 3);
    size_t start = lexer->at, len = 1;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (str_starts(rest, str_of(operators[i]))) {
            len = str_of(operators[i]).len;
            break;
        }
    char c = peek(lexer, 0);
    bool known = len > 1 || (c && str_find_byte(STR("+-*/%@&|^~<>()[]{},:;.=!"), c) >= 0);
    if (c == '(' || c == '[' || c == '{')
        lexer->brackets++;
    else if ((c == ')' || c == ']' || c == '}') && lexer->brackets)
        lexer->brackets--;
    lexer->at += len;
    push(lexer, known ? PY_OP : PY_BAD, start);
}

static void lex_one(struct lexer *lexer)
{
    char c = peek(lexer, 0);
    size_t start = lexer->at;
    if (c == '\n') {
        end_line(lexer);
    } else if (byte_is_space(c)) {
        lexer->at++;
    } else if (c == '#') {
        skip_to_line_end(lexer);
    } else if (c == '\\' && (peek(lexer, 1) == '\n' || peek(lexer, 1) == '\r')) {
        lexer->at += peek(lexer, 1) == '\r' && peek(lexer, 2) == '\n' ? 3 : 2;
    } else if (is_quote(c)) {
        lex_string(lexer, start);
    } else if (byte_is_digit(c) || (c == '.' && byte_is_digit(peek(lexer, 1)))) {
        lex_number(lexer);
    } else if (is_name_byte(c)) {
        lex_name(lexer);
    } else {
        lex_operator(lexer);
    }
}

enum status py_lex(struct py_tokens *out, struct arena *arena, struct str text, struct err *err)
{
    struct lexer lexer = { .out = out, .arena = arena, .text = text };
    *out = (struct py_tokens){ .text = text };
    start_line(&lexer);
    while (!at_end(&lexer)) {
        lex_one(&lexer);
        if (out->count > LIMIT_sql_tokens)
            return err_set(err, E_LIMIT, "the file has more than %zu tokens (limit sql_tokens)",
                           LIMIT_sql_tokens);
    }
    if (line_is_open(&lexer))
        push(&lexer, PY_NEWLINE, text.len);
    while (lexer.indent_count) {
        lexer.indent_count--;
        push(&lexer, PY_DEDENT, text.len);
    }
    return OK;
}

/* The prefix of the literal, and where its quote is. */
static size_t quote_of(struct str literal)
{
    size_t at = 0;
    while (at < literal.len && !is_quote(literal.ptr[at]))
        at++;
    return at;
}

bool py_field_tokens(struct py_tokens *out, struct arena *arena, struct str literal)
{
    struct py_fields fields = { 0 };
    size_t quote = quote_of(literal);
    bool closed;
    *out = (struct py_tokens){ .text = literal };
    if (quote == 0 || quote == literal.len || str_find_byte(literal, '{') < 0)
        return false;
    (void)py_string_end(literal, quote, str_sub(literal, 0, quote), &closed, &fields, arena);
    vec_for (const struct py_field, it, &fields) {
        struct lexer lexer = { .out = out,
                               .arena = arena,
                               .text = str_sub(literal, 0, it->to),
                               .at = it->from,
                               .brackets = 1 };
        while (!at_end(&lexer))
            lex_one(&lexer);
        push(&lexer, PY_NEWLINE, it->to);
    }
    return out->count > 0;
}
