/* rules: the rules that are in force here, with their levels. */
#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "codec/json.h"
#include "codec/utf8.h"
#include "policy/rules_test.h"

static void list_text(struct buf *out, const struct policy *policy)
{
    for (size_t i = 0; i < policy->rules.count; i++) {
        const struct rule *rule = policy->rules.items[i];
        struct str why = text_clean(out->arena, rule->why, 0);
        buf_printf(out, "%-5s  %-32.*s %-10.*s %.*s\n",
                   policy_level_name(levels_highest(&rule->levels)), STR_ARG(rule->id),
                   STR_ARG(rule->pack), STR_ARG(why));
    }
}

static void list_json(struct buf *out, const struct policy *policy)
{
    struct jvalue *list = jarray();
    for (size_t i = 0; i < policy->rules.count; i++) {
        const struct rule *rule = policy->rules.items[i];
        struct jvalue *row = jobject();
        jset_str(row, "id", rule->id);
        jset_str(row, "pack", rule->pack);
        jset_str(row, "level", str_of(policy_level_name(levels_highest(&rule->levels))));
        jset_str(row, "why", rule->why);
        jset_str(row, "fix", rule->fix);
        jpush(list, row);
    }
    jwrite(out, list, 2);
    jrelease(list);
}

static enum status load_policy(struct cmd *cmd, struct session *session, struct policy *out,
                               struct diags *diags, struct err *err)
{
    struct oid commit;
    struct source source;
    const struct str *at = cmd_option(cmd, "at");
    TRY(repo_revision(session->repo, at ? *at : STR("HEAD"), &commit, err));
    TRY(repo_folder_source(session->repo, &commit, STR(".stoplog"), at ? *at : STR("HEAD"), &source,
                           err));
    return policy_load(out, cmd->arena, &source, session->patterns, diags, err);
}

static void print_diags(struct cmd *cmd, const struct diags *diags)
{
    struct buf text;
    buf_init(&text, cmd->arena, LIMIT_report_bytes);
    report_diags(&text, cmd->arena, diags, false);
    cmd_print_error(cmd, buf_str(&text));
}

/* Loads the policy and prints what is wrong with it. -1 to go on, else an exit code. */
static int open_policy(struct cmd *cmd, struct session *session, struct policy *out)
{
    struct err err;
    struct diags diags;
    diags_init(&diags, cmd->arena);
    if (load_policy(cmd, session, out, &diags, &err) != OK)
        return cmd_fail(cmd, &err);
    print_diags(cmd, &diags);
    return diags_count(&diags, DIAG_ERROR) ? EXIT_USAGE : -1;
}

static int test_rules(struct cmd *cmd, struct session *session, const struct policy *policy)
{
    struct rule_tests tests = { .count = 0 };
    struct diags diags;
    struct buf text;
    size_t failed = 0;
    diags_init(&diags, cmd->arena);
    rules_test(&tests, cmd->arena, policy, session->patterns, &diags);
    print_diags(cmd, &diags);
    buf_init(&text, cmd->arena, LIMIT_report_bytes);
    for (size_t i = 0; i < tests.count; i++) {
        const struct rule_test *test = &tests.items[i];
        failed += !test->passed;
        if (test->passed)
            continue;
        struct str line = str_fmt(cmd->arena, "%.*s:%u: %.*s: %.*s: %.*s",
                                  STR_ARG(test->place.path), test->place.line, STR_ARG(test->rule),
                                  STR_ARG(test->name), STR_ARG(test->message));
        buf_printf(&text, "failed  %.*s\n", STR_ARG(text_clean(cmd->arena, line, 0)));
    }
    buf_printf(&text, "%zu passed, %zu failed\n", tests.count - failed, failed);
    cmd_print(cmd, buf_str(&text));
    if (diags_count(&diags, DIAG_ERROR))
        return EXIT_USAGE;
    return failed ? EXIT_BLOCKED : EXIT_PASS;
}

static int list_rules(struct cmd *cmd, const struct policy *policy)
{
    struct outputs outputs;
    struct buf text;
    int code = outputs_parse(cmd, output_report_words, &outputs);
    for (size_t i = 0; i < outputs.count && code < 0; i++) {
        buf_init(&text, cmd->arena, LIMIT_report_bytes);
        (outputs.items[i].format == FORMAT_JSON ? list_json : list_text)(&text, policy);
        code = output_write(cmd, &outputs.items[i], buf_str(&text));
    }
    return code >= 0 ? code : EXIT_PASS;
}

static int run_rules(struct cmd *cmd)
{
    struct session session;
    struct policy policy;
    bool tests = str_eq(cmd->args[0], STR("test"));
    if (!tests && !str_eq(cmd->args[0], STR("list")))
        return cmd_usage_error(cmd, "no rules %.*s; there are list and test",
                               STR_ARG(cmd->args[0]));
    int code = range_open(cmd, &session);
    if (code >= 0)
        return code;
    code = open_policy(cmd, &session, &policy);
    if (code < 0)
        code = tests ? test_rules(cmd, &session, &policy) : list_rules(cmd, &policy);
    session_close(&session);
    return code;
}

static const struct option_row options[] = {
    { "at", 0, "REV", "the commit whose policy is shown (default HEAD)" },
    OPTION_FORMAT,
    { NULL, 0, NULL, NULL },
};

const struct command command_rules = {
    .name = "rules",
    .usage = "stoplog rules list",
    .summary = "the rules in force, with their levels",
    .details =
        "Lists the rules of the pack and of .stoplog/ at HEAD: level, id, where it comes from,\n"
        "and why it exists.\n",
    .example = "stoplog rules list",
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .run = run_rules,
};
