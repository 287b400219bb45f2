/* lex: bytes to tokens. Knows quoting and comments of the dialect, no grammar.
 *
 * One class table over unsigned bytes, one switch, one scan function per kind of token; each
 * returns the offset behind the token. Whatever runs into the end of the text unfinished is one
 * TOKEN_BAD up to the end, which also keeps the work linear: nothing is searched for twice. */
#include "sql/lex.h"

#include <string.h>

#include "base/limits.h"
#include "base/vec.h"
#include "codec/utf8.h"
#include "sql/words.h"

enum byte_class {
    C_HIGH, /* outside ASCII: what the table leaves out */
    C_BAD,
    C_SPACE,
    C_WORD,
    C_DIGIT,
    C_APOSTROPHE,
    C_QUOTE,
    C_TICK,
    C_BRACKET,
    C_DASH,
    C_SLASH,
    C_HASH,
    C_DOLLAR,
    C_AT,
    C_DOT,
    C_BRACE,
    C_QUESTION,
    C_OPERATOR
};

/* clang-format off */
static const uint8_t class_of[256] = {
    ['\t'] = C_SPACE, ['\n'] = C_SPACE, ['\v'] = C_SPACE, ['\f'] = C_SPACE, ['\r'] = C_SPACE,
    [' '] = C_SPACE, ['_'] = C_WORD,
    ['A'] = C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD,
    C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD,
    C_WORD, C_WORD, C_WORD,
    ['a'] = C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD,
    C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD, C_WORD,
    C_WORD, C_WORD, C_WORD,
    ['0'] = C_DIGIT, C_DIGIT, C_DIGIT, C_DIGIT, C_DIGIT, C_DIGIT, C_DIGIT, C_DIGIT, C_DIGIT, C_DIGIT,
    ['\''] = C_APOSTROPHE, ['"'] = C_QUOTE, ['`'] = C_TICK, ['['] = C_BRACKET, ['-'] = C_DASH,
    ['/'] = C_SLASH, ['#'] = C_HASH, ['$'] = C_DOLLAR, ['@'] = C_AT, ['.'] = C_DOT, ['{'] = C_BRACE,
    ['?'] = C_QUESTION,
    ['!'] = C_OPERATOR, ['%'] = C_OPERATOR, ['&'] = C_OPERATOR, ['('] = C_OPERATOR,
    [')'] = C_OPERATOR, ['*'] = C_OPERATOR, ['+'] = C_OPERATOR, [','] = C_OPERATOR,
    [':'] = C_OPERATOR, [';'] = C_OPERATOR, ['<'] = C_OPERATOR, ['='] = C_OPERATOR,
    ['>'] = C_OPERATOR, [']'] = C_OPERATOR, ['^'] = C_OPERATOR, ['|'] = C_OPERATOR,
    ['}'] = C_OPERATOR, ['~'] = C_OPERATOR,
    [0x00] = C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD,
    [0x0E] = C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD,
    [0x17] = C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD, C_BAD,
    ['\\'] = C_BAD, [0x7F] = C_BAD,
};
/* clang-format on */

/* What a scan function answers when the text ends first. */
static const size_t unfinished = SIZE_MAX;

struct lexer {
    struct str s;
    const struct sql_dialect *dialect;
    bool jinja;
    bool no_template; /* a template was never closed: inside strings, none is looked for again */
    bool odd;         /* a TOKEN_TEMPLATE or TOKEN_BAD was met */
    bool comments;    /* a TOKEN_COMMENT was met */
    const struct sql_token *last; /* the token before this one */
};

/* What stands before the first one. */
static const struct sql_token no_token = { .kind = TOKEN_SPACE };

