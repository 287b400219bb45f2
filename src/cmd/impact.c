/* impact: who reads a model and what it reads, over the graph of one snapshot. */
#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "report/impact.h"

struct view {
    struct graph graph;
    struct neighbours up, down;
    struct reader *readers;
    struct flow flow;
    struct surroundings around;
};

static enum status load(struct cmd *cmd, struct session *session, struct snapshots *snapshots,
                        struct policy *policy, struct err *err)
{
    struct update update = { .ref = STR_EMPTY };
    const struct str *at = cmd_option(cmd, "at");
    struct diags diags;
    diags_init(&diags, cmd->arena);
    TRY(repo_revision(session->repo, at ? *at : STR("HEAD"), &update.tip, err));
    TRY(session_snapshots(session, &update, snapshots, err));
    TRY(policy_load(policy, cmd->arena, &snapshots->after_source, session->patterns, &diags, err));
    if (diags_count(&diags, DIAG_ERROR) == 0)
        return OK;
    const struct diag *first = &diags.items[0];
    return err_set(err, E_INPUT, "%.*s:%u:%u: %.*s", STR_ARG(first->place.path), first->place.line,
                   first->place.column, STR_ARG(first->text));
}

static void read_flow(struct cmd *cmd, const struct snapshots *snapshots, const struct model *model,
                      struct flow *out)
{
    struct arena scratch;
    arena_init(&scratch, cmd->arena->cap_bytes, cmd->arena->exhausted);
    flow_of(out, cmd->arena, &scratch, &snapshots->after, model);
    arena_release(&scratch);
}

static void look_around(struct cmd *cmd, const struct snapshots *snapshots,
                        const struct policy *policy, const struct model *model, struct view *view)
{
    struct surroundings *around = &view->around;
    graph_build(&view->graph, cmd->arena, NULL, &snapshots->after, NULL);
    around->graph = &view->graph;
    around->node = graph_find(&view->graph, model->fqn);
    graph_walk(&view->up, cmd->arena, &view->graph, around->node, false);
    graph_walk(&view->down, cmd->arena, &view->graph, around->node, true);
    around->up = &view->up;
    around->down = &view->down;
    read_flow(cmd, snapshots, model, &view->flow);
    around->model = model;
    around->flow = &view->flow;
    around->reader_count = policy->consumers.count;
    view->readers = arena_array(cmd->arena, around->reader_count, sizeof *view->readers);
    policy_readers(view->readers, cmd->arena, policy, &snapshots->after, NULL);
    around->readers = view->readers;
}

static int write_view(struct cmd *cmd, const struct view *view)
{
    struct outputs outputs;
    int code = outputs_parse(cmd, &outputs);
    for (size_t i = 0; i < outputs.count && code < 0; i++) {
        struct report_options options = output_options(cmd);
        struct buf buf;
        buf_init(&buf, cmd->arena, LIMIT_report_bytes);
        report_impact(&buf, cmd->arena, (enum impact_format)outputs.items[i].format, &view->around,
                      &options);
        code = output_write(cmd, &outputs.items[i], buf_str(&buf));
    }
    return code >= 0 ? code : EXIT_PASS;
}

static int impact_of_model(struct cmd *cmd, struct session *session)
{
    struct err err;
    struct snapshots snapshots;
    struct policy policy;
    struct str near = STR_EMPTY;
    struct view view = { 0 };
    if (load(cmd, session, &snapshots, &policy, &err) != OK)
        return cmd_fail(cmd, &err);
    const struct model *model = projects_find(&snapshots.after, cmd->args[0], &near);
    if (!model)
        return near.len ? cmd_usage_error(cmd, "no model %.*s; did you mean %.*s?",
                                          STR_ARG(cmd->args[0]), STR_ARG(near))
                        : cmd_usage_error(cmd, "no model %.*s", STR_ARG(cmd->args[0]));
    look_around(cmd, &snapshots, &policy, model, &view);
    return write_view(cmd, &view);
}

static int run_impact(struct cmd *cmd)
{
    struct session session;
    int code = range_open(cmd, &session);
    if (code >= 0)
        return code;
    code = impact_of_model(cmd, &session);
    session_close(&session);
    return code;
}

static const struct option_row options[] = {
    { "at", 0, "REV", "the commit to look at (default HEAD)" },
    OPTION_FORMAT,
    { NULL, 0, NULL, NULL },
};

const struct command command_impact = {
    .name = "impact",
    .usage = "stoplog impact MODEL",
    .summary = "who reads a model, and what it reads",
    .details = "Prints the models above and below MODEL with the shortest path to each, and the\n"
               "declared consumers that read any of them.\n",
    .example = "stoplog impact sales.orders",
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .run = run_impact,
};
