/* contract_view: which project, policy and files the words of `stoplog contract` are about. */
#include "base/limits.h"
#include "cmd/contract_parts.h"
#include "gate/covers.h"
#include "report/report.h"

static enum status read_view(struct contract_view *view, struct err *err)
{
    struct cmd *cmd = view->cmd;
    struct session *session = view->session;
    const struct str *at = cmd_option(cmd, "at");
    view->worktree = !at && repo_work_dir(session->repo).len > 0;
    TRY(repo_revision(session->repo, at ? *at : STR("HEAD"), &view->tip, err));
    struct update update = { .ref = STR_EMPTY, .tip = view->tip, .worktree = view->worktree };
    TRY(session_snapshots(session, &update, &view->snapshots, err));
    return policy_load(&view->policy, cmd->arena, &view->snapshots.after_source, session->patterns,
                       &view->diags, err);
}

void contract_print_diags(struct cmd *cmd, const struct diags *diags, bool notes)
{
    struct buf text;
    struct diags shown = { .arena = cmd->arena };
    vec_for (const struct diag, it, diags)
        if (notes || it->level > DIAG_NOTE)
            vec_push(cmd->arena, &shown, *it);
    buf_init(&text, cmd->arena, LIMIT_report_bytes);
    report_diags(&text, cmd->arena, &shown, false);
    cmd_print_error(cmd, buf_str(&text));
}

int contract_view_open(struct contract_view *out, struct cmd *cmd, struct session *session)
{
    struct err err;
    *out = (struct contract_view){ .cmd = cmd, .session = session };
    diags_init(&out->diags, cmd->arena);
    if (read_view(out, &err) != OK)
        return cmd_fail(cmd, &err);
    contract_print_diags(cmd, &out->diags, true);
    return diags_count(&out->diags, DIAG_ERROR) ? EXIT_USAGE : -1;
}

/* ---- files ----------------------------------------------------------------------------------- */

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

enum status contract_state_at(struct contract_state *out, struct contract_view *view,
                              const struct oid *commit, struct str label, struct str path,
                              struct err *err)
{
    *out = (struct contract_state){ .label = label, .path = path, .bytes = STR_EMPTY };
    enum status status = repo_read_path(view->session->repo, commit, path, &out->bytes, NULL, err);
    out->exists = status == OK;
    return status == E_NOTFOUND ? OK : status;
}

enum status contract_state_of(struct contract_state *out, struct contract_view *view,
                              struct str typed, struct err *err)
{
    struct cmd *cmd = view->cmd;
    struct contract_path path;
    ptrdiff_t colon = str_find_byte(typed, ':');
    *out = (struct contract_state){ .label = typed, .path = typed, .exists = true };
    enum status status = contract_path_of(&path, cmd, view->session, typed, err);
    if (status == OK)
        status = file_read(cmd->arena, path.disk, LIMIT_yaml_bytes, &out->bytes, err);
    if (status == OK && path.repo.len > 0)
        out->path = path.repo;
    if (status != E_NOTFOUND)
        return status;
    if (colon <= 0)
        return err_set(err, E_INPUT, "%.*s: there is no such file", STR_ARG(typed));
    struct oid commit;
    struct str inside = str_sub(typed, (size_t)colon + 1, typed.len);
    TRY(repo_revision(view->session->repo, str_sub(typed, 0, (size_t)colon), &commit, err));
    return contract_state_at(out, view, &commit, typed, inside, err);
}

const struct contract *contract_of_state(struct cmd *cmd, const struct contract_state *state,
                                         struct diags *diags)
{
    struct node *root;
    struct err err;
    struct contract *contract = arena_new(cmd->arena, struct contract);
    const struct yaml_options options = { .allow_aliases = true };
    if (!state->exists)
        return NULL;
    if (yaml_read(&root, cmd->arena, state->path, state->bytes, options, diags, &err) != OK)
        return NULL;
    return contract_read(contract, cmd->arena, root, diags) ? contract : NULL;
}

/* ---- models ---------------------------------------------------------------------------------- */

const struct sql_dialect *contract_dialect(const struct contract_view *view,
                                           const struct contract *contract)
{
    struct contract_file file = { .is_read = contract != NULL };
    struct contracts one = { .items = &file, .count = contract ? 1 : 0, .cap = 1 };
    struct covers covers;
    if (contract)
        file.contract = *contract;
    covers_find(&covers, view->cmd->arena, &one, &view->snapshots.after);
    const struct sql_dialect *dialect = covers.count > 0 ? covers.items[0].model->dialect : NULL;
    covers_release(&covers);
    return dialect;
}

/* ---- terms ----------------------------------------------------------------------------------- */

int contract_compatibility(const struct contract_view *view, struct str path,
                           enum compatibility *out)
{
    const struct str *word = cmd_option(view->cmd, "compatibility");
    const struct contract_rule *rule = policy_contract(&view->policy, path);
    *out = rule ? rule->compatibility : COMPATIBILITY_FORWARD;
    if (!word || compatibility_find(*word, out))
        return -1;
    return cmd_usage_error(view->cmd,
                           "no compatibility %.*s; there are none, backward, forward and full",
                           STR_ARG(*word));
}

/* Where HEAD left the branch: what came in there since is nobody's doing here. */
static enum status left_at(struct contract_view *view, const char *name, struct oid *out,
                           struct err *err)
{
    struct str final;
    struct oid value;
    TRY(repo_ref_final(view->session->repo, str_of(name), &final, err));
    TRY(repo_ref_value(view->session->repo, final, &value, err));
    TRY(repo_peel_commit(view->session->repo, &value, &value, err));
    return repo_merge_base(view->session->repo, &value, &view->tip, out, err);
}

enum status contract_base(struct contract_view *view, struct oid *out, struct str *label,
                          struct err *err)
{
    static const char *const names[] = { "refs/remotes/origin/HEAD", "refs/heads/main",
                                         "refs/heads/master" };
    const struct str *base = cmd_option(view->cmd, "base");
    *label = base ? *base : STR("HEAD");
    if (base)
        return repo_revision(view->session->repo, *base, out, err);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        enum status status = left_at(view, names[i], out, err);
        if (status == OK)
            *label = oid_short(view->cmd->arena, out);
        if (status != E_NOTFOUND && status != E_INPUT)
            return status;
    }
    *out = view->tip;
    return OK;
}
