/* resolve: a query with every name replaced by what it stands for, for comparing two queries.
 *
 * Two resolved trees that are the same (sql_same) put out the same rows and columns as long as the
 * tables they read do. Rules and proofs are in docs/semantic-form.md, "Resolved form"; what cannot
 * be resolved stays as it was written, and then aliases stay, too. */
#ifndef STOPLOG_SQL_RESOLVE_H
#define STOPLOG_SQL_RESOLVE_H

#include "sql/bind.h"

/* A name of a table in FROM or of a CTE, as written, and what it means in one place. */
struct resolved_name {
    struct str name, means;
    bool is_cte;
};
struct resolved {
    const struct sql_node *query; /* NULL when the query grows past LIMIT_resolved_nodes by what its
                                   * stars and positions stand for */
    struct map nodes; /* address of a query, clause, table item, CTE or expression -> its resolved
                       * node */
    struct {
        VEC_OF(struct resolved_name);
    } names;      /* empty when names stay as written */
    bool certain; /* every name was found in one source, and every star could be written out */
};
/* Everything lives in the arena, but for what resolved_release frees. */
void sql_resolve(struct resolved *out, struct arena *arena, const struct bind_schema *schema,
                 const struct sql_node *query);
/* The same, but aliases, names of CTEs and the order of keys and lists stay as they were written:
 * what sqlglot's optimiser does, which gives up where `certain` is false. */
void sql_qualify(struct resolved *out, struct arena *arena, const struct bind_schema *schema,
                 const struct sql_node *query);
void resolved_release(struct resolved *resolved);
/* What a node of the query came to, or NULL. */
const struct sql_node *resolved_node(const struct resolved *resolved, const struct sql_node *node);

#endif
