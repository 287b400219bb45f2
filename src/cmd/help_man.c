/* help_man: the manual pages, from the tables of commands, options and policy keys. */
#include "base/buf.h"
#include "base/limits.h"
#include "cmd/help.h"
#include "policy/schema.h"

static struct buf new_text(struct arena *arena)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    return out;
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
             ".SH SEE ALSO\n.BR stoplog.yml (5),\n.BR githooks (5),\n.BR "
             "git\\-interpret\\-trailers (1)\n");
    return buf_str(&out);
}

/* ---- stoplog.yml(5) ---- */

static void man_title(struct buf *out, const char *text)
{
    buf_puts(out, ".SS ");
    for (const char *c = text; *c; c++)
        buf_byte(out, *c >= 'a' && *c <= 'z' && c == text ? (char)(*c - 'a' + 'A') : *c);
    buf_byte(out, '\n');
}

static void man_fields(struct buf *out)
{
    size_t count;
    const struct field *fields = schema_fields(&count);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || fields[i].schema != fields[i - 1].schema)
            man_title(out, schema_name(fields[i].schema));
        buf_puts(out, ".TP\n.B ");
        man_text(out, fields[i].key.ptr);
        buf_puts(out, fields[i].required ? " (needed)\n" : "\n");
        man_text(out, fields[i].summary);
        buf_byte(out, '\n');
    }
}

static void man_predicates(struct buf *out)
{
    static const struct {
        const char *word, *form, *summary;
    } rows[] = {
#define PREDICATE(name, word, values, summary) { word, values, summary },
#include "policy/predicates.def"
#undef PREDICATE
    };
    buf_puts(out, ".SS Keys of when\nAll keys must hold; a list means any of its values. "
                  "and, or and not take conditions.\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_puts(out, ".TP\n.B ");
        man_text(out, rows[i].word);
        buf_printf(out, " (%s)\n", rows[i].form);
        man_text(out, rows[i].summary);
        buf_byte(out, '\n');
    }
}

struct str help_man_policy(struct arena *arena)
{
    struct buf out = new_text(arena);
    buf_puts(&out,
             ".TH STOPLOG.YML 5 \"\" \"stoplog " STOPLOG_VERSION "\" \"File Formats\"\n"
             ".SH NAME\nstoplog.yml \\- policy of a repository that stoplog guards\n"
             ".SH SYNOPSIS\n.I .stoplog/*.yml\n.br\n.I stoplog.yml\n(in a bare repository) or\n"
             ".I /etc/stoplog/stoplog.yml\n.SH DESCRIPTION\n");
    man_text(
        &out,
        "All files directly in .stoplog/ are read as one policy, from the base of a change and\n"
        "never from its tip. Unknown keys, duplicates, aliases and requirements that nobody can\n"
        "meet are errors. The server's own file has the keys listed last.\n");
    buf_puts(&out, ".SH KEYS\n");
    man_fields(&out);
    man_predicates(&out);
    buf_puts(&out, ".SH EXAMPLE\n.nf\n");
    man_text(&out, "version: 1\nteams:\n  finance: {members: [ann@example.com, bob@example.com]}\n"
                   "owners:\n  - {models: \"finance.*\", team: finance}\n"
                   "  - {paths: \".stoplog/**\", team: finance}\nconsumers:\n  weekly_revenue:\n"
                   "    type: dashboard\n    owner: {team: finance}\n    depends_on:\n"
                   "      - {model: finance.revenue, columns: [amount]}\n"
                   "rules: {extends: standard, CL104: block}\n");
    buf_puts(&out, ".fi\n.SH SEE ALSO\n.BR stoplog (1)\n");
    return buf_str(&out);
}
