/* diff: the facts between two trees, without policy or verdict. */
#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "codec/utf8.h"

struct diff_facts {
    struct arena *arena;
    const struct change_set *changes;
    const struct impact *impact;
    const struct plan *plan;
};

static void write_facts(void *ctx, struct buf *out, size_t format,
                        const struct report_options *options)
{
    const struct diff_facts *found = ctx;
    report_diff(out, found->arena, (enum format)format, found->changes, found->impact, found->plan,
                options);
}

static void write_notes(struct cmd *cmd, const struct diags *diags)
{
    struct buf notes;
    buf_init(&notes, cmd->arena, LIMIT_report_bytes);
    report_diags(&notes, cmd->arena, diags, output_has_color(cmd->env, cmd->env->stderr_tty));
    cmd_print_error(cmd, buf_str(&notes));
}

/* Where the last commit has nothing to show, another one is shown: say which. */
static void say_which(struct cmd *cmd, struct session *session, const struct update *update)
{
    struct commit commit;
    struct err err;
    struct str subject = STR_EMPTY;
    if (repo_commit(session->repo, &update->tip, &commit, &err) != OK)
        return;
    struct str rest = commit.message;
    (void)str_split(&rest, '\n', &subject);
    cmd_print_error(cmd, str_fmt(cmd->arena, "note: the last change of a model is in %.*s (%.*s)\n",
                                 STR_ARG(oid_short(cmd->arena, &update->tip)),
                                 STR_ARG(text_clean(cmd->arena, subject, 80))));
}

static enum status compare(struct session *session, const struct update *update,
                           struct snapshots *snapshots, struct change_set *changes, struct err *err)
{
    TRY(session_snapshots(session, update, snapshots, err));
    change_diff(changes, session->arena, &snapshots->before, &snapshots->after);
    return OK;
}

/* Whoever asks for nothing in particular wants to see what the program says: the newest change that
 * has anything to it, within a few seconds. What cannot be read ends the search and is no fault. */
static void look_further(struct cmd *cmd, struct session *session, struct update *update,
                         struct snapshots *snapshots, struct change_set *changes)
{
    enum { CHANGES_MAX = 100, SEARCH_MS = 4000 };
    struct update at = *update;
    for (size_t i = 0; i < CHANGES_MAX; i++) {
        struct snapshots *older = arena_new(cmd->arena, struct snapshots);
        struct change_set found;
        struct err err;
        bool is_there;
        if (clock_steady_ms() - cmd->started_ms > SEARCH_MS ||
            range_older(session, &at, &is_there, &err) != OK || !is_there ||
            compare(session, &at, older, &found, &err) != OK)
            return;
        if (found.facts.count == 0)
            continue;
        *update = at;
        *snapshots = *older;
        *changes = found;
        say_which(cmd, session, update);
        return;
    }
}

static int diff_range(struct cmd *cmd, struct session *session)
{
    struct err err;
    struct update update;
    struct snapshots snapshots;
    struct change_set changes;
    struct graph graph;
    struct plan plan;
    struct impact impact;
    enum status status = range_update(cmd, session, true, &update, &err);
    if (status == OK)
        status = compare(session, &update, &snapshots, &changes, &err);
    if (status != OK)
        return cmd_fail(cmd, &err);
    if (update.is_last_commit && changes.facts.count == 0)
        look_further(cmd, session, &update, &snapshots, &changes);
    graph_build(&graph, cmd->arena, &snapshots.before, &snapshots.after, &changes);
    impact_of(&impact, cmd->arena, &graph, &changes, NULL, 0);
    plan_of(&plan, cmd->arena, &graph, &snapshots.before, &snapshots.after);
    graph_release(&graph);
    struct diff_facts found = { cmd->arena, &changes, &impact, &plan };
    struct outputs outputs;
    int code = outputs_parse(cmd, output_plain_words, &outputs);
    if (code < 0)
        code = outputs_write(cmd, &outputs, write_facts, &found);
    write_notes(cmd, &snapshots.diags);
    return code >= 0 ? code : EXIT_PASS;
}

static int run_diff(struct cmd *cmd)
{
    return range_run(cmd, diff_range);
}

static const struct option_row options[] = {
    { "worktree", 'w', NULL, "compare with what lies in the work tree" },
    OPTION_FORMAT,
    { "verbose", 'v', NULL, "list cosmetic changes one by one" },
    { NULL, 0, NULL, NULL },
};

const struct command command_diff = {
    .name = "diff",
    .usage = "stoplog diff [A [B]]",
    .summary = "say what changed between two commits",
    .details =
        "Compares the models of the trees of A and B (default HEAD) and prints one line per\n"
        "fact, then the models below that are reached and those that are not. Needs no policy and\n"
        "blocks nothing. Without A: what this branch changes against the one that it would be\n"
        "merged into; on that branch itself, the last commit that changed a model.\n",
    .example = "stoplog diff HEAD~1 HEAD",
    .options = options,
    .max_args = 2,
    .run = run_diff,
};