/* What a byte is to the token that it may go on, in every dialect. */
enum byte_trait {
    IS_UPPER = LETTERS_UPPER,
    IS_LOWER = LETTERS_LOWER,
    IS_DIGIT = 4,
    IN_WORD = 8,
    IS_SPACE = 16,
    ENDS_WORD = 32,   /* no quote behind a prefix, '&' of U&'...', '#' and '$' of some dialects */
    ENDS_NUMBER = 64, /* nor the '.' of a number */
    IS_LONE = 128,    /* an operator and the beginning of no other one */
    IS_ALPHA = 256,   /* starts a word */
    ENDS_BOTH = ENDS_WORD | ENDS_NUMBER,
    LONE = IS_LONE | ENDS_BOTH,
    SPACE = IS_SPACE | ENDS_BOTH,
    DIGIT = IS_DIGIT | IN_WORD,
    ALPHA = IS_ALPHA | IN_WORD,
    UPPER = IS_UPPER | ALPHA,
    LOWER = IS_LOWER | ALPHA
};

/* clang-format off */
static const uint16_t traits_of[256] = {
    ['\t'] = SPACE, ['\n'] = SPACE, ['\v'] = SPACE, ['\f'] = SPACE, ['\r'] = SPACE, [' '] = SPACE,
    ['0'] = DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, ['_'] = ALPHA,
    ['A'] = UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER,
    UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER,
    ['a'] = LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER,
    LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER, LOWER,
    ['!'] = ENDS_BOTH, ['%'] = LONE, ['&'] = ENDS_NUMBER, ['('] = LONE, [')'] = LONE,
    ['*'] = ENDS_BOTH, ['+'] = LONE, [','] = LONE, ['-'] = ENDS_BOTH, ['.'] = ENDS_WORD,
    ['/'] = ENDS_BOTH, [':'] = ENDS_BOTH, [';'] = LONE, ['<'] = ENDS_BOTH, ['='] = ENDS_BOTH,
    ['>'] = ENDS_BOTH, ['?'] = ENDS_BOTH, ['@'] = ENDS_BOTH, ['['] = ENDS_BOTH, [']'] = LONE,
    ['^'] = ENDS_BOTH, ['{'] = ENDS_BOTH, ['|'] = ENDS_BOTH, ['}'] = LONE, ['~'] = ENDS_BOTH,
};
/* clang-format on */

static unsigned traits_at(const struct lexer *lx, size_t at)
{
    return traits_of[(unsigned char)lx->s.ptr[at]];
}

static char byte_at(struct lexer *lx, size_t at)
{
    return at < lx->s.len ? lx->s.ptr[at] : '\0';
}

static enum byte_class class_at(struct lexer *lx, size_t at)
{
    if (at >= lx->s.len)
        return C_BAD;
    return class_of[(unsigned char)lx->s.ptr[at]];
}

static bool is_digit_at(const struct lexer *lx, size_t at)
{
    return at < lx->s.len && byte_is_digit(lx->s.ptr[at]);
}

static bool looking_at(struct lexer *lx, size_t at, const char *word)
{
    return str_starts(str_sub(lx->s, at, SIZE_MAX), str_of(word));
}

/* Length of the letter outside ASCII at `at`; 0 for what is not one: broken bytes, blanks and marks
 * that people cannot see. */
static size_t high_letter(struct lexer *lx, size_t at)
{
    uint32_t code = 0;
    size_t len = utf8_next(lx->s, at, &code);
    bool blank = code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
                 code == 0x202F || code == 0x205F || code == 0x3000;
    return blank || utf8_is_hidden(code) ? 0 : len;
}

static size_t scan_word(struct lexer *lx, size_t at)
{
    for (;;) {
        while (at < lx->s.len && (traits_at(lx, at) & IN_WORD))
            at++;
        enum byte_class c = class_at(lx, at);
        if (c == C_DOLLAR || (c == C_HASH && lx->dialect->hash_identifiers))
            at++;
        else if (c == C_HIGH && high_letter(lx, at))
            at += high_letter(lx, at);
        else
            return at;
    }
}

static size_t scan_space(struct lexer *lx, size_t at)
{
    while (class_at(lx, at) == C_SPACE)
        at++;
    return at;
}

