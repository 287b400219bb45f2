/* relation_star: stars and plain columns over the members of a FROM. Private to the project layer.
 */
#ifndef STOPLOG_PROJECT_RELATION_STAR_H
#define STOPLOG_PROJECT_RELATION_STAR_H

#include "project/relation.h"

/* One thing in FROM. */
struct item {
    struct str alias;             /* "" when it has none */
    const struct sql_node *table; /* the TABLE node, for qualified stars; NULL for others */
    struct relation *relation;
    const struct sql_node *using; /* USING of the join that brought it */
    bool hidden;                  /* right side of a SEMI or ANTI join */
};
struct items {
    VEC_OF(struct item);
    bool complete;
};

/* A relation without columns. */
struct relation *relation_new(struct relation_reader *reader, bool complete);
/* The column with this name, or NULL. */
const struct rel_column *relation_column(struct relation_reader *reader, struct relation *relation,
                                         struct str name);
/* Adds what a STAR node stands for, its EXCEPT, REPLACE and RENAME applied. */
void relation_star(struct relation_reader *reader, struct relation *out, const struct items *items,
                   const struct sql_node *star);
/* Adds every visible column of all items. star: kept as the origin, may be NULL. */
void relation_star_all(struct relation_reader *reader, struct relation *out,
                       const struct items *items, const struct sql_node *star);
/* The type of a plain column, "" when it is not known for sure. */
struct str relation_column_type(struct relation_reader *reader, const struct items *items,
                                const struct sql_node *column);

#endif
