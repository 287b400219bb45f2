/* markdown: pieces of GitHub-flavoured Markdown that no text from a repository can break out of.
 *
 * Whatever is not ours stands in a code span: nothing in it is a link, a mention, an image, HTML or
 * emphasis (GFM 6.3 code spans; GitHub and GitLab look for mentions outside of code only). Texts
 * went through text_clean before. */
#ifndef STOPLOG_REPORT_MARKDOWN_H
#define STOPLOG_REPORT_MARKDOWN_H

#include "base/buf.h"

/* A code span around the cleaned text, cut to max_bytes; fences are longer than any run of
 * backticks inside. `|` is escaped, as tables need it (GFM 4.10). "" gives nothing. */
void md_code(struct buf *out, struct arena *arena, struct str text, size_t max_bytes);
/* The same as HTML, for lines that are an HTML block: <code>...</code>. */
void md_html_code(struct buf *out, struct arena *arena, struct str text, size_t max_bytes);
/* Text with <, >, &, quotes and @ written as numbers. */
void md_html(struct buf *out, struct str text);

#endif
