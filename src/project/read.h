/* read: what the readers of single files share; private to the project layer.
 *
 * A file is read on its own, without the rest of the project, into drafts. Drafts are immutable
 * once made and may be shared between snapshots; load.c copies each into a model and adds what only
 * the whole project can tell (macros, audits, seeds, columns). */
#ifndef STOPLOG_PROJECT_READ_H
#define STOPLOG_PROJECT_READ_H

#include "project/draft.h"
#include "project/tokens.h"

/* Offsets of the line starts of one text, so that places cost a binary search. */
struct lines {
    struct str path;
    const uint32_t *starts;
    uint32_t count;
};
/* Finds the line starts of a text. */
void lines_index(struct lines *out, struct arena *arena, struct str path, struct str bytes);
/* The place of a byte. */
struct place lines_place(const struct lines *lines, uint32_t offset);

/* One file being read. */
struct file {
    struct arena *arena;   /* for what the drafts keep */
    struct arena *scratch; /* for what is forgotten when the file has been read */
    struct str path, bytes, root;
    struct str digest; /* of the bytes */
    struct oid blob;
    const struct config *config;
    struct diags *diags;
    struct lines lines;
};

/* What one file gave. */
struct file_result {
    struct {
        VEC_OF(struct draft *);
    } drafts;
    struct {
        VEC_OF(struct draft *);
    } audits; /* definitions, inline ones too */
    struct {
        VEC_OF(struct unit_test);
    } tests;
    struct unknowns unknowns; /* about parts that gave no model */
    struct diags diags;       /* replayed for every snapshot that holds the file */
};

/* Appends an unknown. */
void unknown_add(struct arena *arena, struct unknowns *list, enum unknown_cause cause,
                 struct str what, struct place place, struct str form);
/* The same for what is found when the columns are made. */
void unknown_add_late(struct arena *arena, struct unknowns *list, enum unknown_cause cause,
                      struct str what, struct place place, struct str form);
/* The name of the limit that the text of an E_LIMIT names, or the other text. */
struct str limit_name(struct arena *arena, const char *text, struct str other);
/* Adds or replaces; the list is sorted by properties_sort. */
void property_put(struct arena *arena, struct properties *list, struct property property);
/* Sorts by key, so that property_get finds them. */
void properties_sort(struct properties *list);
/* Adds a use to the draft. */
void draft_use(struct arena *arena, struct draft *draft, struct use use);
/* Moves the lists of all drafts from scratch memory to where they live, without room to grow. */
void file_result_seal(struct arena *arena, struct file_result *result);
/* A copy of the vector in `arena` with room for `extra` more items. */
#define vec_copy(arena, to, from, extra)                                                           \
    ((to)->count = (from)->count, (to)->cap = (from)->count + (extra),                             \
     (to)->items =                                                                                 \
         items_copy((arena), (from)->items, (from)->count, (to)->cap, sizeof *(from)->items))
/* What vec_copy is made of. */
void *items_copy(struct arena *arena, const void *items, size_t count, size_t cap, size_t size);
/* Sorts and removes doubles in every list of the model, except columns and statements. */
void model_settle(struct model *model);

#endif
