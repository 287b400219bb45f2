/* contract_bump: a contract's next version, in its file, and nothing else of the file. */
#include "base/limits.h"
#include "cmd/contract_parts.h"
#include "codec/utf8.h"
#include "contract/edit.h"
#include "report/contract.h"

struct bump_job {
    struct contract_view view;
    struct contract_path path;
    struct contract_state state;
    const struct contract *contract; /* NULL: it could not be read */
    struct str version;              /* that goes in */
    const char *why;
};

/* The level that was asked for; BUMP_NONE: to be worked out. -1, or an exit code. */
static int asked_level(struct cmd *cmd, enum bump *out)
{
    static const char *const names[] = {
        [BUMP_PATCH] = "patch", [BUMP_MINOR] = "minor", [BUMP_MAJOR] = "major"
    };
    size_t given = cmd_option(cmd, "to") != NULL;
    *out = BUMP_NONE;
    for (int level = BUMP_PATCH; level <= BUMP_MAJOR; level++) {
        if (!cmd_option(cmd, names[level]))
            continue;
        *out = (enum bump)level;
        given++;
    }
    return given > 1 ? cmd_usage_error(cmd, "--major, --minor, --patch or --to, not several") : -1;
}

static int no_semver(struct cmd *cmd, struct str version)
{
    return cmd_usage_error(cmd, "the version \"%.*s\" is no semantic version; --to says the next",
                           STR_ARG(version));
}

static int say(struct cmd *cmd, struct str line)
{
    cmd_print(cmd, str_fmt(cmd->arena, "%.*s\n", STR_ARG(text_clean(cmd->arena, line, 0))));
    return EXIT_PASS;
}

/* Whether a file of base is the same contract, told by its id. */
static bool is_same(struct bump_job *job, const struct contract_state *state)
{
    struct diags unheard;
    diags_init(&unheard, job->view.cmd->arena);
    const struct contract *contract = contract_of_state(job->view.cmd, state, &unheard);
    return contract && contract->id.len > 0 && str_eq(contract->id, job->contract->id);
}

/* The same contract at another path that the policy declares. *out stays as it is when there is
 * none. */
static enum status find_moved(struct bump_job *job, const struct oid *commit, struct str label,
                              struct contract_state *out, struct err *err)
{
    struct contract_view *view = &job->view;
    struct source source;
    TRY(repo_source(view->session->repo, commit, label, &source, err));
    for (size_t i = 0; i < source.count; i++) {
        struct contract_state state;
        struct str path = source.entries[i].path;
        if (!source_is_file(&source.entries[i]) || !policy_contract(&view->policy, path))
            continue;
        struct str name = str_fmt(view->cmd->arena, "%.*s:%.*s", STR_ARG(label), STR_ARG(path));
        TRY(contract_state_at(&state, view, commit, name, path, err));
        if (!is_same(job, &state))
            continue;
        *out = state;
        return OK;
    }
    return OK;
}

/* The contract as it was at base: by its id, wherever it lay, else at its path. */
static enum status read_base(struct bump_job *job, struct contract_state *out, struct err *err)
{
    struct oid commit;
    struct str label;
    TRY(contract_base(&job->view, &commit, &label, err));
    struct str name =
        str_fmt(job->view.cmd->arena, "%.*s:%.*s", STR_ARG(label), STR_ARG(job->path.repo));
    TRY(contract_state_at(out, &job->view, &commit, name, job->path.repo, err));
    return is_same(job, out) ? OK : find_moved(job, &commit, label, out, err);
}

