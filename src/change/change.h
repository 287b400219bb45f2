/* change: two snapshots -> facts. Pure; knows nothing of owners, consumers or refs.
 *
 * Promises: every difference between the two that is not proven cosmetic gives at least one fact of
 * a higher class; what cannot be compared gives an unknown. Order is fixed: models by name, then
 * facts by code, column, aspect. */
#ifndef STOPLOG_CHANGE_CHANGE_H
#define STOPLOG_CHANGE_CHANGE_H

#include "change/fact.h"
#include "project/project.h"

struct model_change {
    const struct model *before, *after; /* one may be NULL */
    struct str name;                    /* tip's name, or base's when removed */
    enum fact_class class;              /* highest of its facts */
    size_t first_fact, fact_count;      /* range in change_set.facts */
};

struct change_set {
    struct arena *arena;
    struct {
        VEC_OF(struct fact);
    } facts; /* sorted by subject; model facts first */
    struct {
        VEC_OF(struct model_change);
    } models; /* only models with facts, sorted by name */
};

/* Compares. A renamed model (equal meaning, other name, or a name that differs in the moved file)
 * is one change with both sides. */
void change_diff(struct change_set *out, struct arena *arena, const struct projects *before,
                 const struct projects *after);
/* Adds a fact that is not about a model (policy files, contracts, refs), keeping the order. */
void change_add(struct change_set *set, struct fact fact);
/* The same for many at once: sorts only once. */
void change_add_all(struct change_set *set, const struct fact *facts, size_t count);
enum fact_class change_class(const struct change_set *set);

/* One line of what a fingerprint covers, kept to say later what differs. */
struct fingerprint_part {
    struct str subject; /* model or file */
    struct str digest;
    struct str summary; /* "CL101 amount, SQ101 WHERE" */
};
struct fingerprint {
    struct str hex; /* SHA-256 over the sorted parts; "" when nothing material changed */
    struct {
        VEC_OF(struct fingerprint_part);
    } parts; /* sorted by subject */
};
/* Fingerprint of what changed: over the facts that are material: class above metadata, or marked in
 * `material` (one flag per fact, may be NULL). Covers code, subject, column, aspect and both texts,
 * so it survives rebase, squash and reformatting and dies when the meaning does. */
void change_fingerprint(struct fingerprint *out, struct arena *arena, const struct change_set *set,
                        const bool *material);
/* Subjects whose part is absent or different in the other, sorted: what made an approval stale. */
void fingerprint_differences(struct arena *arena, const struct fingerprint *a,
                             const struct fingerprint *b, struct str **subjects, size_t *count);

#endif
