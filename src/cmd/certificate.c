#include "cmd/certificate.h"

#include "base/limits.h"
#include "cmd/signing.h"
#include "codec/trailer.h"

/* "ann@example.com", which an SSH key signs for, or "Ann <ann@example.com>", as of OpenPGP. A
 * pattern such as "*@example.com" is nobody. */
static struct str address_of(struct arena *arena, struct str signer)
{
    struct mailbox who;
    if (!mailbox_parse(arena, signer, &who) &&
        !mailbox_parse(arena, str_fmt(arena, "x <%.*s>", STR_ARG(signer)), &who))
        return STR_EMPTY;
    for (size_t i = 0; i < who.email.len; i++)
        if (strchr("*?!,", who.email.ptr[i]))
            return STR_EMPTY;
    return who.email;
}

/* Behind the headers and a blank line stand the ref updates, up to the signature. */
static bool names_this_push(struct arena *arena, struct str payload, const struct push *push)
{
    struct push named;
    struct err err;
    ptrdiff_t blank = str_find(payload, STR("\n\n"));
    if (blank < 0)
        return false;
    struct str lines = str_sub(payload, (size_t)blank + 2, payload.len);
    if (push_parse(&named, arena, lines, PUSH_RECEIVE, &err) != OK || named.count != push->count)
        return false;
    for (size_t i = 0; i < named.count; i++) {
        const struct ref_update *a = &named.items[i], *b = &push->items[i];
        if (!str_eq(a->ref, b->ref) || !oid_eq(&a->old_id, &b->old_id) ||
            !oid_eq(&a->new_id, &b->new_id))
            return false;
    }
    return true;
}

/* git took the key from its own configuration; the keys of the policy or of the server's file may
 * have lost it since. */
static enum status check_keys(struct session *session, const struct signature *signature,
                              struct pushed *out, struct err *err)
{
    struct err fault = { .status = OK };
    struct policy *policy;
    struct signing signing;
    TRY(session_default_policy(session, &policy, err));
    signing_init(&signing, session, policy);
    if (session->server.signers.len == 0 && !policy->approvals.has_signers) {
        /* Who took keys back must not be told that one of them is good. */
        if (session->server.revoked_signers.len > 0)
            out->signer_fault = STR("whether its key is revoked is not known: no signers are "
                                    "declared beside revoked_signers");
        return OK;
    }
    if (signing_verify(&signing, signature, out->signer, &out->signer_fault, &fault) != OK)
        out->signer_fault = str_dup(session->arena, str_of(fault.text));
    return OK;
}

static struct str fault_of_environment(const struct push_certificate *certificate)
{
    if (!str_eq(certificate->status, STR("G")))
        return STR("git could not verify it");
    if (!str_eq(certificate->nonce_status, STR("OK")))
        return STR("it was not made for this push (nonce)");
    return STR_EMPTY;
}

static enum status check(struct session *session, const struct push *push, struct pushed *out,
                         struct err *err)
{
    const struct push_certificate *certificate = &session->env->certificate;
    struct signature signature;
    struct oid id;
    struct str bytes;
    struct err fault;
    out->signer = address_of(session->arena, certificate->signer);
    out->signer_fault = fault_of_environment(certificate);
    if (out->signer_fault.len > 0)
        return OK;
    if (!oid_parse(certificate->id, &id) ||
        repo_certificate(session->repo, &id, &bytes, &fault) != OK) {
        out->signer_fault = STR("it cannot be read");
        return OK;
    }
    certificate_signature(bytes, &signature);
    if (certificate->signer.len == 0) /* git calls a signature good that is nobody's it knows */
        out->signer_fault = STR("git knows nobody with its key");
    else if (out->signer.len == 0)
        out->signer_fault = STR("its key is no single person's");
    else if (!names_this_push(session->arena, signature.payload, push))
        out->signer_fault = STR("it names other refs than this push");
    return out->signer_fault.len > 0 ? OK : check_keys(session, &signature, out, err);
}

enum status certificate_read(struct session *session, const struct push *push, struct pushed *out,
                             struct err *err)
{
    if (session->env->certificate.id.len == 0)
        return OK;
    TRY(check(session, push, out, err));
    if (out->signer_fault.len > 0)
        out->signer = STR_EMPTY;
    return OK;
}
