/* check: judges the change from BASE to TIP as the gate on the server would, for people and for CI.
 */
#include "cmd/evidence.h"
#include "cmd/output.h"
#include "cmd/range.h"

/* A branch that is named is judged as a push to it would be, and so only when it is governed. What
 * is checked out in a clone says nothing of the server's default branch: where the policy leaves it
 * to that, any branch may be it. */
static enum status is_governed(struct cmd *cmd, struct session *session,
                               const struct update *update, bool *out, struct err *err)
{
    *out = true;
    if (!cmd_option(cmd, "ref"))
        return OK;
    if (repo_work_dir(session->repo).len > 0)
        session->default_ref = STR_EMPTY;
    return session_governs(session, update->ref, &update->base, out, err);
}

/* The option may be given several times. */
static enum status add_evidence(struct cmd *cmd, struct session *session, struct err *err)
{
    for (size_t i = 0; i < cmd->options.count; i++)
        if (str_eq(str_of(cmd->options.items[i].row->name), STR("evidence")))
            TRY(evidence_add_file(session, cmd->options.items[i].value, err));
    return OK;
}

static int judge_range(struct cmd *cmd, struct session *session)
{
    struct err err;
    struct update update;
    struct verdict verdict = { .outcome = OUTCOME_PASS };
    bool governed = true;
    enum status status = range_update(cmd, session, false, &update, &err);
    if (status == OK)
        status = is_governed(cmd, session, &update, &governed, &err);
    if (status == OK && governed)
        status = add_evidence(cmd, session, &err);
    if (status == OK && governed)
        status = session_judge(session, &update, &verdict, &err);
    if (status != OK)
        return cmd_fail(cmd, &err);
    struct run run = { .verdicts = &verdict,
                       .count = governed,
                       .repository = repo_git_dir(session->repo),
                       .ungoverned = !governed };
    int code = outputs_run(cmd, &run);
    return code >= 0 ? code : governed ? outcome_exit(&verdict) : EXIT_PASS;
}

static int run_check(struct cmd *cmd)
{
    return range_run(cmd, judge_range);
}

static const struct option_row options[] = {
    { "ref", 'r', "NAME", "the branch the change would go to (default: the branch of HEAD)" },
    { "worktree", 'w', NULL, "TIP is what lies in the work tree" },
    { "evidence", 'e', "FILE", "results of tests, audits or a plan, beside those in git notes" },
    OPTION_REPORT,
    { "verbose", 'v', NULL, "list cosmetic changes one by one" },
    { NULL, 0, NULL, NULL },
};

const struct command command_check = {
    .name = "check",
    .usage = "stoplog check [BASE [TIP]]",
    .summary = "judge a change as the gate would",
    .details =
        "Judges the change from BASE to TIP with the policy of BASE, exactly as the hook on the\n"
        "server does. TIP defaults to HEAD, BASE to the branch that work is merged into. When TIP\n"
        "is not on top of BASE, the merge of both is judged. Exit: 0 pass, 1 blocked, 2 usage or\n"
        "policy error, 3 cannot decide.\n",
    .example = "stoplog check origin/main HEAD --format text --format json=report.json",
    .options = options,
    .max_args = 2,
    .run = run_check,
};
