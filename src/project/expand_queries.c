/* expand_queries: macros that write columns or whole queries: @PIVOT, @DEDUPLICATE, @DATE_SPINE.
 * Source: sqlmesh/core/macros.py. */
#include "project/expand_private.h"

/* --- @PIVOT ----------------------------------------------------------------------------------- */

enum {
    PIVOT_COLUMN,
    PIVOT_VALUES,
    PIVOT_ALIAS,
    PIVOT_AGG,
    PIVOT_CMP,
    PIVOT_PREFIX,
    PIVOT_SUFFIX,
    PIVOT_THEN,
    PIVOT_ELSE,
    PIVOT_QUOTE,
    PIVOT_DISTINCT,
    PIVOT_ARGUMENTS
};

struct pivot {
    struct macro_span args[PIVOT_ARGUMENTS];
    struct str agg, cmp, prefix, suffix;
    bool alias, quote, distinct;
};

static bool read_pivot(struct expander *x, const struct macro_call *call, struct pivot *out)
{
    static const char *const names[] = { "column",     "values", "alias",   "agg",
                                         "cmp",        "prefix", "suffix",  "then_value",
                                         "else_value", "quote",  "distinct" };
    *out = (struct pivot){ 0 };
    struct macro_span *args = out->args;
    return macro_bind_arguments(call, names, PIVOT_ARGUMENTS, args) && args[PIVOT_COLUMN].count &&
           args[PIVOT_VALUES].count && macro_text_of(x, args[PIVOT_AGG], "SUM", &out->agg) &&
           macro_text_of(x, args[PIVOT_CMP], "=", &out->cmp) &&
           macro_text_of(x, args[PIVOT_PREFIX], "", &out->prefix) &&
           macro_text_of(x, args[PIVOT_SUFFIX], "", &out->suffix) &&
           macro_boolean_of(args[PIVOT_ALIAS], true, &out->alias) &&
           macro_boolean_of(args[PIVOT_QUOTE], true, &out->quote) &&
           macro_boolean_of(args[PIVOT_DISTINCT], false, &out->distinct);
}

/* What a value names: its text without quotes. */
static bool value_name(struct expander *x, struct macro_span value, struct str *out)
{
    static const char *const constants[] = { "true", "false", "null", NULL };
    const struct macro_token *token = value.items;
    *out = token->text;
    if (value.count != 1 || macro_is_any(token, constants))
        return false;
    return token->kind == TOKEN_STRING ? macro_value(x->arena, token, out)
                                       : token->kind == TOKEN_NUMBER || token->kind == TOKEN_WORD;
}

static bool is_word(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!byte_is_alpha(s.ptr[i]) && s.ptr[i] != '_' && (!i || !byte_is_digit(s.ptr[i])))
            return false;
    return s.len > 0;
}

static bool add_alias(struct expander *x, struct macro_tokens *out, const struct pivot *pivot,
                      struct macro_span value, const struct macro_token *at)
{
    const char *quotes = x->reader->dialect->identifier_quotes;
    struct str name;
    if (!value_name(x, value, &name))
        return false;
    name = str_fmt(x->arena, "%.*s%.*s%.*s", STR_ARG(pivot->prefix), STR_ARG(name),
                   STR_ARG(pivot->suffix));
    bool plain = is_word(name);
    if (!expander_emit_text(x, out, TOKEN_WORD, STR("AS"), at) || (!plain && !pivot->quote))
        return false;
    if (plain && !pivot->quote)
        return expander_emit_text(x, out, TOKEN_WORD, name, at);
    if (!quotes || quotes[0] == '[' || str_find_byte(name, quotes[0]) >= 0 ||
        str_find_byte(name, '@') >= 0 || str_find_byte(name, '\\') >= 0)
        return false;
    name = str_fmt(x->arena, "%c%.*s%c", quotes[0], STR_ARG(name), quotes[0]);
    return expander_emit_text(x, out, TOKEN_QUOTED, name, at);
}

static bool add_value(struct expander *x, struct macro_tokens *out, struct macro_span span,
                      const char *otherwise, const struct macro_token *at)
{
    return span.count ? expander_emit_span(x, out, span)
                      : expander_emit_sql(x, out, str_of(otherwise), at);
}

static bool pivot_column(struct expander *x, const struct pivot *pivot, struct macro_span value,
                         const struct macro_token *at, struct macro_span *result)
{
    struct macro_tokens out = { 0 };
    struct str name;
    bool ok = value_name(x, value, &name) && is_word(pivot->agg) &&
              expander_emit_text(x, &out, TOKEN_WORD, pivot->agg, at) &&
              expander_emit_sql(
                  x, &out, pivot->distinct ? STR("(DISTINCT CASE WHEN") : STR("(CASE WHEN"), at) &&
              expander_emit_span(x, &out, pivot->args[PIVOT_COLUMN]) &&
              expander_emit_sql(x, &out, pivot->cmp, at) && expander_emit_span(x, &out, value) &&
              expander_emit_sql(x, &out, STR("THEN"), at) &&
              add_value(x, &out, pivot->args[PIVOT_THEN], "1", at) &&
              expander_emit_sql(x, &out, STR("ELSE"), at) &&
              add_value(x, &out, pivot->args[PIVOT_ELSE], "0", at) &&
              expander_emit_sql(x, &out, STR("END)"), at) &&
              (!pivot->alias || add_alias(x, &out, pivot, value, at));
    *result = span_of(&out);
    return ok;
}

