/* spelling: mutations that only write the same thing in another way. kinds.def says for each why
 * the meaning stays. */
#ifndef STOPLOG_TESTS_MUTATE_SPELLING_H
#define STOPLOG_TESTS_MUTATE_SPELLING_H

#include "change/mutate/scope.h"

/* --- white space and comments --------------------------------------------------------------- */

static inline void replace_spaces(struct work *w, const char *text)
{
    const struct sql_text *sql = &w->query->text;
    for (uint32_t i = 0; i < sql->count; i++) {
        if (sql->tokens[i].kind == TOKEN_SPACE)
            replace_token(w, i, text);
    }
    emit(w);
}

static inline void mutate_reindent(struct work *w, const struct spot *at)
{
    (void)at;
    replace_spaces(w, "\n\t  ");
}

static inline void mutate_one_line(struct work *w, const struct spot *at)
{
    (void)at;
    replace_spaces(w, " ");
}

static inline void mutate_crlf(struct work *w, const struct spot *at)
{
    (void)at;
    replace_spaces(w, "\r\n");
}

static inline void mutate_block_comments(struct work *w, const struct spot *at)
{
    (void)at;
    replace_spaces(w, " /* it's a ; note -- */ ");
}

static inline void mutate_line_comments(struct work *w, const struct spot *at)
{
    (void)at;
    replace_spaces(w, " -- it's a ; note /*\n");
}

/* Without spaces beside commas and inside parentheses. */
static inline void mutate_tight(struct work *w, const struct spot *at)
{
    const struct sql_text *sql = &w->query->text;
    (void)at;
    for (uint32_t i = 1; i + 1 < sql->count; i++) {
        if (sql->tokens[i].kind == TOKEN_SPACE &&
            (word_at(w, i - 1, "(") || word_at(w, i - 1, ",") || word_at(w, i + 1, ")") ||
             word_at(w, i + 1, ",")))
            replace_token(w, i, "");
    }
    emit(w);
}

static inline void mutate_final_semicolon(struct work *w, const struct spot *at)
{
    (void)at;
    insert(w, (uint32_t)w->query->text.bytes.len, ";");
    emit(w);
    insert(w, (uint32_t)w->query->text.bytes.len, "\n;\n-- the end");
    emit(w);
}

static inline void mutate_outer_comment(struct work *w, const struct spot *at)
{
    (void)at;
    insert(w, 0, "-- what this is\n/* and why */ ");
    emit(w);
    insert(w, (uint32_t)w->query->text.bytes.len, " -- the end");
    emit(w);
}

static inline void mutate_hint(struct work *w, const struct spot *at)
{
    uint32_t select = token_from(w, at->node->start);
    if (!word_at(w, select, "SELECT"))
        return;
    insert(w, token_end(w, select), " /*+ MERGE(o) */");
    emit(w);
}

/* --- case and quotes ------------------------------------------------------------------------ */

static inline void flip_case(struct work *w, uint32_t from, uint32_t to)
{
    struct str old = source_text(w, from, to);
    char *flipped = arena_alloc(w->arena, old.len + 1);
    for (size_t i = 0; i < old.len; i++)
        flipped[i] =
            byte_lower(old.ptr[i]) == old.ptr[i] ? byte_upper(old.ptr[i]) : byte_lower(old.ptr[i]);
    put(w, from, to, (struct str){ flipped, old.len });
}

static inline bool starts_identifier(const struct work *w, uint32_t byte)
{
    for (size_t i = 0; i < w->query->spots.count; i++) {
        const struct sql_node *node = w->query->spots.items[i]->node;
        if (node->kind == SQL_IDENT && node->start == byte && node->end > byte)
            return true;
    }
    return false;
}

static inline void mutate_keyword_case(struct work *w, const struct spot *at)
{
    const struct sql_text *sql = &w->query->text;
    (void)at;
    for (uint32_t i = 0; i < sql->count; i++) {
        if (sql->tokens[i].kind == TOKEN_WORD && sql->tokens[i].word &&
            !starts_identifier(w, sql->tokens[i].offset))
            flip_case(w, token_start(w, i), token_end(w, i));
    }
    emit(w);
}

