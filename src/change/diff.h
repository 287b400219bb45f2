/* diff: what the files of this layer share while one comparison runs. Private to src/change.
 *
 * One function per topic adds facts about one pair of models; each must account for every
 * difference it sees: with a fact, or by counting it as harmless (diff_harmless), so that what
 * nobody accounted for can be reported as such. */
#ifndef STOPLOG_CHANGE_DIFF_H
#define STOPLOG_CHANGE_DIFF_H

#include "change/change.h"

/* Two sides of one model; one may be NULL. */
struct pair {
    const struct model *before, *after;
    bool silent; /* a comparison would find nothing */
};
struct pairs {
    VEC_OF(struct pair);
};

/* One run. */
struct diff {
    struct arena *arena;
    struct arena scratch; /* of the pair in work */
    const struct projects *before, *after;
    struct change_set *set; /* facts unsorted until set_finish */
    struct map reshaped;    /* fqn -> struct pair * of models with other columns than before */
    struct map renamed;     /* fqn at base -> struct pair * of models with another name now */
    struct map disabled;    /* names, folded, that are switched off at the tip */
};

/* One pair of models in work; before and after are never NULL here. */
struct model_diff {
    struct diff *run;
    struct arena *arena; /* forgotten with the pair; facts keep their texts elsewhere */
    const struct model *before, *after;
    size_t first_fact; /* facts of this pair start here */
    size_t harmless;   /* differences in the text that were proven to mean the same */
    struct str excuse; /* the first of them, in words */
    size_t explained;  /* differences of the query that show as facts about columns */
    bool query_differs, inputs_differ, unknowns_differ; /* their forms differ */
    bool form_fails;              /* the text differs, and no form proves how: model_form_fails() */
    bool parents_reshaped;        /* columns of a parent differ */
    bool sources_told;            /* the query diff named other tables already */
    struct additions *additions;  /* additions.c's memory, NULL until needed */
    struct resolved *resolved;    /* both queries, NULL when they are no two queries that differ */
    struct map moved, moved_ctes; /* names of tables in FROM and of CTEs that mean what another name
                                   * means on the other side */
};

/* set.c: facts in a change set. */
/* Adds a fact and fills what is empty: subject, place, "" for absent texts. */
void diff_fact(struct model_diff *m, struct fact fact);
/* The same for what is no longer anywhere: without a place of its own it stands where the query
 * does, not where the model's name is. */
void diff_query_fact(struct model_diff *m, struct fact fact);
/* A fact about a file of the run. */
void diff_file_fact(struct diff *run, struct fact fact);
void diff_harmless(struct model_diff *m, struct str excuse);
/* Facts and excuses of this pair so far: to see whether a topic said anything. */
size_t diff_said(const struct model_diff *m);
bool diff_has(const struct model_diff *m, enum fact_code code);
/* Sorts the facts, tells repeated ones apart and builds the list of models. */
void set_finish(struct change_set *set);

/* match.c */
void match_models(struct pairs *out, struct diff *run);

/* content.c: for facts about models that cannot be compared with anything: kind and query as text,
 * and a digest over everything else about the model that means something. */
struct str content_text(struct arena *arena, const struct model *model);
struct str content_seal(struct arena *arena, const struct model *model);

/* Equal bytes; parts of a file that did not change share their memory, which is looked at first. */
static inline bool same_bytes(struct str a, struct str b)
{
    return a.len == b.len && (a.ptr == b.ptr || str_eq(a, b));
}

/* Walks two lists that are sorted by key: the next key with what each list has under it, NULL where
 * one lacks it. at: both zero at first. False at the end. */
static inline bool next_properties(const struct properties *const lists[2], size_t at[2],
                                   const struct property *out[2])
{
    for (int side = 0; side < 2; side++)
        out[side] = at[side] < lists[side]->count ? &lists[side]->items[at[side]] : NULL;
    if (!out[0] && !out[1])
        return false;
    int order = !out[0] ? 1 : !out[1] ? -1 : str_cmp(out[0]->key, out[1]->key);
    if (order > 0)
        out[0] = NULL;
    if (order < 0)
        out[1] = NULL;
    at[0] += out[0] != NULL;
    at[1] += out[1] != NULL;
    return true;
}

/* Whether a change of this MODEL property is more than metadata (property_facts.def). */
bool property_is_material(struct str key);
/* "day": the interval unit that is said, or that the cron gives. */
const char *schedule_unit(const struct model *model);

/* One function per topic. */
void diff_model(struct model_diff *m);      /* name, file, class, kind, properties, schedule */
void diff_properties(struct model_diff *m); /* by the table property_facts.def */
void diff_grains(struct model_diff *m);
void diff_audit_uses(struct model_diff *m);
void diff_columns(struct model_diff *m);
void diff_query(struct model_diff *m);
void diff_inherited(struct model_diff *m); /* what parents' columns do to an unchanged query */
void diff_lost(struct model_diff *m);      /* models and columns that are read and are gone */
/* Whether base read a model that is gone, and code that is the same now asks for it still: names in
 * Python are known as tables only while there is such a model. */
bool diff_asks_for_lost(const struct model_diff *m, const struct dependency *dependency);
void diff_statements(struct model_diff *m);
void diff_inputs(struct model_diff *m);
void diff_dependencies(struct model_diff *m);
void diff_unknowns(struct model_diff *m);
void diff_projects(struct diff *run); /* files that are no model */

/* additions.c: why a new output column can change which rows come out, or NULL. */
struct row_reason;
const struct row_reason *addition_reason(struct model_diff *m, const struct column *column,
                                         struct str *detail);
struct str row_reason_note(struct arena *arena, const struct row_reason *reason, struct str detail);

/* definitions.c: whether a statement is a @DEF of a name that nothing in the model uses. */
bool definition_is_idle(struct arena *arena, const struct model *model,
                        const struct statement *statement);

/* texts.c */
/* What could not be read and why, as an aspect: "macro @pivot", "yaml: unit tests". */
struct str unknown_aspect(struct arena *arena, const struct unknown *unknown);
/* The items of a sorted list that the other list does not have. */
struct strs {
    VEC_OF(struct str);
};
struct str text_join(struct arena *arena, const struct str *items, size_t count, const char *sep);
/* Both lists sorted. */
void text_only_in(struct strs *out, struct arena *arena, const struct strs *list,
                  const struct strs *other);

#endif
