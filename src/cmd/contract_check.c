/* contract_check: contracts held against the models they are about. */
#include "base/limits.h"
#include "cmd/contract_parts.h"
#include "cmd/output.h"
#include "gate/covers.h"
#include "report/contract.h"

struct check_job {
    struct contract_view *view;
    struct contracts files; /* all that are looked at */
    struct contract_check_report report;
    struct diags diags;
};

static void add_state(struct check_job *job, const struct contract_state *state)
{
    struct contract_file *file = vec_add(job->view->cmd->arena, &job->files);
    const struct contract *contract = contract_of_state(job->view->cmd, state, &job->diags);
    *file = (struct contract_file){ .path = state->path, .is_read = contract != NULL };
    if (contract)
        file->contract = *contract;
}

/* ---- against models -------------------------------------------------------------------------- */

static void count(struct contract_check_report *report, const struct checked_object *object,
                  bool binds)
{
    bool missing = object->model.len == 0;
    report->blocking += missing && binds;
    report->other += missing && !binds;
    vec_for (const struct contract_mismatch, it, &object->mismatches) {
        if (binds && mismatch_blocks(it->kind))
            report->blocking++;
        else if (it->kind != MISMATCH_EXTRA)
            report->other++;
    }
}

static void check_object(struct check_job *job, struct checked_contract *checked,
                         const struct contract_object *object, const struct model *model)
{
    struct arena *arena = job->view->cmd->arena;
    struct checked_object *out = vec_add(arena, &checked->objects);
    struct str names[3];
    *out = (struct checked_object){ .object = object, .model = STR_EMPTY, .near = STR_EMPTY };
    if (model) {
        out->model = model->name;
        contract_against(&out->mismatches, arena, object, model);
    } else if (contract_object_names(names, object) > 0) {
        (void)projects_find(&job->view->snapshots.after, names[0], &out->near);
    }
    count(&job->report, out, checked->binds);
}

/* covers stand by file and object; *at is where those of this file begin. */
static void check_file(struct check_job *job, const struct contract_file *file,
                       const struct covers *covers, size_t *at)
{
    struct checked_contract *out = vec_add(job->view->cmd->arena, &job->report.contracts);
    *out = (struct checked_contract){ .path = file->path };
    if (!file->is_read) {
        job->report.unread++;
        return;
    }
    out->contract = &file->contract;
    out->binds = contract_binds(out->contract);
    vec_for (const struct contract_object, object, &file->contract.objects) {
        size_t first = *at;
        while (*at < covers->count && covers->items[*at].object == object)
            check_object(job, out, object, covers->items[(*at)++].model);
        if (*at == first)
            check_object(job, out, object, NULL);
    }
}

static void check_files(struct check_job *job)
{
    struct covers covers;
    size_t at = 0;
    covers_find(&covers, job->view->cmd->arena, &job->files, &job->view->snapshots.after);
    vec_for (const struct contract_file, file, &job->files)
        check_file(job, file, &covers, &at);
    covers_release(&covers);
}

/* ---- which ----------------------------------------------------------------------------------- */

/* A file of the snapshot. What cannot be read is said and counted. */
static enum status add_entry(struct check_job *job, const struct source_entry *entry,
                             struct err *err)
{
    const struct source *source = &job->view->snapshots.after_source;
    struct contract_state state = { .label = entry->path, .path = entry->path, .exists = true };
    struct err fault;
    enum status status = E_INPUT;
    if (source_is_file(entry))
        status = source->read(source, entry, &state.bytes, &fault);
    else
        (void)err_set(&fault, E_INPUT, "a link or submodule stands in place of a contract");
    if (status == E_INPUT || status == E_LIMIT) {
        diag_add(&job->diags, DIAG_ERROR, (struct place){ .path = entry->path }, "%s", fault.text);
        state.exists = false;
    } else if (status != OK) {
        return err_set(err, status, "%s", fault.text);
    }
    add_state(job, &state);
    return OK;
}

static enum status add_declared(struct check_job *job, struct err *err)
{
    const struct source *source = &job->view->snapshots.after_source;
    for (size_t i = 0; i < source->count; i++)
        if (policy_contract(&job->view->policy, source->entries[i].path))
            TRY(add_entry(job, &source->entries[i], err));
    return OK;
}

/* As it lies in the snapshot; a file that is no part of it from the disk. */
static enum status add_named(struct check_job *job, struct str typed, struct err *err)
{
    struct contract_view *view = job->view;
    struct contract_path path = { .repo = typed };
    struct contract_state state;
    if (repo_work_dir(view->session->repo).len > 0)
        TRY(contract_path_of(&path, view->cmd, view->session, typed, err));
    const struct source_entry *entry = source_find(&view->snapshots.after_source, path.repo);
    if (entry)
        return add_entry(job, entry, err);
    if (!view->worktree)
        return err_set(err, E_INPUT, "%.*s is not in that commit", STR_ARG(typed));
    TRY(contract_state_of(&state, view, typed, err));
    add_state(job, &state);
    return OK;
}

static enum status add_all(struct check_job *job, struct err *err)
{
    struct cmd *cmd = job->view->cmd;
    if (cmd->arg_count == 1)
        return add_declared(job, err);
    for (size_t i = 1; i < cmd->arg_count; i++)
        TRY(add_named(job, cmd->args[i], err));
    return OK;
}

static void write_check(void *ctx, struct buf *out, size_t format,
                        const struct report_options *options)
{
    report_contract_check(out, out->arena, (enum format)format, ctx, options);
}

int contract_check(struct cmd *cmd, struct session *session)
{
    struct contract_view view;
    struct check_job job = { .view = &view };
    struct outputs outputs;
    struct err err;
    int code = outputs_parse(cmd, output_plain_words, &outputs);
    if (code < 0)
        code = contract_view_open(&view, cmd, session);
    if (code >= 0)
        return code;
    diags_init(&job.diags, cmd->arena);
    if (add_all(&job, &err) != OK)
        return cmd_fail(cmd, &err);
    if (job.files.count == 0)
        return cmd_usage_error(cmd,
                               "no contract is declared in .stoplog that is there; name files, "
                               "or write one with stoplog contract init");
    contract_print_diags(cmd, &job.diags, true);
    check_files(&job);
    code = outputs_write(cmd, &outputs, write_check, &job.report);
    if (code >= 0)
        return code;
    return job.report.unread ? EXIT_USAGE : job.report.blocking ? EXIT_BLOCKED : EXIT_PASS;
}
