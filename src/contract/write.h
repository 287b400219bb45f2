/* write: a first contract for a model, as an ODCS v3.1.0 file.
 *
 * Says only what the model's files say: what is not known statically is left out and named. The
 * same model gives the same bytes. What it says of keys, NULL and values is what keeps.h says the
 * model sees to. Must not know policies: who owns the model is told by the caller. */
#ifndef STOPLOG_CONTRACT_WRITE_H
#define STOPLOG_CONTRACT_WRITE_H

#include "base/buf.h"
#include "contract/contract.h"
#include "project/model.h"

struct contract_draft {
    const struct model *model;
    struct str project; /* name of its SQLMesh project; "" = none */
    struct str team;    /* who owns it; "" = not known */
    struct {
        VEC_OF(struct contract_member);
    } members; /* of the team: username and role */
};

enum draft_fault {
    DRAFT_FINE,
    DRAFT_NO_TABLE,  /* an embedded model or an audit: nobody can read it */
    DRAFT_NO_COLUMNS /* not one column is known */
};

/* Appends the file to *out: version 1.0.0, status draft, so that it binds nobody before somebody
 * says so. *gaps gets one sentence for each thing that the files do not say; the same stands at the
 * top of the file as a comment. On a fault nothing is written, and *gaps says why. */
enum draft_fault contract_write(struct buf *out, struct arena *arena,
                                const struct contract_draft *draft, struct contract_texts *gaps);

/* "urn:stoplog:shop:finance.orders", without the project's part where it has no name: stable while
 * both names are; all but letters, digits, ".", "-", "_" and "~" percent-encoded (RFC 3986). */
struct str contract_draft_id(struct arena *arena, struct str project, struct str model);

#endif
