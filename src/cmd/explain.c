/* explain: the page of a fact, from inside the program. */
#include "base/limits.h"
#include "cmd/output.h"

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

static int run_explain(struct cmd *cmd)
{
    if (cmd->arg_count == 0)
        return list_facts(cmd);
    enum fact_code code = fact_find(cmd->args[0]);
    if (code == FACT_COUNT)
        return no_such_code(cmd, cmd->args[0]);
    cmd_print(cmd, report_fact_page(code));
    return EXIT_PASS;
}

const struct command command_explain = {
    .name = "explain",
    .usage = "stoplog explain [CODE]",
    .summary = "what a fact means and how to satisfy the gate",
    .details =
        "Prints the page of a fact: what it means, why it matters, an example, and what the\n"
        "gate asks for. Without CODE, lists all facts.\n",
    .example = "stoplog explain CL101",
    .max_args = 1,
    .run = run_explain,
};
