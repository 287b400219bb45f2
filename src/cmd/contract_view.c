/* contract_view: which project, policy and file the words of `stoplog contract` are about. */
#include "base/limits.h"
#include "cmd/contract_parts.h"
#include "report/report.h"

static enum status read_view(struct contract_view *view, struct err *err)
{
    struct cmd *cmd = view->cmd;
    struct session *session = view->session;
    const struct str *at = cmd_option(cmd, "at");
    struct update update = { .ref = STR_EMPTY,
                             .worktree = !at && repo_work_dir(session->repo).len > 0 };
    TRY(repo_revision(session->repo, at ? *at : STR("HEAD"), &update.tip, err));
    TRY(session_snapshots(session, &update, &view->snapshots, err));
    return policy_load(&view->policy, cmd->arena, &view->snapshots.after_source, session->patterns,
                       &view->diags, err);
}

int contract_view_open(struct contract_view *out, struct cmd *cmd, struct session *session)
{
    struct err err;
    struct buf text;
    *out = (struct contract_view){ .cmd = cmd, .session = session };
    diags_init(&out->diags, cmd->arena);
    if (read_view(out, &err) != OK)
        return cmd_fail(cmd, &err);
    buf_init(&text, cmd->arena, LIMIT_report_bytes);
    report_diags(&text, cmd->arena, &out->diags, false);
    cmd_print_error(cmd, buf_str(&text));
    return diags_count(&out->diags, DIAG_ERROR) ? EXIT_USAGE : -1;
}

enum status contract_path_of(struct contract_path *out, struct cmd *cmd, struct session *session,
                             struct str typed, struct err *err)
{
    const struct str *folder = cmd_option(cmd, "repo");
    struct str top = repo_work_dir(session->repo);
    TRY(file_place(cmd->arena, folder ? *folder : STR_EMPTY, typed, &out->disk, err));
    out->repo = STR_EMPTY;
    if (top.len > 0 && str_starts(out->disk, top) && out->disk.len > top.len + 1 &&
        out->disk.ptr[top.len] == '/')
        out->repo = str_sub(out->disk, top.len + 1, out->disk.len);
    return OK;
}
