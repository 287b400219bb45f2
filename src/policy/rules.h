/* rules: from facts and impact to requirements. The matching engine and the packs.
 *
 * A rule is `when`, `require` and a level, and is tried on every fact; one that does not fire can
 * say why. Packs are compiled into the program and written in the users' language. */
#ifndef STOPLOG_POLICY_RULES_H
#define STOPLOG_POLICY_RULES_H

#include "policy/policy.h"
#include "policy/require.h"

enum when_kind { WHEN_ALL, WHEN_ANY, WHEN_NOT, WHEN_PREDICATE };

/* One predicate row: name in YAML, what it looks at. See predicates.def. */
enum predicate {
#define PREDICATE(name, word, values, summary) PREDICATE_##name,
#include "policy/predicates.def"
#undef PREDICATE
    PREDICATE_COUNT
};

struct when {
    enum when_kind kind;
    enum predicate predicate;
    struct {
        VEC_OF(struct str);
    } values; /* any of these, lower case where words */
    struct {
        VEC_OF(const struct pattern *);
    } patterns;      /* for predicates that take patterns */
    char comparison; /* '<' '>' 'g' (>=) 'l' (<=) '=' for numbers */
    uint64_t number;
    struct {
        VEC_OF(struct when *);
    } parts;
    struct place place;
};

struct rule {
    struct str id, why, fix, pack; /* pack: "standard" or the user's file */
    struct when *when;
    struct {
        VEC_OF(struct require);
    } require;            /* all of them */
    bool distinct_people; /* nobody's approval counts for two of its requirements */
    struct levels levels;
    struct place place;
    const struct node *tests; /* cases for `rules test` */
};

/* Equal ones are merged: same kind, same people, same subject. */
struct requirement {
    enum require_kind kind;
    enum policy_level level; /* highest of the rules that ask it, consumers' maturity considered */
    struct str subject;      /* model name, consumer id, trailer key */
    const struct team *team; /* who: a team, or ... */
    struct str person_email, person_name; /* ... one person (a consumer owned by a person) */
    unsigned count;                       /* people needed */
    enum trust trust;                     /* highest that is asked; unset when nobody is */
    const struct require *of;             /* whose `teams` and `distinct_teams` count; or NULL */
    enum bump bump;                       /* REQUIRE_CONTRACT: the highest asked */
    bool unowned; /* nobody owns the subject: any declared team is asked, or nobody can be */
    const struct consumer *consumer;
    const struct pattern *match;
    struct str contract_hint; /* REQUIRE_CONTRACT: path of the contract, "" = none declared */
    struct {
        VEC_OF(size_t);
    } facts; /* indices in change_set.facts, ascending */
    struct {
        VEC_OF(const struct rule *);
    } rules; /* in order */
    struct {
        VEC_OF(enum policy_level);
    } rule_levels; /* per rule: how strictly that rule alone asks it */
};
struct requirements {
    VEC_OF(struct requirement); /* sorted: level down, kind, subject, team */
};

/* Whether the contract at base says that something goes. */
enum deprecation {
    DEPRECATION_NONE,
    DEPRECATION_ANNOUNCED, /* deprecated, and its last day is to come or not stated */
    DEPRECATION_OVER       /* its last day has passed, or the contract is retired */
};
/* What a fact is to the contract that covers its subject. */
struct promise_state {
    enum promise_effect effect; /* EFFECT_NONE: it is not about a promise */
    enum deprecation deprecation;
};

struct rule_input {
    const struct policy *policy;
    const struct change_set *changes;
    const struct impact *impact; /* readers in the order of policy->consumers */
    struct str ref;              /* short name */
    int64_t today_days;          /* for waivers */
    /* Path of the contract that covers each of changes->models, "" = none. NULL: not known; then
     * only the models of CT101 facts (which name it in their aspect) are known to be covered. */
    const struct str *contract_of;
    const struct str *contract_status_of;   /* beside contract_of: its status, "" = none stated */
    const struct promise_state *promise_of; /* per fact; NULL: none is about a promise */
    const struct str *authors; /* addresses: wrote, committed, co-wrote or pushed the change */
    size_t author_count;
    bool authors_complete; /* false: there may be more */
    /* Per fact: the row of the baseline that accepts it, or NULL. NULL: none is accepted. */
    const struct waiver *const *accepted;
};
struct waived {
    size_t fact;
    const struct waiver *waiver;
};
struct rule_output {
    struct requirements requirements;
    enum policy_level *fact_level; /* one per fact: the level it ends with */
    struct {
        VEC_OF(struct waived);
    } waived;
    struct str error; /* a pattern hit its limit: cannot decide; "" otherwise */
};

/* Runs every rule. Levels: the rule's, then overrides by rule id, then by fact code; waived facts
 * ask nothing but stay visible. A model without an owner turns REQUIRE_OWNER into nothing that
 * could be met: OW101 is added by the gate before this runs, and its rule decides. A policy file
 * (PO101) or a file that cannot be read (class unknown) without an owner asks one member of any
 * declared team, as `team` with a name that no declared team can have. */
void rules_run(struct rule_output *out, struct arena *arena, const struct rule_input *input);
/* Why this rule did or did not fire on a fact: one sentence with actual values. */
struct str rule_explain(struct arena *arena, const struct rule *rule,
                        const struct rule_input *input, size_t fact);
/* Facts that always block, whatever a policy says: what they stand for must never get in. */
bool fact_is_fatal(enum fact_code code);
/* YAML text of a built-in pack ("standard", "strict", "observe"); len 0 when there is none. */
struct str rule_pack_text(struct str name);
/* Names of the packs, for messages. */
const struct str *rule_pack_names(size_t *count);

#endif
