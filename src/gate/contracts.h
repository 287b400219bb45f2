/* contracts: which models a contract file promises something about, at one snapshot.
 *
 * A contract covers the models it names (contract_models()). Formats are told by content and not by
 * file name (contract/contract.h). */
#ifndef STOPLOG_GATE_CONTRACTS_H
#define STOPLOG_GATE_CONTRACTS_H

#include "base/source.h"
#include "policy/contracts.h"
#include "policy/policy.h"

struct contract_file {
    struct str path;
    struct oid blob;
    struct contract contract;    /* only when it is read */
    struct contract_texts names; /* of models, as written in the file */
    struct str status;           /* "active", folded; "" = none stated */
    struct str version;          /* "2.1.0" as written; "" = none stated */
    struct str form; /* of the parsed value (node_form); "" when it could not be parsed */
    bool is_kept;    /* the other side has one that says the same, at whatever path */
    bool is_read;    /* false: could not be read, so whom it covers is not known; a diag says why */
};

struct contracts {
    VEC_OF(struct contract_file); /* sorted by path */
};

/* Whether a declared contract pattern names this path. A pattern that hit its limit counts as
 * naming it. */
bool contract_path(const struct policy *policy, struct str path);
/* Whether what the policy states for the second path protects readers or producers less than what
 * it states for the first. */
bool contract_protects_less(const struct policy *policy, struct str from, struct str to);
/* Reads every declared contract of the source. Files of `known` (the other side; may be NULL) with
 * the same path and blob are not read again. Faults of files are diags; E_IO when an object is
 * missing. */
MUST_USE enum status contracts_read(struct contracts *out, struct diags *diags,
                                    const struct policy *policy, const struct source *source,
                                    const struct contracts *known, struct err *err);
/* The contract at a path of the source; one that is not there or cannot be read is not is_read. */
struct contract_file contract_at(struct arena *arena, const struct source *source, struct str path);
/* Fills is_kept of all contracts of both sides. Linear. */
void contracts_compare(struct arena *arena, struct contracts *before, struct contracts *after);
const struct contract_file *contract_find(const struct contracts *contracts, struct str path);

#endif
