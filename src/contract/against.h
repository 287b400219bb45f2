/* against: what a contract promises about a model, held against the model as it stands.
 *
 * Columns by physical name, nested ones where the model's type says its fields; NOT NULL and keys
 * from the model's audits, grains and unique key; types tri-state (DESIGN 7, table 2.7 of the rule
 * page docs/contracts.md). Measures stand in no table and are skipped. */
#ifndef STOPLOG_CONTRACT_AGAINST_H
#define STOPLOG_CONTRACT_AGAINST_H

#include "contract/diff.h"
#include "project/model.h"

enum mismatch {
    MISMATCH_MISSING, /* promised, and the model does not have it */
    MISMATCH_EXTRA,   /* the model has a column that nobody promised: told, not wrong */
    MISMATCH_TYPE,    /* another type */
    MISMATCH_NULL,    /* promised NOT NULL, and nothing of the model sees to it */
    MISMATCH_KEY,     /* another grain or key than promised */
    MISMATCH_UNCLEAR  /* cannot be told: columns or a type are not known */
};
struct contract_mismatch {
    enum mismatch kind;
    struct str column;          /* path in the contract, or the model's column */
    struct str promised, found; /* texts for people; "" = nothing */
    struct str note;            /* one sentence; or "" */
    struct place place;         /* in the contract */
    struct place model_place;   /* in the model */
};
struct contract_mismatches {
    VEC_OF(struct contract_mismatch); /* by column of the contract, then of the model */
};

/* Holds one object of a contract against a model of the same snapshot. */
void contract_against(struct contract_mismatches *out, struct arena *arena,
                      const struct contract_object *object, const struct model *model);
/* "missing", "extra", "type", "null", "key", "unclear" */
const char *mismatch_name(enum mismatch kind);

#endif
