/* model: names and look-ups of the model types. */
#include "project/model.h"

#include "project/property.h"

static const char *const class_names[] = { "sql", "python", "seed", "external", "audit" };

const char *model_class_name(enum model_class class)
{
    return class_names[class];
}

static const char *const input_names[] = { "macro", "python", "variable", "seed file", "signal" };

const char *input_kind_name(enum input_kind kind)
{
    return input_names[kind];
}

static const struct {
    const char *slug, *text;
} unknown_rows[] = {
#define UNKNOWN(name, slug, text) { slug, text },
#include "project/unknowns.def"
#undef UNKNOWN
};

const char *unknown_slug(enum unknown_cause cause)
{
    return unknown_rows[cause].slug;
}

const char *unknown_text(enum unknown_cause cause)
{
    return unknown_rows[cause].text;
}

const struct property *property_get(const struct properties *properties, const char *key)
{
    struct str wanted = str_of(key);
    size_t low = 0, high = properties->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = str_cmp(properties->items[mid].key, wanted);
        if (order == 0)
            return &properties->items[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

struct str model_kind_value(const struct model *model, const char *key)
{
    const struct property *said = property_get(&model->kind_properties, key);
    const struct prop_row *row = kind_prop_find(str_of(key), kind_bits(model->kind));
    return said ? said->form : row ? str_of(row->default_form) : STR_EMPTY;
}

const struct column *column_get(const struct columns *columns, struct str name)
{
    vec_for (struct column, it, columns)
        if (str_eq(it->name, name))
            return it;
    return NULL;
}

bool column_names_same(const struct column_types *b, const struct column_types *a)
{
    if (b == a)
        return true;
    for (size_t i = 0; i < b->count && i < a->count; i++)
        if (!str_eq(b->items[i].name, a->items[i].name))
            return false;
    return b->count == a->count && b->complete == a->complete;
}

bool column_types_same(const struct column_types *b, const struct column_types *a)
{
    if (b == a)
        return true;
    for (size_t i = 0; i < b->count && i < a->count; i++)
        if (!str_eq(b->items[i].type, a->items[i].type))
            return false;
    return column_names_same(b, a);
}
