/* explain: the page of a fact, from inside the program, or why rules fired on a change. */
#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "policy/explain.h"

/* Every code whose slug holds the word: "removed" -> "MD101 model-removed, CL101 column-removed".
 */
static struct str codes_like(struct arena *arena, struct str word)
{
    struct buf list;
    struct str low = str_lower(arena, word);
    buf_init(&list, arena, LIMIT_report_bytes);
    for (size_t i = 0; i < FACT_COUNT && low.len; i++) {
        const struct fact_row *row = fact_row((enum fact_code)i);
        if (str_find(str_of(row->slug), low) >= 0)
            buf_printf(&list, "%s%s %s", list.len ? ", " : "", row->code, row->slug);
    }
    return buf_str(&list);
}

static int no_such_code(struct cmd *cmd, struct str typed)
{
    struct str like = codes_like(cmd->arena, typed);
    if (like.len)
        return cmd_usage_error(cmd, "no fact %.*s; there are %.*s", STR_ARG(typed), STR_ARG(like));
    struct str words[FACT_COUNT * 2];
    for (size_t i = 0; i < FACT_COUNT; i++) {
        words[2 * i] = str_of(fact_row((enum fact_code)i)->code);
        words[2 * i + 1] = str_of(fact_row((enum fact_code)i)->slug);
    }
    struct str near = nearest_word(typed, words, FACT_COUNT * 2);
    return near.len ? cmd_usage_error(cmd, "no fact %.*s; did you mean %.*s?", STR_ARG(typed),
                                      STR_ARG(near))
                    : cmd_usage_error(cmd, "no fact %.*s", STR_ARG(typed));
}

static int list_facts(struct cmd *cmd)
{
    struct buf out;
    buf_init(&out, cmd->arena, 1024 * 1024);
    for (size_t i = 0; i < FACT_COUNT; i++) {
        const struct fact_row *row = fact_row((enum fact_code)i);
        buf_printf(&out, "%s  %-9s %-26s %s\n", row->code, fact_class_name(row->class), row->slug,
                   row->summary);
    }
    cmd_print(cmd, buf_str(&out));
    return EXIT_PASS;
}

/* --- rules ------------------------------------------------------------------------------------ */

static int no_such_rule(struct cmd *cmd, struct str typed, struct str near)
{
    if (fact_find(typed) != FACT_COUNT)
        return cmd_usage_error(cmd, "%.*s is a fact, not a rule; --rule all shows which rules fire",
                               STR_ARG(typed));
    return near.len
               ? cmd_usage_error(cmd, "no rule %.*s; did you mean %.*s?", STR_ARG(typed),
                                 STR_ARG(near))
               : cmd_usage_error(cmd, "no rule %.*s; stoplog rules list shows all", STR_ARG(typed));
}

struct answer {
    const struct verdict *verdict;
    const struct rule *rule; /* NULL: all */
};

static void write_answer(void *ctx, struct buf *out, size_t format,
                         const struct report_options *options)
{
    const struct answer *answer = ctx;
    (void)format;
    report_rules(out, out->arena, answer->verdict, answer->rule, options);
}

static int write_rules(struct cmd *cmd, const struct verdict *verdict, struct str typed)
{
    const struct rule *rule = NULL;
    struct outputs outputs;
    struct str near;
    if (!verdict->asked.policy && verdict->why_undecided.len > 0)
        return cmd_fail(cmd, &(struct err){ .status = E_IO,
                                            .text = "no rule was asked: the change could not be "
                                                    "judged; stoplog check says why" });
    if (!str_eq(typed, STR("all")) && verdict->asked.policy) {
        rule = rule_named(cmd->arena, verdict->asked.policy, typed, &near);
        if (!rule)
            return no_such_rule(cmd, typed, near);
    }
    struct answer answer = { verdict, rule };
    int code = outputs_parse(cmd, output_report_words, &outputs);
    if (code < 0)
        code = outputs_write(cmd, &outputs, write_answer, &answer);
    return code >= 0 ? code : EXIT_PASS;
}