static size_t scan_line(struct lexer *lx, size_t at)
{
    const char *end = memchr(lx->s.ptr + at, '\n', lx->s.len - at);
    return end ? (size_t)(end - lx->s.ptr) : lx->s.len;
}

/* Behind the closing of a block comment that opens at `at`, or `unfinished`. */
static size_t scan_block_comment(struct lexer *lx, size_t at)
{
    unsigned depth = 1;
    for (at += 2; at < lx->s.len; at++) {
        if (lx->s.ptr[at] == '*' && byte_at(lx, at + 1) == '/') {
            at++;
            if (--depth == 0)
                return at + 1;
        } else if (lx->dialect->nested_comments && lx->s.ptr[at] == '/' &&
                   byte_at(lx, at + 1) == '*') {
            at++;
            depth++;
        }
    }
    return unfinished;
}

static size_t scan_template(struct lexer *lx, size_t at);

/* Behind the template that opens at `at` inside a string, whose quotes do not end the string; `at`
 * when there is none. */
static size_t skip_template(struct lexer *lx, size_t at)
{
    char next = byte_at(lx, at + 1);
    if (!lx->jinja || lx->no_template || (next != '{' && next != '%'))
        return at;
    size_t end = scan_template(lx, at);
    lx->no_template = end == unfinished;
    return end != unfinished ? end : at;
}

/* Behind the quote that closes the text starting at `at`; `unfinished` when there is none. */
static size_t scan_quoted(struct lexer *lx, size_t at, char close, bool doubled, bool escapes)
{
    for (; at < lx->s.len; at++) {
        char c = lx->s.ptr[at];
        if (c == '{' && skip_template(lx, at) > at)
            at = skip_template(lx, at) - 1;
        else if (c == '\\' && escapes)
            at++;
        else if (c == close && doubled && byte_at(lx, at + 1) == close)
            at++;
        else if (c == close)
            return at + 1;
    }
    return unfinished;
}

static size_t scan_triple(struct lexer *lx, size_t at, char quote, bool escapes)
{
    for (; at < lx->s.len; at++) {
        if (lx->s.ptr[at] == '\\' && escapes)
            at++;
        else if (lx->s.ptr[at] == quote && byte_at(lx, at + 1) == quote &&
                 byte_at(lx, at + 2) == quote)
            return at + 3;
    }
    return unfinished;
}

/* A string literal whose opening quote is at `at`; prefix is the letters before it. */
static size_t scan_string(struct lexer *lx, size_t at, struct str prefix)
{
    const struct sql_dialect *d = lx->dialect;
    char quote = lx->s.ptr[at];
    bool raw = str_find_byte(prefix, 'r') >= 0 || str_find_byte(prefix, 'R') >= 0;
    bool escapes = d->backslash_escapes || str_eq_fold(prefix, STR("e"));
    if (raw)
        escapes = d->backslash_escapes && !d->raw_ends_at_quote;
    if (d->triple_strings && byte_at(lx, at + 1) == quote && byte_at(lx, at + 2) == quote)
        return scan_triple(lx, at + 3, quote, escapes);
    return scan_quoted(lx, at + 1, quote, d->doubled_quotes && !raw, escapes);
}

/* "$tag$ ... $tag$": behind it, `unfinished`, or `at` when this is no dollar string. */
static size_t scan_dollar(struct lexer *lx, size_t at)
{
    size_t end = at + 1;
    while (class_at(lx, end) == C_WORD || (end > at + 1 && class_at(lx, end) == C_DIGIT) ||
           (class_at(lx, end) == C_HIGH && high_letter(lx, end)))
        end += class_at(lx, end) == C_HIGH ? high_letter(lx, end) : 1;
    if (byte_at(lx, end) != '$')
        return at;
    struct str tag = str_sub(lx->s, at, end + 1 - at);
    ptrdiff_t found = str_find(str_sub(lx->s, end + 1, SIZE_MAX), tag);
    return found < 0 ? unfinished : end + 1 + (size_t)found + tag.len;
}

