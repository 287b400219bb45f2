/* evidence: git notes, and files that a person names.
 *
 * git spreads notes over folders once there are many: a note on abcdef... is at "abcdef...",
 * "ab/cdef..." or "ab/cd/ef..." (git notes.c, fan-out). */
#include "cmd/evidence.h"

#include "base/limits.h"
#include "host/env.h"

enum { FANOUT_MAX = 3 };

static struct str note_path(struct arena *arena, struct str hex, size_t fanout)
{
    struct str path = STR_EMPTY;
    for (size_t i = 0; i < fanout; i++)
        path = str_fmt(arena, "%.*s%.*s/", STR_ARG(path), STR_ARG(str_sub(hex, 2 * i, 2)));
    return str_fmt(arena, "%.*s%.*s", STR_ARG(path), STR_ARG(str_sub(hex, 2 * fanout, hex.len)));
}

static enum status add_note(struct session *session, const struct oid *notes, const struct oid *id,
                            struct err *err)
{
    struct str hex = oid_hex(session->arena, id);
    for (size_t fanout = 0; fanout <= FANOUT_MAX; fanout++) {
        struct evidence_file file = { .from = STR(EVIDENCE_NOTES) };
        enum status status = repo_read_path(
            session->repo, notes, note_path(session->arena, hex, fanout), &file.bytes, NULL, err);
        if (status == E_NOTFOUND || status == E_INPUT)
            continue;
        if (status == E_LIMIT || (status == OK && file.bytes.len > LIMIT_evidence_bytes))
            return OK;
        TRY(status);
        vec_push(session->arena, &session->evidence, file);
        return OK;
    }
    return OK;
}

static enum status add_notes(struct session *session, const struct oid *tip, struct err *err)
{
    struct oid notes;
    struct commit commit;
    enum status status = repo_ref_value(session->repo, STR(EVIDENCE_NOTES), &notes, err);
    if (status == E_NOTFOUND || oid_is_none(tip))
        return OK;
    TRY(status);
    TRY(repo_commit(session->repo, tip, &commit, err));
    TRY(add_note(session, &notes, tip, err));
    return add_note(session, &notes, &commit.tree, err);
}

enum status evidence_find(struct session *session, const struct oid *tip,
                          struct evidence_file **out, size_t *count, struct err *err)
{
    size_t given = session->evidence.count;
    TRY(add_notes(session, tip, err));
    *count = session->evidence.count;
    *out = arena_array(session->arena, *count, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = session->evidence.items[i];
    session->evidence.count = given; /* notes belong to one tip */
    return OK;
}

enum status evidence_add_file(struct session *session, struct str path, struct err *err)
{
    struct evidence_file file = { .from = path };
    TRY(file_read(session->arena, path, LIMIT_evidence_bytes, &file.bytes, err));
    vec_push(session->arena, &session->evidence, file);
    return OK;
}
