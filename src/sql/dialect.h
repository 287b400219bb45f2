/* dialect: what differs between SQL dialects, as columns of one table (dialects.def).
 *
 * Code never branches on a dialect's name; it asks a column. An unknown name gets the default row
 * and a diag. Name normalisation follows sqlglot's strategies (SQLMesh's dialect layer). */
#ifndef STOPLOG_SQL_DIALECT_H
#define STOPLOG_SQL_DIALECT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum name_case {
    CASE_LOWER,       /* unquoted identifiers are lower-cased */
    CASE_UPPER,       /* unquoted identifiers are upper-cased */
    CASE_INSENSITIVE, /* lower-cased even when quoted */
    CASE_SENSITIVE    /* left as written */
};

struct sql_dialect {
    struct str name; /* "duckdb", "" = sqlglot's default dialect */
    enum name_case name_case;
    const char *identifier_quotes; /* opening characters: "\"", "`", "[" */
    const char *string_quotes;     /* "'", or "'\"" */
    bool backslash_escapes;        /* in strings */
    bool hash_comments;            /* "#" to end of line */
    bool slash_comments;           /* "//" to end of line */
    bool dollar_strings;           /* $$...$$ and $tag$...$tag$ */
    bool nested_comments;
    bool default_sort_nulls_differ; /* NULLs do not sort as the smallest value */
    bool doubled_quotes;            /* 'a''b' is one string with a quote in it */
    bool raw_ends_at_quote;         /* r'\' is complete: no escape, not even of the quote */
    bool triple_strings;            /* '''a'b''' */
    bool digit_identifiers;         /* 1st_col is an identifier */
    bool hash_identifiers;          /* #temp is an identifier */
    bool bars_are_or;               /* || is OR and && is AND */
    bool arrow_is_json;             /* f(a -> 'b') extracts; elsewhere it is a lambda */
    bool arrow_is_both;             /* ... or a lambda, told apart by what follows the arrow */
    bool set_mode_unsure; /* what INTERSECT and EXCEPT without ALL or DISTINCT mean is a setting */
    bool limit_in_arm;    /* LIMIT after a set operation belongs to the last arm */
    bool colon_path;      /* a:b.c reads a field of a variant */
    bool prefix_alias;    /* SELECT x: 1 */
    bool equals_alias;    /* SELECT x = 1 names a column */
    bool dash_tables;     /* FROM my-project.db.t */
    bool split_quoted_tables;      /* FROM `p.db.t` has three parts */
    bool case_sensitive_tables;    /* qualified table names keep their case */
    bool implicit_unnest;          /* FROM t, t.items reads an array of t, not a table */
    bool underscore_numbers;       /* 1_000 is a number */
    bool case_sensitive_functions; /* but for those in any_case_functions.def */
    bool units_last;               /* DATE_TRUNC(x, DAY), not DATE_TRUNC(DAY, x) */
    bool inherits;                 /* FROM t* */
    bool string_alias; /* SELECT a 'x' names a column; elsewhere a type stands before 'x' */
    bool alias_first;  /* a name means an output before a column, in every clause */
    bool ternary;      /* a ? b : c */
    bool stages;       /* FROM @stage/path */
    unsigned types;    /* enum type_family: which type aliases hold (types.def) */
};

/* Families of type names; a dialect may belong to several. */
enum type_family {
    TYPES_ANY = 1,
    TYPES_POSTGRES = 2,
    TYPES_DUCKDB = 4,
    TYPES_SNOWFLAKE = 8,
    TYPES_BIGQUERY = 16,
    TYPES_SPARK = 32,
    TYPES_TRINO = 64,
    TYPES_MYSQL = 128,
    TYPES_TSQL = 256,
    TYPES_CLICKHOUSE = 512
};

/* The row for a dialect name as written in a MODEL ("snowflake, normalization_strategy = ..." is
 * understood; case folded). NULL when the name is unknown. */
const struct sql_dialect *sql_dialect_find(struct str name);
/* The default row ("" in sqlglot). */
const struct sql_dialect *sql_dialect_default(void);
/* One identifier as the dialect identifies it. quoted: it was written with quotes (already
 * removed). */
struct str sql_normalise(struct arena *arena, const struct sql_dialect *dialect, struct str ident,
                         bool quoted);

#endif
