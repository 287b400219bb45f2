/* plan_query: how SQLMesh sees the difference between two queries. Private to src/change. */
#ifndef STOPLOG_CHANGE_PLAN_QUERY_H
#define STOPLOG_CHANGE_PLAN_QUERY_H

#include "change/plan_direct.h"

enum plan_edit {
    PLAN_QUERY_SAME,     /* equal once rendered */
    PLAN_QUERY_EXTENDED, /* further items in select lists and nothing else */
    PLAN_QUERY_OTHER     /* anything else, or not known without running code */
};

/* Both models are SQL models, or Python that writes SQL. The one place that decides which form of a
 * query is compared. */
enum plan_edit plan_query_edit(const struct plan_pair *pair);

#endif
