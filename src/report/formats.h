/* formats: what report.h needs of each format; one struct of functions per row of formats.def would
 * hide that there are only two shapes of report. */
#ifndef STOPLOG_REPORT_FORMATS_H
#define STOPLOG_REPORT_FORMATS_H

#include "report/model.h"

/* The functions of formats.def. */
void report_text(struct buf *out, struct arena *arena, const struct run *run,
                 const struct report_options *options);
void report_json(struct buf *out, struct arena *arena, const struct run *run,
                 const struct report_options *options);
void report_dot(struct buf *out, struct arena *arena, const struct run *run,
                const struct report_options *options);
void report_mermaid(struct buf *out, struct arena *arena, const struct run *run,
                    const struct report_options *options);
void report_markdown(struct buf *out, struct arena *arena, const struct run *run,
                     const struct report_options *options);
void report_html(struct buf *out, struct arena *arena, const struct run *run,
                 const struct report_options *options);
void report_sarif(struct buf *out, struct arena *arena, const struct run *run,
                  const struct report_options *options);
void report_junit(struct buf *out, struct arena *arena, const struct run *run,
                  const struct report_options *options);
void report_github(struct buf *out, struct arena *arena, const struct run *run,
                   const struct report_options *options);
void report_gitlab(struct buf *out, struct arena *arena, const struct run *run,
                   const struct report_options *options);

/* What report_diff chooses between. */
void report_diff_text(struct buf *out, struct arena *arena, const struct view *view,
                      const struct impact *impact, const struct report_options *options);
void report_diff_json(struct buf *out, struct arena *arena, const struct view *view,
                      const struct impact *impact, const struct report_options *options);
/* "path:line:col: error: text (hint)", printable. */
struct str report_diag_words(struct arena *arena, const struct diag *diag);

#endif
