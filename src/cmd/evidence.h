/* evidence: where results of tests, audits and plans are found. */
#ifndef STOPLOG_CMD_EVIDENCE_H
#define STOPLOG_CMD_EVIDENCE_H

#include "cmd/judge.h"

#define EVIDENCE_NOTES "refs/notes/stoplog"

/* The notes on the tip and on its tree in EVIDENCE_NOTES, as the repository has them now, after
 * what session->evidence holds. A note that is too large is left out: the result is then missing.
 */
MUST_USE enum status evidence_find(struct session *session, const struct oid *tip,
                                   struct evidence_file **out, size_t *count, struct err *err);
/* Reads a file that a person named into session->evidence. */
MUST_USE enum status evidence_add_file(struct session *session, struct str path, struct err *err);

#endif