/* Behind the quote that closes a string inside a template; `unfinished` when there is none. */
static size_t scan_inner(struct lexer *lx, size_t at, char close)
{
    for (; at < lx->s.len && lx->s.ptr[at] != close; at++)
        at += lx->s.ptr[at] == '\\';
    return at < lx->s.len ? at + 1 : unfinished;
}

/* A Jinja tag opening at `at`; strings inside expressions and statements may hold the closing. */
static size_t scan_template(struct lexer *lx, size_t at)
{
    char open = lx->s.ptr[at + 1];
    char close = open == '{' ? '}' : open;
    for (at += 2; at < lx->s.len; at++) {
        char c = lx->s.ptr[at];
        if (c == close && byte_at(lx, at + 1) == '}')
            return at + 2;
        if (open != '#' && (c == '\'' || c == '"')) {
            size_t end = scan_inner(lx, at + 1, c);
            if (end == unfinished)
                return unfinished;
            at = end - 1;
        }
    }
    return unfinished;
}

static bool is_number_part(char c)
{
    return byte_is_digit(c) || byte_is_alpha(c) || c == '_';
}

/* Digits with a fraction, an exponent, a 0x prefix or a type letter (10L, 1.5D, 1_000). */
static size_t scan_number(struct lexer *lx, size_t at)
{
    char base = lx->s.ptr[at] == '0' ? byte_lower(byte_at(lx, at + 1)) : '0';
    bool empty = base == 'x' && !is_number_part(byte_at(lx, at + 2)); /* T-SQL: 0x is no byte */
    if (((base == 'x' || base == 'o' || base == 'b') && byte_hex(byte_at(lx, at + 2)) >= 0) ||
        empty) {
        for (at += 2; byte_hex(byte_at(lx, at)) >= 0 || byte_at(lx, at) == '_';)
            at++;
        return at;
    }
    while (byte_is_digit(byte_at(lx, at)) ||
           (byte_at(lx, at) == '_' && byte_is_digit(byte_at(lx, at + 1))))
        at++;
    if (byte_at(lx, at) == '.' && byte_at(lx, at + 1) != '.')
        for (at++; byte_is_digit(byte_at(lx, at)) ||
                   (byte_at(lx, at) == '_' && byte_is_digit(lx->s.ptr[at - 1]) &&
                    byte_is_digit(byte_at(lx, at + 1)));)
            at++;
    char sign = byte_at(lx, at + 1);
    size_t digits = at + 1 + (sign == '+' || sign == '-');
    if (byte_lower(byte_at(lx, at)) == 'e' && byte_is_digit(byte_at(lx, digits)))
        for (at = digits; byte_is_digit(byte_at(lx, at)) ||
                          (byte_at(lx, at) == '_' && byte_is_digit(byte_at(lx, at + 1)));)
            at++;
    return at;
}

/* Where identifiers may start with a digit, type letters (10L, 2BD) still make a number. */
static size_t number_suffix(struct lexer *lx, size_t at)
{
    static const char *const suffixes[] = { "bd", "l", "s", "y", "d", "f" };
    size_t end = at;
    while (byte_is_alpha(byte_at(lx, end)))
        end++;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (!is_number_part(byte_at(lx, end)) &&
            str_eq_fold(str_sub(lx->s, at, end - at), str_of(suffixes[i])))
            return end;
    return at;
}

/* Whether the token before ends right here and may be followed by ".name". */
static bool after_operand(struct lexer *lx, size_t at)
{
    const struct sql_token *t = lx->last;
    if (t->offset + t->len != at)
        return false;
    return (t->kind >= TOKEN_WORD && t->kind <= TOKEN_TEMPLATE && t->kind != TOKEN_OPERATOR) ||
           t->word == OP_CLOSE || t->word == OP_CLOSE_BRACKET;
}

static bool after_dot(struct lexer *lx, size_t at)
{
    return lx->last->word == OP_DOT && lx->last->offset + 1 == at;
}

