/* logical: which logical type of ODCS a type of a database is. Rows: logical.def. */
#ifndef STOPLOG_CONTRACT_LOGICAL_H
#define STOPLOG_CONTRACT_LOGICAL_H

#include "base/arena.h"
#include "sql/ast.h"
#include "sql/dialect.h"

/* ODCS v3.1 `logicalType`. */
enum logical_type {
    LOGICAL_NONE, /* a type that ODCS has no word for, or that is not known */
    LOGICAL_STRING,
    LOGICAL_DATE,
    LOGICAL_TIMESTAMP,
    LOGICAL_TIME,
    LOGICAL_NUMBER,
    LOGICAL_INTEGER,
    LOGICAL_OBJECT,
    LOGICAL_ARRAY,
    LOGICAL_BOOLEAN
};

/* By the name of a canonical type; parameters and element types behind it do not count:
 * "VARCHAR(3)", "STRUCT<a INT>". *format, which may be NULL, is the format of a string, "" for
 * none. */
enum logical_type logical_type_of(struct str type, struct str *format);
/* "string" ...; "" for LOGICAL_NONE. */
const char *logical_type_name(enum logical_type type);
/* The word of a contract, in any case; LOGICAL_NONE for any other. */
enum logical_type logical_type_find(struct str word);
/* A canonical type as a tree (SQL_TYPE), so that its elements can be seen; NULL where it cannot be
 * read. */
const struct sql_node *type_tree(struct arena *arena, const struct sql_dialect *dialect,
                                 struct str type);

#endif
