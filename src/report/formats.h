/* formats: what report.h needs of each format; one struct of functions per row of formats.def would
 * hide that there are only three shapes of report. */
#ifndef STOPLOG_REPORT_FORMATS_H
#define STOPLOG_REPORT_FORMATS_H

#include "report/report.h"

/* What `stoplog impact` shows. */
struct surroundings {
    const struct graph *graph;
    size_t node;
    const struct neighbours *up, *down;
    const struct reader *readers;
    size_t reader_count;
};
/* The first target of the reader that is the node or below it: index in down, SIZE_MAX for the node
 * itself. false when the reader reads nothing of them. */
bool surroundings_reach(const struct surroundings *around, const struct reader *reader,
                        size_t *nearest);

/* The functions of formats.def. */
void report_text(struct buf *out, struct arena *arena, const struct run *run,
                 const struct report_options *options);
void report_json(struct buf *out, struct arena *arena, const struct run *run,
                 const struct report_options *options);

/* What report_diff and report_impact choose between. */
void report_diff_text(struct buf *out, struct arena *arena, const struct change_set *changes,
                      const struct impact *impact, const struct report_options *options);
void report_diff_json(struct buf *out, struct arena *arena, const struct change_set *changes,
                      const struct impact *impact, const struct report_options *options);
void report_impact_text(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options);
void report_impact_json(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options);
/* "path:line:col: error: text (hint)", printable. */
struct str report_diag_words(struct arena *arena, const struct diag *diag);

#endif
