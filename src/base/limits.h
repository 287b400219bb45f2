/* limits: the table of limits.def as constants LIMIT_<name>, and as rows for reports and tests. */
#ifndef STOPLOG_BASE_LIMITS_H
#define STOPLOG_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

enum limit {
#define LIMIT(name, value, unit, reason) LIMIT_ROW_##name,
#include "base/limits.def"
#undef LIMIT
    LIMIT_COUNT
};

#define LIMIT(name, value, unit, reason)                                                           \
    static const size_t LIMIT_##name __attribute__((unused)) = (value);
#include "base/limits.def"
#undef LIMIT

struct limit_row {
    const char *name, *unit, *reason;
    size_t value;
};

/* The row of one limit; limit must be below LIMIT_COUNT. */
const struct limit_row *limit_row(enum limit limit);

#endif
