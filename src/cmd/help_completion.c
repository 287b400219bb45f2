/* help_completion: scripts that complete commands, options and their values, from the tables.
 *
 * Words come from our own tables only, which hold no quotes; what a repository holds (branches) is
 * asked of git when it is needed, by the shell itself. */
#include "base/buf.h"
#include "base/limits.h"
#include "change/fact.h"
#include "cmd/help.h"

/* The words that a --format row names in its help: "text, json or dot; ...". One list for all
 * commands of a shell that does not tell them apart: that of `check`. */
static void add_formats(struct buf *out, const struct option_row *row)
{
    struct str help = str_of(row->help);
    ptrdiff_t end = str_find_byte(help, ';');
    struct str rest = end < 0 ? help : str_sub(help, 0, (size_t)end), word;
    const char *gap = "";
    while (str_split(&rest, ' ', &word)) {
        if (str_ends(word, STR(",")))
            word.len--;
        if (str_eq(word, STR("or")) || word.len == 0)
            continue;
        buf_printf(out, "%s%.*s", gap, STR_ARG(word));
        gap = " ";
    }
}

static const struct option_row *format_row(const struct command *command)
{
    const struct option_row *row = command->options;
    while (row && row->name && !str_eq(str_of(row->name), STR("format")))
        row++;
    return row && row->name ? row : NULL;
}

static void add_codes(struct buf *out)
{
    for (size_t i = 0; i < FACT_COUNT; i++)
        buf_printf(out, "%s%s", i ? " " : "", fact_row((enum fact_code)i)->code);
}

static void add_commands(struct buf *out)
{
    size_t count;
    const struct command *const *list = command_list(&count);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s%s", i ? " " : "", list[i]->name);
}

static bool is_command(const struct command *command, const char *name)
{
    return str_eq(str_of(command->name), str_of(name));
}

/* ---- bash ---- */

static void bash_options(struct buf *out, const struct option_row *rows)
{
    for (; rows && rows->name; rows++)
        buf_printf(out, " --%s", rows->name);
}

static void bash_command(struct buf *out, const struct command *command)
{
    buf_printf(out, "    %s) words=\"", command->name);
    bash_options(out, common_options);
    bash_options(out, command->options);
    if (is_command(command, "explain")) {
        buf_byte(out, ' ');
        add_codes(out);
    } else if (is_command(command, "help")) {
        buf_byte(out, ' ');
        add_commands(out);
    } else {
        buf_puts(out, " $(git for-each-ref --format='%(refname:short)' 2>/dev/null)");
    }
    buf_puts(out, "\" ;;\n");
}

static void write_bash(struct buf *out)
{
    size_t count;
    const struct command *const *list = command_list(&count);
    buf_puts(
        out,
        "# bash completion for stoplog\n_stoplog() {\n"
        "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    local command= words= i\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        case ${COMP_WORDS[i]} in\n        -C | --repo) ((i++)) ;;\n        -*) ;;\n"
        "        *) command=${COMP_WORDS[i]}; break ;;\n        esac\n    done\n"
        "    case $prev in\n    -C | --repo) mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); "
        "return ;;\n    -f | --format) mapfile -t COMPREPLY < <(compgen -W \"");
    add_formats(out, format_row(cmd_find(STR("check"))));
    buf_puts(
        out,
        "\" -- \"$cur\"); return ;;\n"
        "    --evidence | --policy) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;\n"
        "    esac\n    case $command in\n    '') words=\"");
    add_commands(out);
    bash_options(out, common_options);
    buf_puts(out, "\" ;;\n");
    for (size_t i = 0; i < count; i++)
        bash_command(out, list[i]);
    buf_puts(out, "    esac\n    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\n"
                  "complete -o default -F _stoplog stoplog\n");
}

/* ---- zsh ---- */

/* Inside '...' and [...]: our own texts, but for signs that _arguments reads. */
static void zsh_text(struct buf *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            buf_puts(out, "'\\''");
        else if (*c == '[' || *c == ']' || *c == ':')
            buf_printf(out, "\\%c", *c);
        else
            buf_byte(out, *c);
    }
}

