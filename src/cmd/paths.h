/* paths: which files differ, and whether any of them could matter. */
#ifndef STOPLOG_CMD_PATHS_H
#define STOPLOG_CMD_PATHS_H

#include "gate/gate.h"
#include "host/repo.h"

/* Files that differ between two sources by id or mode, sorted by path. A file that turned into a
 * link or module, or lost or gained the executable bit only, counts as changed by its mode. */
void paths_compare(struct arena *arena, const struct source *before, const struct source *after,
                   const struct path_change **out, size_t *count);
/* Whether a push from base to tip touches anything the gate looks at: policy, contracts, a mailmap,
 * or a file that could matter to a SQLMesh project above it. Opens only trees that differ and the
 * folders above changed files; true when in doubt (more than a few hundred folders). */
MUST_USE enum status paths_matter(struct arena *arena, struct repo *repo, const struct oid *base,
                                  const struct oid *tip, const struct policy *policy, bool *out,
                                  struct err *err);

#endif