/* What changed since base, and the version for it. -1 to write it, else an exit code. */
static int work_out(struct bump_job *job)
{
    struct contract_view *view = &job->view;
    struct cmd *cmd = view->cmd;
    struct contract_diff_report report = { .after = cmd->args[1] };
    struct report_options options = { .columns = 0, .elapsed_ms = -1, .version = STR_EMPTY };
    struct contract_state base;
    struct err err;
    struct diags diags;
    struct buf text;
    enum compatibility compatibility = COMPATIBILITY_FORWARD;
    diags_init(&diags, cmd->arena);
    if (job->path.repo.len == 0)
        return cmd_usage_error(cmd,
                               "%.*s does not lie in this work tree; say --major, --minor, "
                               "--patch or --to",
                               STR_ARG(cmd->args[1]));
    if (read_base(job, &base, &err) != OK)
        return cmd_fail(cmd, &err);
    report.before = base.label;
    const struct contract *before = contract_of_state(cmd, &base, &diags);
    contract_print_diags(cmd, &diags, false);
    if (base.exists && !before)
        return cmd_usage_error(cmd, "%.*s could not be read", STR_ARG(report.before));
    int code = contract_compatibility(view, job->path.repo, &compatibility);
    if (code >= 0)
        return code;
    contract_compare(&report.step, cmd->arena, before, job->contract, compatibility,
                     contract_dialect(view, job->contract));
    buf_init(&text, cmd->arena, LIMIT_report_bytes);
    report_contract_diff(&text, cmd->arena, CONTRACT_FORMAT_TEXT, &report, &options);
    cmd_print(cmd, buf_str(&text));
    if (report.step.fault == VERSION_FINE)
        return say(cmd, str_fmt(cmd->arena, "%.*s stays as it is", STR_ARG(cmd->args[1])));
    if (!version_for(&job->version, cmd->arena, before->version, report.step.needed))
        return no_semver(cmd, before->version);
    job->why = bump_name(report.step.needed);
    return -1;
}

static int find_version(struct bump_job *job, enum bump level)
{
    struct cmd *cmd = job->view.cmd;
    const struct str *to = cmd_option(cmd, "to");
    if (to && !version_is_writable(*to))
        return cmd_usage_error(cmd,
                               "\"%.*s\" cannot be a version: letters, digits, \".\", \"-\", "
                               "\"+\" and \"_\" can",
                               STR_ARG(*to));
    job->why = to ? "as said" : bump_name(level);
    if (to)
        job->version = *to;
    else if (level == BUMP_NONE)
        return work_out(job);
    else if (!version_move(&job->version, cmd->arena, job->contract->version, level))
        return no_semver(cmd, job->contract->version);
    return -1;
}

static int write_version(struct bump_job *job)
{
    struct cmd *cmd = job->view.cmd;
    const struct source_entry *entry =
        source_find(&job->view.snapshots.after_source, job->path.repo);
    struct str text;
    struct err err;
    struct diags diags;
    diags_init(&diags, cmd->arena);
    if (entry && !source_is_file(entry))
        return cmd_usage_error(cmd, "%.*s is a link: name the file that it leads to",
                               STR_ARG(cmd->args[1]));
    if (!contract_edit_version(&text, cmd->arena, job->state.path, job->state.bytes, job->version,
                               &diags)) {
        contract_print_diags(cmd, &diags, true);
        return EXIT_USAGE;
    }
    if (file_write(job->path.disk, text, &err) != OK)
        return cmd_fail(cmd, &err);
    return say(cmd, str_fmt(cmd->arena, "%.*s: version %.*s -> %.*s (%s)", STR_ARG(cmd->args[1]),
                            STR_ARG(job->contract->version), STR_ARG(job->version), job->why));
}

int contract_bump(struct cmd *cmd, struct session *session)
{
    struct bump_job job = { .version = STR_EMPTY };
    struct diags diags;
    struct err err;
    enum bump level;
    diags_init(&diags, cmd->arena);
    int code = asked_level(cmd, &level);
    if (code < 0)
        code = contract_view_open(&job.view, cmd, session);
    if (code >= 0)
        return code;
    if (contract_path_of(&job.path, cmd, session, cmd->args[1], &err) != OK ||
        file_read(cmd->arena, job.path.disk, LIMIT_yaml_bytes, &job.state.bytes, &err) != OK)
        return cmd_fail(cmd, &err);
    job.state.path = job.path.repo.len > 0 ? job.path.repo : cmd->args[1];
    job.state.exists = true;
    job.contract = contract_of_state(cmd, &job.state, &diags);
    contract_print_diags(cmd, &diags, false);
    if (!job.contract)
        return cmd_usage_error(cmd, "%.*s could not be read", STR_ARG(cmd->args[1]));
    code = find_version(&job, level);
    return code >= 0 ? code : write_version(&job);
}
