/* replay: judges the pushes that a branch has had, one by one, as the gate would have.
 *
 * Every commit of the first-parent chain is one push from its first parent. The tip of one is the
 * base of the next and is loaded once; all memory of the pushes is given back whenever it has grown
 * large, and only the few lines that are reported are kept. */
#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "codec/date.h"
#include "codec/yaml.h"
#include "report/replay.h"

#define SECONDS_PER_DAY 86400
#define LAST_DEFAULT 300
/* One lot of pushes: patterns of their policies are not in the arena, hence the second bound. */
#define LOT_BYTES ((size_t)256 * 1024 * 1024)
#define LOT_PUSHES 100
#define PROGRESS_MS 200

struct work {
    struct cmd *cmd;
    struct replay *replay;
    struct str ref; /* full name of the branch */
    struct loaded_policy given;
    struct pattern_set *patterns; /* of the given policy */
    struct arena arena;           /* of one lot */
    struct session session;
    size_t in_lot;
    int64_t shown_ms; /* when progress was last shown */
};

/* --- lots ------------------------------------------------------------------------------------- */

static enum status lot_open(struct work *work, struct err *err)
{
    const struct cmd *cmd = work->cmd;
    const struct str *folder = cmd_option(cmd, "repo");
    arena_init_like(&work->arena, cmd->arena);
    work->in_lot = 0;
    TRY(session_open(&work->session, &work->arena, cmd->env, REPO_CLI, folder ? *folder : STR("."),
                     err));
    work->session.keeps_tip = true;
    work->session.what_if = work->given.policy ? &work->given : NULL;
    return OK;
}

static void lot_close(struct work *work)
{
    session_close(&work->session);
    arena_release(&work->arena);
}

/* --- which pushes ----------------------------------------------------------------------------- */

struct span {
    size_t last;
    int64_t since; /* seconds since the epoch */
};

static int read_span(struct cmd *cmd, struct span *out)
{
    const struct str *last = cmd_option(cmd, "last"), *since = cmd_option(cmd, "since");
    int64_t days;
    *out = (struct span){ .last = LAST_DEFAULT, .since = INT64_MIN };
    if (since && !date_parse(*since, &days))
        return cmd_usage_error(cmd, "%.*s is not a day like 2026-03-31", STR_ARG(*since));
    if (since) {
        out->since = days * SECONDS_PER_DAY;
        out->last = LIMIT_range_commits;
    }
    if (!last)
        return -1;
    uint64_t count = 0;
    const struct node number = { .kind = NODE_SCALAR, .text = *last };
    if (!node_uint(&number, &count) || count == 0 || count > LIMIT_range_commits)
        return cmd_usage_error(cmd, "--last takes a number from 1 to %zu, not %.*s",
                               LIMIT_range_commits, STR_ARG(*last));
    out->last = (size_t)count;
    return -1;
}

static struct str subject_of(struct arena *arena, struct str message)
{
    struct str line = STR_EMPTY, rest = message;
    while (str_split(&rest, '\n', &line) && str_trim(line).len == 0)
        ;
    return str_dup(arena, str_trim(line));
}

static void reverse(struct replay *replay)
{
    size_t count = replay->pushes.count;
    for (size_t i = 0; i < count / 2; i++) {
        struct replay_push kept = replay->pushes.items[i];
        replay->pushes.items[i] = replay->pushes.items[count - 1 - i];
        replay->pushes.items[count - 1 - i] = kept;
    }
}

/* From the tip backwards over first parents. The first commit of all has no base and is no push. */
static enum status list_pushes(struct work *work, const struct span *span, struct err *err)
{
    struct replay *replay = work->replay;
    struct commit commit;
    struct oid at;
    TRY(repo_revision(work->session.repo, replay->ref, &at, err));
    while (replay->pushes.count < span->last) {
        TRY(repo_commit(work->session.repo, &at, &commit, err));
        if (commit.parent_count == 0 || commit.committer.time < span->since)
            break;
        enum object_kind kind;
        TRY(repo_object_kind(work->session.repo, &commit.parents[0], &kind, err));
        replay->cut = kind == OBJECT_MISSING;
        if (replay->cut)
            break;
        vec_push(work->cmd->arena, &replay->pushes,
                 (struct replay_push){ .base = commit.parents[0],
                                       .tip = at,
                                       .subject = subject_of(work->cmd->arena, commit.message),
                                       .time = commit.committer.time });
        at = commit.parents[0];
    }
    reverse(replay);
    return OK;
}

