/* contract: what `stoplog contract` found, in several formats. One row in contract_formats.def, one
 * file each. Formats compute nothing and escape for the place their output goes to. */
#ifndef STOPLOG_REPORT_CONTRACT_H
#define STOPLOG_REPORT_CONTRACT_H

#include "contract/against.h"
#include "contract/compare.h"
#include "report/report.h"

enum contract_report_format {
#define CONTRACT_FORMAT(name, word, diff, changelog, summary) CONTRACT_FORMAT_##name,
#include "report/contract_formats.def"
#undef CONTRACT_FORMAT
    CONTRACT_FORMAT_COUNT
};
/* The word of a format; NULL past the last. */
const char *contract_report_word(size_t format);

/* ---- diff ---- */

/* Two versions of a contract. */
struct contract_diff_report {
    struct str before, after; /* as they were named: "HEAD:contracts/orders.yaml" */
    struct contract_step step;
};
void report_contract_diff(struct buf *out, struct arena *arena, enum contract_report_format format,
                          const struct contract_diff_report *diff,
                          const struct report_options *options);

/* ---- changelog ---- */

/* What came in with one version, the newest first. */
struct changelog_entry {
    struct str version;        /* "" = none stated; of one that was taken away the one before */
    struct str commit;         /* short id of the commit that brought it in; "" = not committed */
    int64_t day;               /* on which that was committed; days since 1970-01-01 */
    struct contract_step step; /* from the version before, or from nothing */
};
struct contract_changelog {
    struct str path;
    struct str id, name; /* of the newest version */
    struct {
        VEC_OF(struct changelog_entry);
    } entries;
    struct str since; /* what came before is left out: "v1.0.0"; "" = all of it is here */
    size_t unread;    /* states of the file that could not be read, and are left out */
    struct str cut;   /* why there is no more, a limit; or "" */
};
void report_contract_changelog(struct buf *out, struct arena *arena,
                               enum contract_report_format format,
                               const struct contract_changelog *log,
                               const struct report_options *options);

/* ---- check ---- */

/* One object of a contract held against its model. */
struct checked_object {
    const struct contract_object *object;
    struct str model; /* name of the model; "" = there is none */
    struct str near;  /* then: the nearest name, or "" */
    struct contract_mismatches mismatches;
};
struct checked_contract {
    struct str path;
    const struct contract *contract; /* NULL: could not be read, and a diag says why */
    bool binds;
    struct {
        VEC_OF(struct checked_object);
    } objects;
};
struct contract_check_report {
    struct {
        VEC_OF(struct checked_contract);
    } contracts;     /* sorted by path */
    size_t blocking; /* mismatches that keep a promise from holding, of contracts that bind */
    size_t other;    /* all others but EXTRA */
    size_t unread;   /* contracts */
};
/* Whether a mismatch of this kind means that a promise does not hold. NOT NULL that nobody checks
 * may hold: it is to be looked at, as the gate has it (CT107). */
bool mismatch_blocks(enum mismatch kind);
/* FORMAT_TEXT or FORMAT_JSON. */
void report_contract_check(struct buf *out, struct arena *arena, enum format format,
                           const struct contract_check_report *check,
                           const struct report_options *options);

#endif
