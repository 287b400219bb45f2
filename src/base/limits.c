#include "base/limits.h"

const struct limit_row *limit_row(enum limit limit)
{
    static const struct limit_row rows[] = {
#define LIMIT(name, value, unit, reason) { #name, unit, reason, (value) },
#include "base/limits.def"
#undef LIMIT
    };
    return &rows[limit];
}
