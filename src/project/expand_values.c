/* expand_values: macros that write one value: @SAFE_ADD, @SAFE_SUB, @SAFE_DIV,
 * @GENERATE_SURROGATE_KEY, @HAVERSINE_DISTANCE. What sqlglot prints of them differs between
 * dialects; in those that are not in a table here they stay. Source: sqlmesh/core/macros.py. */
#include "project/expand_private.h"

/* --- operands --------------------------------------------------------------------------------- */

static const struct macro_token *last_of(struct macro_span span)
{
    return &span.items[span.count - 1];
}

static bool is_operand_end(const struct macro_token *token)
{
    return token->kind != TOKEN_OPERATOR || macro_is(token, ")") || macro_is(token, "]");
}

/* a + b * f(c): names, literals, calls and brackets with plain operators between them. */
static bool is_sum(struct macro_span span)
{
    static const char *const operators[] = { "+", "-", "*", "||", NULL };
    size_t from = 0;
    for (size_t at = 0; at < span.count; at++) {
        if (macro_is(&span.items[at], "(") || macro_is(&span.items[at], "["))
            at = span_close(span, at);
        if (at >= span.count || !macro_is_any(&span.items[at], operators))
            continue;
        if (!span_is_atom(span_sub(span, from, at)))
            return false;
        from = at + 1;
    }
    return from > 0 && from < span.count && span_is_atom(span_sub(span, from, span.count)) &&
           is_operand_end(last_of(span));
}

/* sqlglot puts parentheses around what has an operator. */
static bool operand(struct expander *x, struct macro_span arg, const struct macro_token *at,
                    struct macro_span *out)
{
    static const char *const constants[] = { "case", "interval", "distinct", "select", "*", NULL };
    struct macro_tokens made = { 0 };
    *out = arg;
    if (span_is_atom(arg))
        return !macro_is_any(arg.items, constants);
    if (!is_sum(arg) || !expander_emit_filled(x, &made, "( $1 )", &arg, at))
        return false;
    *out = span_of(&made);
    return true;
}

/* A cast, around which another to the same type is left out. */
static bool is_cast(struct macro_span arg)
{
    static const char *const casts[] = { "cast",        "try_cast", "safe_cast", "convert",
                                         "try_convert", "date",     "timestamp", NULL };
    return macro_is_any(arg.items, casts) || span_has(arg, "::");
}

static enum macro_outcome one(struct expander *x, bool ok, const struct macro_tokens *made,
                              struct macro_spans *out)
{
    if (!ok)
        return MACRO_KEPT;
    vec_push(x->arena, out, span_of(made));
    return MACRO_ONE;
}

/* --- @SAFE_ADD, @SAFE_SUB --------------------------------------------------------------------- */

/* CASE WHEN a IS NULL AND b IS NULL THEN NULL ELSE COALESCE(a, 0) + COALESCE(b, 0) END */
static enum macro_outcome add_up(struct expander *x, const struct macro_call *call,
                                 const char *coalesce, struct macro_spans *out)
{
    struct macro_tokens made = { 0 };
    const struct macro_token *at = call->name;
    const struct macro_spans *args = &call->args;
    bool ok = args->count > 0 && expander_emit_sql(x, &made, STR("CASE WHEN"), at);
    for (size_t i = 0; ok && i < args->count; i++) {
        struct macro_span wrapped;
        ok = operand(x, args->items[i], at, &wrapped) &&
             expander_emit_filled(x, &made, i ? "AND $1 IS NULL" : "$1 IS NULL", &wrapped, at);
    }
    ok = ok && expander_emit_sql(x, &made, STR("THEN NULL ELSE"), at);
    for (size_t i = 0; ok && i < args->count; i++)
        ok =
            expander_emit_filled(x, &made, i ? coalesce : "COALESCE( $1 , 0)", &args->items[i], at);
    return one(x, ok && expander_emit_sql(x, &made, STR("END"), at), &made, out);
}

