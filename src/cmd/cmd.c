#include "cmd/cmd.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "cmd/help.h"
#include "codec/utf8.h"

#define COMMAND(name) extern const struct command command_##name;
#include "cmd/commands.def"
#undef COMMAND

#define OPTIONS_MAX 32
#define LONG_OPTION_BASE 256
#define MESSAGE_MAX 4096

const struct option_row common_options[] = {
    { "help", 'h', NULL, "show how to use this command" },
    { "repo", 'C', "DIR", "work in DIR instead of the current folder" },
    { NULL, 0, NULL, NULL },
};

const struct command *const *command_list(size_t *count)
{
    static const struct command *const list[] = {
#define COMMAND(name) &command_##name,
#include "cmd/commands.def"
#undef COMMAND
    };
    *count = sizeof list / sizeof *list;
    return list;
}

const struct command *cmd_find(struct str name)
{
    size_t count;
    const struct command *const *list = command_list(&count);
    for (size_t i = 0; i < count; i++)
        if (str_eq(str_of(list[i]->name), name))
            return list[i];
    return NULL;
}

const struct str *cmd_option(const struct cmd *cmd, const char *name)
{
    for (size_t i = cmd->options.count; i > 0; i--)
        if (str_eq(str_of(cmd->options.items[i - 1].row->name), str_of(name)))
            return &cmd->options.items[i - 1].value;
    return NULL;
}

struct str cmd_arg(const struct cmd *cmd, size_t index, struct str fallback)
{
    return index < cmd->arg_count ? cmd->args[index] : fallback;
}

void cmd_print(struct cmd *cmd, struct str text)
{
    struct err err;
    progress_stop(&cmd->progress);
    (void)!stream_write(STDOUT_FILENO, text, &err);
}

void cmd_print_error(struct cmd *cmd, struct str text)
{
    struct err err;
    progress_stop(&cmd->progress);
    (void)!stream_write(STDERR_FILENO, text, &err);
}

int cmd_fail(struct cmd *cmd, const struct err *err)
{
    struct str text = text_clean(cmd->arena, str_of(err->text), 0);
    cmd_print_error(cmd, str_fmt(cmd->arena, "error: stoplog: %.*s\n", STR_ARG(text)));
    return err->status == E_INPUT || err->status == E_NOTFOUND ? EXIT_USAGE : EXIT_UNDECIDED;
}

int cmd_usage_error(struct cmd *cmd, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct str text = text_clean(cmd->arena, str_vfmt(cmd->arena, fmt, args), MESSAGE_MAX);
    va_end(args);
    const char *name = cmd->command ? cmd->command->name : "";
    cmd_print_error(cmd, str_fmt(cmd->arena, "error: stoplog: %.*s\nhint: stoplog %s%s--help\n",
                                 STR_ARG(text), name, *name ? " " : ""));
    return EXIT_USAGE;
}

/* The rows of the command, then the common ones, as getopt wants them. */
struct option_table {
    const struct option_row *rows[OPTIONS_MAX];
    struct option longs[OPTIONS_MAX + 1];
    char shorts[2 * OPTIONS_MAX + 3];
    size_t count;
};

static void add_rows(struct option_table *table, const struct option_row *rows)
{
    for (; rows && rows->name && table->count < OPTIONS_MAX; rows++) {
        table->longs[table->count] =
            (struct option){ rows->name, rows->value ? required_argument : no_argument, NULL,
                             LONG_OPTION_BASE + (int)table->count };
        table->rows[table->count++] = rows;
    }
}

static void option_table_init(struct option_table *table, const struct command *command)
{
    *table = (struct option_table){ .count = 0 };
    add_rows(table, command->options);
    add_rows(table, common_options);
    size_t len = 0;
    table->shorts[len++] = ':';
    for (size_t i = 0; i < table->count; i++) {
        if (!table->rows[i]->letter)
            continue;
        table->shorts[len++] = table->rows[i]->letter;
        if (table->rows[i]->value)
            table->shorts[len++] = ':';
    }
}

static const struct option_row *row_of(const struct option_table *table, int got)
{
    if (got >= LONG_OPTION_BASE)
        return table->rows[got - LONG_OPTION_BASE];
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i]->letter == got)
            return table->rows[i];
    return NULL;
}

