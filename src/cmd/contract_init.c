/* contract_init: a first contract for a model. */
#include <sys/stat.h>

#include "base/limits.h"
#include "cmd/contract_parts.h"
#include "codec/utf8.h"
#include "contract/write.h"

/* ---- who owns it ----------------------------------------------------------------------------- */

/* "owner", "owner and steward". */
static struct str role_of(struct arena *arena, const struct team *team, struct str member)
{
    struct str role = STR("owner");
    for (size_t i = 0; i < team->roles.count; i++) {
        const struct team_role *it = &team->roles.items[i];
        for (size_t j = 0; j < it->members.count; j++)
            if (str_eq(it->members.items[j], member))
                role = str_fmt(arena, "%.*s and %.*s", STR_ARG(role), STR_ARG(it->name));
    }
    return role;
}

static bool is_listed(const struct contract_draft *draft, struct str member)
{
    vec_for (const struct contract_member, it, &draft->members)
        if (str_eq(it->username, member))
            return true;
    return false;
}

static void add_team(struct contract_draft *draft, struct arena *arena, const struct team *team)
{
    draft->team = draft->team.len == 0
                      ? team->name
                      : str_fmt(arena, "%.*s and %.*s", STR_ARG(draft->team), STR_ARG(team->name));
    for (size_t i = 0; i < team->members.count; i++) {
        struct str member = team->members.items[i];
        if (!is_listed(draft, member))
            vec_push(arena, &draft->members,
                     (struct contract_member){ .username = member,
                                               .role = role_of(arena, team, member) });
    }
}

/* Teams that the policy names; else what the model itself says. */
static void find_owners(struct contract_draft *draft, const struct contract_view *view)
{
    struct arena *arena = view->cmd->arena;
    struct owned owned = owned_model(draft->model);
    struct owner_set set;
    policy_owners(&set, arena, &view->policy, &owned);
    for (size_t i = 0; i < set.count; i++)
        for (size_t j = 0; j < set.items[i]->teams.count; j++)
            add_team(draft, arena, set.items[i]->teams.items[j]);
    if (set.count > 0 || draft->model->owner.len == 0)
        return;
    if (str_find_byte(draft->model->owner, '@') > 0)
        vec_push(arena, &draft->members,
                 (struct contract_member){ .username = draft->model->owner, .role = STR("owner") });
    else
        draft->team = draft->model->owner;
}

static struct str project_name(const struct projects *projects, const struct model *model)
{
    for (size_t i = 0; i < projects->count; i++)
        if (str_eq(projects->items[i]->root, model->project))
            return projects->items[i]->config.project_name;
    return STR_EMPTY;
}

/* ---- writing --------------------------------------------------------------------------------- */

static int no_draft(struct cmd *cmd, const struct model *model, enum draft_fault fault)
{
    if (fault == DRAFT_NO_TABLE)
        return cmd_usage_error(
            cmd, "%.*s is %s: nobody can read it, so there is nothing to promise",
            STR_ARG(model->name), model->class == MODEL_AUDIT ? "an audit" : "an embedded model");
    const struct unknowns *unknowns = model_unknowns(model);
    if (unknowns->count > 0)
        return cmd_usage_error(
            cmd, "no column of %.*s is known: %.*s; columns (...) in its MODEL says them",
            STR_ARG(model->name), STR_ARG(unknowns->items[0].what));
    return cmd_usage_error(cmd, "no column of %.*s is known; columns (...) in its MODEL says them",
                           STR_ARG(model->name));
}

/* The folder that the file is to lie in, where the one around it is there. An existing one is fine;
 * any other failure shows when the file is written. */
static void make_folder(struct cmd *cmd, struct str typed)
{
    const struct str *repo = cmd_option(cmd, "repo");
    struct str folder = path_dir(typed);
    if (repo && !str_starts(folder, STR("/")))
        folder = str_fmt(cmd->arena, "%.*s/%.*s", STR_ARG(*repo), STR_ARG(folder));
    if (folder.len > 0)
        (void)mkdir(str_dup(cmd->arena, folder).ptr, 0777);
}

static enum status save(struct cmd *cmd, const struct contract_path *path, struct str text,
                        struct err *err)
{
    struct str old;
    enum status status = file_read(cmd->arena, path->disk, LIMIT_yaml_bytes, &old, err);
    if (status == OK && !cmd_option(cmd, "force"))
        return err_set(err, E_INPUT, "%.*s exists already; --force replaces it",
                       STR_ARG(path->disk));
    if (status != OK && status != E_NOTFOUND)
        return status;
    return file_write(path->disk, text, err);
}

