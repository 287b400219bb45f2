#include "cmd/range.h"

#include "cmd/paths.h"
#include "codec/push.h"

int range_open(struct cmd *cmd, struct session *session)
{
    const struct str *folder = cmd_option(cmd, "repo");
    struct err err;
    progress_start(&cmd->progress, cmd->arena, progress_style_of(cmd->env, false));
    enum status status =
        session_open(session, cmd->arena, cmd->env, REPO_CLI, folder ? *folder : STR("."), &err);
    session->progress = &cmd->progress;
    if (status == OK)
        return -1;
    session_close(session);
    return cmd_fail(cmd, &err);
}

int range_run(struct cmd *cmd, int (*inside)(struct cmd *cmd, struct session *session))
{
    struct session session;
    int code = range_open(cmd, &session);
    if (code >= 0)
        return code;
    code = inside(cmd, &session);
    session_close(&session);
    return code;
}

static enum status ref_commit(struct session *session, struct str name, struct str *final,
                              struct oid *out, struct err *err)
{
    TRY(repo_ref_final(session->repo, name, final, err));
    TRY(repo_ref_value(session->repo, *final, out, err));
    return repo_peel_commit(session->repo, out, out, err);
}

/* "refs/heads/main" for a local branch of that name and for "refs/remotes/origin/main". */
static struct str branch_of(struct cmd *cmd, struct str ref)
{
    static const char remotes[] = "refs/remotes/";
    if (!str_starts(ref, STR("refs/remotes/")))
        return ref;
    struct str rest = str_sub(ref, sizeof remotes - 1, ref.len);
    ptrdiff_t slash = str_find_byte(rest, '/');
    return slash < 0 ? ref
                     : str_concat(cmd->arena, STR("refs/heads/"),
                                  str_sub(rest, (size_t)slash + 1, rest.len));
}

enum status range_branch(struct cmd *cmd, struct session *session, struct str base, struct str *out,
                         struct err *err)
{
    static const char *const prefixes[] = { "refs/heads/", "refs/remotes/", "" };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        struct oid value;
        struct str final, name = str_concat(cmd->arena, str_of(prefixes[i]), base);
        if (!ref_name_valid(name))
            continue;
        enum status status = ref_commit(session, name, &final, &value, err);
        if (status == OK)
            *out = branch_of(cmd, final);
        if (status != E_NOTFOUND)
            return status;
    }
    return OK;
}

static enum status first_parent(struct session *session, const struct oid *id, struct oid *out,
                                struct err *err)
{
    struct commit commit;
    TRY(repo_commit(session->repo, id, &commit, err));
    *out = commit.parent_count ? commit.parents[0] : (struct oid){ .len = 0 };
    return OK;
}

enum status range_older(struct session *session, struct update *update, bool *found,
                        struct err *err)
{
    enum { COMMITS_MAX = 1000 };
    const struct policy none = { .exists = false };
    struct update at = *update;
    *found = false;
    for (size_t i = 0; i < COMMITS_MAX && !*found && !oid_is_none(&at.base); i++) {
        at.tip = at.base;
        TRY(first_parent(session, &at.tip, &at.base, err));
        if (!oid_is_none(&at.base))
            TRY(paths_matter(session->arena, session->repo, &at.base, &at.tip, &none, found, err));
    }
    if (*found)
        *update = at;
    return OK;
}

/* The first of the usual names of the branch that work is merged into. */
static enum status default_base(struct cmd *cmd, struct session *session, struct update *update,
                                struct err *err)
{
    static const char *const names[] = { "refs/remotes/origin/HEAD", "refs/heads/main",
                                         "refs/heads/master" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str final;
        enum status status = ref_commit(session, str_of(names[i]), &final, &update->base, err);
        if (status == OK)
            update->ref = branch_of(cmd, final);
        if (status == OK && !oid_eq(&update->base, &update->tip))
            return OK;
        if (status != OK && status != E_NOTFOUND)
            return status;
    }
    update->is_last_commit = true;
    return first_parent(session, &update->tip, &update->base, err);
}

static enum status needs_merge(struct session *session, struct update *update, bool *out,
                               struct err *err)
{
    bool contained = true;
    if (!oid_is_none(&update->base))
        TRY(repo_is_ancestor(session->repo, &update->base, &update->tip, &contained, err));
    *out = !contained;
    return OK;
}

static enum status pick_base(struct cmd *cmd, struct session *session, struct update *out,
                             struct err *err)
{
    if (cmd->arg_count) {
        TRY(repo_revision(session->repo, cmd->args[0], &out->base, err));
        /* The branch that BASE names, when it names one: the change would go there. */
        return range_branch(cmd, session, cmd->args[0], &out->ref, err);
    }
    if (!out->worktree)
        return default_base(cmd, session, out, err);
    out->base = out->tip;
    return OK;
}

enum status range_update(struct cmd *cmd, struct session *session, bool plain, struct update *out,
                         struct err *err)
{
    *out = (struct update){ .ref = session->default_ref,
                            .refused = STR_EMPTY,
                            .pushed = PUSHED_BY_NOBODY };
    out->worktree = cmd_option(cmd, "worktree") != NULL;
    TRY(repo_revision(session->repo, cmd_arg(cmd, 1, STR("HEAD")), &out->tip, err));
    TRY(pick_base(cmd, session, out, err));
    const struct str *ref = cmd_option(cmd, "ref");
    if (ref)
        out->ref = str_starts(*ref, STR("refs/"))
                       ? *ref
                       : str_concat(cmd->arena, STR("refs/heads/"), *ref);
    out->kind = oid_is_none(&out->base) ? UPDATE_CREATE : UPDATE_MOVE;
    if (plain || out->worktree)
        return OK;
    return needs_merge(session, out, &out->would_merge, err);
}
