/* approval: who approved what, and whether it counts.
 *
 * Reads `Approved-by: Name <email>` trailers of the commits of a range. An approval counts for a
 * requirement when the address is in the asked team at base, belongs to nobody who wrote the change
 * (author, committer, co-author, pusher; base's .mailmap only widens that), and is fresh: given
 * over the same fingerprint, either because the tree it was committed on has it or because an
 * `Approved-change: <fingerprint>` trailer of the same commit names it; and when it is trusted as
 * far as the requirement asks: said by anybody, committed by that person, or signed. */
#ifndef STOPLOG_GATE_APPROVAL_H
#define STOPLOG_GATE_APPROVAL_H

#include "base/source.h"
#include "base/vec.h"
#include "codec/trailer.h"
#include "policy/trust.h"

/* A commit as the gate needs it (host's struct commit without libgit2). */
struct commit_info {
    struct oid id, tree;
    struct str author_name, author_email, committer_name, committer_email;
    int64_t author_time, commit_time;
    struct str message, encoding;
    bool is_signed, is_merge;
    bool is_empty; /* its tree is its only parent's: it changes nothing, so whoever made it wrote
                      nothing (approval commits are such commits) and is not banned by it */
};

/* Whether the signature of a commit is that of an address, by the signers of base or of the server.
 * *why_not: "" yes, else one sentence. verify is NULL where signatures are not verified. */
struct signatures {
    enum status (*verify)(void *ctx, const struct commit_info *commit, struct str email,
                          struct str *why_not, struct err *err);
    void *ctx;
};

enum candidate_state {
    CANDIDATE_COUNTS,
    CANDIDATE_NOT_IN_TEAM,
    CANDIDATE_IS_AUTHOR, /* wrote, committed, co-authored or pushed the change */
    CANDIDATE_STALE,     /* given for another change */
    CANDIDATE_UNTRUSTED, /* not committed or signed by the person, where that is asked */
    CANDIDATE_AMBIGUOUS, /* the trailer block reads differently to different tools */
    CANDIDATE_MALFORMED, /* not "Name <email>" */
    CANDIDATE_UNCHECKED  /* its tree could not be read or the limit was hit */
};

struct candidate {
    struct mailbox who;
    struct oid commit;
    enum candidate_state state;
    struct str why;   /* one sentence for the report: "wrote commit 1f2e3d4", "finance.orders WHERE
                         changed since" */
    enum trust trust; /* what is proven of it; the signature is looked at only where it is asked */
};

struct banned; /* addresses that may not approve, each with the reason */

/* The addresses of everybody who wrote the range, folded, widened by the mailmap. bot addresses
 * such as noreply@github.com are banned as approvers too. */
struct banned *banned_people(struct arena *arena, const struct commit_info *commits, size_t count,
                             struct str pusher, struct str mailmap);
/* All addresses that the commits and the push name as authors, folded, in the order they were met.
 */
const struct str *banned_addresses(const struct banned *banned, size_t *count);
/* Who signed the push certificate pushed, too. Where the policy lets a certified pusher approve,
 * that person is not banned for pushing; for writing, still. */
void banned_certify(struct banned *banned, struct str signer, bool may_approve);
/* "" when the address may approve, else the reason. */
struct str banned_reason(const struct banned *banned, struct str email);
/* One address for all addresses of a person, folded: people are counted by it. */
struct str banned_person(const struct banned *banned, struct str email);

#endif