/* What getopt refused, with the nearest option that exists. */
static int bad_option(struct cmd *cmd, const struct option_table *table, int got, char **argv)
{
    struct str typed = str_of(argv[optind - 1]);
    if (got == ':')
        return cmd_usage_error(cmd, "%.*s needs a value", STR_ARG(typed));
    struct str names[OPTIONS_MAX];
    for (size_t i = 0; i < table->count; i++)
        names[i] = str_of(table->rows[i]->name);
    struct str bare = str_starts(typed, STR("--")) ? str_sub(typed, 2, typed.len) : typed;
    struct str near = nearest_word(bare, names, table->count);
    return near.len ? cmd_usage_error(cmd, "no option %.*s; did you mean --%.*s?", STR_ARG(typed),
                                      STR_ARG(near))
                    : cmd_usage_error(cmd, "no option %.*s", STR_ARG(typed));
}

/* Reads argv[0..argc) (argv[0] is the command's name). Returns -1 to go on, else an exit code. */
static int parse_arguments(struct cmd *cmd, int argc, char **argv)
{
    struct option_table table;
    option_table_init(&table, cmd->command);
    optind = 0;
    for (;;) {
        int got = getopt_long(argc, argv, table.shorts, table.longs, NULL);
        if (got == -1)
            break;
        if (got == '?' || got == ':')
            return bad_option(cmd, &table, got, argv);
        vec_push(cmd->arena, &cmd->options,
                 (struct option_value){ row_of(&table, got), str_of(optarg) });
    }
    cmd->arg_count = (size_t)(argc - optind);
    cmd->args = arena_array(cmd->arena, cmd->arg_count, sizeof *cmd->args);
    for (size_t i = 0; i < cmd->arg_count; i++)
        cmd->args[i] = str_of(argv[optind + (int)i]);
    return -1;
}

static int run_command(struct cmd *cmd, int argc, char **argv)
{
    int code = parse_arguments(cmd, argc, argv);
    if (code >= 0)
        return code;
    if (cmd_option(cmd, "help")) {
        cmd_print(cmd, help_command(cmd->arena, cmd->command));
        return EXIT_PASS;
    }
    if (cmd->arg_count < cmd->command->min_args)
        return cmd_usage_error(cmd, "too few arguments: %s", cmd->command->usage);
    if (cmd->arg_count > cmd->command->max_args)
        return cmd_usage_error(cmd, "too many arguments: %s", cmd->command->usage);
    code = cmd->command->run(cmd);
    progress_stop(&cmd->progress);
    return code;
}

static int no_such_command(struct cmd *cmd, struct str name)
{
    size_t count;
    const struct command *const *list = command_list(&count);
    struct str *names = arena_array(cmd->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = str_of(list[i]->name);
    struct str near = nearest_word(name, names, count);
    return near.len ? cmd_usage_error(cmd, "no command %.*s; did you mean %.*s?", STR_ARG(name),
                                      STR_ARG(near))
                    : cmd_usage_error(cmd, "no command %.*s", STR_ARG(name));
}

int cmd_main(struct arena *arena, const struct env *env, int argc, char **argv)
{
    struct cmd cmd = { .arena = arena, .env = env, .started_ms = clock_steady_ms() };
    char *repo = NULL;
    int at = 1;

    /* As with git, -C may stand before the command. */
    if (argc > 2 && str_eq(str_of(argv[1]), STR("-C"))) {
        repo = argv[2];
        at = 3;
    }
    struct str name = at < argc ? str_of(argv[at]) : STR("--help");
    if (str_eq(name, STR("--version")) || str_eq(name, STR("-V"))) {
        cmd_print(&cmd, STR("stoplog " STOPLOG_VERSION "\n"));
        return EXIT_PASS;
    }
    if (str_eq(name, STR("--help")) || str_eq(name, STR("-h"))) {
        cmd_print(&cmd, help_overview(arena));
        return argc > 1 ? EXIT_PASS : EXIT_USAGE;
    }
    cmd.command = cmd_find(name);
    if (!cmd.command)
        return no_such_command(&cmd, name);
    if (repo)
        vec_push(arena, &cmd.options, (struct option_value){ &common_options[1], str_of(repo) });
    return run_command(&cmd, argc - at, argv + at);
}
