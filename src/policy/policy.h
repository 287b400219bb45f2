/* policy: what .stoplog/ (two files or twenty, all of them .yml or .yaml) says, strictly read.
 *
 * Always read from base, never from the tip, except to lint the tip. Unknown keys, duplicates
 * across files, unknown teams, requirements nobody can meet: a diag with place and nearest valid
 * word, and the policy is not usable (diags hold at least one DIAG_ERROR). */
#ifndef STOPLOG_POLICY_POLICY_H
#define STOPLOG_POLICY_POLICY_H

#include "base/map.h"
#include "base/source.h"
#include "lineage/impact.h"
#include "policy/contracts.h"
#include "policy/import.h"
#include "policy/level.h"
#include "policy/owners.h"
#include "policy/trust.h"

enum maturity { MATURITY_LOW, MATURITY_MEDIUM, MATURITY_HIGH };

struct consumer_target {
    struct str model; /* as written */
    struct {
        VEC_OF(struct str);
    } columns; /* as written; empty = the whole model */
    struct place place;
};
/* The contract that a consumer was built on. */
struct contract_pin {
    struct str id;    /* "" = none is named */
    struct str range; /* of versions, as semver_in_range takes it; "" = any */
    struct place place;
};
struct consumer {
    struct str id, type, label, url, contact;
    const struct team *team;            /* owner; NULL when a person is named */
    struct str owner_name, owner_email; /* email lower case */
    enum maturity maturity;
    struct {
        VEC_OF(struct consumer_target);
    } targets;
    struct {
        VEC_OF(struct str);
    } assumes;
    struct contract_pin pin;
    struct place place;
};

struct waiver {
    struct str rule; /* fact code or rule id */
    const struct pattern *model;
    struct str column;  /* "" = any */
    int64_t until_days; /* last day it holds */
    struct str ticket, reason, approved_by;
    bool is_debt; /* a row of the baseline */
    struct place place;
};

struct level_override {
    struct str name; /* fact code or rule id */
    struct levels levels;
    struct place place;
};

/* A named part of the project: the models one of whose patterns matches. */
struct pattern_list {
    VEC_OF(const struct pattern *);
};
struct layer {
    struct str name;
    struct pattern_list models, paths;
    struct place place;
};

struct node; /* codec/yaml.h */
struct rule; /* policy/rules.h */

struct policy {
    bool exists;      /* some .stoplog file was found */
    struct str label; /* where from: ".stoplog @ 4c1e9a0" */
    struct {
        VEC_OF(const struct pattern *);
    } refs; /* path globs over short branch names; empty = default branch */
    struct {
        VEC_OF(struct team);
    } teams; /* sorted by name */
    struct {
        VEC_OF(struct owner_name);
    } names; /* who is meant by what other files call them; sorted */
    struct {
        VEC_OF(struct owner_rule);
    } owners; /* imported ones, then those of .stoplog/ by file; the last match wins */
    struct {
        VEC_OF(struct policy_import);
    } imports; /* in order */
    struct {
        VEC_OF(struct contract_rule);
    } contracts;
    struct {
        VEC_OF(struct consumer);
    } consumers; /* sorted by id */
    struct {
        VEC_OF(struct waiver);
    } waivers;
    struct approval_terms approvals;
    struct baseline *baseline; /* accepted debt (baseline.h); NULL: none */
    struct {
        VEC_OF(struct layer);
    } layers;
    struct {
        VEC_OF(struct level_override);
    } levels;
    struct {
        VEC_OF(struct rule *);
    } rules;            /* the pack's, then the user's */
    struct str pack;    /* "standard" */
    bool pack_left_out; /* its rules are not among `rules` yet: policy_add_pack */
    struct {
        VEC_OF(const struct node *);
    } tests; /* lists of cases for all rules together, for `rules test` */
};

/* Reads `.stoplog/` of a source, and from the same source what that imports. patterns owns the
 * compiled patterns and must outlive the policy. Faults of the files are diags; the status is about
 * reading them (E_IO, E_LIMIT). */
MUST_USE enum status policy_load(struct policy *out, struct arena *arena,
                                 const struct source *source, struct pattern_set *patterns,
                                 struct diags *diags, struct err *err);
/* As policy_load, but imported files come from the tree (NULL: from the source too), and where the
 * files say nothing about rules the built-in pack is left out: it
 * costs more than all the rest and most pushes ask no rule. Faults are the same, because a pack has
 * none of its own; rules_run cannot decide with such a policy. */
MUST_USE enum status policy_load_without_pack(struct policy *out, struct arena *arena,
                                              const struct source *source,
                                              const struct policy_tree *tree,
                                              struct pattern_set *patterns, struct diags *diags,
                                              struct err *err);
/* Reads the pack where it was left out. arena, patterns and diags are those of the load. */
void policy_add_pack(struct policy *policy, struct arena *arena, struct pattern_set *patterns,
                     struct diags *diags);
/* Whether a path belongs to the policy (.stoplog/ and below). */
bool policy_is_policy_path(struct str path);
/* Whether short ("main") or full ref name is governed. default_ref: the branch HEAD points to, for
 * an empty list. PATTERN_ERROR must be taken as governed. */
bool policy_governs(const struct policy *policy, struct str ref, struct str default_ref);
const char *maturity_name(enum maturity maturity);

#endif
