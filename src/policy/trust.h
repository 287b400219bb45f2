/* trust: how sure an approval must be that it is the person's own, and whose keys say so.
 *
 * declared: an Approved-by line says so. committed: that person is also the committer of the commit
 * that carries the line. signed: and that commit's signature verifies for the person's address
 * against the allowed signers (ssh-keygen(1), ALLOWED SIGNERS). Each level holds the ones before
 * it. Must not know how a signature is verified. */
#ifndef STOPLOG_POLICY_TRUST_H
#define STOPLOG_POLICY_TRUST_H

#include <stdbool.h>

#include "base/diag.h"

enum trust { TRUST_UNSET, TRUST_DECLARED, TRUST_COMMITTED, TRUST_SIGNED };

/* What a policy says about all approvals. */
struct approval_terms {
    enum trust trust;      /* where a requirement says nothing; unset = declared */
    bool certified_pusher; /* who pushed with a certificate, and wrote nothing, may approve */
    bool has_signers;      /* .stoplog/allowed_signers is there */
    struct str signers;    /* its bytes, folded (signers_fold) */
};

/* The file of allowed signers in a repository. */
#define SIGNERS_PATH ".stoplog/allowed_signers"

/* "declared", ...; of TRUST_UNSET too. */
const char *trust_name(enum trust trust);
/* The higher of both, at least declared. */
enum trust trust_max(enum trust a, enum trust b);

/* A file of allowed signers with the principals of each line in lower case, because addresses of
 * approvals are compared so. A line that ssh-keygen could not use is an error in `diags`: one that
 * names nobody or no key, or whose key is cut. `path` is for the places. */
struct str signers_fold(struct arena *arena, struct str path, struct str bytes,
                        struct diags *diags);

#endif