static inline void mutate_function_case(struct work *w, const struct spot *at)
{
    uint32_t name = token_from(w, at->node->start);
    if (speaks(w, "clickhouse") || w->query->text.tokens[name].kind != TOKEN_WORD ||
        !word_at(w, name + 1, "("))
        return;
    flip_case(w, token_start(w, name), token_end(w, name));
    emit(w);
}

/* Names that are data as well (a pivot's labels, a macro's arguments) or keep their case (a
 * variant's path). */
static inline bool is_more_than_a_name(const struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    const struct sql_dialect *dialect = w->query->text.dialect;
    bool is_table = parent && parent->kind == SQL_TABLE;

    return !parent || parent->kind == SQL_FIELD || around(at, SQL_PIVOT) || around(at, SQL_MACRO) ||
           (is_table && (dialect->case_sensitive_tables || dialect->split_quoted_tables));
}

static inline void mutate_identifier_case(struct work *w, const struct spot *at)
{
    (void)at;
    if (w->query->text.dialect->name_case == CASE_SENSITIVE)
        return;
    for (size_t i = 0; i < w->query->spots.count; i++) {
        const struct spot *spot = w->query->spots.items[i];
        if (spot->node->kind == SQL_IDENT && is_plain_word(w, spot->node) &&
            !is_more_than_a_name(w, spot))
            flip_case(w, spot->node->start, spot->node->end);
    }
    emit(w);
}

static inline bool put_quotes(struct work *w, const struct spot *at)
{
    char open = w->query->text.dialect->identifier_quotes[0];
    char close = (char)(open == '[' ? ']' : open);

    if (!is_plain_word(w, at->node) || is_more_than_a_name(w, at))
        return false;
    replace(w, at->node, str_fmt(w->arena, "%c%.*s%c", open, STR_ARG(at->node->text), close));
    return true;
}

static inline void mutate_quote(struct work *w, const struct spot *at)
{
    if (put_quotes(w, at))
        emit(w);
}

static inline void mutate_quote_all(struct work *w, const struct spot *at)
{
    (void)at;
    for (size_t i = 0; i < w->query->spots.count; i++) {
        if (w->query->spots.items[i]->node->kind == SQL_IDENT)
            put_quotes(w, w->query->spots.items[i]);
    }
    emit(w);
}

/* Only where the bare word reads as this name and is no keyword. */
static inline void mutate_unquote(struct work *w, const struct spot *at)
{
    const struct sql_dialect *dialect = w->query->text.dialect;
    uint32_t token = token_from(w, at->node->start);
    struct sql_text bare;
    struct err err;

    if (w->query->text.tokens[token].kind != TOKEN_QUOTED || is_more_than_a_name(w, at))
        return;
    struct str value = sql_token_value(w->arena, &w->query->text, token);
    if (!sql_is_word(dialect, value) ||
        sql_lex(&bare, w->arena, STR_EMPTY, value, dialect, false, &err) != OK ||
        bare.tokens[0].word ||
        !str_eq(sql_normalise(w->arena, dialect, value, false), at->node->text))
        return;
    replace(w, at->node, value);
    emit(w);
}

/* --- parentheses ---------------------------------------------------------------------------- */

static inline bool is_value(const struct sql_node *node)
{
    switch (node->kind) {
    case SQL_COLUMN:
    case SQL_NUMBER:
    case SQL_STRING:
    case SQL_CALL:
    case SQL_CASE:
    case SQL_CAST:
    case SQL_BINARY:
    case SQL_AND:
    case SQL_OR:
    case SQL_IN:
    case SQL_BETWEEN:
    case SQL_LIKE:
    case SQL_IS:
    case SQL_EXISTS:
        return true;
    default:
        return false;
    }
}

static inline bool is_arithmetic(const struct sql_node *node)
{
    return node->kind == SQL_BINARY && one_of(node->text, "+ - * / %");
}

static inline bool is_logic(const struct sql_node *node)
{
    return node->kind == SQL_AND || node->kind == SQL_OR;
}

/* What can be written with NOT inside. */
static inline bool is_test(const struct sql_node *node)
{
    return node->kind == SQL_IN || node->kind == SQL_LIKE || node->kind == SQL_BETWEEN ||
           node->kind == SQL_IS || node->kind == SQL_EXISTS;
}