static size_t lex_digit(struct lexer *lx, size_t at, enum token_kind *kind)
{
    *kind = TOKEN_NUMBER;
    size_t number = after_dot(lx, at) ? at : scan_number(lx, at);
    size_t word = scan_word(lx, at);
    if (after_dot(lx, at)) {
        /* t.1 and t.1st: whole digits are a position, the rest a name. */
        for (size_t i = at; i < word; i++)
            if (!byte_is_digit(lx->s.ptr[i]))
                *kind = TOKEN_WORD;
        return word;
    }
    if (!lx->dialect->digit_identifiers)
        return number;
    size_t suffixed = number_suffix(lx, number);
    if (suffixed > number || word <= number)
        return suffixed;
    *kind = TOKEN_WORD;
    return word;
}

static bool is_string_quote(struct lexer *lx, size_t at)
{
    char c = byte_at(lx, at);
    return c != '\0' && strchr(lx->dialect->string_quotes, c) &&
           !strchr(lx->dialect->identifier_quotes, c);
}

/* Letters before a quote that belong to the string. */
static bool is_prefix(struct str word)
{
    static const char *const prefixes[] = { "b", "e", "n", "r", "u", "x", "br", "rb" };
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (str_eq_fold(word, str_of(prefixes[i])))
            return true;
    return false;
}

static size_t lex_word(struct lexer *lx, size_t at, enum token_kind *kind)
{
    size_t end = scan_word(lx, at);
    struct str word = str_sub(lx->s, at, end - at);
    *kind = TOKEN_WORD;
    if (word.len > 2 || after_dot(lx, at))
        return end;
    bool unicode =
        str_eq_fold(word, STR("u")) && byte_at(lx, end) == '&' && byte_at(lx, end + 1) == '\'';
    if (!unicode && !(is_string_quote(lx, end) && is_prefix(word)))
        return end;
    *kind = TOKEN_STRING;
    end = scan_string(lx, end + unicode, word);
    return end;
}

static size_t lex_at(struct lexer *lx, size_t at, enum token_kind *kind)
{
    size_t name = at + 1;
    enum byte_class c = class_at(lx, name);
    if (c == C_WORD || (c == C_HIGH && high_letter(lx, name))) {
        *kind = TOKEN_MACRO;
        for (;; name++) {
            c = class_at(lx, name);
            if (c != C_WORD && c != C_DIGIT)
                return c == C_HIGH && high_letter(lx, name) ? scan_word(lx, name) : name;
        }
    }
    if (c == C_BRACE) {
        for (name++; is_number_part(byte_at(lx, name)) || class_at(lx, name) == C_SPACE;)
            name++;
        if (byte_at(lx, name) == '}') {
            *kind = TOKEN_MACRO_BRACE;
            return name + 1;
        }
    }
    if (c == C_AT && class_at(lx, at + 2) == C_WORD) {
        *kind = TOKEN_PARAMETER;
        return scan_word(lx, at + 2);
    }
    return at;
}

static size_t lex_dollar(struct lexer *lx, size_t at, enum token_kind *kind)
{
    if (lx->dialect->dollar_strings) {
        size_t end = scan_dollar(lx, at);
        *kind = TOKEN_STRING;
        if (end != at)
            return end;
    }
    *kind = TOKEN_PARAMETER;
    size_t end = at + 1;
    if (byte_at(lx, end) == '{') { /* ${name} */
        for (end++; is_number_part(byte_at(lx, end)) || byte_at(lx, end) == ':' ||
                    byte_at(lx, end) == '.';)
            end++;
        return byte_at(lx, end) == '}' ? end + 1 : at;
    }
    end = scan_word(lx, end);
    return end > at + 1 ? end : at;
}

bool sql_quote_escapes(const struct sql_dialect *dialect, char quote)
{
    bool names = quote == '`' ? dialect->triple_strings || dialect->ternary
                              : quote == '"' && dialect->ternary;
    return names && dialect->backslash_escapes;
}

