/* import: files of other tools that say who owns or who uses what, read as part of the policy.
 *
 * CODEOWNERS, OWNERS, dbt, Backstage, ODCS; docs/owners.md says what is read of each. Like all of
 * the policy they are read from base, so a change of one is a change of the policy. */
#ifndef STOPLOG_POLICY_IMPORT_H
#define STOPLOG_POLICY_IMPORT_H

#include "base/diag.h"
#include "base/source.h"
#include "codec/pattern.h"

struct policy;
struct import_kind; /* a row of imports.def */

enum codeowners_syntax { SYNTAX_BY_CONTENT, SYNTAX_GITHUB, SYNTAX_GITLAB };

/* One item of `import`. */
struct policy_import {
    const struct import_kind *kind;
    struct str text;               /* the path, or the path pattern, from the top */
    const struct pattern *pattern; /* NULL: one path */
    enum codeowners_syntax format; /* of CODEOWNERS */
    unsigned layer;                /* of its owner rules */
    struct place place;
};

/* Where imported files come from: a source that was listed whole, or a commit of which only the
 * folders that are asked for are listed. */
struct policy_tree {
    /* The files directly in the folder ("" = the top), with `below` those of its folders too; more
     * may be listed. Full paths, sorted. */
    enum status (*files)(void *ctx, struct str folder, bool below, struct source *out,
                         struct err *err);
    void *ctx;
};

/* Whether the policy imports this path. A pattern that hit its limit counts as importing it. */
bool policy_imports(const struct policy *policy, struct str path);
/* The policy file that imports the path; "" when none does. */
struct str policy_importer(const struct policy *policy, struct str path);
/* Digest of what the policy takes from such a file: two texts with the same one say the same. ""
 * when it cannot be read. */
struct str policy_import_form(struct arena *arena, const struct policy *policy, struct str path,
                              struct str bytes);

#endif
