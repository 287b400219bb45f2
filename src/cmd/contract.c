/* contract: write, version, check and compare the contracts of models. One word, one file. */
#include "cmd/contract_parts.h"
#include "cmd/range.h"

static const struct word {
    struct str word;
    int (*run)(struct cmd *cmd, struct session *session);
    const char *arguments;
    size_t least, most;  /* arguments behind the word */
    const char *options; /* that it takes, besides those of every command */
} words[] = {
    { STR_INIT("init"), contract_init, "MODEL", 1, 1, "file force at" },
    { STR_INIT("bump"), contract_bump, "FILE", 1, 1, "major minor patch to base compatibility" },
    { STR_INIT("check"), contract_check, "[FILE...]", 0, SIZE_MAX, "at format" },
    { STR_INIT("diff"), contract_diff_files, "A B", 2, 2, "compatibility format" },
    { STR_INIT("changelog"), contract_changelog, "FILE", 1, 1, "since at compatibility format" },
};
enum { WORDS = sizeof words / sizeof *words };

static bool takes(const struct word *word, struct str option)
{
    struct str rest = str_of(word->options), name;
    while (rest.ptr && str_split(&rest, ' ', &name))
        if (str_eq(name, option))
            return true;
    for (const struct option_row *row = common_options; row->name; row++)
        if (str_eq(str_of(row->name), option))
            return true;
    return false;
}

static int run_contract(struct cmd *cmd)
{
    const struct word *word = words;
    struct str names[WORDS];
    while (word < words + WORDS && !str_eq(word->word, cmd->args[0]))
        word++;
    for (size_t i = 0; i < WORDS; i++)
        names[i] = words[i].word;
    if (word == words + WORDS) {
        struct str near = nearest_word(cmd->args[0], names, WORDS);
        return near.len ? cmd_usage_error(cmd, "no contract %.*s; did you mean %.*s?",
                                          STR_ARG(cmd->args[0]), STR_ARG(near))
                        : cmd_usage_error(cmd, "no contract %.*s", STR_ARG(cmd->args[0]));
    }
    size_t given = cmd->arg_count - 1;
    if (given < word->least || given > word->most)
        return cmd_usage_error(cmd, "too %s arguments: stoplog contract %.*s %s",
                               given < word->least ? "few" : "many", STR_ARG(word->word),
                               word->arguments);
    for (size_t i = 0; i < cmd->options.count; i++)
        if (!takes(word, str_of(cmd->options.items[i].row->name)))
            return cmd_usage_error(cmd, "contract %.*s has no --%s", STR_ARG(word->word),
                                   cmd->options.items[i].row->name);
    return range_run(cmd, word->run);
}

static const struct option_row options[] = {
    { "file", 0, "FILE", "init: write it there instead of printing it" },
    { "force", 0, NULL, "init: replace an existing file" },
    { "at", 0, "REV", "init, check, changelog: of this commit instead of the work tree" },
    { "major", 0, NULL, "bump: raise this part, whatever changed" },
    { "minor", 0, NULL, "bump: the same" },
    { "patch", 0, NULL, "bump: the same" },
    { "to", 0, "VERSION", "bump: write this version" },
    { "base", 0, "REV", "bump: what to compare with (default: where HEAD left main)" },
    { "since", 0, "REV", "changelog: only what came in after this commit or tag" },
    { "compatibility", 0, "WORD",
      "bump, diff, changelog: none, backward, forward or full; default: the policy's, else "
      "forward" },
    { "format", 'f', "F[=FILE]",
      "check: text or json; diff, changelog: markdown too; repeatable; =FILE writes to a file" },
    { NULL, 0, NULL, NULL },
};

const struct command command_contract = {
    .name = "contract",
    .usage = "stoplog contract init|bump|check|diff|changelog",
    .summary = "data contracts: write, version, check, compare, tell what changed",
    .details =
        "init MODEL: prints a contract (ODCS v3.1) of what the model's files say of it: columns,\n"
        "types, comments, keys, audits, schedule, owner. It is a draft and binds nobody yet.\n"
        "bump FILE: puts the next version into the file and leaves every other byte as it is.\n"
        "Without a level it compares with base and takes what the changes ask for.\n"
        "check [FILE...]: holds contracts (those that .stoplog declares) against their models.\n"
        "Ends with 1 when one that binds promises what its model does not keep, with 2 when one\n"
        "cannot be read.\n"
        "diff A B: what changed for the readers between two files, or REV:PATH, and how far the\n"
        "version must move. Ends with 1 when it breaks readers and the version does not say so.\n"
        "changelog FILE: the same for every version in the history of the branch, newest first.\n",
    .example = "stoplog contract init finance.orders --file contracts/orders.odcs.yaml",
    .options = options,
    .min_args = 1,
    .max_args = SIZE_MAX,
    .run = run_contract,
};
