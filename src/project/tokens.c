/* tokens: brackets, text and forms of token ranges. Knows no grammar. */
#include "project/tokens.h"

#include "base/buf.h"
#include "base/limits.h"

uint32_t tokens_next(const struct sql_text *text, uint32_t at, uint32_t to)
{
    uint32_t next = sql_next(text, at);
    return next < to ? next : to;
}

bool token_is_op(const struct sql_text *text, uint32_t at, char op)
{
    if (at >= text->count || text->tokens[at].kind != TOKEN_OPERATOR)
        return false;
    struct str s = sql_token_text(text, &text->tokens[at]);
    return s.len == 1 && s.ptr[0] == op;
}

#define BRACKETS_MAX 256 /* nested in each other; deeper ones count as not closed */

/* open: what closes those that wait, the innermost last. *fits: false once one is closed by another
 * kind, or there are too many to tell. */
static void take_brackets(struct str text, char open[BRACKETS_MAX], size_t *depth, bool *fits)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        char closes = c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : '\0';
        if (closes) {
            *fits = *fits && *depth < BRACKETS_MAX;
            if (*depth < BRACKETS_MAX)
                open[*depth] = closes;
            ++*depth;
        } else if ((c == ')' || c == ']' || c == '}') && *depth > 0) {
            --*depth;
            *fits = *fits && open[*depth] == c;
        }
    }
}

bool tokens_are_closed(const struct sql_text *text, uint32_t open, uint32_t to, uint32_t *close)
{
    char waiting[BRACKETS_MAX];
    size_t depth = 0;
    bool fits = true;
    for (uint32_t i = open; i < to; i++) {
        if (text->tokens[i].kind == TOKEN_OPERATOR)
            take_brackets(sql_token_text(text, &text->tokens[i]), waiting, &depth, &fits);
        *close = i + 1;
        if (depth == 0)
            return fits;
    }
    *close = to;
    return false;
}

uint32_t tokens_close(const struct sql_text *text, uint32_t open, uint32_t to)
{
    uint32_t close;
    (void)tokens_are_closed(text, open, to, &close);
    return close;
}

struct str tokens_text(const struct sql_text *text, uint32_t from, uint32_t to)
{
    uint32_t first = tokens_next(text, from, to);
    if (first >= to)
        return STR_EMPTY;
    uint32_t last = to - 1;
    while (text->tokens[last].kind <= TOKEN_COMMENT)
        last--;
    uint32_t start = text->tokens[first].offset;
    uint32_t end = text->tokens[last].offset + text->tokens[last].len;
    return str_sub(text->bytes, start, end - start);
}

/* Words of statements that are no queries; the parser's keyword table does not hold them. */
static bool is_statement_word(struct str s)
{
    static const char *const words[] = {
        "ADD",    "ALTER",   "CALL",  "CLUSTER",   "COLUMN",  "COMMENT",  "COMMIT", "COPY",
        "CREATE", "DELETE",  "DROP",  "EXISTS",    "GRANT",   "IF",       "INDEX",  "INSERT",
        "INTO",   "MATCHED", "MERGE", "ON",        "REPLACE", "REVOKE",   "SCHEMA", "SESSION",
        "SET",    "TABLE",   "TEMP",  "TEMPORARY", "TO",      "TRUNCATE", "UPDATE", "USE",
        "VACUUM", "VALUES",  "VIEW",  "WHEN",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_fold(s, str_of(words[i])))
            return true;
    return false;
}

static struct str token_form(struct arena *arena, const struct sql_text *text, uint32_t at)
{
    const struct sql_token *token = &text->tokens[at];
    struct str s = sql_token_text(text, token);
    if (token->kind == TOKEN_WORD)
        return token->word || is_statement_word(s) ? str_upper(arena, s)
                                                   : sql_normalise(arena, text->dialect, s, false);
    if (token->kind == TOKEN_MACRO)
        return str_lower(arena, s);
    return s;
}

struct str tokens_form(struct arena *arena, const struct sql_text *text, uint32_t from, uint32_t to)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes * 2);
    for (uint32_t i = tokens_next(text, from, to); i < to; i = tokens_next(text, i + 1, to)) {
        if (buf.len)
            buf_byte(&buf, ' ');
        buf_add(&buf, token_form(arena, text, i));
    }
    return buf_str(&buf);
}