static inline bool is_comparison(const struct sql_node *node)
{
    return node->kind == SQL_BINARY && one_of(node->text, "= != < > <= >=");
}

/* Places where every dialect agrees that an operand in parentheses is the same operand. */
static inline bool takes_parens(const struct sql_node *parent, const struct sql_node *node)
{
    switch (parent->kind) {
    case SQL_WHERE:
    case SQL_HAVING:
    case SQL_QUALIFY:
    case SQL_ON:
    case SQL_AND:
    case SQL_OR:
    case SQL_WHEN:
    case SQL_ELSE:
    case SQL_FILTER:
    case SQL_PARTITION_BY:
        return true;
    case SQL_ALIASED:
        return parent->first == node;
    case SQL_CAST:
        return parent->first == node && !text_is(parent->text, "LITERAL");
    case SQL_CALL:
        return !one_of(parent->text, "EXTRACT UNNEST FLATTEN EXPLODE");
    case SQL_ORDER_ITEM:
        return node->kind != SQL_NUMBER;
    case SQL_BINARY:
        return (is_arithmetic(parent) || is_comparison(parent)) && !is_comparison(node) &&
               (node->kind != SQL_BINARY || is_arithmetic(node));
    default:
        return false;
    }
}

static inline void mutate_parens(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    if (!parent || !is_value(at->node) || !takes_parens(parent, at->node) || around(at, SQL_PIVOT))
        return;
    wrap(w, at->node, "(", ")");
    emit(w);
}

/* Parentheses around a single name, literal or call. */
static inline void mutate_drop_parens(struct work *w, const struct spot *at)
{
    struct str text = text_of(w, at->node);
    const struct sql_node *parent = up_of(at);

    if (!(at->node->flags & SQL_PARENS) || text.ptr[0] != '(' || text.ptr[text.len - 1] != ')' ||
        !parent ||
        (at->node->kind != SQL_COLUMN && at->node->kind != SQL_NUMBER &&
         !(is_comparison(at->node) && (parent->kind == SQL_AND || parent->kind == SQL_OR ||
                                       parent->kind == SQL_WHERE || parent->kind == SQL_ON))))
        return;
    put(w, at->node->start, at->node->start + 1, STR(" "));
    put(w, at->node->end - 1, at->node->end, STR(" "));
    emit(w);
}

static inline void mutate_bool_groups(struct work *w, const struct spot *at)
{
    const struct sql_node *second = is_logic(at->node) ? at->node->first->next : NULL;
    if (!second || !second->next)
        return;
    insert(w, second->start, "(");
    insert(w, at->node->last->end, ")");
    emit(w);
}

static inline bool has_tail(const struct sql_node *query)
{
    return sql_child(query, SQL_WITH) || sql_child(query, SQL_ORDER_BY) ||
           sql_child(query, SQL_LIMIT) || sql_child(query, SQL_OFFSET);
}

static inline void mutate_arm_parens(struct work *w, const struct spot *at)
{
    if (!is_kind(up_of(at), SQL_SETOP) || has_tail(at->node) || (at->node->flags & SQL_PARENS))
        return;
    wrap(w, at->node, "(", ")");
    emit(w);
}

static inline void mutate_subquery_parens(struct work *w, const struct spot *at)
{
    wrap(w, at->node->first, "(", ")");
    emit(w);
}

static inline void mutate_query_parens(struct work *w, const struct spot *at)
{
    (void)at;
    insert(w, 0, "(");
    insert(w, (uint32_t)w->query->text.bytes.len, ")");
    emit(w);
}

/* --- optional words ------------------------------------------------------------------------- */

/* AS before a name, in a select list or behind a table. */
static inline void toggle_as(struct work *w, const struct sql_node *name, uint32_t from)
{
    uint32_t as = find_word(w, from, name->start, "AS");
    if (as == w->query->text.count)
        insert(w, name->start, "AS ");
    else if (is_plain_word(w, name))
        cut_token(w, as);
    emit(w);
}

static inline void mutate_column_as(struct work *w, const struct spot *at)
{
    if (is_kind(up_of(at), SQL_PROJECTIONS))
        toggle_as(w, at->node->last, at->node->first->end);
}

