/* How the SQL fuzz targets read their input: the first byte chooses dialect and Jinja, the rest is
 * the text. */
#ifndef STOPLOG_FUZZ_SQL_INPUT_H
#define STOPLOG_FUZZ_SQL_INPUT_H

#include <stdlib.h>

#include "base/limits.h"
#include "sql/lex.h"

struct sql_input {
    const struct sql_dialect *dialect;
    bool jinja;
    struct str text;
};

static inline void require(bool holds)
{
    if (!holds)
        abort();
}

static inline struct sql_input sql_input(const uint8_t *data, size_t size)
{
    static const char *const names[] = { "",         "duckdb", "postgres",   "snowflake",
                                         "bigquery", "spark",  "databricks", "trino",
                                         "tsql",     "mysql",  "clickhouse", "redshift",
                                         "oracle",   "hive",   "sqlite",     "exasol" };
    unsigned choice = size ? data[0] : 0;
    const char *name = names[choice % (sizeof names / sizeof names[0])];
    struct sql_input in = { sql_dialect_find(str_of(name)), (choice & 0x80) != 0, STR_EMPTY };
    if (size > 1)
        in.text = (struct str){ (const char *)data + 1, size - 1 };
    require(in.dialect != NULL);
    return in;
}

#endif
