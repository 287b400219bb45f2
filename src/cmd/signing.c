#include "cmd/signing.h"

#include "base/limits.h"

void signing_init(struct signing *out, struct session *session, const struct policy *policy)
{
    *out = (struct signing){ .session = session,
                             .policy = policy,
                             .signers = { .allowed = STR_EMPTY, .revoked = STR_EMPTY } };
}

static enum status read_named(struct session *session, const char *what, struct str path,
                              struct str *out, struct err *err)
{
    if (file_read(session->arena, path, LIMIT_yaml_bytes, out, err) == OK)
        return OK;
    err->status = E_IO;
    return err_wrap(err, "%s of the server's file", what);
}

static enum status read_allowed(struct signing *signing, struct err *err)
{
    struct session *session = signing->session;
    const struct approval_terms *terms = &signing->policy->approvals;
    struct str path = session->server.signers, bytes;
    struct diags diags;
    signing->has_signers = path.len > 0 || terms->has_signers;
    if (path.len == 0) {
        signing->signers.allowed = terms->signers;
        return OK;
    }
    TRY(read_named(session, "signers", path, &bytes, err));
    diags_init(&diags, session->arena);
    signing->signers.allowed = signers_fold(session->arena, path, bytes, &diags);
    return OK;
}

static enum status load(struct signing *signing, struct err *err)
{
    struct session *session = signing->session;
    struct str path = session->server.revoked_signers;
    if (signing->is_loaded)
        return OK;
    TRY(read_allowed(signing, err));
    if (path.len > 0) {
        TRY(read_named(session, "revoked_signers", path, &signing->signers.revoked, err));
        signing->signers.has_revoked = true;
    }
    signing->is_loaded = true;
    return OK;
}

enum status signing_verify(struct signing *signing, const struct signature *signature,
                           struct str email, struct str *why_not, struct err *err)
{
    TRY(load(signing, err));
    if (!signing->has_signers) {
        *why_not = STR("base has no " SIGNERS_PATH);
        return OK;
    }
    /* A host kills a hook that takes too long, and says nothing: once is enough. */
    if (signing->gave_up)
        return err_set(err, E_LIMIT, "ssh-keygen did not answer before (limit signature_ms)");
    enum status status = signature_verify(signing->session->arena, &signing->signers, signature,
                                          email, why_not, err);
    signing->gave_up = status == E_LIMIT;
    return status;
}

enum status signing_verify_commit(void *ctx, const struct commit_info *commit, struct str email,
                                  struct str *why_not, struct err *err)
{
    struct signing *signing = ctx;
    struct signature signature;
    TRY(repo_signature(signing->session->repo, &commit->id, &signature, err));
    return signing_verify(signing, &signature, email, why_not, err);
}
