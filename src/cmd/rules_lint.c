/* rules_lint: what is wrong with a policy that loads. */
#include "base/limits.h"
#include "cmd/rules_parts.h"
#include "gate/debts.h"
#include "policy/lint.h"
#include "report/report.h"

#define SECONDS_PER_DAY 86400

/* Accepted debt that was paid: the rows wait to be taken out. */
static enum status check_baseline(struct rules_view *view, struct diags *out, struct err *err)
{
    struct arena *arena = view->cmd->arena;
    const struct baseline *baseline = view->policy.baseline;
    struct debts debts;
    TRY(debts_find(&debts, arena, &view->policy, &view->snapshots.after,
                   &view->snapshots.after_source, err));
    for (size_t i = 0; baseline && i < baseline->count; i++) {
        const struct baseline_row *row = &baseline->items[i];
        if (debts.count > 0 &&
            bsearch(row, debts.items, debts.count, sizeof *debts.items, baseline_cmp))
            continue;
        diag_add(out, DIAG_WARN, row->place, "this debt is no longer there: %.*s %.*s%s%.*s",
                 STR_ARG(row->rule), STR_ARG(row->model), row->column.len > 0 ? "." : "",
                 STR_ARG(row->column));
        diag_hint(out, "stoplog rules baseline takes it out");
    }
    return OK;
}

static int write_findings(struct cmd *cmd, const struct diags *diags)
{
    struct buf text;
    size_t errors = diags_count(diags, DIAG_ERROR);
    buf_init(&text, cmd->arena, LIMIT_report_bytes);
    report_diags(&text, cmd->arena, diags, false);
    buf_printf(&text, "%zu error%s, %zu warning%s\n", errors, errors == 1 ? "" : "s",
               diags_count(diags, DIAG_WARN) - errors,
               diags_count(diags, DIAG_WARN) - errors == 1 ? "" : "s");
    if (buf_overflowed(&text))
        return cmd_usage_error(cmd, "the report is larger than %zu bytes (limit report_bytes)",
                               LIMIT_report_bytes);
    cmd_print(cmd, buf_str(&text));
    return errors ? EXIT_USAGE : EXIT_PASS;
}

int rules_lint(struct cmd *cmd, struct session *session)
{
    struct rules_view view;
    struct diags diags;
    struct err err;
    int code = rules_view_open(&view, cmd, session);
    if (code >= 0)
        return code;
    struct lint_input input = { &view.policy, &view.snapshots.after, &view.snapshots.after_source,
                                clock_now() / SECONDS_PER_DAY };
    diags_init(&diags, cmd->arena);
    policy_lint(&diags, cmd->arena, &input);
    if (check_baseline(&view, &diags, &err) != OK)
        return cmd_fail(cmd, &err);
    return write_findings(cmd, &diags);
}
