/* plan_spelling: see the header. As the forms are equal, it is enough to count how often each such
 * spelling occurs. Sources: sqlglot/parser.py, sqlglot/tokens.py and the tokenizers of
 * sqlglot/dialects/ (which of them read hints). */
#include "change/plan_spelling.h"

#include "sql/lex.h"
#include "sql/walk.h"

enum spelling { INNER, OUTER, CROSS, FETCH, STRAIGHT_JOIN, PIPE, RAW_STRING, HINT, SPELLINGS };

struct spellings {
    size_t of[SPELLINGS];
    size_t queries, groups; /* in parentheses */
};

static const struct {
    struct str text;
    enum spelling spelling;
} words[] = {
    { STR_INIT("INNER"), INNER }, { STR_INIT("OUTER"), OUTER },
    { STR_INIT("CROSS"), CROSS }, { STR_INIT("FETCH"), FETCH },
    { STR_INIT("|>"), PIPE },     { STR_INIT("STRAIGHT_JOIN"), STRAIGHT_JOIN },
};

/* --- tokens ----------------------------------------------------------------------------------- */

/* Dialects in which a hint is a comment like any other. */
static bool has_hints(const struct sql_dialect *dialect)
{
    static const char *const without[] = { "athena", "bigquery", "clickhouse",  "drill",
                                           "duckdb", "fabric",   "materialize", "postgres",
                                           "presto", "redshift", "risingwave",  "snowflake",
                                           "sqlite", "teradata", "trino",       "tsql" };
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (str_eq(dialect->name, str_of(without[i])))
            return false;
    return true;
}

static void count_token(struct spellings *out, const struct sql_text *text,
                        const struct sql_token *token)
{
    struct str s = sql_token_text(text, token);
    if (token->kind == TOKEN_COMMENT && str_starts(s, STR("/*+")))
        out->of[HINT] += has_hints(text->dialect);
    else if (token->kind == TOKEN_STRING && s.len > 1 && byte_lower(s.ptr[0]) == 'r')
        out->of[RAW_STRING]++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if ((token->kind == TOKEN_WORD || token->kind == TOKEN_OPERATOR) &&
            str_eq_fold(s, words[i].text))
            out->of[words[i].spelling]++;
}

static bool count_tokens(struct spellings *out, struct arena *arena, const struct model *model)
{
    struct sql_text text;
    struct err err;
    if (!model->dialect ||
        sql_lex(&text, arena, model->path, model->query_text, model->dialect, false, &err) != OK)
        return false;
    for (uint32_t i = 0; i < text.count; i++)
        count_token(out, &text, &text.tokens[i]);
    return true;
}

/* --- parentheses ------------------------------------------------------------------------------ */

static bool is_query(const struct sql_node *node)
{
    return node->kind == SQL_SELECT || node->kind == SQL_SETOP || node->kind == SQL_VALUES;
}

/* For these the flag says something else. */
static bool is_marked(const struct sql_node *node)
{
    return node->kind == SQL_OVER || node->kind == SQL_CLAUSE || node->kind == SQL_TABLE ||
           node->kind == SQL_LAMBDA || node->kind == SQL_COLUMN_NAMES;
}

static enum walk_step visit(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct spellings *out = ctx;
    (void)depth;
    if (!(node->flags & SQL_PARENS) || is_marked(node))
        return WALK_CONTINUE;
    if (is_query(node))
        out->queries++;
    else
        out->groups++;
    return WALK_CONTINUE;
}

bool plan_spelling_differs(struct arena *arena, const struct model *before,
                           const struct model *after, bool resolved)
{
    struct spellings b = { .queries = 0 }, a = { .queries = 0 };
    if (str_eq(before->query_text, after->query_text))
        return false;
    if (!count_tokens(&b, arena, before) || !count_tokens(&a, arena, after))
        return true;
    sql_walk(model_query(before), visit, &b);
    sql_walk(model_query(after), visit, &a);
    for (size_t i = 0; i < SPELLINGS; i++)
        if (b.of[i] != a.of[i])
            return true;
    return b.queries != a.queries || (!resolved && b.groups != a.groups);
}
