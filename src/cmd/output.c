#include "cmd/output.h"

#include "base/limits.h"

#define HOOK_COLUMNS 70
#define WIDE_COLUMNS 120

const char *output_report_words(size_t format)
{
    return format < FORMAT_COUNT ? format_word((enum format)format) : NULL;
}

const char *output_plain_words(size_t format)
{
    static const enum format plain[] = { FORMAT_TEXT, FORMAT_JSON };
    return format < sizeof plain / sizeof *plain ? format_word(plain[format]) : NULL;
}

static int unknown_format(struct cmd *cmd, output_words *words, struct str word)
{
    struct buf list;
    buf_init(&list, cmd->arena, LIMIT_report_bytes);
    for (size_t i = 0; words(i); i++)
        buf_printf(&list, "%s%s", i ? ", " : "", words(i));
    return cmd_usage_error(cmd, "no format %.*s; there are %.*s", STR_ARG(word),
                           STR_ARG(buf_str(&list)));
}

static size_t find_word(output_words *words, struct str word)
{
    size_t at = 0;
    while (words(at) && !str_eq(word, str_of(words(at))))
        at++;
    return words(at) ? at : SIZE_MAX;
}

int outputs_parse(struct cmd *cmd, output_words *words, struct outputs *out)
{
    *out = (struct outputs){ .count = 0 };
    for (size_t i = 0; i < cmd->options.count; i++) {
        struct option_value given = cmd->options.items[i];
        if (!str_eq(str_of(given.row->name), STR("format")))
            continue;
        ptrdiff_t equals = str_find_byte(given.value, '=');
        struct str word = equals < 0 ? given.value : str_sub(given.value, 0, (size_t)equals);
        struct str file =
            equals < 0 ? STR_EMPTY : str_sub(given.value, (size_t)equals + 1, given.value.len);
        size_t format = find_word(words, word);
        if (format == SIZE_MAX)
            return unknown_format(cmd, words, word);
        vec_push(cmd->arena, out, (struct output){ format, file });
    }
    if (out->count == 0)
        vec_push(cmd->arena, out, (struct output){ 0, STR_EMPTY });
    return -1;
}

static int output_write(struct cmd *cmd, const struct output *output, struct str text)
{
    struct err err;
    if (output->file.len == 0) {
        cmd_print(cmd, text);
        return -1;
    }
    return file_write(output->file, text, &err) == OK ? -1 : cmd_fail(cmd, &err);
}

bool output_has_color(const struct env *env, bool terminal)
{
    return !env->no_color && !env->dumb && (terminal || env->force_color);
}

static struct report_options output_options(const struct cmd *cmd)
{
    const struct env *env = cmd->env;
    int columns = env->columns < HOOK_COLUMNS ? HOOK_COLUMNS : env->columns;
    return (struct report_options){
        .columns = (unsigned)(columns > WIDE_COLUMNS ? WIDE_COLUMNS : columns),
        .color = output_has_color(env, env->stdout_tty),
        .verbose = cmd_option(cmd, "verbose") != NULL,
        .elapsed_ms = clock_steady_ms() - cmd->started_ms,
        .version = STR(STOPLOG_VERSION),
    };
}

int outputs_write(struct cmd *cmd, const struct outputs *outputs, output_writer *write, void *ctx)
{
    int code = -1;
    for (size_t i = 0; i < outputs->count && code < 0; i++) {
        struct report_options options = output_options(cmd);
        struct buf buf;
        buf_init(&buf, cmd->arena, LIMIT_report_bytes);
        options.color = options.color && outputs->items[i].file.len == 0;
        write(ctx, &buf, outputs->items[i].format, &options);
        if (buf_overflowed(&buf))
            return cmd_usage_error(cmd, "the report is larger than %zu bytes (limit report_bytes)",
                                   LIMIT_report_bytes);
        code = output_write(cmd, &outputs->items[i], buf_str(&buf));
    }
    return code;
}

struct report_of_run {
    struct cmd *cmd;
    const struct run *run;
};

static void write_run(void *ctx, struct buf *out, size_t format,
                      const struct report_options *options)
{
    const struct report_of_run *judged = ctx;
    report_write(out, judged->cmd->arena, (enum format)format, judged->run, options);
}

int outputs_run(struct cmd *cmd, const struct run *run)
{
    struct report_of_run judged = { cmd, run };
    struct outputs outputs;
    int code = outputs_parse(cmd, output_report_words, &outputs);
    return code >= 0 ? code : outputs_write(cmd, &outputs, write_run, &judged);
}
