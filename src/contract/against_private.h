/* against_private: what the files that hold a contract against a model share. */
#ifndef STOPLOG_CONTRACT_AGAINST_PRIVATE_H
#define STOPLOG_CONTRACT_AGAINST_PRIVATE_H

#include "contract/against.h"
#include "sql/ast.h"

struct against {
    struct arena *arena;
    struct contract_mismatches *out;
    const struct contract_object *object;
    const struct model *model;
    struct place model_place; /* of the column that is looked at, else of the model */
    /* Told once for the object, with the first of them. */
    struct unclear {
        size_t count;
        struct str first;
        struct place place;
    } types, nulls;
};

/* Adds a mismatch; column: NULL for the object. The result is good until the next one. */
struct contract_mismatch *against_add(struct against *a, enum mismatch kind,
                                      const struct contract_column *column, struct str promised,
                                      struct str found);
/* Counts what cannot be told of a column and will be told once. */
void against_unclear(struct unclear *unclear, const struct contract_column *column);
/* against_type.c: the type of a column, and of all in it. found: the tree of the model's type, or
 * NULL where it is not known. */
void against_type(struct against *a, const struct contract_column *column,
                  const struct sql_node *found);

#endif
