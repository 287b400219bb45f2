/* property_rows: look-ups in the tables of keys and kinds. */
#include "project/property.h"

#include <stdlib.h>

static const struct prop_row model_rows[] = {
#define PROPERTY(key, type, default_form, flags)                                                   \
    { STR_INIT(#key), P_TYPE_##type, default_form, (flags) },
#include "project/properties.def"
#undef PROPERTY
};

static const struct prop_row kind_rows[] = {
#define KIND_PROPERTY(key, type, default_form, kinds)                                              \
    { STR_INIT(#key), P_TYPE_##type, default_form, (kinds) },
#include "project/kind_properties.def"
#undef KIND_PROPERTY
};

static const struct {
    struct str name, class_name;
} kind_names[] = {
#define KIND(name, class_name, incremental) { STR_INIT(#name), STR_INIT(class_name) },
#include "project/kinds.def"
#undef KIND
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct prop_row *find(const struct prop_row *rows, size_t count, struct str key,
                                   unsigned flags)
{
    for (size_t i = 0; i < count; i++)
        if ((rows[i].flags & flags) && str_eq(rows[i].key, key))
            return &rows[i];
    return NULL;
}

static struct str nearest(struct arena *arena, const struct prop_row *rows, size_t count,
                          struct str key, unsigned flags)
{
    struct str *words = arena_array(arena, count, sizeof *words);
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].flags & flags)
            words[n++] = rows[i].key;
    return nearest_word(key, words, n);
}

const struct prop_row *prop_find(struct str key, unsigned flags)
{
    return find(model_rows, COUNT(model_rows), key, flags);
}

struct str prop_nearest(struct arena *arena, struct str key, unsigned flags)
{
    return nearest(arena, model_rows, COUNT(model_rows), key, flags);
}

const struct prop_row *kind_prop_find(struct str key, unsigned bits)
{
    return find(kind_rows, COUNT(kind_rows), key, bits);
}

struct str kind_prop_nearest(struct arena *arena, struct str key, unsigned bits)
{
    return nearest(arena, kind_rows, COUNT(kind_rows), key, bits);
}

struct str kind_find(struct str name)
{
    for (size_t i = 0; i < COUNT(kind_names); i++)
        if (str_eq_fold(kind_names[i].name, name))
            return kind_names[i].name;
    return STR_EMPTY;
}

struct str kind_of_class(struct str class_name)
{
    for (size_t i = 0; i < COUNT(kind_names); i++)
        if (str_eq(kind_names[i].class_name, class_name))
            return kind_names[i].name;
    return STR_EMPTY;
}

struct str kind_nearest(struct str name)
{
    struct str words[COUNT(kind_names)];
    for (size_t i = 0; i < COUNT(kind_names); i++)
        words[i] = kind_names[i].name;
    return nearest_word(name, words, COUNT(kind_names));
}

unsigned kind_bits(struct str kind)
{
    static const struct {
        const char *name;
        unsigned bits;
    } rows[] = {
        { "INCREMENTAL_BY_TIME_RANGE", K_TIME },
        { "INCREMENTAL_BY_UNIQUE_KEY", K_KEY },
        { "INCREMENTAL_BY_PARTITION", K_PARTITION },
        { "INCREMENTAL_UNMANAGED", K_UNMANAGED },
        { "SCD_TYPE_2", K_SCD_TIME },
        { "SCD_TYPE_2_BY_TIME", K_SCD_TIME },
        { "SCD_TYPE_2_BY_COLUMN", K_SCD_COLUMN },
        { "VIEW", K_VIEW },
        { "SEED", K_SEED },
        { "CUSTOM", K_CUSTOM },
        { "MANAGED", K_MANAGED },
        { "DBT_CUSTOM", K_DBT },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (str_eq(kind, str_of(rows[i].name)))
            return rows[i].bits;
    return 0;
}
