/* diff_private: what the files of the comparison share while two contracts are compared. */
#ifndef STOPLOG_CONTRACT_DIFF_PRIVATE_H
#define STOPLOG_CONTRACT_DIFF_PRIVATE_H

#include "contract/diff.h"
#include "contract/order.h"
#include "contract/range.h"

/* Where in the two contracts the comparison stands. */
struct differ {
    struct arena *arena;
    struct promise_changes *out;
    const struct contract *old_contract, *new_contract;
    const struct sql_dialect *old_dialect, *new_dialect;
    const struct contract_object *before, *after;
    const struct contract_column *old_column, *new_column;
    struct str object, column; /* names for people, as in struct promise_change */
    bool is_reordered;         /* told already for this object */
    const struct contract_column
        *sole_key; /* of the later object: its key, when that is one column */
};

/* Adds a change at the present place. The result is good until the next one, for its note. */
struct promise_change *promise_add(struct differ *d, enum fact_code code, struct str aspect,
                                   struct str old_text, struct str new_text);
/* The same with the place of what is compared: after's, or before's where after has none. */
void promise_add_at(struct differ *d, enum fact_code code, struct str aspect, struct str old_text,
                    struct str new_text, struct place place);

/* Which code a change of either direction has. */
struct codes {
    enum fact_code in, out; /* stricter, looser */
};
/* A stated value that is gone is out, one that is new is in; move says the rest: MOVE_UNCLEAR is
 * CT109. */
void promise_move(struct differ *d, enum range_move move, struct codes codes, struct str aspect,
                  struct str old_text, struct str new_text);

/* Texts that differ, and are shown; digests that differ, of which there is nothing to show. */
void promise_texts(struct differ *d, enum fact_code code, struct str aspect, struct str before,
                   struct str after);
void promise_digest(struct differ *d, enum fact_code code, struct str aspect, struct str before,
                    struct str after);
/* What the reader did not understand: where it changed, nobody can say what that means. */
void promise_unread(struct differ *d, struct str before, struct str after);

/* diff_object.c: all objects of both contracts. */
void contract_diff_objects(struct differ *d);
/* diff_columns.c: columns, or fields of a struct, or the item of an array. */
struct column_list {
    const struct contract_column *items;
    size_t count;
};
void contract_diff_columns(struct differ *d, struct column_list before, struct column_list after);
/* diff_column.c: what is said of one column, its fields left out. Gives whether fields of both may
 * be compared: not where a struct became a scalar or the reverse. */
bool contract_diff_column(struct differ *d);
/* diff_key.c: the primary key of the object; `partners` pairs its columns (pair.h). */
void contract_diff_keys(struct differ *d, const size_t *partners);
/* A key inside of a struct, for which each field stands by itself. */
void contract_diff_nested_key(struct differ *d);
/* diff_type.c; as diff_column. */
bool contract_diff_type(struct differ *d);
/* diff_values.c */
void contract_diff_values(struct differ *d);
/* diff_options.c */
void contract_diff_options(struct differ *d);
/* diff_checks.c: quality of the object or column. */
void contract_diff_checks(struct differ *d, const struct contract_checks *before,
                          const struct contract_checks *after);
/* diff_slas.c */
void contract_diff_slas(struct differ *d);
/* diff_texts.c: what stands in a sorted list of texts. */
void contract_diff_texts(struct differ *d, const struct contract_texts *before,
                         const struct contract_texts *after, struct codes codes, struct str aspect);
/* What will be once its time is over: a day that came nearer is worse. */
void contract_diff_end(struct differ *d, const struct contract_end *before,
                       const struct contract_end *after);
/* diff_sensitivity.c: classification, personal data, critical data elements. */
void contract_diff_sensitivity(struct differ *d);

#endif