static inline void mutate_table_as(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    if (is_kind(parent, SQL_TABLE) || is_kind(parent, SQL_SUBQUERY_TABLE))
        toggle_as(w, at->node->first, at->node->start);
}

static inline void mutate_self_alias(struct work *w, const struct spot *at)
{
    const struct sql_node *name = at->node->last;

    /* "a AS a" is a column as well: its alias is not in the tree */
    if (!is_kind(up_of(at), SQL_PROJECTIONS) || name->kind != SQL_IDENT ||
        name->end != at->node->end)
        return;
    put(w, name->end, name->end, str_fmt(w->arena, " AS %.*s", STR_ARG(text_of(w, name))));
    emit(w);
}

static inline void mutate_asc(struct work *w, const struct spot *at)
{
    const struct sql_node *key = at->node->first;
    uint32_t asc = find_word(w, key->end, at->node->end, "ASC");
    if (at->node->flags & SQL_DESC)
        return;
    if (asc != w->query->text.count)
        replace_token(w, asc, "");
    else
        insert(w, key->end, " ASC");
    emit(w);
}

static inline void mutate_join_words(struct work *w, const struct spot *at)
{
    uint32_t first = token_from(w, at->node->start), second = token_after(w, first);
    bool outer = one_of(at->node->text, "LEFT RIGHT FULL");

    if (text_is(at->node->text, "INNER") && word_at(w, first, "INNER"))
        cut_token(w, first);
    else if (text_is(at->node->text, "INNER") && word_at(w, first, "JOIN"))
        insert(w, at->node->start, "INNER ");
    else if (outer && word_at(w, second, "OUTER"))
        cut_token(w, second);
    else if (outer && word_at(w, second, "JOIN"))
        insert(w, token_start(w, second), "OUTER ");
    emit(w);
}

static inline void mutate_select_all(struct work *w, const struct spot *at)
{
    uint32_t select = token_from(w, at->node->start);
    uint32_t next = token_after(w, select);
    if (!word_at(w, select, "SELECT") || word_at(w, next, "DISTINCT") || word_at(w, next, "TOP"))
        return;
    insert(w, token_end(w, select), " ALL");
    emit(w);
}

static inline void mutate_sum_all(struct work *w, const struct spot *at)
{
    if (!one_of(at->node->text, "SUM AVG MAX") || (at->node->flags & SQL_DISTINCT) ||
        (at->node->first->flags & SQL_PARENS) || !speaks(w, "duckdb postgres trino snowflake"))
        return;
    insert(w, at->node->first->start, "ALL ");
    emit(w);
}

static inline void mutate_union_distinct(struct work *w, const struct spot *at)
{
    const struct sql_node *left = at->node->first;
    uint32_t word = find_word(w, left->end, left->next->start, "UNION");
    if (!text_is(at->node->text, "UNION") || !speaks(w, "duckdb postgres mysql spark trino"))
        return;
    insert(w, token_end(w, word), " DISTINCT");
    emit(w);
}

static inline void mutate_trailing_comma(struct work *w, const struct spot *at)
{
    if (!speaks(w, "duckdb bigquery snowflake") || !is_kind(at->node->next, SQL_FROM))
        return;
    insert(w, at->node->end, ",");
    emit(w);
}

/* --- other words for the same --------------------------------------------------------------- */

static inline void mutate_not_equal(struct work *w, const struct spot *at)
{
    uint32_t token = find_word(w, at->node->first->end, at->node->last->start, "<>");
    if (!text_is(at->node->text, "!="))
        return;
    if (token != w->query->text.count)
        replace_token(w, token, "!=");
    else if ((token = find_word(w, at->node->first->end, at->node->last->start, "!=")) !=
             w->query->text.count)
        replace_token(w, token, "<>");
    emit(w);
}

static inline void mutate_cast_spelling(struct work *w, const struct spot *at)
{
    const struct sql_node *value = at->node->first, *type = value->next;
    bool atom = value->kind == SQL_COLUMN || value->kind == SQL_NUMBER || value->kind == SQL_CALL;

    if (!text_is(at->node->text, "CAST") || !type || type->next ||
        !speaks(w, "duckdb postgres snowflake redshift"))
        return;
    if (word_at(w, token_from(w, at->node->start), "CAST"))
        replace(w, at->node,
                str_fmt(w->arena, "%s%.*s%s::%.*s", atom ? "" : "(", STR_ARG(text_of(w, value)),
                        atom ? "" : ")", STR_ARG(text_of(w, type))));
    else
        replace(w, at->node,
                str_fmt(w->arena, "CAST(%.*s AS %.*s)", STR_ARG(text_of(w, value)),
                        STR_ARG(text_of(w, type))));
    emit(w);
}

