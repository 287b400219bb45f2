/* units: lookup in units.def. */
#include "sql/units.h"

enum { IN_INTERVAL = 1, IN_PART = 2 };

struct unit {
    struct str name;
    unsigned flags;
};

struct function {
    struct str name;
    uint8_t place, place_bigquery, least;
};

static const struct unit units[] = {
#define UNIT(name, flags) { STR_INIT(name), flags },
#define UNIT_FUNCTION(name, place, place_bigquery, least)
#include "sql/units.def"
#undef UNIT
#undef UNIT_FUNCTION
};

static const struct function functions[] = {
#define UNIT(name, flags)
#define UNIT_FUNCTION(name, place, place_bigquery, least)                                          \
    { STR_INIT(name), UNIT_##place, UNIT_##place_bigquery, least },
#include "sql/units.def"
#undef UNIT
#undef UNIT_FUNCTION
};

static bool is_unit(struct str word, unsigned flag)
{
    char c = word.len ? byte_upper(word.ptr[0]) : '\0';
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (units[i].name.ptr[0] == c && (units[i].flags & flag) &&
            str_eq_fold(units[i].name, word))
            return true;
    return false;
}

bool unit_of_interval(struct str word)
{
    return is_unit(word, IN_INTERVAL);
}

bool unit_of_function(struct str word)
{
    return is_unit(word, IN_PART);
}

enum unit_place unit_place_in(const struct sql_dialect *dialect, struct str name, size_t count)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (str_eq(functions[i].name, name))
            return count < functions[i].least ? UNIT_NOWHERE
                   : dialect->units_last      ? functions[i].place_bigquery
                                              : functions[i].place;
    return UNIT_NOWHERE;
}
