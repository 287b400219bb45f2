/* github: workflow commands, which GitHub Actions turns into annotations of a pull request.
 *
 * Source: GitHub Docs, workflow commands; escapes as in actions/toolkit, packages/core/src/command.
 * Ten warnings and ten errors are shown for a step, so the worst come first. Every line is a
 * command of ours, and what is from the repository is escaped inside of it: the runner looks for
 * commands (also "##[...]") in lines that are none yet. */
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

static void add_fault(struct buf *out, struct arena *arena, const struct verdict *verdict)
{
    struct str why = verdict_fault(verdict);
    if (why.len == 0)
        return;
    buf_printf(out, "::error title=stoplog %s::", outcome_name(verdict->outcome));
    add_escaped(out, phrase_clean(arena, why), false);
    buf_puts(out, "\n");
}

static void add_headline(struct buf *out, struct arena *arena, const struct verdict *verdict,
                         const struct report_options *options)
{
    struct view view;
    view_of_verdict(&view, arena, verdict);
    buf_puts(out, "::notice title=stoplog::");
    add_escaped(out, headline(arena, &view, options), false);
    buf_puts(out, "\n");
}

void report_github(struct buf *out, struct arena *arena, const struct run *run,
                   const struct report_options *options)
{
    struct findings findings;
    findings_of(&findings, arena, run);
    for (size_t i = 0; i < run->count; i++)
        add_fault(out, arena, &run->verdicts[i]);
    for (size_t i = 0; i < findings.count; i++)
        if (!findings.items[i].waiver)
            add_finding(out, arena, &findings.items[i]);
    for (size_t i = 0; i < run->count; i++)
        add_headline(out, arena, &run->verdicts[i], options);
    if (run->count == 0)
        buf_printf(out, "::notice title=stoplog::%zu ref%s not governed\n", run->ungoverned,
                   run->ungoverned == 1 ? " is" : "s are");
}