/* --- findings --------------------------------------------------------------------------------- */

struct about {
    const struct verdict *verdict;
    struct str name;
    size_t count; /* findings that were told */
};

static void write_about(void *ctx, struct buf *out, size_t format,
                        const struct report_options *options)
{
    struct about *about = ctx;
    (void)format;
    about->count = report_finding(out, out->arena, about->verdict, about->name, options);
}

static int write_finding(struct cmd *cmd, const struct verdict *verdict, struct str typed)
{
    struct about about = { verdict, typed, 0 };
    struct outputs outputs;
    if (verdict->outcome == OUTCOME_UNDECIDED && verdict->changes.facts.count == 0)
        return cmd_fail(cmd, &(struct err){ .status = E_IO,
                                            .text = "the change could not be judged; stoplog check "
                                                    "says why" });
    int code = outputs_parse(cmd, output_report_words, &outputs);
    if (code < 0)
        code = outputs_write(cmd, &outputs, write_about, &about);
    if (code >= 0)
        return code;
    if (about.count == 0)
        return cmd_usage_error(cmd,
                               "nothing is found about %.*s in this change; stoplog check lists "
                               "what is",
                               STR_ARG(typed));
    return EXIT_PASS;
}

/* --- what is explained on a change ------------------------------------------------------------ */

static int explain_change(struct cmd *cmd, struct str typed,
                          int (*write)(struct cmd *, const struct verdict *, struct str))
{
    struct session session;
    struct update update;
    struct verdict verdict;
    struct err err;
    int code = range_open(cmd, &session);
    if (code >= 0)
        return code;
    enum status status = range_update(cmd, &session, false, &update, &err);
    if (status == OK)
        status = session_judge(&session, &update, &verdict, &err);
    code = status == OK ? write(cmd, &verdict, typed) : cmd_fail(cmd, &err);
    session_close(&session);
    return code;
}

static int run_explain(struct cmd *cmd)
{
    const struct str *rule = cmd_option(cmd, "rule"), *finding = cmd_option(cmd, "finding");
    if (rule)
        return explain_change(cmd, *rule, write_rules);
    if (finding)
        return explain_change(cmd, *finding, write_finding);
    if (cmd->arg_count > 1)
        return cmd_usage_error(cmd, "one code is explained at a time; a range goes with --rule or "
                                    "--finding");
    if (cmd->arg_count == 0)
        return list_facts(cmd);
    enum fact_code code = fact_find(cmd->args[0]);
    if (code == FACT_COUNT)
        return no_such_code(cmd, cmd->args[0]);
    cmd_print(cmd, report_fact_page(code));
    return EXIT_PASS;
}

static const struct option_row options[] = {
    { "rule", 0, "ID", "why this rule, or \"all\" of them, fired or did not on a change" },
    { "finding", 0, "NAME", "all about a finding: a model, a column, or an id of a report" },
    { "ref", 'r', "NAME", "with a range: the branch the change would go to" },
    { "worktree", 'w', NULL, "with a range: TIP is what lies in the work tree" },
    { NULL, 0, NULL, NULL },
};

const struct command command_explain = {
    .name = "explain",
    .usage = "stoplog explain [CODE | --rule ID [BASE [TIP]] | --finding NAME [BASE [TIP]]]",
    .summary = "what a fact means, why a rule fired, all about a finding",
    .details =
        "Prints the page of a fact: what it means, why it matters, an example, and what the\n"
        "gate asks for. Without CODE, lists all facts. With --rule, judges the change from BASE\n"
        "to TIP as check does, and says of a rule, or of all, on which facts it fired and why\n"
        "not on the others, with the values that it saw. With --finding, tells all that is known\n"
        "of the findings about a model or column: both texts, whom it reaches, who was asked.\n",
    .example = "stoplog explain --rule all origin/main",
    .options = options,
    .max_args = 2,
    .run = run_explain,
};
