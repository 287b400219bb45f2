/* impact: what a model or a column hangs on and what hangs on it, over the graph of one snapshot.
 */
#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "policy/consumers.h"
#include "report/impact.h"

struct view {
    struct graph graph;
    struct neighbours up, down;
    struct reader *readers;
    struct flow flow;
    struct trace from, to;
    struct trace_readers hit;
    struct surroundings around;
};

/* What was asked about: a model, or a column of it. */
struct question {
    const struct model *model;
    struct str column; /* "" = the whole model */
    size_t index;      /* of the column, SIZE_MAX = the model does not list it */
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

/* --- what is meant ---------------------------------------------------------------------------- */

static struct str unquoted(struct str name)
{
    bool quoted = name.len >= 2 && (name.ptr[0] == '"' || name.ptr[0] == '`') &&
                  name.ptr[name.len - 1] == name.ptr[0];
    return quoted ? str_sub(name, 1, name.len - 2) : name;
}

static size_t find_column(const struct columns *columns, struct str name)
{
    for (size_t i = 0; i < columns->count; i++)
        if (str_eq(columns->items[i].name, name))
            return i;
    for (size_t i = 0; i < columns->count; i++)
        if (str_eq_fold(columns->items[i].name, name))
            return i;
    return SIZE_MAX;
}

static int no_model(struct cmd *cmd, struct str typed, struct str near)
{
    return near.len ? cmd_usage_error(cmd, "no model %.*s; did you mean %.*s?", STR_ARG(typed),
                                      STR_ARG(near))
                    : cmd_usage_error(cmd, "no model %.*s", STR_ARG(typed));
}

static int no_column(struct cmd *cmd, const struct model *model, struct str name)
{
    const struct columns *columns = model_columns(model);
    struct str *names = arena_array(cmd->arena, columns->count, sizeof *names);
    for (size_t i = 0; i < columns->count; i++)
        names[i] = columns->items[i].name;
    struct str near = nearest_word(name, names, columns->count);
    if (!near.len)
        return cmd_usage_error(cmd, "%.*s has no column %.*s", STR_ARG(model->name), STR_ARG(name));
    return cmd_usage_error(cmd, "%.*s has no column %.*s; did you mean %.*s?", STR_ARG(model->name),
                           STR_ARG(name), STR_ARG(near));
}

/* A model of this name, or what stands before the last dot is one. -1, or the exit code. */
static int understand(struct cmd *cmd, const struct projects *projects, struct question *out)
{
    struct str typed = cmd->args[0], near = STR_EMPTY, other;
    ptrdiff_t dot = str_rfind_byte(typed, '.');
    *out = (struct question){ .column = STR_EMPTY, .index = SIZE_MAX };
    out->model = projects_find(projects, typed, &near);
    if (out->model)
        return -1;
    if (dot > 0)
        out->model = projects_find(projects, str_sub(typed, 0, (size_t)dot), &other);
    if (!out->model)
        return no_model(cmd, typed, near);
    out->column = unquoted(str_sub(typed, (size_t)dot + 1, typed.len));
    const struct columns *columns = model_columns(out->model);
    out->index = find_column(columns, out->column);
    if (out->index != SIZE_MAX)
        out->column = columns->items[out->index].name;
    else if (columns->complete || !out->column.len)
        return no_column(cmd, out->model, out->column);
    return -1;
}

/* --- looking ---------------------------------------------------------------------------------- */

static void read_flow(struct cmd *cmd, const struct model *model, struct flow *out)
{
    struct arena scratch;
    arena_init_like(&scratch, cmd->arena);
    flow_of(out, cmd->arena, &scratch, model);
    arena_release(&scratch);
}

static void follow_column(struct cmd *cmd, const struct question *question, struct view *view)
{
    struct surroundings *around = &view->around;
    const struct graph *graph = &view->graph;
    graph_trace(&view->from, cmd->arena, graph, around->node, question->column, false);
    graph_trace(&view->to, cmd->arena, graph, around->node, question->column, true);
    trace_readers_of(&view->hit, cmd->arena, graph, &view->to, view->readers, around->reader_count);
    around->from = &view->from;
    around->to = &view->to;
    around->hit = &view->hit;
}

static void look_around(struct cmd *cmd, const struct snapshots *snapshots,
                        const struct policy *policy, const struct question *question,
                        struct view *view)
{
    struct surroundings *around = &view->around;
    graph_build(&view->graph, cmd->arena, NULL, &snapshots->after, NULL);
    read_flow(cmd, question->model, &view->flow);
    view->readers = arena_array(cmd->arena, policy->consumers.count, sizeof *view->readers);
    policy_readers(view->readers, cmd->arena, policy, &snapshots->after, NULL);
    *around = (struct surroundings){ .graph = &view->graph,
                                     .node = graph_find(&view->graph, question->model->fqn),
                                     .model = question->model,
                                     .flow = &view->flow,
                                     .up = &view->up,
                                     .down = &view->down,
                                     .readers = view->readers,
                                     .reader_count = policy->consumers.count,
                                     .column = question->column,
                                     .column_index = question->index };
    graph_walk(&view->up, cmd->arena, &view->graph, around->node, false);
    graph_walk(&view->down, cmd->arena, &view->graph, around->node, true);
    if (question->column.len)
        follow_column(cmd, question, view);
}

struct seen {
    struct arena *arena;
    const struct surroundings *around;
};

static void write_view(void *ctx, struct buf *out, size_t format,
                       const struct report_options *options)
{
    const struct seen *seen = ctx;
    report_impact(out, seen->arena, (enum impact_format)format, seen->around, options);
}

static int impact_of_question(struct cmd *cmd, struct session *session)
{
    struct err err;
    struct snapshots snapshots;
    struct policy policy;
    struct question question;
    struct view view = { 0 };
    if (load(cmd, session, &snapshots, &policy, &err) != OK)
        return cmd_fail(cmd, &err);
    int code = understand(cmd, &snapshots.after, &question);
    if (code >= 0)
        return code;
    look_around(cmd, &snapshots, &policy, &question, &view);
    struct seen seen = { cmd->arena, &view.around };
    struct outputs outputs;
    code = outputs_parse(cmd, impact_format_word, &outputs);
    if (code < 0)
        code = outputs_write(cmd, &outputs, write_view, &seen);
    return code >= 0 ? code : EXIT_PASS;
}

static int run_impact(struct cmd *cmd)
{
    return range_run(cmd, impact_of_question);
}

static const struct option_row options[] = {
    { "at", 0, "REV", "the commit to look at (default HEAD)" },
    { "format", 'f', "F[=FILE]", "text, json, mermaid or dot; repeatable; =FILE writes to a file" },
    { NULL, 0, NULL, NULL },
};

const struct command command_impact = {
    .name = "impact",
    .usage = "stoplog impact MODEL[.COLUMN]",
    .summary = "what a model or a column hangs on, and what hangs on it",
    .details =
        "Of a MODEL prints what each of its columns is made of, the models above and below with\n"
        "the shortest path to each, and the declared consumers that read any of them. Of a\n"
        "COLUMN prints the columns that its value comes from, the columns that a change of it\n"
        "reaches, the consumers that read one of those, and the models below that it does not\n"
        "reach.\n",
    .example = "stoplog impact sales.orders.amount",
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .run = run_impact,
};
