/* report: a verdict -> text in one of several formats. One row in formats.def, one file each.
 *
 * A format computes nothing: order and numbers come from the report model (model.h), which is built
 * once per run. Each writer escapes for the place its output goes to. */
#ifndef STOPLOG_REPORT_REPORT_H
#define STOPLOG_REPORT_REPORT_H

#include "base/buf.h"
#include "gate/gate.h"

enum format {
#define FORMAT(name, word, function, summary) FORMAT_##name,
#include "report/formats.def"
#undef FORMAT
    FORMAT_COUNT
};

struct report_options {
    unsigned columns;   /* width to wrap at; 70 in hooks */
    unsigned max_lines; /* 0 = no limit; 25 in hooks */
    bool color;
    bool hook;          /* "error:"/"hint:" starts, git adds "remote: " */
    bool gitlab_web;    /* prefix lines with GL-HOOK-ERR: */
    bool verbose;       /* cosmetic facts one by one */
    int64_t elapsed_ms; /* < 0 = do not say */
    struct str version;
};

/* All refs of one run, judged. */
struct run {
    const struct verdict *verdicts;
    size_t count;
    struct str repository; /* for messages; may be "" */
    size_t ungoverned;     /* updates that no policy governs */
};

/* Writes the whole run. */
void report_write(struct buf *out, struct arena *arena, enum format format, const struct run *run,
                  const struct report_options *options);
/* FORMAT_COUNT when there is no such format. */
enum format format_find(struct str word);
const char *format_word(enum format format);
const char *format_summary(enum format format);
/* diags as "path:line:col: error: text (hint)" lines, escaped. */
void report_diags(struct buf *out, struct arena *arena, const struct diags *diags, bool color);
/* Facts alone, without a verdict, as `stoplog diff` has them. impact and plan may be NULL. */
void report_diff(struct buf *out, struct arena *arena, enum format format,
                 const struct change_set *changes, const struct impact *impact,
                 const struct plan *plan, const struct report_options *options);
/* All that is known of the findings that `name` means: an id, a model, a column, or the end of its
 * name from a dot on. Returns how many there are. */
size_t report_finding(struct buf *out, struct arena *arena, const struct verdict *verdict,
                      struct str name, const struct report_options *options);
/* Why one rule, or each of them (NULL), did or did not fire on the facts of a verdict. */
void report_rules(struct buf *out, struct arena *arena, const struct verdict *verdict,
                  const struct rule *rule, const struct report_options *options);
/* One line of JSON, with its end, for the audit log: what an override passed over, by whom, why. ""
 * past LIMIT_report_bytes. */
struct str report_override(struct arena *arena, const struct verdict *verdict, int64_t seconds);
/* The page of a fact, as compiled in: Markdown of rules/<CODE>.md. */
struct str report_fact_page(enum fact_code code);

#endif