static inline void mutate_type_spelling(struct work *w, const struct spot *at)
{
    static const struct {
        const char *old, *new, *dialects;
    } names[] = { { "INT", "INTEGER", "duckdb postgres snowflake redshift trino spark" },
                  { "INTEGER", "INT", "duckdb postgres snowflake redshift trino spark" },
                  { "VARCHAR", "TEXT", "duckdb snowflake" },
                  { "BIGINT", "INT8", "duckdb postgres redshift" },
                  { "numeric", "DECIMAL", "postgres" } };
    uint32_t token = token_from(w, at->node->start);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_is(source_text(w, at->node->start, token_end(w, token)), names[i].old) &&
            speaks(w, names[i].dialects)) {
            replace_token(w, token, names[i].new);
            emit(w);
        }
    }
}

/* x NOT IN y -> NOT x IN y, where nothing binds tighter than NOT. */
static inline void mutate_not_spelling(struct work *w, const struct spot *at)
{
    const struct sql_node *parent = up_of(at);
    bool loose =
        parent && (is_logic(parent) || parent->kind == SQL_WHERE || parent->kind == SQL_HAVING ||
                   parent->kind == SQL_ON || parent->kind == SQL_ALIASED);

    if (!is_test(at->node) || !(at->node->flags & SQL_NEGATED) || !loose)
        return;
    uint32_t word = find_word(w, at->node->first->end, at->node->end, "NOT");
    if (word == w->query->text.count)
        return;
    cut_token(w, word);
    insert(w, at->node->start, "NOT ");
    emit(w);
}

static inline void mutate_comma_join(struct work *w, const struct spot *at)
{
    const struct sql_node *before = sibling_before(at);

    for (const struct sql_node *it = up_of(at)->first; it; it = it->next) {
        if (it->kind == SQL_JOIN && !text_is(it->text, "CROSS"))
            return;
    }
    if (!text_is(at->node->text, "CROSS") || !before)
        return;
    if (at->node->flags & SQL_COMMA)
        put(w, before->end, at->node->first->start, STR(" CROSS JOIN "));
    else if (word_at(w, token_from(w, at->node->start), "CROSS") &&
             word_at(w, token_after(w, token_from(w, at->node->start)), "JOIN"))
        put(w, before->end, at->node->first->start, STR(", "));
    emit(w);
}

static inline void mutate_fetch_spelling(struct work *w, const struct spot *at)
{
    struct str n = text_of(w, at->node->first);

    if (sql_child(up_of(at), SQL_OFFSET) || at->node->text.len ||
        at->node->first->kind != SQL_NUMBER || !speaks(w, "postgres trino snowflake"))
        return;
    if (word_at(w, token_from(w, at->node->start), "LIMIT"))
        replace(w, at->node, str_fmt(w->arena, "FETCH FIRST %.*s ROWS ONLY", STR_ARG(n)));
    else if (word_at(w, token_from(w, at->node->start), "FETCH"))
        replace(w, at->node, str_fmt(w->arena, "LIMIT %.*s", STR_ARG(n)));
    emit(w);
}

static inline void mutate_frame_spelling(struct work *w, const struct spot *at)
{
    struct str text = text_of(w, at->node), tail = STR(" AND CURRENT ROW");

    if (str_starts(text, STR("ROWS BETWEEN ")) && str_ends(text, tail))
        replace(w, at->node,
                str_concat(w->arena, STR("ROWS "), str_sub(text, 13, text.len - 13 - tail.len)));
    else if (str_find(text, STR("BETWEEN")) < 0)
        replace(w, at->node,
                str_fmt(w->arena, "ROWS BETWEEN %.*s%.*s", STR_ARG(str_sub(text, 5, text.len)),
                        STR_ARG(tail)));
    emit(w);
}

#endif
