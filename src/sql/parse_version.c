/* parse_version: which state of a table is read.
 *
 *   [FOR] SYSTEM_TIME | SYSTEM_VERSION | VERSION | TIMESTAMP AS OF x
 *   FOR word FROM x TO y | BETWEEN x AND y | CONTAINED IN (x, y) | ALL
 *   AT | BEFORE | CHANGES | END ( ... )
 */
#include "sql/parse_table.h"

/* Whether the words from the n-th token ahead on stand in front of a time: AS OF, and behind FOR
 * also FROM, BETWEEN, ALL and CONTAINED IN. Gives how many they are. */
static unsigned period_words(const struct parser *p, unsigned n)
{
    unsigned word = parser_word_ahead(p, n), next = parser_word_ahead(p, n + 1);
    if (word == WORD_AS)
        return next == WORD_OF ? 2 : 0;
    if (p->word != WORD_FOR)
        return 0;
    if (next == WORD_IN && parser_word_ahead(p, n + 2) == OP_OPEN)
        return sql_token_is(p->text, parser_index_ahead(p, n), "CONTAINED") ? 2 : 0;
    return word == WORD_FROM || word == WORD_BETWEEN || word == WORD_ALL;
}

/* FOR SYSTEM_TIME AS OF x, VERSION AS OF x, TIMESTAMP AS OF x: how many tokens stand in front of x.
 * All are words: with anything else among them it is not understood. 0 for none. */
static unsigned version_words(const struct parser *p)
{
    unsigned words = 0;
    if (p->word == WORD_FOR && parser_kind_ahead(p, 1) == TOKEN_WORD)
        words = period_words(p, 2);
    else if (p->word == WORD_VERSION || p->word == WORD_TIMESTAMP ||
             parser_sees_text(p, "SYSTEM_VERSION") || parser_sees_text(p, "SYSTEM_TIME"))
        words = period_words(p, 1);
    return words ? words + (p->word == WORD_FOR ? 2 : 1) : 0;
}

/* AT ( ... ), BEFORE ( ... ), CHANGES ( ... ), END ( ... ) */
static bool at_moment(const struct parser *p)
{
    return parser_word_ahead(p, 1) == OP_OPEN &&
           (p->word == WORD_AT || p->word == WORD_BEFORE || p->word == WORD_CHANGES ||
            (p->word == WORD_END && p->dialect->stages));
}

bool parser_at_version(const struct parser *p)
{
    return p->kind == TOKEN_WORD && (at_moment(p) || version_words(p));
}

/* x, or behind FROM and BETWEEN x TO y, x AND y */
static void parse_times(struct parser *p, struct sql_node *clause, unsigned word)
{
    uint32_t from = p->at;
    struct sql_node *first = parse_operand(p, PREC_OTHER);
    bool two = word == WORD_FROM || word == WORD_BETWEEN;
    if (!two) {
        node_add(clause, first);
    } else if (parser_accept(p, word == WORD_FROM ? WORD_TO : WORD_AND)) {
        node_add(clause, first);
        node_add(clause, parse_operand(p, PREC_OTHER));
    } else {
        node_add(clause, parser_opaque(p, from, word == WORD_FROM ? "TO" : "AND"));
    }
}

struct sql_node *parse_version(struct parser *p)
{
    struct sql_node *clause = parser_node(p, SQL_CLAUSE, STR_EMPTY);
    if (at_moment(p)) {
        clause->text = word_text(p->word);
        parser_next(p);
        parser_next(p);
        parse_items(p, clause, OP_CLOSE);
        return parser_done(p, clause);
    }
    uint32_t from = p->at;
    unsigned last = WORD_NONE;
    for (unsigned words = version_words(p); words; words--) {
        last = p->word;
        parser_next(p);
    }
    clause->text = str_upper(p->arena, parser_tokens(p, from, p->at));
    if (last == WORD_IN && parser_accept(p, OP_OPEN))
        parse_items(p, clause, OP_CLOSE);
    else if (last != WORD_ALL)
        parse_times(p, clause, last);
    return parser_done(p, clause);
}
