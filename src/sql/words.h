/* words: numbers for keywords and operators, so that the parser compares integers.
 *
 * One number space: a token's `word` is WORD_* for a keyword, OP_* for an operator, 0 for anything
 * else. Private to the SQL front end. */
#ifndef STOPLOG_SQL_WORDS_H
#define STOPLOG_SQL_WORDS_H

#include <stdbool.h>

#include "base/str.h"

enum word_flag {
    WORD_RESERVED = 1,       /* never an identifier unless quoted, qualified or after AS */
    WORD_NO_ALIAS = 2,       /* never an alias without AS */
    WORD_CLAUSE = 4,         /* starts a clause: recovery stops here; never an alias without AS */
    WORD_NILADIC = 8,        /* a constant function written without parentheses */
    WORD_MAYBE_NILADIC = 16, /* such a function in some dialects, a column name in others */
    WORD_TYPE = 32,          /* may stand before a string: DATE '2024-01-01' */
    WORD_CONSTANT = 64       /* TRUE, FALSE, NULL */
};

enum sql_word {
    WORD_NONE,
#define LETTER(c) WORD_FIRST_##c, WORD_BEFORE_##c = WORD_FIRST_##c - 1,
#define KEYWORD(word, flags) WORD_##word,
#include "sql/keywords.def"
#undef LETTER
#undef KEYWORD
    SQL_OPERATORS, /* number of the first operator */
    SQL_BEFORE_OPERATORS = SQL_OPERATORS - 1,
#define OPERATOR(name, text, precedence, canonical) OP_##name,
#include "sql/operators.def"
#undef OPERATOR
    SQL_WORD_COUNT
};

/* How tightly operators bind, loosest first. PREC_CONCAT, PREC_OTHER and PREC_POWER stand where
 * sqlglot and PostgreSQL put them; other dialects differ, so the form keeps written parentheses
 * around them (docs/semantic-form.md). */
enum precedence {
    PREC_NONE,
    PREC_OR,
    PREC_XOR,
    PREC_AND,
    PREC_NOT,
    PREC_EQUAL,
    PREC_COMPARE,
    PREC_RANGE, /* IS, IN, BETWEEN, LIKE */
    PREC_OTHER,
    PREC_CONCAT,
    PREC_ADD,
    PREC_MULTIPLY,
    PREC_POWER,
    PREC_UNARY,
    PREC_ZONE, /* AT TIME ZONE, COLLATE */
    PREC_POSTFIX
};

/* By number. */
extern const uint8_t word_flag_table[SQL_WORD_COUNT];
extern const uint8_t word_precedence_table[SQL_WORD_COUNT];

/* Which lengths keywords have, by the last five bits of their first letter, in which case has no
 * part: A is 1. */
extern const uint32_t word_lengths[32];

/* Number of a keyword among those of its first letter and length, when word_lengths has some. */
unsigned word_search(struct str text);
/* Number of a keyword (ASCII case folded), or WORD_NONE. Most identifiers do not even have the
 * first letter and the length of one. */
static inline unsigned word_find(struct str text)
{
    if (text.len == 0 || text.len >= 32)
        return WORD_NONE;
    bool likely = word_lengths[text.ptr[0] & 31] >> text.len & 1;
    return likely ? word_search(text) : WORD_NONE;
}
static inline unsigned word_flags(unsigned word)
{
    return word_flag_table[word];
}
/* Upper-case spelling of a keyword, spelling of an operator; "" for WORD_NONE. */
struct str word_text(unsigned word);
/* The longest operator at the start of text, or WORD_NONE. */
unsigned operator_find(struct str text);
/* Number of the first operator that starts with this ASCII byte, or WORD_NONE. */
extern const uint16_t operator_first[128];
/* enum precedence of a plain binary operator, else PREC_NONE. */
static inline unsigned operator_precedence(unsigned word)
{
    return word_precedence_table[word];
}
/* Spelling in the tree ("<>" is "!="). */
struct str operator_canonical(unsigned word);
/* Whether an identifier of this spelling must be quoted to be read as one. */
bool word_is_reserved(struct str text);

#endif
