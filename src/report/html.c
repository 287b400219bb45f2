/* html: the report as one page that needs nothing else: the same parts in the same order as the
 * Markdown comment, the drawing in SVG, its style and script inside.
 *
 * It works without the script, which only follows ways, sorts tables and unfolds for the printer.
 * The content policy in the head names the digests of style and script: whatever else a browser
 * might take for either does not run, and nothing is loaded from anywhere. */
#include "report/html.h"

#include "codec/digest.h"
#include "report/formats.h"
#include "report/sentences.h"
#include "report/text_parts.h"

static const char *outcome_class(enum outcome outcome)
{
    if (outcome >= OUTCOME_BLOCK)
        return "bad";
    return outcome > OUTCOME_PASS ? "warn" : "good";
}

static void add_head(struct buf *out, struct arena *arena, const char *title)
{
    struct str style = html_file_text(&html_style), script = html_file_text(&html_script);
    buf_printf(out,
               "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
               "style-src 'sha256-%.*s'; script-src 'sha256-%.*s'; img-src data:; "
               "base-uri 'none'; form-action 'none'\">\n",
               STR_ARG(digest_base64(arena, style)), STR_ARG(digest_base64(arena, script)));
    buf_printf(out,
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n"
               "<meta name=\"referrer\" content=\"no-referrer\">\n"
               "<link rel=\"icon\" href=\"data:,\">\n<title>%s</title>\n<style>",
               title);
    buf_add(out, style);
    buf_puts(out, "</style>\n</head>\n<body>\n<main>\n");
}

static void add_verdict(struct html *page)
{
    const struct verdict *verdict = page->verdict;
    struct str outcome = sentence_outcome(page->arena, verdict), reason = sentence_reason(verdict);
    buf_printf(page->out, "<header class=\"%s\"><h1>This change %.*s</h1>\n<p>To ",
               outcome_class(verdict->outcome), STR_ARG(outcome));
    html_code(page, verdict->ref, HTML_NAME_BYTES);
    buf_puts(page->out, ": ");
    html_text(page, headline_summary(page->arena, page->view, true), 0);
    buf_puts(page->out, ".</p>\n");
    if (reason.len > 0) {
        buf_puts(page->out, "<blockquote>");
        html_text(page, reason, HTML_TEXT_BYTES);
        buf_puts(page->out, "</blockquote>\n");
    }
    buf_puts(page->out, "</header>\n");
}

static void add_footer(struct html *page, const struct report_options *options)
{
    const struct verdict *verdict = page->verdict;
    buf_printf(page->out, "<footer>stoplog %.*s", STR_ARG(options->version));
    if (verdict->policy_label.len > 0) {
        buf_puts(page->out, ", policy ");
        html_code(page, verdict->policy_label, HTML_NAME_BYTES);
    }
    buf_printf(page->out, ", %.*s..%.*s</footer>\n</article>\n",
               STR_ARG(oid_short(page->arena, &verdict->base)),
               STR_ARG(oid_short(page->arena, &verdict->tip)));
}

static void add_one(struct buf *out, struct arena *arena, const struct run *run, size_t number,
                    const struct report_options *options)
{
    static void (*const parts[])(struct html *) = {
        add_verdict,   html_needs,  html_next,  html_rejected, html_reached, html_spared,
        html_meanings, html_models, html_chart, html_approval, html_rebuild, html_waived,
    };
    struct view view;
    view_of_verdict(&view, arena, &run->verdicts[number]);
    struct html page = { .out = out,
                         .arena = arena,
                         .view = &view,
                         .verdict = &run->verdicts[number],
                         .number = number };
    html_chart_find(&page);
    buf_puts(out, "<article>\n");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        parts[i](&page);
    add_footer(&page, options);
}

/* The worst of the run, in words that are ours: a title is shown in many places. */
static const char *title_of(const struct run *run)
{
    static const char *const titles[] = {
        [OUTCOME_PASS] = "stoplog: passes",
        [OUTCOME_WARN] = "stoplog: passes with warnings",
        [OUTCOME_OVERRIDDEN] = "stoplog: passes by an override",
        [OUTCOME_BLOCK] = "stoplog: blocked",
        [OUTCOME_UNDECIDED] = "stoplog: cannot be decided",
    };
    return run->count > 0 ? titles[run_outcome(run)] : "stoplog: not governed";
}

void report_html(struct buf *out, struct arena *arena, const struct run *run,
                 const struct report_options *options)
{
    add_head(out, arena, title_of(run));
    for (size_t i = 0; i < run->count; i++)
        add_one(out, arena, run, i, options);
    if (run->count == 0)
        buf_printf(out, "<p>%zu ref%s not governed.</p>\n", run->ungoverned,
                   run->ungoverned == 1 ? " is" : "s are");
    buf_puts(out, "</main>\n<script>");
    buf_add(out, html_file_text(&html_script));
    buf_puts(out, "</script>\n</body>\n</html>\n");
}
