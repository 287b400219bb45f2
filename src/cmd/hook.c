/* hook: the same judgement for git's own hooks: pre-push, pre-receive and update.
 *
 * All refs of a push are judged before the first word is printed; everything goes to standard
 * error, because git shows it to the person who pushes. What git says of old values is never
 * believed. */
#include "base/limits.h"
#include "cmd/certificate.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "codec/push.h"

#define HOOK_COLUMNS 70
#define HOOK_LINES 25
#define SHOW_ALL_OPTION "stoplog.explain"

enum hook_kind { HOOK_PRE_PUSH, HOOK_PRE_RECEIVE, HOOK_UPDATE, HOOK_COUNT };

static const char *const hook_names[HOOK_COUNT] = {
    [HOOK_PRE_PUSH] = "pre-push",
    [HOOK_PRE_RECEIVE] = "pre-receive",
    [HOOK_UPDATE] = "update",
};

struct hook {
    struct cmd *cmd;
    enum hook_kind kind;
    struct session session;
    struct push push;
    struct {
        VEC_OF(struct verdict);
    } verdicts;
    size_t ungoverned;
    struct pushed pushed;
};

/* --- what git hands over --------------------------------------------------------------------- */

/* `update` gets one ref update as arguments instead of lines. */
static enum status read_arguments(struct hook *hook, struct err *err)
{
    struct cmd *cmd = hook->cmd;
    if (cmd->arg_count != 4)
        return err_set(err, E_INPUT, "the update hook takes REF OLD NEW");
    struct str line = str_fmt(cmd->arena, "%.*s %.*s %.*s\n", STR_ARG(cmd->args[2]),
                              STR_ARG(cmd->args[3]), STR_ARG(cmd->args[1]));
    return push_parse(&hook->push, cmd->arena, line, PUSH_RECEIVE, err);
}

/* The pre-commit framework gives no lines but variables, and only the first ref of a push. */
static enum status read_pre_commit(struct hook *hook, struct err *err)
{
    const struct env *env = hook->cmd->env;
    if (env->pre_commit_to.len == 0)
        return OK;
    struct str line =
        str_fmt(hook->cmd->arena, "%.*s %.*s %.*s %.*s\n", STR_ARG(env->pre_commit_remote_branch),
                STR_ARG(env->pre_commit_to), STR_ARG(env->pre_commit_remote_branch),
                STR_ARG(env->pre_commit_from));
    return push_parse(&hook->push, hook->cmd->arena, line, PUSH_PRE_PUSH, err);
}

static enum status read_push(struct hook *hook, struct err *err)
{
    struct str input;
    if (hook->kind == HOOK_UPDATE)
        return read_arguments(hook, err);
    enum status status = input_read(hook->cmd->arena, LIMIT_push_bytes, &input, err);
    if (status == E_LIMIT)
        return err_set(err, E_LIMIT, "more than %zu bytes of ref updates (limit push_bytes)",
                       LIMIT_push_bytes);
    TRY(status);
    enum push_format format = hook->kind == HOOK_PRE_PUSH ? PUSH_PRE_PUSH : PUSH_RECEIVE;
    TRY(push_parse(&hook->push, hook->cmd->arena, input, format, err));
    if (hook->push.count)
        return OK;
    if (hook->kind == HOOK_PRE_RECEIVE)
        return err_set(err, E_INPUT, "git gave no ref updates on standard input");
    return read_pre_commit(hook, err);
}

/* On a client the branch that the server's HEAD names is known through the remote's refs. */
static enum status client_defaults(struct hook *hook, struct err *err)
{
    struct session *session = &hook->session;
    struct arena *arena = hook->cmd->arena;
    struct str remote = cmd_arg(hook->cmd, 1, STR("origin"));
    static const char *const names[] = { "HEAD", "main", "master" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str final, name = str_fmt(arena, "refs/remotes/%.*s/%s", STR_ARG(remote), names[i]);
        if (!ref_name_valid(name))
            return OK; /* a URL instead of a named remote */
        TRY(repo_ref_final(session->repo, name, &final, err));
        enum status status = repo_ref_value(session->repo, final, &session->default_tip, err);
        if (status == E_NOTFOUND)
            continue;
        TRY(status);
        session->default_policy = NULL;
        session->default_ref =
            str_concat(arena, STR("refs/heads/"), str_sub(final, remote.len + 14, final.len));
        return repo_peel_commit(session->repo, &session->default_tip, &session->default_tip, err);
    }
    return OK;
}

