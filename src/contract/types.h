/* types: what the type texts of a contract stand for: logicalType and physicalType, by dialect.
 *
 * Physical types are read by the SQL front end in the dialect of their tables and compared on the
 * lattice of change/types.h, nested ones field by field. Three answers and "cannot tell". */
#ifndef STOPLOG_CONTRACT_TYPES_H
#define STOPLOG_CONTRACT_TYPES_H

#include "base/map.h"
#include "change/types.h"
#include "sql/ast.h"
#include "sql/dialect.h"

/* What a word of logicalType promises (ODCS v3.2; DCS words that mean one of these are taken for
 * it). Wider than enum logical_type of logical.h, which says what a database type is called. */
enum promised_type {
    PROMISED_NONE,  /* "" */
    PROMISED_OTHER, /* a word that is not known */
    PROMISED_STRING,
    PROMISED_INTEGER,
    PROMISED_NUMBER,
    PROMISED_BOOLEAN,
    PROMISED_DATE,
    PROMISED_TIME,
    PROMISED_TIMESTAMP,
    PROMISED_ARRAY,
    PROMISED_OBJECT,
    PROMISED_MAP,
    PROMISED_COUNT
};

/* Case folded. */
enum promised_type promised_type_find(struct str text);
/* How a reader of one logical type fares with another. integer to number is a widening; equal texts
 * are equal whatever they say. */
enum type_relation logical_types_compare(struct str before, struct str after);

/* The same of two that are known; UNCLEAR for NONE and OTHER. */
enum type_relation promised_types_compare(enum promised_type before, enum promised_type after);
/* type_compare() for readers: what is narrower on one side and wider on another (DECIMAL(10, 2) and
 * DECIMAL(10, 4), unsigned and signed) is UNCLEAR, for they may meet values that do not fit. */
enum type_relation type_names_compare(struct str before, struct str after);

/* The tree of a type text; NULL when it is empty or cannot be read to its end. dialect: NULL for
 * plain SQL. */
const struct sql_node *physical_type_read(struct arena *arena, const struct sql_dialect *dialect,
                                          struct str text);
/* Two type trees; NULL is UNCLEAR. Fields of a struct go by name: one that is gone makes it
 * incompatible, one more leaves it what the others make of it. */
enum type_relation physical_types_compare(struct arena *arena, const struct sql_node *before,
                                          const struct sql_node *after);

/* The fields of a struct: name in lower case -> SQL_TYPE. False when it has none. Release the map.
 */
bool physical_type_fields(struct map *out, struct arena *arena, const struct sql_node *type);

/* The one logical type that a physical type is; OTHER when it may be several, or is not known. */
enum promised_type physical_type_means(const struct sql_node *type);

enum fits { FITS_YES, FITS_NO, FITS_UNCLEAR };
/* Whether a column of this physical type is what the logical type promises. */
enum fits physical_type_fits(const struct sql_node *type, enum promised_type promised);

#endif
