/* trust: is an approval the person's own, as far as the requirement asks for proof?
 *
 * A line in a commit message is text of whoever wrote the commit. That the person committed it
 * binds the line to a name; that the commit's signature is the person's binds it to a key. What
 * cannot be verified is unchecked, and unchecked does not count. */
#include "gate/gate_private.h"

#include "base/limits.h"

static bool is_own_commit(const struct approval *approval)
{
    return str_eq_fold(str_trim(approval->commit->committer_email), approval->who.email);
}

/* A certificate says which commit its signer wanted as the tip. It speaks for what that person
 * wrote in the tip; below it may stand lines that others wrote in the same name. */
static bool is_certified(const struct gate_input *input, const struct approval *approval)
{
    struct str signer = input->pushed.signer;
    return signer.len > 0 && str_eq_fold(signer, approval->who.email) && is_own_commit(approval) &&
           oid_eq(&approval->commit->id, &input->tip);
}

static void set(struct approval *approval, enum candidate_state state, struct str why)
{
    approval->is_signed = state;
    approval->signed_why = why;
}

static void verify_signature(struct judge *judge, struct approval *approval)
{
    const struct gate_input *input = judge->input;
    struct str why_not = STR_EMPTY;
    struct err err = { .status = OK };
    if (!input->signatures.verify) {
        set(approval, CANDIDATE_UNCHECKED, STR("signatures are not verified here"));
        return;
    }
    if (judge->signature_checks++ >= LIMIT_signature_checks) {
        set(approval, CANDIDATE_UNCHECKED,
            str_fmt(judge->arena, "more than %zu signatures to verify (limit signature_checks)",
                    LIMIT_signature_checks));
        return;
    }
    if (input->signatures.verify(input->signatures.ctx, approval->commit, approval->who.email,
                                 &why_not, &err) != OK)
        set(approval, CANDIDATE_UNCHECKED,
            str_fmt(judge->arena, "its signature could not be verified: %s", err.text));
    else if (why_not.len > 0)
        set(approval, CANDIDATE_UNTRUSTED,
            str_fmt(judge->arena, "its signature does not verify for %.*s: %.*s",
                    STR_ARG(approval->who.email), STR_ARG(why_not)));
    else
        set(approval, CANDIDATE_COUNTS, STR_EMPTY);
}

static void weigh_signature(struct judge *judge, struct approval *approval, struct candidate *out)
{
    if (!approval->commit->is_signed) {
        out->state = CANDIDATE_UNTRUSTED;
        out->why = STR("committed only: the commit is not signed, and signed is asked");
        return;
    }
    if (!approval->is_verified)
        verify_signature(judge, approval);
    approval->is_verified = true;
    out->state = approval->is_signed;
    out->why = approval->signed_why;
    if (out->state == CANDIDATE_COUNTS)
        out->trust = TRUST_SIGNED;
}

void approval_trust(struct judge *judge, struct approval *approval, enum trust asked,
                    struct candidate *out)
{
    out->trust = is_own_commit(approval) ? TRUST_COMMITTED : TRUST_DECLARED;
    if (is_certified(judge->input, approval))
        out->trust = TRUST_SIGNED;
    if (trust_max(asked, TRUST_DECLARED) <= out->trust)
        return;
    if (out->trust == TRUST_COMMITTED) {
        weigh_signature(judge, approval, out);
        return;
    }
    out->state = CANDIDATE_UNTRUSTED;
    out->why = str_fmt(judge->arena, "declared only: committed by %.*s, and %s is asked",
                       STR_ARG(str_trim(approval->commit->committer_email)), trust_name(asked));
}