/* Only a server knows who pushes, a client's word for it would be the pusher's own; one that should
 * know and does not may let the author approve. */
static enum status read_pusher(struct hook *hook, struct err *err)
{
    const struct env *env = hook->cmd->env;
    struct session *session = &hook->session;
    hook->pushed = PUSHED_BY_NOBODY;
    if (hook->kind == HOOK_PRE_PUSH)
        return OK;
    struct str variable = session->server.pusher_env;
    hook->pushed.name = str_trim(env_variable(hook->cmd->arena, variable));
    hook->pushed.options = env->push_options.items;
    hook->pushed.option_count = env->push_options.count;
    hook->pushed.is_push = true;
    /* git speaks of certificates to pre-receive alone: what stands in the environment here was
     * there before git, and nobody has checked it for this push. */
    if (hook->kind == HOOK_UPDATE && env->certificate.id.len > 0)
        hook->pushed.signer_fault = STR("git gives none to the update hook, only to pre-receive");
    else
        TRY(certificate_read(session, &hook->push, &hook->pushed, err));
    if (variable.len > 0 && hook->pushed.name.len == 0 && hook->pushed.signer.len == 0)
        hook->pushed.unnamed =
            str_fmt(hook->cmd->arena, "the server sets no %.*s, which should name who pushes",
                    STR_ARG(variable));
    return OK;
}

static enum status open_session(struct hook *hook, struct err *err)
{
    const struct env *env = hook->cmd->env;
    const struct str *folder = cmd_option(hook->cmd, "repo");
    bool in_git = env->git_dir.len > 0 && !folder;
    progress_start(&hook->cmd->progress, hook->cmd->arena, progress_style_of(env, true));
    TRY(session_open(&hook->session, hook->cmd->arena, env, in_git ? REPO_HOOK : REPO_CLI,
                     in_git   ? STR_EMPTY
                     : folder ? *folder
                              : STR("."),
                     err));
    hook->session.progress = &hook->cmd->progress;
    TRY(read_pusher(hook, err));
    return hook->kind == HOOK_PRE_PUSH ? client_defaults(hook, err) : OK;
}

/* --- one update ------------------------------------------------------------------------------ */

/* The value before the push, from the repository; `refused` when git was told another one. */
static enum status old_value(struct hook *hook, const struct ref_update *line,
                             struct update *update, struct err *err)
{
    struct oid value = { .len = 0 };
    enum status status = repo_ref_value(hook->session.repo, update->ref, &value, err);
    if (status != E_NOTFOUND)
        TRY(status);
    if (!oid_eq(&value, &line->old_id))
        update->refused = STR("the old value named in the push is not the ref's value");
    update->base = value;
    return OK;
}

/* On a client the remote's value may be a commit nobody has fetched. */
static enum status remote_value(struct hook *hook, const struct ref_update *line,
                                struct update *update, struct err *err)
{
    enum object_kind kind = OBJECT_COMMIT;
    update->base = line->old_id;
    if (!oid_is_none(&line->old_id))
        TRY(repo_object_kind(hook->session.repo, &line->old_id, &kind, err));
    if (kind != OBJECT_MISSING)
        return OK;
    struct str name =
        str_fmt(hook->cmd->arena, "refs/remotes/%.*s/%.*s",
                STR_ARG(cmd_arg(hook->cmd, 1, STR("origin"))), STR_ARG(ref_short(line->ref)));
    enum status status = repo_ref_value(hook->session.repo, name, &update->base, err);
    if (status != E_NOTFOUND)
        return status;
    return err_set(err, E_IO, "the remote's value of %.*s is not known here: git fetch first",
                   STR_ARG(line->ref));
}

/* A new governed ref is compared with what it has in common with the default branch. */
static enum status base_of_new_ref(struct hook *hook, struct update *update, struct err *err)
{
    const struct session *session = &hook->session;
    if (oid_is_none(&session->default_tip) || oid_is_none(&update->tip))
        return OK;
    enum status status =
        repo_merge_base(session->repo, &session->default_tip, &update->tip, &update->base, err);
    /* None or several: the default branch itself is the stricter base. Without a base everything
     * would be new, and new things break nobody. */
    if (status == E_NOTFOUND || status == E_INPUT) {
        update->base = session->default_tip;
        return OK;
    }
    return status;
}

