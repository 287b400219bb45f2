/* words: the keyword and operator tables and their lookup. Owns no text of the input. */
#include "sql/words.h"

#include <string.h>

struct keyword {
    const char *text;
    uint8_t len;
};

static const struct keyword keywords[] = {
#define LETTER(c)
#define KEYWORD(word, flags) { #word, sizeof #word - 1 },
#include "sql/keywords.def"
#undef LETTER
#undef KEYWORD
};

const uint8_t word_flag_table[SQL_WORD_COUNT] = {
#define LETTER(c)
#define KEYWORD(word, flags) [WORD_##word] = flags,
#include "sql/keywords.def"
#undef LETTER
#undef KEYWORD
};

const uint8_t word_precedence_table[SQL_WORD_COUNT] = {
#define OPERATOR(name, text, precedence, canonical) [OP_##name] = precedence,
#include "sql/operators.def"
#undef OPERATOR
};

const uint32_t word_lengths[27] = { 0
#define LETTER(c) , 0
#define KEYWORD(word, flags) | 1u << (sizeof #word - 1)
#include "sql/keywords.def"
#undef LETTER
#undef KEYWORD
};

/* Lengths alone, packed. */
static const uint8_t lengths[] = {
#define LETTER(c)
#define KEYWORD(word, flags) sizeof #word - 1,
#include "sql/keywords.def"
#undef LETTER
#undef KEYWORD
};

/* First keyword number of each letter; the entry after 'Z' closes the last range. */
static const uint16_t first_of[27] = {
#define LETTER(c) WORD_FIRST_##c,
#define KEYWORD(word, flags)
#include "sql/keywords.def"
#undef LETTER
#undef KEYWORD
    SQL_OPERATORS
};

struct op {
    const char *text, *canonical;
    uint8_t len;
};

static const struct op operators[] = {
#define OPERATOR(name, text, precedence, canonical) { text, canonical, sizeof text - 1 },
#include "sql/operators.def"
#undef OPERATOR
};

/* First operator number of each opening byte; operators.def keeps them together. */
static const uint16_t first_operator[128] = {
    ['?'] = OP_CAST_OPTIONAL, ['<'] = OP_NULL_SAFE,       ['>'] = OP_SHIFT_RIGHT_3,
    ['='] = OP_ARROW,         ['!'] = OP_CAST_TRY,        ['~'] = OP_GLOB,
    ['-'] = OP_LARROW_TEXT,   ['#'] = OP_HASH_ARROW_TEXT, ['|'] = OP_CUBE_ROOT,
    ['&'] = OP_AND_AND,       ['^'] = OP_STARTS_WITH,     ['*'] = OP_POWER,
    ['/'] = OP_FLOOR_DIVIDE,  ['%'] = OP_PERCENT,         ['+'] = OP_PLUS,
    ['@'] = OP_CONTAINS,      [':'] = OP_CAST_S,          ['.'] = OP_DOT,
    [','] = OP_COMMA,         [';'] = OP_SEMICOLON,       ['('] = OP_OPEN,
    [')'] = OP_CLOSE,         ['['] = OP_OPEN_BRACKET,    [']'] = OP_CLOSE_BRACKET,
    ['{'] = OP_OPEN_BRACE,    ['}'] = OP_CLOSE_BRACE
};

static const struct op *operator_row(unsigned word)
{
    return word >= SQL_OPERATORS && word < SQL_WORD_COUNT ? &operators[word - SQL_OPERATORS] : NULL;
}

/* word is upper case, text any case; the first bytes are known to be the same. */
static bool same_folded(const char *word, const char *text, size_t len)
{
    for (size_t i = 1; i < len; i++)
        if (word[i] != byte_upper(text[i]))
            return false;
    return true;
}

unsigned word_find(struct str text)
{
    if (text.len == 0 || !word_is_likely(text))
        return WORD_NONE;
    char letter = byte_upper(text.ptr[0]);
    const uint8_t *at = lengths + (first_of[letter - 'A'] - 1);
    const uint8_t *end = lengths + (first_of[letter - 'A' + 1] - 1);
    while (at < end && (at = memchr(at, (int)text.len, (size_t)(end - at)))) {
        const struct keyword *keyword = &keywords[at - lengths];
        if (same_folded(keyword->text, text.ptr, text.len))
            return (unsigned)(at - lengths) + 1;
        at++;
    }
    return WORD_NONE;
}

struct str word_text(unsigned word)
{
    const struct op *op = operator_row(word);
    if (op)
        return (struct str){ op->text, op->len };
    if (word > WORD_NONE && word < SQL_OPERATORS)
        return (struct str){ keywords[word - 1].text, keywords[word - 1].len };
    return STR_EMPTY;
}

unsigned operator_first(unsigned char c)
{
    return c < 128 ? first_operator[c] : WORD_NONE;
}

unsigned operator_find(struct str text)
{
    unsigned w = text.len ? operator_first((unsigned char)text.ptr[0]) : WORD_NONE;
    for (; w && w < SQL_WORD_COUNT; w++) {
        const struct op *op = &operators[w - SQL_OPERATORS];
        if (op->text[0] != text.ptr[0])
            return WORD_NONE;
        if (op->len == 1 || (op->len <= text.len && memcmp(op->text, text.ptr, op->len) == 0))
            return w;
    }
    return WORD_NONE;
}

struct str operator_canonical(unsigned word)
{
    const struct op *op = operator_row(word);
    return op ? str_of(op->canonical) : word_text(word);
}

bool word_is_reserved(struct str text)
{
    return (word_flags(word_find(text)) &
            (WORD_RESERVED | WORD_CLAUSE | WORD_NO_ALIAS | WORD_CONSTANT | WORD_NILADIC)) != 0;
}
