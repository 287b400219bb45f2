/* types: lookup in types.def. */
#include "sql/types.h"

struct alias {
    unsigned families;
    struct str name, canonical;
};

static const struct str known[] = {
#define TYPE(name) STR_INIT(#name),
#define TYPE_ALIAS(families, name, canonical)
#include "sql/types.def"
#undef TYPE
#undef TYPE_ALIAS
};

static const struct alias aliases[] = {
#define TYPE(name)
#define TYPE_ALIAS(families, name, canonical) { families, STR_INIT(name), STR_INIT(canonical) },
#include "sql/types.def"
#undef TYPE
#undef TYPE_ALIAS
};

bool type_is_known(struct str word)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eq_fold(known[i], word))
            return true;
    return false;
}

struct str type_canonical(const struct sql_dialect *dialect, struct str upper)
{
    /* A dialect's own row stands before the general one in meaning, so later rows win. */
    struct str out = upper;
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if ((aliases[i].families & dialect->types) && str_eq(aliases[i].name, upper))
            out = aliases[i].canonical;
    return out;
}