/* A quoted identifier or string that opens at `at`, whichever the dialect has; `at` for neither. */
static size_t lex_quote(struct lexer *lx, size_t at, enum token_kind *kind)
{
    char quote = lx->s.ptr[at];
    if (strchr(lx->dialect->identifier_quotes, quote)) {
        *kind = TOKEN_QUOTED;
        bool escapes = sql_quote_escapes(lx->dialect, quote);
        size_t end = scan_quoted(lx, at + 1, quote == '[' ? ']' : quote, true, escapes);
        if (escapes && end != unfinished && str_find_byte(str_sub(lx->s, at, end - at), '\\') >= 0)
            *kind = TOKEN_BAD;
        return end;
    }
    if (!strchr(lx->dialect->string_quotes, quote))
        return at;
    *kind = TOKEN_STRING;
    return scan_string(lx, at, STR_EMPTY);
}

/* Comments that start with a dash, slash or hash; `at` when there is none. */
static size_t lex_comment(struct lexer *lx, size_t at, enum token_kind *kind)
{
    char c = lx->s.ptr[at], next = byte_at(lx, at + 1);
    *kind = TOKEN_COMMENT;
    if (c == '-' && next == '-')
        return scan_line(lx, at);
    if (c == '/' && next == '*')
        return scan_block_comment(lx, at);
    if ((c == '/' && next == '/' && lx->dialect->slash_comments) ||
        (c == '#' && lx->dialect->hash_comments))
        return scan_line(lx, at);
    return at;
}

static bool opens_template(struct lexer *lx, size_t at)
{
    char next = byte_at(lx, at + 1);
    return lx->jinja && (next == '{' || next == '%' || next == '#');
}

static size_t lex_operator(struct lexer *lx, size_t at, enum token_kind *kind, uint16_t *word)
{
    *kind = TOKEN_OPERATOR;
    *word = (uint16_t)operator_find(str_sub(lx->s, at, 4));
    return at + word_text(*word).len;
}

/* What the byte class says about the token at `at`. Results: behind the token; `unfinished`;
 * `at` itself = nothing but perhaps an operator starts here. */
static size_t lex_class(struct lexer *lx, size_t at, enum token_kind *kind)
{
    switch (class_at(lx, at)) {
    case C_SPACE:
        *kind = TOKEN_SPACE;
        return scan_space(lx, at);
    case C_HIGH:
        return high_letter(lx, at) ? lex_word(lx, at, kind) : at;
    case C_WORD:
        return lex_word(lx, at, kind);
    case C_DIGIT:
        return lex_digit(lx, at, kind);
    case C_APOSTROPHE:
    case C_QUOTE:
    case C_TICK:
    case C_BRACKET:
        return lex_quote(lx, at, kind);
    case C_DASH:
    case C_SLASH:
        return lex_comment(lx, at, kind);
    case C_HASH:
        *kind = TOKEN_WORD;
        if (lx->dialect->hash_identifiers && scan_word(lx, at) > at + 1)
            return scan_word(lx, at);
        return lex_comment(lx, at, kind);
    case C_DOLLAR:
        return lex_dollar(lx, at, kind);
    case C_AT:
        return lex_at(lx, at, kind);
    case C_DOT:
        *kind = TOKEN_NUMBER;
        if (!byte_is_digit(byte_at(lx, at + 1)) || after_operand(lx, at))
            return at;
        at = scan_number(lx, at);
        return lx->dialect->digit_identifiers ? number_suffix(lx, at) : at;
    case C_BRACE:
        *kind = TOKEN_TEMPLATE;
        return opens_template(lx, at) ? scan_template(lx, at) : at;
    case C_QUESTION:
        *kind = TOKEN_PARAMETER;
        return operator_find(str_sub(lx->s, at, 4)) ? at : at + 1;
    case C_OPERATOR:
    case C_BAD:
        break;
    }
    return at;
}

static struct sql_token token_of(enum token_kind kind, size_t from, size_t to, unsigned word)
{
    return (struct sql_token){ .offset = (uint32_t)from,
                               .len = (uint32_t)(to - from),
                               .word = (uint16_t)word,
                               .kind = (uint8_t)kind,
                               .letters = LETTERS_ANY };
}