enum macro_outcome expand_safe_add(struct expander *x, const struct macro_call *call,
                                   struct macro_spans *out)
{
    return add_up(x, call, "+ COALESCE( $1 , 0)", out);
}

enum macro_outcome expand_safe_sub(struct expander *x, const struct macro_call *call,
                                   struct macro_spans *out)
{
    return add_up(x, call, "- COALESCE( $1 , 0)", out);
}

/* --- @SAFE_DIV -------------------------------------------------------------------------------- */

/* Where 1 / 2 is 0.5 in any case. Elsewhere sqlglot makes one side a number with decimals, or not,
 * by what stands around it. */
static bool divides_plainly(const struct sql_dialect *dialect)
{
    return (dialect->types & (TYPES_DUCKDB | TYPES_SNOWFLAKE | TYPES_BIGQUERY | TYPES_SPARK |
                              TYPES_MYSQL | TYPES_CLICKHOUSE)) != 0;
}

enum macro_outcome expand_safe_div(struct expander *x, const struct macro_call *call,
                                   struct macro_spans *out)
{
    struct macro_tokens made = { 0 };
    const struct macro_token *at = call->name;
    const struct macro_spans *args = &call->args;
    struct macro_span sides[2] = { { 0 } };
    bool ok = divides_plainly(x->reader->dialect) && args->count == 2 &&
              operand(x, args->items[0], at, &sides[0]);
    sides[1] = ok ? args->items[1] : sides[0];
    ok = ok && expander_emit_filled(x, &made, "$1 / NULLIF( $2 , 0)", sides, at);
    return one(x, ok, &made, out);
}

/* --- @HAVERSINE_DISTANCE ---------------------------------------------------------------------- */

/* How sqlglot writes what it divides by 2. NULL: not known. */
static const char *dividend(const struct sql_dialect *dialect)
{
    if (divides_plainly(dialect))
        return "$1";
    return dialect->types & TYPES_POSTGRES ? "CAST( $1 AS DOUBLE PRECISION)"
           : dialect->types & TYPES_TRINO  ? "CAST( $1 AS DOUBLE)"
           : dialect->types & TYPES_TSQL   ? "CAST( $1 AS FLOAT)"
                                           : NULL;
}

/* SIN(RADIANS((to - from) / 2)) */
static bool half_sine(struct expander *x, const char *divided, struct macro_span from,
                      struct macro_span to, const struct macro_token *at, struct macro_span *out)
{
    struct macro_tokens difference = { 0 }, half = { 0 }, made = { 0 };
    struct macro_span sides[] = { to, from }, inner;
    if (!expander_emit_filled(x, &difference, "( $1 - $2 )", sides, at))
        return false;
    inner = span_of(&difference);
    if (!expander_emit_filled(x, &half, divided, &inner, at))
        return false;
    inner = span_of(&half);
    if (!expander_emit_filled(x, &made, "SIN(RADIANS( $1 / 2))", &inner, at))
        return false;
    *out = span_of(&made);
    return true;
}

static const char *miles_of(struct expander *x, struct macro_span unit)
{
    struct str name;
    if (!macro_text_of(x, unit, "mi", &name))
        return NULL;
    return str_eq(name, STR("mi")) ? "* 1.0" : str_eq(name, STR("km")) ? "* 1.60934" : NULL;
}

