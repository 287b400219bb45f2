/* signing: whose keys count in a session, and the question whether a commit is signed with one.
 *
 * The keys come from the server's file where it names one, else from .stoplog/allowed_signers at
 * base; never from the tip. They are read when the first signature is asked about. */
#ifndef STOPLOG_CMD_SIGNING_H
#define STOPLOG_CMD_SIGNING_H

#include "cmd/judge.h"
#include "host/signature.h"

struct signing {
    struct session *session;
    const struct policy *policy; /* of base */
    struct signers signers;
    bool has_signers, is_loaded, gave_up;
};

/* Nothing is read yet. */
void signing_init(struct signing *out, struct session *session, const struct policy *policy);
/* Whether the signature is that of `email`; as gate_input's signatures.verify. E_IO when a file
 * that the server's file names cannot be read: a list of revoked keys that is gone revokes nothing.
 */
MUST_USE enum status signing_verify(struct signing *signing, const struct signature *signature,
                                    struct str email, struct str *why_not, struct err *err);
/* The same for a commit; ctx is a struct signing. For gate_input. */
MUST_USE enum status signing_verify_commit(void *ctx, const struct commit_info *commit,
                                           struct str email, struct str *why_not, struct err *err);

#endif
