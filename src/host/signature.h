/* signature: what a commit or a push certificate is signed with, and whether that signature is a
 * given person's.
 *
 * SSH signatures are verified as git does it (ssh-keygen -Y verify, namespace "git"), with one
 * difference: whose signature it must be is passed in, never taken from the signature. The time is
 * the machine's: the payload's own time is whatever its writer chose. */
#ifndef STOPLOG_HOST_SIGNATURE_H
#define STOPLOG_HOST_SIGNATURE_H

#include "host/repo.h"

struct signature {
    struct str payload; /* what was signed */
    struct str armor;   /* the signature's text; "" when there is none */
    struct str fault;   /* one sentence when it cannot be a signature, or "" */
};

/* The signature of a commit: its one gpgsig header, and the commit without it. Several headers are
 * no signature: readers would pick different ones. E_IO and as repo_commit. */
MUST_USE enum status repo_signature(struct repo *repo, const struct oid *commit,
                                    struct signature *out, struct err *err);
/* The bytes of a push certificate, which git keeps as a blob. E_IO, E_LIMIT. */
MUST_USE enum status repo_certificate(struct repo *repo, const struct oid *id, struct str *out,
                                      struct err *err);
/* The signature at the end of a push certificate (gitprotocol-pack(5), push-cert). */
void certificate_signature(struct str certificate, struct signature *out);

/* Whose keys count. */
struct signers {
    struct str allowed; /* a file of allowed signers, its bytes */
    struct str revoked; /* a list of revoked keys (ssh-keygen -k, or public keys), its bytes */
    bool has_revoked;
};

/* Whether the signature is `email`'s. *why_not: "" when it is, else one sentence. E_NOTFOUND when
 * there is no ssh-keygen, E_LIMIT when it did not answer in time (limit signature_ms), E_IO. */
MUST_USE enum status signature_verify(struct arena *arena, const struct signers *signers,
                                      const struct signature *signature, struct str email,
                                      struct str *why_not, struct err *err);
/* Path of ssh-keygen, or NULL when it is nowhere it may be. */
const char *signature_program(void);

#endif