static void say_rest(const struct contract_view *view, const struct contract_texts *gaps,
                     struct str path)
{
    struct cmd *cmd = view->cmd;
    struct buf out;
    buf_init(&out, cmd->arena, LIMIT_report_bytes);
    for (size_t i = 0; i < gaps->count; i++)
        buf_printf(&out, "note: not known, and left out: %.*s\n", STR_ARG(gaps->items[i]));
    buf_puts(&out, "hint: it is a draft and binds nobody; set \"status: active\" once its readers "
                   "may rely on it\n");
    if (path.len > 0 && !policy_contract(&view->policy, path)) {
        buf_puts(&out,
                 "hint: no policy declares it; in .stoplog/policy.yml:\ncontracts:\n  - {path: ");
        buf_quoted(&out, path);
        buf_puts(&out, "}\n");
    }
    struct str rest = buf_str(&out), line;
    while (rest.len > 0 && str_split(&rest, '\n', &line))
        if (line.len > 0)
            cmd_print_error(
                cmd, str_fmt(cmd->arena, "%.*s\n", STR_ARG(text_clean(cmd->arena, line, 0))));
}

/* Whether the contract can be read, by those who keep to the limits, as what it was meant to be. */
static bool reads_back(const struct contract_view *view, const struct contract_draft *draft,
                       struct str text)
{
    struct cmd *cmd = view->cmd;
    struct contract_state state = { .path = STR("contract"), .exists = true, .bytes = text };
    struct diags diags;
    diags_init(&diags, cmd->arena);
    const struct contract *contract = contract_of_state(cmd, &state, &diags);
    contract_print_diags(cmd, &diags, false);
    return contract && str_eq(contract->name, str_trim(draft->model->name));
}

static int write_draft(const struct contract_view *view, const struct contract_draft *draft)
{
    struct cmd *cmd = view->cmd;
    const struct str *file = cmd_option(cmd, "file");
    struct contract_texts gaps;
    struct contract_path path = { .disk = STR_EMPTY, .repo = STR_EMPTY };
    struct buf text;
    struct err err;
    buf_init(&text, cmd->arena, LIMIT_yaml_bytes);
    enum draft_fault fault = contract_write(&text, cmd->arena, draft, &gaps);
    if (fault != DRAFT_FINE)
        return no_draft(cmd, draft->model, fault);
    if (buf_overflowed(&text))
        return cmd_usage_error(cmd, "the contract is larger than %zu bytes (limit yaml_bytes)",
                               (size_t)LIMIT_yaml_bytes);
    if (!reads_back(view, draft, buf_str(&text)))
        return cmd_usage_error(cmd, "a contract of %.*s would not read back as what it says",
                               STR_ARG(draft->model->name));
    if (!file) {
        cmd_print(cmd, buf_str(&text));
        say_rest(view, &gaps, STR_EMPTY);
        return EXIT_PASS;
    }
    make_folder(cmd, *file);
    if (contract_path_of(&path, cmd, view->session, *file, &err) != OK ||
        save(cmd, &path, buf_str(&text), &err) != OK)
        return cmd_fail(cmd, &err);
    struct str line = str_fmt(cmd->arena, "wrote %.*s: %.*s, version 1.0.0, draft", STR_ARG(*file),
                              STR_ARG(draft->model->name));
    cmd_print(cmd, str_fmt(cmd->arena, "%.*s\n", STR_ARG(text_clean(cmd->arena, line, 0))));
    say_rest(view, &gaps, path.repo);
    return EXIT_PASS;
}

int contract_init(struct cmd *cmd, struct session *session)
{
    struct contract_view view;
    struct str near = STR_EMPTY;
    int code = contract_view_open(&view, cmd, session);
    if (code >= 0)
        return code;
    struct contract_draft draft = { .team = STR_EMPTY };
    draft.model = projects_find(&view.snapshots.after, cmd->args[1], &near);
    if (!draft.model && near.len > 0)
        return cmd_usage_error(cmd, "no model %.*s; did you mean %.*s?", STR_ARG(cmd->args[1]),
                               STR_ARG(near));
    if (!draft.model)
        return cmd_usage_error(cmd, "no model %.*s", STR_ARG(cmd->args[1]));
    draft.project = project_name(&view.snapshots.after, draft.model);
    find_owners(&draft, &view);
    return write_draft(&view, &draft);
}