enum macro_outcome expand_pivot(struct expander *x, const struct macro_call *call,
                                struct macro_spans *out)
{
    struct pivot pivot;
    struct macro_spans values = { 0 };
    if (!read_pivot(x, call, &pivot) || !macro_list_of(x, pivot.args[PIVOT_VALUES], &values))
        return MACRO_KEPT;
    for (size_t i = 0; i < values.count; i++) {
        struct macro_span made;
        if (!pivot_column(x, &pivot, values.items[i], call->name, &made))
            return MACRO_KEPT;
        vec_push(x->arena, out, made);
    }
    return MACRO_LIST;
}

/* --- @DEDUPLICATE ----------------------------------------------------------------------------- */

/* ['ds DESC', 'b']: each string is one item of ORDER BY. */
static bool add_order(struct expander *x, struct macro_tokens *out, const struct macro_spans *list,
                      const struct macro_token *at)
{
    for (size_t i = 0; i < list->count; i++) {
        struct macro_span item = list->items[i];
        struct macro_tokens made = { 0 };
        struct str text;
        if (item.count != 1 || !macro_text_of(x, item, "", &text) ||
            !expander_emit_sql(x, &made, text, at) || span_has_outside(span_of(&made), ",") ||
            span_has(span_of(&made), ";") || span_has(span_of(&made), "@") ||
            str_find_byte(text, '@') >= 0 ||
            (i && !expander_emit_text(x, out, TOKEN_OPERATOR, STR(","), at)) ||
            !expander_emit_span(x, out, span_of(&made)))
            return false;
    }
    return list->count > 0;
}

/* Elsewhere sqlglot may write a query around it that has a column more. */
static bool has_qualify(const struct sql_dialect *dialect)
{
    return (dialect->types &
            (TYPES_DUCKDB | TYPES_SNOWFLAKE | TYPES_BIGQUERY | TYPES_CLICKHOUSE)) != 0;
}

enum macro_outcome expand_deduplicate(struct expander *x, const struct macro_call *call,
                                      struct macro_spans *out)
{
    static const char *const names[] = { "relation", "partition_by", "order_by" };
    struct macro_span args[3] = { 0 };
    struct macro_spans keys = { 0 }, order = { 0 };
    struct macro_tokens made = { 0 };
    const struct macro_token *at = call->name;
    if (!has_qualify(x->reader->dialect) || !macro_bind_arguments(call, names, 3, args) ||
        !span_is_atom(args[0]) || args[0].items->kind == TOKEN_STRING ||
        macro_is(args[0].items, "(") || !macro_list_of(x, args[1], &keys) ||
        !macro_list_of(x, args[2], &order) ||
        !expander_emit_sql(x, &made, STR("SELECT * FROM"), at) ||
        !expander_emit_span(x, &made, args[0]) ||
        !expander_emit_sql(x, &made, STR("QUALIFY ROW_NUMBER() OVER (PARTITION BY"), at) ||
        !expander_emit_list(x, &made, &keys, at) ||
        !expander_emit_sql(x, &made, STR("ORDER BY"), at) || !add_order(x, &made, &order, at) ||
        !expander_emit_sql(x, &made, STR(") = 1"), at))
        return MACRO_KEPT;
    vec_push(x->arena, out, span_of(&made));
    return MACRO_ONE;
}

/* --- @DATE_SPINE ------------------------------------------------------------------------------ */

static bool is_date(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (i == 4 || i == 7 ? s.ptr[i] != '-' : !byte_is_digit(s.ptr[i]))
            return false;
    return s.len == 10;
}

/* Which function makes the dates is the dialect's affair; the columns and the bounds are not. */
enum macro_outcome expand_date_spine(struct expander *x, const struct macro_call *call,
                                     struct macro_spans *out)
{
    static const char *const names[] = { "datepart", "start_date", "end_date" };
    static const char *const parts[] = { "day", "week", "month", "quarter", "year" };
    struct macro_span args[3] = { 0 };
    struct macro_tokens made = { 0 };
    struct str part, from, to;
    if (!macro_bind_arguments(call, names, 3, args) || !args[0].count || !args[1].count ||
        !args[2].count || !macro_text_of(x, args[0], "", &part) ||
        !macro_text_of(x, args[1], "", &from) || !macro_text_of(x, args[2], "", &to) ||
        !is_date(from) || !is_date(to) || str_cmp(from, to) > 0)
        return MACRO_KEPT;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!str_eq_fold(part, str_of(parts[i])))
            continue;
        struct str sql = str_fmt(x->arena,
                                 "SELECT date_%s FROM UNNEST(GENERATE_DATE_ARRAY(CAST('%.*s' AS "
                                 "DATE), CAST('%.*s' AS DATE), INTERVAL '1' %s)) AS "
                                 "_exploded(date_%s)",
                                 parts[i], STR_ARG(from), STR_ARG(to), parts[i], parts[i]);
        if (!expander_emit_sql(x, &made, sql, call->name))
            return MACRO_KEPT;
        vec_push(x->arena, out, span_of(&made));
        return MACRO_ONE;
    }
    return MACRO_KEPT;
}
