/* diff: two contracts -> what their readers and their producer must know, typed.
 *
 * Pairs by natural keys (contract by id, object by name, column by name, checks by key), then by
 * stable id, never by position. Each difference is one change with a fact code and a view of it;
 * what it leads to under a policy is the gate's business (terms.h). */
#ifndef STOPLOG_CONTRACT_DIFF_H
#define STOPLOG_CONTRACT_DIFF_H

#include "change/promise.h"
#include "contract/contract.h"

struct promise_change {
    enum fact_code code;                          /* one of promises.def */
    enum promise_view view;                       /* that of the code */
    const struct contract_object *before, *after; /* NULL: not there, or about the contract */
    const struct contract_column *old_column, *new_column;
    struct str object; /* name of the object (tip's); "" = about the contract as a whole */
    struct str column; /* path of the column; "" = about the object */
    struct str aspect; /* what exactly: "required", "maxLength", "quality row_count" */
    struct str old_text, new_text; /* "" = absent */
    struct str note;               /* why, one sentence; or "" */
    struct place place;            /* after, or before where nothing is left */
};
struct promise_changes {
    VEC_OF(struct promise_change); /* in the order of objects and columns of the later file */
};

/* Compares two contracts that were read. dialect: of the tables they speak of, to compare physical
 * types; NULL: that of their servers, else names of types are taken as plain SQL. The rows are
 * those of docs/contracts.md, "What counts as what". Linear in the columns of both. */
void contract_diff(struct promise_changes *out, struct arena *arena, const struct contract *before,
                   const struct contract *after, const struct sql_dialect *dialect);

#endif