enum macro_outcome expand_haversine_distance(struct expander *x, const struct macro_call *call,
                                             struct macro_spans *out)
{
    static const char *const names[] = { "lat1", "lon1", "lat2", "lon2", "unit" };
    struct macro_span args[5] = { 0 }, parts[4];
    struct macro_tokens made = { 0 };
    const struct macro_token *at = call->name;
    const char *divided = dividend(x->reader->dialect);
    if (!divided || !macro_bind_arguments(call, names, 5, args))
        return MACRO_KEPT;
    for (size_t i = 0; i < 4; i++)
        if (!span_is_atom(args[i]) || args[i].items->kind == TOKEN_STRING)
            return MACRO_KEPT;
    const char *miles = miles_of(x, args[4]);
    parts[1] = args[0];
    parts[2] = args[2];
    bool ok = miles && half_sine(x, divided, args[0], args[2], at, &parts[0]) &&
              half_sine(x, divided, args[1], args[3], at, &parts[3]) &&
              expander_emit_filled(x, &made,
                                   "7922 * ASIN(SQRT((POWER( $1 , 2)) + (COS(RADIANS( $2 )) * "
                                   "COS(RADIANS( $3 )) * POWER( $4 , 2))))",
                                   parts, at) &&
              expander_emit_sql(x, &made, str_of(miles), at);
    return one(x, ok, &made, out);
}

/* --- @GENERATE_SURROGATE_KEY ------------------------------------------------------------------ */

struct key_dialect {
    unsigned types;
    const char *field, *start, *between, *end;
};

static const struct key_dialect *key_dialect_of(const struct sql_dialect *dialect)
{
#define KEY_FIELD(type) "COALESCE(CAST( $1 AS " type "), '_sqlmesh_surrogate_key_null_')"
    static const struct key_dialect rows[] = {
        { TYPES_DUCKDB, KEY_FIELD("TEXT"), "(", "|| '|' ||", ")" },
        { TYPES_POSTGRES, KEY_FIELD("TEXT"), "(", "|| '|' ||", ")" },
        { TYPES_SNOWFLAKE, KEY_FIELD("VARCHAR"), "(CONCAT(", ", '|',", "))" },
        { TYPES_SPARK, KEY_FIELD("STRING"), "(CONCAT(", ", '|',", "))" },
        { TYPES_BIGQUERY, KEY_FIELD("STRING"), "(CONCAT(", ", '|',", "))" },
        { TYPES_MYSQL, KEY_FIELD("CHAR"), "(CONCAT(", ", '|',", "))" },
    };
#undef KEY_FIELD
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((dialect->types & rows[i].types) && !str_eq(dialect->name, STR("redshift")))
            return &rows[i];
    return NULL;
}

/* MD5 of BigQuery gives bytes, and sqlglot says so. */
static bool is_bytes(const struct expander *x, struct str hash)
{
    return str_eq(hash, STR("MD5")) && (x->reader->dialect->types & TYPES_BIGQUERY);
}

enum macro_outcome expand_generate_surrogate_key(struct expander *x, const struct macro_call *call,
                                                 struct macro_spans *out)
{
    struct macro_tokens made = { 0 };
    const struct macro_token *at = call->name;
    const struct key_dialect *dialect = key_dialect_of(x->reader->dialect);
    const struct macro_spans *args = &call->args;
    size_t count = args->count;
    struct str hash = STR("MD5");
    if (count && macro_is(span_at(args->items[count - 1], 1), ":=")) {
        struct macro_span last = args->items[--count];
        if (!macro_is(last.items, "hash_function") ||
            !macro_text_of(x, span_sub(last, 2, last.count), "", &hash))
            return MACRO_KEPT;
    }
    bool ok = dialect && count && (str_eq(hash, STR("MD5")) || str_eq(hash, STR("SHA256"))) &&
              (!is_bytes(x, hash) || expander_emit_sql(x, &made, STR("TO_HEX("), at)) &&
              expander_emit_sql(x, &made, hash, at) &&
              expander_emit_sql(x, &made, str_of(dialect->start), at);
    for (size_t i = 0; ok && i < count; i++)
        ok = (!i || expander_emit_sql(x, &made, str_of(dialect->between), at)) &&
             (span_is_atom(args->items[i]) || is_sum(args->items[i])) && !is_cast(args->items[i]) &&
             expander_emit_filled(x, &made, dialect->field, &args->items[i], at);
    ok = ok && expander_emit_sql(x, &made, str_of(dialect->end), at) &&
         (!is_bytes(x, hash) || expander_emit_sql(x, &made, STR(")"), at));
    return one(x, ok, &made, out);
}
