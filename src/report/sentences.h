/* sentences: what the reports for reviewers say in words of their own, Markdown and HTML alike, as
 * plain text: each of them escapes it. Numbers that stand in such a sentence are made here. */
#ifndef STOPLOG_REPORT_SENTENCES_H
#define STOPLOG_REPORT_SENTENCES_H

#include "report/model.h"

/* "is blocked", "passes with warnings", "is blocked, but the server only observes". */
struct str sentence_outcome(struct arena *arena, const struct verdict *verdict);
/* Why, where a sentence says it: what could not be decided, what blocks, what an override gave as
 * its reason. "" = the findings do. Unescaped text of the repository. */
struct str sentence_reason(const struct verdict *verdict);
/* "owner of ", "not be: ": what a requirement wants of its subjects. */
struct str sentence_need(struct arena *arena, const struct requirement *requirement);
/* Whom to ask about a consumer: its team, or a person by name or address; unescaped. */
struct str sentence_owner(const struct consumer *consumer);
/* How to reach them: what the consumer says, else its team; unescaped, "" = not said. */
struct str sentence_contact(const struct consumer *consumer);
/* Whether somebody's approval is missing. */
bool sentence_asks_people(const struct view *view);
/* The command that comes after the approvals: to look again, to read about what is asked, to begin;
 * "" = none. */
struct str sentence_last_command(struct arena *arena, const struct view *view);
/* The command that comes next: what an approver runs, else the one above. */
struct str sentence_next_command(struct arena *arena, const struct view *view);
/* What an approval covers and when it ends, to be read after its number. */
extern const char sentence_approval[];

/* What SQLMesh would do because of the change, in numbers. */
struct rebuild {
    size_t built; /* models that get a new table */
    struct {
        VEC_OF(struct str);
    } in_place; /* models whose tables are changed where they are, which no view can undo */
};
void rebuild_of(struct rebuild *out, struct arena *arena, const struct view *view);
/* "Backfill: ... Rollback: ...", without the names of models that are changed in place, which come
 * after `before` and ahead of `after`. */
struct rebuild_text {
    struct str before, after;
};
struct rebuild_text rebuild_sentences(struct arena *arena, const struct rebuild *rebuild);

/* What was found in place of what is asked; where nothing could answer it, what to do instead. "" =
 * nothing to say. */
struct str sentence_found(const struct judged *judged);

#endif