/* --- judging ---------------------------------------------------------------------------------- */

static void show_progress(struct work *work, size_t done)
{
    const struct env *env = work->cmd->env;
    int64_t now = clock_steady_ms();
    if (!env->stderr_tty || env->dumb || now - work->shown_ms < PROGRESS_MS)
        return;
    work->shown_ms = now;
    cmd_print_error(work->cmd, str_fmt(&work->arena, "\rstoplog: %zu of %zu pushes", done,
                                       work->replay->pushes.count));
}

/* Blanks over the line: no terminal needs to know more. */
static void end_progress(struct work *work)
{
    if (work->shown_ms > 0)
        cmd_print_error(work->cmd, STR("\r                                              \r"));
}

static enum status judge_push(struct work *work, struct replay_push *push, struct err *err)
{
    struct verdict verdict;
    struct update update = { .ref = work->ref,
                             .kind = UPDATE_MOVE,
                             .base = push->base,
                             .tip = push->tip,
                             .refused = STR_EMPTY,
                             .pushed = PUSHED_BY_NOBODY };
    /* As the gate would have: waivers by the day of the push. A given policy is meant as of now. */
    if (!work->given.policy)
        update.day = push->time / SECONDS_PER_DAY;
    cpu_allow(LIMIT_cpu_seconds);
    int64_t start = clock_steady_us();
    TRY(session_judge(&work->session, &update, &verdict, err));
    push->took_us = (uint64_t)(clock_steady_us() - start);
    brief_of(&push->brief, work->cmd->arena, &verdict);
    return OK;
}

static enum status judge_pushes(struct work *work, struct err *err)
{
    for (size_t i = 0; i < work->replay->pushes.count; i++) {
        show_progress(work, i);
        TRY(judge_push(work, &work->replay->pushes.items[i], err));
        if (++work->in_lot < LOT_PUSHES && arena_used(&work->arena) < LOT_BYTES)
            continue;
        lot_close(work);
        TRY(lot_open(work, err));
    }
    return OK;
}

/* --- a policy from the work tree -------------------------------------------------------------- */

struct policy_files {
    VEC_OF(struct mem_file);
};

static enum status add_file(struct work *work, struct policy_files *files, struct str path,
                            struct err *err)
{
    struct arena *arena = work->cmd->arena;
    struct mem_file file = { .path = path_join(arena, STR(".stoplog"), path_base(path)) };
    TRY(file_read(arena, path, LIMIT_yaml_bytes, &file.bytes, err));
    vec_push(arena, files, file);
    return OK;
}

static enum status read_files(struct work *work, struct str path, struct policy_files *files,
                              struct err *err)
{
    struct file_names names;
    struct err not_a_folder;
    enum status status =
        folder_read(work->cmd->arena, path, LIMIT_policy_files, &names, &not_a_folder);
    if (status == E_NOTFOUND)
        return add_file(work, files, path, err);
    if (status != OK)
        return err_set(err, status, "%s", not_a_folder.text);
    for (size_t i = 0; i < names.count; i++)
        TRY(add_file(work, files, path_join(work->cmd->arena, path, names.items[i]), err));
    return OK;
}

/* The files as the person knows them: those of a memory source all lie in .stoplog/. */
static void show_places(struct work *work, struct str path, const struct policy_files *files)
{
    for (size_t i = 0; i < work->given.diags->count; i++) {
        struct str *place = &work->given.diags->items[i].place.path;
        bool file = files->count == 1 && str_eq(path_base(*place), path_base(path));
        *place = file ? path : path_join(work->cmd->arena, path, path_base(*place));
    }
}

static enum status read_policy(struct work *work, struct str path, struct err *err)
{
    struct arena *arena = work->cmd->arena;
    struct policy_files files = { 0 };
    struct source source;
    TRY(read_files(work, path, &files, err));
    work->patterns = pattern_set_new();
    work->given.policy = arena_new(arena, struct policy);
    work->given.diags = arena_new(arena, struct diags);
    diags_init(work->given.diags, arena);
    source_from_memory(&source, arena, files.items, files.count, path);
    TRY(policy_load(work->given.policy, arena, &source, work->patterns, work->given.diags, err));
    show_places(work, path, &files);
    return OK;
}

