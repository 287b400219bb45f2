/* resolved: two queries with their names resolved, each against its own snapshot. Private to
 * src/change. What a resolved query promises is in sql/resolve.h. */
#ifndef STOPLOG_CHANGE_RESOLVED_H
#define STOPLOG_CHANGE_RESOLVED_H

#include "change/diff.h"

/* Resolves both queries of the pair; m->resolved stays NULL when there are no two SQL queries. */
void resolve_queries(struct model_diff *m);
/* Frees what resolve_queries keeps outside the arena. */
void release_resolved(struct model_diff *m);
/* Whether the whole queries are the same once resolved. */
bool same_once_resolved(const struct model_diff *m);
/* Whether the query is the same text on both sides, and each name in it certainly stands for the
 * same column of the same table. Resolves the queries when nobody has yet. */
bool names_mean_the_same(struct model_diff *m);
/* Equal as written (and no table it names is called by another table's name now), or once the names
 * in both are resolved; the second counts as a harmless difference. An absent node equals an absent
 * node only. b is part of the base's query, a of the tip's. */
bool same_meaning(struct model_diff *m, const struct sql_node *b, const struct sql_node *a);
/* What a node of one side (0 base, 1 tip) says, for finding its like on the other; never shown. */
struct str meaning_key(const struct model_diff *m, int side, const struct sql_node *node);

#endif
