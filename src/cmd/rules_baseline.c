/* rules_baseline: writes .stoplog/baseline.yml: the debt that is accepted.
 *
 * The first time all findings of the day go in. From then on rows are only taken out when they are
 * no longer true; what is new stays out unless it is asked for. */
#include "base/limits.h"
#include "cmd/rules_parts.h"
#include "codec/utf8.h"
#include "gate/debts.h"
#include "report/report.h"

#define BASELINE_FILE ".stoplog/baseline.yml"

struct sorting {
    struct debts kept, refused; /* go into the file; new, and not asked for */
    size_t added, removed, unwritable;
    bool exists;
};

static bool is_row_of_file(const struct waiver *row)
{
    return row && str_eq(row->place.path, STR(BASELINE_FILE));
}

/* Rows of other files stay there and are not written twice. */
static void sort_debt(const struct rules_view *view, const struct baseline_row *debt, bool accept,
                      struct sorting *out)
{
    struct arena *arena = view->cmd->arena;
    const struct waiver *row =
        baseline_accepts(&view->policy, arena, fact_find(debt->rule), debt->model, debt->column);
    bool here = is_row_of_file(row);
    if (row && !here)
        return;
    if (!baseline_row_is_plain(debt)) {
        out->unwritable++;
        return;
    }
    if (!here && out->exists && !accept) {
        vec_push(arena, &out->refused, *debt);
        return;
    }
    out->added += !here;
    vec_push(arena, &out->kept, *debt);
}

static size_t rows_of_file(const struct policy *policy)
{
    size_t count = 0;
    for (size_t i = 0; policy->baseline && i < policy->baseline->count; i++)
        count += str_eq(policy->baseline->items[i].place.path, STR(BASELINE_FILE));
    return count;
}

static void sort_debts(const struct rules_view *view, const struct debts *debts,
                       struct sorting *out)
{
    bool accept = cmd_option(view->cmd, "accept") != NULL;
    *out = (struct sorting){ 0 };
    out->exists = source_find(&view->snapshots.after_source, STR(BASELINE_FILE)) != NULL;
    for (size_t i = 0; i < debts->count; i++)
        sort_debt(view, &debts->items[i], accept, out);
    out->removed = rows_of_file(&view->policy) + out->added - out->kept.count;
}

static void say(const struct rules_view *view, const struct sorting *sorting)
{
    struct cmd *cmd = view->cmd;
    struct diags diags;
    diags_init(&diags, cmd->arena);
    for (size_t i = 0; i < sorting->refused.count; i++) {
        const struct baseline_row *row = &sorting->refused.items[i];
        diag_add(&diags, DIAG_WARN, row->place, "new, and not accepted: %.*s %.*s%s%.*s",
                 STR_ARG(row->rule), STR_ARG(row->model), row->column.len > 0 ? "." : "",
                 STR_ARG(row->column));
    }
    if (sorting->refused.count > 0)
        diag_hint(&diags, "--accept adds what is new");
    if (sorting->unwritable > 0)
        diag_add(&diags, DIAG_WARN, (struct place){ .path = STR(BASELINE_FILE) },
                 "%zu findings have names that cannot be written into it", sorting->unwritable);
    rules_print_diags(cmd, &diags);
}

static int write_rows(const struct rules_view *view, const struct sorting *sorting)
{
    struct cmd *cmd = view->cmd;
    struct str top = repo_work_dir(view->session->repo);
    struct buf text;
    struct err err;
    buf_init(&text, cmd->arena, LIMIT_yaml_bytes);
    baseline_write(&text, sorting->kept.items, sorting->kept.count);
    if (buf_overflowed(&text))
        return cmd_usage_error(cmd, "%zu rows do not fit into one file (limit yaml_bytes)",
                               sorting->kept.count);
    if (cmd_option(cmd, "print")) {
        cmd_print(cmd, buf_str(&text));
        return EXIT_PASS;
    }
    if (top.len == 0)
        return cmd_usage_error(cmd, "there is no work tree to write to; --print shows the file");
    if (file_write(path_join(cmd->arena, top, STR(BASELINE_FILE)), buf_str(&text), &err) != OK)
        return cmd_fail(cmd, &err);
    cmd_print(cmd, str_fmt(cmd->arena, "%s: %zu accepted, %zu added, %zu removed\n", BASELINE_FILE,
                           sorting->kept.count, sorting->added, sorting->removed));
    return EXIT_PASS;
}

int rules_baseline(struct cmd *cmd, struct session *session)
{
    struct rules_view view;
    struct debts debts;
    struct sorting sorting;
    struct err err;
    int code = rules_view_open(&view, cmd, session);
    if (code >= 0)
        return code;
    if (!view.policy.exists)
        return cmd_usage_error(cmd, "there is no .stoplog; stoplog init writes one");
    if (debts_find(&debts, cmd->arena, &view.policy, &view.snapshots.after,
                   &view.snapshots.after_source, &err) != OK)
        return cmd_fail(cmd, &err);
    sort_debts(&view, &debts, &sorting);
    say(&view, &sorting);
    if (sorting.kept.count == 0 && !sorting.exists && !cmd_option(cmd, "print")) {
        cmd_print(cmd, STR("nothing to accept\n"));
        return EXIT_PASS;
    }
    return write_rows(&view, &sorting);
}