static enum status peel(struct hook *hook, struct oid *id, struct update *update, struct err *err)
{
    if (oid_is_none(id))
        return OK;
    enum status status = repo_peel_commit(hook->session.repo, id, id, err);
    if (status != E_INPUT)
        return status;
    update->refused = STR("a governed ref must point to a commit");
    *id = (struct oid){ .len = 0 };
    return OK;
}

static struct str refused_by_name(const struct hook *hook, const struct ref_update *line,
                                  struct str final)
{
    size_t same = 0;
    for (size_t i = 0; i < hook->push.count; i++)
        same +=
            str_eq(hook->push.items[i].ref, line->ref) || str_eq(hook->push.items[i].ref, final);
    if (hook->kind != HOOK_PRE_PUSH && same > 1)
        return STR("one push updates this ref more than once");
    if (str_starts(final, STR("refs/replace/")))
        return STR("replacement refs make a commit look like another one");
    return STR_EMPTY;
}

static enum status prepare(struct hook *hook, const struct ref_update *line, struct update *update,
                           bool *governed, struct err *err)
{
    struct session *session = &hook->session;
    struct str final = line->ref;

    *update = (struct update){ .tip = line->new_id, .refused = STR_EMPTY };
    update->pushed = hook->pushed;
    if (hook->kind != HOOK_PRE_PUSH)
        TRY(repo_ref_final(session->repo, line->ref, &final, err));
    update->ref = final;
    struct str refused = refused_by_name(hook, line, final);
    TRY(hook->kind == HOOK_PRE_PUSH ? remote_value(hook, line, update, err)
                                    : old_value(hook, line, update, err));
    struct oid base = update->base;
    TRY(peel(hook, &base, update, err));
    /* An alias is as governed as the ref it stands for. */
    TRY(session_governs(session, final, &base, governed, err));
    if (!*governed && !str_eq(final, line->ref))
        TRY(session_governs(session, line->ref, &base, governed, err));
    *governed = *governed || refused.len > 0;
    if (!*governed)
        return OK;
    update->base = base;
    TRY(peel(hook, &update->tip, update, err));
    if (refused.len)
        update->refused = refused;
    TRY(session_kind(session, &update->base, &update->tip, &update->kind, err));
    if (update->kind == UPDATE_CREATE)
        TRY(base_of_new_ref(hook, update, err));
    return session_policy_place(session, update, err);
}

static void cannot_prepare(struct hook *hook, const struct ref_update *line, const struct err *err)
{
    struct verdict verdict = { .outcome = OUTCOME_UNDECIDED,
                               .ref = line->ref,
                               .governed = true,
                               .policy_label = STR_EMPTY,
                               .observe = hook->session.server.mode == SERVER_OBSERVE,
                               .bootstrap = STR_EMPTY };
    verdict.why_undecided = str_dup(hook->cmd->arena, str_of(err->text));
    verdict.fingerprint.hex = STR_EMPTY;
    verdict.rules.error = STR_EMPTY;
    verdict.changes.arena = hook->cmd->arena;
    vec_push(hook->cmd->arena, &hook->verdicts, verdict);
}

static enum status judge_line(struct hook *hook, const struct ref_update *line, struct err *err)
{
    struct update update;
    struct verdict verdict;
    bool governed = true;
    enum status status = prepare(hook, line, &update, &governed, err);
    if (status == E_BUG)
        return status;
    if (status != OK) {
        cannot_prepare(hook, line, err);
        return OK;
    }
    if (!governed) {
        hook->ungoverned++;
        return OK;
    }
    TRY(session_judge(&hook->session, &update, &verdict, err));
    vec_push(hook->cmd->arena, &hook->verdicts, verdict);
    return OK;
}

/* --- the push -------------------------------------------------------------------------------- */

static bool wants_everything(const struct env *env)
{
    for (size_t i = 0; i < env->push_options.count; i++)
        if (str_eq(env->push_options.items[i], STR(SHOW_ALL_OPTION)))
            return true;
    return false;
}

