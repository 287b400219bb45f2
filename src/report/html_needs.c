/* html_needs: who is needed, and what they are asked to do. */
#include "report/html.h"
#include "report/phrase.h"
#include "report/sentences.h"

static void add_need(struct html *page, const struct view_need *need)
{
    const struct judged *judged = need->judged;
    const struct requirement *requirement = &judged->requirement;
    bool must = requirement->level == LEVEL_BLOCK;
    html_row(page, STR_EMPTY);
    html_cell_of(page, must ? 0 : 1, must ? "bad" : "warn");
    buf_puts(page->out, must ? "must" : "should");
    html_cell(page);
    buf_add(page->out, sentence_need(page->arena, requirement));
    html_names(page, need->subjects.items, need->subjects.count);
    html_cell(page);
    html_code(page, requirement_asks(requirement), HTML_NAME_BYTES);
    if (judged_asks_people(judged))
        buf_printf(page->out, " (%u of %u)", judged->have, requirement->count);
    html_cell(page);
    html_names(page, judged->could.items, judged->could.count);
    html_code(page, sentence_found(judged), HTML_TEXT_BYTES);
    html_cell(page);
    html_code(page, requirement_contact(requirement), HTML_NAME_BYTES);
    html_row_end(page);
}

void html_needs(struct html *page)
{
    static const char *const columns[] = { "", "what", "who", "may approve, or what was found",
                                           "contact" };
    const struct view *view = page->view;
    if (view->needs.count == 0)
        return;
    html_heading(page, "Needed");
    html_table(page, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < view->needs.count && i < HTML_ROWS; i++)
        add_need(page, &view->needs.items[i]);
    html_table_end(page);
    html_more(page, view->needs.count, HTML_ROWS, "requirements");
}

void html_next(struct html *page)
{
    struct str command = sentence_next_command(page->arena, page->view);
    if (command.len == 0)
        return;
    buf_puts(page->out, "<p>Next: ");
    html_code(page, command, 0);
    buf_puts(page->out, "</p>\n");
}

void html_rejected(struct html *page)
{
    size_t shown = 0, wanted = 0;
    for (size_t i = 0; i < page->verdict->approvals.count; i++) {
        const struct candidate *candidate = &page->verdict->approvals.items[i];
        if (candidate->state == CANDIDATE_COUNTS || wanted++ >= HTML_ROWS)
            continue;
        buf_puts(page->out, shown++ ? "" : "<p>Approvals that do not count:</p>\n<ul>\n");
        buf_puts(page->out, "<li>");
        html_code(page, candidate->who.email.len > 0 ? candidate->who.email : candidate->who.name,
                  HTML_NAME_BYTES);
        buf_puts(page->out, ": ");
        html_text(page, candidate->why, HTML_TEXT_BYTES);
        buf_puts(page->out, "</li>\n");
    }
    buf_puts(page->out, shown ? "</ul>\n" : "");
    html_more(page, wanted, shown, "approvals");
}

void html_approval(struct html *page)
{
    const struct verdict *verdict = page->verdict;
    if (verdict->fingerprint.hex.len == 0 || !sentence_asks_people(page->view))
        return;
    html_heading(page, "To approve");
    buf_puts(page->out, "<pre class=\"command\">");
    html_text(page, view_approve_command(page->arena, verdict), 0);
    buf_puts(page->out, "</pre>\n<p>An approval covers change ");
    html_code(page, str_sub(verdict->fingerprint.hex, 0, 12), 0);
    buf_printf(page->out, "%s</p>\n", sentence_approval);
}

void html_waived(struct html *page)
{
    const struct rule_output *rules = &page->verdict->rules;
    if (rules->waived.count == 0)
        return;
    buf_puts(page->out, "<p>Waived:</p>\n<ul>\n");
    for (size_t i = 0; i < rules->waived.count && i < HTML_ROWS; i++) {
        const struct waived *waived = &rules->waived.items[i];
        const struct fact *fact = &page->view->changes->facts.items[waived->fact];
        buf_puts(page->out, "<li>");
        html_fact_code(page, fact);
        buf_puts(page->out, " ");
        html_code(page, fact->subject, HTML_NAME_BYTES);
        buf_puts(page->out, ": ");
        html_text(page, waived->waiver->reason, HTML_TEXT_BYTES);
        buf_puts(page->out, "</li>\n");
    }
    buf_puts(page->out, "</ul>\n");
    html_more(page, rules->waived.count, HTML_ROWS, "waived findings");
}
