/* text_parts: the pieces of the report for people, put together in text.c. */
#ifndef STOPLOG_REPORT_TEXT_PARTS_H
#define STOPLOG_REPORT_TEXT_PARTS_H

#include "report/model.h"
#include "report/wrap.h"

/* How much of each list is shown; the rest is counted ("and 7 more"). */
struct text_caps {
    size_t groups, facts, reaches, needs, candidates, names, diags;
    size_t text_bytes; /* of one text of a fact */
};

/* One report being written. */
struct text {
    struct page page;
    struct arena *arena;
    const struct view *view;
    const struct report_options *options;
    struct text_caps caps;
    size_t next; /* line where text_next began: the last to be cut */
};

/* headline.c: the first line, verdict first. */
struct str headline(struct arena *arena, const struct view *view,
                    const struct report_options *options);
/* "3 models changed (2 cosmetic, 1 metadata), no consumer affected" */
struct str headline_summary(struct arena *arena, const struct view *view, bool worst_first);
/* Whether the headline says all there is to say. */
bool headline_is_enough(const struct view *view, const struct report_options *options);

/* text_facts.c: what changed and whom it reaches. */
/* Groups from `from` on, at most caps.groups of them; asked_only leaves out what nobody asks about.
 */
void text_groups(struct text *text, bool asked_only);
void text_quiet_groups(struct text *text); /* cosmetic and metadata: names only */
/* Models that SQLMesh would plan and that no group is about: those below the changed ones. */
void text_plan(struct text *text);
/* Consumers and models below that are proven not to be reached, with the reasons; in a hook their
 * number. */
void text_not_reached(struct text *text);
void text_count_not_reached(struct text *text);
/* Models below that are proven not to be reached. impact may be NULL. */
void text_spared(struct text *text, const struct impact *impact);

/* text_tables.c: overviews for a terminal. */
void text_model_table(struct text *text);
void text_consumer_table(struct text *text);

/* text_needs.c: what is missing and how to get it. */
void text_needs(struct text *text);
void text_met(struct text *text);
void text_next(struct text *text);

/* "a, b and 7 more": the first `shown` of the names, cleaned. */
struct str text_list(struct arena *arena, const struct str *names, size_t count, size_t shown);
/* "    and 7 more reasons" when count is over shown. */
void text_more(struct text *text, size_t indent, size_t count, size_t shown, const char *what);

#endif
