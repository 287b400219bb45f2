/* evidence: results of tests, audits and plans, as other tools wrote them down.
 *
 * One in-toto Statement (v1) a line, with a test-result predicate (v0.1) and, where SQLMesh made
 * it, its `sqlmesh` member (in-toto attestation spec v1/statement.md, predicates/test-result.md).
 * Nothing here says that a result is true: whoever can write the note or the file can claim it. */
#ifndef STOPLOG_GATE_EVIDENCE_H
#define STOPLOG_GATE_EVIDENCE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

/* Bytes that may hold statements, and where they are from: "refs/notes/stoplog", a path. */
struct evidence_file {
    struct str from, bytes;
};

struct names {
    VEC_OF(struct str);
};

struct test_result {
    struct str from;
    struct names digests; /* "gitTree <hex>", "gitCommit <hex>", "sha256 <hex>" of all subjects */
    struct str result;    /* PASSED, WARNED or FAILED */
    struct names passed;  /* names of tests and audits that passed or warned */
    struct names failed;
    struct names planned; /* models of a plan */
    bool has_plan;
    int64_t finished_days; /* INT64_MIN = not stated */
};

struct evidence {
    VEC_OF(struct test_result);
    size_t unread;         /* lines that are no such statement */
    struct str why_unread; /* of the first of them */
};

/* Reads all files; what cannot be read is counted. Stops at LIMIT_evidence_statements. */
void evidence_read(struct evidence *out, struct arena *arena, const struct evidence_file *files,
                   size_t count);
/* Whether one of the subjects has this digest: key "gitTree", hex in lower case. */
bool test_result_is_about(const struct test_result *result, const char *key, struct str hex);
bool names_have(const struct names *names, struct str name);

#endif
