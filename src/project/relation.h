/* relation: which columns a query, a table or a CTE has. Private to the project layer. */
#ifndef STOPLOG_PROJECT_RELATION_H
#define STOPLOG_PROJECT_RELATION_H

#include "project/read.h"

struct rel_column {
    struct str name, type;
    const struct sql_node *expr;  /* the projection's expression; of a star: the star */
    const struct sql_node *value; /* expression behind a column that a star gave, or NULL */
    bool expanded;
};
struct relation {
    VEC_OF(struct rel_column);
    bool complete;
    const struct rel_column **by_name; /* sorted, made when there are many */
};

/* What the reader of one model needs. */
struct relation_reader {
    struct arena *scratch; /* given back after each model */
    const struct projects *projects;
    const struct draft *draft;
    size_t steps; /* look-ups done so far */
};

/* The columns of a query of the draft. */
struct relation *relation_of_query(struct relation_reader *reader, const struct sql_node *query);

#endif
