/* require: what a rule can ask for. */
#ifndef STOPLOG_POLICY_REQUIRE_H
#define STOPLOG_POLICY_REQUIRE_H

#include "codec/pattern.h"
#include "codec/semver.h"
#include "policy/owners.h"
#include "policy/trust.h"

enum require_kind {
    REQUIRE_OWNER,     /* approval by the owning team(s) of the model */
    REQUIRE_CONSUMERS, /* approval by the owner of each consumer that is reached */
    REQUIRE_TEAM,      /* approval by a named team, or by one of several */
    REQUIRE_CONTRACT,  /* the model's contract file changes too */
    REQUIRE_TRAILER,   /* a commit trailer with a value that matches */
    REQUIRE_MEANING,   /* a sentence for each column on what it means now */
    REQUIRE_EVIDENCE,  /* a result of tests, audits or a plan, for the tree of the tip */
    REQUIRE_NOTHING    /* the rule only raises the level: warn, or block outright */
};

/* What a result is about. */
enum evidence_kind { EVIDENCE_TESTS, EVIDENCE_AUDITS, EVIDENCE_PLAN };

struct require {
    enum require_kind kind;
    const struct team *team; /* REQUIRE_TEAM; for several teams one of all their members */
    struct {
        VEC_OF(const struct team *);
    } teams;                     /* REQUIRE_TEAM with a list: the teams as written */
    struct str role;             /* REQUIRE_OWNER: only members with this role; "" = all */
    unsigned count;              /* people; 0 = what the owner rule says, at least 1 */
    unsigned distinct_teams;     /* of that many of `teams`, each by another person; 0 = any */
    enum bump bump;              /* REQUIRE_CONTRACT: how far its version must move */
    enum trust trust;            /* of approvals; unset = what the policy says */
    enum evidence_kind evidence; /* REQUIRE_EVIDENCE */
    unsigned max_age;            /* days since it was made; 0 = any */
    struct str trailer_key;
    const struct pattern *match;
    struct place place;
};

/* Whether it is met by people who approve. */
bool require_asks_people(enum require_kind kind);
/* "tests", "audits", "plan" */
const char *evidence_kind_name(enum evidence_kind kind);

#endif
