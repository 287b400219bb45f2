/* flow_plain: what the names of a plain query mean (sql/abridge.h). Private to lineage. */
#ifndef STOPLOG_LINEAGE_FLOW_PLAIN_H
#define STOPLOG_LINEAGE_FLOW_PLAIN_H

#include "lineage/flow_private.h"
#include "sql/abridge.h"

struct flow_plain_column { /* what a name means: a column of a table */
    const struct bind_relation *relation;
    uint32_t table, column; /* in net.tables, of the relation */
};
/* One for each ref of the query, in the net's arena; its tables are added to the net. It is what
 * bind_find (sql/bind.h) finds for them. NULL, and nothing added, when any of them is not certain
 * or names a table whose columns are not all known. */
struct flow_plain_column *flow_plain_columns(struct net *net, const struct sql_plain *plain);

#endif
