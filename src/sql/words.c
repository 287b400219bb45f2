/* words: the keyword and operator tables and their lookup. Owns no text of the input. */
#include "sql/words.h"

struct keyword {
    const char *text;
    uint8_t len;
};

/* By number; the first one is no word. */
static const struct keyword keywords[] = {
    { "", 0 },
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

const uint32_t word_lengths[32] = { 0
#define LETTER(c) , 0
#define KEYWORD(word, flags) | 1u << (sizeof #word - 1)
#include "sql/keywords.def"
#undef LETTER
#undef KEYWORD
};

/* First keyword number of each letter, which are 1 to 26; the entry after Z closes the last range,
 * and there are none behind it. */
static const uint16_t first_of[33] = { 0
#define LETTER(c) , WORD_FIRST_##c
#define KEYWORD(word, flags)
#include "sql/keywords.def"
#undef LETTER
#undef KEYWORD
                                       ,
                                       SQL_OPERATORS };

struct op {
    struct str text, canonical;
};

static const struct op operators[] = {
#define OPERATOR(name, text, precedence, canonical) { STR_INIT(text), STR_INIT(canonical) },
#include "sql/operators.def"
#undef OPERATOR
};

/* operators.def keeps those together that start alike. */
const uint16_t operator_first[128] = {
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

unsigned word_search(struct str text)
{
    char first = byte_upper(text.ptr[0]);
    unsigned letter = first & 31;
    if (first < 'A' || first > 'Z')
        return WORD_NONE;
    unsigned at = first_of[letter], behind = first_of[letter + 1];
    while (keywords[at].len < text.len) /* the shorter ones stand first */
        at++;
    for (; at < behind && keywords[at].len == text.len; at++)
        if (same_folded(keywords[at].text, text.ptr, text.len))
            return at;
    return WORD_NONE;
}

struct str word_text(unsigned word)
{
    const struct op *op = operator_row(word);
    if (op)
        return op->text;
    const struct keyword *keyword = &keywords[word < SQL_OPERATORS ? word : WORD_NONE];
    return (struct str){ keyword->text, keyword->len };
}

/* The first bytes are known to be the same. */
static bool starts_operator(struct str text, const struct op *op)
{
    if (text.len < op->text.len)
        return false;
    for (size_t i = 1; i < op->text.len; i++)
        if (text.ptr[i] != op->text.ptr[i])
            return false;
    return true;
}

unsigned operator_find(struct str text)
{
    unsigned char first = text.len ? (unsigned char)text.ptr[0] : '\0';
    unsigned w = first < 128 ? operator_first[first] : WORD_NONE;
    for (; w && w < SQL_WORD_COUNT; w++) {
        const struct op *op = &operators[w - SQL_OPERATORS];
        if (op->text.ptr[0] != text.ptr[0])
            return WORD_NONE;
        if (starts_operator(text, op))
            return w;
    }
    return WORD_NONE;
}

struct str operator_canonical(unsigned word)
{
    const struct op *op = operator_row(word);
    return op ? op->canonical : word_text(word);
}

bool word_is_reserved(struct str text)
{
    return (word_flags(word_find(text)) &
            (WORD_RESERVED | WORD_CLAUSE | WORD_NO_ALIAS | WORD_CONSTANT | WORD_NILADIC)) != 0;
}
