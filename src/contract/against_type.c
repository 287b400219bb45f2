/* against_type: the type that a contract promises against the one of the model, field by field.
 *
 * physicalType decides where it is stated, in the model's dialect; else the logical type must be
 * one that the model's type is. A type that is not the same is told even where every value would
 * fit. */
#include "contract/against_private.h"

#include "contract/types.h"
#include "sql/form.h"

static enum fits fits_of(enum type_relation relation)
{
    switch (relation) {
    case TYPES_EQUAL:
        return FITS_YES;
    case TYPES_WIDENED:
    case TYPES_NARROWED:
    case TYPES_INCOMPATIBLE:
        return FITS_NO;
    case TYPES_UNCLEAR:
        break;
    }
    return FITS_UNCLEAR;
}

/* Some write a logical word where the physical type belongs (DCS exports do). */
static enum fits check_physical(struct against *a, const struct contract_column *column,
                                const struct sql_node *found)
{
    const struct sql_node *promised =
        physical_type_read(a->arena, a->model->dialect, column->physical_type);
    enum fits fits = fits_of(physical_types_compare(a->arena, promised, found));
    enum promised_type word = promised_type_find(column->physical_type);
    if (fits == FITS_UNCLEAR && word > PROMISED_OTHER)
        return physical_type_fits(found, word);
    return fits;
}

static void check_type(struct against *a, const struct contract_column *column,
                       const struct sql_node *found)
{
    enum promised_type logical = promised_type_find(column->logical_type);
    bool is_physical = column->physical_type.len > 0;
    if (!is_physical && logical == PROMISED_NONE)
        return;
    enum fits fits =
        is_physical ? check_physical(a, column, found) : physical_type_fits(found, logical);
    if (fits == FITS_UNCLEAR && is_physical && physical_type_fits(found, logical) == FITS_NO)
        fits = FITS_NO;
    if (fits == FITS_YES)
        return;
    struct str promised = is_physical ? column->physical_type : column->logical_type;
    struct contract_mismatch *mismatch =
        against_add(a, fits == FITS_NO ? MISMATCH_TYPE : MISMATCH_UNCLEAR, column, promised,
                    sql_form(a->arena, found));
    if (fits == FITS_UNCLEAR)
        mismatch->note = STR("whether the model's type is the one promised cannot be told");
}

/* ---- what is inside ---- */

/* The element of an array; key and value of a map. */
static const struct sql_node *part_of(const struct sql_node *type,
                                      const struct contract_column *child)
{
    const struct sql_node *first = sql_child(type, SQL_TYPE);
    if (child->name.len == 0 || str_eq(child->name, STR("key")))
        return first;
    return first && str_eq(child->name, STR("value")) ? first->next : NULL;
}

static void check_extra_fields(struct against *a, const struct contract_column *column,
                               const struct map *fields)
{
    struct map promised;
    map_init(&promised, a->arena);
    vec_for (const struct contract_column, child, &column->children)
        map_put(&promised, str_lower(a->arena, contract_column_physical(child)), a);
    for (struct map_entry *it = map_first(fields); it; it = map_next(it))
        if (!map_get(&promised, map_key(it)))
            against_add(a, MISMATCH_EXTRA, NULL, STR_EMPTY, sql_form(a->arena, map_value(it)))
                ->column =
                str_fmt(a->arena, "%.*s.%.*s", STR_ARG(column->path), STR_ARG(map_key(it)));
    map_release(&promised);
}

static void check_part(struct against *a, const struct contract_column *child,
                       const struct sql_node *part, bool has_fields)
{
    if (child->is_measure)
        return;
    if (part) {
        against_type(a, child, part);
        if (child->required)
            against_unclear(&a->nulls, child);
    } else if (has_fields) {
        against_add(a, MISMATCH_MISSING, child, contract_column_physical(child), STR_EMPTY);
    }
}

/* Depth: the reader caps the nesting of columns. */
static void check_inside(struct against *a, const struct contract_column *column,
                         const struct sql_node *found)
{
    struct map fields;
    if (!found->first) /* JSON, VARIANT or another type: nothing is known of what is inside */
        return;
    bool has_fields = physical_type_fields(&fields, a->arena, found);
    vec_for (const struct contract_column, child, &column->children) {
        struct str name = str_lower(a->arena, contract_column_physical(child));
        check_part(a, child, has_fields ? map_get(&fields, name) : part_of(found, child),
                   has_fields);
    }
    if (has_fields)
        check_extra_fields(a, column, &fields);
    map_release(&fields);
}

void against_type(struct against *a, const struct contract_column *column,
                  const struct sql_node *found)
{
    if (!found) {
        if (column->physical_type.len > 0 || column->logical_type.len > 0)
            against_unclear(&a->types, column);
        return;
    }
    check_type(a, column, found);
    if (column->children.count > 0)
        check_inside(a, column, found);
}
