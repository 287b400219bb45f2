/* units: words for units of time, and where date functions take them (units.def). Private to sql.
 */
#ifndef STOPLOG_SQL_UNITS_H
#define STOPLOG_SQL_UNITS_H

#include "sql/dialect.h"

/* Whether the word (any case) is a unit behind INTERVAL and its number. */
bool unit_of_interval(struct str word);
/* Whether the word (any case) is a unit among the arguments of a date function. */
bool unit_of_function(struct str word);

enum unit_place {
    UNIT_NOWHERE,
    UNIT_FIRST,
    UNIT_SECOND,
    UNIT_THIRD,
    UNIT_FIRST_OR_THIRD /* the first where it is a unit, else the third */
};

/* Which of its `count` arguments is a unit; name in upper case. */
enum unit_place unit_place_in(const struct sql_dialect *dialect, struct str name, size_t count);

#endif
