/* rules: the rules that are in force here: list them, test them, accept what was there before. */
#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "cmd/rules_parts.h"
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
    const struct str *at = cmd_option(cmd, "at");
    TRY(repo_revision(session->repo, at ? *at : STR("HEAD"), &commit, err));
    return session_policy(session, &commit, at ? *at : STR("HEAD"), out, diags, err);
}

void rules_print_diags(struct cmd *cmd, const struct diags *diags)
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
    rules_print_diags(cmd, &diags);
    return diags_count(&diags, DIAG_ERROR) ? EXIT_USAGE : -1;
}

static enum status read_view(struct rules_view *view, struct err *err)
{
    struct cmd *cmd = view->cmd;
    struct session *session = view->session;
    struct update update = { .ref = STR_EMPTY, .worktree = cmd_option(cmd, "worktree") != NULL };
    const struct str *at = cmd_option(cmd, "at");
    TRY(repo_revision(session->repo, at ? *at : STR("HEAD"), &update.tip, err));
    TRY(session_snapshots(session, &update, &view->snapshots, err));
    return policy_load(&view->policy, cmd->arena, &view->snapshots.after_source, session->patterns,
                       &view->diags, err);
}

int rules_view_open(struct rules_view *out, struct cmd *cmd, struct session *session)
{
    struct err err;
    *out = (struct rules_view){ .cmd = cmd, .session = session };
    diags_init(&out->diags, cmd->arena);
    if (read_view(out, &err) != OK)
        return cmd_fail(cmd, &err);
    rules_print_diags(cmd, &out->diags);
    return diags_count(&out->diags, DIAG_ERROR) ? EXIT_USAGE : -1;
}

static int test_rules(struct cmd *cmd, struct session *session)
{
    struct policy policy;
    int code = open_policy(cmd, session, &policy);
    if (code >= 0)
        return code;
    struct rule_tests tests = { .count = 0 };
    struct diags diags;
    struct buf text;
    size_t failed = 0;
    diags_init(&diags, cmd->arena);
    rules_test(&tests, cmd->arena, &policy, session->patterns, &diags);
    rules_print_diags(cmd, &diags);
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

static void write_rules(void *ctx, struct buf *out, size_t format,
                        const struct report_options *options)
{
    (void)options;
    (format == FORMAT_JSON ? list_json : list_text)(out, ctx);
}

static int list_rules(struct cmd *cmd, struct session *session)
{
    struct outputs outputs;
    struct policy policy;
    int code = open_policy(cmd, session, &policy);
    if (code < 0)
        code = outputs_parse(cmd, output_plain_words, &outputs);
    if (code < 0)
        code = outputs_write(cmd, &outputs, write_rules, &policy);
    return code >= 0 ? code : EXIT_PASS;
}

static const struct {
    struct str word;
    int (*run)(struct cmd *cmd, struct session *session);
} words[] = {
    { STR_INIT("list"), list_rules },
    { STR_INIT("test"), test_rules },
    { STR_INIT("lint"), rules_lint },
    { STR_INIT("baseline"), rules_baseline },
};
enum { WORDS = sizeof words / sizeof *words };

static int run_rules(struct cmd *cmd)
{
    size_t word = 0;
    while (word < WORDS && !str_eq(words[word].word, cmd->args[0]))
        word++;
    if (word == WORDS)
        return cmd_usage_error(cmd, "no rules %.*s; there are list, test, lint and baseline",
                               STR_ARG(cmd->args[0]));
    if (words[word].run != list_rules && cmd_option(cmd, "format"))
        return cmd_usage_error(cmd, "rules %.*s has no --format; rules list has",
                               STR_ARG(cmd->args[0]));
    return range_run(cmd, words[word].run);
}

static const struct option_row options[] = {
    { "at", 0, "REV", "the commit whose policy is meant (default HEAD)" },
    { "worktree", 'w', NULL, "lint and baseline: what lies in the work tree instead" },
    { "accept", 0, NULL, "baseline: accept what is new as well" },
    { "print", 'p', NULL, "baseline: print the file instead of writing it" },
    { "format", 'f', "F[=FILE]", "list: text or json; repeatable; =FILE writes to a file" },
    { NULL, 0, NULL, NULL },
};

const struct command command_rules = {
    .name = "rules",
    .usage = "stoplog rules list|test|lint|baseline",
    .summary = "the rules in force: list, test, lint, accept what was there before",
    .details =
        "list: the rules of the pack and of .stoplog/ at HEAD: level, id, where it comes from,\n"
        "and why it exists. test: runs the cases of the rules; ends with 1 when one fails.\n"
        "lint: finds rules that can never fire or never add anything, owner rules that others\n"
        "always override, names that nothing in the project has, and debt that was paid; ends "
        "with\n"
        "2 when something is certain to be wrong, with 0 otherwise.\n"
        "baseline: writes .stoplog/baseline.yml, which accepts the findings of today about models\n"
        "without an owner, models that cannot be read, consumers that name nothing and contracts\n"
        "that cannot be read. Later runs only take out what is no longer true.\n",
    .example = "stoplog rules baseline",
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .run = run_rules,
};
