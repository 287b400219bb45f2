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

/* Text in man(7): a backslash and a leading dot or quote would be read as macros. */
static void man_text(struct buf *out, const char *text)
{
    bool at_start = true;
    for (const char *c = text; *c; c++) {
        if (at_start && (*c == '.' || *c == '\''))
            buf_puts(out, "\\&");
        at_start = *c == '\n';
        if (*c == '\\')
            buf_puts(out, "\\e");
        else if (*c == '-')
            buf_puts(out, "\\-");
        else
            buf_byte(out, *c);
    }
}

static void man_options(struct buf *out, const struct option_row *rows)
{
    for (; rows && rows->name; rows++) {
        buf_puts(out, ".TP\n\\fB");
        if (rows->letter)
            buf_printf(out, "\\-%c\\fR, \\fB", rows->letter);
        buf_puts(out, "\\-\\-");
        man_text(out, rows->name);
        buf_printf(out, "\\fR%s%s\n", rows->value ? " " : "", rows->value ? rows->value : "");
        man_text(out, rows->help);
        buf_byte(out, '\n');
    }
}

static void man_command(struct buf *out, const struct command *command)
{
    buf_puts(out, ".SS ");
    man_text(out, command->usage);
    buf_byte(out, '\n');
    man_text(out, command->details);
    buf_byte(out, '\n');
    man_options(out, command->options);
    buf_puts(out, ".PP\nExample:\n.PP\n.RS\n");
    man_text(out, command->example);
    buf_puts(out, "\n.RE\n");
}

struct str help_man(struct arena *arena)
{
    struct buf out = new_text(arena);
    size_t count;
    const struct command *const *list = command_list(&count);
    buf_puts(&out, ".TH STOPLOG 1 \"\" \"stoplog " STOPLOG_VERSION "\" \"User Commands\"\n"
                   ".SH NAME\nstoplog \\- release gate for SQLMesh repositories\n.SH SYNOPSIS\n"
                   ".B stoplog\n[\\fB\\-C\\fR DIR] COMMAND [options]\n.SH DESCRIPTION\n");
    man_text(&out,
             "Compares the SQLMesh models of two Git trees, says what the change means for the\n"
             "people who use the data, and holds a push back until the people who answer for\n"
             "the data have agreed. Runs no code of the repository and needs no network.\n");
    buf_puts(&out, ".SH COMMANDS\n");
    for (size_t i = 0; i < count; i++)
        man_command(&out, list[i]);
    buf_puts(&out, ".SH OPTIONS OF EVERY COMMAND\n");
    man_options(&out, common_options);
    buf_puts(&out,
             ".SH EXIT STATUS\n0 pass, 1 blocked, 2 usage or policy error, 3 cannot decide.\n"
             ".SH FILES\n.TP\n.I .stoplog/*.yml\nowners, teams, consumers, contracts and rules, "
             "read from the base of a change\n.TP\n.I stoplog.yml, /etc/stoplog/stoplog.yml\n"
             "the server's own settings\n"
             ".SH ENVIRONMENT\nNO_COLOR, CLICOLOR_FORCE, TERM: colour of reports.\n"
             ".SH SEE ALSO\n.BR githooks (5),\n.BR git\\-interpret\\-trailers (1)\n");
    return buf_str(&out);
}

static int run_help(struct cmd *cmd)
{
    if (cmd_option(cmd, "man")) {
        cmd_print(cmd, help_man(cmd->arena));
        return EXIT_PASS;
    }
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
    { "man", 0, NULL, "print the manual page in man(7) format" },
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
