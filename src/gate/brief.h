/* brief: what one verdict comes to in a few lines, for counting many of them.
 *
 * A verdict holds both projects and lives in the memory of its run; a brief holds copies, so that
 * the run's memory can be given back. */
#ifndef STOPLOG_GATE_BRIEF_H
#define STOPLOG_GATE_BRIEF_H

#include "gate/gate.h"

/* One rule that stood in the way of one model, file or ref. */
struct brief_hit {
    struct str rule;         /* id of the rule; the code of the fact where no rule is to be named */
    struct str subject;      /* model, file or ref */
    enum policy_level level; /* warn or block */
};

struct brief {
    enum outcome outcome;
    enum outcome unapproved; /* the same had nobody approved anything */
    bool policy_exists;      /* at base */
    bool untouched;          /* no file changed that the gate looks at */
    size_t models;           /* that changed */
    struct str why; /* undecided, or blocked without a requirement: one sentence; else "" */
    struct {
        VEC_OF(struct brief_hit);
    } hits; /* what was not met, level down, then rule and subject; without repeats */
};

/* Fills *out from a verdict; all texts are copied to the arena. */
void brief_of(struct brief *out, struct arena *arena, const struct verdict *verdict);

#endif
