/* cmd: the table of commands and what every command is given.
 *
 * One row in commands.def, one file <name>.c with cmd_<name>(); options are rows too, and feed
 * parsing,
 * --help and the manual page alike. Only this layer and main see both host and the pure core. */
#ifndef STOPLOG_CMD_CMD_H
#define STOPLOG_CMD_CMD_H

#include "base/diag.h"
#include "base/err.h"
#include "base/vec.h"
#include "cmd/progress.h"
#include "host/env.h"

/* Exit codes of every command; DESIGN of the command line: 0 pass, 1 blocked, 2 usage or policy
 * error, 3 cannot decide. */
enum exit_code { EXIT_PASS = 0, EXIT_BLOCKED = 1, EXIT_USAGE = 2, EXIT_UNDECIDED = 3 };

struct option_row {
    const char *name;  /* long name without dashes */
    char letter;       /* short name or 0 */
    const char *value; /* name of the value for help, NULL for a flag */
    const char *help;
};

struct option_value {
    const struct option_row *row;
    struct str value;
};

struct cmd {
    struct arena *arena;
    const struct env *env;
    const struct command *command;
    struct {
        VEC_OF(struct option_value);
    } options; /* in the order given */
    struct str *args;
    size_t arg_count;
    int64_t started_ms; /* steady clock at the start of the process */
    struct progress progress;
};

struct command {
    const char *name, *usage, *summary, *details, *example;
    const struct option_row *options; /* ends with a row without a name; may be NULL */
    size_t min_args, max_args;
    int (*run)(struct cmd *cmd);
};

/* All commands, in the order of commands.def; *count is set. */
const struct command *const *command_list(size_t *count);
/* Options that every command takes; ends with a row without a name. */
extern const struct option_row common_options[];
/* NULL when there is none. */
const struct command *cmd_find(struct str name);
/* Runs the whole program: parses the arguments and runs the command. Returns the exit code. */
int cmd_main(struct arena *arena, const struct env *env, int argc, char **argv);

/* The last value given for an option, or NULL when it was not given (flags give ""). */
const struct str *cmd_option(const struct cmd *cmd, const char *name);
struct str cmd_arg(const struct cmd *cmd, size_t index, struct str fallback);

/* Prints "stoplog: error: <text>" (escaped) and returns the exit code that fits the status. */
int cmd_fail(struct cmd *cmd, const struct err *err);
/* Prints "stoplog: error: ..." about the usage of the command and returns EXIT_USAGE. */
int cmd_usage_error(struct cmd *cmd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Standard output and standard error; a closed pipe is not reported twice. Both end the progress.
 */
void cmd_print(struct cmd *cmd, struct str text);
void cmd_print_error(struct cmd *cmd, struct str text);

#endif
