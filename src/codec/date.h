/* date: ISO 8601 calendar days and times in UTC. */
#ifndef STOPLOG_CODEC_DATE_H
#define STOPLOG_CODEC_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* "YYYY-MM-DD" of an existing day -> days since 1970-01-01. */
bool date_parse(struct str text, int64_t *days);
struct str date_format(struct arena *arena, int64_t days);
/* Seconds since the epoch -> "YYYY-MM-DDTHH:MM:SSZ". */
struct str time_format(struct arena *arena, int64_t seconds);

#endif