static struct sql_token lex_one(struct lexer *lx, size_t at)
{
    enum token_kind kind = TOKEN_BAD;
    uint16_t word = WORD_NONE;
    size_t end = lex_class(lx, at, &kind);
    if (end == unfinished) {
        kind = TOKEN_BAD;
        end = lx->s.len;
    } else if (end == at) {
        end = lex_operator(lx, at, &kind, &word);
    }
    if (end == at) {
        kind = TOKEN_BAD;
        end = at + 1;
    }
    if (end > lx->s.len)
        end = lx->s.len;
    bool text = kind == TOKEN_STRING || kind == TOKEN_QUOTED || kind == TOKEN_TEMPLATE;
    if (text && memchr(lx->s.ptr + at, '\0', end - at))
        kind = TOKEN_BAD; /* no dialect allows it, and it would end a C string */
    if (kind == TOKEN_WORD)
        word = (uint16_t)word_find(str_sub(lx->s, at, end - at));
    return token_of(kind, at, end, word);
}

/* --- the common tokens ----------------------------------------------------------------------- */

/* Each reads one token at `from` and sets *end behind it; false when lex_one has to look. */

static bool common_space(const struct lexer *lx, size_t from, struct sql_token *out, size_t *end)
{
    size_t at = from + 1;
    while (at < lx->s.len && (traits_at(lx, at) & IS_SPACE))
        at++;
    *out = token_of(TOKEN_SPACE, from, at, WORD_NONE);
    *end = at;
    return true;
}

static bool common_word(const struct lexer *lx, size_t from, struct sql_token *out, size_t *end)
{
    size_t at = from;
    unsigned next = IN_WORD, seen = traits_at(lx, from);
    while (next & IN_WORD) {
        seen |= next;
        next = ++at < lx->s.len ? traits_at(lx, at) : ENDS_BOTH;
    }
    if (!(next & ENDS_WORD))
        return false;
    *out = token_of(TOKEN_WORD, from, at, word_find((struct str){ lx->s.ptr + from, at - from }));
    out->letters = (uint8_t)(seen & LETTERS_ANY);
    *end = at;
    return true;
}

static bool common_number(const struct lexer *lx, size_t from, struct sql_token *out, size_t *end)
{
    size_t at = from;
    unsigned next = IS_DIGIT;
    while (next & IS_DIGIT)
        next = ++at < lx->s.len ? traits_at(lx, at) : ENDS_BOTH;
    *out = token_of(TOKEN_NUMBER, from, at, WORD_NONE);
    *end = at;
    return next & ENDS_NUMBER;
}

static bool common_operator(const struct lexer *lx, size_t from, struct sql_token *out, size_t *end)
{
    unsigned word = operator_find(str_sub(lx->s, from, 4));
    *end = from + word_text(word).len;
    *out = token_of(TOKEN_OPERATOR, from, *end, word);
    return word != WORD_NONE;
}

/* Blanks, plain words and numbers, operators: most tokens of most texts, without the ways around
 * that others need, commonest first. One token stands before *out. */
static inline bool lex_common(const struct lexer *lx, size_t from, struct sql_token *out,
                              size_t *end)
{
    unsigned traits = traits_at(lx, from);
    unsigned char c = (unsigned char)lx->s.ptr[from];
    if (traits & IS_ALPHA)
        return common_word(lx, from, out, end);
    if (traits & IS_SPACE)
        return common_space(lx, from, out, end);
    if (traits & IS_LONE || (c == '.' && !is_digit_at(lx, from + 1))) {
        *end = from + 1;
        *out = token_of(TOKEN_OPERATOR, from, *end, operator_first[c]);
        return true;
    }
    if (traits & IS_DIGIT)
        return out[-1].word != OP_DOT && common_number(lx, from, out, end);
    return class_of[c] == C_OPERATOR && common_operator(lx, from, out, end);
}

/* Reads tokens from byte *at on until the text or the room ends, which is [to, behind); one token
 * stands before it. Result: behind the last token. */
