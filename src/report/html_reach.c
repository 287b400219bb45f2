/* html_reach: whom the change reaches, and who is proven not to be reached. */
#include "report/html.h"
#include "report/phrase.h"
#include "report/sentences.h"

/* The name, which leads to its box where there is one. */
static void add_consumer_name(struct html *page, size_t index)
{
    const struct consumer *consumer = page->verdict->consumers.items[index].consumer;
    size_t box = page->chart ? page->box_of_consumer[index] : SIZE_MAX;
    if (box != SIZE_MAX)
        buf_printf(page->out, "<a href=\"#v%zu-box-%zu\">", page->number, box);
    html_code(page, consumer->id, HTML_NAME_BYTES);
    buf_puts(page->out, box != SIZE_MAX ? "</a>" : "");
}

static void add_consumer(struct html *page, size_t index)
{
    const struct reach_summary *summary = &page->verdict->consumers.items[index];
    const struct consumer *consumer = summary->consumer;
    html_row(page, STR_EMPTY);
    html_cell(page);
    add_consumer_name(page, index);
    html_cell(page);
    html_code(page, consumer->type, HTML_NAME_BYTES);
    html_cell_of(page, -(int)consumer->maturity, "");
    buf_puts(page->out, maturity_name(consumer->maturity));
    html_cell(page);
    html_code(page, sentence_owner(consumer), HTML_NAME_BYTES);
    buf_puts(page->out, " ");
    html_code(page, sentence_contact(consumer), HTML_NAME_BYTES);
    html_cell(page);
    if (summary->reach_count > 0) {
        const struct reach *reach = &page->verdict->impact.reaches.items[summary->first_reach];
        html_code(page, phrase_path(page->arena, reach), 0);
        buf_printf(page->out, " (%s)", edge_strength_name(reach->weakest));
    }
    html_row_end(page);
}

void html_reached(struct html *page)
{
    static const char *const columns[] = { "consumer", "type", "maturity", "owner", "over" };
    const struct verdict *verdict = page->verdict;
    size_t shown = 0;
    if (page->view->consumers_reached == 0)
        return;
    html_heading(page, "Consumers reached");
    html_table(page, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < verdict->consumers.count && shown < HTML_ROWS; i++)
        if (verdict->consumers.items[i].reached) {
            add_consumer(page, i);
            shown++;
        }
    html_table_end(page);
    html_more(page, page->view->consumers_reached, shown, "consumers");
}

void html_spared(struct html *page)
{
    static const char *const columns[] = { "consumer", "because it" };
    const struct verdict *verdict = page->verdict;
    size_t spared = verdict->consumers.count - page->view->consumers_reached, shown = 0;
    if (spared == 0 || !verdict->impact.reader_why)
        return;
    buf_printf(page->out, "<details><summary>Proven not reached: %zu consumer%s</summary>\n",
               spared, spared == 1 ? "" : "s");
    html_table(page, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < verdict->consumers.count && shown < HTML_ROWS; i++) {
        if (verdict->consumers.items[i].reached)
            continue;
        shown++;
        html_row(page, STR_EMPTY);
        html_cell(page);
        html_code(page, verdict->consumers.items[i].consumer->id, HTML_NAME_BYTES);
        html_cell(page);
        html_text(page, verdict->impact.reader_why[i], HTML_TEXT_BYTES);
        html_row_end(page);
    }
    html_table_end(page);
    html_more(page, spared, shown, "consumers");
    buf_puts(page->out, "</details>\n");
}

void html_meanings(struct html *page)
{
    const struct verdict *verdict = page->verdict;
    if (verdict->statements.count == 0)
        return;
    html_heading(page, "What it means now");
    buf_puts(page->out, "<ul>\n");
    for (size_t i = 0; i < verdict->statements.count && i < HTML_ROWS; i++) {
        const struct meaning *meaning = &verdict->statements.items[i];
        buf_puts(page->out, "<li>");
        html_code(page, meaning->subject, HTML_NAME_BYTES);
        buf_puts(page->out, ": ");
        html_text(page, meaning->text, HTML_TEXT_BYTES);
        buf_puts(page->out, "</li>\n");
    }
    buf_puts(page->out, "</ul>\n");
    html_more(page, verdict->statements.count, HTML_ROWS, "statements");
}
