/* types: names of data types and which of them mean the same (types.def). Private to sql. */
#ifndef STOPLOG_SQL_TYPES_H
#define STOPLOG_SQL_TYPES_H

#include <stdbool.h>

#include "sql/dialect.h"

/* Whether a word before a string makes a typed literal (case folded). */
bool type_is_known(struct str word);
/* The canonical name of an upper-case type name in this dialect; the name itself when none. */
struct str type_canonical(const struct sql_dialect *dialect, struct str upper);

#endif
