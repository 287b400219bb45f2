/* request: a letter to each team or person whose approval is missing. Sends nothing. */
#include "cmd/output.h"
#include "cmd/range.h"
#include "report/request.h"

static void write_request(void *ctx, struct buf *out, size_t format,
                          const struct report_options *options)
{
    report_request(out, out->arena, (enum request_format)format, ctx, options);
}

static int request(struct cmd *cmd, struct session *session)
{
    struct err err;
    struct update update;
    struct verdict verdict;
    struct outputs outputs;
    enum status status = range_update(cmd, session, false, &update, &err);
    if (status == OK)
        status = session_judge(session, &update, &verdict, &err);
    if (status == OK && verdict.outcome == OUTCOME_UNDECIDED)
        status = err_set(&err, E_IO, "%.*s", STR_ARG(verdict.why_undecided));
    if (status == OK && !verdict.policy_exists)
        status =
            err_set(&err, E_INPUT,
                    "there is no .stoplog at base, so nobody is asked; stoplog init writes one");
    if (status != OK)
        return cmd_fail(cmd, &err);
    int code = outputs_parse(cmd, request_format_word, &outputs);
    if (code < 0)
        code = outputs_write(cmd, &outputs, write_request, &verdict);
    return code >= 0 ? code : EXIT_PASS;
}

static int run_request(struct cmd *cmd)
{
    return range_run(cmd, request);
}

static const struct option_row options[] = {
    { "ref", 'r', "NAME", "the branch the change would go to" },
    OPTION_FORMAT,
    { NULL, 0, NULL, NULL },
};

const struct command command_request = {
    .name = "request",
    .usage = "stoplog request [BASE [TIP]]",
    .summary = "a text to send to each person whose approval is missing",
    .details =
        "Judges the change from BASE to TIP as check does, and prints for each team or person\n"
        "that must still approve: what changes, why they are asked, what their consumers take\n"
        "for granted, and the command to approve with. Sends nothing.\n",
    .example = "stoplog request origin/main HEAD",
    .options = options,
    .max_args = 2,
    .run = run_request,
};
