/* certificate: whose push certificate git was given with this push.
 *
 * git verifies it before the hook runs (git-push --signed, receive.certNonceSeed) and says so in
 * the environment. It counts when git found it good and fresh, when it is for exactly the refs of
 * this push, and when, where keys are declared, it is one of these. */
#ifndef STOPLOG_CMD_CERTIFICATE_H
#define STOPLOG_CMD_CERTIFICATE_H

#include "cmd/judge.h"
#include "codec/push.h"

/* Fills signer, or signer_fault when there is a certificate that does not count; neither when there
 * is none. E_IO and worse only when the policy of the default branch cannot be read. */
MUST_USE enum status certificate_read(struct session *session, const struct push *push,
                                      struct pushed *out, struct err *err);

#endif
