/* diff: the facts between two trees, without policy or verdict. */
#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"

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
        status = session_snapshots(session, &update, &snapshots, &err);
    if (status != OK)
        return cmd_fail(cmd, &err);
    change_diff(&changes, cmd->arena, &snapshots.before, &snapshots.after);
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
        "blocks nothing.\n",
    .example = "stoplog diff HEAD~1 HEAD",
    .options = options,
    .max_args = 2,
    .run = run_diff,
};
