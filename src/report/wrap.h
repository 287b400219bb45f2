/* wrap: a page of lines for people, wrapped by display width.
 *
 * Text given here is printable already (text_clean): the page measures, indents and colours, and
 * never escapes. Continued lines are indented two columns more than the first. */
#ifndef STOPLOG_REPORT_WRAP_H
#define STOPLOG_REPORT_WRAP_H

#include "base/buf.h"
#include "base/vec.h"

enum style { STYLE_PLAIN, STYLE_BAD, STYLE_WARN, STYLE_GOOD, STYLE_STRONG, STYLE_DIM };

struct page_line {
    struct str text; /* indented */
    enum style style;
};
struct page {
    struct arena *arena;
    size_t columns; /* width to wrap at; 0 = never */
    VEC_OF(struct page_line);
};

/* An empty page; columns as in struct page. */
void page_init(struct page *page, struct arena *arena, size_t columns);
/* Adds a paragraph, wrapped at spaces; a word that is wider than a line is cut between characters.
 * indent: columns before the first line. */
void page_add(struct page *page, size_t indent, enum style style, struct str text);
/* printf into page_add. */
void page_addf(struct page *page, size_t indent, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds one line as it is, never wrapped: for what is meant to be copied. */
void page_keep(struct page *page, size_t indent, struct str text);
/* The same in a style: for lines that were made to fit. */
void page_line(struct page *page, size_t indent, enum style style, struct str text);
/* An empty line, unless the page is empty or ends with one. */
void page_gap(struct page *page);
/* Writes all lines, each after `prefix`; colours are SGR sequences and only when asked for. */
void page_write(const struct page *page, struct buf *out, struct str prefix, bool color);

#endif
