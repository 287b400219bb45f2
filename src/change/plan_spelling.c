/* plan_spelling: see the header. As the forms are equal, it is enough to count how often each such
 * spelling occurs. Sources: sqlglot/parser.py, sqlglot/tokens.py and the tokenizers of
 * sqlglot/dialects/ (which of them read hints). */
#include "change/plan_spelling.h"

#include "sql/lex.h"
#include "sql/walk.h"

enum spelling { INNER, OUTER, FETCH, STRAIGHT_JOIN, PIPE, RAW_STRING, HINT, SPELLINGS };

struct spellings {
    size_t of[SPELLINGS];
    size_t queries, groups; /* in parentheses */
    size_t commas;          /* that join */
};

static const struct {
    struct str text;
    enum spelling spelling;
} words[] = {
    { STR_INIT("INNER"), INNER },
    { STR_INIT("OUTER"), OUTER },
    { STR_INIT("FETCH"), FETCH },
    { STR_INIT("|>"), PIPE },
    { STR_INIT("STRAIGHT_JOIN"), STRAIGHT_JOIN },
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
    out->commas += node->kind == SQL_JOIN && (node->flags & SQL_COMMA);
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
    return b.queries != a.queries || b.commas != a.commas || (!resolved && b.groups != a.groups);
}

/* --- Jinja ------------------------------------------------------------------------------------ */

static bool lex_jinja(struct sql_text *out, struct arena *arena, const struct model *model)
{
    struct err err;
    return model->dialect && model->query_text.len &&
           sql_lex(out, arena, model->path, model->query_text, model->dialect, true, &err) == OK;
}

static bool is_layout(const struct sql_text *text, uint32_t at)
{
    const struct sql_token *token = &text->tokens[at];
    return token->kind <= TOKEN_COMMENT ||
           (token->kind == TOKEN_TEMPLATE && str_starts(sql_token_text(text, token), STR("{#")));
}

/* Moves past layout; *apart: there was some. */
static uint32_t skip_layout(const struct sql_text *text, uint32_t at, bool *apart)
{
    *apart = false;
    for (; at < text->count && is_layout(text, at); at++)
        *apart = true;
    return at;
}

static bool same_token(const struct sql_text *a, uint32_t i, const struct sql_text *b, uint32_t k)
{
    struct str x = sql_token_text(a, &a->tokens[i]), y = sql_token_text(b, &b->tokens[k]);
    bool word = a->tokens[i].kind == TOKEN_WORD && b->tokens[k].kind == TOKEN_WORD;
    return word ? str_eq_fold(x, y) : str_eq(x, y);
}

static bool is_tag(const struct sql_text *text, uint32_t at)
{
    return at < text->count && text->tokens[at].kind == TOKEN_TEMPLATE;
}

bool plan_same_tokens(struct arena *arena, const struct model *before, const struct model *after)
{
    struct sql_text b, a;
    uint32_t i = 0, k = 0;
    bool tag = false, apart[2];

    if (!lex_jinja(&b, arena, before) || !lex_jinja(&a, arena, after))
        return false;
    for (;; i++, k++) {
        i = skip_layout(&b, i, &apart[0]);
        k = skip_layout(&a, k, &apart[1]);
        if (i == b.count || k == a.count)
            return i == b.count && k == a.count;
        tag = tag || is_tag(&b, i);
        if (!same_token(&b, i, &a, k) || (tag && apart[0] != apart[1]))
            return false;
        tag = is_tag(&b, i);
    }
}
