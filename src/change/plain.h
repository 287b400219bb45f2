/* plain: names as people write them. */
#ifndef STOPLOG_CHANGE_PLAIN_H
#define STOPLOG_CHANGE_PLAIN_H

#include "base/arena.h"
#include "base/str.h"

/* The dotted name behind a quoted identity: "db"."orders" gives db.orders, doubled quotes
 * undone. */
struct str fqn_plain(struct arena *arena, struct str fqn);

#endif
