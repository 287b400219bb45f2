#include "cmd/help.h"

#include "base/buf.h"
#include "base/limits.h"

static struct buf new_text(struct arena *arena)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    return out;
}

struct str help_overview(struct arena *arena)
{
    struct buf out = new_text(arena);
    size_t count;
    const struct command *const *list = command_list(&count);
    buf_puts(&out, "stoplog " STOPLOG_VERSION
                   ": says what a change to SQLMesh models means, and for whom\n\n"
                   "usage: stoplog [-C DIR] COMMAND [options]\n\ncommands:\n");
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "  %-9s %s\n", list[i]->name, list[i]->summary);
    buf_puts(&out, "\nexit codes: 0 pass, 1 blocked, 2 usage or policy error, 3 cannot decide\n"
                   "first steps: stoplog diff HEAD~1 HEAD   stoplog init   stoplog doctor\n");
    return buf_str(&out);
}

static void add_options(struct buf *out, const struct option_row *rows)
{
    for (; rows && rows->name; rows++) {
        struct str left = rows->value ? str_fmt(out->arena, "--%s %s", rows->name, rows->value)
                                      : str_fmt(out->arena, "--%s", rows->name);
        if (rows->letter)
            buf_printf(out, "  -%c, %-20.*s %s\n", rows->letter, STR_ARG(left), rows->help);
        else
            buf_printf(out, "      %-20.*s %s\n", STR_ARG(left), rows->help);
    }
}

struct str help_command(struct arena *arena, const struct command *command)
{
    struct buf out = new_text(arena);
    buf_printf(&out, "usage: %s\n\n%s\n", command->usage, command->details);
    buf_puts(&out, "\noptions:\n");
    add_options(&out, command->options);
    add_options(&out, common_options);
    buf_printf(&out, "\nexample:\n  %s\n", command->example);
    return buf_str(&out);
}

static int print_completion(struct cmd *cmd, struct str shell)
{
    struct str text = help_completion(cmd->arena, shell);
    if (text.len == 0)
        return cmd_usage_error(cmd, "no completion for %.*s; there are bash, zsh, fish",
                               STR_ARG(shell));
    cmd_print(cmd, text);
    return EXIT_PASS;
}

static int run_help(struct cmd *cmd)
{
    const struct str *shell = cmd_option(cmd, "completion");
    if (cmd_option(cmd, "man")) {
        cmd_print(cmd, help_man(cmd->arena));
        return EXIT_PASS;
    }
    if (cmd_option(cmd, "man-policy")) {
        cmd_print(cmd, help_man_policy(cmd->arena));
        return EXIT_PASS;
    }
    if (shell)
        return print_completion(cmd, *shell);
    if (cmd->arg_count == 0) {
        cmd_print(cmd, help_overview(cmd->arena));
        return EXIT_PASS;
    }
    const struct command *command = cmd_find(cmd->args[0]);
    if (!command)
        return cmd_usage_error(cmd, "no command %.*s", STR_ARG(cmd->args[0]));
    cmd_print(cmd, help_command(cmd->arena, command));
    return EXIT_PASS;
}

static const struct option_row options[] = {
    { "man", 0, NULL, "print the manual page stoplog(1), in man(7) format" },
    { "man-policy", 0, NULL, "print the manual page stoplog.yml(5)" },
    { "completion", 0, "SHELL", "print the completion script for bash, zsh or fish" },
    { NULL, 0, NULL, NULL },
};

const struct command command_help = {
    .name = "help",
    .usage = "stoplog help [COMMAND]",
    .summary = "how to use a command",
    .details = "Prints how to use stoplog or one of its commands.",
    .example = "stoplog help check",
    .options = options,
    .max_args = 1,
    .run = run_help,
};