static struct sql_token *lex_some(struct lexer *lx, size_t *at, struct sql_token *to,
                                  const struct sql_token *behind)
{
    size_t from = *at, len = lx->s.len;
    for (size_t end; from < len && to < behind; from = end, to++) {
        if (lex_common(lx, from, to, &end))
            continue;
        lx->last = to - 1;
        *to = lex_one(lx, from);
        lx->odd = lx->odd || to->kind >= TOKEN_TEMPLATE;
        lx->comments = lx->comments || to->kind == TOKEN_COMMENT;
        end = from + to->len;
    }
    *at = from;
    return to;
}

struct tokens {
    VEC_OF(struct sql_token);
};

/* All tokens from byte `at` on, behind those that are there: what stands before the first one, and
 * a byte order mark. False when they are too many. */
static bool lex_all(struct lexer *lx, struct arena *arena, size_t at, struct tokens *tokens)
{
    for (;;) {
        struct sql_token *end =
            lex_some(lx, &at, tokens->items + tokens->count, tokens->items + tokens->cap);
        tokens->count = (size_t)(end - tokens->items);
        if (at == lx->s.len || tokens->count > LIMIT_sql_tokens)
            return at == lx->s.len;
        vec_reserve_one(arena, tokens);
        if (tokens->cap > LIMIT_sql_tokens + 1)
            tokens->cap = LIMIT_sql_tokens + 1;
    }
}

enum status sql_lex(struct sql_text *out, struct arena *arena, struct str path, struct str bytes,
                    const struct sql_dialect *dialect, bool jinja, struct err *err)
{
    if (bytes.len > LIMIT_file_bytes)
        return err_set(err, E_LIMIT, "%.*s: larger than file_bytes (%zu)", STR_ARG(path),
                       LIMIT_file_bytes);
    struct lexer lx = { .s = bytes, .dialect = dialect, .jinja = jinja };
    struct tokens tokens = { .cap = bytes.len * 5 / 8 + 16 };
    if (tokens.cap > LIMIT_sql_tokens + 1)
        tokens.cap = LIMIT_sql_tokens + 1;
    tokens.items = arena_array(arena, tokens.cap, sizeof *tokens.items);
    tokens.items[tokens.count++] = no_token;
    lx.odd = looking_at(&lx, 0, "\xEF\xBB\xBF");
    if (lx.odd)
        tokens.items[tokens.count++] = token_of(TOKEN_BAD, 0, 3, WORD_NONE);
    if (!lex_all(&lx, arena, lx.odd ? 3 : 0, &tokens))
        return err_set(err, E_LIMIT, "%.*s: more than sql_tokens (%zu)", STR_ARG(path),
                       LIMIT_sql_tokens);
    *out = (struct sql_text){ .bytes = bytes,
                              .path = path,
                              .dialect = dialect,
                              .tokens = tokens.items + 1,
                              .count = (uint32_t)tokens.count - 1,
                              .jinja = jinja,
                              .has_at = str_find_byte(bytes, '@') >= 0,
                              .has_meta = (lx.comments || lx.odd) &&
                                          str_find(bytes, STR("sqlglot.meta")) >= 0,
                              .has_odd = lx.odd };
    return OK;
}

bool sql_is_word(const struct sql_dialect *dialect, struct str word)
{
    struct lexer lx = { .s = word, .dialect = dialect, .last = &no_token };
    if (word.len == 0)
        return false;
    struct sql_token t = lex_one(&lx, 0);
    return t.kind == TOKEN_WORD && t.len == word.len;
}

uint32_t sql_token_from(const struct sql_text *text, size_t offset)
{
    uint32_t low = 0, high = text->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (text->tokens[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool sql_token_is(const struct sql_text *text, uint32_t at, const char *word)
{
    if (at >= text->count)
        return false;
    const struct sql_token *t = &text->tokens[at];
    return (t->kind == TOKEN_WORD || t->kind == TOKEN_OPERATOR) &&
           str_eq_fold(sql_token_text(text, t), str_of(word));
}
