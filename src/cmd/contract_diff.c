/* contract_diff: two versions of a contract, as their readers see it. */
#include "cmd/contract_parts.h"
#include "cmd/output.h"
#include "report/contract.h"

struct side {
    struct contract_state state;
    const struct contract *contract;
};

/* -1, or an exit code: it could not be read. */
static int read_side(struct side *out, struct contract_view *view, struct str typed)
{
    struct cmd *cmd = view->cmd;
    struct diags diags;
    struct err err;
    diags_init(&diags, cmd->arena);
    if (contract_state_of(&out->state, view, typed, &err) != OK)
        return cmd_fail(cmd, &err);
    out->contract = contract_of_state(cmd, &out->state, &diags);
    contract_print_diags(cmd, &diags, false);
    if (!out->contract && out->state.exists)
        return cmd_usage_error(cmd, "%.*s could not be read", STR_ARG(typed));
    return -1;
}

static void write_diff(void *ctx, struct buf *out, size_t format,
                       const struct report_options *options)
{
    report_contract_diff(out, out->arena, (enum contract_report_format)format, ctx, options);
}

/* Broken, and no version says so. */
static bool is_bad(const struct contract_step *step)
{
    return step->worst == EFFECT_BROKEN && (!step->after || step->fault != VERSION_FINE);
}

int contract_diff_files(struct cmd *cmd, struct session *session)
{
    struct contract_view view;
    struct side before, after;
    struct outputs outputs;
    enum compatibility compatibility = COMPATIBILITY_FORWARD;
    struct contract_diff_report report = { .before = cmd->args[1], .after = cmd->args[2] };
    int code = outputs_parse(cmd, contract_report_word, &outputs);
    if (code < 0)
        code = contract_view_open(&view, cmd, session);
    if (code < 0)
        code = read_side(&before, &view, cmd->args[1]);
    if (code < 0)
        code = read_side(&after, &view, cmd->args[2]);
    if (code < 0)
        code = contract_compatibility(&view, after.state.path, &compatibility);
    if (code >= 0)
        return code;
    if (!before.contract && !after.contract)
        return cmd_usage_error(cmd, "neither %.*s nor %.*s is there", STR_ARG(cmd->args[1]),
                               STR_ARG(cmd->args[2]));
    contract_compare(&report.step, cmd->arena, before.contract, after.contract, compatibility,
                     contract_dialect(&view, after.contract ? after.contract : before.contract));
    code = outputs_write(cmd, &outputs, write_diff, &report);
    if (code >= 0)
        return code;
    return is_bad(&report.step) ? EXIT_BLOCKED : EXIT_PASS;
}
