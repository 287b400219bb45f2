/* html_parts: the pieces that all parts of the HTML report are made of. */
#include "report/html.h"

#include "codec/utf8.h"
#include "report/markdown.h"

void html_text(struct html *page, struct str text, size_t max_bytes)
{
    md_html(page->out, text_clean(page->arena, text, max_bytes));
}

void html_code(struct html *page, struct str text, size_t max_bytes)
{
    if (text.len > 0)
        md_html_code(page->out, page->arena, text, max_bytes);
}

void html_names(struct html *page, const struct str *names, size_t count)
{
    enum { SHOWN = 12 };
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        buf_puts(page->out, i ? ", " : "");
        html_code(page, names[i], HTML_NAME_BYTES);
    }
    if (count > SHOWN)
        buf_printf(page->out, " and %zu more", (size_t)(count - SHOWN));
}

void html_heading(struct html *page, const char *text)
{
    buf_printf(page->out, "<h2>%s</h2>\n", text);
}

void html_table(struct html *page, const char *const *columns, size_t count)
{
    page->columns = columns;
    buf_puts(page->out, "<div class=\"wide\"><table class=\"sorted\"><thead><tr>");
    for (size_t i = 0; i < count; i++)
        buf_printf(page->out, "<th scope=\"col\">%s</th>", columns[i]);
    buf_puts(page->out, "</tr></thead><tbody>\n");
}

void html_table_end(struct html *page)
{
    buf_puts(page->out, "</tbody></table></div>\n");
}

void html_row(struct html *page, struct str id)
{
    page->column = 0;
    buf_puts(page->out, "<tr");
    if (id.len > 0)
        buf_printf(page->out, " id=\"%.*s\"", STR_ARG(id));
    buf_puts(page->out, ">");
}

void html_row_end(struct html *page)
{
    buf_puts(page->out, "</td></tr>\n");
}

/* On a narrow screen there is no room for columns: the style shows the heading in each cell. */
static void add_cell(struct html *page, struct str attributes)
{
    const char *heading = page->columns[page->column];
    buf_puts(page->out, page->column++ > 0 ? "</td><td" : "<td");
    if (*heading)
        buf_printf(page->out, " data-label=\"%s\"", heading);
    buf_add(page->out, attributes);
    buf_puts(page->out, ">");
}

void html_cell(struct html *page)
{
    add_cell(page, STR_EMPTY);
}

void html_cell_of(struct html *page, int64_t sort, const char *style)
{
    struct str attributes = str_fmt(page->arena, " data-sort=\"%lld\"", (long long)sort);
    if (*style)
        attributes = str_fmt(page->arena, "%.*s class=\"%s\"", STR_ARG(attributes), style);
    add_cell(page, attributes);
}

void html_more(struct html *page, size_t count, size_t shown, const char *what)
{
    if (count > shown)
        buf_printf(page->out, "<p>%zu more %s are in the JSON report.</p>\n", count - shown, what);
}

void html_fact_code(struct html *page, const struct fact *fact)
{
    const struct fact_row *row = fact_row(fact->code);
    buf_puts(page->out, "<abbr title=\"");
    md_html(page->out, str_of(row->summary));
    buf_printf(page->out, "\">%s</abbr>", row->code);
}