/* Reads --policy and says what is wrong with it. -1 to go on, else an exit code. */
static int open_policy(struct work *work)
{
    struct err err;
    struct buf text;
    const struct str *path = cmd_option(work->cmd, "policy");
    if (!path)
        return -1;
    if (read_policy(work, *path, &err) != OK)
        return cmd_fail(work->cmd, &err);
    buf_init(&text, work->cmd->arena, LIMIT_report_bytes);
    report_diags(&text, work->cmd->arena, work->given.diags, false);
    cmd_print_error(work->cmd, buf_str(&text));
    if (diags_count(work->given.diags, DIAG_ERROR) > 0)
        return EXIT_USAGE;
    if (!work->given.policy->exists)
        return cmd_usage_error(work->cmd, "%.*s holds no policy: a file that ends in .yml or .yaml",
                               STR_ARG(*path));
    work->replay->policy = *path;
    return -1;
}

/* --- the command ------------------------------------------------------------------------------ */

/* The branch whose pushes these were, as rules with `ref` know it. */
static enum status find_branch(struct work *work, struct err *err)
{
    const struct str *ref = cmd_option(work->cmd, "ref");
    work->ref = work->session.default_ref.len > 0 ? work->session.default_ref : STR("HEAD");
    work->replay->ref = ref ? *ref : STR("HEAD");
    if (ref) {
        work->ref = *ref;
        TRY(range_branch(work->cmd, &work->session, *ref, &work->ref, err));
    }
    work->ref = str_dup(work->cmd->arena, work->ref);
    return OK;
}

static void write_replay(void *ctx, struct buf *out, size_t format,
                         const struct report_options *options)
{
    struct work *work = ctx;
    report_replay(out, work->cmd->arena, (enum replay_format)format, work->replay, options);
}

static int replay_all(struct work *work, const struct span *span)
{
    struct outputs outputs;
    struct err err;
    int code = outputs_parse(work->cmd, replay_format_word, &outputs);
    if (code < 0)
        code = open_policy(work);
    if (code >= 0)
        return code;
    enum status status = lot_open(work, &err);
    if (status == OK)
        status = find_branch(work, &err);
    if (status == OK)
        status = list_pushes(work, span, &err);
    if (status == OK)
        status = judge_pushes(work, &err);
    end_progress(work);
    lot_close(work);
    if (status != OK)
        return cmd_fail(work->cmd, &err);
    replay_sum(work->replay, work->cmd->arena);
    code = outputs_write(work->cmd, &outputs, write_replay, work);
    return code >= 0 ? code : EXIT_PASS;
}

static int run_replay(struct cmd *cmd)
{
    struct replay replay = { .policy = STR_EMPTY };
    struct work work = { .cmd = cmd, .replay = &replay };
    struct span span;
    int code = read_span(cmd, &span);
    if (code < 0)
        code = replay_all(&work, &span);
    pattern_set_release(work.patterns);
    return code;
}

static const struct option_row options[] = {
    { "last", 'n', "N", "the last N pushes (default 300; with --since all)" },
    { "since", 0, "DATE", "pushes from this day on, YYYY-MM-DD" },
    { "ref", 'r', "NAME", "the branch (default: the branch of HEAD)" },
    { "policy", 0, "PATH", "judge by the policy in this file or folder instead" },
    { "format", 'f', "F[=FILE]", "text or json; repeatable; =FILE writes to a file" },
    { NULL, 0, NULL, NULL },
};

const struct command command_replay = {
    .name = "replay",
    .usage = "stoplog replay [--last N] [--policy PATH]",
    .summary = "what the gate would have said about the pushes of the past",
    .details =
        "Takes every commit of the first-parent history as one push, judges each by the policy "
        "that\n"
        "its base had, or all of them by the policy in PATH, and counts: how many would have been\n"
        "silent, warned, blocked or undecided, by which rule, and how long each took. Lists the\n"
        "blocked ones. Nothing is written, and what was found does not change the exit code.\n",
    .example = "stoplog replay --last 300 --policy .stoplog",
    .options = options,
    .run = run_replay,
};