static void zsh_value(struct buf *out, const struct option_row *row)
{
    if (!row->value)
        return;
    buf_printf(out, ":%s:", row->name);
    if (str_eq(str_of(row->name), STR("format"))) {
        buf_byte(out, '(');
        add_formats(out, row);
        buf_byte(out, ')');
    } else {
        buf_puts(out, str_eq(str_of(row->name), STR("repo")) ? "_files -/" : "_files");
    }
}

static void zsh_options(struct buf *out, const struct option_row *rows)
{
    for (; rows && rows->name; rows++) {
        buf_printf(out, "            '*--%s[", rows->name);
        zsh_text(out, rows->help);
        buf_byte(out, ']');
        zsh_value(out, rows);
        buf_puts(out, "' \\\n");
    }
}

static void write_zsh(struct buf *out)
{
    size_t count;
    const struct command *const *list = command_list(&count);
    buf_puts(out,
             "#compdef stoplog\n_stoplog_refs() {\n    local -a refs\n"
             "    refs=(${(f)\"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)\"})\n"
             "    compadd -a refs\n}\n_stoplog() {\n    local -a commands\n    commands=(\n");
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "        '%s:", list[i]->name);
        zsh_text(out, list[i]->summary);
        buf_puts(out, "'\n");
    }
    buf_puts(out, "    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n"
                  "        return\n    fi\n    case $words[2] in\n");
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "    %s)\n        _arguments \\\n", list[i]->name);
        zsh_options(out, common_options);
        zsh_options(out, list[i]->options);
        if (is_command(list[i], "explain")) {
            buf_puts(out, "            '*:code:(");
            add_codes(out);
            buf_puts(out, ")'\n        ;;\n");
        } else {
            buf_puts(out, "            '*:revision:_stoplog_refs'\n        ;;\n");
        }
    }
    buf_puts(out, "    esac\n}\n_stoplog \"$@\"\n");
}

/* ---- fish ---- */

static void fish_text(struct buf *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\'' || *c == '\\')
            buf_byte(out, '\\');
        buf_byte(out, *c);
    }
}

static void fish_options(struct buf *out, const struct option_row *rows, const char *when)
{
    for (; rows && rows->name; rows++) {
        buf_printf(out, "complete -c stoplog %s -l %s", when, rows->name);
        if (rows->letter)
            buf_printf(out, " -s %c", rows->letter);
        if (rows->value && str_eq(str_of(rows->name), STR("format"))) {
            buf_puts(out, " -x -a '");
            add_formats(out, rows);
            buf_byte(out, '\'');
        } else if (rows->value) {
            buf_puts(out, " -r");
        }
        buf_puts(out, " -d '");
        fish_text(out, rows->help);
        buf_puts(out, "'\n");
    }
}

static void fish_command(struct buf *out, const struct command *command)
{
    struct str when = str_fmt(out->arena, "-n '__fish_seen_subcommand_from %s'", command->name);
    buf_printf(out, "complete -c stoplog -n __fish_use_subcommand -a %s -d '", command->name);
    fish_text(out, command->summary);
    buf_puts(out, "'\n");
    fish_options(out, command->options, when.ptr);
    if (is_command(command, "explain")) {
        buf_printf(out, "complete -c stoplog %s -a '", when.ptr);
        add_codes(out);
        buf_puts(out, "'\n");
    } else {
        buf_printf(out, "complete -c stoplog %s -a '(__stoplog_refs)'\n", when.ptr);
    }
}

static void write_fish(struct buf *out)
{
    size_t count;
    const struct command *const *list = command_list(&count);
    buf_puts(out, "# fish completion for stoplog\nfunction __stoplog_refs\n"
                  "    git for-each-ref --format='%(refname:short)' 2>/dev/null\nend\n"
                  "complete -c stoplog -f\n");
    fish_options(out, common_options, "");
    for (size_t i = 0; i < count; i++)
        fish_command(out, list[i]);
}

struct str help_completion(struct arena *arena, struct str shell)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    if (str_eq(shell, STR("bash")))
        write_bash(&out);
    else if (str_eq(shell, STR("zsh")))
        write_zsh(&out);
    else if (str_eq(shell, STR("fish")))
        write_fish(&out);
    return buf_str(&out);
}
