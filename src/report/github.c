/* github: workflow commands, which GitHub Actions turns into annotations of a pull request.
 *
 * Source: GitHub Docs, workflow commands; escapes as in actions/toolkit, packages/core/src/command.
 * Ten warnings and ten errors are shown for a step, so the worst come first. Every byte from the
 * repository is escaped: a name cannot start a command of its own, for it never starts a line. */
#include "report/finding.h"
#include "report/formats.h"
#include "report/phrase.h"
#include "report/text_parts.h"

static const char *command(enum policy_level level)
{
    static const char *const words[] = { "notice", "notice", "warning", "error" };
    return words[level];
}

/* message: "%", CR and LF; a property also ":" and ",". */
static void add_escaped(struct buf *out, struct str text, bool property)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
        if (special)
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
        else
            buf_add(out, (struct str){ &c, 1 });
    }
}

static void add_finding(struct buf *out, struct arena *arena, const struct finding *finding)
{
    buf_printf(out, "::%s file=", command(finding->level));
    add_escaped(out, phrase_cut(arena, finding->place.path, 0), true);
    buf_printf(out, ",line=%u,title=", (unsigned)finding->place.line);
    add_escaped(out, finding->title, true);
    buf_puts(out, "::");
    add_escaped(out, finding->message, false);
    buf_puts(out, "\n");
}

static void add_undecided(struct buf *out, struct arena *arena, const struct verdict *verdict)
{
    buf_puts(out, "::error title=stoplog cannot decide::");
    add_escaped(out, phrase_clean(arena, verdict->why_undecided), false);
    buf_puts(out, "\n");
}

void report_github(struct buf *out, struct arena *arena, const struct run *run,
                   const struct report_options *options)
{
    struct findings findings;
    findings_of(&findings, arena, run);
    for (size_t i = 0; i < run->count; i++)
        if (run->verdicts[i].outcome == OUTCOME_UNDECIDED)
            add_undecided(out, arena, &run->verdicts[i]);
    for (size_t i = 0; i < findings.count; i++)
        if (!findings.items[i].waiver)
            add_finding(out, arena, &findings.items[i]);
    for (size_t i = 0; i < run->count; i++) {
        struct view view;
        view_of_verdict(&view, arena, &run->verdicts[i]);
        buf_printf(out, "%.*s\n", STR_ARG(headline(arena, &view, options)));
    }
}
