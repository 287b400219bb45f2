/* loaded: one model of one snapshot, and what is made of it when somebody asks: its query, the
 * names and types of its columns, all that is known of them. Private to the project layer.
 *
 * A snapshot's models are written by load.c, columns.c, same.c, inferred.c and column_macro.c; to
 * everybody else they never change. */
#ifndef STOPLOG_PROJECT_LOADED_H
#define STOPLOG_PROJECT_LOADED_H

#include "project/draft.h"

/* Names and types of a model's columns, one object per combination, so that two can be compared by
 * their address. */
struct shape {
    struct column_types types; /* first, so that a pointer to it is one to the whole */
    struct arena *arena;
    const struct shape *named;            /* the first shape with these names, whatever the types */
    const struct bind_relation *relation; /* made when a query first reads such a table */
};
/* A model of a loaded project with the draft it was made from. */
struct loaded {
    struct model model; /* first, so that a pointer to it is one to the whole */
    struct draft *draft;
    struct {
        VEC_OF(struct loose_ref);
    } loose;                   /* found when the code was followed */
    struct shape *shape;       /* once its columns' names and types are known */
    const struct shape *names; /* its `named`, once the names are known */
    enum { SHAPE_WAITING, SHAPE_RUNNING, SHAPE_DONE } state;
    unsigned above;         /* models above each other that it reads */
    bool written;           /* the query is one of this snapshot: its column macros are gone */
    struct columns outputs; /* what that puts out; else the draft's */
    enum answer { ANSWER_NONE, ANSWER_YES, ANSWER_NO } optimised, typed; /* inferred.c */
    struct resolver *resolver;                                           /* of the snapshot */
    /* The models that the dependencies name, in their order; NULL where none has the name. */
    struct loaded **parents;
    const struct loaded *same_as; /* the one of the earlier snapshot that `same` is about */
    enum sameness {
        SAME_UNASKED,
        SAME_RUNNING,
        SAME_YES,
        SAME_SILENT,
        SAME_QUIET,
        SAME_COLUMNS,
        SAME_VAGUE,
        SAME_NO
    } same; /* see same.c */
};

/* body.c: makes the draft's query and outputs, unless they are there. */
void draft_complete(struct draft *draft, struct arena *scratch);
/* What the query of a draft is and puts out. */
struct query_view {
    const struct sql_node *tree;
    struct columns outputs; /* as draft.outputs, without what comments say */
};
/* body.c: the same without keeping it: until another model is asked about, unless the draft has its
 * own. */
const struct query_view *query_at_hand(struct loaded *loaded);
/* body.c: the abridged query without a tree, if it is plain, else NULL. Until another model is
 * asked about. */
struct sql_plain;
const struct sql_plain *plain_at_hand(struct loaded *loaded);
#ifdef DIFF_CHECK
/* body.c: the whole query, if there is an abridged one: to compare the two. */
bool query_again(struct query_view *out, struct arena *arena, struct loaded *loaded);
#endif
/* columns.c: the model of this name among those that its model's dependencies name, or of the whole
 * snapshot; NULL where there is none. */
struct loaded *loaded_named(const struct loaded *loaded, struct str fqn);
/* columns.c: makes the model's shape, and those of the models it reads. In a cycle a model may
 * be asked about while its own is being made: then there is none. */
void shape_make(struct loaded *loaded);
/* columns.c: a shape with the names of the model's columns and any types, which asks less of the
 * models it reads; equal names are one object. NULL where there is no shape. */
const struct shape *names_make(struct loaded *loaded);
/* columns.c: makes the model's columns with all that is known of them. */
void columns_make(struct loaded *loaded);

#endif
