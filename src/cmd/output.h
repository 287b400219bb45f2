/* output: --format F[=FILE], repeatable, for every command that reports. */
#ifndef STOPLOG_CMD_OUTPUT_H
#define STOPLOG_CMD_OUTPUT_H

#include "cmd/cmd.h"
#include "report/report.h"

struct output {
    size_t format;   /* enum format, or of what words_of gives the words */
    struct str file; /* "" = standard output */
};
struct outputs {
    VEC_OF(struct output);
};

/* Row to put into a command's option table. */
#define OPTION_FORMAT                                                                              \
    {                                                                                              \
        "format", 'f', "F[=FILE]", "text or json; repeatable; =FILE writes to a file"              \
    }

/* The same for commands that judge. */
#define OPTION_REPORT                                                                              \
    {                                                                                              \
        "format", 'f', "F[=FILE]",                                                                 \
            "text, json, markdown, html, sarif, junit, github, gitlab, mermaid or dot; "           \
            "repeatable; =FILE writes to a file"                                                   \
    }

/* Whether to colour what goes to a stream: to a terminal or where CLICOLOR_FORCE asks for it, never
 * with NO_COLOR or TERM=dumb. */
bool output_has_color(const struct env *env, bool terminal);
/* The word of a format, NULL past the last; the first is the default. */
typedef const char *output_words(size_t format);
/* Reads all --format options; none gives the first format on standard output. -1 to go on, else an
 * exit code. */
int outputs_parse(struct cmd *cmd, output_words *words, struct outputs *out);
/* The words of what comes as text or JSON only. */
const char *output_plain_words(size_t format);
/* The words of enum format. */
const char *output_report_words(size_t format);
/* Writes a report in one of the formats. */
typedef void output_writer(void *ctx, struct buf *out, size_t format,
                           const struct report_options *options);
/* Writes the report in every format asked for, in colour on standard output only. -1, or an exit
 * code: a file cannot be written, or the report is larger than LIMIT_report_bytes. */
int outputs_write(struct cmd *cmd, const struct outputs *outputs, output_writer *write, void *ctx);
/* Writes a judged run in every format asked for. -1, or an exit code when a file cannot be written.
 */
int outputs_run(struct cmd *cmd, const struct run *run);

#endif
