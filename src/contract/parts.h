/* parts: what a contract promises about a column: its type, limits, keys, values and checks.
 *
 * Everything is text as the file has it, trimmed, unless a comment says otherwise; absent is "".
 * Allowed values, limits and bounds are not trimmed: blanks that somebody quoted count. */
#ifndef STOPLOG_CONTRACT_PARTS_H
#define STOPLOG_CONTRACT_PARTS_H

#include <stdbool.h>

#include "base/diag.h"

struct contract_texts {
    VEC_OF(struct str);
};

/* One stated limit of a column: an entry of logicalTypeOptions, lists joined by ", ". */
struct contract_option {
    struct str key, text;
    struct place place;
};

/* One operator of a quality rule: "mustBeLessThan" 5; of a range both ends. Names are those of ODCS
 * (DCS' mustBeGreaterThanOrEqualTo and its kin are turned into them). */
struct contract_bound {
    struct str operator, text, upper; /* upper: "" but for mustBeBetween, mustNotBeBetween */
};

/* One entry of `quality`. */
struct contract_check {
    struct str key;  /* natural: its id, else its name, else digest of what it checks; what has the
                        same gets its bounds, then "#2", behind it */
    struct str name; /* for people: name, else metric or type, else description */
    struct str type; /* library (default), text, sql, custom */
    struct str what; /* digest of all that decides what is checked, the bounds left out */
    struct str unit, severity, dimension;
    struct {
        VEC_OF(struct contract_bound);
    } bounds;         /* sorted by operator */
    struct str valid; /* library invalidValues: validValues joined by "\x1f", else "" */
    struct place place;
};
struct contract_checks {
    VEC_OF(struct contract_check);
};

/* What a column or an object will be once its time is over. */
struct contract_end {
    bool is_deprecated;
    bool has_day;
    int64_t day; /* days since 1970-01-01: the first on which it may be gone */
    struct place place;
};

struct contract_columns {
    VEC_OF(struct contract_column);
};

struct contract_column {
    struct str name;          /* "" for the items of an array */
    struct str path;          /* "customer.address", items of an array "tags[]" */
    struct str physical_name; /* "" = as name */
    struct str id;
    struct str logical_type, physical_type;
    bool required; /* NOT NULL; absent is false */
    bool unique, primary_key, partitioned;
    unsigned key_position;       /* from 1; 0 = not stated */
    unsigned partition_position; /* the same */
    bool is_measure;             /* semanticType measure or dimension: stands in no table */
    struct {
        VEC_OF(struct contract_option);
    } options;                    /* sorted by key */
    bool has_values;              /* the values are limited to: */
    struct contract_texts values; /* sorted, unique */
    bool values_open;             /* customProperties enumOpen: true: readers must expect others */
    struct str classification;
    struct str pii;                   /* "true", "false" or "": DCS pii, customProperties pii */
    struct str critical;              /* "true", "false" or "" */
    struct contract_texts references; /* normal texts of relationships, sorted */
    struct contract_checks checks;    /* sorted by key, each key once */
    struct contract_end end;
    struct str described; /* digest of what only describes: texts, tags, examples, lineage, ... */
    struct str unread; /* digest of what was not understood: unknown keys, values of a wrong kind;
                          "" = nothing. When it changed, nobody can say what that means. */
    struct contract_columns children; /* fields of a struct, the one item of an array, "key" and
                                         "value" of a map; in the order of the file */
    struct place place;
};

#endif
