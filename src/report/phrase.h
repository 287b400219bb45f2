/* phrase: a fact as words for people. One way for all facts, made of the table's slug, so that a
 * new fact needs no text here. What comes out is printable: it went through text_clean. */
#ifndef STOPLOG_REPORT_PHRASE_H
#define STOPLOG_REPORT_PHRASE_H

#include "change/change.h"
#include "lineage/impact.h"

/* Printable text of at most LIMIT_report_text_bytes bytes of s, or of max_bytes. */
struct str phrase_clean(struct arena *arena, struct str s);
struct str phrase_cut(struct arena *arena, struct str s, size_t max_bytes);
/* "column amount removed", "expression changed (revenue)", "filter changed (WHERE)". */
struct str phrase_title(struct arena *arena, const struct fact *fact);
/* Both texts, cut to max_bytes each around the place where they differ. Empty where there is none,
 * and for facts whose texts are blob ids. */
struct phrase_texts {
    struct str before, after;
};
struct phrase_texts phrase_texts(struct arena *arena, const struct fact *fact, size_t max_bytes);
/* Both texts in one piece: "was X", "now Y", "X -> Y" or "". */
struct str phrase_change(struct arena *arena, const struct fact *fact, size_t max_bytes);
/* "models/orders.sql:7", "models/orders.sql" or "". */
struct str phrase_place(struct arena *arena, struct place place);
/* The same with the column, as editors understand it: "models/orders.sql:7:3". */
struct str phrase_spot(struct arena *arena, struct place place);
/* "a.orders.amount -> b.revenue.amount": the models and columns of a reach; of a long way the
 * middle is counted. */
struct str phrase_path(struct arena *arena, const struct reach *reach);
/* "1 model", "2 models". */
struct str phrase_count(struct arena *arena, size_t count, const char *one, const char *many);

#endif