static void print_report(struct hook *hook)
{
    struct cmd *cmd = hook->cmd;
    struct run run = { .verdicts = hook->verdicts.items,
                       .count = hook->verdicts.count,
                       .repository = repo_git_dir(hook->session.repo),
                       .ungoverned = hook->ungoverned };
    progress_stop(&cmd->progress);
    struct report_options options = {
        .columns = HOOK_COLUMNS,
        .max_lines = wants_everything(cmd->env) ? 0 : HOOK_LINES - (unsigned)cmd->progress.written,
        .hook = true,
        .gitlab_web = cmd->env->gitlab_web,
        .elapsed_ms = clock_steady_ms() - cmd->started_ms,
        .version = STR(STOPLOG_VERSION),
    };
    struct buf buf;
    buf_init(&buf, cmd->arena, LIMIT_report_bytes);
    report_write(&buf, cmd->arena, FORMAT_TEXT, &run, &options);
    cmd_print_error(cmd, buf_str(&buf)); /* the verdict comes first: what has room holds it */
    if (buf_overflowed(&buf))
        cmd_print_error(cmd, str_fmt(cmd->arena,
                                     "\nerror: stoplog: the rest has no room in %zu bytes (limit "
                                     "report_bytes)\n",
                                     LIMIT_report_bytes));
}

/* Undecided weighs more than blocked, so that a script can tell a fault from a refusal. */
static int exit_of(const struct hook *hook)
{
    int code = EXIT_PASS;
    for (size_t i = 0; i < hook->verdicts.count; i++) {
        int one = outcome_exit(&hook->verdicts.items[i]);
        code = one > code ? one : code;
    }
    return code;
}

static void refuse_override(struct hook *hook, struct verdict *verdict, const struct err *err)
{
    struct str why =
        str_fmt(hook->cmd->arena, "the override cannot be written down: %s", err->text);
    verdict->outcome = OUTCOME_BLOCK;
    verdict->why_blocked = why;
    verdict->override.accepted = false;
    verdict->override.why_not = why;
}

/* What passes by break-glass is on the disk before it passes; what cannot be written does not.
 * Where another ref refuses the push, nothing passes and nothing is written. */
static void write_overrides(struct hook *hook)
{
    struct arena *arena = hook->cmd->arena;
    struct str lines = STR_EMPTY;
    struct err err = { .status = OK };
    bool wanted = false, whole = true;
    vec_for (struct verdict, verdict, &hook->verdicts) {
        if (verdict->outcome != OUTCOME_OVERRIDDEN)
            continue;
        struct str line = report_override(arena, verdict, clock_now());
        wanted = true;
        whole = whole && line.len > 0;
        lines = str_concat(arena, lines, line);
    }
    if (!wanted || exit_of(hook) != EXIT_PASS)
        return;
    enum status status = whole
                             ? file_append(arena, hook->session.server.audit_log, lines, &err)
                             : err_set(&err, E_LIMIT, "a record is too large (limit report_bytes)");
    vec_for (struct verdict, verdict, &hook->verdicts) {
        if (verdict->outcome != OUTCOME_OVERRIDDEN)
            continue;
        verdict->override.is_written = status == OK;
        if (status != OK)
            refuse_override(hook, verdict, &err);
    }
}

static int judge_push(struct hook *hook)
{
    struct err err;
    enum status status = read_push(hook, &err);
    if (status == OK && hook->push.count == 0)
        return EXIT_PASS;
    if (status == OK)
        status = open_session(hook, &err);
    for (size_t i = 0; i < hook->push.count && status == OK; i++)
        status = judge_line(hook, &hook->push.items[i], &err);
    if (status != OK)
        return cmd_fail(hook->cmd, &err);
    write_overrides(hook);
    print_report(hook);
    return exit_of(hook);
}

static int run_hook(struct cmd *cmd)
{
    struct hook hook = { .cmd = cmd, .kind = HOOK_COUNT };
    for (int i = 0; i < HOOK_COUNT; i++)
        if (str_eq(cmd->args[0], str_of(hook_names[i])))
            hook.kind = (enum hook_kind)i;
    if (hook.kind == HOOK_COUNT)
        return cmd_usage_error(cmd, "no hook %.*s; there are pre-push, pre-receive and update",
                               STR_ARG(cmd->args[0]));
    int code = judge_push(&hook);
    session_close(&hook.session);
    return code;
}

const struct command command_hook = {
    .name = "hook",
    .usage = "stoplog hook pre-push|pre-receive|update [ARGUMENT...]",
    .summary = "judge a push; called by git's hooks",
    .details =
        "Reads what git hands to the hook of that name and judges every governed ref of the\n"
        "push. Prints to standard error; any exit code but 0 refuses the push. The push "
        "option\n" SHOW_ALL_OPTION " prints the report uncut.\n",
    .example = "stoplog hook pre-receive",
    .min_args = 1,
    .max_args = 4,
    .run = run_hook,
};
