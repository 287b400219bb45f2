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
    bool default_sort_nulls_differ; /* reserved for ordering rules of the dialect */
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
