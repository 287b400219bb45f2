/* owners: teams, people, and the rules that say who answers for a model or a file.
 *
 * Rules come from `owners` in .stoplog/ and from files that the policy imports (import.h). They are
 * kept in order, and the last match wins, as in CODEOWNERS. */
#ifndef STOPLOG_POLICY_OWNERS_H
#define STOPLOG_POLICY_OWNERS_H

#include "base/diag.h"
#include "codec/pattern.h"
#include "project/model.h"

struct policy;

/* What some members of a team are: "steward". */
struct team_role {
    struct str name;
    struct {
        VEC_OF(struct str);
    } members; /* of the team, as there */
};

struct team {
    struct str name; /* of one person: the address */
    struct {
        VEC_OF(struct str);
    } members; /* e-mail addresses, ASCII lower case, sorted, unique */
    struct {
        VEC_OF(struct team_role);
    } roles;
    struct str contact; /* one line for people: "slack #finance-data" */
    struct {
        VEC_OF(struct str);
    } aliases; /* what other files call the team: "@acme/finance" */
    struct {
        VEC_OF(const struct team *);
    } parts; /* made up of several owners, any of whom will do; else empty */
    struct place place;
};

/* A team or a person under the name that other files use. */
struct owner_name {
    struct str name; /* ASCII lower case */
    const struct team *team;
};

/* An owner rule says in one of several ways what it is about. */
struct owner_rule {
    const struct pattern *models; /* name glob, or NULL */
    const struct pattern *paths;  /* path glob, or NULL */
    const struct pattern *tags;   /* name glob over the tags of a model, or NULL */
    struct str name;              /* name of a model, or the last parts of one; len 0 = none */
    bool in_folder;               /* the file lies in this folder or below it ... */
    struct str folder;            /* ... "" = the top */
    const struct pattern *within; /* ... and its path from there matches, NULL = any does */
    struct {
        VEC_OF(const struct team *);
    } teams;            /* each must approve; none: left without an owner on purpose */
    unsigned approvals; /* people per team, at least 1 */
    bool optional;      /* asked, but with a warning at most */
    bool joins;         /* its teams and those of other rules that match are one: any will do */
    bool stops;         /* rules of folders above do not join in */
    /* Rules of one layer answer together, each section of it for itself; the last layer in which
     * any rule matches decides. Rules of a layer and a section stand side by side. */
    unsigned layer, section;
    struct place place;
};

/* What is owned: a model (name, path, tags), or a file (path alone). */
struct owned {
    struct str name, path;
    const struct str *tags;
    size_t tag_count;
};

/* The rules that answer for one thing. */
struct owner_set {
    VEC_OF(const struct owner_rule *); /* each with at least one team; none: unowned */
    const struct owner_rule *left_out; /* count 0: the rule that leaves it without an owner */
    bool unsure;                       /* a pattern hit its limit: there may be others */
};

/* What a model or a file is to the owner rules. The tags stay the model's. */
struct owned owned_model(const struct model *model);
struct owned owned_file(struct str path);
/* Who answers for it. A rule whose pattern hit its limit counts as matching, so that nothing is
 * unowned by being unreadable. Rules that are made up of several go to the arena. */
void policy_owners(struct owner_set *out, struct arena *arena, const struct policy *policy,
                   const struct owned *thing);
/* Whether two names can mean one model: equal, or one is the other without its first dotted parts;
 * ASCII case folded. */
bool model_names_agree(struct str a, struct str b);

/* The declared team of this name, or NULL. */
const struct team *policy_team(const struct policy *policy, struct str name);
/* The team or person called so elsewhere: an alias of a team, a key of `people`, or the name of a
 * team; any case. NULL when the policy knows nobody by that name. */
const struct team *policy_called(const struct policy *policy, struct str name);
/* Whether the address, in any case, is one of its members. */
bool team_has(const struct team *team, struct str email);
/* The role of this name, ASCII case folded, or NULL. */
const struct team_role *team_role(const struct team *team, struct str name);
/* A team of everybody in one of the teams, each once, under the given name. */
const struct team *team_union(struct arena *arena, struct str name, const struct team *const *teams,
                              size_t count);
/* Whether the team is `part`, or made up of it and others. */
bool team_includes(const struct team *team, const struct team *part);
/* Sorts the members and drops repeats, so that nobody counts twice. */
void team_sort_members(struct team *team);
/* A team of one person, by address (lower case). */
const struct team *team_person(struct arena *arena, struct str email, struct place place);
/* One team of any of these: itself when it is one, else made up in the arena. */
const struct team *team_any(struct arena *arena, const struct team *const *teams, size_t count);
/* Tells teams apart, made-up ones by all their parts. */
struct str team_key(struct arena *arena, const struct team *team);

#endif
