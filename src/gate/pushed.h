/* pushed: who pushes, what that person wishes, and break-glass.
 *
 * Identity comes from two places only: the one variable that the server's file names, and a push
 * certificate that was verified. Push options and trailers are wishes; they never say who wishes.
 */
#ifndef STOPLOG_GATE_PUSHED_H
#define STOPLOG_GATE_PUSHED_H

#include "gate/approval.h"
#include "policy/server.h"

struct pushed {
    struct str name;         /* login or e-mail from the server's variable; "" unknown */
    struct str signer;       /* address the push certificate is signed for; "" none that counts */
    struct str signer_fault; /* why a certificate does not count; "" */
    struct str unnamed;      /* why nobody is known though the server says who names them; "" */
    const struct str *options;
    size_t option_count;
    bool is_push; /* to this server, now: nothing else can be overridden */
};

/* What is judged without a push. */
#define PUSHED_BY_NOBODY                                                                           \
    (struct pushed)                                                                                \
    {                                                                                              \
        .name = STR_EMPTY, .signer = STR_EMPTY, .signer_fault = STR_EMPTY, .unnamed = STR_EMPTY    \
    }

/* A wish that a push passes against the verdict, by the push option "stoplog.override=<reason>" or
 * the trailer "Override: <reason>". */
struct override {
    bool asked, accepted;
    bool is_written;          /* in the audit log; set by the hook before the push passes */
    struct str reason, until; /* until: YYYY-MM-DD, by when somebody looks after it; "" not said */
    struct str by;            /* who pushed, as the override group names them */
    struct str via;           /* "push option", "trailer in 1f2e3d4" */
    struct str why_not;       /* one sentence when it was not accepted; "" */
    const char *instead_of;   /* outcome_name of what it passed over, when it was accepted */
};

enum {
    OVERRIDE_REASON_MIN = 10, /* characters */
    OVERRIDE_DAYS_MAX = 14    /* that `until` may lie ahead */
};

/* Where a wish may stand, and what decides whether it is granted. */
struct override_question {
    const struct pushed *pushed;
    const struct server *server; /* NULL: nobody may */
    const struct commit_info *commits;
    size_t commit_count;
    struct oid tip;
    struct signatures signatures;
    int64_t today_days;
};

/* Looks for a wish among options and commits, and whether this pusher may have it granted. A
 * trailer counts on the tip alone, where the pusher committed it and the signature is the pusher's:
 * the address of a committer is text that others can choose. */
void override_find(struct override *out, struct arena *arena,
                   const struct override_question *question);

/* Who of a list of logins and addresses pushed, as the list has it; "" nobody. */
struct str pushed_by_one_of(const struct pushed *pushed, const struct str *names, size_t count);

struct verdict;
/* Lets a verdict that blocks or cannot decide pass, when an override was granted; never one that
 * refuses what must not get in (verdict.is_fatal). */
void override_apply(struct verdict *verdict, const struct override *override);

#endif
