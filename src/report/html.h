/* html: what the files of the HTML report share. A writer of a part adds nothing but what is fixed
 * here and text that went through html_text or html_code: no name of a repository reaches an
 * attribute other than title, a script or a style. */
#ifndef STOPLOG_REPORT_HTML_H
#define STOPLOG_REPORT_HTML_H

#include "report/impact_chart.h"

/* One verdict being written. */
struct html {
    struct buf *out;
    struct arena *arena;
    const struct view *view;
    const struct verdict *verdict;
    size_t number;             /* of the verdict in the run: part of every id */
    const struct chart *chart; /* what the change reaches, as it will be drawn; NULL = not at all */
    size_t *box_of_consumer;   /* per consumer of the verdict: its box, SIZE_MAX = not drawn */
    size_t undrawn;            /* consumers that are not in the chart */
    const char *const *columns; /* of the table being written */
    size_t column;              /* cells of its row so far */
};

enum { HTML_NAME_BYTES = 200, HTML_TEXT_BYTES = 400, HTML_ROWS = 1000 };

/* html_parts.c: pieces. Text is cleaned, cut to max_bytes (0 = not at all) and escaped. */
void html_text(struct html *page, struct str text, size_t max_bytes);
void html_code(struct html *page, struct str text, size_t max_bytes);
/* "a", "b" and 3 more, each as code. */
void html_names(struct html *page, const struct str *names, size_t count);
void html_heading(struct html *page, const char *text);
/* A table that the script can sort; columns: their headings, which may be "". */
void html_table(struct html *page, const char *const *columns, size_t count);
void html_table_end(struct html *page);
/* A row; id "" for none. html_cell begins each cell of it, and ends the one before. */
void html_row(struct html *page, struct str id);
void html_row_end(struct html *page);
void html_cell(struct html *page);
/* The same for a number to sort by and a class of the style, "" for none. */
void html_cell_of(struct html *page, int64_t sort, const char *style);
/* "12 more models are in the JSON report." when not all are shown. */
void html_more(struct html *page, size_t count, size_t shown, const char *what);
/* The code of a fact, with what it means as its title. */
void html_fact_code(struct html *page, const struct fact *fact);

/* html_needs.c: who is needed, what to do next, which approvals do not count, how to approve, what
 * was waived. */
void html_needs(struct html *page);
void html_next(struct html *page);
void html_rejected(struct html *page);
void html_approval(struct html *page);
void html_waived(struct html *page);
/* html_reach.c: consumers that are reached and that are proven not to be, what columns mean now. */
void html_reached(struct html *page);
void html_spared(struct html *page);
void html_meanings(struct html *page);
/* html_models.c: each model with its facts; what a rebuild means. */
void html_models(struct html *page);
void html_rebuild(struct html *page);
/* html_chart.c: finds what to draw; the drawing itself. */
void html_chart_find(struct html *page);
void html_chart(struct html *page);

/* html_files.c: html.css and html.js, as compiled in. */
extern const struct html_file {
    const char *start, *end;
} html_style, html_script;
struct str html_file_text(const struct html_file *file);

#endif
